//! Rewrites links to files and folders that exist on disk but are not in the vault
//! (`docs/semantics.md §8`), when their target or their own note moves.

use linkwright_vault::{LinkRef, OutsideTarget, Resolution, relative_path_like};

use super::RenameBuilder;

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
        let folder_of =
            |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let before = self.vault.file(at.source).folder();
        let after = match self.moved.get(&at.source) {
            Some(path) => folder_of(path),
            None => before.to_owned(),
        };
        let bare = |path: &str| path.trim_end_matches('/').trim_end_matches(".md").to_owned();
        let dotted =
            written.starts_with('.') && matches!(written.split('/').next(), Some("." | ".."));
        let from_root = !dotted && bare(written.trim_start_matches('/')) == bare(from);
        let mut new = match (written.starts_with('/'), from_root && !before.is_empty()) {
            (true, _) => format!("/{to}"),
            (_, true) => to.to_owned(),
            _ if from_root && after.is_empty() => to.to_owned(),
            _ => {
                relative_path_like(&after, to, written).unwrap_or_else(|| relative_path(&after, to))
            }
        };
        let has_dots = matches!(new.split('/').next(), Some("." | ".."));
        if written.starts_with("./") && !has_dots {
            new.insert_str(0, "./");
        }
        if from.ends_with(".md") && !written.trim_end_matches('/').ends_with(".md") {
            new.truncate(new.trim_end_matches(".md").len());
        }
        if written.ends_with('/') && !new.ends_with('/') {
            new.push('/');
        }
        if new != written {
            self.set_path(at, new.into());
        }
    }
}

/// The relative path from `folder` to `path`, which are both relative to the root.
fn relative_path(folder: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut relative = vec!["..".to_owned(); from.len() - shared];
    relative.extend(to[shared..].iter().cloned());
    if relative.is_empty() { ".".to_owned() } else { relative.join("/") }
}
