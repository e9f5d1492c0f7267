//! Being told that files have changed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{CreateKind, ModifyKind, RenameMode};
use notify::{
    Config, ErrorKind, Event, EventKind, EventKindMask, RecommendedWatcher, RecursiveMode,
    WatcherKind,
};

use crate::scope::is_hidden;
use crate::spelling::vault_path;
use crate::symlinks::Symlinks;
use crate::walk::{folders, list};
use crate::{CONFIG_FILES, CONFIG_FOLDERS, DiskError, Reason, Walk};

/// ChangeHints are handed on when nothing has come for so long …
const QUIET: Duration = Duration::from_millis(75);

/// … and at the latest so long after the first.
const MAX_DELAY: Duration = Duration::from_millis(500);

/// More hints than this are a rescan.
const MAX_PATHS: usize = 10_000;

/// What makes a hint: all but files that are only opened, read or closed, of which there are
/// thousands when many are read.
const SEEN: EventKindMask = EventKindMask::CORE.union(EventKindMask::ACCESS_CLOSE);

/// Where something may have changed. A hint is no more than that: look at the disk
/// ([`reread`](crate::reread), and [`read_config`](crate::read_config) for [`CONFIG_FILES`]).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChangeHints {
    /// Vault paths of files and folders that appeared, changed or are gone, those of
    /// [`CONFIG_FILES`] among them; sorted. A folder stands for all it holds or held.
    pub paths: Vec<String>,
    /// Events were lost, or `.gitignore` changed: anything may be different.
    pub rescan: bool,
    /// From now on not everything is seen, and this is why: let someone else watch.
    pub failed: Option<DiskError>,
}

/// Watches as long as it is kept.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
}

enum Message {
    Event(notify::Result<Event>),
    Stop,
}

/// Watches the vault, and calls `deliver`, on a thread of its own, with what was seen, when it has
/// been quiet for a moment.
///
/// What changed before this returns may have been missed: read the vault first, which so need not
/// wait for the watch, and once more ([`reread`](crate::reread) without hints) when it stands.
///
/// On Linux each folder that can hold notes is watched by itself, those that appear later
/// included, so that ignored ones (`.git`, `node_modules`) cost nothing; elsewhere the system
/// watches the whole tree.
///
/// # Errors
/// [`Reason::WatchLimit`] where the system lets no more folders be watched, or what it says.
pub fn watch(
    walk: Walk,
    deliver: impl FnMut(ChangeHints) + Send + 'static,
) -> Result<Watcher, DiskError> {
    let (messages, inbox) = mpsc::channel();
    let events = messages.clone();
    let tell = move |event| {
        let _ = events.send(Message::Event(event));
    };
    let notify: notify::Result<RecommendedWatcher> =
        notify::Watcher::new(tell, Config::default().with_event_kinds(SEEN));
    let notify = notify.map_err(|error| explain(&walk.root.canonical, error))?;
    let mut watching =
        Watching { walk, notify, hints: BTreeSet::new(), rest: ChangeHints::default() };
    watching.begin()?;
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || watching.run(&inbox, deliver))
        .map_err(|error| DiskError::new("", Reason::Io(error.to_string())))?;
    Ok(Watcher { messages })
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::Stop);
    }
}

struct Watching {
    walk: Walk,
    notify: RecommendedWatcher,
    hints: BTreeSet<String>,
    /// What else is to be delivered; its paths are empty.
    rest: ChangeHints,
}

impl Watching {
    fn begin(&mut self) -> Result<(), DiskError> {
        let root = &self.walk.root.canonical;
        let mode =
            if per_folder() { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        let watched = notify::Watcher::watch(&mut self.notify, root, mode);
        watched.map_err(|error| explain(root, error))?;
        if per_folder() {
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

    /// Watches what links lead to: the folder that holds a target, so that it is seen when the
    /// target is written, replaced, or gone; and, where a tree is watched whole, followed trees.
    fn add_targets(&mut self) -> Result<(), DiskError> {
        let Some(links) = self.walk.root.symlinks.known() else { return Ok(()) };
        let root = self.walk.root.canonical.clone();
        for folder in links.around().filter(|folder| !folder.starts_with(&root)) {
            self.add(folder)?;
        }
        for target in links.followed() {
            if !per_folder() && target.is_dir() {
                let watched =
                    notify::Watcher::watch(&mut self.notify, target, RecursiveMode::Recursive);
                watched.map_err(|error| explain(target, error))?;
            }
        }
        Ok(())
    }

    fn run(mut self, inbox: &Receiver<Message>, mut deliver: impl FnMut(ChangeHints)) {
        while let Ok(Message::Event(event)) = inbox.recv() {
            self.note(event);
            let deadline = Instant::now() + MAX_DELAY;
            loop {
                let left = deadline.saturating_duration_since(Instant::now());
                match inbox.recv_timeout(QUIET.min(left)) {
                    Ok(Message::Event(event)) => self.note(event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                }
                if left.is_zero() {
                    break;
                }
            }
            let hints = self.take();
            if hints != ChangeHints::default() {
                deliver(hints);
            }
        }
    }

    fn take(&mut self) -> ChangeHints {
        let mut hints = std::mem::take(&mut self.rest);
        if self.hints.len() > MAX_PATHS {
            hints.rescan = true;
            self.hints.retain(|path| is_hidden(path));
        }
        hints.paths = std::mem::take(&mut self.hints).into_iter().collect();
        hints
    }

    fn note(&mut self, event: notify::Result<Event>) {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                let failed = explain(&self.walk.root.canonical, error);
                self.rest.rescan = true;
                self.rest.failed.get_or_insert(failed);
                return;
            }
        };
        self.rest.rescan |= event.need_rescan();
        for path in &event.paths {
            let root = &self.walk.root.canonical;
            let links = self.walk.root.symlinks.known();
            let links = links.as_deref();
            let by_link = || links.and_then(|links| links.vault_path(root, path));
            let relative = vault_path(root, path).or_else(by_link);
            let turns = |links| turns_links(links, root, path, relative.as_deref(), event.kind);
            self.rest.rescan |= links.is_some_and(turns);
            if let Some(relative) = relative {
                self.hint(&relative);
                if per_folder() && may_appear(event.kind) && is_folder(path) {
                    self.appeared(&relative);
                }
            }
        }
    }

    fn hint(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.is_empty() || self.walk.gitignore && name == ".gitignore" {
            self.rest.rescan = true;
        } else if CONFIG_FOLDERS.contains(&path) {
            let below =
                |file: &&&str| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
            self.hints.extend(CONFIG_FILES.iter().filter(below).map(|&file| file.to_owned()));
        } else if CONFIG_FILES.contains(&path) || !is_hidden(path) {
            self.hints.insert(path.to_owned());
        }
    }

    /// Watches a folder that appeared. It is watched before its hint is delivered, so what comes
    /// into it either is there when the hint is looked at, or makes a hint of its own.
    fn appeared(&mut self, path: &str) {
        let added = if CONFIG_FOLDERS.contains(&path) {
            self.add_config_folders()
        } else if is_hidden(path) {
            Ok(())
        } else {
            self.add_folders(Some(path)).map(|links_known| self.rest.rescan |= !links_known)
        };
        if let Err(failed) = added {
            self.rest.failed.get_or_insert(failed);
        }
    }

    /// Watches the folders of the vault, or those at or below `within`. Whether every link that was
    /// met is known.
    fn add_folders(&mut self, within: Option<&str>) -> Result<bool, DiskError> {
        folders(&self.walk.clone(), within, |folder| self.add(folder))
    }

    fn add_config_folders(&mut self) -> Result<(), DiskError> {
        CONFIG_FOLDERS
            .iter()
            .try_for_each(|folder| self.add(&self.walk.root.canonical.join(folder)))
    }

    /// A folder that is gone, or may not be read, needs no watch: the walk says what it says of it.
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

/// Whether watching a tree takes a watch for each folder of it.
fn per_folder() -> bool {
    <RecommendedWatcher as notify::Watcher>::kind() == WatcherKind::Inotify
}

fn may_appear(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(CreateKind::Any | CreateKind::Folder)
            | EventKind::Modify(ModifyKind::Name(
                RenameMode::Any | RenameMode::To | RenameMode::Both
            ))
    )
}

/// Whether an event may change which links are followed: a link comes, goes or leads elsewhere, or
/// what one leads to comes or goes.
fn turns_links(
    links: &Symlinks,
    root: &Path,
    path: &Path,
    relative: Option<&str>,
    kind: EventKind,
) -> bool {
    if !matches!(
        kind,
        EventKind::Any
            | EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_))
    ) {
        return false;
    }
    let Some(relative) = relative else { return links.leads_to(path) };
    let is_or_holds = |link: &str| {
        let rest = link.strip_prefix(relative);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match path.symlink_metadata() {
        Ok(now) if now.is_symlink() => true,
        // A link was replaced, or the file that it leads to.
        Ok(now)
            if now.is_file() && (!path.starts_with(root) || !links.paths().any(is_or_holds)) =>
        {
            links.awaits(path)
        }
        _ => links.paths().any(is_or_holds) || links.leads_to(path),
    }
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

fn explain(path: &Path, error: notify::Error) -> DiskError {
    let path = error.paths.first().map_or(path, |path| path).to_owned();
    let reason = match error.kind {
        ErrorKind::MaxFilesWatch => Reason::WatchLimit,
        ErrorKind::Io(error) => return DiskError::io(&path, &error),
        ErrorKind::PathNotFound => Reason::Missing,
        kind => Reason::Io(notify::Error::new(kind).to_string()),
    };
    DiskError::new(path, reason)
}

#[cfg(test)]
mod tests;
