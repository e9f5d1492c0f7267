//! Reads the disk in memory, with the functions of `linkwright-disk`.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use linkwright_disk::{
    Batch, ChangeHints, ConfigFiles, DiskError, NoteText, Occupant, PathKind, Reason, Root, Stamp,
    TextRead, WalkOptions, vault_path_as_spelled,
};
use linkwright_project::live::{Disk, Reread, Watch};
use linkwright_syntax::digest;

use super::disk::{File, Files, INNER, Memory};
use super::threads::interleave;

struct Watching {
    disk: Memory,
    vault: usize,
    number: u64,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut files = self.disk.files();
        let folder = &mut files.vaults[self.vault];
        if folder.watched.as_ref().is_some_and(|(number, _)| *number == self.number) {
            folder.watched = None;
            folder.seen.clear();
        }
    }
}

fn error(path: &str, reason: Reason) -> DiskError {
    DiskError { path: PathBuf::from(path), reason }
}

/// The index of the vault: 0 for the outer one.
fn vault(root: &Root) -> usize {
    usize::from(root.path.ends_with(INNER))
}

/// The path on the disk of `path`, which is relative to the vault.
fn full(vault: usize, path: &str) -> String {
    format!("{}{path}", if vault == 0 { "" } else { INNER })
}

impl File {
    fn read(&self, path: &str) -> Result<&str, DiskError> {
        let denied = || error(path, Reason::Io("permission denied".to_owned()));
        if self.unreadable { Err(denied()) } else { Ok(&self.text) }
    }
}

impl Files {
    /// The file at `path`, relative to the vault, if it exists now.
    fn get(&self, vault: usize, path: &str) -> Option<&File> {
        let path = full(vault, path);
        self.files.get(&path).filter(|_| self.vault_of(&path) == vault && !self.is_away(&path))
    }

    /// The paths of all existing files, relative to the vault; an error if its folder is missing.
    fn listed(&self, vault: usize) -> Result<Vec<String>, DiskError> {
        if self.away.contains("") || (vault == 1 && self.away.contains(INNER)) {
            return Err(error("/vault", Reason::Missing));
        }
        let cut = full(vault, "").len();
        let there = self.files.keys();
        let there = there.filter(|path| self.vault_of(path) == vault && !self.is_away(path));
        Ok(there.map(|path| path[cut..].to_owned()).collect())
    }

    fn path_kind(&self, vault: usize, path: &str) -> Option<PathKind> {
        let below = format!("{path}/");
        if self.get(vault, path).is_some() {
            Some(PathKind::File)
        } else {
            let listed = self.listed(vault).ok()?;
            let is_folder = listed.iter().any(|it| it.starts_with(&below));
            let readme = "README.md".to_owned();
            let index_file = Some(readme).filter(|name| listed.contains(&format!("{below}{name}")));
            is_folder.then_some(PathKind::Folder { index_file })
        }
    }
}

impl Disk for Memory {
    fn watch(
        &self,
        walk: WalkOptions,
        deliver: Box<dyn FnMut(ChangeHints) + Send>,
    ) -> Result<Watch, DiskError> {
        let vault = vault(&walk.root);
        let mut files = self.files();
        files.listed(vault)?;
        if files.unwatchable {
            return Err(error("/vault", Reason::WatchLimit));
        }
        files.watches += 1;
        let number = files.watches;
        files.vaults[vault].watched = Some((number, deliver));
        files.vaults[vault].seen.clear();
        Ok(Box::new(Watching { disk: self.clone(), vault, number }))
    }

    fn path_kind(&self, root: &Root, path: &str) -> Option<PathKind> {
        interleave();
        self.files().path_kind(vault(root), path)
    }

    /// Nothing is excluded here.
    fn occupant(&self, walk: &WalkOptions, path: &str) -> Result<Option<Occupant>, DiskError> {
        let path = path.to_owned();
        Ok(Disk::path_kind(self, &walk.root, &path).map(|kind| match kind {
            PathKind::File => Occupant::File { path, excluded: None },
            PathKind::Folder { .. } => Occupant::Folder { path },
        }))
    }

    fn move_obstacle(
        &self,
        walk: &WalkOptions,
        _from: &str,
        to: &str,
    ) -> Result<Option<Occupant>, DiskError> {
        self.occupant(walk, to)
    }

    fn on_disk(&self, root: &Root, path: &str) -> Option<String> {
        Disk::path_kind(self, root, path).map(|_| path.to_owned())
    }

    fn entry_on_disk(&self, root: &Root, path: &str) -> Option<String> {
        self.on_disk(root, path)
    }

    fn relative(&self, root: &Root, path: &Path) -> Option<String> {
        vault_path_as_spelled(root, path)
    }

    /// All vaults are open here.
    fn nested_vault(&self, _above: &Path, _path: &Path) -> Option<PathBuf> {
        None
    }

    fn has_obsidian(&self, _root: &Root) -> bool {
        false
    }

    fn read_config(&self, root: &Root) -> ConfigFiles {
        interleave();
        let files = self.files();
        let linkwright = match files.listed(vault(root)) {
            Ok(_) => files.vaults[vault(root)].settings.toml(),
            Err(_) => None,
        };
        ConfigFiles { linkwright, ..ConfigFiles::default() }
    }

    /// Reads a note at a time.
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        let Reread { walk, paths, known, cancel, deliver, .. } = reread;
        let vault = vault(&walk.root);
        if std::mem::take(&mut self.files().vaults[vault].panics) {
            // This panics without a message and a backtrace.
            std::panic::resume_unwind(Box::new("a test of panics"));
        }
        let within = |path: &str| {
            let below = |above: &String| {
                path.strip_prefix(above.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            paths.is_none_or(|paths| paths.iter().any(below))
        };
        let named = |path: &str| paths.is_some_and(|paths| paths.iter().any(|it| it == path));
        let excluded =
            |path: &str| walk.exclude.iter().any(|folder| path.starts_with(folder.as_str()));
        let began = self.files().now();
        let mut listed = self.files().listed(vault)?;
        listed.retain(|path| within(path) && !excluded(path));
        let missing =
            known.keys().filter(|path| within(path) && !listed.iter().any(|it| it == *path));
        let removed = missing.cloned().collect();
        let is_note = |path: &String| {
            path.rsplit_once('.')
                .is_some_and(|(_, it)| walk.extensions.iter().any(|known| known == it))
        };
        let (notes, files): (Vec<String>, Vec<String>) = listed.into_iter().partition(is_note);
        let total = notes.len() + files.len();
        let is_new = |path: &String| named(path) || !matches!(known.get(path), Some(None));
        let files = files.into_iter().filter(is_new).collect();
        interleave();
        deliver(Batch { removed, files, total, ..Batch::default() });
        for (done, path) in notes.into_iter().enumerate() {
            interleave();
            if cancel.load(Ordering::SeqCst) {
                return Ok(());
            }
            let mut batch = Batch { done, total, ..Batch::default() };
            let file = self.files().get(vault, &path).cloned();
            let stamp = known.get(&path).copied().flatten().filter(|_| !named(&path));
            match file.as_ref().map(|file| (file.read(&path), file.stamp)) {
                Some((_, now)) if stamp == Some(now) => continue,
                None => batch.removed.push(path),
                Some((Ok(text), stamp)) => {
                    // As on a real disk, the file could be written again within the same clock tick.
                    let is_late = stamp.modified >= Some(began);
                    let stamp = if is_late { Stamp::STALE } else { stamp };
                    batch.notes.push(reread.prepare(NoteText { path: &path, text, stamp }));
                }
                Some((Err(error), _)) => {
                    batch.warnings.push(error);
                    batch.files.push(path);
                }
            }
            interleave();
            deliver(batch);
        }
        Ok(())
    }

    fn read_each(
        &self,
        root: &Root,
        files: &[(&str, u64)],
        each: &(dyn Fn(usize, TextRead<'_>) + Sync),
    ) -> Vec<Result<(), DiskError>> {
        let vault = vault(root);
        let read = |(index, (path, expected)): (usize, &(&str, u64))| {
            interleave();
            let file = self.files().get(vault, path).cloned();
            let file = file.ok_or_else(|| error(path, Reason::Missing))?;
            let text = file.read(path)?;
            let is_changed = digest(text) != *expected;
            each(index, TextRead { text, is_changed, has_hard_links: false });
            Ok(())
        };
        files.iter().enumerate().map(read).collect()
    }
}
