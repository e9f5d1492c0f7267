//! Whether changes in a vault's folder can go unreported.

use crate::Root;

/// Whether files of the vault can change without an event for [`watch`](crate::watch), because another
/// machine changes them: the folder is a network drive, or belongs to the host of a virtual machine, a
/// container or WSL. Such a vault has to be read again from time to time.
#[must_use]
pub fn is_remote(root: &Root) -> bool {
    crate::blocking::assert_allowed();
    is_remote_folder(&root.canonical)
}

/// The types of file systems on which another machine can change files, as `statfs` returns them. FUSE is
/// one of them: sshfs, rclone, and the shared folders of Docker Desktop and of virtual machines.
#[cfg(any(target_os = "linux", target_os = "android"))]
const REMOTE_TYPES: [u32; 12] = [
    0x6969,      // NFS
    0x517b,      // SMB
    0xfe53_4d42, // SMB 2 and later
    0xff53_4d42, // CIFS
    0x0102_1997, // 9P: WSL's /mnt/c, virtual machines
    0x6573_5546, // FUSE
    0x564c,      // NCP
    0x5346_414f, // AFS
    0x6b41_4653, // AFS, another client
    0x7375_7245, // Coda
    0x00c3_6400, // Ceph
    0x786f_4256, // VirtualBox
];

#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_remote_folder(folder: &std::path::Path) -> bool {
    // The lower half identifies it; the type's width differs between machines.
    rustix::fs::statfs(folder).is_ok_and(|it| REMOTE_TYPES.contains(&(it.f_type as u32)))
}

#[cfg(target_vendor = "apple")]
fn is_remote_folder(folder: &std::path::Path) -> bool {
    /// `MNT_LOCAL`
    const LOCAL: u32 = 0x1000;
    rustix::fs::statfs(folder).is_ok_and(|it| it.f_flags & LOCAL == 0)
}

#[cfg(windows)]
fn is_remote_folder(folder: &std::path::Path) -> bool {
    use std::path::{Component, Prefix};
    // The real path of a file on a network drive with a letter starts with the server too.
    matches!(
        folder.components().next(),
        Some(Component::Prefix(prefix))
            if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    )
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows)))]
fn is_remote_folder(_: &std::path::Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::vault;

    #[test]
    fn the_temporary_folder_is_local() {
        let (_dir, root) = vault(&[]);
        assert!(!is_remote(&root));
    }

    #[cfg(windows)]
    #[test]
    fn a_share_is_remote() {
        for path in [r"\\server\share\notes", r"\\?\UNC\server\share\notes"] {
            assert!(is_remote_folder(std::path::Path::new(path)), "{path}");
        }
        assert!(!is_remote_folder(std::path::Path::new(r"\\?\C:\notes")));
    }
}
