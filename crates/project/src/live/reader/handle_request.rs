//! Handles one request of a reader's thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use super::{ReadRequest, ReaderThread};
use crate::live::deliveries::{Delivery, FinishedRead, Incomplete};

/// Maximum number of attempts at a request that panics.
pub(super) const ATTEMPTS: usize = 3;

impl ReaderThread {
    /// Handles a request, and delivers that it is finished. After a panic it is tried again; files
    /// that were delivered before the panic are recorded, so nothing is lost.
    pub(super) fn handle(&mut self, number: Option<u64>, request: &ReadRequest) {
        if let Some(number) = number {
            self.number = number;
            self.signals.cancel.store(false, Ordering::SeqCst);
            if self.signals.cancelled.load(Ordering::SeqCst) >= number {
                self.signals.cancel.store(true, Ordering::SeqCst);
            }
        }
        let mut outcome = Err(Incomplete::Failed(
            "reading the vault failed with an internal error; its log says more".to_owned(),
        ));
        for _ in 0..ATTEMPTS {
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                self.recover();
                self.answer(request)
            }));
            if let Ok(done) = attempt {
                outcome = done;
                break;
            }
            // After `Start`, the vault is watched and reread in any case.
            self.panicked = !matches!(request, ReadRequest::Start);
            tracing::error!("the reader of a vault survived a panic");
        }
        if let Some(number) = number {
            let finished = match request {
                ReadRequest::Start | ReadRequest::ReadAll => FinishedRead::Everything(outcome),
                ReadRequest::RereadAll => FinishedRead::Whole(outcome),
                _ => FinishedRead::Part(outcome),
            };
            self.deliver(Delivery::Finished(number, finished));
        }
        if let ReadRequest::Start = request
            && catch_unwind(AssertUnwindSafe(|| self.watch())).is_err()
        {
            tracing::error!("the reader of a vault survived a panic when it began to watch");
            self.panicked = true;
            self.report_unwatched();
        }
    }

    /// After a panic, starts a new watch and reads everything again, because hints may be lost.
    fn recover(&mut self) {
        if self.panicked {
            self.forget();
            self.watch();
            self.panicked = false;
        }
    }

    fn answer(&mut self, request: &ReadRequest) -> Result<(), Incomplete> {
        match request {
            ReadRequest::Start => {
                self.read_settings();
                self.reread_all()
            }
            ReadRequest::ReadAll => {
                self.forget();
                self.reread_all()
            }
            ReadRequest::RereadAll => {
                // The settings say which files are notes, and a change of them may not have been
                // reported yet.
                self.update_settings()?;
                self.reread_all()
            }
            ReadRequest::RereadMissed => self.reread_missed(),
            ReadRequest::RereadPaths(paths) => {
                // If a path that was never delivered does not exist, that is delivered too.
                for path in paths.iter().filter(|path| !path.is_empty()) {
                    self.known.entry(path.clone()).or_default();
                }
                self.follow_paths(paths)
            }
            ReadRequest::FindOnDisk(paths) => {
                self.find_on_disk(paths);
                Ok(())
            }
            ReadRequest::CheckUnwatched => {
                self.check_on_disk(Some(&[]));
                Ok(())
            }
            ReadRequest::SetEditorSettings(editor) => {
                self.editor = editor.clone();
                self.update_settings()
            }
            ReadRequest::FollowHints(hints) => self.follow(hints),
            ReadRequest::Stop => Ok(()),
        }
    }
}
