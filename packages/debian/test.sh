# Part of packages/test: the Debian package, unpacked by dpkg into a root of its own.
package=$("$here/debian/build" "$work/debian" "$archive")
lintian --fail-on error --no-tag-display-limit "$package" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "lintian"; }
mkdir -p "$work/root/var/lib/dpkg"/{info,updates}
touch "$work/root/var/lib/dpkg/status"
dpkg --root="$work/root" --force-not-root --force-depends --install "$package" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "dpkg"; }
works "$work/root/usr/bin/linkwright"
dpkg --root="$work/root" --verify linkwright
[ -e "$work/root/usr/share/man/man1/linkwright.1.gz" ] || fail "debian: no manual page"
dpkg --root="$work/root" --purge linkwright >/dev/null
[ ! -e "$work/root/usr/bin/linkwright" ] || fail "debian: left files behind"
ok debian "checked with lintian, installed with dpkg, run, and removed"
