//! The metadata of a file, and how a new file takes it over.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// The metadata that a replacement file does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Lost {
    /// The owner or the group.
    pub(super) owner: bool,
    /// An extended attribute; on Linux this includes access control lists.
    pub(super) attributes: bool,
    /// The other names (hard links), which keep the old text.
    pub(super) links: bool,
    /// The creation time.
    pub(super) created: bool,
}

/// Copies the metadata of the file at `old` to the new file at `new`. Returns what could not be
/// copied.
///
/// # Errors
/// If the permissions cannot be set.
pub(super) fn carry_over(old: &Path, metadata: &Metadata, new: &Path) -> io::Result<Lost> {
    // Set the owner first, because that can clear permissions.
    let owner = keep_owner(metadata, new);
    fs::set_permissions(new, metadata.permissions())?;
    let new = File::options().write(true).open(new);
    let kept = |lost: bool| !lost;
    Ok(Lost {
        owner: !owner,
        attributes: !new.as_ref().is_ok_and(|new| kept(attributes_lost(old, new))),
        links: false,
        created: !new.as_ref().is_ok_and(|new| keep_created(metadata, new)),
    })
}

/// Sets the owner and group of the new file. Returns whether they are those of the old one; a user
/// may not give files away.
#[cfg(unix)]
fn keep_owner(metadata: &Metadata, new: &Path) -> bool {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let owner = |metadata: &Metadata| (metadata.uid(), metadata.gid());
    let is_kept = || new.metadata().is_ok_and(|new| owner(&new) == owner(metadata));
    if is_kept() {
        return true;
    }
    // Setting one of the two may be allowed even if setting both is not.
    let _ = chown(new, None, Some(metadata.gid()));
    let _ = chown(new, Some(metadata.uid()), None);
    is_kept()
}

#[cfg(not(unix))]
fn keep_owner(_: &Metadata, _: &Path) -> bool {
    true
}

/// Copies the extended attributes. Returns whether any of them is missing in the new file.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn attributes_lost(old: &Path, new: &File) -> bool {
    use rustix::fs::{XattrFlags, fgetxattr, fsetxattr, lgetxattr, llistxattr};
    use rustix::io::Errno;
    /// Maximum size of a list or a value on Linux.
    const MAX: usize = 64 << 10;
    let mut names = vec![0; MAX];
    let names = match llistxattr(old, &mut names) {
        Ok(length) => &names[..length],
        // A file system without extended attributes.
        Err(Errno::NOTSUP | Errno::NOSYS) => return false,
        Err(_) => return true,
    };
    let (mut value, mut there) = (vec![0; MAX], vec![0; MAX]);
    let mut lost = false;
    for name in names.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let Ok(length) = lgetxattr(old, name, &mut value) else {
            lost = true;
            continue;
        };
        let value = &value[..length];
        // The system sets some attributes of new files itself, and not every user may set them.
        let is_there =
            fgetxattr(new, name, &mut there).is_ok_and(|length| there[..length] == *value);
        lost |= !is_there && fsetxattr(new, name, value, XattrFlags::empty()).is_err();
    }
    lost
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn attributes_lost(_: &Path, _: &File) -> bool {
    false
}

/// Sets the creation time of the new file to that of the old one. Returns whether that is done, or this system
/// has no call to set it.
#[cfg(any(windows, target_vendor = "apple"))]
fn keep_created(metadata: &Metadata, new: &File) -> bool {
    #[cfg(target_vendor = "apple")]
    use std::os::darwin::fs::FileTimesExt as _;
    #[cfg(windows)]
    use std::os::windows::fs::FileTimesExt as _;
    let set = |at| new.set_times(fs::FileTimes::new().set_created(at)).is_ok();
    metadata.created().map_or(true, set)
}

/// Linux has no call to set the creation time. That is no news after each change (`docs/safety.md`).
#[cfg(not(any(windows, target_vendor = "apple")))]
fn keep_created(_: &Metadata, _: &File) -> bool {
    true
}

/// Whether two folders are on different file systems, so that a file cannot be renamed from one to
/// the other.
pub(crate) fn on_two_devices(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let device = |path: &Path| path.metadata().ok().map(|it| it.dev());
        device(one).zip(device(other)).is_some_and(|(one, other)| one != other)
    }
    #[cfg(not(unix))]
    {
        let _ = (one, other);
        false
    }
}
