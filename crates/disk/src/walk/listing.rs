//! The files that a walk has found.

use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkState};
use rustc_hash::FxHashMap;

use crate::spelling::vault_path;
use crate::symlinks::{LinkStatus, LinkTarget, Symlink, Symlinks, warning};
use crate::{DiskError, Reason, WalkOptions};

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
    pub(super) links: Vec<Symlink>,
    /// The folders that were listed.
    pub(super) folders: Vec<PathBuf>,
}

impl Listing {
    /// Adds the entry at `path`, which is not a folder to walk.
    pub(super) fn add_entry(&mut self, walk: &WalkOptions, path: &Path, kind: FileType) {
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
    pub(super) fn add_decided_links(&mut self, walk: &WalkOptions, decided: &Symlinks) {
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

/// The files found by one thread of a walk.
pub(super) struct WalkPart<'a> {
    pub(super) listing: Listing,
    pub(super) all: &'a Mutex<Listing>,
}

impl WalkPart<'_> {
    pub(super) fn visit(
        &mut self,
        walk: &WalkOptions,
        entry: Result<DirEntry, ignore::Error>,
    ) -> WalkState {
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

fn is_utf8(walk: &WalkOptions, path: &Path) -> bool {
    vault_path(&walk.root.canonical, path).is_some()
}

fn reason<'a>(path: &'a Path, error: &'a ignore::Error) -> (&'a Path, Reason) {
    match error {
        ignore::Error::WithPath { path, err } => reason(path, err),
        ignore::Error::WithDepth { err, .. } => reason(path, err),
        ignore::Error::Partial(errors) if errors.len() == 1 => reason(path, &errors[0]),
        error => (path, Reason::Io(error.to_string())),
    }
}
