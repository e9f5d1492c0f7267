//! Converts between vault paths and absolute paths, and finds how the disk spells a path.

use std::fs;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use crate::spelling::{canonical, canonical_as_spelled, clean, real_path, vault_path};
use crate::{DiskError, Reason, Root};

/// The vault path of `path`, an absolute path as a client spells it; empty for the root itself.
///
/// The client may spell the root differently from the disk: through symbolic links, with the other
/// case of the drive letter, or in another Unicode form. A path that a followed link leads to is
/// found too. The part below the root keeps its spelling: see [`path_on_disk`]. `None` outside the
/// vault and for names that are not UTF-8.
#[must_use]
pub fn vault_path_of(root: &Root, path: &Path) -> Option<String> {
    vault_path_as_spelled(root, path).or_else(|| within(root, &canonical_as_spelled(&clean(path))))
}

/// As [`vault_path_of`], without disk access: `None` also if only the disk shows that `path` lies
/// in the vault.
#[must_use]
pub fn vault_path_as_spelled(root: &Root, path: &Path) -> Option<String> {
    let path = clean(path);
    below(&root.path, &path).or_else(|| below(&root.canonical, &path))
}

/// The absolute path of the vault path `path`, with the root as the user spelled it.
///
/// # Errors
/// [`Reason::OutsideVault`] if `path` is empty or absolute, or contains `..`.
pub fn absolute_path(root: &Root, path: &str) -> Result<PathBuf, DiskError> {
    let relative = Path::new(path);
    let is_plain = |component| matches!(component, Component::Normal(_));
    if path.is_empty() || !relative.components().all(is_plain) {
        return Err(DiskError::new(path, Reason::OutsideVault));
    }
    // With the separators of the platform throughout.
    let mut absolute = root.path.clone();
    absolute.extend(relative);
    Ok(absolute)
}

/// The vault path of the file or folder at the vault path `path`, as the disk spells it: with the
/// disk's case and Unicode form, and with symbolic links resolved. This is the path under which
/// [`read_vault`](crate::read_vault) finds the file. `None` if nothing exists there, and outside
/// the vault.
#[must_use]
pub fn path_on_disk(root: &Root, path: &str) -> Option<String> {
    crate::blocking::assert_allowed();
    let Some(found) = existing_path(root, path) else { return behind_link(root, path) };
    let own = |found: &Path| {
        let folder = found.parent().and_then(|folder| within(root, folder))?;
        let name = found.file_name()?.to_str()?;
        Some(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
    };
    if !found.is_symlink() {
        return within(root, &real_path(&found).ok()?);
    }
    let link = own(&found)?;
    if root.symlinks.known().is_some_and(|links| links.is_followed(&link)) {
        return Some(link);
    }
    // A link to a file stands for that file. A link to a folder stands for itself.
    let target = real_path(&found).ok().filter(|target| target.is_file());
    target.and_then(|target| within(root, &target)).or(Some(link))
}

/// Returns `path` if something exists there behind a link, as long as it is not known yet which
/// links are followed.
fn behind_link(root: &Root, path: &str) -> Option<String> {
    if root.symlinks.known().is_some() {
        return None;
    }
    absolute_path(root, path).ok()?;
    let found = fs::canonicalize(root.canonical.join(path)).ok()?;
    (!root.canonical.starts_with(&found)).then(|| path.to_owned())
}

/// As [`vault_path_of`], but for a symbolic link the path of the link itself, not of its target.
#[must_use]
pub fn vault_path_of_entry(root: &Root, path: &Path) -> Option<String> {
    vault_path_as_spelled(root, path).or_else(|| {
        let path = clean(path);
        let place = canonical(path.parent()?).join(path.file_name()?);
        within(root, &place).or_else(|| vault_path_of(root, &path))
    })
}

/// As [`path_on_disk`], but for a symbolic link the path of the link itself, not of its target.
#[must_use]
pub fn entry_on_disk(root: &Root, path: &str) -> Option<String> {
    let found = existing_path(root, path)?;
    if !found.is_symlink() {
        return within(root, &real_path(&found).ok()?);
    }
    let folder = within(root, found.parent()?)?;
    let name = found.file_name()?.to_str()?;
    Some(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

/// The real path of the entry at a vault path, tried as spelled and in both Unicode forms. `None`
/// if nothing exists there.
fn existing_path(root: &Root, path: &str) -> Option<PathBuf> {
    let existing =
        |path: &str| resolve_entry(root, path).ok().filter(|path| path.symlink_metadata().is_ok());
    existing(path).or_else(|| {
        let composed = || existing(&path.nfc().collect::<String>());
        let decomposed = || existing(&path.nfd().collect::<String>());
        if path.is_ascii() { None } else { composed().or_else(decomposed) }
    })
}

/// The vault path of `path`, a real path below the root or behind a link that is followed.
fn within(root: &Root, path: &Path) -> Option<String> {
    match root.symlinks.known() {
        Some(links) => links.vault_path(&root.canonical, path),
        None => vault_path(&root.canonical, path),
    }
}

/// The real path of the entry at the vault path `path`: symbolic links in its folder are resolved,
/// the last component is kept and may be a link itself. Nothing needs to exist.
///
/// # Errors
/// [`Reason::OutsideVault`] if the path leaves the vault, except through a link that is followed.
pub(crate) fn resolve_entry(root: &Root, path: &str) -> Result<PathBuf, DiskError> {
    let outside = || DiskError::new(path, Reason::OutsideVault);
    absolute_path(root, path)?;
    let path = root.canonical.join(path);
    let (folder, name) = path.parent().zip(path.file_name()).ok_or_else(outside)?;
    let folder = canonical(folder);
    let followed = || root.symlinks.known().is_some_and(|links| links.contains(&folder));
    let stays = folder.starts_with(&root.canonical) || followed();
    if stays { Ok(folder.join(name)) } else { Err(outside()) }
}

/// The real path of the file at the vault path `path`, for reading and writing its text. As
/// [`resolve_entry`], but a link to a file is resolved too, so that writing keeps the link. Nothing
/// needs to exist.
///
/// # Errors
/// [`Reason::OutsideVault`] as [`resolve_entry`], [`Reason::SymlinkToOutside`] for a link to a file
/// that does not belong to the vault.
pub(crate) fn resolve_file(root: &Root, path: &str) -> Result<PathBuf, DiskError> {
    let place = resolve_entry(root, path)?;
    if !place.is_symlink() {
        return Ok(place);
    }
    let target = fs::canonicalize(&place).map_err(|error| DiskError::io(&place, &error))?;
    let followed = || {
        let links = root.symlinks.known();
        links.is_some_and(|links| links.contains(&target) || links.is_followed_file(&target))
    };
    if target.starts_with(&root.canonical) || followed() {
        Ok(target)
    } else {
        Err(DiskError::new(place, Reason::SymlinkToOutside))
    }
}

/// The part of `path` below `base`, as a vault path. Both are compared in NFC.
fn below(base: &Path, path: &Path) -> Option<String> {
    let base = clean(base);
    if let Ok(rest) = path.strip_prefix(&base) {
        return vault_path(Path::new(""), rest);
    }
    let mut rest = path.components();
    for wanted in base.components() {
        let (wanted, got) = (wanted.as_os_str().to_str()?, rest.next()?.as_os_str().to_str()?);
        if !wanted.nfc().eq(got.nfc()) {
            return None;
        }
    }
    vault_path(Path::new(""), rest.as_path())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{folder, vault};

    #[test]
    fn paths_below_the_root_are_relative_to_it() {
        let (dir, root) = vault(&[("a/b.md", "")]);
        let at = |path: &str| vault_path_of(&root, &dir.path().join(path));
        assert_eq!(at("a/b.md").as_deref(), Some("a/b.md"));
        assert_eq!(at("a/./x/../b.md").as_deref(), Some("a/b.md"));
        assert_eq!(at("not/there.md").as_deref(), Some("not/there.md"));
        assert_eq!(at("").as_deref(), Some(""));
        assert_eq!(at("../b.md"), None);
        assert_eq!(vault_path_of(&root, Path::new("/elsewhere/b.md")), None);
    }

    #[test]
    fn vault_paths_that_leave_the_vault_are_refused() {
        let (_dir, root) = vault(&[]);
        let absolute = absolute_path(&root, "a/b.md");
        assert_eq!(absolute, Ok(root.path.join("a").join("b.md")));
        // For people, so with one kind of separator.
        assert!(!cfg!(windows) || !absolute.is_ok_and(|it| it.to_string_lossy().contains('/')));
        for path in ["", "..", "../b.md", "a/../../b.md", "/b.md"] {
            let error = absolute_path(&root, path).unwrap_err();
            assert_eq!(error.reason, Reason::OutsideVault, "{path}");
        }
    }

    #[test]
    fn the_other_unicode_form_of_the_root_is_the_root() {
        let dir = folder();
        let decomposed = dir.path().join("Cafe\u{301}");
        fs::create_dir(&decomposed).unwrap();
        let root = Root::open(&decomposed).unwrap();
        let asked = dir.path().join("Caf\u{e9}/note.md");
        assert_eq!(vault_path_of(&root, &asked).as_deref(), Some("note.md"));
    }

    #[test]
    fn a_name_in_the_other_unicode_form_is_returned_in_the_spelling_on_disk() {
        let (_dir, root) = vault(&[("e\u{301}tude/Cafe\u{301}.md", "")]);
        let composed = "\u{e9}tude/Caf\u{e9}.md";
        assert_eq!(path_on_disk(&root, composed).as_deref(), Some("e\u{301}tude/Cafe\u{301}.md"));
        assert_eq!(path_on_disk(&root, "\u{e9}tude/None.md"), None);
    }

    #[cfg(unix)]
    mod symlinks {
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn both_spellings_of_a_linked_root_are_the_root() {
            let (dir, _) = vault(&[("real/a.md", "")]);
            symlink(dir.path().join("real"), dir.path().join("link")).unwrap();
            symlink(dir.path().join("real"), dir.path().join("third")).unwrap();
            let root = Root::open(&dir.path().join("link")).unwrap();
            for spelling in ["link/a.md", "real/a.md", "third/a.md"] {
                let path = vault_path_of(&root, &dir.path().join(spelling));
                assert_eq!(path.as_deref(), Some("a.md"), "{spelling}");
            }
            let new = vault_path_of(&root, &dir.path().join("third/new/b.md"));
            assert_eq!(new.as_deref(), Some("new/b.md"));
            assert_eq!(absolute_path(&root, "a.md"), Ok(dir.path().join("link/a.md")));
        }

        #[test]
        fn a_file_behind_a_linked_folder_has_its_own_path() {
            let (dir, root) = vault(&[("real/a.md", "")]);
            let outside = folder();
            fs::write(outside.path().join("a.md"), "").unwrap();
            symlink(dir.path().join("real"), dir.path().join("in")).unwrap();
            symlink(outside.path(), dir.path().join("out")).unwrap();
            assert_eq!(path_on_disk(&root, "in/a.md").as_deref(), Some("real/a.md"));
            assert_eq!(path_on_disk(&root, "out/a.md").as_deref(), Some("out/a.md"));
            assert_eq!(path_on_disk(&root, "out/b.md"), None);
            assert_eq!(
                resolve_entry(&root, "out/new.md").unwrap_err().reason,
                Reason::OutsideVault
            );
            assert_eq!(path_on_disk(&root, "out").as_deref(), Some("out"));

            // Listing the vault decides that the link is followed.
            crate::walk::list(&crate::testing::all_files(&root), None).unwrap();
            assert_eq!(path_on_disk(&root, "out/a.md").as_deref(), Some("out/a.md"));
            assert_eq!(resolve_entry(&root, "out/new.md"), Ok(outside.path().join("new.md")));
            let path = vault_path_of(&root, &outside.path().join("a.md"));
            assert_eq!(path.as_deref(), Some("out/a.md"));
        }
    }
}
