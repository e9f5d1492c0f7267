//! Link targets outside the vault (`docs/semantics.md §8`, "On disk but not in the vault").
//!
//! The code here does not access the disk. It knows the folders of the vault from the paths of its
//! files. For anything else it queues queries, which [`Vault::take_disk_queries`] returns and
//! [`Change::DiskEntry`](crate::Change::DiskEntry) answers, path by path.

mod candidates;
mod disk;

use std::sync::PoisonError;

use crate::fold::fold_path;
use crate::reference::{join, last_component};
use crate::{DiskEntry, FileId, LinkRef, Resolution, Resolver, Vault};
use candidates::{DiskCandidate, disk_candidates, is_site_page};
pub(crate) use disk::DiskLookups;

/// The target of a link that does not resolve to a file of the vault. Paths are relative to the
/// root, and may start with `..`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutsideTarget {
    /// A file on disk.
    File(String),
    /// A folder, inside or outside the vault.
    Folder {
        /// The path of the folder; empty for the root.
        path: String,
        /// The file that stands for the folder, which may be a file of the vault.
        index_file: Option<String>,
    },
    /// A page of the website that hosts the repository, such as `../../issues`: a relative path that
    /// works there.
    SitePage(String),
    /// Not known yet: the disk queries have to be answered first.
    Unknown,
    /// The target does not exist.
    Missing,
}

impl Vault {
    /// Whether the vault has files in the folder, which is relative to the root. Case is ignored.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        self.disk.folders.contains_key(&*fold_path(folder))
    }

    /// Sets whether a link target is looked up on disk before it counts as missing: see
    /// [`Vault::take_disk_queries`].
    pub fn set_disk_lookup(&mut self, enabled: bool) {
        self.disk.lookup_enabled = enabled;
    }

    /// Whether link targets are looked up on disk.
    #[must_use]
    pub fn has_disk_lookup(&self) -> bool {
        self.disk.lookup_enabled
    }

    /// Takes the queued paths that have to be looked up on disk, relative to the root, in no order.
    /// Each path is returned once. Answer each with a
    /// [`Change::DiskEntry`](crate::Change::DiskEntry).
    #[must_use]
    pub fn take_disk_queries(&self) -> Vec<String> {
        let mut queries = self.disk.queries.lock().unwrap_or_else(PoisonError::into_inner);
        queries.drain().collect()
    }

    /// The target of a link that does not resolve to a file of the vault.
    #[must_use]
    pub fn resolve_outside(&self, link: LinkRef) -> OutsideTarget {
        let (Some(written), Some(note)) = (self.written_path(link), self.note(link.source)) else {
            return OutsideTarget::Missing;
        };
        let is_url =
            note.facts.links.get(link.index as usize).is_some_and(|link| link.form.is_url());
        self.resolve_outside_path(self.file(link.source).folder(), written, is_url)
    }

    /// The target outside the vault of a link with the path `written` (decoded) in a note of
    /// `folder`.
    fn resolve_outside_path(&self, folder: &str, written: &str, is_url: bool) -> OutsideTarget {
        let mut unknown = false;
        for DiskCandidate { path, must_be_folder } in disk_candidates(folder, written, is_url) {
            // The rest is queued at once, in case the better candidates do not exist.
            if unknown {
                if !self.disk.entries.contains_key(&*path) {
                    self.queue_disk_query(path);
                }
                continue;
            }
            if path.is_empty() || self.has_folder(&path) {
                let index_file = self.index_file(&path);
                return OutsideTarget::Folder { path, index_file };
            }
            match self.disk.entries.get(&*path) {
                Some(Some(DiskEntry::Folder { index_file })) => {
                    let index_file = index_file.as_ref().map(|name| format!("{path}/{name}"));
                    return OutsideTarget::Folder { path, index_file };
                }
                Some(Some(DiskEntry::File)) if !must_be_folder => return OutsideTarget::File(path),
                Some(_) => {}
                None if self.disk.lookup_enabled => {
                    self.queue_disk_query(path);
                    unknown = true;
                }
                None => {}
            }
        }
        if unknown {
            return OutsideTarget::Unknown;
        }
        let page = is_url.then(|| join(folder, written)).filter(|path| is_site_page(path));
        page.map_or(OutsideTarget::Missing, OutsideTarget::SitePage)
    }

    fn queue_disk_query(&self, path: String) {
        self.disk.queries.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    /// The file of the vault that stands for one of its folders.
    fn index_file(&self, folder: &str) -> Option<String> {
        let own = format!("{}.md", last_component(folder));
        let names = ["README.md", "index.md", &own];
        let inside = |name: &&str| match folder {
            "" => self.find_file(name),
            _ => self.find_file(&format!("{folder}/{name}")),
        };
        names.iter().find_map(inside).map(|file| self.file(file).path.to_string())
    }

    /// Whether the path of a target is known to exist on disk, whatever note names it.
    pub(crate) fn is_on_disk(&self, target_path: &str) -> bool {
        disk_candidates("", target_path, false).into_iter().any(
            |DiskCandidate { path, must_be_folder }| {
                self.disk.folders.contains_key(&*fold_path(&path))
                    || match self.disk.entries.get(&*path) {
                        Some(Some(DiskEntry::File)) => !must_be_folder,
                        Some(Some(DiskEntry::Folder { .. })) => true,
                        _ => false,
                    }
            },
        )
    }

    /// Queues disk queries for the targets of all links: see [`Vault::take_disk_queries`].
    pub fn queue_all_disk_queries(&self) {
        let resolver = Resolver::for_all_notes(self);
        for (source, _) in self.files() {
            self.unknown_links_by(source, |link| resolver.resolve(link));
        }
    }

    /// Whether links of `source` may have a target on disk that is not known yet. Queues the disk
    /// queries for it: see [`Vault::take_disk_queries`].
    pub fn has_unknown_links(&self, source: FileId) -> bool {
        !self.unknown_links(source).is_empty()
    }

    /// The links of `source` that may have a target on disk that is not known yet. Queues the disk
    /// queries for them: see [`Vault::take_disk_queries`].
    pub fn unknown_links(&self, source: FileId) -> Vec<LinkRef> {
        self.unknown_links_by(source, |link| self.resolve(link))
    }

    fn unknown_links_by(
        &self,
        source: FileId,
        resolve: impl Fn(LinkRef) -> Resolution,
    ) -> Vec<LinkRef> {
        let links = self.note(source).map(|note| &note.links);
        let links = (0..).zip(links.into_iter().flatten());
        let mut links: Vec<LinkRef> = links.map(|(index, _)| LinkRef { source, index }).collect();
        links.retain(|at| {
            resolve(*at) == Resolution::Missing
                && self.resolve_outside(*at) == OutsideTarget::Unknown
        });
        links
    }

    /// The links that resolve to no file of the vault, but would resolve to a path that `matches`
    /// accepts if it existed; each with all such paths.
    #[must_use]
    pub fn missing_links_to(&self, matches: impl Fn(&str) -> bool) -> Vec<(LinkRef, Vec<String>)> {
        let mut found = Vec::new();
        for (source, note) in self.files().filter_map(|(id, file)| Some((id, file.note.as_ref()?)))
        {
            let folder = self.file(source).folder();
            for (link, index) in note.facts.links.iter().zip(0..) {
                let at = LinkRef { source, index };
                let Some(written) = self.written_path(at).filter(|path| !path.is_empty()) else {
                    continue;
                };
                let paths = disk_candidates(folder, written, link.form.is_url()).into_iter();
                let paths = paths.map(|candidate| candidate.path);
                let paths: Vec<String> = paths.filter(|path| matches(path)).collect();
                if !paths.is_empty() && self.resolve(at) == Resolution::Missing {
                    found.push((at, paths));
                }
            }
        }
        found
    }
}
