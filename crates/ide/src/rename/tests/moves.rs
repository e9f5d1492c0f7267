use expect_test::{Expect, expect};
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::{Mover, check_moves, plan_moves, show_plan, vault};

#[test]
fn a_folder_moves_in_one_pass() {
    check_moves(
        "\
//- /old/a.md
[[b]] [[old/b]] [[./b]] [[../c]] [[sub/d]] ![[plot.png]] [x](./b.md) [[missing]] [[../missing]]
//- /old/b.md
//- /old/sub/d.md
[[../b]] [[a]]
//- /old/plot.png
//- /c.md
[[a]] [[old/a]] [[old/sub/d#x|y]] [p](old/plot.png)
",
        &[("old", "deep/new")],
        expect![[r#"
            /old/a.md
            - [[b]] [[old/b]] [[./b]] [[../c]] [[sub/d]] ![[plot.png]] [x](./b.md) [[missing]] [[../missing]]
            + [[b]] [[deep/new/b]] [[./b]] [[../../c]] [[sub/d]] ![[plot.png]] [x](./b.md) [[missing]] [[../missing]]
            /c.md
            - [[a]] [[old/a]] [[old/sub/d#x|y]] [p](old/plot.png)
            + [[a]] [[deep/new/a]] [[deep/new/sub/d#x|y]] [p](deep/new/plot.png)
        "#]],
    );
}

#[test]
fn the_title_of_a_moved_and_renamed_note_follows() {
    check_moves(
        "//- /Love.md\n# Love\n[[./near]]\n//- /near.md\n[[Love]] [[Love|Love]]\n",
        &[("Love.md", "psych/Eros.md")],
        expect![[r#"
            /Love.md
            - # Love
            - [[./near]]
            + # Eros
            + [[../near]]
            /near.md
            - [[Love]] [[Love|Love]]
            + [[Eros]] [[Eros|Eros]]
        "#]],
    );
}

#[test]
fn frontmatter_that_cannot_be_edited_is_reported() {
    check_moves(
        "//- /Love.md\n---\ntitle: Love\ntitle: x\n---\n//- /near.md\n[[Love]]\n",
        &[("Love.md", "Eros.md")],
        expect![[r#"
            /near.md
            - [[Love]]
            + [[Eros]]
            message: Love.md:3: the frontmatter is invalid: duplicate key `title`
        "#]],
    );
}

#[test]
fn files_that_swap_paths() {
    check_moves(
        "//- /a/x.md\n//- /b/x.md\n//- /note.md\n[[a/x]] [[b/x]] [[x]]\n",
        &[("a/x.md", "b/x.md"), ("b/x.md", "a/x.md")],
        expect![[r#"
            /note.md
            - [[a/x]] [[b/x]] [[x]]
            + [[b/x]] [[a/x]] [[b/x]]
        "#]],
    );
}

#[test]
fn moves_that_change_no_link() {
    check_moves(
        "//- /a.md\n//- /note.md\n[[a]]\n",
        &[("a.md", "b/a.md")],
        expect![["nothing changes\n"]],
    );
    check_moves("//- /a.md\n", &[("elsewhere.md", "b.md")], expect![["nothing changes\n"]]);
}

#[test]
fn refused_moves() {
    check_moves(
        "//- /a.md\n//- /b.md\n",
        &[("a.md", "B.md")],
        expect![[r#"
            refused: `b.md` already exists: choose another name
        "#]],
    );
    check_moves(
        "//- /a.md\n",
        &[("a.md", "../a.md")],
        expect![[r#"
            refused: `../a.md` is outside the vault: choose a path inside it
        "#]],
    );
}

#[test]
fn html_links_are_rewritten_inside_their_attributes() {
    check_moves(
        "\
//- /n.md
<a href=\"a/b.md#x\" title=\"a/b.md\">a/b.md</a> <img src='./a/p%20q.png'> <a href=a/b.md>
<div>
<img alt=\"a/p q.png\" src=\"a/p q.png\">
</div>
`<img src=\"a/b.md\">` <!-- <img src=\"a/b.md\"> -->
//- /a/b.md
<a href=\"../n.md\"> <a href=\"#here\"> <i id=here></i>
//- /a/p q.png
",
        &[("a", "c & \"d'")],
        expect![[r#"
            /n.md
            - <a href="a/b.md#x" title="a/b.md">a/b.md</a> <img src='./a/p%20q.png'> <a href=a/b.md>
            + <a href="c%20&amp;%20%22d'/b.md#x" title="a/b.md">a/b.md</a> <img src='./c%20&amp;%20"d%27/p%20q.png'> <a href=c%20&amp;%20%22d%27/b.md>
            - <img alt="a/p q.png" src="a/p q.png">
            + <img alt="a/p q.png" src="c%20&amp;%20%22d'/p q.png">
            - `<img src="a/b.md">` <!-- <img src="a/b.md"> -->
            + `<img src="c%20&amp;%20%22d'/b.md">` <!-- <img src="a/b.md"> -->
        "#]],
    );
}

/// Checks moves of files or folders by the command line.
#[allow(clippy::needless_pass_by_value)]
fn check_moves_by_linkwright(
    settings: Settings,
    source: &str,
    moves: &[(&str, &str)],
    expect: Expect,
) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, settings);
    let moves: Vec<_> = moves.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect();
    let plan = plan_moves(&vault, &moves, Mover::Linkwright);
    expect.assert_eq(&show_plan(&fixture, &vault, plan));
}

#[test]
fn a_move_by_linkwright_to_an_invalid_name_is_refused() {
    let source = "//- /Love.md\n//- /sub/note.md\n[[Love]] [x](../Love.md)\n//- /p.png\n";
    for (from, to, reason) in [
        ("Love.md", "C#.md", "a name cannot contain `#`: `C#`"),
        ("Love.md", "fo#o/Love.md", "a name cannot contain `#`: `fo#o`"),
        ("sub", "fo#o", "a name cannot contain `#`: `fo#o`"),
        ("sub", "a/b?/sub", "a name cannot contain `?`: `b?`"),
        ("p.png", "[p].png", "a name cannot contain `[`: `[p].png`"),
        (
            "Love.md",
            "aux.md",
            "Windows does not allow `aux.md`: the name is reserved for a device (`files.portableNames`)",
        ),
        (
            "sub",
            "sub.",
            "Windows does not allow `sub.`: the name ends with a dot \
             (`files.portableNames`)",
        ),
    ] {
        let expected = format!("refused: {reason}\n");
        let fixture = Fixture::parse(source);
        let known = vault(&fixture, Settings::default());
        let moves = [(from.to_owned(), to.to_owned())];
        let plan = plan_moves(&known, &moves, Mover::Linkwright);
        assert_eq!(show_plan(&fixture, &known, plan), expected, "{from} {to}");
    }
    check_moves_by_linkwright(
        Settings { portable_names: false, ..Settings::default() },
        source,
        &[("Love.md", "aux.md")],
        expect![[r#"
            /sub/note.md
            - [[Love]] [x](../Love.md)
            + [[aux]] [x](../aux.md)
        "#]],
    );
}

#[test]
fn existing_names_are_not_checked() {
    // Existing folders, and names that stay, are not checked. A link must be able to contain them.
    check_moves_by_linkwright(
        Settings::default(),
        "//- /a.md\n//- /od?d/x.md\n//- /w#y.png\n//- /note.md\n[[a]]\n",
        &[("a.md", "od?d/a.md"), ("w#y.png", "od?d/w#y.png")],
        expect![["nothing changes\n"]],
    );
    check_moves_by_linkwright(
        Settings::default(),
        "//- /a.md\n//- /od#d/x.md\n//- /note.md\n![](./a.md) [[./a]]\n",
        &[("a.md", "od#d/a.md")],
        expect![[r#"
            refused: note.md: a wikilink cannot contain `#`, `^`, `|`, `[` or `]]`: `od#d/a`
        "#]],
    );
}

#[test]
fn the_title_of_a_note_with_another_extension_follows() {
    check_moves_by_linkwright(
        Settings::default(),
        "//- /Love.markdown\n# Love\n//- /note.md\n[[Love.markdown|Love]]\n",
        &[("Love.markdown", "Eros.markdown")],
        expect![[r#"
            /Love.markdown
            - # Love
            + # Eros
            /note.md
            - [[Love.markdown|Love]]
            + [[Eros.markdown|Eros]]
        "#]],
    );
}

#[test]
fn links_follow_files_that_are_on_disk_but_not_in_the_vault() {
    let source = "\
//- /note.md
[a](.build/out.html) [b](docs/) [c](docs) [d](/docs/.x/y) [[.build/out.html]] [e](gone)
//- /docs/in.md
[f](../.build/out.html#top) [g](./.x/y) [h](..) [i](.build/out.html) [j](../../../issues)
";
    let fixture = Fixture::parse(source);
    let mut vault = vault(&fixture, Settings::default());
    for path in [".build/out.html", "docs/.x/y"] {
        let entry = Some(linkwright_vault::DiskEntry::File);
        vault.apply(linkwright_vault::Change::DiskEntry { path, entry });
    }
    let moved = |from: &str, to: &str| {
        let moves = [(from.to_owned(), to.to_owned())];
        show_plan(&fixture, &vault, plan_moves(&vault, &moves, Mover::Linkwright))
    };
    expect![[r#"
        /note.md
        - [a](.build/out.html) [b](docs/) [c](docs) [d](/docs/.x/y) [[.build/out.html]] [e](gone)
        + [a](build/out.html) [b](docs/) [c](docs) [d](/docs/.x/y) [[build/out.html]] [e](gone)
        /docs/in.md
        - [f](../.build/out.html#top) [g](./.x/y) [h](..) [i](.build/out.html) [j](../../../issues)
        + [f](../build/out.html#top) [g](./.x/y) [h](..) [i](build/out.html) [j](../../../issues)
    "#]]
    .assert_eq(&moved(".build", "build"));
    expect![[r#"
        /note.md
        - [a](.build/out.html) [b](docs/) [c](docs) [d](/docs/.x/y) [[.build/out.html]] [e](gone)
        + [a](.build/out.html) [b](pages/docs/) [c](pages/docs) [d](/pages/docs/.x/y) [[.build/out.html]] [e](gone)
        /docs/in.md
        - [f](../.build/out.html#top) [g](./.x/y) [h](..) [i](.build/out.html) [j](../../../issues)
        + [f](../../.build/out.html#top) [g](./.x/y) [h](../..) [i](.build/out.html) [j](../../../../issues)
    "#]].assert_eq(&moved("docs", "pages/docs"));
    expect![[r#"
        /docs/in.md
        - [f](../.build/out.html#top) [g](./.x/y) [h](..) [i](.build/out.html) [j](../../../issues)
        + [f](.build/out.html#top) [g](./docs/.x/y) [h](.) [i](.build/out.html) [j](../../issues)
    "#]]
    .assert_eq(&moved("docs/in.md", "in.md"));
}

#[test]
fn links_spelled_as_the_old_name_follow_a_folder_that_changes_its_case() {
    check_moves(
        "\
//- /n.md
[[aA/x]] [[aA/x.md|y]] [[AA/x]] [[x]] [[aA/sub/z]] [t](aA/x.md) [i](aA/p.png) [[aA/X]]
//- /aA/x.md
[[sub/z]] [[aA/sub/z]] [up](../aA/x.md)
//- /aA/sub/z.md
//- /aA/p.png
",
        &[("aA", "aa")],
        expect![[r#"
            /n.md
            - [[aA/x]] [[aA/x.md|y]] [[AA/x]] [[x]] [[aA/sub/z]] [t](aA/x.md) [i](aA/p.png) [[aA/X]]
            + [[aa/x]] [[aa/x.md|y]] [[AA/x]] [[x]] [[aa/sub/z]] [t](aa/x.md) [i](aa/p.png) [[aa/X]]
            /aA/x.md
            - [[sub/z]] [[aA/sub/z]] [up](../aA/x.md)
            + [[sub/z]] [[aa/sub/z]] [up](../aa/x.md)
        "#]],
    );
}

#[test]
fn links_spelled_as_the_old_name_follow_another_unicode_form() {
    let (decomposed, composed) = ("Cafe\u{301}", "Caf\u{e9}");
    for (old, new) in [(decomposed, composed), (composed, decomposed)] {
        let text = |name: &str| {
            format!(
                "[[{name}]] [[caf\u{e9}]] [[{name}|x]] [t](s/{name}.md) [[s/{name}]] [u](<s/{name}>)"
            )
        };
        let source = format!("//- /n.md\n{} [[{new}]]\n//- /s/{old}.md\n", text(old));
        let fixture = Fixture::parse(&source);
        let vault = self::vault(&fixture, Settings::default());
        let moves = [(format!("s/{old}.md"), format!("s/{new}.md"))];
        let plan = plan_moves(&vault, &moves, Mover::Linkwright);
        let expected = format!("/n.md\n- {} [[{new}]]\n+ {} [[{new}]]\n", text(old), text(new));
        assert_eq!(show_plan(&fixture, &vault, plan), expected);
        // The same for a folder.
        let source = format!("//- /n.md\n[[{old}/a]] [[{new}/a]] [[a]]\n//- /{old}/a.md\n");
        let fixture = Fixture::parse(&source);
        let vault = self::vault(&fixture, Settings::default());
        let moves = [(old.to_owned(), new.to_owned())];
        let plan = plan_moves(&vault, &moves, Mover::Linkwright);
        let lines = format!("- [[{old}/a]] [[{new}/a]] [[a]]\n+ [[{new}/a]] [[{new}/a]] [[a]]\n");
        assert_eq!(show_plan(&fixture, &vault, plan), format!("/n.md\n{lines}"));
    }
}
