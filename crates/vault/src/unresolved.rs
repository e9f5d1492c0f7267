//! Links whose target does not exist, grouped by the path that they name.

use std::collections::BTreeMap;

use crate::file::without_md;
use crate::fold::fold;
use crate::reference::strip_marker;
use crate::{LinkRef, OutsideTarget, Resolution, Vault};

/// A file that does not exist, with the links that name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnresolvedTarget {
    /// The path as the first of the links writes it, decoded and without `.md`.
    pub path: String,
    /// The links, sorted; at least one.
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
        let mut groups: BTreeMap<String, Vec<LinkRef>> = BTreeMap::new();
        for (target, key, referrers) in self.targets.iter() {
            let (path, _) = strip_marker(key);
            if path.is_empty() {
                continue;
            }
            let mut links = Vec::new();
            for &(source, _) in referrers {
                if self.resolve_target(source, target) == Resolution::Missing {
                    self.push_links_with_target(source, target, &mut links);
                }
            }
            links.retain(|&link| {
                matches!(
                    self.resolve_outside(link),
                    OutsideTarget::Missing | OutsideTarget::Unknown
                )
            });
            if !links.is_empty() {
                let key = fold(without_md(path)).into_owned();
                groups.entry(key).or_default().extend(links);
            }
        }
        let unresolved = |mut links: Vec<LinkRef>| {
            links.sort_unstable();
            let path = self.written_path(*links.first()?)?;
            Some(UnresolvedTarget { path: without_md(path).to_owned(), links })
        };
        groups.into_values().filter_map(unresolved).collect()
    }
}
