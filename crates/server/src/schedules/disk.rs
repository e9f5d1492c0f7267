//! A disk in memory, and what other programs do to it.
//!
//! Two folders may be vaults: all of it, and the folder `src`, a vault of its own in half of the
//! schedules. Paths count from the outer one, except where a vault is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use linkwright_disk::{ChangeHints, Stamp};

/// Where a watch delivers what it sees.
pub(super) type Watched = Box<dyn FnMut(ChangeHints) + Send>;

/// The folder of the vault within the other.
pub(super) const INNER: &str = "src/";

/// The file of a vault's settings.
pub(super) const SETTINGS: &str = ".linkwright.toml";

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<Mutex<Files>>);

#[derive(Default)]
pub(super) struct Files {
    /// By path.
    pub(super) files: BTreeMap<String, File>,
    /// The inner folder is a vault of its own.
    pub(super) nested: bool,
    /// By vault, the outer one first.
    pub(super) vaults: [Folder; 2],
    /// Folders that are not there, by path; the outer vault's own is empty.
    pub(super) away: BTreeSet<&'static str>,
    /// A clock that is too coarse to tell two changes apart.
    pub(super) coarse: bool,
    /// New watches fail.
    pub(super) unwatchable: bool,
    /// The client watches.
    pub(super) client_watches: bool,
    /// No thread can be started.
    pub(super) no_threads: bool,
    time: u64,
    pub(super) watches: u64,
}

/// The folder of a vault.
#[derive(Default)]
pub(super) struct Folder {
    pub(super) settings: Setting,
    /// What the watcher saw and has not handed on, as paths of the vault.
    pub(super) seen: BTreeSet<String>,
    pub(super) watched: Option<(u64, Watched)>,
    /// The next reread of it panics.
    pub(super) panics: bool,
}

/// What a vault's settings say, in those of a schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Setting {
    /// The findings of all notes are published.
    pub(super) scope: bool,
    /// The folder `s` is left out.
    pub(super) excludes: bool,
    /// Files whose names end in `.txt` are notes too.
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
    /// As `.linkwright.toml` says it; nothing for the default.
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
    /// The vault that the file at `path` is in: 0 for the outer one.
    pub(super) fn vault_of(&self, path: &str) -> usize {
        usize::from(self.nested && path.starts_with(INNER))
    }

    /// Whether the file at `path` would be a note by its name and the settings; an open document is
    /// not left out.
    pub(super) fn is_note(&self, path: &str, open: bool) -> bool {
        let settings = self.vaults[self.vault_of(path)].settings;
        let excluded = settings.excludes && path.starts_with("s/") && !open;
        (path.ends_with(".md") || settings.texts && path.ends_with(".txt")) && !excluded
    }

    /// Whether the folder of the file at `path`, or one above it, is not there.
    pub(super) fn is_away(&self, path: &str) -> bool {
        self.away.iter().any(|away| path.starts_with(away))
    }

    /// The time by the clock of the disk.
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
        self.see(path);
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, path: &str) -> Option<File> {
        self.see(path);
        self.files.remove(path)
    }

    /// Moves a file; its stamp stays.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.remove(from) {
            self.files.insert(to.to_owned(), file);
            self.see(to);
        }
    }

    /// Changes the settings of a vault.
    pub(super) fn set(&mut self, vault: usize, settings: Setting) {
        self.vaults[vault].settings = settings;
        let folder = if vault == 0 { "" } else { INNER };
        self.see(&format!("{folder}{SETTINGS}"));
    }

    /// Something happened at `path`.
    pub(super) fn see(&mut self, path: &str) {
        let vault = self.vault_of(path);
        let own = if vault == 0 { path } else { &path[INNER.len()..] };
        let client_watches = self.client_watches;
        let folder = &mut self.vaults[vault];
        if folder.watched.is_some() || client_watches {
            folder.seen.insert(own.to_owned());
        }
    }

    /// Whether something is away or cannot be read.
    pub(super) fn is_disturbed(&self) -> bool {
        !self.away.is_empty() || self.files.values().any(|file| file.unreadable)
    }

    /// Has all be there and readable; the paths that were not.
    pub(super) fn calm(&mut self) -> Vec<String> {
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
        hidden.iter().for_each(|path| self.see(path));
        hidden
    }
}

impl Memory {
    /// The files, for a moment.
    pub(super) fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands on `paths` of what the watcher of a vault saw, or says that some of it was lost;
    /// returns them if nobody watches.
    pub(super) fn deliver(&self, vault: usize, paths: Vec<String>, rescan: bool) -> Vec<String> {
        let watched = self.files().vaults[vault].watched.take();
        let Some((number, mut deliver)) = watched else { return paths };
        deliver(ChangeHints { paths, rescan, failed: None });
        self.files().vaults[vault].watched = Some((number, deliver));
        Vec::new()
    }
}
