//! Rereads a vault: delivers new, changed and removed files since the last delivery.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use linkwright_disk::{Batch, CONFIG_FILES, CONFIG_FOLDERS, ChangeHints, DiskError, Reason, Stamp};

use super::{ReadRequest, ReaderThread};
use crate::live::deliveries::{Delivery, FilesRead, Incomplete, ReaderEvent};
use crate::platform::{PreparedBatch, Reread};

/// Maximum number of attempts when files disappear between listing and reading.
const ATTEMPTS: usize = 3;

impl ReaderThread {
    /// Handles the hints of the watcher.
    pub(super) fn follow(&mut self, hints: &ChangeHints) -> Result<(), Incomplete> {
        if let Some(error) = &hints.failed {
            tracing::warn!("{error}; another program has to watch, or changes are seen late");
            self.report_unwatched();
        }
        if hints.rescan {
            self.partial = false;
            // The vault's folder may be a new one, which is not watched yet.
            self.watch();
            return Ok(());
        }
        self.follow_paths(&hints.paths)
    }

    /// Handles changes at or below `paths`, whoever reported them: of settings, ignore files and
    /// other files.
    pub(super) fn follow_paths(&mut self, paths: &[String]) -> Result<(), Incomplete> {
        let is_config = |path: &str| CONFIG_FILES.contains(&path) || CONFIG_FOLDERS.contains(&path);
        if paths.iter().any(|path| is_config(path)) {
            self.update_settings()?;
        }
        let ignores = |path: &String| path.rsplit('/').next() == Some(".gitignore");
        let everywhere = self.walk.gitignore && paths.iter().any(ignores);
        // An empty path is the vault's own folder.
        if everywhere || paths.iter().any(String::is_empty) {
            self.reread(None, false)?;
        }
        self.reread(Some(paths), false)
    }

    /// Starts a new watch, and rereads everything.
    pub(super) fn watch(&mut self) {
        self.watcher = None;
        let requests = self.requests.clone();
        let follow = move |hints| drop(requests.send((None, ReadRequest::FollowHints(hints))));
        match self.platform.disk.watch(self.walk.clone(), Box::new(follow)) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.folder_is_gone = false;
            }
            Err(error) if error.reason == Reason::Missing => self.folder_is_gone = true,
            Err(error) => {
                self.folder_is_gone = false;
                tracing::warn!("{error}; another program has to watch, or changes are seen late");
                self.report_unwatched();
            }
        }
        // Changes before the start of the watch were not reported. Without a watch, nothing else
        // would find them.
        let _ = self.reread_missed();
    }

    /// Rereads the settings, and the vault as far as it was read before, for changes that were not
    /// reported.
    pub(super) fn reread_missed(&mut self) -> Result<(), Incomplete> {
        if !self.folder_is_gone {
            self.update_settings()?;
        }
        if self.partial { Ok(()) } else { self.reread(None, false) }
    }

    /// Reports to the owner that not all of the vault can be watched.
    pub(super) fn report_unwatched(&self) {
        (self.on_event)(ReaderEvent::Unwatched);
    }

    /// Makes the next reread deliver every file, whatever was delivered before.
    pub(super) fn forget(&mut self) {
        self.known.values_mut().for_each(|stamp| *stamp = Some(Stamp::STALE));
        self.complete = false;
    }

    /// Rereads the whole vault, unless the user cancels it.
    pub(super) fn reread_all(&mut self) -> Result<(), Incomplete> {
        self.reread(None, true)
    }

    /// Delivers new, changed and removed files at or below `paths`, or in the whole vault for
    /// `None`. Tries again if a file disappeared between listing and reading, because a folder may
    /// be missing only for a moment.
    pub(super) fn reread(
        &mut self,
        paths: Option<&[String]>,
        cancellable: bool,
    ) -> Result<(), Incomplete> {
        let mut outcome = self.reread_once(paths, cancellable);
        for _ in 1..ATTEMPTS {
            if outcome != Ok(true) {
                break;
            }
            outcome = self.reread_once(paths, cancellable);
        }
        if paths.is_none() && outcome.is_ok() {
            self.deliver(Delivery::Complete);
        }
        outcome.map(drop)
    }

    /// Rereads once. Returns whether a listed file could not be found.
    fn reread_once(
        &mut self,
        paths: Option<&[String]>,
        cancellable: bool,
    ) -> Result<bool, Incomplete> {
        let (done, updates) = mpsc::channel();
        let (listed, lost_some) = (AtomicBool::new(false), AtomicBool::new(false));
        let deliver = |batch: PreparedBatch| {
            // The first batch contains the files that are no longer listed.
            let is_listed = listed.swap(true, Ordering::SeqCst);
            lost_some.fetch_or(is_listed && !batch.removed.is_empty(), Ordering::SeqCst);
            // Removed files are delivered last, so that links to a moved file are never broken.
            let (update, files) = split(batch);
            let _ = done.send(update);
            // Usually, most files are unchanged.
            if !files.notes.is_empty() || !files.others.is_empty() {
                self.deliver(Delivery::Files(files));
            }
        };
        let signals = Arc::clone(&self.signals);
        let cancel = if cancellable { &signals.cancel } else { &signals.stop };
        let reread = Reread {
            walk: &self.walk,
            paths,
            known: &self.known,
            cancel,
            aliases: self.settings.aliases,
            deliver: &deliver,
        };
        let read = catch_unwind(AssertUnwindSafe(|| self.platform.disk.reread(reread)));
        drop(done);
        // Files that were delivered before a panic count as delivered.
        let (mut removed, mut unreadable, mut unfollowed) =
            (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for update in updates {
            removed.extend(update.removed);
            let update_unread: Vec<_> =
                update.unreadable.iter().map(|it| self.path_and_reason(it)).collect();
            self.known.extend(update.found);
            // A canvas that is not JSON is read each time: it has a stamp, but its content is
            // unknown.
            for (path, reason) in update_unread {
                if let Some(stamp @ Some(_)) = self.known.get_mut(&path) {
                    *stamp = Some(Stamp::STALE);
                }
                unreadable.insert(path, reason);
            }
            unfollowed.extend(update.unfollowed.iter().map(|it| self.path_and_reason(it)));
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
                    self.folder_is_gone = true;
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
        self.deliver_problems(paths, outcome.is_ok(), (unreadable, unfollowed));
        self.check_on_disk(paths);
        if paths.is_none() {
            // A vault that was read once stays complete, even if a later reread is cancelled.
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

    /// Logs a warning, unless it was logged before.
    pub(super) fn warn(&mut self, warning: &dyn ToString) {
        let warning = warning.to_string();
        if !self.warned.contains(&warning) {
            tracing::warn!("{warning}");
            self.warned.insert(warning);
        }
    }
}

/// The changes of the reader's own records.
struct Update {
    removed: Vec<String>,
    found: Vec<(String, Option<Stamp>)>,
    warnings: Vec<String>,
    unreadable: Vec<DiskError>,
    unfollowed: Vec<DiskError>,
}

/// Splits a batch into the changes of the reader's records and the files to deliver.
fn split(batch: PreparedBatch) -> (Update, FilesRead) {
    let Batch { removed, notes, files: others, warnings, done, total } = batch;
    let unreadable =
        warnings.iter().filter(|warning| warning.leaves_notes_unread()).cloned().collect();
    let is_link = |warning: &&DiskError| matches!(warning.reason, Reason::SymlinkNotFollowed(_));
    let unfollowed = warnings.iter().filter(is_link).cloned().collect();
    let read = notes.iter().map(|(note, stamp)| (note.path().to_owned(), Some(*stamp)));
    let found = read.chain(others.iter().map(|path| (path.clone(), None))).collect();
    // A nested vault is not a problem.
    let warnings = warnings.iter().filter(|warning| warning.reason != Reason::NestedVault);
    let warnings = warnings.map(ToString::to_string).collect();
    let notes = notes.into_iter().map(|(note, _)| note).collect();
    (
        Update { removed, found, warnings, unreadable, unfollowed },
        FilesRead { notes, others, done, total },
    )
}
