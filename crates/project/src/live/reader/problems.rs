//! The notes of a vault that cannot be read, and its symbolic links that are not followed.

use std::collections::BTreeMap;
use std::mem;

use linkwright_disk::DiskError;

use super::ReaderThread;
use crate::live::deliveries::Delivery;

/// Paths, each with the reason.
type Problems = BTreeMap<String, String>;

impl ReaderThread {
    /// The path of an error and the reason. The path is relative to the vault's root if it lies
    /// below it.
    pub(super) fn path_and_reason(&self, error: &DiskError) -> (String, String) {
        let path = error.path.strip_prefix(&self.walk.root.canonical).unwrap_or(&error.path);
        let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        (path, error.reason.to_string())
    }

    /// Delivers the notes that cannot be read and the links that are not followed, if they changed.
    /// `unreadable` and `unfollowed` were found at or below `paths`, or in the whole vault for `None`;
    /// `whole` says whether all of that was read.
    pub(super) fn deliver_problems(
        &mut self,
        paths: Option<&[String]>,
        whole: bool,
        (unreadable, unfollowed): (Problems, Problems),
    ) {
        if let Some(now) = changed(&mut self.unreadable, paths, whole, unreadable) {
            self.deliver(Delivery::Unreadable(now));
        }
        if let Some(now) = changed(&mut self.unfollowed, paths, whole, unfollowed) {
            self.deliver(Delivery::Unfollowed(now));
        }
    }
}

/// Updates `known`. Returns it if it changed.
fn changed(
    known: &mut Problems,
    paths: Option<&[String]>,
    whole: bool,
    found: Problems,
) -> Option<Problems> {
    let mut now = known.clone();
    now.retain(|path, _| match paths {
        None => !whole,
        Some(paths) => {
            let is_at_or_below = |part: &String| {
                let rest = path.strip_prefix(part.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            !paths.iter().any(is_at_or_below)
        }
    });
    now.extend(found);
    let before = mem::replace(known, now);
    (before != *known).then(|| known.clone())
}
