//! The handle through which requests reach the vaults' thread.

use std::fmt;
use std::ops::Deref;
use std::sync::mpsc;

use linkwright_project::live::{self, Job, Platform};

/// Sends requests to the vaults' thread, whose state is an `S`.
pub(crate) struct Handle<S> {
    /// Sends any closure.
    pub(super) owner: live::Handle<S>,
    /// What a request that is sent through this handle waits for.
    pub(super) needs: Needs,
}

/// What has to be known of a vault before a request about it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Needs {
    /// The vault is loaded, unless the user cancelled that.
    Notes,
    /// The vault is loaded, and the disk has been asked about the links of the request's note that
    /// no file of the vault answers.
    Links,
    /// The vault is loaded, and the names that completion searches are precomputed.
    Names,
    /// All of the vault has been reread from the disk: the answer is an edit that follows from the
    /// links of the whole vault.
    Whole,
}

impl<S> Handle<S> {
    /// Returns a handle, and the receiver of what is sent through it.
    pub(crate) fn new(platform: Platform) -> (Handle<S>, mpsc::Receiver<Job<S>>) {
        let (owner, inbox) = live::Handle::new(platform);
        (Handle::of(owner), inbox)
    }

    /// A handle for requests, which sends them through `owner`.
    pub(super) fn of(owner: live::Handle<S>) -> Handle<S> {
        Handle { owner, needs: Needs::Notes }
    }

    /// A handle for requests that search all names. They wait until the names are precomputed;
    /// other requests run meanwhile.
    pub(crate) fn with_names(&self) -> Handle<S> {
        Handle { needs: Needs::Names, ..self.clone() }
    }

    /// A handle for requests about the targets of a note's links. They wait until the disk has been
    /// asked about links that no file of the vault answers.
    pub(crate) fn with_links(&self) -> Handle<S> {
        Handle { needs: Needs::Links, ..self.clone() }
    }

    /// A handle for requests whose answer is an edit that follows from the links of the whole vault.
    /// They wait until the reader has reread all of it, and are refused if that is cancelled or fails.
    pub(crate) fn with_whole(&self) -> Handle<S> {
        Handle { needs: Needs::Whole, ..self.clone() }
    }

    /// A handle for requests that need only a loaded vault.
    pub(crate) fn with_notes(&self) -> Handle<S> {
        Handle { needs: Needs::Notes, ..self.clone() }
    }

    /// Whether requests through this handle wait until all of the vault is reread.
    pub(crate) fn is_whole(&self) -> bool {
        self.needs == Needs::Whole
    }
}

impl<S> Deref for Handle<S> {
    type Target = live::Handle<S>;

    fn deref(&self) -> &live::Handle<S> {
        &self.owner
    }
}

impl<S> Clone for Handle<S> {
    fn clone(&self) -> Handle<S> {
        Handle { owner: self.owner.clone(), needs: self.needs }
    }
}

impl<S> fmt::Debug for Handle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("needs", &self.needs).finish_non_exhaustive()
    }
}
