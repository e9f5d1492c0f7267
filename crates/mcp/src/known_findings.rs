//! The findings that the vault had when the session began.

use std::sync::atomic::AtomicBool;

use linkwright_ide::lists;
use linkwright_project::{Error, Finding, Project};
use rustc_hash::{FxHashMap, FxHashSet};

/// Number of notes that are checked at once.
const CHUNK: usize = 1024;

/// The findings that the vault had when the session began, found note by note when nothing else is to do,
/// and completed before the first write.
#[derive(Default)]
pub(crate) struct KnownFindings {
    fingerprints: FxHashSet<String>,
    /// The new findings that an answer to a write has reported.
    reported: FxHashSet<String>,
    /// The path of the last note that was checked.
    checked: Option<String>,
    is_complete: bool,
}

/// The known findings of files that are about to move.
pub(crate) type MovingFindings = FxHashMap<(String, &'static str, String), usize>;

impl KnownFindings {
    /// Whether all notes were checked.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Checks the next notes.
    ///
    /// # Errors
    /// After `cancel`.
    pub(crate) fn check_next(
        &mut self,
        project: &mut Project,
        cancel: &AtomicBool,
    ) -> Result<(), Error> {
        let last = self.checked.as_deref();
        let paths = lists::notes(&project.vault).into_iter();
        let paths = paths.map(|note| &*project.vault.file(note).path);
        let mut next = paths.filter(|path| last.is_none_or(|last| *path > last));
        let end = next.by_ref().take(CHUNK).last().map(str::to_owned);
        let is_last = next.next().is_none();
        let (start, until) = (self.checked.clone(), end.clone());
        // The last part contains what sorts after the notes, such as canvases.
        let is_part = move |path: &str| {
            start.as_deref().is_none_or(|start| path > start)
                && (is_last || until.as_deref().is_some_and(|until| path <= until))
        };
        let found = project.check(is_part, false, cancel)?;
        self.fingerprints.extend(found.into_iter().map(|finding| finding.fingerprint));
        (self.checked, self.is_complete) = (end, is_last);
        Ok(())
    }

    /// Checks all notes that were not checked.
    ///
    /// # Errors
    /// After `cancel`.
    pub(crate) fn complete(
        &mut self,
        project: &mut Project,
        cancel: &AtomicBool,
    ) -> Result<(), Error> {
        while !self.is_complete {
            self.check_next(project, cancel)?;
        }
        Ok(())
    }

    /// Removes the known findings from `found`.
    pub(crate) fn retain_new(&self, found: &mut Vec<Finding>) {
        found.retain(|finding| !self.fingerprints.contains(&finding.fingerprint));
    }

    /// Removes the known findings from `found`, and those that were reported before. Marks the others as
    /// reported.
    pub(crate) fn retain_unreported(&mut self, found: &mut Vec<Finding>) {
        self.retain_new(found);
        found.retain(|finding| self.reported.insert(finding.fingerprint.clone()));
    }

    /// The known findings among `found`, by the paths that their files will have.
    pub(crate) fn moving(
        &self,
        found: &[Finding],
        path_after: impl Fn(&str) -> String,
    ) -> MovingFindings {
        let mut moving = MovingFindings::default();
        let known = found.iter().filter(|it| self.fingerprints.contains(&it.fingerprint));
        for finding in known {
            let key = (path_after(&finding.path), finding.code, finding.message.clone());
            *moving.entry(key).or_default() += 1;
        }
        moving
    }

    /// Marks the findings among `found` as known that were known before their files moved.
    pub(crate) fn add_moved(&mut self, mut moving: MovingFindings, found: &[Finding]) {
        for finding in found {
            let key = (finding.path.clone(), finding.code, finding.message.clone());
            if let Some(count @ 1..) = moving.get_mut(&key) {
                *count -= 1;
                self.fingerprints.insert(finding.fingerprint.clone());
            }
        }
    }
}
