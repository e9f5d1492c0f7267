//! Requests about a note that is not open: its text is read on another thread before the request
//! runs, and is available while it runs.

use linkwright_project::live::{Symlinks, VaultId, VaultOwner as _, WaitingJob, locate};
use linkwright_project::{PlannedText, ReadText, read_planned};
use linkwright_syntax::OpenText;
use linkwright_text::ColumnCounting;
use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::Url;

use crate::diagnostics::diagnose::is_fully_loaded;
use crate::vaults::documents::Document;
use crate::vaults::roots::Root;
use crate::vaults::shown::Shown;
use crate::vaults::state::State;

/// Maximum number of reads of a text that is not the indexed one.
const TRIES: u8 = 3;

/// A closed note that a request is about, as the vault knows it.
struct Closed {
    root: VaultId,
    text: PlannedText,
}

/// The identity of a note's text: a position in one text means something else in another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum TextId {
    /// The revision of an open document.
    Open(u64),
    /// As much of the digest of a note that is not open as a client keeps that has floating-point
    /// numbers only.
    Closed(u64),
}

impl TextId {
    fn closed(digest: u64) -> TextId {
        TextId::Closed(digest >> 11)
    }
}

impl State {
    /// The id of the text of the note at `uri` that the current request is about.
    pub(crate) fn text_id(&self, uri: &Url) -> Option<TextId> {
        if let Some(revision) = self.revision(uri) {
            return Some(TextId::Open(revision));
        }
        let visited = self.visited_note.as_ref().filter(|visited| visited.uri == *uri)?;
        let vault = &self.root(visited.root)?.vault;
        Some(TextId::closed(vault.note(vault.find_file(&visited.path)?)?.facts.digest))
    }

    /// The vault of the file at `uri`, and its path there, if it is not open.
    fn unopened(&self, uri: &Url) -> Option<(&Root, String)> {
        if self.documents.get(uri).is_some() {
            return None;
        }
        let (root, path) = locate(&self.roots, &uri.to_file_path().ok()?, Symlinks::Follow)?;
        Some((self.root(root)?, path))
    }

    /// The note at `uri`, if it is not open and its vault knows it.
    fn closed(&self, uri: &Url) -> Option<Closed> {
        let (root, path) = self.unopened(uri)?;
        let file = root.vault.find_file(&path)?;
        root.vault.note(file)?;
        Some(Closed { root: root.id, text: PlannedText::of(&root.vault, file)? })
    }

    /// The vault of the file at `uri`, and its path there, if it is not open and the vault does not
    /// know it.
    fn unknown(&self, uri: &Url) -> Option<(VaultId, String)> {
        let (root, path) = self.unopened(uri)?;
        root.vault.find_file(&path).is_none().then_some((root.id, path))
    }

    /// The vault of the note at `uri`, open or closed, if the disk has to be asked before it is known
    /// what its links reach.
    pub(super) fn with_unknown_links(&self, uri: &Url) -> Option<VaultId> {
        let (root, note) = match self.note(uri) {
            Some((_, root, note)) => (root, note),
            None => {
                let (root, path) = self.unopened(uri)?;
                (root, root.vault.find_file(&path)?)
            }
        };
        (is_fully_loaded(root) && root.vault.has_unknown_links(note)).then_some(root.id)
    }

    /// Has `schedule` arrange for `job`, a question about the note at `uri`, with the note's text at
    /// hand: at once if the note is open or is none, else when it has been read. What cannot be read
    /// is not at hand.
    pub(super) fn with_text(
        &mut self,
        uri: Url,
        schedule: impl Fn(&mut State, WaitingJob<State>) + Clone + Send + 'static,
        job: WaitingJob<State>,
    ) {
        self.try_with_text(uri, TRIES, schedule, job);
    }

    fn try_with_text(
        &mut self,
        uri: Url,
        tries: u8,
        schedule: impl Fn(&mut State, WaitingJob<State>) + Clone + Send + 'static,
        job: WaitingJob<State>,
    ) {
        if let Some((root, path)) = self.unknown(&uri).filter(|_| tries == TRIES) {
            // It may have been created a moment ago.
            let look = self.reread_paths(root, vec![path]).map(|number| (root, number));
            let read =
                move |state: &mut State, _| state.try_with_text(uri, tries - 1, schedule, job);
            return self.after_read(look, Box::new(read));
        }
        let closed = self.closed(&uri).filter(|_| tries > 0);
        let dir = closed.as_ref().and_then(|it| self.root(it.root)?.dir.clone());
        let (Some(closed), Some(dir)) = (closed, dir) else { return schedule(self, job) };
        let (planned, platform) = ([closed.text.clone()], self.handle.platform.clone());
        let read = move || {
            let open = |_, text: &str| OpenText::new(text);
            read_planned(&*platform.disk, &dir, &planned, open).texts.pop()
        };
        self.background.run(read, move |state, read| {
            let text = match read {
                Some(Some(Ok(ReadText::Planned(text)))) => Some(text),
                Some(Some(Ok(ReadText::Changed))) => None,
                // What cannot be read is not available to the request.
                _ => return schedule(state, job),
            };
            let again = schedule.clone();
            let visit: WaitingJob<State> = Box::new(move |state, known| {
                let now = state.closed(&uri);
                let known_text = |it: &Closed| (it.root, it.text.path.clone(), it.text.digest);
                let is_same = now.is_some_and(|now| known_text(&now) == known_text(&closed));
                match text.filter(|_| is_same) {
                    Some(text) if known.is_ok() => {
                        state.visited_note = Some(state.visit(uri, &closed, text));
                        job(state, known);
                        state.visited_note = None;
                    }
                    None if known.is_ok() => {
                        // The disk has another text than the vault knows, or did when it was read.
                        let look = state.reread_paths(closed.root, vec![closed.text.path]);
                        let look = look.map(|number| (closed.root, number));
                        let read = move |state: &mut State, _| {
                            state.try_with_text(uri, tries - 1, again, job);
                        };
                        state.after_read(look, Box::new(read));
                    }
                    _ => job(state, known),
                }
            });
            schedule(state, visit);
        });
    }

    /// A document for the closed note, as if it were open.
    fn visit(&self, uri: Url, closed: &Closed, text: OpenText) -> Document {
        Document {
            uri,
            version: 0,
            revision: 0,
            text,
            counting: ColumnCounting::of_file(self.client_capabilities.encoding),
            root: closed.root,
            path: closed.text.path.clone(),
            markdown: false,
            hidden: false,
            unparsable: false,
            dirty: false,
            shown: Shown::default(),
            published: None,
            published_while_closed: None,
            diagnose_attempt: 0,
            diagnose_retries: 0,
            last_pulled: None,
            is_pulled: false,
        }
    }
}
