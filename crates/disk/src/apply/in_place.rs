//! Writes into a file that must stay the same file, for example one with several names.
//!
//! Bytes are written from the start, then the length is set. So after an interruption the file
//! consists of the start of the new text and the rest of the old one, and differs from what others
//! write.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Seek as _, Write as _};
use std::path::Path;

use same_file::Handle;

/// Writes `new` into the file at `path` if its bytes satisfy `expected`.
///
/// # Errors
/// [`ErrorKind::InvalidData`] if they do not, or if another file has replaced it meanwhile.
pub(super) fn overwrite(
    path: &Path,
    new: &[u8],
    expected: impl Fn(&[u8]) -> bool,
) -> io::Result<()> {
    let mut options = File::options();
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let mut file = options.read(true).write(true).open(path)?;
    let mut old = Vec::new();
    file.read_to_end(&mut old)?;
    if !expected(&old) {
        return Err(ErrorKind::InvalidData.into());
    }
    write_all(&mut file, new)?;
    let written = Handle::from_file(file.try_clone()?)?;
    let is_still_there =
        !path.is_symlink() && Handle::from_path(path).is_ok_and(|now| now == written);
    if !is_still_there {
        // Another file has the name now. Restore this one, which may have other names.
        write_all(&mut file, &old)?;
        return Err(ErrorKind::InvalidData.into());
    }
    Ok(())
}

fn write_all(file: &mut File, text: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(text)?;
    file.set_len(text.len() as u64)?;
    file.sync_all()
}

/// Creates the file at `path`, where nothing exists, with the text `text`.
pub(super) fn create(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text)?;
    file.sync_all()
}

/// Whether `now` is a text that an interrupted [`overwrite`] or [`create`] leaves: the start of
/// `new` and the rest of `old`. This includes `old` and `new` themselves.
pub(super) fn is_between(now: &[u8], old: &[u8], new: &[u8]) -> bool {
    let front = now.iter().zip(new).take_while(|(now, new)| now == new).count();
    now == new || now[front..] == old[front.min(old.len())..]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_partial_write_is_recognized() {
        for (old, new) in [("one two", "one and two"), ("a longer one", "short"), ("", "new")] {
            let (old, new) = (old.as_bytes(), new.as_bytes());
            for written in 0..=new.len() {
                let mut now = new[..written].to_vec();
                now.extend(old.get(written..).unwrap_or_default());
                assert!(is_between(&now, old, new), "{}", String::from_utf8_lossy(&now));
            }
            assert!(is_between(old, old, new));
        }
        assert!(!is_between(b"one or two", b"one two", b"one and two"));
        assert!(!is_between(b"", b"one two", b"one and two"), "somebody is saving it");
        assert!(!is_between(b"one and two, three", b"one two", b"one and two"));
    }

    #[test]
    fn unexpected_text_is_not_overwritten() {
        let dir = crate::testing::folder();
        let path = dir.path().join("a.md");
        fs::write(&path, "theirs").unwrap();
        let error = overwrite(&path, b"new", |now| now == b"old").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        overwrite(&path, b"new", |now| now == b"theirs").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
