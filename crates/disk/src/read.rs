//! Reads notes: a whole vault, the changes in it, or single texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use linkwright_syntax::{FileKind, canvas_problem, digest};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::hard_links;
use crate::path::{absolute_path, resolve_entry, resolve_file};
use crate::scope::PartOfVault;
use crate::walk::{Listing, list};
use crate::{DiskError, Reason, Root, WalkOptions};

/// Maximum length of a note in bytes. Longer notes are listed but not read.
const MAX_NOTE: u64 = 256 << 20;

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

/// The size and times of a file. A change almost always shows here, without reading the file: even
/// if a program resets the modification time, the inode or its change time differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The length in bytes.
    pub len: u64,
    /// The modification time, if the file system has one.
    pub modified: Option<SystemTime>,
    /// A digest of the file's device, inode and change time; 0 on a system without them.
    pub inode_and_ctime: u64,
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

/// A text as it is on disk now, and whether it is the expected one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextRead<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Whether the text is not the expected one.
    pub is_changed: bool,
    /// The file has other names (hard links).
    pub has_hard_links: bool,
}

impl Stamp {
    /// Differs from the stamp of every file, so that a file with this stamp is always read again.
    pub const STALE: Stamp = Stamp { len: u64::MAX, modified: None, inode_and_ctime: 0 };

    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp {
            len: metadata.len(),
            modified: metadata.modified().ok(),
            inode_and_ctime: inode_and_ctime(metadata),
        }
    }

    /// This stamp, for a file that was read after `began`. [`Stamp::STALE`] if the file was written
    /// so recently that a further write might not change the stamp.
    fn stale_if_recent(self, began: SystemTime) -> Stamp {
        let Some(modified) = self.modified else { return Stamp::STALE };
        // Some file systems count in steps of one or two seconds; others use the system's clock,
        // whose ticks take up to 10 ms.
        let since_epoch = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let tick = if since_epoch.subsec_nanos() == 0 { 2000 } else { 20 };
        let until = modified.checked_add(Duration::from_millis(tick));
        if until.is_some_and(|until| until < began) { self } else { Stamp::STALE }
    }
}

/// See [`Stamp::inode_and_ctime`].
fn inode_and_ctime(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::hash::{BuildHasher as _, BuildHasherDefault};
        use std::os::unix::fs::MetadataExt as _;
        let parts = (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec());
        BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(parts)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
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
            if known.is_some() && stamp(&full) == known {
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

fn stamp(path: &Path) -> Option<Stamp> {
    path.symlink_metadata().ok().map(|file| Stamp::of(&file))
}

/// Reads the texts at these vault paths on rayon's threads. Each path comes with the digest of the
/// expected text. `make` gets the index of each file, and its results are returned in the order of
/// `files`.
///
/// # Errors
/// For each file: if it does not exist, lies outside the vault, is a link that is not followed, is
/// not a file, is not UTF-8, or is too large.
pub fn read_texts<T: Send>(
    root: &Root,
    files: &[(&str, u64)],
    make: impl Fn(usize, TextRead<'_>) -> T + Sync,
) -> Vec<Result<T, DiskError>> {
    crate::blocking::assert_allowed();
    // Resolving the symbolic links of a folder costs more than reading a note, so do it once per
    // folder.
    let mut folders: FxHashMap<&str, PathBuf> = FxHashMap::default();
    for (path, _) in files {
        let (folder, _) = split(path);
        if !folders.contains_key(folder)
            && let Ok(place) = resolve_entry(root, path)
            && let Some(true_folder) = place.parent()
        {
            folders.insert(folder, true_folder.to_owned());
        }
    }
    let read = |buffer: &mut Vec<u8>, (index, (path, expected)): (usize, &(&str, u64))| {
        absolute_path(root, path)?;
        let (folder, name) = split(path);
        let place = match folders.get(folder) {
            Some(folder) => folder.join(name),
            None => resolve_entry(root, path)?,
        };
        let made = |text: &str, metadata: &Metadata| {
            let is_changed = digest(text) != *expected;
            let has_hard_links = hard_links::number(metadata).is_some();
            make(index, TextRead { text, is_changed, has_hard_links })
        };
        match read_entry(&place, buffer) {
            Ok((text, metadata)) => return Ok(made(text, &metadata)),
            Err(error) if error.reason != Reason::SymlinkToOutside => return Err(error),
            Err(_) => {}
        }
        let (text, metadata) = read_entry(&resolve_file(root, path)?, buffer)?;
        Ok(made(text, &metadata))
    };
    files.par_iter().enumerate().map_init(Vec::new, read).collect()
}

/// The folder of a vault path, empty for the root, and the last component.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Reads the text of the file at `path` into `buffer`, which need not be empty. A symbolic link is
/// not followed.
pub(crate) fn read<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b str, Stamp), DiskError> {
    read_entry(path, buffer).map(|(text, metadata)| (text, Stamp::of(&metadata)))
}

/// As [`read`], but with all metadata of the file.
fn read_entry<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<(&'b str, Metadata), DiskError> {
    if cfg!(not(unix)) {
        check_kind(path)?;
    }
    read_file(path, buffer)
}

/// Returns an error if the entry at `path` is not a regular file.
fn check_kind(path: &Path) -> Result<(), DiskError> {
    let kind = fs::symlink_metadata(path).map_err(|error| DiskError::io(path, &error))?.file_type();
    match kind.is_symlink() {
        true => Err(DiskError::new(path, Reason::SymlinkToOutside)),
        false if kind.is_file() => Ok(()),
        false => Err(DiskError::new(path, Reason::NotFile)),
    }
}

/// Opens a file. On Unix a symbolic link is an error, and opening a pipe does not wait for its
/// other end; this is faster than checking the kind first.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.read(true).open(path)
}

/// As [`read_entry`]. On other systems than Unix, the caller has checked that `path` is a regular
/// file.
fn read_file<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<(&'b str, Metadata), DiskError> {
    let fail = |error| DiskError::io(path, &error);
    let mut file = match open(path) {
        Ok(file) => file,
        // Another program may have a lease on the file; a blocking open waits for it.
        Err(_) => check_kind(path).and_then(|()| File::open(path).map_err(fail))?,
    };
    let metadata = file.metadata().map_err(fail)?;
    if !metadata.is_file() {
        return Err(DiskError::new(path, Reason::NotFile));
    }
    if metadata.len() > MAX_NOTE {
        return Err(DiskError::new(path, Reason::TooLarge { len: metadata.len() }));
    }
    // The length is known, so no second read is needed to find the end. Text that is appended
    // meanwhile is another change, with another stamp.
    let len = usize::try_from(metadata.len()).unwrap_or_default();
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
    let mut filled = 0;
    while filled < len {
        match file.read(&mut buffer[filled..len]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(fail(error)),
        }
    }
    match simdutf8::compat::from_utf8(&buffer[..filled]) {
        Ok(text) => Ok((text, metadata)),
        Err(error) => Err(DiskError::new(path, Reason::NotUtf8 { offset: error.valid_up_to() })),
    }
}

#[cfg(test)]
mod tests;
