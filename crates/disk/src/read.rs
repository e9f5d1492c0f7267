//! Reads the notes of a vault: all of them, or those that changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::SystemTime;

use linkwright_syntax::{FileKind, canvas_problem};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::scope::PartOfVault;
use crate::stamp::Stamp;
use crate::text_file::read_file;
use crate::walk::{Listing, list};
use crate::{DiskError, Reason, WalkOptions};

/// Number of notes in a [`Batch`].
const BATCH: usize = 64;

/// A note or a canvas as it is on disk. The text is borrowed: it is only valid during the callback.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteText<'t> {
    /// Its vault path.
    pub path: &'t str,
    /// Its whole text, line ends and byte order mark as they are.
    pub text: &'t str,
    /// The stamp of the file that was read.
    pub stamp: Stamp,
}

/// The known files of a vault, by vault path; for notes, their stamps.
pub type KnownFiles = BTreeMap<String, Option<Stamp>>;

/// A part of the files that were read, in no particular order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch<N> {
    /// The vault paths of known files that no longer exist. They come with the first batch.
    pub removed: Vec<String>,
    /// The results of the callback for notes that are new or changed.
    pub notes: Vec<N>,
    /// The vault paths of new files that are not read: attachments, links to files that are in the
    /// vault by another path, and notes that cannot be read, for which there is a warning.
    pub files: Vec<String>,
    /// The files and folders that could not be read.
    pub warnings: Vec<DiskError>,
    /// Number of files processed so far, including this batch. Batches can overtake each other, so
    /// this can decrease.
    pub done: usize,
    /// Total number of files to process; the same in every batch.
    pub total: usize,
}

impl<N> Default for Batch<N> {
    fn default() -> Batch<N> {
        Batch {
            removed: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
            warnings: Vec::new(),
            done: 0,
            total: 0,
        }
    }
}

/// Lists the vault, then reads its notes on rayon's threads. Calls `make` for each note
/// and passes the results to `deliver` in batches, both from several threads at once. `deliver` may
/// block to slow the reading down. It then blocks rayon's threads, so the thread that it waits for
/// must not wait for rayon. At least one batch is delivered, even for an empty vault.
///
/// After `cancel` becomes true, the function returns as soon as it can, without delivering the
/// rest.
///
/// # Errors
/// If the vault's root folder cannot be listed. All other errors are warnings in a batch.
pub fn read_vault<N: Send>(
    walk: &WalkOptions,
    cancel: &AtomicBool,
    make: impl Fn(NoteText<'_>) -> N + Sync,
    deliver: impl Fn(Batch<N>) + Sync,
) -> Result<(), DiskError> {
    reread(walk, None, &KnownFiles::new(), cancel, make, deliver)
}

/// As [`read_vault`], but only for files that are new, changed or removed compared with `known`.
/// `hints` restricts this to the files at or below these paths, which may be removed ones; `None`
/// stands for the whole vault.
///
/// Known files outside the hints are left alone. A note is read again unless its stamp is the known
/// one; a note that was written a moment ago is delivered with [`Stamp::STALE`], since the clock of
/// files may be too coarse to tell the next time it is written. What a hint names is delivered in
/// any case.
///
/// # Errors
/// If the vault's own folder cannot be listed.
pub fn reread<N: Send>(
    walk: &WalkOptions,
    hints: Option<&[String]>,
    known: &KnownFiles,
    cancel: &AtomicBool,
    make: impl Fn(NoteText<'_>) -> N + Sync,
    deliver: impl Fn(Batch<N>) + Sync,
) -> Result<(), DiskError> {
    let began = SystemTime::now();
    let scope = hints.map(|hints| PartOfVault::new(&walk.root, hints));
    let mut listing = list(walk, scope.as_ref())?;
    let named: FxHashSet<&str> = hints.unwrap_or_default().iter().map(String::as_str).collect();

    let mut removed = Vec::new();
    if !known.is_empty() {
        let listed: FxHashSet<&str> =
            listing.notes.iter().chain(&listing.files).map(String::as_str).collect();
        let missing = below(known, hints).filter(|path| !listed.contains(path.as_str()));
        let missing: BTreeSet<String> = missing.cloned().collect();
        removed = removed_paths(walk, missing, &mut listing);
    }
    let total = listing.notes.len() + listing.files.len();
    let done = AtomicUsize::new(listing.files.len());
    let new =
        |path: &String| named.contains(path.as_str()) || !matches!(known.get(path), Some(None));
    deliver(Batch {
        removed,
        files: listing.files.into_iter().filter(new).collect(),
        notes: Vec::new(),
        warnings: listing.warnings,
        done: done.load(Ordering::Relaxed),
        total,
    });

    let targets = listing.targets;
    listing.notes.into_par_iter().chunks(BATCH).for_each_init(Vec::new, |buffer, paths| {
        let mut batch = Batch { total, ..Batch::default() };
        let count = paths.len();
        for path in paths {
            if cancel.load(Ordering::Relaxed) {
                return;
            }
            let known = match named.contains(path.as_str()) {
                true => None,
                false => known.get(&path).copied().flatten(),
            };
            let full = match targets.get(&path) {
                Some(target) => target.clone(),
                None => walk.root.canonical.join(&path),
            };
            if known.is_some() && Stamp::at(&full) == known {
                continue;
            }
            match read_file(&full, buffer) {
                Ok((text, metadata)) => {
                    if FileKind::of(&path, &walk.extensions) == FileKind::Canvas
                        && let Some(problem) = canvas_problem(text)
                    {
                        batch.warnings.push(DiskError::new(&full, Reason::NotJson(problem)));
                    }
                    let stamp = Stamp::of(&metadata).stale_if_recent(began);
                    batch.notes.push(make(NoteText { path: &path, text, stamp }));
                }
                Err(error) if error.reason == Reason::Missing => batch.removed.push(path),
                Err(error) => {
                    batch.warnings.push(error);
                    batch.files.push(path);
                }
            }
        }
        batch.done = done.fetch_add(count, Ordering::Relaxed) + count;
        deliver(batch);
    });
    Ok(())
}

/// The paths of `known` at or below one of `hints`, or all. A path can come several times.
fn below<'k>(
    known: &'k KnownFiles,
    hints: Option<&'k [String]>,
) -> impl Iterator<Item = &'k String> {
    let all = hints.is_none().then(|| known.keys()).into_iter().flatten();
    let within = hints.unwrap_or_default().iter().flat_map(|hint| {
        // `0` is the character after `/`.
        let inside = known.range(format!("{hint}/")..format!("{hint}0"));
        known.get_key_value(hint).into_iter().chain(inside).map(|(path, _)| path)
    });
    all.chain(within)
}

/// The paths of `missing`, which were not listed, that no longer exist or are excluded now. A file
/// that was not listed only because its folder could not be read is added to the listing.
fn removed_paths(
    walk: &WalkOptions,
    missing: BTreeSet<String>,
    listing: &mut Listing,
) -> Vec<String> {
    let failed = listing.warnings.iter().filter(|it| matches!(it.reason, Reason::Io(_)));
    let failed: Vec<PathBuf> = failed.map(|it| it.path.clone()).collect();
    let mut gone = Vec::new();
    for path in missing {
        let full = walk.root.canonical.join(&path);
        match full.symlink_metadata() {
            Ok(_) if !failed.iter().any(|folder| full.starts_with(folder)) => gone.push(path),
            Ok(_) if walk.is_read(&path) => listing.notes.push(path),
            Ok(_) => listing.files.push(path),
            Err(error) if is_gone(&error) => gone.push(path),
            Err(error) => {
                listing.warnings.push(DiskError::io(&full, &error));
                listing.files.push(path);
            }
        }
    }
    gone
}

/// Whether an error means that nothing exists at a path, and not only that the path cannot be read
/// now.
fn is_gone(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return true;
    }
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

#[cfg(test)]
mod tests;
