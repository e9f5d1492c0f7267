# Part of packages/test: the recipes, filled in for a release whose checksums are made up.
python3 - "$here" >"$work/SHA256SUMS" <<'P'
import sys
sys.path.insert(0, sys.argv[1])
import release
for number, platform in enumerate(release.PLATFORMS):
    suffix = ".zip" if "windows" in platform["target"] else ".tar.gz"
    print(f"{number:064x}  linkwright-v{release.VERSION}-{platform['target']}{suffix}")
P
filled=$work/recipes
"$here/recipes/fill" "$work/SHA256SUMS" "$filled" >/dev/null
sed 1d "$work/SHA256SUMS" >"$work/incomplete"
if "$here/recipes/fill" "$work/incomplete" "$work/none" >/dev/null 2>"$work/log"; then fail "recipes: a missing checksum passed"; fi
grep -q 'has no checksum of linkwright-v.*-x86_64-unknown-linux-musl' "$work/log" || fail "recipes: $(cat "$work/log")"

ruby -c "$filled/homebrew/linkwright.rb" >/dev/null
ok homebrew "parsed with ruby"
bash -n "$filled/aur/PKGBUILD"
# Packages the archive of this program as makepkg would.
(
  tar xzf "$archive" -C "$work" && cd "$work"
  ln -sfn "$(basename "$archive" .tar.gz)" "$(basename "$archive" -gnu.tar.gz)-musl"
  CARCH=$(uname -m) pkgdir=$work/arch
  . "$filled/aur/PKGBUILD"
  package
)
works "$work/arch/usr/bin/linkwright"
ok aur "its steps were run without makepkg"
nix-instantiate --parse "$root/flake.nix" >/dev/null 2>"$work/log" || { cat "$work/log" >&2; fail "nix"; }
ok nix "parsed with nix, not built"
"$tools/bin/python" "$here/recipes/check.py" "$filled" "$work/SHA256SUMS"
for way in winget scoop mason helix binstall; do ok $way "fields and archive names checked"; done
ok neovim "the file for nvim-lspconfig is the one that the editor tests use"
