use expect_test::expect;

use super::check_moves;

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
fn a_note_moved_and_renamed_takes_its_title_along() {
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
fn frontmatter_that_cannot_be_edited_is_told() {
    check_moves(
        "//- /Love.md\n---\ntitle: Love\ntitle: x\n---\n//- /near.md\n[[Love]]\n",
        &[("Love.md", "Eros.md")],
        expect![[r#"
            /near.md
            - [[Love]]
            + [[Eros]]
            message: Love.md:3: the frontmatter is invalid: the key `title` is here a second time
        "#]],
    );
}

#[test]
fn files_that_change_places() {
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
fn moves_that_nothing_notices() {
    check_moves(
        "//- /a.md\n//- /note.md\n[[a]]\n",
        &[("a.md", "b/a.md")],
        expect![["nothing changes\n"]],
    );
    check_moves("//- /a.md\n", &[("elsewhere.md", "b.md")], expect![["nothing changes\n"]]);
}

#[test]
fn moves_that_cannot_be() {
    check_moves(
        "//- /a.md\n//- /b.md\n",
        &[("a.md", "B.md")],
        expect![["refused: `b.md` exists already\n"]],
    );
    check_moves(
        "//- /a.md\n",
        &[("a.md", "../a.md")],
        expect![["refused: `../a.md` leaves the vault\n"]],
    );
}

#[test]
fn links_of_html_follow_within_their_values() {
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
            + <img alt="a/p q.png" src="c%20&amp;%20%22d'/p%20q.png">
            - `<img src="a/b.md">` <!-- <img src="a/b.md"> -->
            + `<img src="c%20&amp;%20%22d'/b.md">` <!-- <img src="a/b.md"> -->
        "#]],
    );
}
