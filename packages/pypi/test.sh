# Part of packages/test: the wheel, with pip, uvx and pre-commit.
wheel=$("$here/pypi/build" "$work/wheels" "$archive")
"$tools/bin/twine" check --strict "$wheel" >/dev/null
# W007: it has a program, not a library.
"$tools/bin/check-wheel-contents" --ignore W007 "$wheel" >/dev/null
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-index "$wheel"
works "$work/venv/bin/linkwright"
cmp "$work/venv/bin/linkwright" "$program"
ok pypi "wheel checked, installed with pip, and run"

UV_CACHE_DIR=$work/uv works "$tools/bin/uvx" --quiet --offline --from "$wheel" linkwright
ok uvx "run from the wheel"

(
  cd "$work/vault/broken"
  git init -q
  cat >.pre-commit-config.yaml <<Y
repos:
  - repo: local
    hooks:
      - id: linkwright
        name: linkwright check
        entry: linkwright check --staged
        language: python
        additional_dependencies: ["$wheel"]
        pass_filenames: false
        always_run: true
Y
  git add .
  export PRE_COMMIT_HOME=$work/pre-commit
  if "$tools/bin/pre-commit" run >"$work/log" 2>&1; then fail "pre-commit: a broken link was not reported"; fi
  grep -q 'broken-link' "$work/log" || { cat "$work/log" >&2; fail "pre-commit: no broken link in its output"; }
)
rm -rf "$work"/vault/broken/.git "$work"/vault/broken/.pre-commit-config.yaml
ok pre-commit "installed the wheel, and reported a broken link"
