//! Links whose target does not exist, grouped by the file that they name.

use std::collections::BTreeMap;

use crate::file::without_md;
use crate::fold::fold;
use crate::reference::unmarked;
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
    /// The links that resolve to no file of the vault and reach nothing on disk
    /// (`docs/semantics.md §2`, `§8`), grouped by the path that they name. Case, normal form and
    /// the ending `.md` do not tell paths apart. Sorted by path.
    ///
    /// Each target is resolved once, so this costs the number of targets and the unresolved links,
    /// not all links.
    #[must_use]
    pub fn unresolved_targets(&self) -> Vec<UnresolvedTarget> {
        let mut groups: BTreeMap<String, Vec<LinkRef>> = BTreeMap::new();
        for (target, text, writers) in self.targets.iter() {
            let (path, _) = unmarked(text);
            if path.is_empty() {
                continue;
            }
            let mut links = Vec::new();
            for &(source, _) in writers {
                if self.resolve_target(source, target) == Resolution::Missing {
                    self.links_to(source, target, &mut links);
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
        let target = |mut links: Vec<LinkRef>| {
            links.sort_unstable();
            let path = self.written_path(*links.first()?)?;
            Some(UnresolvedTarget { path: without_md(path).to_owned(), links })
        };
        groups.into_values().filter_map(target).collect()
    }
}
