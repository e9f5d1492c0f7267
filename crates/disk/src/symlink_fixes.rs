//! Which symbolic links have to say something else so that they still lead where they led when files
//! and folders have moved.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::apply::on_two_devices;
use crate::path::inside;
use crate::{DiskError, Reason, Root};

/// A symbolic link of the vault that moves would leave behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SymlinkFix {
    /// Its vault path before the moves.
    pub path: String,
    /// What it says.
    pub old: PathBuf,
    /// What it has to say so that it leads where it led.
    pub new: PathBuf,
}

/// What moves mean for the symbolic links of a vault.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SymlinkPlan {
    /// SharedSymlinks that would lead elsewhere or nowhere, by path.
    pub fixes: Vec<SymlinkFix>,
    /// The vault paths, before the moves, of links that led nowhere and lead somewhere afterwards.
    pub captured: Vec<String>,
}

/// What `moves`, from vault path to vault path, mean for the symbolic links in the folders that were
/// the vault's when it was listed last. SharedSymlinks that the vault leaves out are among them, but not those
/// in folders that it leaves out.
///
/// # Errors
/// If a path leaves the vault, or a link would have to change and cannot be written down.
pub fn plan_symlink_fixes(
    root: &Root,
    moves: &[(String, String)],
) -> Result<SymlinkPlan, DiskError> {
    crate::blocking::assert_allowed();
    let mut found = SymlinkPlan::default();
    let Some(known) = root.symlinks.known().filter(|_| !moves.is_empty()) else { return Ok(found) };
    let place = |(from, to): &(String, String)| Ok((inside(root, from)?, inside(root, to)?));
    let moves = moves.iter().map(place).collect::<Result<Vec<_>, DiskError>>()?;
    let moved = Moved { root: &root.canonical, moves };
    for path in known.in_folders(&root.canonical) {
        let Ok(place) = inside(root, &path) else { continue };
        // One that changed meanwhile is not the one that is known.
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

/// The vault paths of symbolic links that would lead nowhere if what is at the vault path `path` were
/// removed.
#[must_use]
pub fn symlinks_to(root: &Root, path: &str) -> Vec<String> {
    let (Some(known), Ok(place)) = (root.symlinks.known(), inside(root, path)) else {
        return Vec::new();
    };
    let leads = |link: &String| {
        *link != path
            && inside(root, link).and_then(|link| canonicalize(&link)).is_ok_and(|to| to == place)
    };
    let mut links = known.in_folders(&root.canonical);
    links.retain(leads);
    links
}

fn canonicalize(path: &Path) -> Result<PathBuf, DiskError> {
    fs::canonicalize(path).map_err(|error| DiskError::io(path, &error))
}

/// The disk as it is and as it will be after moves, by true paths.
struct Moved<'r> {
    root: &'r Path,
    moves: Vec<(PathBuf, PathBuf)>,
}

impl Moved<'_> {
    /// Where what is at `path` will be.
    fn after(&self, path: &Path) -> PathBuf {
        let inner = self.moves.iter().filter(|(from, _)| path.starts_with(from));
        let inner = inner.max_by_key(|(from, _)| from.as_os_str().len());
        inner.map_or_else(|| path.to_owned(), |(from, to)| rebase(path, from, to))
    }

    /// Where what will be at `path` is now; `None` if nothing will be there.
    fn before(&self, path: &Path) -> Option<PathBuf> {
        let inner = self.moves.iter().filter(|(_, to)| path.starts_with(to));
        if let Some((from, to)) = inner.max_by_key(|(_, to)| to.as_os_str().len()) {
            return Some(rebase(path, to, from));
        }
        let leaves = self.moves.iter().any(|(from, _)| path.starts_with(from));
        (!leaves).then(|| path.to_owned())
    }

    /// The true path that `says`, the text of a link in `folder`, will lead to. Each other link on
    /// the way leads where it led.
    fn follow(&self, folder: &Path, says: &Path) -> Option<PathBuf> {
        let mut at = folder.to_owned();
        for part in says.components() {
            match part {
                Component::Prefix(_) | Component::RootDir => at.push(part),
                Component::CurDir => {}
                Component::ParentDir => drop(at.pop()),
                Component::Normal(name) => {
                    at.push(name);
                    match fs::canonicalize(self.before(&at)?) {
                        Ok(now) => at = self.after(&now),
                        // A folder that a move makes.
                        Err(_) if self.moves.iter().any(|(_, to)| to.starts_with(&at)) => {}
                        Err(_) => return None,
                    }
                }
            }
        }
        Some(at)
    }

    /// What a link that says `old` in the folder `before`, which will be `after`, has to say to lead
    /// to `target`: in the form it has.
    fn respelled(&self, before: &Path, after: &Path, old: &Path, target: &Path) -> Option<PathBuf> {
        let works = |new: &PathBuf| self.follow(after, new).as_deref() == Some(target);
        // What it names itself, which can be a link again.
        let entry = match (old.parent(), old.file_name()) {
            (Some(folder), Some(name)) => fs::canonicalize(before.join(folder)).ok()?.join(name),
            _ => fs::canonicalize(before.join(old)).ok()?,
        };
        let to = self.after(&entry);
        let new = || if old.is_absolute() { to.clone() } else { way(after, &to, old) };
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

/// `old`, which means `entry`, with the names replaced that `to` has otherwise.
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

/// The way from a folder to a path, both true paths, beginning with `./` if `old` does.
fn way(folder: &Path, to: &Path, old: &Path) -> PathBuf {
    let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let dot = (old.starts_with(".")).then_some(Component::CurDir);
    let way: PathBuf = dot.into_iter().chain(up).chain(to.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}
