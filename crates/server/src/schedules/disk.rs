//! A disk in memory, and changes to it by other programs.
//!
//! Two folders may be vaults: the root, and in half of the schedules also the folder `src`. Paths are
//! relative to the root, except in calls about one vault.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use linkwright_disk::{ChangeHints, Stamp};

/// The callback of a watch.
pub(super) type Watched = Box<dyn FnMut(ChangeHints) + Send>;

/// The folder of the inner vault.
pub(super) const INNER: &str = "src/";

/// The file of a vault's settings.
pub(super) const SETTINGS: &str = ".linkwright.toml";

/// A disk in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<Mutex<Files>>);

#[derive(Default)]
pub(super) struct Files {
    /// The files, by path.
    pub(super) files: BTreeMap<String, File>,
    /// The inner folder is a vault.
    pub(super) nested: bool,
    /// The folders of the vaults, the outer one first.
    pub(super) vaults: [Folder; 2],
    /// The paths of missing folders; the outer vault's own path is empty.
    pub(super) away: BTreeSet<&'static str>,
    /// The clock is too coarse to distinguish two changes.
    pub(super) coarse: bool,
    /// New watches fail.
    pub(super) unwatchable: bool,
    /// The client watches files.
    pub(super) client_watches: bool,
    /// Threads cannot be started.
    pub(super) no_threads: bool,
    time: u64,
    pub(super) watches: u64,
}

/// The folder of a vault.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) settings: Setting,
    /// The changed paths that the watcher has not delivered yet, relative to the vault.
    pub(super) seen: BTreeSet<String>,
    pub(super) watched: Option<(u64, Watched)>,
    /// The next reread of it panics.
    pub(super) panics: bool,
}

/// The settings of a vault that a schedule can change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Setting {
    /// The diagnostics of all notes are published.
    pub(super) scope: bool,
    /// The folder `s` is excluded.
    pub(super) excludes: bool,
    /// Files ending in `.txt` are notes too.
    pub(super) texts: bool,
}

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) text: String,
    pub(super) stamp: Stamp,
    pub(super) unreadable: bool,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Setting {
    /// The text of `.linkwright.toml`; `None` for the default settings.
    pub(super) fn toml(self) -> Option<String> {
        let mut toml = String::new();
        if self.excludes || self.texts {
            toml.push_str("[files]\n");
        }
        if self.excludes {
            toml.push_str("exclude = [\"s/\"]\n");
        }
        if self.texts {
            toml.push_str("extensions = [\"md\", \"txt\"]\n");
        }
        if self.scope {
            toml.push_str("[diagnostics]\nscope = \"vault\"\n");
        }
        Some(toml).filter(|toml| !toml.is_empty())
    }
}

impl Files {
    /// The index of the vault of the file at `path`: 0 for the outer one.
    pub(super) fn vault_of(&self, path: &str) -> usize {
        usize::from(self.nested && path.starts_with(INNER))
    }

    /// Whether the file at `path` is a note by its name and the settings. An open document is never
    /// excluded.
    pub(super) fn is_note(&self, path: &str, open: bool) -> bool {
        let settings = self.vaults[self.vault_of(path)].settings;
        let excluded = settings.excludes && path.starts_with("s/") && !open;
        (path.ends_with(".md") || settings.texts && path.ends_with(".txt")) && !excluded
    }

    /// Whether the folder of the file at `path`, or a folder above it, is missing.
    pub(super) fn is_away(&self, path: &str) -> bool {
        self.away.iter().any(|away| path.starts_with(away))
    }

    /// The time of the disk's clock.
    pub(super) fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.time)
    }

    /// Writes a file.
    pub(super) fn write(&mut self, path: &str, text: String) {
        let watched = self.vaults[self.vault_of(path)].watched.is_some();
        self.time += u64::from(!self.coarse || !watched);
        let stamp =
            Stamp { len: text.len() as u64, modified: Some(self.now()), inode_and_ctime: 0 };
        let unreadable = self.files.get(path).is_some_and(|file| file.unreadable);
        self.files.insert(path.to_owned(), File { text, stamp, unreadable });
        self.record_change(path);
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, path: &str) -> Option<File> {
        self.record_change(path);
        self.files.remove(path)
    }

    /// Moves a file; its stamp stays.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.remove(from) {
            self.files.insert(to.to_owned(), file);
            self.record_change(to);
        }
    }

    /// Changes the settings of a vault.
    pub(super) fn set(&mut self, vault: usize, settings: Setting) {
        self.vaults[vault].settings = settings;
        let folder = if vault == 0 { "" } else { INNER };
        self.record_change(&format!("{folder}{SETTINGS}"));
    }

    /// Records a change at `path` for the watcher.
    pub(super) fn record_change(&mut self, path: &str) {
        let vault = self.vault_of(path);
        let own = if vault == 0 { path } else { &path[INNER.len()..] };
        let client_watches = self.client_watches;
        let folder = &mut self.vaults[vault];
        if folder.watched.is_some() || client_watches {
            folder.seen.insert(own.to_owned());
        }
    }

    /// Whether a folder is missing or a file is unreadable.
    pub(super) fn is_disturbed(&self) -> bool {
        !self.away.is_empty() || self.files.values().any(|file| file.unreadable)
    }

    /// Restores missing folders and unreadable files. Returns the paths that were affected.
    pub(super) fn restore_all(&mut self) -> Vec<String> {
        let mut hidden: Vec<String> =
            self.files.keys().filter(|path| self.is_away(path)).cloned().collect();
        self.away.clear();
        self.unwatchable = false;
        self.no_threads = false;
        for (path, file) in &mut self.files {
            if std::mem::take(&mut file.unreadable) {
                hidden.push(path.clone());
            }
        }
        hidden.iter().for_each(|path| self.record_change(path));
        hidden
    }
}

impl Memory {
    /// Locks the files.
    pub(super) fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Delivers `paths` to the watcher of a vault, or requests a rescan. Returns the paths if nobody
    /// watches.
    pub(super) fn deliver(&self, vault: usize, paths: Vec<String>, rescan: bool) -> Vec<String> {
        let watched = self.files().vaults[vault].watched.take();
        let Some((number, mut deliver)) = watched else { return paths };
        deliver(ChangeHints { paths, rescan, failed: None });
        self.files().vaults[vault].watched = Some((number, deliver));
        Vec::new()
    }
}
