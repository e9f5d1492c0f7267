//! Link targets outside the vault (`docs/semantics.md §8`, "On disk but not in the vault").
//!
//! The code here does not access the disk. It knows the folders of the vault from the paths of its
//! files. For anything else it queues queries, which [`Vault::take_disk_queries`] returns and
//! [`Change::DiskEntry`](crate::Change::DiskEntry) answers, path by path.

use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::file::{folder_of, path_suffixes};
use crate::fold::{fold, to_nfc};
use crate::reference::{has_extension, is_relative, last_component};
use crate::{Delta, DiskEntry, FileId, LinkRef, Resolution, Vault};

/// Maximum length in bytes of a path that is looked up on disk.
const MAX_PATH_BYTES: usize = 1024;

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

/// What is known about the disk, and the folders of the vault.
#[derive(Default)]
pub(crate) struct Disk {
    /// The answer for each path that was looked up.
    entries: FxHashMap<Box<str>, Option<DiskEntry>>,
    /// Whether unknown paths are looked up; if not, they do not exist.
    lookup_enabled: bool,
    /// The paths to look up.
    queries: Mutex<FxHashSet<String>>,
    /// The folders of the vault, folded, with the number of files and folders directly in each.
    folders: FxHashMap<Box<str>, u32>,
}

impl Disk {
    /// Counts one more file or folder in `folder`. Calls `on_new` with each folder that is new.
    fn add(&mut self, folder: &str, mut on_new: impl FnMut(&str)) {
        let mut folder = folder;
        while !folder.is_empty() {
            if let Some(count) = self.folders.get_mut(folder) {
                *count += 1;
                return;
            }
            self.folders.insert(folder.into(), 1);
            on_new(folder);
            folder = folder_of(folder);
        }
    }

    /// Counts one file or folder less in `folder`. Calls `on_removed` with each folder that is empty
    /// then.
    fn remove(&mut self, folder: &str, mut on_removed: impl FnMut(&str)) {
        let mut folder = folder;
        while let Some(count) = self.folders.get_mut(folder) {
            *count -= 1;
            if *count > 0 {
                return;
            }
            self.folders.remove(folder);
            on_removed(folder);
            folder = folder_of(folder);
        }
    }
}

/// A path where the target of a link may be on disk.
struct DiskCandidate {
    path: String,
    /// Only a folder matches, not a file.
    must_be_folder: bool,
}

impl Vault {
    /// Whether the vault has files in the folder, which is relative to the root. Case is ignored.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        self.disk.folders.contains_key(&*fold(folder))
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
                self.disk.folders.contains_key(&*fold(&path))
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
        for (source, _) in self.files() {
            self.has_unknown_links(source);
        }
    }

    /// Whether links of `source` may have a target on disk that is not known yet. Queues the disk
    /// queries for it: see [`Vault::take_disk_queries`].
    pub fn has_unknown_links(&self, source: FileId) -> bool {
        let links = self.note(source).map(|note| &note.links);
        let mut unknown = false;
        for (index, _) in (0..).zip(links.into_iter().flatten()) {
            let at = LinkRef { source, index };
            unknown |= self.resolve(at) == Resolution::Missing
                && self.resolve_outside(at) == OutsideTarget::Unknown;
        }
        unknown
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

    /// Stores the answer to a disk query: what is at `path`, or `None` if nothing is.
    pub(crate) fn put_disk_entry(
        &mut self,
        path: &str,
        what: Option<DiskEntry>,
        delta: &mut Delta,
    ) {
        if self.disk.entries.get(path) != Some(&what) {
            self.disk.entries.insert(path.into(), what);
            self.mark_disk_dependents(path, delta);
        }
    }

    /// Forgets that `path` exists on disk, because a file or folder of the vault was removed from
    /// there; it is looked up again on the next use.
    pub(crate) fn forget_disk_entry(&mut self, path: &str) {
        if let Some(Some(_)) = self.disk.entries.get(path) {
            self.disk.entries.remove(path);
        }
    }

    /// Adds to `delta` the targets that depend on what is on disk at `path`.
    pub(crate) fn mark_disk_dependents(&self, path: &str, delta: &mut Delta) {
        if delta.everything {
            return;
        }
        for key in path_suffixes(&fold(path)) {
            delta.targets.extend_from_slice(self.paths.targets(key));
            delta.targets.extend_from_slice(self.paths.targets(&format!("{key}.md")));
        }
    }

    /// Counts `file`, which is new, in its folder.
    pub(crate) fn add_to_folder(&mut self, file: FileId, delta: &mut Delta) {
        let Some(folded) = self.files.get(file).map(|file| file.folded().to_owned()) else {
            return;
        };
        let mut added = Vec::new();
        self.disk.add(folder_of(&folded), |folder| added.push(folder.to_owned()));
        added.iter().for_each(|folder| self.mark_disk_dependents(folder, delta));
    }

    /// Removes the file at `path` from the count of its folder. A folder without files any more is
    /// looked up on disk again.
    pub(crate) fn remove_from_folder(&mut self, path: &str, folded: &str, delta: &mut Delta) {
        let mut removed = Vec::new();
        self.disk.remove(folder_of(folded), |folder| removed.push(folder.to_owned()));
        let mut as_spelled = folder_of(path);
        for folder in &removed {
            self.forget_disk_entry(as_spelled);
            as_spelled = folder_of(as_spelled);
            self.mark_disk_dependents(folder, delta);
        }
    }
}

/// The path from the root of `written`, which is relative to the folder `base`. It may start with
/// `..`.
fn join(base: &str, written: &str) -> String {
    let mut joined: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." if joined.last().is_none_or(|&last| last == "..") => joined.push(".."),
            ".." => drop(joined.pop()),
            part => joined.push(part),
        }
    }
    to_nfc(&joined.join("/")).into_owned()
}

/// The pages that GitHub has for every repository. It shows a file two folders below them, at
/// `blob/BRANCH/PATH`, so a README links to them with `../../issues`.
const SITE_PAGES: [&str; 22] = [
    "actions",
    "branches",
    "commits",
    "compare",
    "contributors",
    "discussions",
    "fork",
    "graphs",
    "issues",
    "labels",
    "milestones",
    "network",
    "packages",
    "projects",
    "pull",
    "pulls",
    "pulse",
    "releases",
    "security",
    "stargazers",
    "tags",
    "wiki",
];

/// Whether a path, relative to the vault's root, names one of [`SITE_PAGES`].
fn is_site_page(path: &str) -> bool {
    let page = path.strip_prefix("../../").and_then(|path| path.split('/').next());
    page.is_some_and(|page| SITE_PAGES.contains(&page))
}

/// The paths where the target of a link may be on disk, best first: relative to the note's folder
/// for `./`, `../` and Markdown destinations, and relative to the root. All are given from the root.
fn disk_candidates(folder: &str, written: &str, is_url: bool) -> SmallVec<[DiskCandidate; 4]> {
    let mut found = SmallVec::new();
    let written = written.trim();
    if written.is_empty() || written.len() > MAX_PATH_BYTES || written.contains(char::is_control) {
        return found;
    }
    let bases: &[&str] = match (written.starts_with('/'), is_relative(written), is_url) {
        (true, ..) => &[""],
        (_, true, _) => &[folder],
        (.., true) if !folder.is_empty() => &[folder, ""],
        _ => &[""],
    };
    let name = last_component(written);
    let is_folder = matches!(name, "" | "." | "..");
    for base in bases {
        let path = join(base, written);
        let with_md = !is_folder && !name.to_ascii_lowercase().ends_with(".md");
        // A name without extension is first the name of a note.
        let note =
            with_md.then(|| DiskCandidate { path: format!("{path}.md"), must_be_folder: false });
        let own = DiskCandidate { path, must_be_folder: is_folder };
        match has_extension(name) {
            true => found.extend([Some(own), note].into_iter().flatten()),
            false => found.extend([note, Some(own)].into_iter().flatten()),
        }
    }
    found
}
