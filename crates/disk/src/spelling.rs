//! Normalizes paths: removes dots, resolves symbolic links, and converts to vault paths.

#[cfg(unix)]
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::io;
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

/// `path` for people: without the prefix `\\?\`, which real paths have on Windows.
#[must_use]
pub fn displayed(path: &Path) -> PathBuf {
    match path.components().next() {
        Some(Component::Prefix(prefix)) if prefix.kind().is_verbatim() => clean(path),
        _ => path.to_owned(),
    }
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

/// As [`canonical`], and the part that exists is spelled as on the disk.
pub(crate) fn canonical_as_spelled(path: &Path) -> PathBuf {
    let path = canonical(path);
    real_path(&path).unwrap_or_else(|_| disk_spelling(&path))
}

/// The real path of the file or folder at `path`: without symbolic links, and spelled as on the disk, in
/// case and Unicode form.
///
/// # Errors
/// If nothing exists there, or it cannot be looked up.
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let real = fs::canonicalize(path)?;
    // These systems return the disk's spelling. The others keep the spelling of `path`, though the
    // file system may ignore case.
    Ok(if cfg!(any(windows, target_vendor = "apple")) { real } else { disk_spelling(&real) })
}

/// `path` as the disk spells it.
#[cfg(unix)]
fn disk_spelling(path: &Path) -> PathBuf {
    let mut spelled = PathBuf::new();
    for component in path.components() {
        let name = match component {
            Component::Normal(name) => name_on_disk(&spelled, name),
            _ => None,
        };
        spelled.push(name.as_deref().unwrap_or(component.as_os_str()));
    }
    spelled
}

#[cfg(not(unix))]
fn disk_spelling(path: &Path) -> PathBuf {
    path.to_owned()
}

/// The name that the disk has for the entry `name` of a folder. `None` if it is `name`, which is the rule
/// where case matters: then another case of it does not exist, so one look-up suffices. Inode numbers do
/// not help: FUSE gives each spelling its own.
#[cfg(unix)]
fn name_on_disk(folder: &Path, name: &OsStr) -> Option<OsString> {
    let exists = |name: &OsStr| folder.join(name).symlink_metadata().is_ok();
    let text = name.to_str()?;
    let (upper, lower) = (text.to_uppercase(), text.to_lowercase());
    let other = if upper == text { lower } else { upper };
    if other == text || !exists(other.as_ref()) || !exists(name) {
        return None;
    }
    let (mut found, key) = (None, linkwright_syntax::fold(text));
    for entry in fs::read_dir(folder).ok()?.filter_map(Result::ok) {
        let entry = entry.file_name();
        if entry == name {
            return None;
        }
        if entry.to_str().is_some_and(|entry| linkwright_syntax::fold(entry) == key) {
            found = Some(entry);
        }
    }
    found
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

    #[test]
    fn people_see_no_prefix() {
        for (path, shown) in [
            (r"\\?\C:\notes\a.md", r"C:\notes\a.md"),
            (r"\\?\UNC\server\share\a.md", r"\\server\share\a.md"),
            (r"..\a.md", r"..\a.md"),
        ] {
            assert_eq!(displayed(Path::new(path)).to_str(), Some(shown));
        }
    }
}
