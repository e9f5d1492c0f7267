//! The checks at the end of a schedule.

use std::collections::BTreeMap;

use serde_json::Value;
use tower_lsp::lsp_types::Url;

use super::disk::Memory;
use super::editor::Editor;
use super::renames::Renames;
use super::requests::{self, Request};
use super::server::{Server, Step, uri};
use super::text::{links, position};
use linkwright_project::live::{LoadState, VaultOwner as _};

/// The state and the answers of an idle server.
#[derive(PartialEq, Debug, Default)]
struct Snapshot {
    /// The files by vault and path, with the digests of notes.
    files: BTreeMap<(usize, String), Option<u64>>,
    /// The notes that cannot be read.
    unread: Vec<String>,
    /// The diagnostics of the notes that have any.
    diagnostics: BTreeMap<String, Value>,
    answers: Vec<(String, Option<Value>)>,
    /// Block trees are being parsed, or must still be parsed.
    parsing: bool,
    unparsed: bool,
}

/// Runs `server` until nothing more can happen.
pub(super) fn settle(server: &Server) {
    let is_work = |step: &Step| !matches!(step, Step::LookForFolder(_));
    while let Some(step) = server.steps().into_iter().find(is_work) {
        server.take(step);
    }
}

/// Reads the rest after cancelled indexing, as a rename does.
fn read_rest(server: &Server) {
    let is_partial = |id| {
        let state = server.state.borrow();
        state
            .vaults
            .get(id)
            .is_some_and(|open_vault| matches!(open_vault.state, LoadState::Partial))
    };
    for id in server.roots.iter().copied().filter(|id| is_partial(*id)) {
        server.handle.send(move |state| state.after_reread_all(id, Box::new(|_, _| ())));
    }
    settle(server);
}

/// Runs the server until `request` is answered. Returns the answer.
pub(super) fn answer(server: &Server, mut request: Request) -> Option<Value> {
    loop {
        settle(server);
        if !request.is_woken() {
            return Some("no answer".into());
        }
        if let Some(answer) = request.step() {
            return answer.unwrap_or_else(|error| Some(error.to_string().into()));
        }
    }
}

fn snapshot(server: &Server, editor: &Editor) -> Snapshot {
    settle(server);
    read_rest(server);
    let mut snapshot = Snapshot::default();
    for (path, document) in &editor.open {
        let Some((offset, name)) = links(&document.text).first().copied() else { continue };
        let (at, uri): (_, Url) = (position(&document.text, offset), uri(path));
        let folds = answer(server, requests::folds(&server.handle, &uri));
        snapshot.answers.push((format!("folds of {path}"), folds));
        let definition = requests::definition(&server.handle, &uri, at);
        let definition = answer(server, definition);
        snapshot.answers.push((format!("definition of {name} in {path}"), definition));
        let references = answer(server, requests::references(&server.handle, &uri, at));
        snapshot.answers.push((format!("references of {name} in {path}"), references));
    }
    server.receive();
    let shown = &server.client.borrow().diagnostics;
    let has_some =
        |(_, items): &(&String, &Value)| items.as_array().is_some_and(|it| !it.is_empty());
    let shown = shown.iter().filter(has_some);
    snapshot.diagnostics = shown.map(|(uri, items)| (uri.clone(), items.clone())).collect();
    let state = server.state.borrow();
    snapshot.parsing = state.documents.is_parsing();
    snapshot.unparsed = state.documents.needs_parsing();
    for (at, id) in server.roots.iter().enumerate() {
        let Some(open_vault) = state.vaults.get(*id) else { continue };
        snapshot.unread.extend(open_vault.unreadable.keys().cloned());
        snapshot.files.extend(open_vault.vault.files().map(|(_, file)| {
            let digest = file.note.as_ref().map(|note| note.facts.digest);
            ((at, file.path.to_string()), digest)
        }));
    }
    snapshot
}

/// Compares `server` with a fresh one, and checks its renames.
pub(super) fn compare(
    server: &Server,
    disk: &Memory,
    editor: &Editor,
    renames: &Renames,
) -> Result<(), String> {
    let old = snapshot(server, editor);
    let fresh = Server::new(disk);
    let mut opened = Editor::default();
    for (path, document) in &editor.open {
        opened.open(&fresh, path, document.text.clone());
    }
    let new = snapshot(&fresh, editor);
    if old != new {
        return Err(format!("the server's state differs from a fresh one's\n{old:#?}\n{new:#?}"));
    }
    renames.check(&server.client.borrow().messages)
}
