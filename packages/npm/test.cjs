// usage: node test.cjs SCRIPT: tests what bin/linkwright.js passes on, and what it says without a program.
const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { renameSync } = require("node:fs");
const { dirname, join } = require("node:path");

const script = process.argv[2];
const scope = join(dirname(script), "../../@linkwright");

async function main() {
  assert.equal(spawnSync(script, ["no-such-command"]).status, 2);

  // The server reads stdin, so it runs until it gets a signal. Its answer says that it runs.
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { capabilities: {} } });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    const child = spawn(script, ["lsp"], { stdio: ["pipe", "pipe", "ignore"] });
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill(signal);
    const ended = await new Promise((resolve) => child.once("exit", (status, by) => resolve({ status, by })));
    assert.deepEqual(ended, { status: null, by: signal });
  }

  renameSync(scope, `${scope}.away`);
  const missing = spawnSync(script, ["--version"], { encoding: "utf8" });
  renameSync(`${scope}.away`, scope);
  assert.equal(missing.status, 127);
  assert.match(missing.stderr, /npm install --include=optional linkwright/);

  // Sets the platform before the script reads it.
  const other = `Object.defineProperty(process, "arch", { value: "mips" }); require(${JSON.stringify(script)})`;
  const unsupported = spawnSync(process.execPath, ["-e", other], { encoding: "utf8" });
  assert.equal(unsupported.status, 127);
  assert.match(unsupported.stderr, /no package for linux-mips/);
  assert.match(unsupported.stderr, /cargo install --path crates\/linkwright/);
}

main();
