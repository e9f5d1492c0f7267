//! The disk and the threads that open vaults use. Tests of races replace both.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Sender};

use linkwright_disk::{
    Batch, ChangeHints, ConfigFiles, DiskError, FileTimes, KnownFiles, NoteText, Occupant,
    PathKind, Root, Stamp, TextRead, WalkOptions,
};
use linkwright_syntax::frontmatter::AliasRules;
use linkwright_vault::PreparedNote;

/// Work for another thread.
pub type Work = Box<dyn FnOnce() + Send>;

/// A watch of a vault's folder, which ends when this is dropped.
pub type Watch = Box<dyn std::any::Any + Send + Sync>;

/// The disk and the threads that open vaults use.
#[derive(Clone)]
pub struct Platform {
    /// The disk that vaults are read from.
    pub disk: Arc<dyn Disk>,
    /// The threads for work that would block the owner's thread.
    pub threads: Arc<dyn Threads>,
}

impl Platform {
    /// The operating system's disk and threads.
    #[must_use]
    pub fn system() -> Platform {
        Platform { disk: Arc::new(SystemDisk), threads: Arc::new(SystemThreads) }
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Platform").finish_non_exhaustive()
    }
}

/// New, changed and removed files of a vault, ready for the index. Each note has its stamp.
pub type PreparedBatch = Batch<(PreparedNote, Stamp)>;

/// The task of [`Disk::reread`].
#[derive(Clone, Copy)]
pub struct Reread<'r> {
    /// The rules that say which files belong to the vault.
    pub walk: &'r WalkOptions,
    /// The files and folders to read; `None` for the whole vault.
    pub paths: Option<&'r [String]>,
    /// The files that were delivered before.
    pub known: &'r KnownFiles,
    /// Set to stop early.
    pub cancel: &'r AtomicBool,
    /// The rules for the aliases of notes.
    pub aliases: AliasRules,
    /// Receives the files, on any thread.
    pub deliver: &'r (dyn Fn(PreparedBatch) + Sync),
}

impl Reread<'_> {
    /// Reads from the operating system's disk.
    ///
    /// # Errors
    /// If the vault's own folder cannot be listed.
    pub fn from_system(self) -> Result<(), DiskError> {
        let Reread { walk, paths, known, cancel, deliver, .. } = self;
        linkwright_disk::reread(walk, paths, known, cancel, |note| self.prepare(note), deliver)
    }

    /// Prepares a note for the index.
    #[must_use]
    pub fn prepare(&self, NoteText { path, text, stamp }: NoteText<'_>) -> (PreparedNote, Stamp) {
        (PreparedNote::new(path, text, self.aliases), stamp)
    }
}

/// The disk that vaults are read from. By default, each method calls the function of
/// [`linkwright_disk`] that its docs name.
pub trait Disk: Send + Sync {
    /// See [`linkwright_disk::reread`].
    ///
    /// # Errors
    /// If the vault's own folder cannot be listed.
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        reread.from_system()
    }

    /// Reads files, each given as a path and the digest of the expected text, and calls `each` with
    /// the index of every file that could be read. See [`linkwright_disk::read_texts`].
    fn read_each(
        &self,
        root: &Root,
        files: &[(&str, u64)],
        each: &(dyn Fn(usize, TextRead<'_>) + Sync),
    ) -> Vec<Result<(), DiskError>> {
        linkwright_disk::read_texts(root, files, each)
    }

    /// See [`linkwright_disk::read_config`].
    fn read_config(&self, root: &Root) -> ConfigFiles {
        linkwright_disk::read_config(root)
    }

    /// See [`linkwright_disk::path_kind`].
    fn path_kind(&self, root: &Root, path: &str) -> Option<PathKind> {
        linkwright_disk::path_kind(root, path)
    }

    /// See [`linkwright_disk::path_kinds`].
    fn path_kinds(&self, root: &Root, paths: &[String]) -> Vec<Option<PathKind>> {
        linkwright_disk::path_kinds(root, paths)
    }

    /// See [`linkwright_disk::file_times`].
    fn file_times(&self, root: &Root, paths: &[&str]) -> Vec<Option<FileTimes>> {
        linkwright_disk::file_times(root, paths)
    }

    /// See [`linkwright_disk::occupant`].
    ///
    /// # Errors
    /// If the disk cannot be read.
    fn occupant(&self, walk: &WalkOptions, path: &str) -> Result<Option<Occupant>, DiskError> {
        linkwright_disk::occupant(walk, path)
    }

    /// See [`linkwright_disk::move_obstacle`].
    ///
    /// # Errors
    /// If the disk cannot be read.
    fn move_obstacle(
        &self,
        walk: &WalkOptions,
        from: &str,
        to: &str,
    ) -> Result<Option<Occupant>, DiskError> {
        linkwright_disk::move_obstacle(walk, from, to)
    }

    /// See [`linkwright_disk::path_on_disk`].
    fn on_disk(&self, root: &Root, path: &str) -> Option<String> {
        linkwright_disk::path_on_disk(root, path)
    }

    /// See [`linkwright_disk::entry_on_disk`].
    fn entry_on_disk(&self, root: &Root, path: &str) -> Option<String> {
        linkwright_disk::entry_on_disk(root, path)
    }

    /// See [`linkwright_disk::vault_path_of`].
    fn relative(&self, root: &Root, path: &Path) -> Option<String> {
        linkwright_disk::vault_path_of(root, path)
    }

    /// See [`linkwright_disk::nested_vault`].
    fn nested_vault(&self, above: &Path, path: &Path) -> Option<PathBuf> {
        linkwright_disk::nested_vault(above, path)
    }

    /// Whether the vault has settings of Obsidian.
    fn has_obsidian(&self, root: &Root) -> bool {
        root.has_obsidian()
    }

    /// See [`linkwright_disk::is_remote`].
    fn is_remote(&self, root: &Root) -> bool {
        linkwright_disk::is_remote(root)
    }

    /// See [`linkwright_disk::watch`].
    ///
    /// # Errors
    /// If the vault cannot be watched.
    fn watch(
        &self,
        walk: WalkOptions,
        deliver: Box<dyn FnMut(ChangeHints) + Send>,
    ) -> Result<Watch, DiskError> {
        linkwright_disk::watch(walk, deliver).map(|watcher| Box::new(watcher) as Watch)
    }
}

/// The operating system's disk.
#[derive(Clone, Copy, Debug)]
pub struct SystemDisk;

impl Disk for SystemDisk {}

/// Threads for work that would block the owner's thread. By default, each method uses threads of
/// the operating system.
pub trait Threads: Send + Sync {
    /// Runs `work`, which may access the disk, on another thread. Nothing waits for it.
    fn run(&self, work: Work) {
        // If no thread can be started, the work is dropped, and a receiver of its result sees that.
        let _ = self.spawn("work", work);
    }

    /// Runs `work` on a new thread with this name.
    ///
    /// # Errors
    /// If the thread cannot be started.
    fn spawn(&self, name: &str, work: Work) -> io::Result<()> {
        std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
    }

    /// Starts a thread that runs the work sent to it, in order.
    ///
    /// # Panics
    /// If the thread cannot be started.
    fn start_worker(&self, name: &str) -> Sender<Work> {
        let (work, inbox) = mpsc::channel::<Work>();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || inbox.into_iter().for_each(|work| work()))
            .expect("a thread can be started");
        work
    }
}

/// The operating system's threads.
#[derive(Clone, Copy, Debug)]
pub struct SystemThreads;

impl Threads for SystemThreads {}
