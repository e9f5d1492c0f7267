//! Requests about a note that is not open: its text is read on another thread before the request
//! runs, and is available while it runs.

use linkwright_project::live::{Document, OpenVault, VaultId, VaultOwner as _, WaitingJob};
use linkwright_project::{PlannedText, ReadText, read_planned};
use linkwright_syntax::OpenText;
use linkwright_text::ColumnCounting;
use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::Url;

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
        let visited = self.documents.visited(uri)?;
        let vault = &self.vaults.get(visited.root)?.vault;
        Some(TextId::closed(vault.note(vault.find_file(&visited.path)?)?.facts.digest))
    }

    /// The vault of the file at `uri`, and its path there, if it is not open.
    fn unopened(&self, uri: &Url) -> Option<(&OpenVault, String)> {
        if self.documents.get(uri).is_some() {
            return None;
        }
        let (id, path) = self.place_of(uri)?;
        Some((self.vaults.get(id)?, path))
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
        (root.is_fully_loaded() && root.vault.has_unknown_links(note)).then_some(root.id)
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
        let dir = closed.as_ref().and_then(|it| self.vaults.get(it.root)?.dir.clone());
        let (Some(closed), Some(dir)) = (closed, dir) else { return schedule(self, job) };
        let (planned, platform) = ([closed.text.clone()], self.jobs.handle.platform.clone());
        let read = move || {
            let open = |_, text: &str| OpenText::new(text);
            read_planned(&*platform.disk, &dir, &planned, open).texts.pop()
        };
        self.jobs.background.run(read, move |state, read| {
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
                        let encoding = state.session.capabilities().encoding;
                        let counting = ColumnCounting::of_file(encoding);
                        let place = (closed.root, closed.text.path);
                        let note = Document::new(uri, place, text, counting);
                        state.documents.visit(Some(note));
                        job(state, known);
                        state.documents.visit(None);
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
}
