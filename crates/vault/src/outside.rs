//! What a link reaches that is no file of the vault (`docs/semantics.md §8`, "On disk but not in the
//! vault").
//!
//! Nothing here looks at the disk. Folders of the vault are known from the paths of its files; what
//! else is on disk is told by [`Change::DiskEntry`](crate::Change::DiskEntry), path by path, for those
//! that [`Vault::take_disk_queries`] gives.

use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::file::{folder_of, suffixes};
use crate::fold::{fold, normal};
use crate::reference::{has_extension, is_relative, last};
use crate::{Delta, DiskEntry, FileId, LinkRef, Resolution, Vault};

/// A path longer than this is not looked for on disk, in bytes.
const LONGEST: usize = 1024;

/// What a link reaches that resolves to no file of the vault. Paths are relative to the root, and
/// may begin with `..`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutsideTarget {
    /// A file on disk.
    File(String),
    /// A folder, of the vault or not; empty for the root.
    Folder {
        /// The folder.
        path: String,
        /// The file that is shown for it, which may be one of the vault.
        index_file: Option<String>,
    },
    /// A page of the website that shows the repository, by the path that leads to it there:
    /// `../../issues`.
    SitePage(String),
    /// Nothing is known: the disk has to be asked first.
    Unknown,
    /// Nothing is there.
    Missing,
}

/// What is known of the disk, and of the vault's folders.
#[derive(Default)]
pub(crate) struct Disk {
    /// What was said of each path that was asked for.
    facts: FxHashMap<Box<str>, Option<DiskEntry>>,
    /// Whether there is a disk to ask; otherwise nothing is there but what is known.
    asks: bool,
    /// What is still to be asked.
    wanted: Mutex<FxHashSet<String>>,
    /// The folders of the vault, folded, with the number of files and folders right in each.
    folders: FxHashMap<Box<str>, u32>,
}

impl Disk {
    /// VaultCounts one more file or folder in `folder`; calls `new` with each folder that is new.
    pub(crate) fn add(&mut self, folder: &str, mut new: impl FnMut(&str)) {
        let mut folder = folder;
        while !folder.is_empty() {
            if let Some(count) = self.folders.get_mut(folder) {
                *count += 1;
                return;
            }
            self.folders.insert(folder.into(), 1);
            new(folder);
            folder = folder_of(folder);
        }
    }

    /// VaultCounts one less; calls `gone` with each folder that is gone.
    pub(crate) fn remove(&mut self, folder: &str, mut gone: impl FnMut(&str)) {
        let mut folder = folder;
        while let Some(count) = self.folders.get_mut(folder) {
            *count -= 1;
            if *count > 0 {
                return;
            }
            self.folders.remove(folder);
            gone(folder);
            folder = folder_of(folder);
        }
    }
}

/// A path at which a link's target may stand on disk.
struct DiskCandidate {
    path: String,
    /// Only a folder will do.
    folder: bool,
}

impl Vault {
    /// Whether a file of the vault lies in the folder, which is relative to the root. Case does not
    /// count.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        self.disk.folders.contains_key(&*fold(folder))
    }

    /// Whether from now on the disk is asked, before a link is said to reach nothing: see
    /// [`Vault::take_disk_queries`].
    pub fn set_disk_lookup(&mut self, asks: bool) {
        self.disk.asks = asks;
    }

    /// Whether the disk is asked.
    #[must_use]
    pub fn has_disk_lookup(&self) -> bool {
        self.disk.asks
    }

    /// The paths, relative to the root, that links asked for and of which the disk has to be asked;
    /// in no order. Each is given once.
    #[must_use]
    pub fn take_disk_queries(&self) -> Vec<String> {
        let mut wanted = self.disk.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.drain().collect()
    }

    /// What a link that resolves to no file reaches.
    #[must_use]
    pub fn resolve_outside(&self, link: LinkRef) -> OutsideTarget {
        let (Some(written), Some(note)) = (self.written_path(link), self.note(link.source)) else {
            return OutsideTarget::Missing;
        };
        let markdown =
            note.facts.links.get(link.index as usize).is_some_and(|link| link.form.is_url());
        self.reach_text(self.file(link.source).folder(), written, markdown)
    }

    /// What a link with the path `written` (decoded) reaches from a note in `folder`.
    fn reach_text(&self, folder: &str, written: &str, markdown: bool) -> OutsideTarget {
        let mut unknown = false;
        for DiskCandidate { path, folder } in candidates(folder, written, markdown) {
            // Before it is known whether there is a better one, all are asked for.
            if unknown {
                if !self.disk.facts.contains_key(&*path) {
                    self.want(path);
                }
                continue;
            }
            if path.is_empty() || self.has_folder(&path) {
                let index_file = self.index_file(&path);
                return OutsideTarget::Folder { path, index_file };
            }
            match self.disk.facts.get(&*path) {
                Some(Some(DiskEntry::Folder { index_file })) => {
                    let index_file = index_file.as_ref().map(|name| format!("{path}/{name}"));
                    return OutsideTarget::Folder { path, index_file };
                }
                Some(Some(DiskEntry::File)) if !folder => return OutsideTarget::File(path),
                Some(_) => {}
                None if self.disk.asks => {
                    self.want(path);
                    unknown = true;
                }
                None => {}
            }
        }
        if unknown {
            return OutsideTarget::Unknown;
        }
        let page = markdown.then(|| joined(folder, written)).filter(|path| is_site_page(path));
        page.map_or(OutsideTarget::Missing, OutsideTarget::SitePage)
    }

    fn want(&self, path: String) {
        self.disk.wanted.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    /// The file of the vault that is shown for one of its folders.
    fn index_file(&self, folder: &str) -> Option<String> {
        let own = format!("{}.md", last(folder));
        let names = ["README.md", "index.md", &own];
        let inside = |name: &&str| match folder {
            "" => self.find_file(name),
            _ => self.find_file(&format!("{folder}/{name}")),
        };
        names.iter().find_map(inside).map(|file| self.file(file).path.to_string())
    }

    /// Whether what a target asks for is on disk, wherever it is written.
    pub(crate) fn is_on_disk(&self, text: &str) -> bool {
        candidates("", text, false).into_iter().any(|DiskCandidate { path, folder }| {
            self.disk.folders.contains_key(&*fold(&path))
                || match self.disk.facts.get(&*path) {
                    Some(Some(DiskEntry::File)) => !folder,
                    Some(Some(DiskEntry::Folder { .. })) => true,
                    _ => false,
                }
        })
    }

    /// Has the disk asked for whatever any link may reach there: see [`Vault::take_disk_queries`].
    pub fn queue_all_disk_queries(&self) {
        for (source, _) in self.files() {
            self.has_unknown_links(source);
        }
    }

    /// Whether the disk has to be asked before it is known what each link of `source` reaches; it is
    /// wanted then: see [`Vault::take_disk_queries`].
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

    /// The links that resolve to no file of the vault and would mean a path for which `is` holds if
    /// something stood there; each with all such paths.
    #[must_use]
    pub fn missing_links_to(&self, is: impl Fn(&str) -> bool) -> Vec<(LinkRef, Vec<String>)> {
        let mut found = Vec::new();
        for (source, note) in self.files().filter_map(|(id, file)| Some((id, file.note.as_ref()?)))
        {
            let folder = self.file(source).folder();
            for (link, index) in note.facts.links.iter().zip(0..) {
                let at = LinkRef { source, index };
                let Some(written) = self.written_path(at).filter(|path| !path.is_empty()) else {
                    continue;
                };
                let meant = candidates(folder, written, link.form.is_url()).into_iter();
                let meant = meant.map(|candidate| candidate.path);
                let meant: Vec<String> = meant.filter(|path| is(path)).collect();
                if !meant.is_empty() && self.resolve(at) == Resolution::Missing {
                    found.push((at, meant));
                }
            }
        }
        found
    }

    /// This stands on disk at `path`, or nothing.
    pub(crate) fn learn(&mut self, path: &str, what: Option<DiskEntry>, delta: &mut Delta) {
        if self.disk.facts.get(path) != Some(&what) {
            self.disk.facts.insert(path.into(), what);
            self.concern_disk(path, delta);
        }
    }

    /// A file of the vault is gone from `path`: that the disk had it no longer counts, and is asked
    /// again if it matters.
    pub(crate) fn doubt(&mut self, path: &str) {
        if let Some(Some(_)) = self.disk.facts.get(path) {
            self.disk.facts.remove(path);
        }
    }

    /// Notes whom it concerns that something else stands at `path`.
    pub(crate) fn concern_disk(&self, path: &str, delta: &mut Delta) {
        if delta.everything {
            return;
        }
        for key in suffixes(&fold(path)) {
            delta.targets.extend_from_slice(self.paths.targets(key));
            delta.targets.extend_from_slice(self.paths.targets(&format!("{key}.md")));
        }
    }

    /// VaultCounts `file`, which is new.
    pub(crate) fn enter_folder(&mut self, file: FileId, delta: &mut Delta) {
        let Some(folded) = self.files.get(file).map(|file| file.folded().to_owned()) else {
            return;
        };
        let mut new = Vec::new();
        self.disk.add(folder_of(&folded), |folder| new.push(folder.to_owned()));
        new.iter().for_each(|folder| self.concern_disk(folder, delta));
    }

    /// VaultCounts the file at `path`, which is `folded`, no more. Of a folder that held no other, it is
    /// asked again whether the disk has it.
    pub(crate) fn leave_folder(&mut self, path: &str, folded: &str, delta: &mut Delta) {
        let mut gone = Vec::new();
        self.disk.remove(folder_of(folded), |folder| gone.push(folder.to_owned()));
        let mut spelt = folder_of(path);
        for folder in &gone {
            self.doubt(spelt);
            spelt = folder_of(spelt);
            self.concern_disk(folder, delta);
        }
    }
}

/// What the relative path `written` means in the folder `base`; it may begin with `..`.
fn joined(base: &str, written: &str) -> String {
    let mut joined: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." if joined.last().is_none_or(|&last| last == "..") => joined.push(".."),
            ".." => drop(joined.pop()),
            part => joined.push(part),
        }
    }
    normal(&joined.join("/")).into_owned()
}

/// The pages of GitHub about a repository. A file of it is shown two folders below them, at
/// `blob/BRANCH/PATH`, so that a README links to them by `../../issues`.
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

/// Whether a path, relative to the vault's root, leads to one of [`SITE_PAGES`].
fn is_site_page(path: &str) -> bool {
    let page = path.strip_prefix("../../").and_then(|path| path.split('/').next());
    page.is_some_and(|page| SITE_PAGES.contains(&page))
}

/// Where the target of a link may stand on disk, the best first: from the note's folder for `./`,
/// `../` and Markdown destinations, and from the root. Relative to the root.
fn candidates(folder: &str, written: &str, markdown: bool) -> SmallVec<[DiskCandidate; 4]> {
    let mut found = SmallVec::new();
    let written = written.trim();
    if written.is_empty() || written.len() > LONGEST || written.contains(char::is_control) {
        return found;
    }
    let bases: &[&str] = match (written.starts_with('/'), is_relative(written), markdown) {
        (true, ..) => &[""],
        (_, true, _) => &[folder],
        (.., true) if !folder.is_empty() => &[folder, ""],
        _ => &[""],
    };
    let named = last(written);
    let is_folder = matches!(named, "" | "." | "..");
    for base in bases {
        let path = joined(base, written);
        let with_md = !is_folder && !named.to_ascii_lowercase().ends_with(".md");
        // A note is what a name without extension means first.
        let note = with_md.then(|| DiskCandidate { path: format!("{path}.md"), folder: false });
        let own = DiskCandidate { path, folder: is_folder };
        match has_extension(named) {
            true => found.extend([Some(own), note].into_iter().flatten()),
            false => found.extend([note, Some(own)].into_iter().flatten()),
        }
    }
    found
}
