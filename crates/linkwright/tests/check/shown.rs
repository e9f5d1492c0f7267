//! How findings are shown to people.

use expect_test::expect;

use super::support::Vault;
use super::{NOTES, check};

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
fn colour_is_used_on_terminals_and_on_request() {
    let vault = Vault::new("//- /a.md\n[[x]]\n");
    assert!(!vault.run(&["check"]).stdout.contains('\u{1b}'));
    assert!(vault.run(&["check", "--color", "always"]).stdout.contains('\u{1b}'));
    assert!(!vault.run(&["check", "--color", "never"]).stdout.contains('\u{1b}'));
}
