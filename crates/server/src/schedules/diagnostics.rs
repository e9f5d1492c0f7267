//! Findings of a note that is opened, closed and moved before the client is sent new ones.

use serde_json::Value;

use super::check::settle;
use super::disk::{Memory, SETTINGS, Setting};
use super::editor::Editor;
use super::server::{Server, Step, uri};

/// How many findings the client shows of the note at `path`.
fn shown(server: &Server, path: &str) -> usize {
    server.receive();
    let client = server.client.borrow();
    client.diagnostics.get(uri(path).as_str()).and_then(Value::as_array).map_or(0, Vec::len)
}

/// A server that told of one finding in `a.md`, which is closed.
fn server(disk: &Memory) -> Server {
    disk.files().set(0, Setting { scope: true, ..Setting::default() });
    disk.files().write("a.md", "[[gone]]\n".to_owned());
    let server = Server::new(disk);
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 1);
    server
}

#[test]
fn what_was_told_of_a_closed_note_is_taken_back_when_it_was_opened_and_moved() {
    for tells_first in [true, false] {
        let disk = Memory::default();
        let server = server(&disk);
        let mut editor = Editor::default();
        editor.open(&server, "a.md", "[[gone]]\n".to_owned());
        disk.files().rename("a.md", "b.md");
        if tells_first {
            editor.rename(&server, "a.md", "b.md");
        } else {
            editor.close(&server, "a.md");
            editor.open(&server, "b.md", "[[gone]]\n".to_owned());
        }
        disk.deliver(0, vec!["a.md".to_owned(), "b.md".to_owned()], false);
        settle(&server);
        assert_eq!((shown(&server, "a.md"), shown(&server, "b.md")), (0, 1), "{tells_first}");
    }
}

#[test]
fn what_was_told_of_a_closed_note_stays_when_it_is_opened_and_closed() {
    let disk = Memory::default();
    let server = server(&disk);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", "[[gone]]\n".to_owned());
    editor.close(&server, "a.md");
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 1);
}

/// Takes every step that is not one of the thread beside the server.
fn settle_without_worker(server: &Server) {
    let is_other = |step: &Step| !matches!(step, Step::Worker | Step::LookForFolder(_));
    while let Some(step) = server.steps().into_iter().find(is_other) {
        server.take(step);
    }
}

#[test]
fn findings_of_a_document_that_was_closed_are_not_published_for_the_one_opened_after_it() {
    let disk = Memory::default();
    let twice = "---\naliases: [x]\n---\n";
    disk.files().write("a.md", twice.to_owned());
    disk.files().write("b.md", twice.to_owned());
    let server = Server::new(&disk);
    settle(&server);
    let mut editor = Editor::default();
    editor.open(&server, "a.md", twice.to_owned());
    settle_without_worker(&server);
    // The note that they name is read, and they are worked out.
    server.take(Step::Worker);
    settle_without_worker(&server);
    editor.close(&server, "a.md");
    editor.open(&server, "a.md", "[[b]]\n".to_owned());
    settle_without_worker(&server);
    settle(&server);
    assert_eq!(shown(&server, "a.md"), 0);
}

#[test]
fn findings_go_when_their_document_is_no_note_any_more() {
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

/// What happens to a note, or to a document that shows it.
type Happens<'h> = &'h dyn Fn(&Memory, &Server, &mut Editor);

#[test]
fn what_was_published_of_a_closed_note_goes_however_it_leaves() {
    let gone = || "[[gone]]\n".to_owned();
    let leave: [(&str, Happens<'_>); 5] = [
        ("removed while it is open", &|disk, server, editor| {
            disk.files().remove("a.md");
            editor.close(server, "a.md");
        }),
        ("moved, and the client never opens it again", &|disk, server, editor| {
            disk.files().rename("a.md", "b.md");
            let moved = (uri("a.md"), uri("b.md"));
            let told = move |state: &mut crate::vaults::state::State| {
                state.files_moved([(moved.0.as_str(), moved.1.as_str())]);
            };
            server.handle.send(told);
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
        ("its folder is away", &|disk, server, editor| {
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
