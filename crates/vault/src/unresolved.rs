//! Links whose target does not exist, grouped by the path that they name.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::file::without_md;
use crate::fold::fold_path;
use crate::reference::strip_marker;
use crate::{FileId, LinkRef, OutsideTarget, Resolution, Target, Vault};

/// A file that does not exist, with the links that name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnresolvedTarget {
    /// The path as the first of the links writes it, decoded and without `.md`.
    pub path: String,
    /// The links, sorted by the path of their note; at least one.
    pub links: Vec<LinkRef>,
}

impl Vault {
    /// The links that resolve neither to a file of the vault nor to anything on disk
    /// (`docs/semantics.md §2`, `§8`), grouped by the path that they name and sorted by it. Paths
    /// that differ only in case, Unicode normalization or the extension `.md` are one group.
    ///
    /// The cost grows with the number of targets and of unresolved links, not of all links.
    #[must_use]
    pub fn unresolved_targets(&self) -> Vec<UnresolvedTarget> {
        let mut missing: FxHashMap<FileId, FxHashSet<Target>> = FxHashMap::default();
        for (target, key, referrers) in self.targets.iter() {
            if strip_marker(key).0.is_empty() {
                continue;
            }
            for &(source, _) in referrers {
                if self.resolve_target(source, target) == Resolution::Missing {
                    missing.entry(source).or_default().insert(target);
                }
            }
        }
        // One pass over the links of each note, because a note can have many such targets.
        let mut groups: BTreeMap<String, Vec<LinkRef>> = BTreeMap::new();
        for (source, targets) in missing {
            let links = self.note(source).map_or(&[][..], |note| &note.links);
            for (index, target) in (0..).zip(links).filter(|(_, target)| targets.contains(target)) {
                let link = LinkRef { source, index };
                let outside = self.resolve_outside(link);
                if matches!(outside, OutsideTarget::Missing | OutsideTarget::Unknown) {
                    let (path, _) = strip_marker(self.targets.key(*target));
                    groups.entry(fold_path(without_md(path)).into_owned()).or_default().push(link);
                }
            }
        }
        let unresolved = |mut links: Vec<LinkRef>| {
            // Ids depend on the order in which the files were read.
            links.sort_by_key(|link| (&*self.file(link.source).path, link.index));
            let path = self.written_path(*links.first()?)?;
            Some(UnresolvedTarget { path: without_md(path).to_owned(), links })
        };
        groups.into_values().filter_map(unresolved).collect()
    }
}
