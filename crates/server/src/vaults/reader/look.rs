//! Looking at the disk: what is new, changed or gone since it was last delivered.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use linkwright_disk::{
    Batch, CONFIG_FILES, CONFIG_FOLDERS, DiskError, Hints, NoteText, Reason, Stamp,
};
use linkwright_vault::PreparedNote;

use super::{Ask, Reading};
use crate::vaults::deliveries::{Delivery, Files, Incomplete, Told};

/// Maximum number of looks where files go between being listed and being read.
const LOOKS: usize = 3;

impl Reading {
    /// Follows what the watcher saw.
    pub(super) fn follow(&mut self, hints: &Hints) -> Result<(), Incomplete> {
        if let Some(error) = &hints.failed {
            tracing::warn!("{error}; asking the editor to watch");
            self.watch_elsewhere();
        }
        if hints.rescan {
            self.partial = false;
            // The vault's own folder may be another than the one that was watched.
            self.watch();
            return Ok(());
        }
        self.follow_paths(&hints.paths)
    }

    /// Follows changes at or below `paths`, whoever saw them: of settings, of what is left out, of
    /// files.
    pub(super) fn follow_paths(&mut self, paths: &[String]) -> Result<(), Incomplete> {
        let is_config = |path: &str| CONFIG_FILES.contains(&path) || CONFIG_FOLDERS.contains(&path);
        if paths.iter().any(|path| is_config(path)) {
            self.reconfigure()?;
        }
        let ignores = |path: &String| path.rsplit('/').next() == Some(".gitignore");
        let everywhere = self.walk.gitignore && paths.iter().any(ignores);
        // An empty path is the vault's own folder.
        if everywhere || paths.iter().any(String::is_empty) {
            self.look(None, false)?;
        }
        self.look(Some(paths), false)
    }

    /// Watches the vault anew, and looks at everything.
    pub(super) fn watch(&mut self) {
        self.watcher = None;
        let asks = self.asks.clone();
        let tell = move |hints| drop(asks.send((None, Ask::Hints(hints))));
        match self.platform.watch(self.walk.clone(), tell) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.lost = false;
            }
            Err(error) if error.reason == Reason::Missing => self.lost = true,
            Err(error) => {
                self.lost = false;
                tracing::warn!("{error}; asking the editor to watch");
                self.watch_elsewhere();
            }
        }
        // What changed before the watch stood has not been seen by it. Where there is no watch,
        // nobody else looks.
        let _ = self.look_for_missed();
    }

    /// Looks for changes that nobody saw: of settings, and of as much of the vault as is read.
    pub(super) fn look_for_missed(&mut self) -> Result<(), Incomplete> {
        if !self.lost {
            self.reconfigure()?;
        }
        if self.partial { Ok(()) } else { self.look(None, false) }
    }

    pub(super) fn watch_elsewhere(&self) {
        (self.tell)(Told::Unwatched);
    }

    /// Has every file delivered at the next look, whatever was delivered before.
    pub(super) fn forget(&mut self) {
        self.known.values_mut().for_each(|stamp| *stamp = Some(Stamp::NONE));
        self.complete = false;
    }

    /// Looks at the whole vault, until the user cancels it.
    pub(super) fn look_at_all(&mut self) -> Result<(), Incomplete> {
        self.look(None, true)
    }

    /// Delivers what is new, changed or gone at or below `paths`, or anywhere. Where a file went
    /// between being listed and being read, it looks again: a folder may be away for a moment.
    pub(super) fn look(
        &mut self,
        paths: Option<&[String]>,
        cancellable: bool,
    ) -> Result<(), Incomplete> {
        let mut outcome = self.look_once(paths, cancellable);
        for _ in 1..LOOKS {
            if outcome != Ok(true) {
                break;
            }
            outcome = self.look_once(paths, cancellable);
        }
        if paths.is_none() && outcome.is_ok() {
            self.deliver(Delivery::Known);
        }
        outcome.map(drop)
    }

    /// Looks once; whether a file that was listed could not be found.
    fn look_once(
        &mut self,
        paths: Option<&[String]>,
        cancellable: bool,
    ) -> Result<bool, Incomplete> {
        #[cfg(test)]
        if let Some(left) = self.faults.checked_sub(1) {
            self.faults = left;
            // Without the message and the trace of a panic.
            resume_unwind(Box::new("a test of panics"));
        }
        let (done, updates) = mpsc::channel();
        let rules = self.settings.aliases;
        let prepare = |NoteText { path, text, facts, stamp }: NoteText<'_>| {
            (PreparedNote::new(path, text, facts, rules), stamp)
        };
        let (listed, lost_some) = (AtomicBool::new(false), AtomicBool::new(false));
        let deliver = |batch: Batch<(PreparedNote, Stamp)>| {
            // The first batch has what is not listed any more.
            let is_listed = listed.swap(true, Ordering::SeqCst);
            lost_some.fetch_or(is_listed && !batch.removed.is_empty(), Ordering::SeqCst);
            // What is gone comes last: of a file that moved, the links to its new place are never
            // broken.
            let (update, files) = told(batch);
            let _ = done.send(update);
            // In most looks most files are as they were.
            if !files.notes.is_empty() || !files.others.is_empty() {
                self.deliver(Delivery::Files(files));
            }
        };
        let signals = Arc::clone(&self.signals);
        let cancel = if cancellable { &signals.cancel } else { &signals.stop };
        let platform = &self.platform;
        let read = || platform.reread(&self.walk, paths, &self.known, cancel, prepare, deliver);
        let read = catch_unwind(AssertUnwindSafe(read));
        drop(done);
        // What was delivered before a panic counts.
        let (mut removed, mut unread, mut unfollowed) =
            (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for update in updates {
            removed.extend(update.removed);
            let update_unread: Vec<_> = update.unread.iter().map(|it| self.described(it)).collect();
            self.known.extend(update.found);
            // A canvas that is no JSON is looked at each time, since it is read and yet unknown.
            for (path, reason) in update_unread {
                if let Some(stamp @ Some(_)) = self.known.get_mut(&path) {
                    *stamp = Some(Stamp::NONE);
                }
                unread.insert(path, reason);
            }
            unfollowed.extend(update.unfollowed.iter().map(|it| self.described(it)));
            for warning in update.warnings {
                self.warn(&warning);
            }
        }
        let outcome = match read {
            Ok(Ok(())) if cancel.load(Ordering::SeqCst) => Err(Incomplete::Cancelled),
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                if error.reason == Reason::Missing {
                    removed = std::mem::take(&mut self.known).into_keys().collect();
                    self.lost = true;
                }
                self.warn(&error);
                Err(Incomplete::Failed(format!("the vault cannot be read: {error}")))
            }
            Err(panic) => {
                self.deliver_removed(removed);
                resume_unwind(panic);
            }
        };
        self.deliver_removed(removed);
        self.deliver_problems(paths, outcome.is_ok(), (unread, unfollowed));
        self.look_again(paths);
        if paths.is_none() {
            // What was read once stays known, though a later look is cancelled.
            self.partial = outcome == Err(Incomplete::Cancelled) && !self.complete;
            self.complete |= outcome.is_ok();
        }
        outcome.map(|()| lost_some.into_inner())
    }

    fn deliver_removed(&mut self, removed: Vec<String>) {
        for path in &removed {
            self.known.remove(path);
        }
        if !removed.is_empty() {
            self.deliver(Delivery::Removed(removed));
        }
    }

    /// Warns, once.
    pub(super) fn warn(&mut self, warning: &dyn ToString) {
        let warning = warning.to_string();
        if !self.warned.contains(&warning) {
            tracing::warn!("{warning}");
            self.warned.insert(warning);
        }
    }
}

/// What a batch changes of what is known.
struct Update {
    removed: Vec<String>,
    found: Vec<(String, Option<Stamp>)>,
    warnings: Vec<String>,
    unread: Vec<DiskError>,
    unfollowed: Vec<DiskError>,
}

/// What a batch tells this thread, and what it tells the vaults' own.
fn told(batch: Batch<(PreparedNote, Stamp)>) -> (Update, Files) {
    let Batch { removed, notes, files: others, warnings, done, total } = batch;
    let unread = warnings.iter().filter(|warning| warning.leaves_notes_unread()).cloned().collect();
    let is_link = |warning: &&DiskError| matches!(warning.reason, Reason::Link(_));
    let unfollowed = warnings.iter().filter(is_link).cloned().collect();
    let read = notes.iter().map(|(note, stamp)| (note.path().to_owned(), Some(*stamp)));
    let found = read.chain(others.iter().map(|path| (path.clone(), None))).collect();
    // A vault within this one is no problem.
    let warnings = warnings.iter().filter(|warning| warning.reason != Reason::Nested);
    let warnings = warnings.map(ToString::to_string).collect();
    let notes = notes.into_iter().map(|(note, _)| note).collect();
    (Update { removed, found, warnings, unread, unfollowed }, Files { notes, others, done, total })
}
