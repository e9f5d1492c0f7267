#!/usr/bin/env node
// Runs the program of the platform's package, with the same arguments, streams, signals and exit status.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const platform = `${process.platform}-${process.arch}`;
const name = `@linkwright/${platform}`;

function findProgram() {
  try {
    return require.resolve(`${name}/linkwright${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    const supported = Object.keys(require("../package.json").optionalDependencies);
    const reason = supported.includes(name)
      ? `linkwright: the package \`${name}\` is missing. Install again, with optional dependencies:\n` +
        `    npm install --include=optional linkwright`
      : `linkwright: there is no package for ${platform}. With Rust and a C compiler, install it from a checkout:\n` +
        `    cargo install --path crates/linkwright`;
    console.error(reason);
    process.exit(127);
  }
}

const child = spawn(findProgram(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`linkwright: cannot start: ${error.message}`);
  process.exit(126);
});
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on("exit", (status, signal) => {
  if (!signal) process.exit(status);
  // Ends as the program did. 128 + number is what a shell reports if the signal does not end Node.
  for (const each of signals) process.removeAllListeners(each);
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
});
