//! Reads the texts that a plan names, and checks each against the digest that it was planned with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use linkwright_disk::{DiskError, Root, TextRead};
use linkwright_vault::{FileId, Vault};

use crate::platform::Disk;

/// A text that a plan names, with its digest in the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedText {
    /// The file.
    pub file: FileId,
    /// Its vault path.
    pub path: String,
    /// The digest of its text; `None` for a file that is not a note, for which any text is valid.
    pub digest: Option<u64>,
}

impl PlannedText {
    /// The indexed text of `file`; `None` if the file is not in the vault.
    #[must_use]
    pub fn of(vault: &Vault, file: FileId) -> Option<PlannedText> {
        let path = vault.get(file)?.path.to_string();
        Some(PlannedText { file, path, digest: vault.note(file).map(|note| note.facts.digest) })
    }
}

/// The result of reading a planned text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadText<T> {
    /// The result for the planned text.
    Planned(T),
    /// The file has changed since the plan.
    Changed,
}

/// The results of reading the texts of a plan.
pub struct TextsRead<T> {
    /// For each planned text, in the same order: the result, or why it could not be read.
    pub texts: Vec<Result<ReadText<T>, DiskError>>,
    /// Whether one of the files has other names (hard links).
    pub has_hard_links: bool,
}

/// Reads the `planned` texts in `root`. Calls `make` for each unchanged text, on the thread that
/// read it, and returns the results.
pub fn read_planned<T: Send>(
    disk: &dyn Disk,
    root: &Root,
    planned: &[PlannedText],
    make: impl Fn(FileId, &str) -> T + Sync,
) -> TextsRead<T> {
    let files: Vec<(&str, u64)> =
        planned.iter().map(|it| (&*it.path, it.digest.unwrap_or_default())).collect();
    let has_hard_links = AtomicBool::new(false);
    let check = |index: usize, read: TextRead<'_>| {
        has_hard_links.fetch_or(read.has_hard_links, Ordering::Relaxed);
        let PlannedText { file, digest, .. } = planned[index];
        match read.is_changed && digest.is_some() {
            true => ReadText::Changed,
            false => ReadText::Planned(make(file, read.text)),
        }
    };
    let texts = if files.is_empty() { Vec::new() } else { read_each(disk, root, &files, check) };
    TextsRead { texts, has_hard_links: has_hard_links.into_inner() }
}

/// Reads files, each given as a path and the digest of the expected text, and returns what `make`
/// makes of each, in the order of `files`.
pub(crate) fn read_each<T: Send>(
    disk: &dyn Disk,
    root: &Root,
    files: &[(&str, u64)],
    make: impl Fn(usize, TextRead<'_>) -> T + Sync,
) -> Vec<Result<T, DiskError>> {
    let made: Vec<Mutex<Option<T>>> = files.iter().map(|_| Mutex::new(None)).collect();
    let each = |index: usize, read: TextRead<'_>| {
        let result = make(index, read);
        *made[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    };
    let read = disk.read_each(root, files, &each);
    let take = |made: Mutex<Option<T>>| {
        let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
        made.expect("every file that could be read was handed over")
    };
    made.into_iter().zip(read).map(|(made, read)| read.map(|()| take(made))).collect()
}
