//! Normalizes paths: removes dots, resolves symbolic links, and converts to vault paths.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf, Prefix};

/// The vault path of `path` below `base`. `None` if `path` is not below `base` or not UTF-8.
/// Symbolic links are not resolved.
pub(crate) fn vault_path(base: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(base).ok()?.to_str()?;
    Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
}

/// `path` without `.`, `..` and the prefix `\\?\`, and with the drive letter in upper case. A network share
/// starts with `\\server\share`.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => match prefix.kind() {
                Prefix::Disk(drive) | Prefix::VerbatimDisk(drive) => {
                    clean.push(format!("{}:", drive.to_ascii_uppercase() as char));
                }
                Prefix::VerbatimUNC(server, share) | Prefix::UNC(server, share) => {
                    let mut start = OsString::from(r"\\");
                    start.push(server);
                    start.push(r"\");
                    start.push(share);
                    clean.push(start);
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

/// `path` with symbolic links resolved in the part that exists.
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

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_spelling() {
        for (path, cleaned) in [
            (r"c:\Users\.\ada", r"C:\Users\ada"),
            (r"\\?\c:\Users\ada\notes\..", r"C:\Users\ada"),
            ("c:/Users/ada", r"C:\Users\ada"),
            (r"\\server\share\notes\..\a", r"\\server\share\a"),
            (r"\\?\UNC\server\share\a", r"\\server\share\a"),
            ("//server/share/a", r"\\server\share\a"),
        ] {
            assert_eq!(clean(Path::new(path)), Path::new(cleaned), "{path}");
            assert_eq!(clean(Path::new(path)).to_str(), Some(cleaned));
        }
    }
}
