# Part of packages/test: the npm packages. npm never asks the registry: it is offline.
mapfile -t packed < <("$here/npm/build" "$work/npm" "$archive")
platform=${packed[0]} main=${packed[1]}
mkdir "$work/project"
echo '{"private": true}' >"$work/project/package.json"
# The packages of the other platforms cannot be had offline. They are optional, so npm leaves them out.
(cd "$work/project" && npm install --silent --no-audit --no-fund --offline "$platform" "$main" >&2)
(cd "$work/project" && works npx --offline --no-install linkwright)
ok npm "packed, installed, and run with npx"

script=$work/project/node_modules/linkwright/bin/linkwright.js
node "$here/npm/test.cjs" "$script" || fail "npm: test.cjs"
ok npm "signals and exit status pass through; a missing platform is explained"
