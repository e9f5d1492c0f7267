//! The disk and the threads that the server runs on: those of the system, or, in a test of the order
//! of events, those that the test gives (`schedules`).

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Sender};

#[cfg(test)]
use linkwright_disk::as_spelt;
use linkwright_disk::{
    Batch, ConfigFiles, DiskError, Hints, Known, NoteText, Occupant, Root, Stamp, Standing,
    TextRead, Walk, entry_on_disk, move_obstacle, nested_vault, occupant, on_disk, read_config,
    read_texts, relative, reread, standing, watch,
};
use linkwright_vault::PreparedNote;
use tower_lsp::jsonrpc::{Error, Result};

/// Work for another thread.
pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// A watch of a vault, which ends when this is dropped.
pub(crate) type Watch = Box<dyn std::any::Any + Send + Sync>;

/// The result of looking at the disk.
type OnDisk<T> = std::result::Result<T, DiskError>;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) enum Platform {
    /// The operating system.
    System,
    /// A disk in memory, and threads that take their turns as a seed says.
    #[cfg(test)]
    Given(crate::schedules::given::Given),
}

impl Platform {
    /// Runs `work` on another thread, beside those that answer.
    ///
    /// # Errors
    /// `InternalError` if it panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        match self {
            Platform::System => tokio::task::spawn_blocking(work).await.ok(),
            #[cfg(test)]
            Platform::Given(given) => given.run(work).await,
        }
        .ok_or_else(Error::internal_error)
    }

    /// Runs `work` on a thread of its own, to whom nobody listens.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub(crate) fn spawn(
        &self,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<()> {
        match self {
            Platform::System => {
                std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
            }
            #[cfg(test)]
            Platform::Given(given) => given.spawn(work),
        }
    }

    /// Starts a thread that does the work it is sent, in that order.
    pub(crate) fn start_worker(&self, name: &str) -> Sender<Work> {
        match self {
            Platform::System => {
                let (work, inbox) = mpsc::channel::<Work>();
                std::thread::Builder::new()
                    .name(name.to_owned())
                    .spawn(move || inbox.into_iter().for_each(|work| work()))
                    .expect("a thread can be started");
                work
            }
            #[cfg(test)]
            Platform::Given(given) => given.worker(),
        }
    }

    /// See [`linkwright_disk::reread`].
    ///
    /// # Errors
    /// If the vault's own folder cannot be listed.
    pub(crate) fn reread(
        &self,
        walk: &Walk,
        paths: Option<&[String]>,
        known: &Known,
        cancel: &AtomicBool,
        prepare: impl Fn(NoteText<'_>) -> (PreparedNote, Stamp) + Sync,
        deliver: impl Fn(Batch<(PreparedNote, Stamp)>) + Sync,
    ) -> OnDisk<()> {
        match self {
            Platform::System => reread(walk, paths, known, cancel, prepare, deliver),
            #[cfg(test)]
            Platform::Given(given) => {
                given.disk.reread(walk, paths, known, cancel, prepare, deliver)
            }
        }
    }

    /// See [`linkwright_disk::read_texts`].
    pub(crate) fn read_texts<T: Send>(
        &self,
        root: &Root,
        files: &[(&str, u64)],
        make: impl Fn(usize, TextRead<'_>) -> T + Sync,
    ) -> Vec<OnDisk<T>> {
        match self {
            Platform::System => read_texts(root, files, make),
            #[cfg(test)]
            Platform::Given(given) => given.disk.read_texts(root, files, make),
        }
    }

    /// See [`linkwright_disk::read_config`].
    pub(crate) fn read_config(&self, root: &Root) -> ConfigFiles {
        match self {
            Platform::System => read_config(root),
            #[cfg(test)]
            Platform::Given(given) => given.disk.read_config(root),
        }
    }

    /// See [`linkwright_disk::standing`].
    pub(crate) fn standing(&self, root: &Root, path: &str) -> Option<Standing> {
        match self {
            Platform::System => standing(root, path),
            #[cfg(test)]
            Platform::Given(given) => given.disk.standing(root, path),
        }
    }

    /// See [`linkwright_disk::occupant`].
    ///
    /// # Errors
    /// If the disk cannot be asked.
    pub(crate) fn occupant(&self, walk: &Walk, path: &str) -> OnDisk<Option<Occupant>> {
        match self {
            Platform::System => occupant(walk, path),
            #[cfg(test)]
            Platform::Given(given) => Ok(given.disk.occupant(&walk.root, path)),
        }
    }

    /// See [`linkwright_disk::move_obstacle`].
    ///
    /// # Errors
    /// If the disk cannot be asked.
    pub(crate) fn move_obstacle(
        &self,
        walk: &Walk,
        from: &str,
        to: &str,
    ) -> OnDisk<Option<Occupant>> {
        match self {
            Platform::System => move_obstacle(walk, from, to),
            #[cfg(test)]
            Platform::Given(given) => Ok(given.disk.occupant(&walk.root, to)),
        }
    }

    /// See [`linkwright_disk::on_disk`].
    pub(crate) fn on_disk(&self, root: &Root, path: &str) -> Option<String> {
        match self {
            Platform::System => on_disk(root, path),
            #[cfg(test)]
            Platform::Given(given) => given.disk.standing(root, path).map(|_| path.to_owned()),
        }
    }

    /// See [`linkwright_disk::entry_on_disk`].
    pub(crate) fn entry_on_disk(&self, root: &Root, path: &str) -> Option<String> {
        match self {
            Platform::System => entry_on_disk(root, path),
            #[cfg(test)]
            Platform::Given(given) => given.disk.standing(root, path).map(|_| path.to_owned()),
        }
    }

    /// See [`linkwright_disk::relative`].
    pub(crate) fn relative(&self, root: &Root, path: &Path) -> Option<String> {
        match self {
            Platform::System => relative(root, path),
            #[cfg(test)]
            Platform::Given(_) => as_spelt(root, path),
        }
    }

    /// See [`linkwright_disk::nested_vault`].
    pub(crate) fn nested_vault(&self, above: &Path, path: &Path) -> Option<PathBuf> {
        match self {
            Platform::System => nested_vault(above, path),
            // All vaults are open there.
            #[cfg(test)]
            Platform::Given(_) => None,
        }
    }

    /// Whether the vault has Obsidian's settings.
    pub(crate) fn has_obsidian(&self, root: &Root) -> bool {
        match self {
            Platform::System => root.has_obsidian(),
            #[cfg(test)]
            Platform::Given(_) => false,
        }
    }

    /// See [`linkwright_disk::watch`].
    ///
    /// # Errors
    /// If the vault cannot be watched.
    pub(crate) fn watch(
        &self,
        walk: Walk,
        deliver: impl FnMut(Hints) + Send + 'static,
    ) -> OnDisk<Watch> {
        match self {
            Platform::System => watch(walk, deliver).map(|watcher| Box::new(watcher) as Watch),
            #[cfg(test)]
            Platform::Given(given) => given.disk.watch(&walk, deliver),
        }
    }
}
