//! Rewrites links to files and folders that exist on disk but are not in the vault
//! (`docs/semantics.md §8`), when their target or their own note moves.

use linkwright_vault::{LinkRef, OutsideTarget, Resolution, folder_of};

use super::RenameBuilder;
use crate::disk_path::path_to_disk;

impl RenameBuilder<'_> {
    /// Rewrites the links to what `moves` moves on disk and the vault has no file for: folders and
    /// files that are not indexed. Rewrites such links in moved notes, too.
    pub(in crate::rename) fn update_disk_links(&mut self, moves: &[(String, String)]) {
        let moves: Vec<(&str, &str)> = moves
            .iter()
            .map(|(from, to)| (from.trim_matches('/'), to.trim_matches('/')))
            .filter(|(from, _)| self.vault.find_file(from).is_none())
            .collect();
        let target = |path: &str| {
            moves.iter().find_map(|(from, to)| {
                let rest = path.strip_prefix(from)?;
                (rest.is_empty() || rest.starts_with('/')).then(|| [to, rest].concat())
            })
        };
        if !moves.is_empty() {
            for (at, paths) in self.vault.missing_links_to(|path| target(path).is_some()) {
                let from = match self.vault.resolve_outside(at) {
                    // The link may resolve to something else that it looks for first.
                    OutsideTarget::File(path) | OutsideTarget::Folder { path, .. } => {
                        paths.contains(&path).then_some(path)
                    }
                    OutsideTarget::SitePage(_)
                    | OutsideTarget::Unknown
                    | OutsideTarget::Missing => {
                        let itself = |path: &&String| moves.iter().any(|(from, _)| path == from);
                        paths.iter().find(itself).cloned()
                    }
                };
                if let Some((to, from)) = from.and_then(|from| Some((target(&from)?, from))) {
                    self.retarget(at, &from, &to);
                }
            }
        }
        let sources: Vec<_> = self.moved.keys().copied().collect();
        for source in sources {
            let links = self.vault.note(source).map_or(0, |note| note.links.len());
            for index in (0..).take(links) {
                let at = LinkRef { source, index };
                if self.vault.resolve(at) != Resolution::Missing {
                    continue;
                }
                let reached = self.vault.resolve_outside(at);
                if let OutsideTarget::File(path)
                | OutsideTarget::Folder { path, .. }
                | OutsideTarget::SitePage(path) = reached
                {
                    let to = target(&path).unwrap_or_else(|| path.clone());
                    self.retarget(at, &path, &to);
                }
            }
        }
    }

    /// Makes the link `at`, which resolved to `from` on disk, point to `to`. The form of the link
    /// stays.
    fn retarget(&mut self, at: LinkRef, from: &str, to: &str) {
        let Some((_, written)) = self.written(at) else { return };
        let before = self.vault.file(at.source).folder();
        let after = self.moved.get(&at.source).map_or(before, |path| folder_of(path));
        let new = path_to_disk(written, (before, from), (after, to));
        if new != written {
            self.set_path(at, new.into());
        }
    }
}
