//! A vault that a program keeps in step with the disk from one task to the next.

use std::mem;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};

use linkwright_disk::{CONFIG_FILES, CONFIG_FOLDERS, ChangeHints, DiskError, KnownFiles, Reason};
use linkwright_settings::Settings;
use linkwright_vault::{Change, Delta};

use crate::platform::{Disk, PreparedBatch, Reread, SystemDisk, Watch};
use crate::project::stop;
use crate::vault_files::settings_sources;
use crate::{Error, Located, Project};

/// Maximum number of attempts when files disappear between listing and reading.
const ATTEMPTS: usize = 3;

/// A [`Project`] for a program that does one task after the other. Before each task the program calls
/// [`refresh`](Self::refresh) or [`refresh_all`](Self::refresh_all), which reread what other programs
/// changed. No other thread changes the project, so a task sees one state of the vault.
pub struct CurrentProject {
    /// The project.
    pub project: Project,
    located: Located,
    known: KnownFiles,
    watch: Option<(Watch, Receiver<ChangeHints>)>,
    version: u64,
    delta: Delta,
}

impl CurrentProject {
    /// Reads the vault.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn open(located: Located, cancel: &AtomicBool) -> Result<CurrentProject, Error> {
        let disk = Arc::new(RecordingDisk::default());
        let project = Project::open_on(disk.clone(), &located, cancel, |_, _| ())?;
        let known = mem::take(&mut *disk.known.lock().unwrap_or_else(PoisonError::into_inner));
        let mut current = CurrentProject {
            project,
            located,
            known,
            watch: None,
            version: 1,
            delta: Delta::default(),
        };
        current.project.disk = Arc::new(SystemDisk);
        current.forget_texts_with_problems();
        Ok(current)
    }

    /// The number of this state of the vault. It grows with each change, whoever made it.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What changed since the last call, whoever changed it.
    pub fn take_delta(&mut self) -> Delta {
        mem::take(&mut self.delta)
    }

    /// Whether the vault is watched, so that [`refresh`](Self::refresh) need not list it.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Starts to watch the vault, and rereads it for what changed before the watch. If the system cannot
    /// watch it, each [`refresh`](Self::refresh) lists the vault.
    ///
    /// # Errors
    /// As [`refresh_all`](Self::refresh_all).
    pub fn start_watch(&mut self, cancel: &AtomicBool) -> Result<(), Error> {
        let (send, hints) = mpsc::channel();
        // The receiver is only gone if the vault is no longer used.
        let deliver = Box::new(move |hint| drop(send.send(hint)));
        let walk = self.project.walk();
        self.watch = None;
        match self.project.disk.watch(walk, deliver) {
            Ok(watch) => self.watch = Some((watch, hints)),
            Err(error) => tracing::warn!("{error}; the vault is listed before each answer"),
        }
        self.refresh_all(cancel)
    }

    /// Takes in the changes that the watch has reported. They are reported within half a second. Without
    /// a watch, this is [`refresh_all`](Self::refresh_all).
    ///
    /// # Errors
    /// As [`refresh_all`](Self::refresh_all).
    pub fn refresh(&mut self, cancel: &AtomicBool) -> Result<(), Error> {
        let Some((_, hints)) = &self.watch else { return self.refresh_all(cancel) };
        let (mut paths, mut is_lost) = (Vec::new(), false);
        for hint in hints.try_iter() {
            is_lost |= hint.rescan || hint.failed.is_some();
            paths.extend(hint.paths);
        }
        let is_config = |path: &str| CONFIG_FILES.contains(&path) || CONFIG_FOLDERS.contains(&path);
        if is_lost {
            // The folder may be a new one, which is not watched yet.
            return self.start_watch(cancel);
        }
        if paths.iter().any(|path| is_config(path) || path.is_empty()) {
            return self.refresh_all(cancel);
        }
        if paths.is_empty() { Ok(()) } else { self.reread(Some(&paths), cancel) }
    }

    /// Lists the whole vault, and rereads what changed: files of any program, and settings. An edit that
    /// depends on the links of the whole vault needs this.
    ///
    /// # Errors
    /// If the vault's folder cannot be listed, and [`Error::Cancelled`] after `cancel`.
    pub fn refresh_all(&mut self, cancel: &AtomicBool) -> Result<(), Error> {
        if self.update_settings(cancel)? {
            return Ok(());
        }
        self.reread(None, cancel)
    }

    /// Rereads the files at or below `paths`, which may be new, changed or removed.
    ///
    /// # Errors
    /// As [`refresh_all`](Self::refresh_all).
    pub fn refresh_paths(&mut self, paths: &[String], cancel: &AtomicBool) -> Result<(), Error> {
        for path in paths {
            // If a path that was never read does not exist, the index must not have it either.
            self.known.entry(path.clone()).or_default();
        }
        self.reread(Some(paths), cancel)
    }

    /// Reads the vault again from the start, for example after a panic, which may have left the index
    /// inconsistent.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn reopen(&mut self, cancel: &AtomicBool) -> Result<(), Error> {
        let reopened = CurrentProject::open(self.located.clone(), cancel)?;
        let (version, was_watched) = (self.version + 1, self.is_watched());
        let delta = Delta { everything: true, ..Delta::default() };
        *self = CurrentProject { version, delta, ..reopened };
        if was_watched {
            self.start_watch(cancel)?;
        }
        Ok(())
    }

    /// Opens the vault again if its settings changed. Returns whether they did.
    fn update_settings(&mut self, cancel: &AtomicBool) -> Result<bool, Error> {
        let project = &self.project;
        let config = project.disk.read_config(&project.root);
        let has_obsidian = project.disk.has_obsidian(&project.root);
        let (settings, _) = Settings::merge(&settings_sources(&config, None, has_obsidian));
        let walk = project.walk();
        if settings == *project.vault.settings()
            && walk.gitignore == settings.gitignore.is_respected(has_obsidian)
        {
            return Ok(false);
        }
        self.reopen(cancel)?;
        Ok(true)
    }

    fn reread(&mut self, paths: Option<&[String]>, cancel: &AtomicBool) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            if !self.reread_once(paths, cancel)? {
                break;
            }
        }
        Ok(())
    }

    /// Rereads once. Returns whether a listed file could not be found: a folder may be missing only for
    /// a moment.
    fn reread_once(
        &mut self,
        paths: Option<&[String]>,
        cancel: &AtomicBool,
    ) -> Result<bool, Error> {
        let walk = self.project.walk();
        let read: Mutex<Vec<PreparedBatch>> = Mutex::new(Vec::new());
        let deliver = |batch| read.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
        let aliases = self.project.vault.settings().aliases;
        let known = &self.known;
        let reread = Reread { walk: &walk, paths, known, cancel, aliases, deliver: &deliver };
        self.project.disk.reread(reread)?;
        stop(cancel)?;
        let batches = read.into_inner().unwrap_or_else(PoisonError::into_inner);
        let lost_some = batches.iter().skip(1).any(|batch| !batch.removed.is_empty());
        let mut warnings = Vec::new();
        let mut removed = Vec::new();
        for batch in batches {
            for (note, stamp) in batch.notes {
                self.known.insert(note.path().to_owned(), Some(stamp));
                self.apply(Change::Prepared(Box::new(note)));
            }
            for path in batch.files {
                self.apply(Change::File { path: &path });
                self.known.insert(path, None);
            }
            warnings.extend(batch.warnings);
            removed.extend(batch.removed);
        }
        // Removed files come last, so that links to a moved file are never broken.
        for path in removed {
            self.apply(Change::Remove { path: &path });
            self.known.remove(&path);
        }
        self.replace_warnings(paths, warnings);
        self.forget_texts_with_problems();
        Ok(lost_some)
    }

    fn apply(&mut self, change: Change<'_>) {
        let delta = self.project.vault.apply(change);
        if !delta.is_empty() {
            self.version += 1;
            self.delta.merge(delta);
        }
    }

    /// Replaces the warnings at or below `paths`, or all for `None`.
    fn replace_warnings(&mut self, paths: Option<&[String]>, found: Vec<DiskError>) {
        let Project { root, warnings, read_errors, nested, .. } = &mut self.project;
        let root = &root.canonical;
        let is_other = |warning: &DiskError| match paths {
            None => false,
            Some(paths) => !paths.iter().any(|path| warning.path.starts_with(root.join(path))),
        };
        warnings.retain(&is_other);
        read_errors.retain(&is_other);
        let (inner, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|warning| warning.reason == Reason::NestedVault);
        if paths.is_none() {
            nested.clear();
        }
        nested.extend(inner.into_iter().map(|warning| warning.path));
        read_errors.extend(found.iter().filter(|warning| warning.leaves_notes_unread()).cloned());
        warnings.extend(found);
        warnings.sort_by(|a, b| a.path.cmp(&b.path));
        read_errors.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Makes the next listing read files again that have problems, such as a canvas that is not JSON, so
    /// that their warnings stay.
    fn forget_texts_with_problems(&mut self) {
        let root = &self.project.root.canonical;
        for warning in &self.project.warnings {
            let path = warning.path.strip_prefix(root).unwrap_or(&warning.path);
            let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            if let Some(stamp @ Some(_)) = self.known.get_mut(&path) {
                *stamp = Some(linkwright_disk::Stamp::STALE);
            }
        }
    }
}

/// The system's disk, and the files that were read from it.
#[derive(Default)]
struct RecordingDisk {
    known: Mutex<KnownFiles>,
}

impl Disk for RecordingDisk {
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        let deliver = |batch: PreparedBatch| {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let notes = batch.notes.iter();
            known.extend(notes.map(|(note, stamp)| (note.path().to_owned(), Some(*stamp))));
            known.extend(batch.files.iter().map(|path| (path.clone(), None)));
            drop(known);
            (reread.deliver)(batch);
        };
        Reread { deliver: &deliver, ..reread }.from_system()
    }
}

#[cfg(test)]
mod tests;
