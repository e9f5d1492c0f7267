//! The symbolic links of a vault, and which of them are followed (`docs/semantics.md §8`).
//!
//! A link to a folder is followed where its true path lies outside the vault and outside every
//! other folder that is followed, and holds none of them: so every file has one path, and no walk
//! goes round in a loop. What is found behind it has a vault path through the link. A link to a
//! file is that file: it is read under the link's path unless the vault has it under its own.

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
    pub(crate) leads: Leads,
}

/// What a link leads to, by its true path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Leads {
    Folder(PathBuf),
    File(PathBuf),
    /// Nothing that can be read; the true path at which something has to appear, as far as that is
    /// known.
    Nowhere(Reason, Option<PathBuf>),
}

/// What becomes of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// The files behind it, or it itself, are in the vault by the link's path.
    Followed,
    /// What it leads to has this vault path already.
    Is(String),
    /// It leads to a folder that holds the one at this vault path, which is in the vault.
    Holds(String),
    /// It leads to nothing that can be read.
    Broken,
}

/// The links of a vault as they were when all of it was listed last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Symlinks {
    fates: FxHashMap<String, (Leads, Fate)>,
    /// The followed folders: their true paths and vault paths.
    folders: Vec<(PathBuf, String)>,
    /// The followed files, likewise.
    files: Vec<(PathBuf, String)>,
    /// The folders that were listed, as paths below the root's true path.
    listed: Vec<PathBuf>,
}

/// The links of a vault, shared by all who hold its root. Not known before the vault was listed.
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
    /// What stands at `full`, which is a link.
    pub(crate) fn read(path: String, full: &Path) -> Symlink {
        let nowhere = |error: &io::Error| match error.kind() {
            io::ErrorKind::NotFound => {
                let folder = full.parent().unwrap_or(full);
                let wanted = fs::read_link(full).ok().map(|to| canonical(&clean(&folder.join(to))));
                Leads::Nowhere(Reason::SymlinkNotFollowed(SymlinkProblem::Dangling), wanted)
            }
            _ => Leads::Nowhere(DiskError::io(full, error).reason, None),
        };
        let leads = match fs::canonicalize(full).and_then(|to| Ok((fs::metadata(&to)?, to))) {
            Ok((kind, to)) if kind.is_dir() => Leads::Folder(to),
            Ok((kind, to)) if kind.is_file() => Leads::File(to),
            Ok(_) => Leads::Nowhere(Reason::NotFile, None),
            Err(error) => nowhere(&error),
        };
        Symlink { path, leads }
    }
}

impl Symlinks {
    /// Decides on links to folders that were found together; gives the vault paths of those that
    /// are followed.
    pub(crate) fn add_folders(&mut self, root: &Path, mut links: Vec<Symlink>) -> Vec<String> {
        // The outer of two folders first, so that the inner is found within it.
        let depth = |link: &Symlink| match &link.leads {
            Leads::Folder(to) => to.components().count(),
            Leads::File(_) | Leads::Nowhere(..) => 0,
        };
        links.sort_by(|a, b| (depth(a), &a.path).cmp(&(depth(b), &b.path)));
        let mut followed = Vec::new();
        for Symlink { path, leads } in links {
            let fate = match &leads {
                Leads::Folder(to) => {
                    let own = self.vault_path(root, to);
                    own.map_or_else(|| self.held(root, to), Fate::Is)
                }
                Leads::File(_) | Leads::Nowhere(..) => Fate::Broken,
            };
            if let (Leads::Folder(to), Fate::Followed) = (&leads, &fate) {
                self.folders.push((to.clone(), path.clone()));
                followed.push(path.clone());
            }
            self.fates.insert(path, (leads, fate));
        }
        followed
    }

    /// Decides on links to files, when all folders are known; `has` says which vault paths have a
    /// file.
    pub(crate) fn add_files(
        &mut self,
        root: &Path,
        mut links: Vec<Symlink>,
        has: impl Fn(&str) -> bool,
    ) {
        links.sort_by(|a, b| a.path.cmp(&b.path));
        for Symlink { path, leads } in links {
            let Leads::File(to) = &leads else { continue };
            let listed = |own: &String| has(own) || self.is_followed(own);
            let own = self.vault_path(root, to).filter(listed);
            let fate = own.map_or(Fate::Followed, Fate::Is);
            if fate == Fate::Followed {
                self.files.push((to.clone(), path.clone()));
            }
            self.fates.insert(path, (leads, fate));
        }
    }

    fn held(&self, root: &Path, to: &Path) -> Fate {
        if root.starts_with(to) {
            return Fate::Holds(String::new());
        }
        let inner = self.folders.iter().find(|(target, _)| target.starts_with(to));
        inner.map_or(Fate::Followed, |(_, path)| Fate::Holds(path.clone()))
    }

    /// The vault path of what lies at `to`, a path without symbolic links.
    pub(crate) fn vault_path(&self, root: &Path, to: &Path) -> Option<String> {
        let file = || self.files.iter().find(|(target, _)| target == to);
        below(root, "", to)
            .or_else(|| self.folders.iter().find_map(|(target, path)| below(target, path, to)))
            .or_else(|| file().map(|(_, path)| path.clone()))
    }

    /// Whether `to`, a path without symbolic links, is a folder that is followed or lies in one.
    pub(crate) fn holds(&self, to: &Path) -> bool {
        self.folders.iter().any(|(target, _)| to.starts_with(target))
    }

    /// Whether the file at `to` is read under the path of a link.
    pub(crate) fn is_followed_file(&self, to: &Path) -> bool {
        self.files.iter().any(|(target, _)| target == to)
    }

    /// What becomes of a link, if it leads where it did when this was decided.
    pub(crate) fn fate(&self, link: &Symlink) -> Option<&Fate> {
        let (leads, fate) = self.fates.get(&link.path)?;
        (*leads == link.leads).then_some(fate)
    }

    /// Whether the link at `path` is read under its own path.
    pub(crate) fn is_followed(&self, path: &str) -> bool {
        self.fates.get(path).is_some_and(|(_, fate)| *fate == Fate::Followed)
    }

    /// Whether no link belongs to the vault.
    pub(crate) fn is_empty(&self) -> bool {
        self.fates.is_empty()
    }

    /// Remembers which folders were listed.
    pub(crate) fn set_listed(&mut self, folders: Vec<PathBuf>) {
        self.listed = folders;
    }

    /// The vault paths of all links that stand in a folder of the vault now, those too that the vault
    /// leaves out: hidden, ignored or excluded ones. Folders that the vault leaves out are not looked
    /// into.
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
        self.fates.keys().map(String::as_str)
    }

    /// The true paths of what links lead to outside the vault's folder.
    pub(crate) fn followed(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().chain(&self.files).map(|(target, _)| &**target)
    }

    /// The folders in which what links lead to would be seen to come and go.
    pub(crate) fn around(&self) -> impl Iterator<Item = &Path> {
        let wanted = self.fates.values().filter_map(|(leads, _)| match leads {
            Leads::Nowhere(_, wanted) => wanted.as_deref(),
            Leads::Folder(_) | Leads::File(_) => None,
        });
        self.followed()
            .chain(wanted)
            .filter_map(|path| path.parent()?.ancestors().find(|folder| folder.is_dir()))
    }

    /// Whether a link leads to `to`, where nothing was.
    pub(crate) fn awaits(&self, to: &Path) -> bool {
        self.fates
            .values()
            .any(|(leads, _)| matches!(leads, Leads::Nowhere(_, Some(path)) if path == to))
    }

    /// Whether a link leads to `to`, a path without symbolic links, or below it.
    pub(crate) fn leads_to(&self, to: &Path) -> bool {
        self.fates.values().any(|(leads, _)| match leads {
            Leads::Folder(target) | Leads::File(target) => target.starts_with(to),
            Leads::Nowhere(_, wanted) => wanted.as_ref().is_some_and(|path| path.starts_with(to)),
        })
    }
}

/// What is to be said of a link that is not followed; nothing of a file that the vault has.
pub(crate) fn warning(full: &Path, leads: &Leads, fate: &Fate) -> Option<DiskError> {
    let reason = match (leads, fate) {
        (Leads::Nowhere(reason, _), _) => reason.clone(),
        (_, Fate::Holds(path)) => {
            Reason::SymlinkNotFollowed(SymlinkProblem::ContainsFollowed { path: path.clone() })
        }
        (Leads::Folder(_), Fate::Is(path)) => {
            Reason::SymlinkNotFollowed(SymlinkProblem::InVault { path: path.clone() })
        }
        _ => return None,
    };
    Some(DiskError::new(full, reason))
}

/// `to`, at or below the folder `base`, as a path below the vault path `path`.
fn below(base: &Path, path: &str, to: &Path) -> Option<String> {
    let rest = to.strip_prefix(base).ok()?.to_str()?;
    let rest = if cfg!(windows) { rest.replace('\\', "/") } else { rest.to_owned() };
    Some(match (path, &*rest) {
        (path, "") => path.to_owned(),
        ("", _) => rest,
        _ => format!("{path}/{rest}"),
    })
}
