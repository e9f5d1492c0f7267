//! The first part of a change, which does not touch the vault: writes the new texts to the staging
//! folder.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use linkwright_syntax::digest;

use super::journal::Write;
use super::keep::{Lost, carry_over, on_two_devices};
use super::staging::Staging;
use crate::file_number::FileNumber;
use crate::text_file::read;
use crate::{DiskError, Reason, Stamp};

/// A write that is prepared.
pub(super) struct Staged {
    /// The write, with the path of the requested change.
    pub(super) write: Write,
    /// The real path.
    pub(super) target: PathBuf,
    /// The file that was read there; `None` for a new file.
    pub(super) seen: Option<FileVersion>,
    pub(super) lost: Lost,
}

/// Identifies a version of a file without reading it.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct FileVersion {
    len: u64,
    modified: Option<SystemTime>,
    inode: Option<u64>,
}

impl FileVersion {
    pub(super) fn of(path: &Path, metadata: &Metadata) -> FileVersion {
        // Not the whole stamp, because a move changes the change time of a file.
        let Stamp { len, modified, .. } = Stamp::of(metadata);
        FileVersion { len, modified, inode: FileNumber::of(path, metadata).map(|it| it.inode) }
    }

    /// Whether it is the file at `path`.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok_and(|metadata| FileVersion::of(path, &metadata) == *self)
    }
}

/// Whether the file itself may be written. If not, it may still be possible to replace it.
fn may_write(file: &Path) -> io::Result<bool> {
    match File::options().write(true).open(file) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
        Err(error) => Err(error),
    }
}

/// Prepares writing `text` to `target`, whose current text must have the digest `expected`; `None`
/// for a new file. With `sync`, the new text is synced to the disk.
pub(super) fn stage(
    staging: &Staging,
    number: usize,
    (path, target): (&str, PathBuf),
    expected: Option<u64>,
    text: &str,
    sync: bool,
) -> Result<Staged, DiskError> {
    let fail = |error| DiskError::io(&target, &error);
    let put = |path: &Path, text: &str| {
        let mut file = File::create_new(path)?;
        file.write_all(text.as_bytes())?;
        if sync { file.sync_all() } else { Ok(()) }
    };
    let new = staging.text(number);
    put(&new, text).map_err(fail)?;
    let folder = target.ancestors().skip(1).find(|folder| folder.is_dir());
    let far = folder.is_some_and(|folder| on_two_devices(folder, &staging.folder));
    let write =
        Write { path: path.to_owned(), at: None, old: expected, new: digest(text), in_place: far };
    let Some(expected) = expected else {
        return Ok(Staged { write, target, seen: None, lost: Lost::default() });
    };

    let mut buffer = Vec::new();
    let (before, stamp) = read(&target, &mut buffer)?;
    let metadata = target.symlink_metadata().map_err(fail)?;
    if digest(before) != expected || Stamp::of(&metadata) != stamp {
        return Err(DiskError::new(target, Reason::Changed));
    }
    if metadata.permissions().readonly() {
        return Err(DiskError::new(target, Reason::ReadOnly));
    }
    let mut lost = carry_over(&target, &metadata, &new).map_err(fail)?;
    lost.links = FileNumber::of(&target, &metadata).is_some_and(|it| it.names > 1);
    let loses = lost.owner || lost.attributes || lost.links;
    let in_place = far || loses && may_write(&target).map_err(fail)?;
    if in_place {
        put(&staging.old(number), before).map_err(fail)?;
        lost = Lost::default();
    }
    let seen = Some(FileVersion::of(&target, &metadata));
    Ok(Staged { write: Write { in_place, ..write }, target, seen, lost })
}
