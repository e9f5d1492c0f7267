//! Diagnostics of links to a heading, an alias and the like while it is typed.

use super::disk::{Memory, Setting};
use super::editor::Editor;
use super::server::{Server, Step};
use super::typing::{settle, shown_in, start};

/// What is typed in `a.md`, step by step, the text of `b.md`, the problems that both have before, and those
/// that they have after a pause.
type Anchor = ([&'static str; 3], &'static str, [&'static str; 2]);

const ANCHORS: [Anchor; 6] = [
    // In another note, in the same note, and one that has the problem from the start.
    (
        ["# A\n\n## One\n", "# A\n\n## On\n", "# A\n\n## Ont\n"],
        "[[a#One]] [[a#Gone]] [[b#Gone]]\n",
        [
            "`a` has no heading `Gone`. … This note has no heading `Gone`.",
            "`a` has no heading `One`.",
        ],
    ),
    (
        [
            "# A\n\n## One\n[[#One]] [[#Two]]\n",
            "# A\n\n## On\n[[#One]] [[#Two]]\n",
            "# A\n\n## Ont\n[[#One]] [[#Two]]\n",
        ],
        "text\n",
        ["no heading `Two`", "no heading `One`"],
    ),
    (["One ^id\n", "One ^i\n", "One ^it\n"], "[[a#^id]] [[a#^gone]]\n", ["`^gone`", "`^id`"]),
    (
        ["[^1] [^2]\n\n[^1]: x\n", "[^1] [^2]\n\n[^13]: x\n", "[^1] [^2]\n\n[^134]: x\n"],
        "text\n",
        ["`[^2]` is not defined", "`[^1]` is not defined"],
    ),
    (
        [
            "[the text][la] and [its end][lb]\n\n[la]: b.md\n",
            "[the text][la] and [its end][lb]\n\n[l]: b.md\n",
            "[the text][la] and [its end][lb]\n\n[li]: b.md\n",
        ],
        "text\n",
        ["`[lb]` is not defined", "`[la]` is not defined"],
    ),
    (
        [
            "---\naliases:\n  - Ada\n---\n",
            "---\naliases:\n  - Ad\n---\n",
            "---\naliases:\n  - Adi\n---\n",
        ],
        "[[Ada]] [[gone]]\n",
        ["named `gone`", "named `Ada`"],
    ),
];

/// The messages about both notes.
fn shown_in_both(server: &Server) -> String {
    [shown_in(server, "a.md"), shown_in(server, "b.md")].concat().join("; ")
}

#[test]
fn a_link_to_what_is_being_typed_is_reported_after_a_pause() {
    for ([text, steps @ ..], other, [before, after]) in ANCHORS {
        let (server, mut editor) = start(text, false);
        editor.change(&server, "b.md", other.to_owned());
        settle(&server);
        editor.change(&server, "b.md", format!("{other}\n"));
        for step in steps {
            editor.change(&server, "a.md", step.to_owned());
            let shown = shown_in_both(&server);
            assert!(before.split(" … ").all(|it| shown.contains(it)), "{step}: {shown}");
            assert!(!shown.contains(after), "{step}: {shown}");
        }
        server.take(Step::Timer);
        let shown = shown_in_both(&server);
        assert!(before.split(" … ").all(|it| shown.contains(it)), "{text}: {shown}");
        assert!(shown.contains(after), "{text}: {shown}");
    }
}

#[test]
fn a_link_to_what_is_being_typed_is_reported_when_the_next_edit_is_elsewhere() {
    let ([text, step, _], other, [_, after]) = ANCHORS[0];
    for (path, edit) in
        [("a.md", format!("{step}\nWords.\n")), ("b.md", format!("{other}Words.\n"))]
    {
        let (server, mut editor) = start(text, false);
        editor.change(&server, "b.md", other.to_owned());
        editor.change(&server, "a.md", step.to_owned());
        assert!(!shown_in_both(&server).contains(after));
        editor.change(&server, path, edit);
        assert!(shown_in_both(&server).contains(after), "{path}");
    }
}

#[test]
fn a_typed_heading_clears_the_links_to_it_at_once() {
    let (server, mut editor) = start("# A\n\n## On\n", false);
    editor.change(&server, "b.md", "[[a#One]]\n".to_owned());
    assert!(shown_in_both(&server).contains("no heading `One`"));
    editor.change(&server, "a.md", "# A\n\n## One\n".to_owned());
    assert_eq!(shown_in_both(&server), "");
    editor.change(&server, "a.md", "# A\n\n## One m\n".to_owned());
    assert_eq!(shown_in_both(&server), "");
    server.take(Step::Timer);
    assert!(shown_in_both(&server).contains("no heading `One`"));
}

#[test]
fn a_closed_note_with_a_link_to_what_is_being_typed_is_reported_after_a_pause() {
    let disk = Memory::default();
    disk.files().set(0, Setting { scope: true, ..Setting::default() });
    disk.files().write("a.md", "# A\n\n## One\n".to_owned());
    disk.files().write("b.md", "[[a#One]] [[a#Gone]]\n".to_owned());
    let server = Server::new(&disk);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", "# A\n\n## One\n".to_owned());
    assert_eq!(shown_in(&server, "b.md").len(), 1);
    editor.change(&server, "a.md", "# A\n\n## On\n".to_owned());
    assert_eq!(shown_in(&server, "b.md").len(), 1);
    server.take(Step::Timer);
    assert_eq!(shown_in(&server, "b.md").len(), 2);
}
