//! Requests that are planned in the order in which messages come, whatever follows them.

use serde_json::Value;

use super::check::{answer, settle};
use super::disk::Memory;
use super::editor::Editor;
use super::requests;
use super::server::{Server, uri};

/// A server that knows these notes, all of them open.
fn server(notes: &[(&str, &str)]) -> (Server, Editor) {
    let disk = Memory::default();
    notes.iter().for_each(|(path, text)| disk.files().write(path, (*text).to_owned()));
    let (server, mut editor) = (Server::new(&disk), Editor::default());
    notes.iter().for_each(|(path, text)| editor.open(&server, path, (*text).to_owned()));
    settle(&server);
    (server, editor)
}

#[test]
fn symbols_are_those_of_the_moment_in_which_they_were_asked_for() {
    let (server, mut editor) = server(&[("a.md", "## Old\n")]);
    let symbols = requests::symbols(&server.handle, "ol");
    editor.change(&server, "a.md", "## New old\n".to_owned());
    let found = answer(&server, symbols).unwrap_or_default();
    let found: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(|it| it["name"].as_str()).collect();
    assert!(found.contains(&"Old") && !found.contains(&"New old"), "{found:?}");
}

#[test]
fn a_move_is_planned_for_the_text_that_was_shown_when_it_was_asked_for() {
    let (server, mut editor) = server(&[("a.md", "[[b]]\n"), ("b.md", "[[b]]\n")]);
    let moved = || requests::will_rename(&server.handle, &uri("b.md"), &uri("c.md"));
    let asked = moved();
    editor.change(&server, "b.md", "# B\n\n[[b]]\n".to_owned());
    let refused = answer(&server, asked).unwrap_or_default();
    assert!(refused.as_str().is_some_and(|it| it.contains("modified")), "{refused:?}");
    let edit: Value = answer(&server, moved()).unwrap_or_default();
    assert_eq!(edit["documentChanges"].as_array().map(Vec::len), Some(2), "{edit:?}");
}
