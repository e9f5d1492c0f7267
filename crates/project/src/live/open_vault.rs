//! An open vault: its index, its reader, and how far it is loaded.

use std::collections::BTreeMap;

use linkwright_disk::Root;
use linkwright_settings::Settings;
use linkwright_syntax::FileKind;
use linkwright_vault::{Change, Delta, File, Vault};
use rustc_hash::FxHashSet;

use super::deliveries::{Deliveries, Incomplete, OnReaderEvent};
use super::note_properties::NoteProperties;
use super::reader::{ReadRequest, Reader};
use super::ticket::Ticket;
use super::unfinished_reads::UnfinishedReads;
use super::vault_id::VaultId;
use crate::platform::Platform;

/// An open vault. It is kept in step with the disk: its [`Vault`] is the index, its
/// [`Root`](linkwright_disk::Root) the folder on disk. A program that runs once uses a
/// [`Project`](crate::Project) instead.
pub struct OpenVault {
    /// Its id.
    pub id: VaultId,
    /// The indexed vault.
    pub vault: Vault,
    /// Its folder; `None` for the vault of a single document that is in no folder.
    pub dir: Option<Root>,
    /// The disk and threads that it uses.
    pub platform: Platform,
    /// The workspace contains its folder. If not, it is open only for a document.
    pub workspace: bool,
    /// Its folder contains `.obsidian` or `.linkwright.toml`.
    pub marked: bool,
    /// How far it is loaded.
    pub state: LoadState,
    /// The number of loads that have not ended.
    pub pending_loads: u32,
    /// Reads and watches its folder.
    pub reader: Option<Reader>,
    /// The queue of files that the reader has read.
    pub deliveries: Option<Deliveries>,
    /// The unfinished requests to the reader, and the jobs that wait for them.
    pub reads: UnfinishedReads,
    /// Its notes and folders that cannot be read, by path, each with the reason.
    pub unreadable: BTreeMap<String, String>,
    /// Its symbolic links that are not followed, by path, each with the reason.
    pub unfollowed: BTreeMap<String, String>,
    /// The changes since the front end last took them. Empty while the vault loads.
    pub deltas: Vec<Delta>,
    /// The paths of files that were removed since the front end last took them.
    pub removed: Vec<String>,
    /// The property values of its notes, as far as queries have needed them.
    pub properties: NoteProperties,
    /// The number of notes, once the vault is loaded.
    pub notes: usize,
    /// Counts the changes.
    pub generation: u64,
    /// Counts the changes of what bases read of files.
    pub rows_generation: u64,
    /// The path of the change that is being applied. After a panic, this change has caused it.
    applying: Option<String>,
    /// The notes that caused a panic. They are indexed as files.
    poisoned: FxHashSet<String>,
}

/// How far a vault is loaded.
pub enum LoadState {
    /// Still loading; these jobs wait.
    Loading(Vec<Ticket>),
    /// All of it is indexed.
    Ready,
    /// The load was cancelled, so it is not known which link targets exist.
    Partial,
}

impl OpenVault {
    /// A vault with nothing indexed and no reader.
    #[must_use]
    pub fn new(id: VaultId, dir: Option<Root>, platform: Platform) -> OpenVault {
        OpenVault {
            id,
            vault: Vault::new(Settings::default()),
            state: match dir {
                Some(_) => LoadState::Loading(Vec::new()),
                None => LoadState::Ready,
            },
            pending_loads: 1,
            dir,
            workspace: false,
            marked: false,
            platform,
            reader: None,
            deliveries: None,
            reads: UnfinishedReads::default(),
            unreadable: BTreeMap::new(),
            unfollowed: BTreeMap::new(),
            deltas: Vec::new(),
            removed: Vec::new(),
            properties: NoteProperties::default(),
            notes: 0,
            generation: 0,
            rows_generation: 0,
            applying: None,
            poisoned: FxHashSet::default(),
        }
    }

    /// Applies `change`, and keeps its delta.
    pub fn apply(&mut self, change: Change<'_>) {
        let path = change.path().unwrap_or_default().to_owned();
        let change = match change {
            Change::Note { .. } | Change::Prepared(_) if self.poisoned.contains(&path) => {
                Change::File { path: &path }
            }
            change => change,
        };
        let removes = matches!(change, Change::Remove { .. });
        // While the vault loads, nothing is published and nothing is counted.
        let counts = !self.is_loading();
        let was_note = counts && self.is_note(&path);
        self.applying = Some(path.clone());
        let delta = match counts {
            true => Some(self.vault.apply(change)),
            false => {
                self.vault.load(change);
                None
            }
        };
        self.applying = None;
        self.generation += 1;
        let changed_rows = delta.as_ref().is_none_or(|it| it.changed_rows || it.everything);
        self.rows_generation += u64::from(changed_rows);
        let Some(delta) = delta else { return };
        self.notes = self.notes + usize::from(self.is_note(&path)) - usize::from(was_note);
        if removes {
            self.removed.push(path);
        }
        if !delta.is_empty() {
            self.deltas.push(delta);
        }
    }

    /// Runs `work`, which may give the note at `path` other texts in the index to see what they would
    /// mean, and takes them back. After a panic in it, the vault is read again without the note.
    pub fn try_texts<T>(&mut self, path: &str, work: impl FnOnce(&mut Vault) -> T) -> T {
        self.applying = Some(path.to_owned());
        let result = work(&mut self.vault);
        self.applying = None;
        result
    }

    /// Removes the file at `path`, because its document shows another file now, and rereads the path.
    pub fn document_left(&mut self, path: String) {
        self.apply(Change::Remove { path: &path });
        self.reread(path);
    }

    /// Starts a reader if the vault has a folder. It loads the vault and then watches it. `on_event`
    /// receives its messages; `editor` contains the settings of the editor.
    pub fn start_reader(&mut self, on_event: OnReaderEvent, editor: serde_json::Value) {
        if let Some(dir) = self.dir.clone() {
            let (reader, deliveries) = Reader::start(self.platform.clone(), on_event, dir, editor);
            self.attach_reader(reader, deliveries);
        }
    }

    /// Uses a reader of the vault's folder that is started elsewhere.
    pub fn attach_reader(&mut self, reader: Reader, deliveries: Deliveries) {
        self.reader = Some(reader);
        self.deliveries = Some(deliveries);
        self.vault.set_disk_lookup(true);
    }

    /// Requests a reread of `path`. Texts that were read there before are outdated.
    pub fn reread(&mut self, path: String) {
        if let Some(reader) = &mut self.reader {
            let number = reader.request(ReadRequest::RereadPaths(vec![path.clone()]));
            self.reads.outdate(path, number);
        }
    }

    /// Whether the vault is loading, so that not all of its files are indexed.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        matches!(self.state, LoadState::Loading(_))
    }

    /// Whether all of its files are indexed, so that a missing link target does not exist.
    #[must_use]
    pub fn is_fully_loaded(&self) -> bool {
        self.dir.is_some() && matches!(self.state, LoadState::Ready)
    }

    /// Lets the reader search the disk for all link targets that are not in the index and not known yet.
    /// Returns whether there are any.
    pub(super) fn find_targets_on_disk(&mut self) -> bool {
        let Some(reader) = &mut self.reader else { return false };
        self.vault.queue_all_disk_queries();
        let queries = self.vault.take_disk_queries();
        let is_needed = !queries.is_empty();
        if is_needed {
            reader.request(ReadRequest::FindOnDisk(queries));
        }
        is_needed
    }

    /// Ends a load. Returns the jobs that waited for the vault, if it was the last one.
    pub fn end_load(&mut self, outcome: &Result<(), Incomplete>) -> Vec<Ticket> {
        self.pending_loads = self.pending_loads.saturating_sub(1);
        if self.pending_loads > 0 {
            return Vec::new();
        }
        self.notes = self.vault.notes().count();
        let ended = if outcome.is_ok() { LoadState::Ready } else { LoadState::Partial };
        match std::mem::replace(&mut self.state, ended) {
            LoadState::Loading(waiting) => waiting,
            LoadState::Ready | LoadState::Partial => Vec::new(),
        }
    }

    /// Marks a vault whose load was cancelled as ready, because all of it has been read since:
    /// what is not indexed does not exist. Returns whether it was partial.
    pub(super) fn complete(&mut self) -> bool {
        if !matches!(self.state, LoadState::Partial) {
            return false;
        }
        self.state = LoadState::Ready;
        self.deltas.push(Delta { everything: true, ..Delta::default() });
        self.generation += 1;
        true
    }

    /// Whether there is a file at `path`, spelled exactly so.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        self.file(path).is_some()
    }

    /// Whether there is a note at `path`, spelled exactly so.
    fn is_note(&self, path: &str) -> bool {
        self.file(path).is_some_and(|file| file.as_note().is_some())
    }

    /// The file at `path`, spelled exactly so.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        let file = self.vault.find_file(path).map(|file| self.vault.file(file));
        file.filter(|file| *file.path == *path)
    }

    /// Whether the text that is indexed for `path` has this digest.
    #[must_use]
    pub fn has_text(&self, path: &str, digest: u64) -> bool {
        let note = self.file(path).and_then(|file| file.note.as_deref());
        note.is_some_and(|note| note.facts.digest == digest)
    }

    /// Repairs the vault after a panic. If a change was being applied, the index may be inconsistent:
    /// it is built again without the note that caused the panic. Returns whether this was the case.
    pub fn recover(&mut self) -> bool {
        let Some(path) = self.applying.take() else { return false };
        tracing::error!("the vault is read again without {path}");
        self.poisoned.insert(path);
        let looks_up = self.vault.has_disk_lookup();
        self.vault = Vault::new(self.vault.settings().clone());
        self.vault.set_disk_lookup(looks_up);
        self.deltas.clear();
        if self.dir.is_some() && !self.is_loading() {
            self.state = LoadState::Loading(Vec::new());
            self.pending_loads = 0;
        }
        self.pending_loads += 1;
        if let Some(reader) = &mut self.reader {
            let number = reader.request(ReadRequest::ReadAll);
            self.reads.outdate_all(number);
        }
        true
    }

    /// Whether a file of this name is a note here, or a canvas: one whose text is indexed.
    #[must_use]
    pub fn is_read(&self, path: &str) -> bool {
        FileKind::of(path, &self.vault.settings().extensions).is_indexed()
    }
}

#[cfg(test)]
mod tests;
