//! Looks at the disk: asking a vault's reader for them, taking in what it delivers, and running the
//! jobs that wait for them.

use std::sync::Arc;

use linkwright_project::live::{
    Delivery, FilesRead, FinishedRead, Incomplete, OnReaderEvent, ReadRequest, ReaderEvent, VaultId,
};
use linkwright_vault::{Change, Delta};
use tower_lsp::lsp_types::MessageType;

use crate::vaults::progress::Task;
use crate::vaults::roots::Phase;
use crate::vaults::state::{State, Waiting};

impl State {
    /// Has the reader of the vault `id` look at `paths`, and returns the number of the look.
    pub(crate) fn look_at(&mut self, id: VaultId, paths: Vec<String>) -> Option<u64> {
        let reader = self.root_mut(id)?.reader.as_mut()?;
        Some(reader.request(ReadRequest::RereadPaths(paths)))
    }

    /// Has `job` run when `look`, a vault and the number of a look at it, is done; at once if it is.
    pub(crate) fn when_looked(&mut self, look: Option<(VaultId, u64)>, job: Waiting) {
        match look {
            Some((id, number)) => self.when_done(id, number, job),
            None => job(self, Ok(())),
        }
    }

    /// Has `job` run when all of the vault `id` has been looked at, from now on: whatever is new,
    /// changed or gone, be it what the last answer had a client write. What was never read, since the user cancelled it, is read, with its progress.
    ///
    /// This is the one place where an edit that follows from the links of the whole vault waits
    /// for them.
    pub(crate) fn when_whole(&mut self, id: VaultId, job: Waiting) {
        let Some(root) = self.root_mut(id) else { return job(self, Ok(())) };
        let Some(reader) = &mut root.reader else { return job(self, Ok(())) };
        let number = reader.request(ReadRequest::RereadAll);
        let is_partial = matches!(root.phase, Phase::Partial);
        self.when_done(id, number, job);
        if is_partial {
            self.show_progress(Task::Reading(id));
        }
    }

    /// Has the vaults' thread do what the reader of the vault `id` tells it.
    pub(crate) fn listener(&self, id: VaultId) -> OnReaderEvent {
        let handle = self.handle.clone();
        Arc::new(move |event| {
            handle.send(move |state| match event {
                ReaderEvent::Delivered => state.take_delivery(id),
                ReaderEvent::Failed(number, why) => {
                    state.reader_done(id, number, FinishedRead::Part(Err(Incomplete::Failed(why))));
                }
                ReaderEvent::Unwatched => state.have_client_watch(),
            });
        })
    }

    /// Takes the next thing that the reader of the vault `id` delivers. Whatever was sent meanwhile
    /// has its turn before the one after it.
    fn take_delivery(&mut self, id: VaultId) {
        let Some(root) = self.root(id) else { return };
        let Some(deliveries) = root.deliveries.as_ref() else { return };
        let Some((number, delivery)) = deliveries.take() else { return };
        // Before it is dealt with, so that a panic does not leave the reader waiting.
        deliveries.announce();
        let is_old = root.reads.is_outdated(number);
        match delivery {
            Delivery::Files(_) | Delivery::Removed(_) | Delivery::Complete if is_old => {}
            Delivery::Files(files) => self.take_files(id, number, files),
            Delivery::Removed(paths) => self.remove_files(id, number, &paths),
            Delivery::Unread(unread) => {
                if let Some(root) = self.root_mut(id) {
                    root.unread = unread;
                }
            }
            Delivery::Unfollowed(links) => {
                if let Some(root) = self.root_mut(id) {
                    root.unfollowed = links;
                }
            }
            Delivery::Complete => self.all_known(id),
            Delivery::OnDisk(found) => self.take_on_disk(id, number, found),
            Delivery::Settings(settings) => self.configure(id, *settings),
            Delivery::Finished(number, done) => self.reader_done(id, number, done),
        }
    }

    fn take_files(&mut self, id: VaultId, number: u64, files: FilesRead) {
        let State { roots, documents, progress, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id) else { return };
        // What an editor shows beats what the disk holds.
        let is_old = |path: &str| {
            let open = documents.at(id, path).is_some_and(|open| open.is_read(root));
            open || root.reads.is_outdated_at(path, number)
        };
        let FilesRead { mut notes, mut others, done, total } = files;
        notes.retain(|note| !is_old(note.path()));
        others.retain(|path| !is_old(path));
        progress.report(Task::Reading(id), done, total);
        for path in &others {
            root.apply(Change::File { path });
        }
        for note in notes {
            root.apply(Change::Prepared(Box::new(note)));
        }
    }

    /// These files of the vault `id` are gone.
    fn remove_files(&mut self, id: VaultId, number: u64, paths: &[String]) {
        let State { roots, documents, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id) else { return };
        for path in paths {
            let open = documents.at(id, path).is_some_and(|document| document.is_read(root));
            if !open && !root.reads.is_outdated_at(path, number) {
                root.apply(Change::Remove { path });
            }
        }
    }

    /// The reader of the vault `id` has done all that it was asked up to `number`.
    fn reader_done(&mut self, id: VaultId, number: u64, done: FinishedRead) {
        let (outcome, is_whole) = match done {
            FinishedRead::Part(outcome) => (outcome, false),
            FinishedRead::Whole(outcome) => {
                if self.root(id).is_some_and(|root| !root.is_reading()) {
                    self.progress.end(Task::Reading(id));
                }
                (outcome, true)
            }
            FinishedRead::Everything(outcome) => {
                self.reading_ended(id, &outcome);
                (outcome, true)
            }
        };
        let is_fresh = is_whole && outcome.is_ok();
        let due = self.root_mut(id).map(|root| root.reads.finish(number)).unwrap_or_default();
        for job in due {
            self.set_fresh(id, is_fresh);
            self.run_waiting(job, outcome.clone());
        }
        self.set_fresh(id, false);
    }

    fn set_fresh(&mut self, id: VaultId, is_fresh: bool) {
        if let Some(root) = self.root_mut(id) {
            root.reads.is_fresh = is_fresh;
        }
    }

    /// All of the vault `id` was read, or as much as was wanted.
    fn reading_ended(&mut self, id: VaultId, outcome: &Result<(), Incomplete>) {
        self.progress.end(Task::Reading(id));
        if let Err(Incomplete::Failed(why)) = outcome {
            self.client.show(MessageType::ERROR, format!("Linkwright: {why}"));
        }
        self.mark_documents(id);
        let Some(root) = self.root_mut(id) else { return };
        root.readings = root.readings.saturating_sub(1);
        if root.readings > 0 {
            return;
        }
        root.notes = root.vault.notes().count();
        let ended = if outcome.is_ok() { Phase::Ready } else { Phase::Partial };
        if let Phase::Reading(waiting) = std::mem::replace(&mut root.phase, ended) {
            waiting.into_iter().for_each(|job| self.run_waiting(job, Ok(())));
        }
    }

    /// Nothing of the vault `id` is left to be read: what is not in it does not exist.
    fn all_known(&mut self, id: VaultId) {
        let Some(root) = self.root_mut(id) else { return };
        if !matches!(root.phase, Phase::Partial) {
            return;
        }
        root.phase = Phase::Ready;
        root.deltas.push(Delta { everything: true, ..Delta::default() });
        root.generation += 1;
        self.mark_documents(id);
    }

    /// Has the findings of the vault's documents looked for again.
    fn mark_documents(&mut self, id: VaultId) {
        for document in self.documents.iter_mut().filter(|document| document.root == id) {
            document.dirty = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_syntax::frontmatter::AliasRules;
    use linkwright_syntax::scan;
    use linkwright_vault::PreparedNote;

    #[test]
    fn what_was_read_where_a_document_has_left_is_out_of_date() {
        let mut state = State::alone();
        let id = state.add_root(None);
        let read = || FilesRead {
            notes: vec![PreparedNote::new("c.md", "x", scan("x"), AliasRules::default())],
            others: Vec::new(),
            done: 1,
            total: 1,
        };
        let is_there =
            |state: &State| state.root(id).expect("open").vault.find_file("c.md").is_some();
        // It left twice, so that it is known again when both are dealt with.
        for number in [2, 3] {
            state.root_mut(id).expect("open").reads.outdate("c.md".to_owned(), number);
        }
        for number in [1, 2] {
            state.take_files(id, number, read());
            assert!(!is_there(&state));
            state.reader_done(id, number, FinishedRead::Part(Ok(())));
        }
        state.take_files(id, 3, read());
        assert!(is_there(&state));
    }
}
