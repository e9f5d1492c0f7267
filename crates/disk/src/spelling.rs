//! One spelling of a path: without dots, without symbolic links, as a vault path.

use std::fs;
use std::path::{Component, Path, PathBuf, Prefix};

/// `path`, which lies plainly below `base`, as a vault path. `None` if it does not or is not UTF-8.
pub(crate) fn vault_path(base: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(base).ok()?.to_str()?;
    Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
}

/// `path` without `.` and `..`, its drive in upper case and without `\\?\`.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(drive) | Prefix::VerbatimDisk(drive) => {
                    clean.push(format!("{}:", drive.to_ascii_uppercase() as char));
                }
                _ => clean.push(prefix.as_os_str()),
            },
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            Component::RootDir | Component::Normal(_) => clean.push(component),
        }
    }
    clean
}

/// `path` without symbolic links as far as it exists.
pub(crate) fn canonical(path: &Path) -> PathBuf {
    crate::blocking::assert_allowed();
    let mut missing = Vec::new();
    for ancestor in path.ancestors() {
        if let Ok(canonical) = fs::canonicalize(ancestor) {
            return missing.iter().rev().fold(canonical, |path, name| path.join(name));
        }
        missing.extend(ancestor.file_name());
    }
    path.to_owned()
}
