//! Restricts a walk to a part of a vault.

use rustc_hash::FxHashSet;

use crate::Root;
use crate::path::entry_on_disk;

/// A part of a vault: everything at or below some paths.
#[derive(Clone)]
pub(crate) struct PartOfVault {
    /// The paths as given and, for existing ones, also as the disk spells them.
    paths: FxHashSet<String>,
    /// The existing paths, without those below another one.
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
        // A path below another one is found from there.
        let paths = &scope.paths;
        scope.present.retain(|path| !above(path).any(|folder| paths.contains(folder)));
        scope
    }

    /// Whether `path` is one of the paths or below one.
    pub(crate) fn holds(&self, path: &str) -> bool {
        self.paths.contains(path) || above(path).any(|folder| self.paths.contains(folder))
    }

    /// Whether the folder `path` contains one of the paths.
    pub(crate) fn is_ancestor(&self, path: &str) -> bool {
        self.ancestors.contains(path)
    }
}

/// The folders that `path` lies in, without the root.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether a component of `path` starts with a dot.
pub(crate) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('.'))
}
