//! Requests about a note that is not open. Its text is read on another thread before the request runs,
//! and is available while it runs.

use linkwright_syntax::OpenText;
use linkwright_text::ColumnCounting;

use super::document::Document;
use super::handle::Job;
use super::needs::Needs;
use super::open_vault::OpenVault;
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;
use super::waiting::WaitingJob;
use crate::texts::{PlannedText, ReadText, read_planned};

/// Maximum number of reads of a text that is not the indexed one.
const MAX_READS: u8 = 3;

/// A closed note that a request is about, as it is indexed.
#[derive(PartialEq, Eq)]
struct ClosedNote {
    vault_id: VaultId,
    text: PlannedText,
}

/// A request about the file at `uri` of the vault `vault_id` that has not run yet.
pub(super) struct Visit<S: VaultOwner> {
    pub(super) uri: S::Uri,
    pub(super) vault_id: VaultId,
    pub(super) needs: Needs,
    pub(super) job: WaitingJob<S>,
    /// The number of reads that did not find the indexed text.
    pub(super) reads: u8,
}

impl<S: VaultOwner> Visit<S> {
    /// Runs the request with the note's text: at once if the note is open or the file is not a note,
    /// else when the text is read. A text that cannot be read is not available to the request.
    pub(super) fn with_text(self, state: &mut S) {
        if self.reads == 0
            && let Some((vault_id, path)) = unindexed(state, &self.uri)
        {
            // It may have been created a moment ago.
            return self.after_reread(state, vault_id, path);
        }
        let closed = closed_note(state, &self.uri).filter(|_| self.reads < MAX_READS);
        let vault = closed.as_ref().and_then(|closed| state.vaults().get(closed.vault_id));
        let place = vault.and_then(|vault| Some((vault.dir.clone()?, vault.platform.clone())));
        let (Some(closed), Some((dir, platform))) = (closed, place) else { return self.run(state) };
        let planned = [closed.text.clone()];
        let read = move || {
            let open = |_, text: &str| OpenText::new(text);
            read_planned(&*platform.disk, &dir, &planned, open).texts.pop()
        };
        state.jobs().background.run(read, move |state, read| match read.flatten() {
            Some(Ok(text)) => self.run_with(state, closed, text),
            _ => self.run(state),
        });
    }

    /// Runs the request when what it needs is known, and `text` is still the indexed text of `closed`.
    fn run_with(self, state: &mut S, closed: ClosedNote, text: ReadText<OpenText>) {
        let (uri, vault_id, needs) = (self.uri.clone(), self.vault_id, self.needs);
        let run: WaitingJob<S> = Box::new(move |state, known| {
            if known.is_err() {
                return (self.job)(state, known);
            }
            let is_indexed = closed_note(state, &self.uri).as_ref() == Some(&closed);
            let text = match text {
                ReadText::Planned(text) if is_indexed => text,
                _ => return self.after_reread(state, closed.vault_id, closed.text.path),
            };
            let counting = ColumnCounting::of_file(state.encoding());
            let place = (closed.vault_id, closed.text.path);
            let note = Document::new(self.uri, place, text, counting);
            state.documents_mut().visit(Some(note));
            (self.job)(state, known);
            state.documents_mut().visit(None);
        });
        Visit { uri, vault_id, needs, job: run, reads: 0 }.run(state);
    }

    /// Tries again when the vault's reader has reread the file at `path`.
    fn after_reread(mut self, state: &mut S, vault_id: VaultId, path: String) {
        self.reads += 1;
        let read = state.reread_paths(vault_id, vec![path]).map(|number| (vault_id, number));
        state.after_read(read, Box::new(move |state, _| self.with_text(state)));
    }

    /// Runs the request when what it needs is known.
    pub(super) fn run(self, state: &mut S) {
        let Visit { uri, vault_id, needs, job, .. } = self;
        if needs == Needs::Whole {
            return state.after_reread_all(vault_id, job);
        }
        let job: Job<S> = Box::new(move |state| job(state, Ok(())));
        match needs {
            Needs::Links => state.when_links_checked(uri, job),
            Needs::Names => {
                let run = move |state: &mut S| state.when_names_precomputed(vault_id, job);
                state.when_loaded(vault_id, Box::new(run));
            }
            Needs::Notes | Needs::Whole => state.when_loaded(vault_id, job),
        }
    }
}

/// The vault of the file at `uri`, and its path there, if it is not open.
fn unopened<'s, S: VaultOwner>(state: &'s S, uri: &S::Uri) -> Option<(&'s OpenVault, String)> {
    if state.documents().get(uri).is_some() {
        return None;
    }
    let (id, path) = state.place_of(uri)?;
    Some((state.vaults().get(id)?, path))
}

/// The note at `uri`, if it is indexed and not open.
fn closed_note<S: VaultOwner>(state: &S, uri: &S::Uri) -> Option<ClosedNote> {
    let (open_vault, path) = unopened(state, uri)?;
    let file = open_vault.vault.find_file(&path)?;
    open_vault.vault.note(file)?;
    Some(ClosedNote { vault_id: open_vault.id, text: PlannedText::of(&open_vault.vault, file)? })
}

/// The vault of the file at `uri`, and its path there, if it is neither open nor indexed.
fn unindexed<S: VaultOwner>(state: &S, uri: &S::Uri) -> Option<(VaultId, String)> {
    let (open_vault, path) = unopened(state, uri)?;
    open_vault.vault.find_file(&path).is_none().then_some((open_vault.id, path))
}
