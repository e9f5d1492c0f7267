//! Reads the text of one file.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use crate::{DiskError, Reason, Stamp};

/// Maximum length of a note in bytes. Longer notes are listed but not read.
pub(crate) const MAX_NOTE: u64 = 256 << 20;

/// Reads the text of the file at `path` into `buffer`, which need not be empty. A symbolic link is
/// not followed.
pub(crate) fn read<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b str, Stamp), DiskError> {
    read_entry(path, buffer).map(|(text, metadata)| (text, Stamp::of(&metadata)))
}

/// As [`read`], but with all metadata of the file.
pub(crate) fn read_entry<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b str, Metadata), DiskError> {
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
pub(crate) fn read_file<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b str, Metadata), DiskError> {
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
