//! Diagnostics of a note that is opened, closed and moved before new ones are published.

use serde_json::Value;

use super::check::settle;
use super::disk::{Memory, SETTINGS, Setting};
use super::editor::Editor;
use super::server::{Server, Step, uri};

/// The number of diagnostics that the client shows for the note at `path`.
fn shown(server: &Server, path: &str) -> usize {
    server.receive();
    let client = server.client.borrow();
    client.diagnostics.get(uri(path).as_str()).and_then(Value::as_array).map_or(0, Vec::len)
}

/// A server that has published one diagnostic for the closed note `a.md`.
fn server(disk: &Memory) -> Server {
    disk.files().set(0, Setting { scope: true, ..Setting::default() });
    disk.files().write("a.md", "[[gone]]\n".to_owned());
    let server = Server::new(disk);
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 1);
    server
}

#[test]
fn diagnostics_of_a_closed_note_are_cleared_when_it_is_opened_and_moved() {
    for notifies_first in [true, false] {
        let disk = Memory::default();
        let server = server(&disk);
        let mut editor = Editor::default();
        editor.open(&server, "a.md", "[[gone]]\n".to_owned());
        disk.files().rename("a.md", "b.md");
        if notifies_first {
            editor.rename(&server, "a.md", "b.md");
        } else {
            editor.close(&server, "a.md");
            editor.open(&server, "b.md", "[[gone]]\n".to_owned());
        }
        disk.deliver(0, vec!["a.md".to_owned(), "b.md".to_owned()], false);
        settle(&server);
        assert_eq!((shown(&server, "a.md"), shown(&server, "b.md")), (0, 1), "{notifies_first}");
    }
}

#[test]
fn diagnostics_of_a_closed_note_stay_when_it_is_opened_and_closed() {
    let disk = Memory::default();
    let server = server(&disk);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", "[[gone]]\n".to_owned());
    editor.close(&server, "a.md");
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 1);
}

/// Takes every step except those of the worker thread.
fn settle_without_worker(server: &Server) {
    let is_other = |step: &Step| !matches!(step, Step::Worker | Step::LookForFolder(_));
    while let Some(step) = server.steps().into_iter().find(is_other) {
        server.take(step);
    }
}

#[test]
fn diagnostics_of_a_closed_document_are_not_published_for_the_next_document() {
    let disk = Memory::default();
    let twice = "---\naliases: [x]\n---\n";
    disk.files().write("a.md", twice.to_owned());
    disk.files().write("b.md", twice.to_owned());
    let server = Server::new(&disk);
    settle(&server);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", twice.to_owned());
    settle_without_worker(&server);
    // The related note is read, and the reports are built.
    server.take(Step::Worker);
    settle_without_worker(&server);
    editor.close(&server, "a.md");
    editor.open(&server, "a.md", "[[b]]\n".to_owned());
    settle_without_worker(&server);
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 0);
}

#[test]
fn diagnostics_are_cleared_when_their_document_is_no_longer_a_note() {
    let disk = Memory::default();
    let set = |texts: bool, scope: bool| {
        disk.files().set(0, Setting { texts, scope, ..Setting::default() });
        disk.deliver(0, vec![SETTINGS.to_owned()], false);
    };
    for scope in [false, true] {
        set(true, scope);
        disk.files().write("t.txt", "[[gone]]\n".to_owned());
        let server = Server::new(&disk);
        settle(&server);
        let mut editor = Editor::default();
        editor.open(&server, "t.txt", "[[gone]]\n".to_owned());
        settle(&server);
        assert_eq!(shown(&server, "t.txt"), 1);
        set(false, scope);
        settle(&server);
        assert_eq!(shown(&server, "t.txt"), 0, "{scope}");
        set(true, scope);
        settle(&server);
        assert_eq!(shown(&server, "t.txt"), 1, "{scope}");
    }
}

/// A change of a note, or of a document that shows it.
type Event<'h> = &'h dyn Fn(&Memory, &Server, &mut Editor);

#[test]
fn diagnostics_of_a_closed_note_are_cleared_however_it_leaves() {
    let gone = || "[[gone]]\n".to_owned();
    let leave: [(&str, Event<'_>); 5] = [
        ("removed while it is open", &|disk, server, editor| {
            disk.files().remove("a.md");
            editor.close(server, "a.md");
        }),
        ("moved, and the client never opens it again", &|disk, server, editor| {
            disk.files().rename("a.md", "b.md");
            let moved = (uri("a.md"), uri("b.md"));
            let notify = move |state: &mut crate::vaults::state::State| {
                state.files_moved([(moved.0.as_str(), moved.1.as_str())]);
            };
            server.handle.send(notify);
            editor.close(server, "a.md");
        }),
        (
            "changed in the editor and closed unsaved, and changed on disk",
            &|disk, server, editor| {
                editor.change(server, "a.md", "[[gone]] [[gone]]\n".to_owned());
                disk.files().write("a.md", "text\n".to_owned());
                editor.close(server, "a.md");
            },
        ),
        ("only open notes count from now on", &|disk, server, editor| {
            disk.files().set(0, Setting::default());
            disk.deliver(0, vec![SETTINGS.to_owned()], false);
            editor.close(server, "a.md");
        }),
        ("its folder is missing", &|disk, server, editor| {
            disk.files().away.insert("");
            disk.deliver(0, Vec::new(), true);
            editor.close(server, "a.md");
        }),
    ];
    for (how, leave) in leave {
        let disk = Memory::default();
        let server = server(&disk);
        let mut editor = Editor::default();
        editor.open(&server, "a.md", gone());
        leave(&disk, &server, &mut editor);
        disk.deliver(0, vec!["a.md".to_owned(), "b.md".to_owned()], false);
        settle(&server);
        assert_eq!(shown(&server, "a.md"), 0, "{how}");
    }
}
