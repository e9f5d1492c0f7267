//! Lists the files and folders of a vault.

use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use linkwright_syntax::FileKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::root::{is_marked, nested_vault};
use crate::scope::{PartOfVault, is_hidden};
use crate::spelling::vault_path;
use crate::symlinks::{LinkStatus, LinkTarget, Symlink, Symlinks, warning};
use crate::{DiskError, Reason, Root};

/// The root of a vault, and the rules that say which files belong to it. Hidden files (a component
/// of the path starts with a dot) never do, nor do files in a folder that is marked as a vault
/// itself.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// The root of the vault.
    pub root: Root,
    /// The extensions of notes, without dots; case does not matter. Canvases are read too; other
    /// files are listed without being read.
    pub extensions: Vec<String>,
    /// Patterns of excluded files, in `.gitignore` syntax, relative to the root.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files are respected: those in the vault and, if the vault lies in a Git
    /// repository, those of the repository and the user's global one.
    pub gitignore: bool,
}

/// The files of a vault, in no particular order.
#[derive(Default, Debug)]
pub(crate) struct Listing {
    /// Notes and canvases.
    pub(crate) notes: Vec<String>,
    /// Files that are not read: attachments, and links to files that are listed by their own path.
    pub(crate) files: Vec<String>,
    pub(crate) warnings: Vec<DiskError>,
    /// For notes that are links, the files to read.
    pub(crate) targets: FxHashMap<String, PathBuf>,
    /// Links for which it is not decided yet whether they are followed.
    links: Vec<Symlink>,
    /// The folders that were listed.
    folders: Vec<PathBuf>,
}

impl WalkOptions {
    /// Whether a file with this name is read: a note or a canvas.
    pub(crate) fn is_read(&self, path: &str) -> bool {
        FileKind::of(path, &self.extensions).is_indexed()
    }

    /// The matcher for [`exclude`](WalkOptions::exclude), and warnings about invalid patterns.
    pub(crate) fn excluded(&self) -> (Gitignore, Vec<DiskError>) {
        let mut builder = GitignoreBuilder::new(&self.root.canonical);
        let mut warnings = Vec::new();
        for pattern in &self.exclude {
            if let Err(error) = builder.add_line(None, pattern) {
                warnings.push(DiskError::new(pattern, Reason::InvalidPattern(error.to_string())));
            }
        }
        let excluded = builder.build().unwrap_or_else(|error| {
            let reason = Reason::InvalidPattern(error.to_string());
            warnings.push(DiskError::new(self.exclude.join(" "), reason));
            Gitignore::empty()
        });
        (excluded, warnings)
    }

    /// Whether `.gitignore` files above the vault are respected: only if the vault lies in a
    /// repository. A `.gitignore` with `*` in a home folder must not hide the vault.
    pub(crate) fn reads_above(&self) -> bool {
        let above = || self.root.canonical.ancestors();
        above().any(|above| above.join(".git").exists())
            && above().all(|above| unreadable_patterns(above).is_none())
    }

    /// A walk from the folders `starts` through the files that belong to the vault and, if given,
    /// to `scope`. `own` says that the folders lie in the vault's folder, not behind a link.
    fn builder(
        &self,
        starts: &[PathBuf],
        own: bool,
        excluded: Gitignore,
        scope: Option<PartOfVault>,
        skipped: SkippedFolders,
    ) -> WalkBuilder {
        let mut builder = WalkBuilder::empty();
        for start in starts {
            if let Some(why) = obstacle(start, own, self.gitignore) {
                skipped.add(start, why);
            } else {
                builder.add(start);
            }
        }
        let base = self.root.canonical.clone();
        let gitignore = self.gitignore;
        builder
            .standard_filters(false)
            .hidden(true)
            .git_ignore(self.gitignore)
            .git_exclude(self.gitignore)
            .git_global(self.gitignore)
            .parents(self.gitignore && own && self.reads_above())
            .require_git(false)
            .follow_links(false)
            .filter_entry(move |entry: &DirEntry| {
                let kind = entry.file_type();
                let is_link = kind.is_some_and(|kind| kind.is_symlink());
                let is_folder = match is_link {
                    true => entry.path().is_dir(),
                    false => kind.is_some_and(|kind| kind.is_dir()),
                };
                if excluded.matched(entry.path(), is_folder).is_ignore() {
                    return false;
                }
                if is_folder
                    && !is_link
                    && entry.depth() > 0
                    && let Some(why) = obstacle(entry.path(), false, gitignore)
                {
                    skipped.add(entry.path(), why);
                    return false;
                }
                let Some(scope) = &scope else { return true };
                let Some(path) = vault_path(&base, entry.path()) else { return true };
                scope.holds(&path) || is_folder && scope.is_ancestor(&path)
            });
        builder
    }

    /// Adds the files below `starts` to `listing`.
    fn gather(
        &self,
        starts: &[PathBuf],
        own: bool,
        excluded: &Gitignore,
        scope: Option<&PartOfVault>,
        listing: Listing,
    ) -> Listing {
        if starts.is_empty() {
            return listing;
        }
        let (all, skipped) = (Mutex::new(listing), SkippedFolders::default());
        let builder = self.builder(starts, own, excluded.clone(), scope.cloned(), skipped.clone());
        builder.build_parallel().run(|| {
            let mut part = WalkPart { listing: Listing::default(), all: &all };
            Box::new(move |entry| part.visit(self, entry))
        });
        let mut listing = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        listing.warnings.extend(skipped.warnings());
        listing
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.canonical.join(path)
    }
}

/// Why a walk must not enter `folder`: it is a nested vault, unless `own` says that it belongs to
/// this one, or its `.gitignore` must be respected and cannot be read.
fn obstacle(folder: &Path, own: bool, gitignore: bool) -> Option<Reason> {
    if !own && is_marked(folder) {
        return Some(Reason::NestedVault);
    }
    gitignore.then(|| unreadable_patterns(folder)).flatten()
}

/// Why the `.gitignore` in `folder`, if there is one, must not be read: reading a pipe waits for
/// its other end, and a device may be endless.
fn unreadable_patterns(folder: &Path) -> Option<Reason> {
    let file = fs::metadata(folder.join(".gitignore")).ok()?;
    let is_endless = !file.is_file() && !file.is_dir() || file.len() > MAX_GITIGNORE;
    is_endless
        .then(|| Reason::Io("its `.gitignore` is not a file, or is longer than 4 MiB".to_owned()))
}

/// Maximum length of a `.gitignore`, in bytes.
const MAX_GITIGNORE: u64 = 4 << 20;

/// The folders that a walk skipped, and why.
#[derive(Clone, Default)]
struct SkippedFolders(Arc<Mutex<Vec<DiskError>>>);

impl SkippedFolders {
    fn add(&self, folder: &Path, why: Reason) {
        let mut skipped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        skipped.push(DiskError::new(folder, why));
    }

    fn warnings(&self) -> Vec<DiskError> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lists the files of the vault, or only those in `scope`.
///
/// # Errors
/// If the vault's root folder cannot be listed.
pub(crate) fn list(walk: &WalkOptions, scope: Option<&PartOfVault>) -> Result<Listing, DiskError> {
    crate::blocking::assert_allowed();
    let base = &walk.root.canonical;
    fs::read_dir(base).map_err(|error| DiskError::io(base, &error))?;
    let (excluded, warnings) = walk.excluded();
    let listing = || Listing { warnings: warnings.clone(), ..Listing::default() };
    let Some(scope) = scope else { return Ok(list_all(walk, &excluded, listing())) };
    if let Some(known) = walk.root.symlinks.known()
        && let Some(part) = list_part(walk, scope, &known, &excluded, listing())
    {
        return Ok(part);
    }
    // Which links are followed depends on all links, so list the whole vault.
    let mut listing = list_all(walk, &excluded, listing());
    listing.notes.retain(|path| scope.holds(path));
    listing.files.retain(|path| scope.holds(path));
    Ok(listing)
}

/// Lists all files, and decides for every link whether it is followed.
fn list_all(walk: &WalkOptions, excluded: &Gitignore, mut listing: Listing) -> Listing {
    let base = &walk.root.canonical;
    let mut decided = Symlinks::default();
    let (mut starts, mut own, mut files) = (vec![base.clone()], true, Vec::new());
    while !starts.is_empty() {
        listing = walk.gather(&starts, own, excluded, None, listing);
        let links = std::mem::take(&mut listing.links);
        let (to_files, others): (Vec<_>, Vec<_>) =
            links.into_iter().partition(|link| matches!(link.target, LinkTarget::File(_)));
        files.extend(to_files);
        let followed = decided.add_folders(base, others.clone());
        starts = followed.iter().map(|path| walk.at(path)).collect();
        own = false;
        listing.links = others;
        listing.add_decided_links(walk, &decided);
    }
    if !files.is_empty() {
        let has: FxHashSet<&str> =
            listing.notes.iter().chain(&listing.files).map(String::as_str).collect();
        decided.add_files(base, files.clone(), |path| has.contains(path));
        listing.links = files;
        listing.add_decided_links(walk, &decided);
    }
    decided.set_listed(std::mem::take(&mut listing.folders));
    walk.root.symlinks.set(decided);
    listing
}

/// Lists the files in `scope`. `None` if a link is new, has another target, or is gone: then the
/// whole vault must be listed.
fn list_part(
    walk: &WalkOptions,
    scope: &PartOfVault,
    known: &Symlinks,
    excluded: &Gitignore,
    mut listing: Listing,
) -> Option<Listing> {
    // Only a walk from the root reads every `.gitignore`; without them it can start at the paths.
    let mut starts = match walk.gitignore {
        true => vec![walk.root.canonical.clone()],
        false => starts(walk, scope, excluded, &mut listing),
    };
    let (mut own, mut seen) = (true, FxHashSet::default());
    loop {
        listing = walk.gather(&starts, own, excluded, Some(scope), listing);
        starts.clear();
        own = false;
        for link in &listing.links {
            if *known.status(link)? == LinkStatus::Followed
                && matches!(link.target, LinkTarget::Folder(_))
            {
                starts.push(walk.at(&link.path));
            }
            seen.insert(link.path.clone());
        }
        listing.add_decided_links(walk, known);
        if starts.is_empty() {
            break;
        }
    }
    let gone = known.paths().any(|path| scope.holds(path) && !seen.contains(path));
    (!gone).then_some(listing)
}

/// Calls `each` for the folders of the vault, or only for those at or below the folder `within`. It
/// is called before a folder is listed, so that a watch set by `each` misses nothing that appears
/// in the folder. Returns whether every link on the way is known.
///
/// # Errors
/// The first error of `each`, which ends the walk.
pub(crate) fn folders<E>(
    walk: &WalkOptions,
    within: Option<&str>,
    mut each: impl FnMut(&Path) -> Result<(), E>,
) -> Result<bool, E> {
    let (excluded, _) = walk.excluded();
    let scope = within.map(|path| PartOfVault::new(&walk.root, &[path.to_owned()]));
    let mut starts = match &scope {
        Some(scope) if !walk.gitignore => starts(walk, scope, &excluded, &mut Listing::default()),
        _ => vec![walk.root.canonical.clone()],
    };
    let known = walk.root.symlinks.known().unwrap_or_default();
    let (mut own, mut all_known) = (true, true);
    while !starts.is_empty() {
        let builder =
            walk.builder(&starts, own, excluded.clone(), scope.clone(), SkippedFolders::default());
        starts.clear();
        own = false;
        for entry in builder.build().filter_map(Result::ok) {
            let Some(kind) = entry.file_type() else { continue };
            let path = vault_path(&walk.root.canonical, entry.path());
            if kind.is_symlink() && entry.depth() > 0 {
                let Some(path) = path else { continue };
                let link = Symlink::read(path, entry.path());
                let status = known.status(&link);
                all_known &= status.is_some();
                if status == Some(&LinkStatus::Followed)
                    && matches!(link.target, LinkTarget::Folder(_))
                {
                    starts.push(walk.at(&link.path));
                }
            } else if kind.is_dir() || entry.depth() == 0 && entry.path().is_dir() {
                let within = path.zip(scope.as_ref()).is_none_or(|(path, s)| s.holds(&path));
                if within {
                    each(entry.path())?;
                }
            }
        }
    }
    Ok(all_known)
}

/// The folders of the scope to start walking from. Files of the scope are added to the listing.
fn starts(
    walk: &WalkOptions,
    scope: &PartOfVault,
    excluded: &Gitignore,
    listing: &mut Listing,
) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for path in &scope.present {
        let full = walk.root.canonical.join(path);
        let Ok(kind) = full.symlink_metadata().map(|metadata| metadata.file_type()) else {
            continue;
        };
        let excluded = excluded.matched_path_or_any_parents(path, kind.is_dir()).is_ignore();
        let is_nested = || nested_vault(&walk.root.canonical, &full).is_some();
        if excluded || is_hidden(path) || is_nested() {
            continue;
        }
        if kind.is_dir() {
            folders.push(full);
        } else {
            listing.add_entry(walk, &full, kind);
        }
    }
    folders
}

/// The files found by one thread of a walk.
struct WalkPart<'a> {
    listing: Listing,
    all: &'a Mutex<Listing>,
}

impl WalkPart<'_> {
    fn visit(&mut self, walk: &WalkOptions, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.listing.warn(walk, &error);
                return WalkState::Continue;
            }
        };
        if let Some(error) = entry.error() {
            self.listing.warn(walk, error);
        }
        match entry.file_type() {
            // Only the part of the path below the vault must be UTF-8.
            Some(kind) if kind.is_dir() && is_utf8(walk, entry.path()) => {
                self.listing.folders.push(entry.into_path());
                WalkState::Continue
            }
            Some(kind) => {
                self.listing.add_entry(walk, entry.path(), kind);
                WalkState::Skip
            }
            None => WalkState::Continue,
        }
    }
}

fn is_utf8(walk: &WalkOptions, path: &Path) -> bool {
    vault_path(&walk.root.canonical, path).is_some()
}

impl Drop for WalkPart<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.notes.append(&mut self.listing.notes);
        all.files.append(&mut self.listing.files);
        all.warnings.append(&mut self.listing.warnings);
        all.links.append(&mut self.listing.links);
        all.folders.append(&mut self.listing.folders);
    }
}

impl Listing {
    /// Adds the entry at `path`, which is not a folder to walk.
    fn add_entry(&mut self, walk: &WalkOptions, path: &Path, kind: FileType) {
        let Some(relative) = vault_path(&walk.root.canonical, path) else {
            self.warnings.push(DiskError::new(path, Reason::NameNotUtf8));
            return;
        };
        if kind.is_symlink() {
            self.links.push(Symlink::read(relative, path));
        } else if kind.is_file() {
            if walk.is_read(&relative) {
                self.notes.push(relative);
            } else {
                self.files.push(relative);
            }
        }
    }

    /// Moves the links whose status is decided to the notes or files, and adds warnings about those
    /// that are not followed.
    fn add_decided_links(&mut self, walk: &WalkOptions, decided: &Symlinks) {
        for link in std::mem::take(&mut self.links) {
            let Some(status) = decided.status(&link) else { continue };
            self.warnings.extend(warning(&walk.at(&link.path), &link.target, status));
            let LinkTarget::File(target) = link.target else { continue };
            if *status == LinkStatus::Followed && walk.is_read(&link.path) {
                self.targets.insert(link.path.clone(), target);
                self.notes.push(link.path);
            } else {
                self.files.push(link.path);
            }
        }
    }

    /// Adds a warning, except for a file that disappeared during the walk.
    fn warn(&mut self, walk: &WalkOptions, error: &ignore::Error) {
        if error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return;
        }
        let (path, reason) = reason(&walk.root.canonical, error);
        self.warnings.push(DiskError::new(path, reason));
    }
}

fn reason<'a>(path: &'a Path, error: &'a ignore::Error) -> (&'a Path, Reason) {
    match error {
        ignore::Error::WithPath { path, err } => reason(path, err),
        ignore::Error::WithDepth { err, .. } => reason(path, err),
        ignore::Error::Partial(errors) if errors.len() == 1 => reason(path, &errors[0]),
        error => (path, Reason::Io(error.to_string())),
    }
}

#[cfg(test)]
mod tests;
