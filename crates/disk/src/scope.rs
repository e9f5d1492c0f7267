//! A part of a vault.

use rustc_hash::FxHashSet;

use crate::Root;
use crate::path::entry_on_disk;

/// A part of the vault: what stands at or below some paths.
#[derive(Clone)]
pub(crate) struct PartOfVault {
    /// As asked for, and as the disk spells those that are there.
    paths: FxHashSet<String>,
    /// Those that are there.
    pub(crate) present: FxHashSet<String>,
    ancestors: FxHashSet<String>,
}

impl PartOfVault {
    pub(crate) fn new(root: &Root, paths: &[String]) -> PartOfVault {
        let mut scope = PartOfVault {
            paths: paths.iter().cloned().collect(),
            present: paths.iter().filter_map(|path| entry_on_disk(root, path)).collect(),
            ancestors: FxHashSet::default(),
        };
        scope.paths.extend(scope.present.iter().cloned());
        scope.ancestors.insert(String::new());
        scope.ancestors.extend(scope.paths.iter().flat_map(|path| above(path)).map(str::to_owned));
        // What is below another is found from there.
        let paths = &scope.paths;
        scope.present.retain(|path| !above(path).any(|folder| paths.contains(folder)));
        scope
    }

    /// Whether `path` is one of the paths or below one.
    pub(crate) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path) || above(path).any(|folder| self.paths.contains(folder))
    }

    /// Whether the folder `path` is on the way to one of the paths.
    pub(crate) fn leads_from(&self, path: &str) -> bool {
        self.ancestors.contains(path)
    }
}

/// The folders that `path` lies in, without the root.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether `path`, or a folder it lies in, begins with a dot.
pub(crate) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('.'))
}
