//! A walk through the files of a vault, without nested vaults and excluded files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};

use crate::root::is_marked;
use crate::scope::PartOfVault;
use crate::spelling::vault_path;
use crate::walk_options::unreadable_patterns;
use crate::{DiskError, Reason, WalkOptions};

impl WalkOptions {
    /// A walk from the folders `starts` through the files that belong to the vault and, if given,
    /// to `scope`. `own` says that the folders lie in the vault's folder, not behind a link.
    pub(super) fn builder(
        &self,
        starts: &[PathBuf],
        own: bool,
        excluded: Gitignore,
        scope: Option<PartOfVault>,
        skipped: SkippedFolders,
    ) -> WalkBuilder {
        let mut builder = WalkBuilder::empty();
        for start in starts {
            if let Some(why) = obstacle(start, own, self.gitignore) {
                skipped.add(start, why);
            } else {
                builder.add(start);
            }
        }
        let base = self.root.canonical.clone();
        let gitignore = self.gitignore;
        builder
            .standard_filters(false)
            .hidden(true)
            .git_ignore(self.gitignore)
            .git_exclude(self.gitignore)
            .git_global(self.gitignore)
            .parents(self.gitignore && own && self.reads_above())
            .require_git(false)
            .follow_links(false)
            .filter_entry(move |entry: &DirEntry| {
                let kind = entry.file_type();
                let is_link = kind.is_some_and(|kind| kind.is_symlink());
                let is_folder = match is_link {
                    true => entry.path().is_dir(),
                    false => kind.is_some_and(|kind| kind.is_dir()),
                };
                if excluded.matched(entry.path(), is_folder).is_ignore() {
                    return false;
                }
                if is_folder
                    && !is_link
                    && entry.depth() > 0
                    && let Some(why) = obstacle(entry.path(), false, gitignore)
                {
                    skipped.add(entry.path(), why);
                    return false;
                }
                let Some(scope) = &scope else { return true };
                let Some(path) = vault_path(&base, entry.path()) else { return true };
                scope.holds(&path) || is_folder && scope.is_ancestor(&path)
            });
        builder
    }
}

/// Why a walk must not enter `folder`: it is a nested vault, unless `own` says that it belongs to
/// this one, or its `.gitignore` must be respected and cannot be read.
fn obstacle(folder: &Path, own: bool, gitignore: bool) -> Option<Reason> {
    if !own && is_marked(folder) {
        return Some(Reason::NestedVault);
    }
    gitignore.then(|| unreadable_patterns(folder)).flatten()
}

/// The folders that a walk skipped, and why.
#[derive(Clone, Default)]
pub(super) struct SkippedFolders(Arc<Mutex<Vec<DiskError>>>);

impl SkippedFolders {
    fn add(&self, folder: &Path, why: Reason) {
        let mut skipped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        skipped.push(DiskError::new(folder, why));
    }

    pub(super) fn warnings(&self) -> Vec<DiskError> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
