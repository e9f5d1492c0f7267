//! Requests are planned in the order in which messages arrive.

use serde_json::Value;

use super::check::{answer, settle};
use super::disk::Memory;
use super::editor::Editor;
use super::requests;
use super::requests::Request;
use super::server::{Server, Step, uri};
use super::text::position;

/// A server with these notes, all of them open.
fn server(notes: &[(&str, &str)]) -> (Server, Editor) {
    let disk = Memory::default();
    notes.iter().for_each(|(path, text)| disk.files().write(path, (*text).to_owned()));
    let (server, mut editor) = (Server::new(&disk), Editor::default());
    notes.iter().for_each(|(path, text)| editor.open(&server, path, (*text).to_owned()));
    settle(&server);
    (server, editor)
}

#[test]
fn symbols_are_those_at_the_time_of_the_request() {
    let (server, mut editor) = server(&[("a.md", "## Old\n")]);
    let symbols = requests::symbols(&server.handle, "ol");
    editor.change(&server, "a.md", "## New old\n".to_owned());
    let found = answer(&server, symbols).unwrap_or_default();
    let found: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(|it| it["name"].as_str()).collect();
    assert!(found.contains(&"Old") && !found.contains(&"New old"), "{found:?}");
}

#[test]
fn a_move_is_planned_for_the_text_at_the_time_of_the_request() {
    let (server, mut editor) = server(&[("a.md", "[[b]]\n"), ("b.md", "[[b]]\n")]);
    let moved = || requests::will_rename(&server.handle, &uri("b.md"), &uri("c.md"));
    let request = moved();
    editor.change(&server, "b.md", "# B\n\n[[b]]\n".to_owned());
    let refused = answer(&server, request).unwrap_or_default();
    assert!(refused.as_str().is_some_and(|it| it.contains("modified")), "{refused:?}");
    let edit: Value = answer(&server, moved()).unwrap_or_default();
    assert_eq!(edit["documentChanges"].as_array().map(Vec::len), Some(2), "{edit:?}");
}

#[test]
fn a_position_is_stale_after_its_document_was_closed_and_opened_again() {
    let notes = [("a.md", "[[b]]\n"), ("b.md", ""), ("c.md", "")];
    let (server, mut editor) = server(&notes);
    let at = position("[[b]]\n", 2);
    let request = requests::rename(&server.handle, &uri("a.md"), at, "d");
    editor.close(&server, "a.md");
    // The new document has version 1, too.
    editor.open(&server, "a.md", "[[c]]\n".to_owned());
    let refused = answer(&server, request).unwrap_or_default();
    assert!(refused.as_str().is_some_and(|it| it.contains("modified")), "{refused:?}");
}

/// Takes every step except those of the thread pool, and lets `request` continue.
fn without_pool(server: &Server, request: &mut Request) {
    let is_other = |step: &Step| !matches!(step, Step::Pool(_) | Step::LookForFolder(_));
    loop {
        if request.is_woken() {
            assert!(request.step().is_none(), "the request waits for notes to be read");
        } else if let Some(step) = server.steps().into_iter().find(is_other) {
            server.take(step);
        } else {
            return;
        }
    }
}

#[test]
fn an_edit_is_not_planned_again_for_a_vault_whose_folder_was_missing() {
    let disk = Memory::default();
    disk.files().write("a.md", "[[b]]\n".to_owned());
    disk.files().write("b.md", "[[b]]\n".to_owned());
    let (server, mut editor) = (Server::new(&disk), Editor::default());
    editor.open(&server, "b.md", "[[b]]\n".to_owned());
    settle(&server);
    let mut request = requests::will_rename(&server.handle, &uri("b.md"), &uri("c.md"));
    without_pool(&server, &mut request);
    // The folder is missing before the closed note is read, and is back when it is read.
    disk.files().away.insert("");
    disk.deliver(0, Vec::new(), true);
    without_pool(&server, &mut request);
    disk.files().restore_all();
    let edit = answer(&server, request).unwrap_or_default();
    assert_eq!(edit["documentChanges"].as_array().map(Vec::len), Some(2), "{edit:?}");
}

#[test]
fn the_old_path_of_a_moved_document_is_not_a_target_any_more() {
    let disk = Memory::default();
    for (path, text) in [("a.md", "[[b]] [[c]]\n"), ("c.md", "")] {
        disk.files().write(path, text.to_owned());
    }
    let (server, mut editor) = (Server::new(&disk), Editor::default());
    editor.open(&server, "a.md", "[[b]] [[c]]\n".to_owned());
    editor.open(&server, "c.md", String::new());
    settle(&server);
    let mut move_to = |from: &str, to: &str, before_editor: &dyn Fn()| {
        disk.files().rename(from, to);
        before_editor();
        editor.rename(&server, from, to);
        let at = position("[[b]] [[c]]\n", 2);
        answer(&server, requests::definition(&server.handle, &uri("a.md"), at))
    };
    // The target of `[[b]]` was looked up on disk, and the watcher is faster than the editor.
    let found = move_to("c.md", "b.md", &|| {
        disk.deliver(0, vec!["b.md".to_owned(), "c.md".to_owned()], false);
        settle(&server);
    });
    assert!(found.is_some());
    assert_eq!(move_to("b.md", "c.md", &|| ()), None);
}

#[test]
fn a_folder_is_not_a_target_any_more_after_its_last_document_has_moved() {
    let disk = Memory::default();
    let text = "[x](s)\n";
    disk.files().write("a.md", text.to_owned());
    let (server, mut editor) = (Server::new(&disk), Editor::default());
    settle(&server);
    let definition = || {
        let at = position(text, 5);
        answer(&server, requests::definition(&server.handle, &uri("a.md"), at))
    };
    // The folder is looked up on disk before its note is indexed.
    disk.files().write("s/README.md", String::new());
    editor.open(&server, "a.md", text.to_owned());
    assert!(definition().is_some());
    disk.deliver(0, vec!["s/README.md".to_owned()], false);
    editor.open(&server, "s/README.md", String::new());
    settle(&server);
    disk.files().rename("s/README.md", "r.md");
    editor.rename(&server, "s/README.md", "r.md");
    assert_eq!(definition(), None);
}

#[test]
fn a_position_in_a_closed_note_is_stale_after_a_change() {
    let disk = Memory::default();
    for (path, text) in [("a.md", "[[b]]\n"), ("b.md", ""), ("c.md", ""), ("d.md", "[[b]]\n")] {
        disk.files().write(path, text.to_owned());
    }
    let server = Server::new(&disk);
    settle(&server);
    let at = position("[[b]]\n", 2);
    let mut request = requests::rename(&server.handle, &uri("a.md"), at, "n");
    // The rename is planned. Then the note is changed before its text is read for the edits.
    for _ in 0..2 {
        without_pool(&server, &mut request);
        server.take(Step::Worker);
    }
    without_pool(&server, &mut request);
    disk.files().write("a.md", "[[c]]\n".to_owned());
    disk.deliver(0, vec!["a.md".to_owned()], false);
    let refused = answer(&server, request).unwrap_or_default();
    assert!(refused.as_str().is_some_and(|it| it.contains("modified")), "{refused:?}");
}
