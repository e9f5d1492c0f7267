//! Findings of a note that is opened, closed and moved before the client is sent new ones.

use serde_json::Value;

use super::check::settle;
use super::disk::{Memory, Setting};
use super::editor::Editor;
use super::server::{Server, uri};

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
