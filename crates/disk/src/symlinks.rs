//! The symbolic links of a vault, and which of them are followed (`docs/semantics.md §8`).
//!
//! A link to a folder is followed if its real path lies outside the vault and outside every other
//! followed folder, and contains none of them. So every file has one path, and no walk runs in a
//! loop. Files behind the link have vault paths through it. A link to a file stands for that file:
//! it is read under the link's path, unless the file is in the vault by its own path.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::spelling::{canonical, clean, vault_path};
use crate::{DiskError, Reason, SymlinkProblem};

/// A symbolic link that belongs to the vault by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Symlink {
    /// Its vault path.
    pub(crate) path: String,
    pub(crate) target: LinkTarget,
}

/// The target of a link, by its real path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LinkTarget {
    Folder(PathBuf),
    File(PathBuf),
    /// Nothing that can be read: the reason, and the real path of the missing target if it is
    /// known.
    Nowhere(Reason, Option<PathBuf>),
}

/// How the vault treats a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LinkStatus {
    /// The link is followed: its file, or the files behind it, are in the vault by the link's path.
    Followed,
    /// The target is in the vault by this other path.
    InVault(String),
    /// The target contains the folder at this vault path.
    ContainsFollowed(String),
    /// The target cannot be read.
    Broken,
}

/// The links of a vault, as they were when the whole vault was last listed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Symlinks {
    statuses: FxHashMap<String, (LinkTarget, LinkStatus)>,
    /// The followed folders: their real paths and vault paths.
    folders: Vec<(PathBuf, String)>,
    /// The followed files, likewise.
    files: Vec<(PathBuf, String)>,
    /// The folders that were listed, as paths below the root's real path.
    listed: Vec<PathBuf>,
}

/// The links of a vault, shared by all clones of its root. Unknown until the vault is listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedSymlinks(Arc<RwLock<Option<Arc<Symlinks>>>>);

impl SharedSymlinks {
    pub(crate) fn known(&self) -> Option<Arc<Symlinks>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, decided: Symlinks) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(decided));
    }
}

impl Symlink {
    /// Reads the target of the link at `full`.
    pub(crate) fn read(path: String, full: &Path) -> Symlink {
        let nowhere = |error: &io::Error| match error.kind() {
            io::ErrorKind::NotFound => {
                let folder = full.parent().unwrap_or(full);
                let wanted = fs::read_link(full).ok().map(|to| canonical(&clean(&folder.join(to))));
                LinkTarget::Nowhere(Reason::SymlinkNotFollowed(SymlinkProblem::Dangling), wanted)
            }
            _ => LinkTarget::Nowhere(DiskError::io(full, error).reason, None),
        };
        let link_target = match fs::canonicalize(full).and_then(|to| Ok((fs::metadata(&to)?, to))) {
            Ok((kind, to)) if kind.is_dir() => LinkTarget::Folder(to),
            Ok((kind, to)) if kind.is_file() => LinkTarget::File(to),
            Ok(_) => LinkTarget::Nowhere(Reason::NotFile, None),
            Err(error) => nowhere(&error),
        };
        Symlink { path, target: link_target }
    }
}

impl Symlinks {
    /// Adds links to folders that were found together, and decides which are followed. Returns the
    /// vault paths of those.
    pub(crate) fn add_folders(&mut self, root: &Path, mut links: Vec<Symlink>) -> Vec<String> {
        // The outer of two folders first, so that the inner is found within it.
        let depth = |link: &Symlink| match &link.target {
            LinkTarget::Folder(to) => to.components().count(),
            LinkTarget::File(_) | LinkTarget::Nowhere(..) => 0,
        };
        links.sort_by(|a, b| (depth(a), &a.path).cmp(&(depth(b), &b.path)));
        let mut followed = Vec::new();
        for Symlink { path, target: link_target } in links {
            let status = match &link_target {
                LinkTarget::Folder(to) => {
                    let own = self.vault_path(root, to);
                    own.map_or_else(|| self.status_of_outside_folder(root, to), LinkStatus::InVault)
                }
                LinkTarget::File(_) | LinkTarget::Nowhere(..) => LinkStatus::Broken,
            };
            if let (LinkTarget::Folder(to), LinkStatus::Followed) = (&link_target, &status) {
                self.folders.push((to.clone(), path.clone()));
                followed.push(path.clone());
            }
            self.statuses.insert(path, (link_target, status));
        }
        followed
    }

    /// Adds links to files, after all folders are known. `has` says whether a vault path has a
    /// file.
    pub(crate) fn add_files(
        &mut self,
        root: &Path,
        mut links: Vec<Symlink>,
        has: impl Fn(&str) -> bool,
    ) {
        links.sort_by(|a, b| a.path.cmp(&b.path));
        for Symlink { path, target: link_target } in links {
            let LinkTarget::File(to) = &link_target else { continue };
            let listed = |own: &String| has(own) || self.is_followed(own);
            let own = self.vault_path(root, to).filter(listed);
            let status = own.map_or(LinkStatus::Followed, LinkStatus::InVault);
            if status == LinkStatus::Followed {
                self.files.push((to.clone(), path.clone()));
            }
            self.statuses.insert(path, (link_target, status));
        }
    }

    fn status_of_outside_folder(&self, root: &Path, to: &Path) -> LinkStatus {
        if root.starts_with(to) {
            return LinkStatus::ContainsFollowed(String::new());
        }
        let inner = self.folders.iter().find(|(target, _)| target.starts_with(to));
        inner.map_or(LinkStatus::Followed, |(_, path)| LinkStatus::ContainsFollowed(path.clone()))
    }

    /// The vault path of the real path `to`; `None` outside the vault.
    pub(crate) fn vault_path(&self, root: &Path, to: &Path) -> Option<String> {
        let file = || self.files.iter().find(|(target, _)| target == to);
        below(root, "", to)
            .or_else(|| self.folders.iter().find_map(|(target, path)| below(target, path, to)))
            .or_else(|| file().map(|(_, path)| path.clone()))
    }

    /// Whether the real path `to` is a followed folder or lies in one.
    pub(crate) fn contains(&self, to: &Path) -> bool {
        self.folders.iter().any(|(target, _)| to.starts_with(target))
    }

    /// Whether the file at `to` is read under the path of a link.
    pub(crate) fn is_followed_file(&self, to: &Path) -> bool {
        self.files.iter().any(|(target, _)| target == to)
    }

    /// The status of a link; `None` if it is new or its target has changed.
    pub(crate) fn status(&self, link: &Symlink) -> Option<&LinkStatus> {
        let (link_target, status) = self.statuses.get(&link.path)?;
        (*link_target == link.target).then_some(status)
    }

    /// Whether the link at `path` is followed.
    pub(crate) fn is_followed(&self, path: &str) -> bool {
        self.statuses.get(path).is_some_and(|(_, status)| *status == LinkStatus::Followed)
    }

    /// Whether no link belongs to the vault.
    pub(crate) fn is_empty(&self) -> bool {
        self.statuses.is_empty()
    }

    /// Stores which folders were listed.
    pub(crate) fn set_listed(&mut self, folders: Vec<PathBuf>) {
        self.listed = folders;
    }

    /// The vault paths of all links that are in the listed folders now, including hidden, ignored
    /// and excluded links. Excluded folders are not searched.
    pub(crate) fn in_folders(&self, root: &Path) -> Vec<String> {
        let of_folder = |folder: &PathBuf| {
            let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            let links = entries.filter(|it| it.file_type().is_ok_and(|kind| kind.is_symlink()));
            links.filter_map(|link| vault_path(root, &link.path())).collect::<Vec<_>>()
        };
        let mut links: Vec<String> = self.listed.par_iter().flat_map_iter(of_folder).collect();
        links.extend(self.paths().map(str::to_owned));
        links.sort_unstable();
        links.dedup();
        links
    }

    /// The vault paths of all links that belong to the vault by their names.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.statuses.keys().map(String::as_str)
    }

    /// The real paths of the followed targets outside the vault's folder.
    pub(crate) fn followed(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().chain(&self.files).map(|(target, _)| &**target)
    }

    /// The folders to watch to see that link targets appear and disappear.
    pub(crate) fn target_parents(&self) -> impl Iterator<Item = &Path> {
        let wanted = self.statuses.values().filter_map(|(link_target, _)| match link_target {
            LinkTarget::Nowhere(_, wanted) => wanted.as_deref(),
            LinkTarget::Folder(_) | LinkTarget::File(_) => None,
        });
        self.followed()
            .chain(wanted)
            .filter_map(|path| path.parent()?.ancestors().find(|folder| folder.is_dir()))
    }

    /// Whether `to` is the missing target of a link.
    pub(crate) fn is_missing_target(&self, to: &Path) -> bool {
        self.statuses
            .values()
            .any(|(link_target, _)| matches!(link_target, LinkTarget::Nowhere(_, Some(path)) if path == to))
    }

    /// Whether the target of a link is at or below the real path `to`.
    pub(crate) fn leads_to(&self, to: &Path) -> bool {
        self.statuses.values().any(|(link_target, _)| match link_target {
            LinkTarget::Folder(target) | LinkTarget::File(target) => target.starts_with(to),
            LinkTarget::Nowhere(_, wanted) => {
                wanted.as_ref().is_some_and(|path| path.starts_with(to))
            }
        })
    }
}

/// The warning about a link that is not followed. `None` for a followed link, and for a link to a
/// file that is in the vault by its own path.
pub(crate) fn warning(
    full: &Path,
    link_target: &LinkTarget,
    status: &LinkStatus,
) -> Option<DiskError> {
    let reason = match (link_target, status) {
        (LinkTarget::Nowhere(reason, _), _) => reason.clone(),
        (_, LinkStatus::ContainsFollowed(path)) => {
            Reason::SymlinkNotFollowed(SymlinkProblem::ContainsFollowed { path: path.clone() })
        }
        (LinkTarget::Folder(_), LinkStatus::InVault(path)) => {
            Reason::SymlinkNotFollowed(SymlinkProblem::InVault { path: path.clone() })
        }
        _ => return None,
    };
    Some(DiskError::new(full, reason))
}

/// The vault path of `to` if it is at or below the folder `base`, whose vault path is `path`.
fn below(base: &Path, path: &str, to: &Path) -> Option<String> {
    let rest = to.strip_prefix(base).ok()?.to_str()?;
    let rest = if cfg!(windows) { rest.replace('\\', "/") } else { rest.to_owned() };
    Some(match (path, &*rest) {
        (path, "") => path.to_owned(),
        ("", _) => rest,
        _ => format!("{path}/{rest}"),
    })
}
