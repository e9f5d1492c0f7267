//! Operations that move files into place. None of them overwrites a file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::file_number::FileNumber;
use crate::spelling::real_path;

/// Longest file name in bytes, on nearly every file system.
const MAX_NAME: usize = 255;

/// The result of the system call for a rename without overwriting, or for an exchange.
enum SystemRename {
    Done,
    Failed(io::Error),
    /// The system or the file system cannot do it.
    Unsupported,
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn system_rename(from: &Path, to: &Path, exchange: bool) -> SystemRename {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    let flags = if exchange { RenameFlags::EXCHANGE } else { RenameFlags::NOREPLACE };
    match renameat_with(CWD, from, CWD, to, flags) {
        Ok(()) => SystemRename::Done,
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => SystemRename::Unsupported,
        Err(error) => SystemRename::Failed(error.into()),
    }
}

#[cfg(windows)]
fn system_rename(from: &Path, to: &Path, exchange: bool) -> SystemRename {
    if exchange {
        return SystemRename::Unsupported;
    }
    if to.symlink_metadata().is_ok() {
        return SystemRename::Failed(ErrorKind::AlreadyExists.into());
    }
    let moved = tempfile::TempPath::try_from_path(from).and_then(|mut path| {
        path.disable_cleanup(true);
        path.persist_noclobber(to).map_err(|failed| failed.error)
    });
    moved.map_or_else(SystemRename::Failed, |()| SystemRename::Done)
}

#[cfg(not(any(windows, target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn system_rename(_: &Path, _: &Path, _: bool) -> SystemRename {
    SystemRename::Unsupported
}

/// Moves a file or folder to a path where nothing exists.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] if something is there.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match system_rename(from, to, false) {
        SystemRename::Done => Ok(()),
        SystemRename::Failed(error) => Err(error),
        SystemRename::Unsupported => link_new(from, to),
    }
}

/// [`rename_new`] with a hard link and the removal of the old name. A folder cannot have two names,
/// but renaming it replaces at most an empty folder.
fn link_new(from: &Path, to: &Path) -> io::Result<()> {
    let check_and_rename = || match to.symlink_metadata() {
        Ok(_) => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    };
    if from.symlink_metadata()?.is_dir() {
        return check_and_rename();
    }
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from).inspect_err(|_| drop(fs::remove_file(to))),
        // A file system without hard links, such as FAT.
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) =>
        {
            check_and_rename()
        }
        Err(error) => Err(error),
    }
}

/// Exchanges two files in one step. Returns `false` if the system cannot do that; then nothing has
/// changed.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match system_rename(one, other, true) {
        SystemRename::Done => Ok(true),
        SystemRename::Failed(error) => Err(error),
        SystemRename::Unsupported => Ok(false),
    }
}

/// Why a file is placed beside another.
#[derive(Clone, Copy)]
pub(super) enum Label {
    /// It has the text from before the change.
    Before,
    /// It has the text that another program wrote during the change.
    Meanwhile,
}

/// Moves the file at `from` next to `path`, to a free name that contains the label.
pub(super) fn move_beside(from: &Path, path: &Path, label: Label) -> io::Result<PathBuf> {
    beside(path, label, |to| rename_new(from, to))
}

/// As [`move_beside`], but copies the file.
pub(super) fn copy_beside(from: &Path, path: &Path, label: Label) -> io::Result<PathBuf> {
    let copy = |to: &Path| {
        let mut file = File::create_new(to)?;
        io::copy(&mut File::open(from)?, &mut file)?;
        file.sync_all()
    };
    beside(path, label, copy)
}

fn beside(path: &Path, label: Label, put: impl Fn(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    let mut number = 1;
    loop {
        let to = path.with_file_name(labelled(path, label, number));
        match put(&to) {
            Ok(()) => return Ok(to),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// `note.md` becomes `note (before linkwright).md`, or `note (before linkwright 2).md`.
fn labelled(path: &Path, label: Label, number: u32) -> OsString {
    let label = match label {
        Label::Before => "before linkwright",
        Label::Meanwhile => "saved meanwhile",
    };
    let label = if number == 1 { format!(" ({label})") } else { format!(" ({label} {number})") };
    let extension = path.extension().map(|it| format!(".{}", it.to_string_lossy()));
    let extension = extension.unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let room = MAX_NAME.saturating_sub(label.len() + extension.len());
    let fits = |&(at, c): &(usize, char)| at + c.len_utf8() <= room;
    let stem: String = stem.char_indices().take_while(fits).map(|(_, c)| c).collect();
    format!("{stem}{label}{extension}").into()
}

/// Syncs the names in a folder to the disk. Does nothing where folders cannot be synced.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    use ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// Whether two paths are spellings of the same entry. Symbolic links are not followed.
pub(super) fn is_same_entry(one: &Path, other: &Path) -> bool {
    // FUSE can give two spellings of a file different inode numbers.
    let have_one_name =
        || real_path(one).ok().is_some_and(|real| real_path(other).is_ok_and(|it| it == real));
    match (one.is_symlink(), other.is_symlink()) {
        (false, false) => same_file::is_same_file(one, other).unwrap_or(false) || have_one_name(),
        (true, true) => inode(one).is_some() && inode(one) == inode(other),
        _ => false,
    }
}

/// The text of the link at `path`; `None` if the entry is not a link.
///
/// # Errors
/// If nothing exists there, or it cannot be read.
pub(super) fn link_text(path: &Path) -> io::Result<Option<PathBuf>> {
    match path.symlink_metadata()?.is_symlink() {
        true => fs::read_link(path).map(Some),
        false => Ok(None),
    }
}

/// The number of the entry at `path`, see [`FileNumber::at`].
pub(super) fn inode(path: &Path) -> Option<u64> {
    FileNumber::at(path).map(|it| it.inode)
}

#[cfg(test)]
mod tests;
