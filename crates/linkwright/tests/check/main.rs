//! `linkwright check`, run as a user runs it.

#[path = "../support/mod.rs"]
mod support;

mod baseline;
mod bases;
mod choosing;
#[cfg(unix)]
mod ci;
mod fix;
mod formats;
#[cfg(unix)]
mod hooks;
mod repository;
mod schemas;
mod since;
mod since_in_git;
mod since_random;
mod stdin;

use expect_test::{Expect, expect};
use support::Vault;

/// Two notes, of which one has what can be wrong with links.
const NOTES: &str = "\
//- /a.md
# A

See [[b]], [[b|the other]] and [[nowhere|this]].

![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
//- /sub/b.md
# B

[[a]] [[#B]] [gone](gone.md)
//- /sub/c.md
Nothing wrong here: [[a#A]].
";

#[track_caller]
fn check(vault: &Vault, args: &[&str], expected: &Expect) {
    expected.assert_eq(&vault.run(&[&["check"], args].concat()).show());
}

#[test]
fn findings_are_shown_with_their_position() {
    check(
        &Vault::new(NOTES),
        &[],
        &expect![[r#"
        a.md:3:34: warning[broken-link]: No note is named `nowhere`. Create it, or fix the link.
           3 | See [[b]], [[b|the other]] and [[nowhere|this]].
             |                                  ^^^^^^^
        a.md:5:4: warning[broken-embed]: No file is named `picture.png`. Create it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |    ^^^^^^^^^^^
        a.md:5:26: warning[broken-heading]: `b` has no heading `No heading`. Add it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                          ^^^^^^^^^^
        a.md:5:47: warning[broken-block]: `b` has no block `^no-block`. Add `^no-block` at the end of the block, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                                               ^^^^^^^^^
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        3 notes, 10 links, 5 broken; took TIME
        [exit 1]
    "#]],
    );
}

#[test]
fn columns_do_not_count_a_byte_order_mark() {
    let vault =
        Vault::new("//- /a.md\n\u{feff}# [[gone]] x\n//- /b.md\n\u{feff}---\nid: a\nid: b\n---\n");
    check(
        &vault,
        &[],
        &expect![[r#"
        a.md:1:5: warning[broken-link]: No note is named `gone`. Create it, or fix the link.
           1 | # [[gone]] x
             |     ^^^^
        b.md:3:1: error[invalid-frontmatter]: duplicate key `id`
           3 | id: b
             | ^^
        2 notes, 1 link, 1 broken, 1 other problem; took TIME
        [exit 1]
    "#]],
    );
    let json = vault.run(&["check", "--format", "json"]).show();
    assert!(json.contains(r#""column":5,"end":11,"endColumn":9"#), "{json}");
}

#[test]
fn a_clean_vault_exits_with_0() {
    let vault = Vault::new("//- /a.md\n[[b]]\n//- /b.md\n");
    check(
        &vault,
        &[],
        &expect![[r#"
        2 notes, 1 link, none broken; took TIME
        [exit 0]
    "#]],
    );
}

#[test]
fn a_folder_is_checked_as_a_part_of_its_vault() {
    let vault = Vault::new(NOTES);
    check(
        &vault,
        &["sub"],
        &expect![[r#"
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        2 notes, 4 links, 1 broken; took TIME
        [exit 1]
    "#]],
    );
    let from_within = vault.run_in("sub", &["check"]);
    expect![[r#"
        ../a.md:3:34: warning[broken-link]: No note is named `nowhere`. Create it, or fix the link.
           3 | See [[b]], [[b|the other]] and [[nowhere|this]].
             |                                  ^^^^^^^
        ../a.md:5:4: warning[broken-embed]: No file is named `picture.png`. Create it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |    ^^^^^^^^^^^
        ../a.md:5:26: warning[broken-heading]: `b` has no heading `No heading`. Add it, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                          ^^^^^^^^^^
        ../a.md:5:47: warning[broken-block]: `b` has no block `^no-block`. Add `^no-block` at the end of the block, or fix the link.
           5 | ![[picture.png]] and [[b#No heading]] and [[b#^no-block]].
             |                                               ^^^^^^^^^
        b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        3 notes, 10 links, 5 broken; took TIME
        [exit 1]
    "#]]
    .assert_eq(&from_within.show());
}

#[test]
fn only_the_given_file_is_checked_but_its_links_resolve_in_the_vault() {
    check(
        &Vault::new(NOTES),
        &["sub/c.md", "sub/b.md"],
        &expect![[r#"
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        2 notes, 4 links, 1 broken; took TIME
        [exit 1]
    "#]],
    );
}

#[test]
fn the_folder_that_most_broken_links_start_from_is_named() {
    let links = |links: &str| format!("//- /site/a.md\n{}", links.repeat(6));
    let shown = |text: &str, args: &[&str]| {
        let run = Vault::new(text).run(&[&["check", "--severity", "error"], args].concat());
        run.show().lines().filter(|line| line.starts_with("note:")).collect::<Vec<_>>().join("\n")
    };
    let from_site = links("[x](/d/b) [x](/a.md)\n") + "//- /site/d/b.md\n";
    expect![[r#"
        note: 12 broken links start from the folder `site`: `/a.md` stands for `site/a.md`. To make it the vault, create an empty `.linkwright.toml` in it."#]]
    .assert_eq(&shown(&from_site, &[]));
    assert_eq!(shown(&from_site, &["--quiet"]), "");
    assert_eq!(shown(&from_site, &["--format", "json"]), "");
    assert_eq!(shown(&from_site, &["--ignore", "broken-link"]), "");
    // A broken link in another vault does not make it speak of links that are not reported here.
    let vaults = "//- /one/.linkwright.toml\n//- /one/a.md\n[[gone]]\n\
                  //- /two/.linkwright.toml\n[diagnostics]\nbroken-link = \"off\"\n";
    let vaults = vaults.to_owned() + &from_site.replace("/site/", "/two/site/");
    assert_eq!(shown(&vaults, &["one", "two"]), "");
    // What the note says works.
    let run = Vault::new(&(from_site + "//- /site/.linkwright.toml\n")).run(&["check"]);
    assert_eq!(run.status, Some(0), "{}", run.stdout);
    let pages = links("[x](/d/b/) [x](/a/)\n") + "//- /site/d/b.md\n";
    expect![[r#"
        note: 12 broken links are addresses of web pages: `/a/` stands for `site/a.md`. To leave them out, set `diagnostics.broken-link = "off"` or use `--ignore broken-link`."#]]
    .assert_eq(&shown(&pages, &[]));
}

#[test]
fn quiet_shows_only_findings() {
    check(
        &Vault::new(NOTES),
        &["-q", "sub"],
        &expect![[r#"
        sub/b.md:3:21: warning[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        [exit 1]
    "#]],
    );
}

#[test]
fn severities_decide_which_findings_are_shown_and_which_fail() {
    let vault = Vault::new(NOTES);
    vault.write(
        ".linkwright.toml",
        b"[diagnostics]\nbroken-link = 'error'\nbroken-heading = 'hint'\nbroken-block = 'off'\n\
          broken-embed = 'information'\n",
    );
    check(
        &vault,
        &[],
        &expect![[r#"
            a.md:3:34: error[broken-link]: No note is named `nowhere`. Create it, or fix the link.
               3 | See [[b]], [[b|the other]] and [[nowhere|this]].
                 |                                  ^^^^^^^
            sub/b.md:3:21: error[broken-link]: No note is named `gone.md`. Create it, or fix the link.
               3 | [[a]] [[#B]] [gone](gone.md)
                 |                     ^^^^^^^
            3 notes, 10 links, 4 broken; took TIME
            2 less severe findings not shown; use `--severity hint` to show them
            [exit 1]
        "#]],
    );
    check(
        &vault,
        &["--severity", "error", "-q"],
        &expect![[r#"
        a.md:3:34: error[broken-link]: No note is named `nowhere`. Create it, or fix the link.
           3 | See [[b]], [[b|the other]] and [[nowhere|this]].
             |                                  ^^^^^^^
        sub/b.md:3:21: error[broken-link]: No note is named `gone.md`. Create it, or fix the link.
           3 | [[a]] [[#B]] [gone](gone.md)
             |                     ^^^^^^^
        [exit 1]
    "#]],
    );
    // Nothing here is worse than a hint.
    vault.write(
        ".linkwright.toml",
        b"[diagnostics]\nbroken-link = 'hint'\nbroken-heading = 'hint'\nbroken-block = 'hint'\n\
          broken-embed = 'hint'\n",
    );
    check(
        &vault,
        &[],
        &expect![[r#"
            3 notes, 10 links, 5 broken; took TIME
            5 less severe findings not shown; use `--severity hint` to show them
            [exit 0]
        "#]],
    );
}

#[test]
fn json_is_one_document() {
    let run = Vault::new(NOTES).run(&["check", "--format", "json"]);
    assert_eq!(run.status, Some(1));
    let mut document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    document["summary"]["milliseconds"] = 0.into();
    let first = &document["findings"][0];
    assert_eq!(first["path"], "a.md");
    assert_eq!(first["code"], "broken-link");
    assert_eq!(first["at"]["line"], 3);
    assert_eq!(first["at"]["column"], 34);
    assert_eq!(document["summary"]["notes"], 3);
    let found = document["findings"].as_array().unwrap().len();
    assert_eq!(document["summary"]["broken"], found);
}

#[test]
fn json_without_findings_is_an_empty_list() {
    let vault = Vault::new("//- /a.md\n");
    let run = vault.run(&["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["findings"], serde_json::json!([]));
}

#[test]
fn github_gets_annotations() {
    check(
        &Vault::new(NOTES),
        &["--format", "github", "sub/b.md"],
        &expect![[r#"
        ::warning file=sub/b.md,line=3,endLine=3,col=21,endColumn=28,title=broken-link::No note is named `gone.md`. Create it, or fix the link.
        [exit 1]
    "#]],
    );
}

#[test]
fn columns_count_characters_and_carets_count_terminal_columns() {
    let vault = Vault::new("//- /a.md\n日本語 👩‍🚀 [[x]]\n");
    check(
        &vault,
        &["-q"],
        &expect![[r#"
        a.md:1:11: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | 日本語 👩‍🚀 [[x]]
             |               ^
        [exit 1]
    "#]],
    );
}

#[test]
fn a_long_line_is_cut_around_the_finding() {
    let words = "many words that lead up to it ".repeat(10);
    let vault = Vault::new(&format!("//- /a.md\n{words}[[x]] {words}\n"));
    check(
        &vault,
        &["-q"],
        &expect![[r#"
        a.md:1:303: warning[broken-link]: No note is named `x`. Create it, or fix the link.
           1 | …y words that lead up to it [[x]] many words that lead up to it many words that lead up to i…
             |                               ^
        [exit 1]
    "#]],
    );
}

#[test]
fn wrong_settings_are_findings() {
    let vault = Vault::new("//- /a.md\n");
    vault.write(".linkwright.toml", b"[rename]\nsyncH1 = 'yes'\ncolour = 1\n");
    vault.write(".obsidian/app.json", b"{ \"useMarkdownLinks\": 1 }");
    check(
        &vault,
        &[],
        &expect![[r#"
        .linkwright.toml:2:10: warning[settings]: `rename.syncH1` must be true or false, not "yes"
           2 | syncH1 = 'yes'
             |          ^^^^^
        .linkwright.toml:3:1: warning[settings]: unknown setting `rename.colour`
           3 | colour = 1
             | ^^^^^^
        .obsidian/app.json: warning[settings]: `useMarkdownLinks` must be true or false, not 1
        1 note, 0 links, none broken, 3 other problems; took TIME
        [exit 1]
    "#]],
    );
}

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
fn colour_is_used_on_terminals_and_on_request() {
    let vault = Vault::new("//- /a.md\n[[x]]\n");
    assert!(!vault.run(&["check"]).stdout.contains('\u{1b}'));
    assert!(vault.run(&["check", "--color", "always"]).stdout.contains('\u{1b}'));
    assert!(!vault.run(&["check", "--color", "never"]).stdout.contains('\u{1b}'));
}

/// A README as they are, with links to what exists.
const README: &str = "\
[license](LICENSE) [make](Makefile) [template](.github/ISSUE_TEMPLATE.md) [ignored](build/out.html)
[secret](secret.md) [outside](../outside/x.md) [pdf](../outside/x.pdf) [docs](docs) [docs](docs/)
[here](.) [here](./) [up](..) [up](../) [root](/) [git](.github) [plain](n.md?plain=1)
![picture](p.png?raw=true) [plain](n.md?plain=1#N) [[LICENSE]] [[docs]] [[secret]]
";

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
