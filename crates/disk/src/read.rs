//! Reading notes: all of a vault, what changed in it, or some texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use linkwright_syntax::{Facts, FileKind, canvas_problem, digest, scan_file};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::hard_links;
use crate::path::{absolute_path, inside, true_file};
use crate::scope::PartOfVault;
use crate::walk::{Listing, list};
use crate::{DiskError, Reason, Root, Walk};

/// Notes longer than this are listed and not read.
const MAX_NOTE: u64 = 256 << 20;

/// How many notes make a [`Batch`].
const BATCH: usize = 64;

/// A note or a canvas as it is on disk. The text is gone when what is wanted of it has been made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteText<'t> {
    /// Its vault path.
    pub path: &'t str,
    /// Its whole text, line ends and byte order mark as they are.
    pub text: &'t str,
    /// `scan_file(path, text)`.
    pub facts: Facts,
    /// Of the file that was read.
    pub stamp: Stamp,
}

/// Shows that a file changed, without reading it. Where a program sets the time back, the file's number
/// and the time when the system last changed anything about the file show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// In bytes.
    pub len: u64,
    /// When it was last written, where the file system knows.
    pub modified: Option<SystemTime>,
    /// A digest of the file's number and of that time; the same for all files on a system that does not
    /// give them.
    pub inode_and_ctime: u64,
}

/// What is known of a vault's files, by vault path: of notes their stamps.
pub type Known = BTreeMap<String, Option<Stamp>>;

/// A part of what was read, in no order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch<N> {
    /// The vault paths of known files that are gone. They come with the first batch.
    pub removed: Vec<String>,
    /// What was made of the notes that are new or changed.
    pub notes: Vec<N>,
    /// The vault paths of files that are new and are not read: attachments, links to files that
    /// have a path of their own, and notes that cannot be read, with a warning that says why.
    pub files: Vec<String>,
    /// What could not be read.
    pub warnings: Vec<DiskError>,
    /// How many files have been dealt with, those of this batch included. Batches overtake each
    /// other: it may go back.
    pub done: usize,
    /// How many files there are to deal with; the same in every batch.
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

/// A text as it is on disk now, beside what was expected there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextRead<'t> {
    /// The whole text.
    pub text: &'t str,
    /// `scan_file(path, text)` where the text is not the one that was asked for.
    pub changed: Option<Facts>,
    /// The file has other names (hard links).
    pub has_hard_links: bool,
}

impl Stamp {
    /// The stamp of no file: what is known by it is read again.
    pub const STALE: Stamp = Stamp { len: u64::MAX, modified: None, inode_and_ctime: 0 };

    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp {
            len: metadata.len(),
            modified: metadata.modified().ok(),
            inode_and_ctime: inode_and_ctime(metadata),
        }
    }

    /// This stamp of a file that was read after `began`; [`Stamp::STALE`] if the file was written so
    /// late that it could be written again without another stamp.
    fn trusted(self, began: SystemTime) -> Stamp {
        let Some(modified) = self.modified else { return Stamp::STALE };
        // Some file systems count whole seconds, or two; others go by the system's clock, whose ticks
        // take up to 10 ms.
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
        let told = (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec());
        BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(told)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

/// Lists the vault, then reads and scans its notes on rayon, handing what `make` makes of them to
/// `deliver` as it comes, both from several threads at once. `deliver` may block to slow the
/// reading down; it blocks rayon's threads then, so whom it waits for must not wait for rayon. At
/// least one batch comes, even of an empty vault.
///
/// After `cancel` becomes true it returns as soon as it can, with some files never delivered.
///
/// # Errors
/// If the vault's own folder cannot be listed. All else is a warning in a batch.
pub fn read_vault<N: Send>(
    walk: &Walk,
    cancel: &AtomicBool,
    make: impl Fn(NoteText<'_>) -> N + Sync,
    deliver: impl Fn(Batch<N>) + Sync,
) -> Result<(), DiskError> {
    reread(walk, None, &Known::new(), cancel, make, deliver)
}

/// As [`read_vault`], of files that are new, changed or gone since they were `known`: those at or
/// below the paths `hints` (a file or a folder, there or gone), or with `None` any of the vault.
///
/// Known files outside the hints are left alone. A note is read again unless its stamp is the known one; a note that was written a
/// moment ago is delivered with [`Stamp::STALE`], since the clock of files may be too coarse to tell the
/// next time it is written. What a hint names is delivered in any case.
///
/// # Errors
/// If the vault's own folder cannot be listed.
pub fn reread<N: Send>(
    walk: &Walk,
    hints: Option<&[String]>,
    known: &Known,
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
        removed = gone(walk, missing, &mut listing);
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
                    let facts = scan_file(&path, text);
                    if FileKind::of(&path, &walk.extensions) == FileKind::Canvas
                        && let Some(problem) = canvas_problem(text)
                    {
                        batch.warnings.push(DiskError::new(&full, Reason::NotJson(problem)));
                    }
                    let stamp = Stamp::of(&metadata).trusted(began);
                    batch.notes.push(make(NoteText { path: &path, text, facts, stamp }));
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

/// The paths of `known` at or below one of `hints`, or all; some of them several times.
fn below<'k>(known: &'k Known, hints: Option<&'k [String]>) -> impl Iterator<Item = &'k String> {
    let all = hints.is_none().then(|| known.keys()).into_iter().flatten();
    let within = hints.unwrap_or_default().iter().flat_map(|hint| {
        // `0` follows `/`.
        let inside = known.range(format!("{hint}/")..format!("{hint}0"));
        known.get_key_value(hint).into_iter().chain(inside).map(|(path, _)| path)
    });
    all.chain(within)
}

/// Those of `missing`, which were not listed, that are gone or left out. What only could not be
/// listed, since its folder could not be read, is listed.
fn gone(walk: &Walk, missing: BTreeSet<String>, listing: &mut Listing) -> Vec<String> {
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

/// Whether an error says that nothing is at a path, and not that nobody knows for now.
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

/// Reads, on rayon, the texts at these vault paths, each with the digest of the text that is
/// expected there; where it is another, scans it. What `make` makes of each, of which it is told
/// the index, comes in the order of the questions.
///
/// # Errors
/// For each file: if it is not there, lies outside the vault, is a link that is not followed or no
/// file, is not UTF-8, or is too large.
pub fn read_texts<T: Send>(
    root: &Root,
    files: &[(&str, u64)],
    make: impl Fn(usize, TextRead<'_>) -> T + Sync,
) -> Vec<Result<T, DiskError>> {
    crate::blocking::assert_allowed();
    // To follow a folder's symbolic links costs more than to read a note in it: once for each.
    let mut folders: FxHashMap<&str, PathBuf> = FxHashMap::default();
    for (path, _) in files {
        let (folder, _) = split(path);
        if !folders.contains_key(folder)
            && let Ok(place) = inside(root, path)
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
            None => inside(root, path)?,
        };
        let made = |text: &str, metadata: &Metadata| {
            let changed = (digest(text) != *expected).then(|| scan_file(path, text));
            let has_hard_links = hard_links::number(metadata).is_some();
            make(index, TextRead { text, changed, has_hard_links })
        };
        match read_entry(&place, buffer) {
            Ok((text, metadata)) => return Ok(made(text, &metadata)),
            Err(error) if error.reason != Reason::SymlinkToOutside => return Err(error),
            Err(_) => {}
        }
        let (text, metadata) = read_entry(&true_file(root, path)?, buffer)?;
        Ok(made(text, &metadata))
    };
    files.par_iter().enumerate().map_init(Vec::new, read).collect()
}

/// The folder of a vault path, empty for the root, and the last component.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The text of the file at `path`, which is not followed if it is a symbolic link. It is read into
/// `buffer`, which need not be empty.
pub(crate) fn read<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b str, Stamp), DiskError> {
    read_entry(path, buffer).map(|(text, metadata)| (text, Stamp::of(&metadata)))
}

/// As [`read`], with all that the system says of the file.
fn read_entry<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<(&'b str, Metadata), DiskError> {
    if cfg!(not(unix)) {
        check_kind(path)?;
    }
    read_file(path, buffer)
}

/// Refuses what is no file itself.
fn check_kind(path: &Path) -> Result<(), DiskError> {
    let kind = fs::symlink_metadata(path).map_err(|error| DiskError::io(path, &error))?.file_type();
    match kind.is_symlink() {
        true => Err(DiskError::new(path, Reason::SymlinkToOutside)),
        false if kind.is_file() => Ok(()),
        false => Err(DiskError::new(path, Reason::NotFile)),
    }
}

/// Opens a file. On Unix a symbolic link is an error, and a pipe does not wait for its other end:
/// that costs less than to look first.
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

/// As [`read_entry`], of what elsewhere than on Unix is known to be a file and no symbolic link.
fn read_file<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Result<(&'b str, Metadata), DiskError> {
    let fail = |error| DiskError::io(path, &error);
    let mut file = match open(path) {
        Ok(file) => file,
        // Waiting helps where another program has a lease on the file.
        Err(_) => check_kind(path).and_then(|()| File::open(path).map_err(fail))?,
    };
    let metadata = file.metadata().map_err(fail)?;
    if !metadata.is_file() {
        return Err(DiskError::new(path, Reason::NotFile));
    }
    if metadata.len() > MAX_NOTE {
        return Err(DiskError::new(path, Reason::TooLarge { len: metadata.len() }));
    }
    // The length is known, so the end needs no second read. What is appended meanwhile is another
    // change, with another stamp.
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
