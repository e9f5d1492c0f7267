//! A disk in memory, read as `linkwright-disk` reads a real one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use linkwright_disk::{
    Batch, ConfigFiles, DiskError, Hints, Note, Reading, Reason, Stamp, Standing, Walk,
};
use linkwright_syntax::{digest, scan_file};
use linkwright_vault::Prepared;

use super::threads::between;
/// A watch, which ends when this is dropped.
type Watch = Box<dyn std::any::Any + Send + Sync>;

type Watched = Box<dyn FnMut(Hints) + Send>;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<Mutex<Files>>);

#[derive(Default)]
pub(super) struct Files {
    /// By path.
    pub(super) files: BTreeMap<String, File>,
    /// The vault's own folder is not there.
    pub(super) away: bool,
    /// A clock that is too coarse to tell two changes apart.
    pub(super) coarse: bool,
    time: u64,
    /// What the watcher saw and has not handed on.
    pub(super) seen: BTreeSet<String>,
    watched: Option<(u64, Watched)>,
    watches: u64,
}

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) text: String,
    stamp: Stamp,
    pub(super) unreadable: bool,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("files", &self.files).finish_non_exhaustive()
    }
}

/// A watch, until it is dropped.
struct Watching {
    disk: Memory,
    number: u64,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut files = self.disk.files();
        if files.watched.as_ref().is_some_and(|(number, _)| *number == self.number) {
            files.watched = None;
            files.seen.clear();
        }
    }
}

fn error(path: &str, reason: Reason) -> DiskError {
    DiskError { path: PathBuf::from(path), reason }
}

impl File {
    fn read(&self, path: &str) -> Result<&str, DiskError> {
        let denied = || error(path, Reason::Io("permission denied".to_owned()));
        if self.unreadable { Err(denied()) } else { Ok(&self.text) }
    }
}

impl Files {
    /// Writes a file.
    pub(super) fn write(&mut self, path: &str, text: String) {
        let now = self.time + u64::from(!self.coarse || self.watched.is_none());
        self.time = now;
        let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(now));
        let stamp = Stamp { len: text.len() as u64, modified };
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

    /// Something happened at `path`.
    pub(super) fn see(&mut self, path: &str) {
        if self.watched.is_some() {
            self.seen.insert(path.to_owned());
        }
    }

    /// Whether something is away or cannot be read.
    pub(super) fn is_disturbed(&self) -> bool {
        self.away || self.files.values().any(|file| file.unreadable)
    }

    /// Has all be there and readable; the paths that were not.
    pub(super) fn calm(&mut self) -> Vec<String> {
        let away = std::mem::take(&mut self.away);
        let mut hidden = Vec::new();
        for (path, file) in &mut self.files {
            if std::mem::take(&mut file.unreadable) || away {
                hidden.push(path.clone());
            }
        }
        hidden.iter().for_each(|path| self.see(path));
        hidden
    }

    /// What is there, unless the vault's folder is away.
    fn listed(&self) -> Result<Vec<String>, DiskError> {
        match self.away {
            true => Err(error("/vault", Reason::Missing)),
            false => Ok(self.files.keys().cloned().collect()),
        }
    }
}

impl Memory {
    /// The files, for a moment.
    pub(super) fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands on `paths` of what the watcher saw, or says that some of it was lost.
    pub(super) fn deliver(&self, paths: Vec<String>, rescan: bool) {
        let watched = self.files().watched.take();
        let Some((number, mut deliver)) = watched else { return };
        deliver(Hints { paths, rescan, failed: None });
        self.files().watched = Some((number, deliver));
    }

    /// As [`linkwright_disk::watch`].
    pub(crate) fn watch(
        &self,
        deliver: impl FnMut(Hints) + Send + 'static,
    ) -> Result<Watch, DiskError> {
        let mut files = self.files();
        files.listed()?;
        files.watches += 1;
        let number = files.watches;
        files.watched = Some((number, Box::new(deliver)));
        files.seen.clear();
        Ok(Box::new(Watching { disk: self.clone(), number }))
    }

    /// As [`linkwright_disk::standing`].
    pub(crate) fn standing(&self, path: &str) -> Option<Standing> {
        between();
        let files = self.files();
        let listed = files.listed().ok()?;
        let below = format!("{path}/");
        let is_folder = || listed.iter().any(|it| it.starts_with(&below));
        if files.files.contains_key(path) {
            Some(Standing::File)
        } else {
            is_folder().then_some(Standing::Folder { opens: None })
        }
    }

    /// As [`linkwright_disk::read_config`].
    pub(crate) fn read_config(&self) -> ConfigFiles {
        between();
        ConfigFiles::default()
    }

    /// As [`linkwright_disk::reread`], a note at a time.
    pub(crate) fn reread(
        &self,
        walk: &Walk,
        paths: Option<&[String]>,
        known: &[(String, Option<Stamp>)],
        cancel: &AtomicBool,
        prepare: impl Fn(Note<'_>) -> (Prepared, Stamp),
        deliver: impl Fn(Batch<(Prepared, Stamp)>),
    ) -> Result<(), DiskError> {
        let within = |path: &str| {
            let below = |above: &String| {
                path.strip_prefix(above.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            paths.is_none_or(|paths| paths.iter().any(below))
        };
        let known: BTreeMap<&str, Option<Stamp>> =
            known.iter().map(|(path, stamp)| (&**path, *stamp)).collect();
        let named = |path: &str| paths.is_some_and(|paths| paths.iter().any(|it| it == path));
        let mut listed = self.files().listed()?;
        listed.retain(|path| within(path));
        let missing =
            known.keys().filter(|path| within(path) && !listed.iter().any(|it| it == *path));
        let removed = missing.map(|&path| path.to_owned()).collect();
        let is_note = |path: &String| {
            walk.extensions.iter().any(|known| path.ends_with(&format!(".{known}")))
        };
        let (notes, files): (Vec<String>, Vec<String>) = listed.into_iter().partition(is_note);
        let total = notes.len() + files.len();
        between();
        deliver(Batch { removed, files, total, ..Batch::default() });
        for (done, path) in notes.into_iter().enumerate() {
            between();
            if cancel.load(Ordering::SeqCst) {
                return Ok(());
            }
            let mut batch = Batch { done, total, ..Batch::default() };
            let file = self.files().files.get(&path).cloned();
            let file = file.filter(|_| !self.files().away);
            let stamp = known.get(&*path).copied().flatten().filter(|_| !named(&path));
            match file.as_ref().map(|file| (file.read(&path), file.stamp)) {
                Some((_, now)) if stamp == Some(now) => continue,
                None => batch.removed.push(path),
                Some((Ok(text), stamp)) => {
                    let facts = scan_file(&path, text);
                    batch.notes.push(prepare(Note { path: &path, text, facts, stamp }));
                }
                Some((Err(error), _)) => {
                    batch.warnings.push(error);
                    batch.files.push(path);
                }
            }
            between();
            deliver(batch);
        }
        Ok(())
    }

    /// As [`linkwright_disk::read_texts`].
    pub(crate) fn read_texts<T>(
        &self,
        files: &[(&str, u64)],
        make: impl Fn(usize, Reading<'_>) -> T,
    ) -> Vec<Result<T, DiskError>> {
        let read = |(index, (path, expected)): (usize, &(&str, u64))| {
            between();
            let file = self.files().files.get(*path).cloned();
            let file = file.filter(|_| !self.files().away);
            let file = file.ok_or_else(|| error(path, Reason::Missing))?;
            let text = file.read(path)?;
            let changed = (digest(text) != *expected).then(|| scan_file(path, text));
            Ok(make(index, Reading { text, changed }))
        };
        files.iter().enumerate().map(read).collect()
    }
}
