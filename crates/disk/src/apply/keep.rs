//! What a file has besides its text, and what of it a new file can take over.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// What of a file its replacement does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Lost {
    /// Its owner or its group.
    pub(super) owner: bool,
    /// An extended attribute; access control lists are among them on Linux.
    pub(super) attributes: bool,
    /// Its other names: they have the old text.
    pub(super) links: bool,
    /// When it was created.
    pub(super) created: bool,
}

/// Gives the new file at `new` what the file at `old` has besides its text.
///
/// # Errors
/// If its permissions cannot be set; all else is lost and said.
pub(super) fn carry_over(old: &Path, metadata: &Metadata, new: &Path) -> io::Result<Lost> {
    // A change of the owner takes away permissions.
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

/// Whether the new file belongs to whom the old one does. A user may not give files away.
#[cfg(unix)]
fn keep_owner(metadata: &Metadata, new: &Path) -> bool {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let owner = |metadata: &Metadata| (metadata.uid(), metadata.gid());
    let is_kept = || new.metadata().is_ok_and(|new| owner(&new) == owner(metadata));
    if is_kept() {
        return true;
    }
    // One of the two may be allowed where both are not.
    let _ = chown(new, None, Some(metadata.gid()));
    let _ = chown(new, Some(metadata.uid()), None);
    is_kept()
}

#[cfg(not(unix))]
fn keep_owner(_: &Metadata, _: &Path) -> bool {
    true
}

/// Whether the new file has not every extended attribute of the old one.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn attributes_lost(old: &Path, new: &File) -> bool {
    use rustix::fs::{XattrFlags, fgetxattr, fsetxattr, lgetxattr, llistxattr};
    use rustix::io::Errno;
    /// The most that Linux lets a list or a value have.
    const MAX: usize = 64 << 10;
    let mut names = vec![0; MAX];
    let names = match llistxattr(old, &mut names) {
        Ok(length) => &names[..length],
        // A file system without them.
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
        // The system gives new files some by itself, which not everyone may set.
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

/// Whether the new file says that it was created when the old one was.
#[cfg(any(windows, target_vendor = "apple"))]
fn keep_created(metadata: &Metadata, new: &File) -> bool {
    #[cfg(target_vendor = "apple")]
    use std::os::darwin::fs::FileTimesExt as _;
    #[cfg(windows)]
    use std::os::windows::fs::FileTimesExt as _;
    let set = |at| new.set_times(fs::FileTimes::new().set_created(at)).is_ok();
    metadata.created().map_or(true, set)
}

/// No call of Linux sets when a file was created.
#[cfg(not(any(windows, target_vendor = "apple")))]
fn keep_created(metadata: &Metadata, _: &File) -> bool {
    metadata.created().is_err()
}

/// How many names a file has.
pub(super) fn names(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    {
        std::os::unix::fs::MetadataExt::nlink(metadata)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        1
    }
}

/// Whether a file of one folder cannot be renamed into the other, because they are on two file
/// systems.
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
