//! Tells whether a file has changed without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

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

impl Stamp {
    /// Differs from the stamp of every file, so that a file with this stamp is always read again.
    pub const STALE: Stamp = Stamp { len: u64::MAX, modified: None, inode_and_ctime: 0 };

    /// The stamp of the entry at `path`. `None` if there is none.
    pub(crate) fn at(path: &Path) -> Option<Stamp> {
        path.symlink_metadata().ok().map(|file| Stamp::of(&file))
    }

    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp {
            len: metadata.len(),
            modified: metadata.modified().ok(),
            inode_and_ctime: inode_and_ctime(metadata),
        }
    }

    /// This stamp, for a file that was read after `began`. [`Stamp::STALE`] if the file was written
    /// so recently that a further write might not change the stamp.
    pub(crate) fn stale_if_recent(self, began: SystemTime) -> Stamp {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recent_stamp_is_stale_for_longer_where_only_seconds_are_counted() {
        let second = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (fraction, tick) in [(0, 2000), (1, 20), (999, 20)] {
            let modified = second + Duration::from_millis(fraction);
            let stamp = Stamp { len: 1, modified: Some(modified), inode_and_ctime: 0 };
            let read_after = |ms| stamp.stale_if_recent(modified + Duration::from_millis(ms));
            assert_eq!(read_after(0), Stamp::STALE);
            assert_eq!(read_after(tick), Stamp::STALE);
            assert_eq!(read_after(tick + 1), stamp);
        }
    }
}
