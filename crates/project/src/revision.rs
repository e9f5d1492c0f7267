//! A state of a vault in Git, read as from a disk.

mod disk;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use linkwright_disk::{DiskError, PathKind, Reason, Root, WalkOptions, paths_in_vault};
use linkwright_syntax::FileKind;

use crate::Error;
use crate::git::{EntryKind, Repository, Revision, Tree, TreeEntry};

/// A revision of the folder of a vault. What Git does not track is as on the disk now: settings that
/// are not part of the repository, files that Git ignores, and what lies behind symbolic links and in
/// other repositories.
pub struct RevisionDisk {
    repository: Repository,
    tree: Tree,
    /// The paths in the index: what Git tracks now.
    tracked: BTreeSet<String>,
    /// The symbolic links and submodules that are also on the disk, as vault paths.
    links: BTreeSet<String>,
}

impl RevisionDisk {
    /// The `revision` of the vault at `root`.
    ///
    /// # Errors
    /// If the vault is not in a repository, the revision does not exist, Git is not installed, or the
    /// index has unresolved conflicts.
    pub fn open(root: &Root, revision: &Revision) -> Result<RevisionDisk, Error> {
        let repository = Repository::of(&root.canonical)?;
        let tree = repository.tree(revision)?;
        if let Some(path) = tree.conflicts.first() {
            return Err(Error::Refused(format!(
                "{path}: has a merge conflict, so there is no next commit yet. Resolve it, then run \
                 git add"
            )));
        }
        let tracked = match revision {
            Revision::Index => tree.files.keys().cloned().collect(),
            Revision::Commit(_) => repository.tree(&Revision::Index)?.files.into_keys().collect(),
        };
        let link = |(path, entry): (&String, &TreeEntry)| {
            let path = path.strip_prefix(&*repository.prefix)?;
            let kind = || Some(root.canonical.join(path).symlink_metadata().ok()?.file_type());
            let is_on_disk = match entry.kind {
                EntryKind::File => false,
                EntryKind::Symlink => kind()?.is_symlink(),
                EntryKind::Submodule => kind()?.is_dir(),
            };
            is_on_disk.then(|| path.to_owned())
        };
        let links = tree.files.iter().filter_map(link).collect();
        Ok(RevisionDisk { repository, tree, tracked, links })
    }

    /// Checks that the files of the vault which Git tracks are on the disk, as far as a sparse checkout is
    /// concerned: the disk can be compared with this revision.
    ///
    /// # Errors
    /// If one is left out, or Git fails.
    pub fn require_full_checkout(&self) -> Result<(), Error> {
        match self.repository.not_checked_out()? {
            Some(path) => Err(Error::Refused(format!(
                "{path}: not on the disk, since this is a sparse checkout. Links to it would look broken. \
                 Use --staged, or check out all files: git sparse-checkout disable"
            ))),
            None => Ok(()),
        }
    }

    /// Whether the vault path `path`, which may have components such as `..`, is one of the links or
    /// lies behind one.
    fn is_behind_link(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        above.chain([path]).any(|path| self.links.contains(path))
    }

    /// What is as on the disk now, as vault paths; `None` for the whole vault.
    fn as_on_disk(&self, walk: &WalkOptions) -> Result<Option<Vec<String>>, Error> {
        let prefix = &*self.repository.prefix;
        let mut found: Vec<String> = self.links.iter().cloned().collect();
        for path in self.repository.never_tracked()? {
            // A folder above the vault, or the vault itself.
            if prefix.starts_with(&format!("{path}/")) {
                return Ok(None);
            }
            let Some(path) = path.strip_prefix(prefix) else { continue };
            // If `.gitignore` files are respected, ignored files do not belong to the vault.
            if !walk.gitignore || walk.root.canonical.join(path).join(".git").exists() {
                found.push(path.to_owned());
            }
        }
        Ok(Some(found))
    }

    /// The path of a vault path from the repository's top folder.
    fn full(&self, path: &str) -> String {
        format!("{}{path}", self.repository.prefix)
    }

    /// The file at the vault path `path`, unless it is a link.
    fn file(&self, path: &str) -> Option<&TreeEntry> {
        self.tree.files.get(&self.full(path)).filter(|entry| entry.kind == EntryKind::File)
    }

    /// The vault paths of the vault's folder, without submodules.
    fn paths(&self) -> impl Iterator<Item = (&str, EntryKind)> {
        let prefix = &self.repository.prefix;
        let below = self.tree.files.range(prefix.clone()..).map_while(move |(path, entry)| {
            Some((path.strip_prefix(prefix.as_str())?, entry.kind))
        });
        below.filter(|(_, kind)| *kind != EntryKind::Submodule)
    }

    /// Whether the folder at `prefix` from the top folder, which is `on_disk`, was marked as a vault.
    fn was_marked(&self, prefix: &str, on_disk: &Path) -> bool {
        let (file, folder) = (format!("{prefix}.linkwright.toml"), format!("{prefix}.obsidian/"));
        let in_tree = self.tree.files.range(folder.clone()..).next().map(|(path, _)| path);
        let tracked = self.tracked.range(folder.clone()..).next();
        let is_tracked = self.tracked.contains(&file) || starts_some(tracked, &folder);
        self.tree.files.contains_key(&file)
            || starts_some(in_tree, &folder)
            || !is_tracked
                && (on_disk.join(".obsidian").is_dir()
                    || on_disk.join(".linkwright.toml").is_file())
    }

    /// Whether the vault's folder was not a vault of its own, but a part of one around it.
    #[must_use]
    pub fn was_part_of_another(&self, root: &Root) -> bool {
        let prefix = &*self.repository.prefix;
        let mut above = prefix.trim_end_matches('/');
        let mut folder = &*root.canonical;
        if self.was_marked(prefix, folder) {
            return false;
        }
        while let (false, Some(parent)) = (above.is_empty(), folder.parent()) {
            above = above.rsplit_once('/').map_or("", |(above, _)| above);
            folder = parent;
            let prefix = if above.is_empty() { String::new() } else { format!("{above}/") };
            if self.was_marked(&prefix, folder) {
                return true;
            }
        }
        false
    }

    /// The folders in the vault that are vaults of their own, as vault paths.
    fn nested(&self, root: &Root) -> BTreeSet<&str> {
        let mut folders = BTreeSet::new();
        for (path, _) in self.paths() {
            folders.extend(path.match_indices('/').map(|(end, _)| &path[..end]));
        }
        folders.retain(|folder| {
            let is_hidden = folder.split('/').any(|name| name.starts_with('.'));
            let prefix = self.full(&format!("{folder}/"));
            !is_hidden && self.was_marked(&prefix, &root.canonical.join(folder))
        });
        folders
    }

    /// The folder and the text of each `.gitignore` of the repository in this revision.
    fn ignore_files(&self, root: &Root) -> Result<Vec<(PathBuf, String)>, Error> {
        let is_file = |path: &str| path == ".gitignore" || path.ends_with("/.gitignore");
        let files: Vec<_> = self.tree.files.iter().filter(|(path, _)| is_file(path)).collect();
        let ids: Vec<&str> = files.iter().map(|(_, entry)| &*entry.id).collect();
        let above = self.repository.prefix.matches('/').count();
        let top = root.canonical.ancestors().nth(above).unwrap_or(&root.canonical);
        let mut found = Vec::new();
        self.repository.read(&ids, |index, content| {
            let folder = files[index].0.trim_end_matches(".gitignore").trim_end_matches('/');
            let folder = if folder.is_empty() { top.to_owned() } else { top.join(folder) };
            found.push((folder, String::from_utf8_lossy(&content).into_owned()));
        })?;
        Ok(found)
    }

    fn list(&self, walk: &WalkOptions, only: Option<&[String]>) -> Result<TreeListing<'_>, Error> {
        let nested = self.nested(&walk.root);
        let is_nested =
            |path: &str| path.match_indices('/').any(|(end, _)| nested.contains(&path[..end]));
        let is_wanted = |path: &str| only.is_none_or(|only| only.iter().any(|it| it == path));
        let ignore_files = if walk.gitignore { self.ignore_files(&walk.root)? } else { Vec::new() };
        let paths = self.paths().map(|(path, _)| path).filter(|path| is_wanted(path));
        let paths = paths.filter(|path| !is_nested(path) && !self.links.contains(*path));
        let paths = paths_in_vault(walk, paths, &ignore_files);
        let prefix = &*self.repository.prefix;
        let not_utf8 = self.tree.not_utf8.iter().filter_map(|path| path.strip_prefix(prefix));
        let not_utf8 = not_utf8.filter(|path| !is_nested(path));
        let mut warnings: Vec<_> = paths_in_vault(walk, not_utf8, &ignore_files)
            .into_iter()
            .map(|path| (path, Reason::NameNotUtf8))
            .collect();
        warnings.extend(nested.iter().map(|path| (*path, Reason::NestedVault)));
        let warnings = warnings
            .into_iter()
            .map(|(path, reason)| DiskError { path: walk.root.canonical.join(path), reason });
        let is_read = |path: &&str| {
            self.file(path).is_some() && FileKind::of(path, &walk.extensions).is_indexed()
        };
        let (notes, files) = paths.into_iter().partition(is_read);
        Ok(TreeListing { notes, files, warnings: warnings.collect() })
    }

    /// The kind of the entry at a path that is relative to the vault's root and may lie outside it.
    /// `Err` with the path from the top folder if this revision has nothing there.
    fn kind(&self, root: &Root, path: &str) -> Result<Option<PathKind>, String> {
        if path.starts_with('/') {
            return Ok(None);
        }
        if self.is_behind_link(path.trim_end_matches('/')) {
            return Ok(linkwright_disk::path_kind(root, path));
        }
        let full = self.full(path);
        let mut parts: Vec<&str> = Vec::new();
        for part in full.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => {
                    // Outside the repository.
                    return Ok(linkwright_disk::path_kind(root, path));
                }
                ".." => {}
                part => parts.push(part),
            }
        }
        let full = parts.join("/");
        let folder = if full.is_empty() { String::new() } else { format!("{full}/") };
        if self.tree.files.contains_key(&full) && !path.ends_with('/') {
            return Ok(Some(PathKind::File));
        }
        let below = self.tree.files.range(folder.clone()..).next().map(|(path, _)| path);
        if !starts_some(below, &folder) {
            return Err(full);
        }
        let own = parts.last().map(|name| format!("{name}.md"));
        let names = ["README.md", "readme.md", "index.md"].map(str::to_owned);
        let is_file = |name: &String| self.tree.files.contains_key(&format!("{folder}{name}"));
        let index_file = names.into_iter().chain(own).find(is_file);
        Ok(Some(PathKind::Folder { index_file }))
    }
}

struct TreeListing<'t> {
    notes: Vec<&'t str>,
    files: Vec<&'t str>,
    warnings: Vec<DiskError>,
}

fn starts_some(path: Option<&String>, prefix: &str) -> bool {
    path.is_some_and(|path| path.starts_with(prefix))
}
