//! Lists the files and folders of a vault.

mod builder;
mod listing;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::Gitignore;
use rustc_hash::FxHashSet;

pub(crate) use listing::Listing;

use builder::SkippedFolders;
use listing::WalkPart;

use crate::root::nested_vault;
use crate::scope::{PartOfVault, is_hidden};
use crate::spelling::vault_path;
use crate::symlinks::{LinkStatus, LinkTarget, Symlink, Symlinks};
use crate::{DiskError, WalkOptions};

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

impl WalkOptions {
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
}
