//! Finds the symbolic links whose text must change when files and folders move, so that they still
//! lead to the same targets.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::apply::on_two_devices;
use crate::path::resolve_entry;
use crate::{DiskError, Reason, Root};

/// A symbolic link whose text must change because of moves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SymlinkFix {
    /// Its vault path before the moves.
    pub path: String,
    /// Its text.
    pub old: PathBuf,
    /// The text with which it still leads to the same target.
    pub new: PathBuf,
}

/// The effect of moves on the symbolic links of a vault.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SymlinkPlan {
    /// Links that would lead elsewhere or nowhere, sorted by path.
    pub fixes: Vec<SymlinkFix>,
    /// Dangling links that would get a target, by their vault paths before the moves.
    pub captured: Vec<String>,
}

/// The effect of `moves`, from vault path to vault path, on the symbolic links in the folders of
/// the vault, as it was last listed. This includes links that the vault excludes, but not links in
/// excluded folders.
///
/// # Errors
/// If a path leaves the vault, or the text of a link must change and cannot be written.
pub fn plan_symlink_fixes(
    root: &Root,
    moves: &[(String, String)],
) -> Result<SymlinkPlan, DiskError> {
    crate::blocking::assert_allowed();
    let mut found = SymlinkPlan::default();
    let Some(known) = root.symlinks.known().filter(|_| !moves.is_empty()) else { return Ok(found) };
    let place =
        |(from, to): &(String, String)| Ok((resolve_entry(root, from)?, resolve_entry(root, to)?));
    let moves = moves.iter().map(place).collect::<Result<Vec<_>, DiskError>>()?;
    let moved = Moved { root: &root.canonical, moves };
    for path in known.in_folders(&root.canonical) {
        let Ok(place) = resolve_entry(root, &path) else { continue };
        // Skip an entry that is not a link any more.
        let Ok(old) = fs::read_link(&place) else { continue };
        let place_after = moved.after(&place);
        let (Some(before), Some(folder)) = (place.parent(), place_after.parent()) else { continue };
        let leads = moved.follow(folder, &old);
        let Ok(target) = fs::canonicalize(&place) else {
            if leads.is_some() {
                found.captured.push(path);
            }
            continue;
        };
        let target = moved.after(&target);
        if leads.as_ref() == Some(&target) {
            continue;
        }
        let stuck = || DiskError::new(&place, Reason::SymlinkNotUpdatable);
        let new = moved.respelled(before, folder, &old, &target).ok_or_else(stuck)?;
        // The new link is made in the root's folder, and journaled by its text.
        let far = on_two_devices(before, &root.canonical);
        if far || old.to_str().is_none() || new.to_str().is_none() {
            return Err(stuck());
        }
        found.fixes.push(SymlinkFix { path, old, new });
    }
    Ok(found)
}

/// The vault paths of symbolic links that would dangle if the entry at the vault path `path` were
/// removed.
#[must_use]
pub fn symlinks_to(root: &Root, path: &str) -> Vec<String> {
    let (Some(known), Ok(place)) = (root.symlinks.known(), resolve_entry(root, path)) else {
        return Vec::new();
    };
    let leads = |link: &String| {
        *link != path
            && resolve_entry(root, link)
                .and_then(|link| canonicalize(&link))
                .is_ok_and(|to| to == place)
    };
    let mut links = known.in_folders(&root.canonical);
    links.retain(leads);
    links
}

fn canonicalize(path: &Path) -> Result<PathBuf, DiskError> {
    fs::canonicalize(path).map_err(|error| DiskError::io(path, &error))
}

/// Maps real paths before the moves to real paths after them, and back.
struct Moved<'r> {
    root: &'r Path,
    moves: Vec<(PathBuf, PathBuf)>,
}

impl Moved<'_> {
    /// The path after the moves of the entry at `path`.
    fn after(&self, path: &Path) -> PathBuf {
        let inner = self.moves.iter().filter(|(from, _)| path.starts_with(from));
        let inner = inner.max_by_key(|(from, _)| from.as_os_str().len());
        inner.map_or_else(|| path.to_owned(), |(from, to)| rebase(path, from, to))
    }

    /// The current path of the entry that will be at `path`; `None` if nothing will be there.
    fn before(&self, path: &Path) -> Option<PathBuf> {
        let inner = self.moves.iter().filter(|(_, to)| path.starts_with(to));
        if let Some((from, to)) = inner.max_by_key(|(_, to)| to.as_os_str().len()) {
            return Some(rebase(path, to, from));
        }
        let leaves = self.moves.iter().any(|(from, _)| path.starts_with(from));
        (!leaves).then(|| path.to_owned())
    }

    /// The real path that a link in `folder` with the text `text` will lead to. Other links on the
    /// way are assumed to keep their targets.
    fn follow(&self, folder: &Path, text: &Path) -> Option<PathBuf> {
        let mut at = folder.to_owned();
        for part in text.components() {
            match part {
                Component::Prefix(_) | Component::RootDir => at.push(part),
                Component::CurDir => {}
                Component::ParentDir => drop(at.pop()),
                Component::Normal(name) => {
                    at.push(name);
                    match fs::canonicalize(self.before(&at)?) {
                        Ok(now) => at = self.after(&now),
                        // A folder that a move creates.
                        Err(_) if self.moves.iter().any(|(_, to)| to.starts_with(&at)) => {}
                        Err(_) => return None,
                    }
                }
            }
        }
        Some(at)
    }

    /// The new text of a link with the text `old` so that it leads to `target`. Its folder is
    /// `before` now and `after` after the moves. The form of the text is kept.
    fn respelled(&self, before: &Path, after: &Path, old: &Path, target: &Path) -> Option<PathBuf> {
        let works = |new: &PathBuf| self.follow(after, new).as_deref() == Some(target);
        // The entry that the text names, which can be a link too.
        let entry = match (old.parent(), old.file_name()) {
            (Some(folder), Some(name)) => fs::canonicalize(before.join(folder)).ok()?.join(name),
            _ => fs::canonicalize(before.join(old)).ok()?,
        };
        let to = self.after(&entry);
        let new = || if old.is_absolute() { to.clone() } else { relative_path(after, &to, old) };
        let aligned = aligned(old, &entry, &to).filter(works);
        let rebased = || self.rebased(old, &entry, &to).filter(works);
        aligned.or_else(rebased).or_else(|| Some(new()).filter(works))
    }

    /// `old` with the vault path of `to` in the place of that of `entry`, which it ends in.
    fn rebased(&self, old: &Path, entry: &Path, to: &Path) -> Option<PathBuf> {
        let inner = |path: &Path| path.strip_prefix(self.root).ok().map(Path::to_owned);
        let (entry, to) = (inner(entry)?, inner(to)?);
        if entry.as_os_str().is_empty() || !old.ends_with(&entry) {
            return None;
        }
        let kept = old.components().count() - entry.components().count();
        Some(old.components().take(kept).collect::<PathBuf>().join(to))
    }
}

fn rebase(path: &Path, from: &Path, to: &Path) -> PathBuf {
    match path.strip_prefix(from) {
        Ok(rest) if !rest.as_os_str().is_empty() => to.join(rest),
        _ => to.to_owned(),
    }
}

/// `old`, which leads to `entry`, with the components replaced that differ in `to`.
fn aligned(old: &Path, entry: &Path, to: &Path) -> Option<PathBuf> {
    let (entry, to): (Vec<_>, Vec<_>) = (entry.components().collect(), to.components().collect());
    let mut parts: Vec<_> = old.components().collect();
    if entry.len() != to.len() {
        return None;
    }
    for (part, (entry, to)) in parts.iter_mut().rev().zip(entry.iter().zip(&to).rev()) {
        if part != entry {
            break;
        }
        *part = *to;
    }
    Some(parts.iter().collect())
}

/// The relative path from a folder to a path, both real paths. It starts with `./` if `old` does.
fn relative_path(folder: &Path, to: &Path, old: &Path) -> PathBuf {
    let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let dot = (old.starts_with(".")).then_some(Component::CurDir);
    let way: PathBuf = dot.into_iter().chain(up).chain(to.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}
