//! A vault with its files, read from the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

use linkwright_disk::{
    ConfigFiles, DiskError, KnownFiles, Reason, Root, WalkOptions, current_folder,
};
use linkwright_settings::{Settings, SettingsProblem, SettingsSource};
use linkwright_vault::{Change, FileId, Vault};

use crate::disk_entry::disk_entry;
use crate::platform::{Disk, PreparedBatch, Reread, SystemDisk};
use crate::texts::{PlannedText, ReadText, read_planned};
use crate::vault_files::{FileRules, settings_sources};
use crate::{Error, Located};

/// A vault as it is on disk.
pub struct Project {
    /// Its folder.
    pub root: Root,
    /// The indexed vault.
    pub vault: Vault,
    /// The texts of its settings files.
    config: ConfigFiles,
    /// The problems in its settings.
    pub problems: Vec<SettingsProblem>,
    /// The files and folders that could not be read, by path.
    pub warnings: Vec<DiskError>,
    /// Those of the warnings that left notes unread.
    pub read_errors: Vec<DiskError>,
    /// The nested vaults, which do not belong to this vault.
    pub nested: Vec<PathBuf>,
    /// What the vault was read from.
    pub(crate) disk: Arc<dyn Disk>,
    /// The current folder when the vault was opened; `None` if it was removed.
    here: Option<PathBuf>,
}

/// The vault path `path` of a vault in the folder `root`, relative to the folder `here`. `None` if
/// `here` neither is in `root` nor contains it.
fn seen_from(here: &Path, root: &Path, path: &str) -> Option<PathBuf> {
    let Ok(here) = here.strip_prefix(root) else {
        return Some(root.join(path).strip_prefix(here).ok()?.to_owned());
    };
    let here: Vec<_> = here.components().map(|it| it.as_os_str().to_string_lossy()).collect();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let shared = here.iter().zip(&parts).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", here.len() - shared);
    let parts: Vec<&str> = up.chain(parts[shared..].iter().copied()).collect();
    Some(if parts.is_empty() { PathBuf::from(".") } else { PathBuf::from(parts.join("/")) })
}

/// Checks for a cancellation.
///
/// # Errors
/// [`Error::Cancelled`] if `cancel` is set.
pub(crate) fn stop(cancel: &AtomicBool) -> Result<(), Error> {
    if cancel.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
}

impl Project {
    /// Reads a vault. Calls `progress`, on this thread, with the number of processed files and the
    /// number of all files. The first number can decrease.
    ///
    /// # Errors
    /// If the folder cannot be listed, and [`Error::Cancelled`] after `cancel`. All other problems
    /// are warnings.
    pub fn open(
        located: &Located,
        cancel: &AtomicBool,
        progress: impl FnMut(usize, usize),
    ) -> Result<Project, Error> {
        Project::open_on(Arc::new(SystemDisk), located, cancel, progress)
    }

    /// As [`open`](Self::open), from `disk`.
    ///
    /// # Errors
    /// As there.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        located: &Located,
        cancel: &AtomicBool,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Project, Error> {
        let root = located.root.clone();
        let mut config = disk.read_config(&root);
        let has_obsidian = disk.has_obsidian(&root);
        let sources = settings_sources(&config, None, has_obsidian);
        let (settings, problems) = Settings::merge(&sources);
        let walk = FileRules::of(&settings).walk(root.clone(), has_obsidian);
        let aliases = settings.aliases;
        let mut vault = Vault::new(settings);
        vault.set_disk_lookup(true);
        let mut warnings = std::mem::take(&mut config.warnings);
        let mut read_errors: Vec<DiskError> = Vec::new();
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel::<PreparedBatch>(16);
            let (walk, disk) = (&walk, &disk);
            let reader = scope.spawn(move || {
                let known = &KnownFiles::new();
                let paths = located.only.as_ref().map(std::slice::from_ref);
                // The receiver is only gone if the other side panicked.
                let deliver = |batch| drop(send.send(batch));
                disk.reread(Reread { walk, paths, known, cancel, aliases, deliver: &deliver })
            });
            for batch in receive {
                progress(batch.done, batch.total);
                let leaves_unread = |warning: &&DiskError| warning.leaves_notes_unread();
                read_errors.extend(batch.warnings.iter().filter(leaves_unread).cloned());
                warnings.extend(batch.warnings);
                for (note, _) in batch.notes {
                    vault.load(Change::Prepared(Box::new(note)));
                }
                for path in batch.files {
                    vault.load(Change::File { path: &path });
                }
            }
            reader.join().expect("reading does not panic")
        })?;
        stop(cancel)?;
        warnings.sort_by(|a, b| a.path.cmp(&b.path));
        read_errors.sort_by(|a, b| a.path.cmp(&b.path));
        let (nested, warnings): (Vec<_>, Vec<_>) =
            warnings.into_iter().partition(|warning| warning.reason == Reason::NestedVault);
        let nested = nested.into_iter().map(|warning| warning.path).collect();
        let here = current_folder().ok();
        Ok(Project { root, vault, config, problems, warnings, read_errors, nested, disk, here })
    }

    /// Looks up the vault's open questions on the disk: whether link targets outside its files
    /// exist. Returns whether there were any.
    pub fn ask_disk(&mut self) -> bool {
        let wanted = self.vault.take_disk_queries();
        for (path, found) in wanted.iter().zip(self.disk.path_kinds(&self.root, &wanted)) {
            let entry = found.map(disk_entry);
            self.vault.load(Change::DiskEntry { path, entry });
        }
        !wanted.is_empty()
    }

    /// As [`ask_disk`](Self::ask_disk), for the targets of all links.
    pub fn ask_disk_for_all_links(&mut self) {
        self.vault.queue_all_disk_queries();
        self.ask_disk();
    }

    /// The text of a settings file, for the spans of its problems.
    pub fn source_text(&self, source: SettingsSource) -> Option<&str> {
        settings_sources(&self.config, None, self.disk.has_obsidian(&self.root)).text(source)
    }

    /// The path to show for a vault path: relative to the current folder if that is in the vault or
    /// contains the file, else absolute.
    pub fn shown(&self, path: &str) -> PathBuf {
        let here = self.here.as_ref();
        let is_root = |here: &PathBuf| here.as_os_str() == self.root.path.as_os_str();
        if !cfg!(windows) && !path.is_empty() && here.is_some_and(is_root) {
            return PathBuf::from(path);
        }
        let seen = here.and_then(|here| seen_from(here, &self.root.path, path));
        let shown = seen.unwrap_or_else(|| self.root.path.join(path));
        // With the separators of the platform throughout.
        shown.components().collect()
    }

    /// The rules that say which files belong to the vault.
    pub(crate) fn walk(&self) -> WalkOptions {
        FileRules::of(self.vault.settings())
            .walk(self.root.clone(), self.disk.has_obsidian(&self.root))
    }

    /// The texts of `files`, as they were when the project was opened.
    ///
    /// # Errors
    /// If a file cannot be read, or a note has changed since.
    pub fn texts(&self, files: &[FileId]) -> Result<Vec<(FileId, String)>, Error> {
        self.map_texts(files, |_, text| text.to_owned())
    }

    /// What `make` makes of the texts of `files`, on the threads that read them. The texts are as they
    /// were when the project was opened.
    ///
    /// # Errors
    /// If a file cannot be read, and [`Error::Changed`] if a note has changed since.
    pub fn map_texts<T: Send>(
        &self,
        files: &[FileId],
        make: impl Fn(FileId, &str) -> T + Sync,
    ) -> Result<Vec<(FileId, T)>, Error> {
        let planned = files.iter().filter_map(|&file| PlannedText::of(&self.vault, file));
        let planned: Vec<PlannedText> = planned.collect();
        let read = read_planned(&*self.disk, &self.root, &planned, make);
        let text = |(planned, read): (PlannedText, Result<_, DiskError>)| match read? {
            ReadText::Planned(text) => Ok((planned.file, text)),
            ReadText::Changed => Err(Error::Changed(planned.path)),
        };
        planned.into_iter().zip(read.texts).map(text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_where_the_user_is() {
        let seen = |here: &str, path: &str| {
            let seen = seen_from(here.as_ref(), "/h/v".as_ref(), path);
            seen.map(|path| path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
        };
        let some = |path: &str| Some(path.to_owned());
        assert_eq!(seen("/h/v", "a/x.md"), some("a/x.md"));
        assert_eq!(seen("/h/v/a", "a/x.md"), some("x.md"));
        assert_eq!(seen("/h/v/a", "x.md"), some("../x.md"));
        assert_eq!(seen("/h/v/a/b", "a/c/x.md"), some("../c/x.md"));
        assert_eq!(seen("/h/v/a/b", "b/x.md"), some("../../b/x.md"));
        assert_eq!(seen("/h", "x.md"), some("v/x.md"));
        assert_eq!(seen("/h/v", ""), some("."));
        assert_eq!(seen("/h/v/a", ""), some(".."));
        assert_eq!(seen("/h/vault", "x.md"), None);
        assert_eq!(seen("/other", "x.md"), None);
    }
}
