//! The hidden folder in which a change is prepared, and its journal.
//!
//! The names of the files in it show the state of a change:
//!
//! - `lock` is locked as long as the process runs.
//! - `journal.json` is complete and synced before the first file of the vault is touched; without
//!   it the vault is unchanged. It is renamed to `done.json` or `undone.json` when the change is
//!   finished.
//! - `3.text` is the new text of write 3 or, after an exchange, the file that it replaced.
//! - `3.old` is the old file if the system cannot exchange files, or a copy of it.
//! - `3.ours` is the new text, taken out of the vault again if the system cannot exchange files.
//! - `3.link` is the new link 3 or, after an exchange, the link that it replaced; without an
//!   exchange the replaced link is `3.was`.
//! - `3.removed` is the removed file 3.
//! - `moved` is a file on its way between two spellings of its name.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::content::{Content, content};
use super::journal::Journal;
use super::place::{Label, link_text, move_beside, sync_folder};
use crate::file_number::FileNumber;
use crate::{DiskError, Root};

/// The prefix of the names of staging folders.
pub(super) const PREFIX: &str = ".linkwright-";

/// The file that is locked as long as the process runs.
pub(super) const LOCK: &str = "lock";
/// The journal of a change in progress.
pub(super) const JOURNAL: &str = "journal.json";
const UNFINISHED: &str = "journal.part";

/// The end state of a finished change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EndState {
    /// The change was applied.
    Done,
    /// The change was undone.
    Undone,
}

impl EndState {
    /// The name of the journal in this state.
    pub(super) fn name(self) -> &'static str {
        match self {
            EndState::Done => "done.json",
            EndState::Undone => "undone.json",
        }
    }
}

/// A staging folder that this process has locked.
pub(super) struct Staging {
    pub(super) folder: PathBuf,
    /// Locked.
    _lock: File,
}

impl Staging {
    /// Creates and locks a staging folder in the vault's root.
    pub(super) fn create(root: &Root) -> Result<Staging, DiskError> {
        let made = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&root.canonical)
            .map_err(|error| DiskError::io(&root.canonical, &error))?;
        // The folder will contain files of the user, so no destructor may remove it.
        let folder = made.keep();
        match lock(&folder) {
            Ok(lock) => Ok(Staging { folder, _lock: lock }),
            Err(error) => {
                let _ = fs::remove_file(folder.join(LOCK));
                let _ = fs::remove_dir(&folder);
                Err(DiskError::io(&folder, &error))
            }
        }
    }

    /// The staging folder of an earlier process, which this process has locked.
    pub(super) fn adopt(folder: PathBuf, lock: File) -> Staging {
        Staging { folder, _lock: lock }
    }

    pub(super) fn text(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.text"))
    }

    pub(super) fn old(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.old"))
    }

    pub(super) fn ours(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.ours"))
    }

    pub(super) fn link(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.link"))
    }

    pub(super) fn was(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.was"))
    }

    pub(super) fn removed(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number}.removed"))
    }

    pub(super) fn aside(&self) -> PathBuf {
        self.folder.join("moved")
    }

    /// Identifies this folder, so that a copy of it is recognised.
    pub(super) fn identity(&self) -> io::Result<String> {
        identity(&self.folder)
    }

    /// Writes and syncs the journal. From now on, another process can undo the change.
    pub(super) fn write(&self, root: &Root, journal: &Journal) -> io::Result<()> {
        let unfinished = self.folder.join(UNFINISHED);
        let mut file = File::create_new(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(journal)?)?;
        file.sync_all()?;
        fs::rename(unfinished, self.folder.join(JOURNAL))?;
        sync_folder(&self.folder)?;
        sync_folder(&root.canonical)
    }

    /// Marks the change as finished. After an error it is not.
    pub(super) fn mark(&self, mark: EndState) -> io::Result<()> {
        let (journal, marked) = (self.folder.join(JOURNAL), self.folder.join(mark.name()));
        fs::rename(&journal, &marked)?;
        sync_folder(&self.folder).inspect_err(|_| drop(fs::rename(&marked, &journal)))
    }

    /// Removes the folder of a change that has not started. The next command removes what could not
    /// be removed.
    pub(super) fn discard(self) {
        let _ = fs::remove_file(self.folder.join(JOURNAL));
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let staged =
                |it: &OsStr| ["text", "old", "link", "was"].iter().any(|known| it == *known);
            if Path::new(&name).extension().is_some_and(staged) || name == UNFINISHED {
                let _ = fs::remove_file(entry.path());
            }
        }
        self.remove();
    }

    /// Removes the folder of a finished change; the next command removes what could not be removed.
    /// A file with neither the old nor the new text was saved by another program that had the old
    /// file open. It is moved next to the note. Returns these notes, each with the file beside it.
    pub(super) fn clean(
        self,
        root: &Root,
        journal: &Journal,
        mark: EndState,
    ) -> Result<Vec<(PathBuf, PathBuf)>, DiskError> {
        let mut kept = Vec::new();
        for (number, write) in journal.writes.iter().enumerate() {
            for staged in [self.text(number), self.old(number)] {
                match content(&staged)? {
                    Content::Missing => {}
                    Content::Text(text) if text == write.new || Some(text) == write.old => {
                        if let Err(error) = fs::remove_file(&staged) {
                            tracing::debug!("{}: {error}", staged.display());
                        }
                    }
                    _ => {
                        let note = match mark {
                            EndState::Done if write.at.is_none() => {
                                journal.real_path(root, &journal.after(&write.path))?
                            }
                            _ => Journal::target(root, write)?,
                        };
                        let beside = move_beside(&staged, &note, Label::Meanwhile)
                            .map_err(|error| DiskError::io(&note, &error))?;
                        kept.push((note, beside));
                    }
                }
            }
        }
        for number in 0..journal.removals.len() {
            kept.extend(self.clean_removal(root, journal, number)?);
        }
        for number in 0..journal.links.len() {
            kept.extend(self.clean_link(root, journal, number, mark)?);
        }
        let _ = fs::remove_file(self.folder.join(mark.name()));
        self.remove();
        Ok(kept)
    }

    /// Deletes the removed file `number`. If its text is not the expected one, a program that had it
    /// open saved it: it is moved next to its old path, which is returned with that file's.
    fn clean_removal(
        &self,
        root: &Root,
        journal: &Journal,
        number: usize,
    ) -> Result<Option<(PathBuf, PathBuf)>, DiskError> {
        let (removed, removal) = (self.removed(number), &journal.removals[number]);
        match content(&removed)? {
            Content::Missing => return Ok(None),
            Content::Text(text) if text == removal.old => {
                if let Err(error) = fs::remove_file(&removed) {
                    tracing::debug!("{}: {error}", removed.display());
                }
                return Ok(None);
            }
            _ => {}
        }
        let note = journal.real_path(root, &journal.after(&removal.path))?;
        let beside = note
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| move_beside(&removed, &note, Label::Meanwhile))
            .map_err(|error| DiskError::io(&note, &error))?;
        Ok(Some((note, beside)))
    }

    /// Removes the files of link `number`. A file that another program put in place of the link is
    /// moved next to it. Returns the link's path with that file's.
    fn clean_link(
        &self,
        root: &Root,
        journal: &Journal,
        number: usize,
        mark: EndState,
    ) -> Result<Option<(PathBuf, PathBuf)>, DiskError> {
        let link = &journal.links[number];
        for staged in [self.link(number), self.was(number)] {
            match link_text(&staged) {
                Ok(Some(text)) if text == link.old || text == link.new => {
                    if let Err(error) = fs::remove_file(&staged) {
                        tracing::debug!("{}: {error}", staged.display());
                    }
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                _ => {
                    let path = match mark {
                        EndState::Done => journal.after(&link.path),
                        EndState::Undone => link.path.clone(),
                    };
                    let place = journal.real_path(root, &path)?;
                    let beside = move_beside(&staged, &place, Label::Meanwhile)
                        .map_err(|error| DiskError::io(&place, &error))?;
                    return Ok(Some((place, beside)));
                }
            }
        }
        Ok(None)
    }

    fn remove(self) {
        let Staging { folder, _lock: lock } = self;
        // Remove the folder only if nothing but the lock is left.
        let only = fs::read_dir(&folder)
            .is_ok_and(|mut names| names.all(|it| it.is_ok_and(|it| it.file_name() == LOCK)));
        drop(lock);
        if only {
            let _ = fs::remove_file(folder.join(LOCK));
            let _ = fs::remove_dir(folder);
        }
    }
}

fn lock(folder: &Path) -> io::Result<File> {
    let file = File::options().read(true).write(true).create_new(true).open(folder.join(LOCK))?;
    match file.lock() {
        // A network file system without locks: then no other process gets one either.
        Err(error) if error.kind() == ErrorKind::Unsupported => {}
        locked => locked?,
    }
    Ok(file)
}

/// Identifies the folder itself, independent of its contents and its name. The second part tells file systems
/// apart: the number of a device is not permanent except on Windows, where creation times can change.
fn identity(folder: &Path) -> io::Result<String> {
    let metadata = folder.symlink_metadata()?;
    let number = FileNumber::of(folder, &metadata);
    let born = || metadata.created().ok()?.duration_since(UNIX_EPOCH).ok();
    let second = match cfg!(windows) {
        true => number.map_or(0, |it| it.device.into()),
        false => born().map_or(0, |at| at.as_nanos()),
    };
    Ok(format!("{}-{second}", number.map_or(0, |it| it.inode)))
}
