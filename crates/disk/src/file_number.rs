//! The numbers that a file system gives its files and folders.

use std::fs::Metadata;
use std::path::Path;

/// Identifies an entry of a file system, whatever its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileNumber {
    /// The file system.
    pub(crate) device: u64,
    /// The entry: the inode number, or what Windows calls the file index.
    pub(crate) inode: u64,
    /// How many names it has (hard links).
    pub(crate) names: u64,
}

impl FileNumber {
    /// The number of the entry at `path`, whose own metadata is `metadata`. `None` where the system has none:
    /// some network drives on Windows.
    pub(crate) fn of(path: &Path, metadata: &Metadata) -> Option<FileNumber> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let _ = path;
            Some(FileNumber {
                device: metadata.dev(),
                inode: metadata.ino(),
                names: metadata.nlink(),
            })
        }
        #[cfg(windows)]
        {
            use std::os::windows::fs::OpenOptionsExt as _;
            /// Open folders too, and links themselves.
            const ANY_ENTRY: u32 = 0x0200_0000 | 0x0020_0000;
            let _ = metadata;
            // Without access to the contents, this works while another program holds the file.
            let options = &mut std::fs::File::options();
            let entry = options.access_mode(0).custom_flags(ANY_ENTRY).open(path).ok()?;
            let known = winapi_util::file::information(&entry).ok()?;
            (known.file_index() != 0).then(|| FileNumber {
                device: known.volume_serial_number(),
                inode: known.file_index(),
                names: known.number_of_links(),
            })
        }
        #[cfg(not(any(unix, windows)))]
        {
            let _ = (path, metadata);
            None
        }
    }

    /// The number of the entry at `path`; `None` also if nothing is there. Symbolic links are not followed.
    pub(crate) fn at(path: &Path) -> Option<FileNumber> {
        FileNumber::of(path, &path.symlink_metadata().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::testing::folder;

    #[test]
    fn an_entry_keeps_its_number_when_it_moves() {
        let dir = folder();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("a.md"), "").unwrap();
        fs::create_dir(at("b")).unwrap();
        let numbers = [FileNumber::at(&at("a.md")).unwrap(), FileNumber::at(&at("b")).unwrap()];
        assert_ne!(numbers[0].inode, numbers[1].inode);
        fs::rename(at("b"), at("c")).unwrap();
        fs::rename(at("a.md"), at("c/d.md")).unwrap();
        assert_eq!([FileNumber::at(&at("c/d.md")), FileNumber::at(&at("c"))], numbers.map(Some));
        assert_eq!(FileNumber::at(&at("a.md")), None);
    }

    #[test]
    fn names_are_counted() {
        let dir = folder();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("a.md"), "").unwrap();
        fs::hard_link(at("a.md"), at("b.md")).unwrap();
        let (a, b) = (FileNumber::at(&at("a.md")).unwrap(), FileNumber::at(&at("b.md")));
        assert_eq!((a.names, b), (2, Some(a)));
    }
}
