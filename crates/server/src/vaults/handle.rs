//! The way to the vaults' thread.

use std::fmt;
use std::sync::mpsc;

use crate::vaults::platform::Platform;

/// What the thread, which owns an `S`, is asked to do.
pub(crate) type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Sends closures to the vaults' thread.
pub(crate) struct Handle<S> {
    jobs: mpsc::Sender<Job<S>>,
    /// What has to be known of a vault before a question about it is asked.
    pub(super) needs: Needs,
    /// What the server runs on.
    pub(crate) platform: Platform,
}

/// What has to be known of a vault before a question about it is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Needs {
    /// It has been read, if the user did not cancel that.
    Notes,
    /// The same, and what the links of the note reach on disk.
    Links,
    /// The vault has been read, and what looks through all names is made.
    Names,
    /// All of it is as the disk has it now: the answer is an edit that follows from the links of
    /// the whole vault.
    Whole,
}

impl<S> Handle<S> {
    /// A handle, and where what is sent through it arrives.
    pub(crate) fn new(platform: Platform) -> (Handle<S>, mpsc::Receiver<Job<S>>) {
        let (jobs, inbox) = mpsc::channel();
        (Handle { jobs, needs: Needs::Notes, platform }, inbox)
    }

    /// The same, for questions that look through all names: they wait until the names are there,
    /// and others, which do not, have their turn meanwhile.
    pub(crate) fn with_names(&self) -> Handle<S> {
        Handle { needs: Needs::Names, ..self.clone() }
    }

    /// The same, for questions about what the links of a note reach: they wait until the disk has
    /// been asked about links that no file of the vault answers.
    pub(crate) fn with_links(&self) -> Handle<S> {
        Handle { needs: Needs::Links, ..self.clone() }
    }

    /// The same, for questions whose answer is an edit that follows from the links of the whole
    /// vault: they wait until its reader has looked at all of it, and are refused where that is
    /// cancelled or fails.
    pub(crate) fn with_whole(&self) -> Handle<S> {
        Handle { needs: Needs::Whole, ..self.clone() }
    }

    /// The same, for questions that need no more than what has been read.
    pub(crate) fn with_notes(&self) -> Handle<S> {
        Handle { needs: Needs::Notes, ..self.clone() }
    }

    /// Whether questions wait for a look at the whole vault.
    pub(crate) fn is_whole(&self) -> bool {
        self.needs == Needs::Whole
    }

    /// Has `job` run after all that was sent before.
    pub(crate) fn send(&self, job: impl FnOnce(&mut S) + Send + 'static) {
        // The thread ends only with the process.
        let _ = self.jobs.send(Box::new(job));
    }
}

impl<S> Clone for Handle<S> {
    fn clone(&self) -> Handle<S> {
        Handle { jobs: self.jobs.clone(), needs: self.needs, platform: self.platform.clone() }
    }
}

impl<S> fmt::Debug for Handle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("needs", &self.needs).finish_non_exhaustive()
    }
}
