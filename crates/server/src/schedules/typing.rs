//! Diagnostics of a link, or of another item, while it is typed.

use linkwright_project::live::VaultOwner as _;
use serde_json::{Value, json};

use super::disk::Memory;
use super::editor::Editor;
use super::server::{Server, Step, uri};
use crate::client_capabilities::ClientCapabilities;
use crate::publishing::pull;
use crate::requests::code_actions;
use crate::vaults::state::State;

/// A server and an editor in which the note `a.md` is open, and `b.md`.
pub(super) fn start(text: &str, pulls: bool) -> (Server, Editor) {
    let disk = Memory::default();
    disk.files().write("a.md", text.to_owned());
    disk.files().write("b.md", "text\n".to_owned());
    let server = Server::new(&disk);
    let capabilities = ClientCapabilities {
        pulls_diagnostics: pulls,
        create_files: true,
        ..server.state.borrow().session.capabilities()
    };
    server.state.borrow_mut().session.introduce(String::new(), capabilities);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", text.to_owned());
    editor.open(&server, "b.md", "text\n".to_owned());
    settle(&server);
    (server, editor)
}

/// Takes every step, while no time passes and the client responds to no request.
pub(super) fn settle(server: &Server) {
    let is_now = |step: &Step| {
        !matches!(step, Step::Timer | Step::LookForFolder(_) | Step::ClientResponds(_))
    };
    while let Some(step) = server.steps().into_iter().find(is_now) {
        server.take(step);
    }
}

/// The messages about `a.md` that the client shows.
fn shown(server: &Server) -> Vec<String> {
    shown_in(server, "a.md")
}

/// The messages about the note at `path` that the client shows.
pub(super) fn shown_in(server: &Server, path: &str) -> Vec<String> {
    settle(server);
    server.receive();
    let client = server.client.borrow();
    let found = client.diagnostics.get(uri(path).as_str()).and_then(Value::as_array);
    let message = |it: &Value| it["message"].as_str().unwrap_or_default().to_owned();
    found.map(|found| found.iter().map(message).collect()).unwrap_or_default()
}

fn missing(name: &str) -> String {
    format!("No note is named `{name}`. Create it, or fix the link.")
}

/// Types a link, and returns the server before the pause.
fn typed() -> (Server, Editor) {
    let (server, mut editor) = start("[[gone]] [[]]\n", false);
    for text in ["[[gone]] [[s]]\n", "[[gone]] [[sl]]\n", "[[gone]] [[sle]]\n"] {
        editor.change(&server, "a.md", text.to_owned());
        assert_eq!(shown(&server), [missing("gone")], "{text}");
    }
    (server, editor)
}

#[test]
fn a_link_is_reported_after_a_pause() {
    let (server, mut editor) = typed();
    assert!(server.steps().contains(&Step::Timer));
    server.take(Step::Timer);
    assert_eq!(shown(&server), [missing("gone"), missing("sle")]);
    assert!(!server.steps().contains(&Step::Timer));
    editor.change(&server, "a.md", "[[gone]] [[slee]]\n".to_owned());
    assert_eq!(shown(&server), [missing("gone")]);
}

#[test]
fn a_link_is_reported_when_the_next_edit_is_elsewhere() {
    type Edit = fn(&Server, &mut Editor);
    let elsewhere: [(&str, Edit); 4] = [
        ("behind it", |server, editor| {
            editor.change(server, "a.md", "[[gone]] [[sle]] \n".to_owned());
        }),
        ("in another link", |server, editor| {
            editor.change(server, "a.md", "[[gone]] [[sle]]\n[[b]]\n".to_owned());
            settle(server);
            editor.change(server, "a.md", "[[gone]] [[sle]]\n[[bb]]\n".to_owned());
        }),
        ("in another note", |server, editor| {
            editor.change(server, "b.md", "texts\n".to_owned());
        }),
        ("in a link of another note", |server, editor| {
            editor.change(server, "b.md", "[[x]] text\n".to_owned());
            editor.change(server, "b.md", "[[xy]] text\n".to_owned());
        }),
    ];
    for (place, edit) in elsewhere {
        let (server, mut editor) = typed();
        edit(&server, &mut editor);
        assert_eq!(shown(&server), [missing("gone"), missing("sle")], "{place}");
    }
}

#[test]
fn a_link_is_reported_when_its_note_is_opened_again() {
    let (server, mut editor) = typed();
    editor.close(&server, "a.md");
    assert_eq!(shown(&server), [""; 0]);
    editor.open(&server, "a.md", "[[gone]] [[sle]]\n".to_owned());
    assert_eq!(shown(&server), [missing("gone"), missing("sle")]);
}

#[test]
fn other_items_are_reported_after_a_pause() {
    let label = "The label `[la]` is not defined. Add `[la]: …` to the note.";
    for (steps, reported) in [
        (
            ["A[^1]\n", "A[^12]\n"],
            "The footnote `[^12]` is not defined. Add `[^12]: …` to the note.",
        ),
        (["A [the text][l] c\n", "A [the text][la] c\n"], label),
        (
            ["A ^a\n\nB ^\n", "A ^a\n\nB ^a\n"],
            "Duplicate block id `^a`: links resolve to the first block. Choose another id here.",
        ),
        (["---\nt\n---\n", "---\nti\n---\n"], "expected `key: value`"),
    ] {
        let (server, mut editor) = start("A[^]\n", false);
        // The edits end where the texts differ.
        editor.change(&server, "a.md", steps[0].to_owned());
        settle(&server);
        editor.change(&server, "a.md", steps[1].to_owned());
        assert_eq!(shown(&server), [""; 0], "{steps:?}");
        server.take(Step::Timer);
        assert_eq!(shown(&server), [reported], "{steps:?}");
    }
}

#[test]
fn a_typed_link_has_no_light_bulb_before_it_is_reported() {
    let (server, _) = typed();
    let titles = |trigger: u8, column: u32| {
        let place = json!({"line": 0, "character": column});
        let params = json!({
            "textDocument": {"uri": uri("a.md")},
            "range": {"start": place, "end": place},
            "context": {"diagnostics": [], "triggerKind": trigger},
        });
        let params = serde_json::from_value(params).expect("a request");
        let offered =
            code_actions::plan(&mut server.state.borrow_mut(), &params).expect("an answer");
        let offered = offered.map(|planned| planned.plan).unwrap_or_default();
        offered.into_iter().map(|(action, _)| action.title).collect::<Vec<_>>()
    };
    let [invoked, automatic] = [1, 2];
    let creates = |titles: Vec<String>| titles.iter().any(|title| title.starts_with("Create `"));
    assert!(creates(titles(automatic, 3)), "the other link");
    assert!(creates(titles(invoked, 12)), "asked for");
    assert!(!creates(titles(automatic, 12)), "while it is typed");
    server.take(Step::Timer);
    assert!(creates(titles(automatic, 12)), "after the pause");
}

#[test]
fn a_client_that_pulls_is_asked_to_pull_after_a_pause() {
    let (server, mut editor) = start("[[]]\n", true);
    let pull = || {
        // The request waits until the disk was asked about the targets.
        let ask = |state: &mut State| state.when_links_checked(uri("a.md"), Box::new(|_| ()));
        server.handle.send(ask);
        settle(&server);
        let plan = pull::plan(&mut server.state.borrow_mut(), &uri("a.md")).expect("an answer");
        plan.expect("a note").plan[0].1.len()
    };
    let refreshes = || {
        settle(&server);
        server.receive();
        let client = server.client.borrow();
        client
            .requests
            .iter()
            .filter(|(method, ..)| *method == "workspace/diagnostic/refresh")
            .count()
    };
    editor.change(&server, "a.md", "[[s]]\n".to_owned());
    assert_eq!((pull(), refreshes()), (0, 0));
    server.take(Step::Timer);
    assert_eq!((refreshes(), pull()), (1, 1));
}
