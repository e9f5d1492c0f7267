//! Watches a vault for changed files.

mod events;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::{
    Config, ErrorKind, Event, EventKindMask, RecommendedWatcher, RecursiveMode, WatcherKind,
};

use events::{affects_symlinks, concerns_root, is_folder, may_appear};

use crate::scope::is_hidden;
use crate::spelling::vault_path;
use crate::walk::{folders, list};
use crate::{CONFIG_FILES, CONFIG_FOLDERS, DiskError, Reason, WalkOptions};

/// Debounce: hints are delivered when no event came for this time.
const DEBOUNCE: Duration = Duration::from_millis(75);

/// Maximum time between an event and the delivery of its hint.
const MAX_DELAY: Duration = Duration::from_millis(500);

/// Maximum number of paths in hints; more than this become a rescan.
const MAX_PATHS: usize = 10_000;

/// The events to watch for: all except opening, reading and closing without writing, which come by
/// the thousand when notes are read.
const EVENT_KINDS: EventKindMask = EventKindMask::CORE.union(EventKindMask::ACCESS_CLOSE);

/// The places where something may have changed. A hint does not say what changed, so read the disk
/// ([`reread`](crate::reread), and [`read_config`](crate::read_config) for [`CONFIG_FILES`]).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChangeHints {
    /// Vault paths of files and folders that appeared, changed or were removed, sorted. They can be
    /// in [`CONFIG_FILES`]. A folder stands for everything in it, now or before.
    pub paths: Vec<String>,
    /// Events were lost, or a `.gitignore` changed: anything may have changed.
    pub rescan: bool,
    /// The error after which this watcher misses changes, so that somebody else must watch.
    pub failed: Option<DiskError>,
}

/// A running watch, which ends when this is dropped.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<WatchMessage>,
}

enum WatchMessage {
    Event(notify::Result<Event>),
    Stop,
}

/// Watches the vault, and calls `deliver` with debounced hints on a separate thread.
///
/// Changes before this returns can be missed. So read the vault first, without waiting for the
/// watch, and read the changes ([`reread`](crate::reread) without hints) after it has started.
///
/// On Linux each folder that can contain notes is watched separately, including folders that appear
/// later, so that ignored folders (`.git`, `node_modules`) cost nothing. Elsewhere the system
/// watches the whole tree.
///
/// # Errors
/// [`Reason::WatchLimit`] if the system's limit of watched folders is reached, or any other error
/// of the system.
pub fn watch(
    walk: WalkOptions,
    deliver: impl FnMut(ChangeHints) + Send + 'static,
) -> Result<Watcher, DiskError> {
    let (messages, inbox) = mpsc::channel();
    let events = messages.clone();
    let forward = move |event| {
        let _ = events.send(WatchMessage::Event(event));
    };
    let notify: notify::Result<RecommendedWatcher> =
        notify::Watcher::new(forward, Config::default().with_event_kinds(EVENT_KINDS));
    let notify = notify.map_err(|error| explain(&walk.root.canonical, error))?;
    let mut watching =
        WatchThread { walk, notify, paths: BTreeSet::new(), other: ChangeHints::default() };
    watching.begin()?;
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || watching.run(&inbox, deliver))
        .map_err(|error| DiskError::new("", Reason::Io(error.to_string())))?;
    Ok(Watcher { messages })
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.messages.send(WatchMessage::Stop);
    }
}

struct WatchThread {
    walk: WalkOptions,
    notify: RecommendedWatcher,
    paths: BTreeSet<String>,
    /// The other hints to deliver, with empty paths.
    other: ChangeHints,
}

impl WatchThread {
    fn begin(&mut self) -> Result<(), DiskError> {
        let root = &self.walk.root.canonical;
        let mode = if watches_each_folder() {
            RecursiveMode::NonRecursive
        } else {
            RecursiveMode::Recursive
        };
        let watched = notify::Watcher::watch(&mut self.notify, root, mode);
        watched.map_err(|error| explain(root, error))?;
        // Windows does not report that the watched folder itself is moved.
        if cfg!(windows)
            && let Some(parent) = self.walk.root.canonical.parent().map(Path::to_owned)
        {
            self.add(&parent)?;
        }
        if watches_each_folder() {
            // Which links are followed may have changed since the vault was listed.
            let links = self.walk.root.symlinks.known();
            if links.is_none_or(|links| !links.is_empty()) {
                list(&self.walk, None)?;
            }
            if !self.add_folders(None)? {
                list(&self.walk, None)?;
                self.add_folders(None)?;
            }
            self.add_config_folders()?;
        }
        self.add_targets()
    }

    /// Watches the targets of links: the folder that contains a target, to see when the target is
    /// written, replaced or removed; and followed folders, where whole trees are watched.
    fn add_targets(&mut self) -> Result<(), DiskError> {
        let Some(links) = self.walk.root.symlinks.known() else { return Ok(()) };
        let root = self.walk.root.canonical.clone();
        for folder in links.target_parents().filter(|folder| !folder.starts_with(&root)) {
            self.add(folder)?;
        }
        for target in links.followed() {
            if !watches_each_folder() && target.is_dir() {
                let watched =
                    notify::Watcher::watch(&mut self.notify, target, RecursiveMode::Recursive);
                watched.map_err(|error| explain(target, error))?;
            }
        }
        Ok(())
    }

    fn run(mut self, inbox: &Receiver<WatchMessage>, mut deliver: impl FnMut(ChangeHints)) {
        while let Ok(WatchMessage::Event(event)) = inbox.recv() {
            self.add_event(event);
            let deadline = Instant::now() + MAX_DELAY;
            loop {
                let left = deadline.saturating_duration_since(Instant::now());
                match inbox.recv_timeout(DEBOUNCE.min(left)) {
                    Ok(WatchMessage::Event(event)) => self.add_event(event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(WatchMessage::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                }
                if left.is_zero() {
                    break;
                }
            }
            let hints = self.take_hints();
            if hints != ChangeHints::default() {
                deliver(hints);
            }
        }
    }

    fn take_hints(&mut self) -> ChangeHints {
        let mut hints = std::mem::take(&mut self.other);
        if self.paths.len() > MAX_PATHS {
            hints.rescan = true;
            self.paths.retain(|path| is_hidden(path));
        }
        hints.paths = std::mem::take(&mut self.paths).into_iter().collect();
        hints
    }

    fn add_event(&mut self, event: notify::Result<Event>) {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                let failed = explain(&self.walk.root.canonical, error);
                self.other.rescan = true;
                self.other.failed.get_or_insert(failed);
                return;
            }
        };
        self.other.rescan |= event.need_rescan();
        for path in &event.paths {
            let root = &self.walk.root.canonical;
            let links = self.walk.root.symlinks.known();
            let links = links.as_deref();
            let by_link = || links.and_then(|links| links.vault_path(root, path));
            let relative = vault_path(root, path).or_else(by_link);
            let affects =
                |links| affects_symlinks(links, root, path, relative.as_deref(), event.kind);
            self.other.rescan |= links.is_some_and(affects);
            if let Some(relative) =
                relative.filter(|it| !it.is_empty() || concerns_root(event.kind))
            {
                self.add_path(&relative);
                if watches_each_folder() && may_appear(event.kind) && is_folder(path) {
                    self.watch_new_folder(&relative);
                }
            }
        }
    }

    fn add_path(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.is_empty() || self.walk.gitignore && name == ".gitignore" {
            self.other.rescan = true;
        } else if CONFIG_FOLDERS.contains(&path) {
            let below =
                |file: &&&str| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
            self.paths.extend(CONFIG_FILES.iter().filter(below).map(|&file| file.to_owned()));
        } else if CONFIG_FILES.contains(&path) || !is_hidden(path) {
            self.paths.insert(path.to_owned());
        }
    }

    /// Watches a folder that appeared, before its hint is delivered. So a file that is created in
    /// it either exists when the hint is handled, or causes a hint itself.
    fn watch_new_folder(&mut self, path: &str) {
        let added = if CONFIG_FOLDERS.contains(&path) {
            self.add_config_folders()
        } else if is_hidden(path) {
            Ok(())
        } else {
            self.add_folders(Some(path)).map(|links_known| self.other.rescan |= !links_known)
        };
        if let Err(failed) = added {
            self.other.failed.get_or_insert(failed);
        }
    }

    /// Watches the folders of the vault, or those at or below `within`. Returns whether every link
    /// on the way is known.
    fn add_folders(&mut self, within: Option<&str>) -> Result<bool, DiskError> {
        folders(&self.walk.clone(), within, |folder| self.add(folder))
    }

    fn add_config_folders(&mut self) -> Result<(), DiskError> {
        CONFIG_FOLDERS
            .iter()
            .try_for_each(|folder| self.add(&self.walk.root.canonical.join(folder)))
    }

    /// Watches one folder. A folder that is gone or may not be read is skipped: the walk reports
    /// it.
    fn add(&mut self, folder: &Path) -> Result<(), DiskError> {
        match notify::Watcher::watch(&mut self.notify, folder, RecursiveMode::NonRecursive) {
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                Err(explain(folder, error))
            }
            Err(error) => {
                tracing::debug!("not watched: {}: {error}", folder.display());
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

/// Whether the system needs a watch for each folder of a tree.
fn watches_each_folder() -> bool {
    <RecommendedWatcher as notify::Watcher>::kind() == WatcherKind::Inotify
}

fn explain(path: &Path, error: notify::Error) -> DiskError {
    let path = error.paths.first().map_or(path, |path| path).to_owned();
    let reason = match error.kind {
        ErrorKind::MaxFilesWatch => Reason::WatchLimit,
        ErrorKind::Io(error) => return DiskError::io(&path, &error),
        ErrorKind::PathNotFound => Reason::Missing,
        // On Windows, notify has no kind for it.
        ErrorKind::Generic(_) if !path.exists() => Reason::Missing,
        kind => Reason::Io(notify::Error::new(kind).to_string()),
    };
    DiskError::new(path, reason)
}
