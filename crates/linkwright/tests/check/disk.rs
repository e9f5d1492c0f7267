//! What is on the disk: unreadable notes, symbolic links, files that are not notes, and nothing.

use expect_test::expect;

use super::check;
use super::support::Vault;

/// A README as they are, with links to what exists.
const README: &str = "\
[license](LICENSE) [make](Makefile) [template](.github/ISSUE_TEMPLATE.md) [ignored](build/out.html)
[secret](secret.md) [outside](../outside/x.md) [pdf](../outside/x.pdf) [docs](docs) [docs](docs/)
[here](.) [here](./) [up](..) [up](../) [root](/) [git](.github) [plain](n.md?plain=1)
![picture](p.png?raw=true) [plain](n.md?plain=1#N) [[LICENSE]] [[docs]] [[secret]]
";

#[test]
fn an_unreadable_note_is_a_finding_and_the_rest_is_checked() {
    let vault = Vault::new("//- /a.md\n[[latin]] [[x]]\n");
    vault.write("latin.md", b"caf\xe9 [[y]]\n");
    check(
        &vault,
        &[],
        &expect![[r#"
        latin.md: warning[unreadable]: not UTF-8 at byte 3; what it links to is unknown
        a.md:1:13: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | [[latin]] [[x]]
             |             ^
        1 note, 2 links, 1 broken, 1 other problem; took TIME
        [exit 1]
    "#]],
    );
    // A folder that holds nothing else is not empty for that.
    vault.write("sub/latin.md", b"\xff");
    check(
        &vault,
        &["sub"],
        &expect![[r#"
        sub/latin.md: warning[unreadable]: not UTF-8 at byte 0; what it links to is unknown
        0 notes, 0 links, none broken, 1 other problem; took TIME
        [exit 1]
    "#]],
    );
}

#[test]
fn a_check_that_cannot_run_exits_with_2() {
    let vault = Vault::new("//- /a.md\n//- /picture.png\n");
    std::fs::create_dir(vault.path().join("empty")).unwrap();
    check(
        &vault,
        &["missing"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: missing: no such file or folder
    "#]],
    );
    check(
        &vault,
        &["a.md", "missing.md"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: missing.md: no such file or folder
    "#]],
    );
    check(
        &vault,
        &["picture.png"],
        &expect![[r#"
            [exit 2]
            [stderr]
            error: picture.png: not a note of the vault VAULT
        "#]],
    );
    check(
        &vault,
        &["empty"],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: empty: no notes in this folder
    "#]],
    );
    assert_eq!(vault.run(&["check", "--no-such-option"]).status, Some(2));
}

#[test]
fn an_empty_vault_exits_with_2() {
    check(
        &Vault::new(""),
        &[],
        &expect![[r#"
        [exit 2]
        [stderr]
        error: .: no notes in this folder
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn loops_of_symbolic_links_end() {
    let vault = Vault::new("//- /sub/a.md\n[[x]]\n");
    std::os::unix::fs::symlink("..", vault.path().join("sub/up")).unwrap();
    check(
        &vault,
        &["-q"],
        &expect![[r#"
            sub/a.md:1:3: warning[broken-link]: No note is named `x`. Create it, or fix the link.
               1 | [[x]]
                 |   ^
            [exit 1]
        "#]],
    );
}

#[cfg(unix)]
#[test]
fn notes_behind_symbolic_links_are_checked_and_links_that_are_not_followed_are_findings() {
    let world = Vault::new(
        "//- /vault/a.md\n[[plan]] [[deep]] [[single]]\n//- /out/plan.md\n[[a]] [[x]]\n\
         //- /out/sub/deep.md\n//- /other/single.md\n[[gone]]\n",
    );
    world.write("vault/.linkwright.toml", b"");
    let vault = world.path().join("vault");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(world.path().join(to), vault.join(name)).unwrap();
    };
    link("out", "work");
    link("out/sub", "again");
    link("other/single.md", "single.md");
    link("nothing", "dangling");
    link("", "up");
    let check_in = |args: &[&str], expected: &expect_test::Expect| {
        let args = [&["check", "--severity", "information", "-q"], args].concat();
        expected.assert_eq(&world.run_in("vault", &args).show());
    };
    check_in(
        &[],
        &expect![[r#"
        again: information[unreadable]: symbolic link not followed: it leads to `work/sub`, inside the vault
        dangling: warning[unreadable]: symbolic link not followed: its target does not exist
        up: warning[unreadable]: symbolic link not followed: it leads to a folder that contains the vault
        single.md:1:3: warning[broken-link]: No note is named `gone`. Create it, or fix the link.
           1 | [[gone]]
             |   ^^^^
        work/plan.md:1:9: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | [[a]] [[x]]
             |         ^
        [exit 1]
    "#]],
    );
    check_in(
        &["work/plan.md"],
        &expect![[r#"
        work/plan.md:1:9: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | [[a]] [[x]]
             |         ^
        [exit 1]
    "#]],
    );
    check_in(
        &["work/sub"],
        &expect![[r#"
        [exit 0]
    "#]],
    );
}

#[test]
fn links_to_existing_files_are_not_broken() {
    let world = Vault::new(&format!(
        "//- /vault/README.md\n{README}//- /vault/docs/guide.md\n[license](../LICENSE) \
         [make](/Makefile) [readme](../README.md) [root](..) [here](.) [beside](beside.txt)\n\
         //- /vault/docs/beside.txt\n//- /vault/n.md\n# N\n//- /vault/p.png\n//- /vault/LICENSE\n\
         //- /vault/Makefile\n//- /vault/secret.md\n//- /vault/build/out.html\n\
         //- /outside/x.md\n//- /outside/x.pdf\n//- /vault/broken.md\n\
         [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)\n\
         [f](../../nothing/at/all) [[Makefile.md]] [g](.github/x.md) [[ISSUE_TEMPLATE]]\n",
    ));
    world.write("vault/.linkwright.toml", b"");
    world.write("vault/.gitignore", b"secret.md\nbuild\n");
    world.write("vault/.github/ISSUE_TEMPLATE.md", b"");
    let check_in = |args: &[&str], expected: &expect_test::Expect| {
        let args = [&["check", "-q"], args].concat();
        expected.assert_eq(&world.run_in("vault", &args).show());
    };
    check_in(&["README.md", "docs"], &expect![["[exit 0]\n"]]);
    check_in(
        &["broken.md"],
        &expect![[r#"
        broken.md:1:5: warning[broken-link]: No note is named `LICENSES`. Did you mean `LICENSE`?
           1 | [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)
             |     ^^^^^^^^
        broken.md:1:19: warning[broken-link]: No note has the path `LICENSE/`. Did you mean `LICENSE`?
           1 | [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)
             |                   ^^^^^^^^
        broken.md:1:33: warning[broken-link]: No note has the path `docs2/`. Create it, or fix the link.
           1 | [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)
             |                                 ^^^^^^
        broken.md:1:45: warning[broken-link]: No note has the path `../outside/y.md`. Create it, or fix the link.
           1 | [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)
             |                                             ^^^^^^^^^^^^^^^
        broken.md:1:79: warning[broken-heading]: `n` has no heading `M`. Add it, or fix the link.
           1 | [a](LICENSES) [b](LICENSE/) [c](docs2/) [d](../outside/y.md) [e](n.md?plain=1#M)
             |                                                                               ^
        broken.md:2:5: warning[broken-link]: No note has the path `../../nothing/at/all`. Create it, or fix the link.
           2 | [f](../../nothing/at/all) [[Makefile.md]] [g](.github/x.md) [[ISSUE_TEMPLATE]]
             |     ^^^^^^^^^^^^^^^^^^^^
        broken.md:2:29: warning[broken-link]: No note is named `Makefile.md`. Create it, or fix the link.
           2 | [f](../../nothing/at/all) [[Makefile.md]] [g](.github/x.md) [[ISSUE_TEMPLATE]]
             |                             ^^^^^^^^^^^
        broken.md:2:47: warning[broken-link]: No note has the path `.github/x.md`. Create it, or fix the link.
           2 | [f](../../nothing/at/all) [[Makefile.md]] [g](.github/x.md) [[ISSUE_TEMPLATE]]
             |                                               ^^^^^^^^^^^^
        broken.md:2:63: warning[broken-link]: No note is named `ISSUE_TEMPLATE`. Create it, or fix the link.
           2 | [f](../../nothing/at/all) [[Makefile.md]] [g](.github/x.md) [[ISSUE_TEMPLATE]]
             |                                                               ^^^^^^^^^^^^^^
        [exit 1]
    "#]],
    );
}
