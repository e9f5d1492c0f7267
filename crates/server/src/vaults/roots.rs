//! The vaults that are open, and which of them a file is in.

use std::collections::BTreeMap;
use std::path::Path;

use linkwright_disk::{allow_waiting, as_spelt};
use linkwright_project::live::{
    Deliveries, PendingReads, Platform, ReadRequest, Reader, Ticket, VaultId,
};
use linkwright_syntax::FileKind;
use linkwright_vault::{Change, Delta, File, Settings, Vault};
use rustc_hash::FxHashSet;

use crate::diagnostics::vault_diagnostics::VaultDiagnostics;

/// An open vault.
pub(crate) struct Root {
    /// Its id.
    pub(crate) id: VaultId,
    /// What it says.
    pub(crate) vault: Vault,
    /// Where it lies; `None` for a document that is in no vault, and a vault to itself.
    pub(crate) dir: Option<linkwright_disk::Root>,
    /// What asks the disk where its files lie.
    pub(crate) platform: Platform,
    /// A folder of the workspace, and not only the vault of an open document.
    pub(crate) workspace: bool,
    /// Its folder holds `.obsidian` or `.linkwright.toml`.
    pub(crate) marked: bool,
    /// How far it is.
    pub(crate) phase: Phase,
    /// How many readings of all of it are still to end.
    pub(crate) readings: u32,
    /// Reads it from the disk.
    pub(crate) reader: Option<Reader>,
    /// What the reader has read.
    pub(crate) deliveries: Option<Deliveries>,
    /// What the reader was asked, and who waits for it.
    pub(crate) reads: PendingReads,
    /// Its notes and folders that cannot be read, by path, each with the reason.
    pub(crate) unread: BTreeMap<String, String>,
    /// Its symbolic links that are not followed, by path, each with the reason.
    pub(crate) unfollowed: BTreeMap<String, String>,
    /// What changed since the findings were told last.
    pub(crate) deltas: Vec<Delta>,
    /// The findings of all its notes.
    pub(crate) diagnostics: VaultDiagnostics,
    /// How many notes there are, once it was read.
    pub(crate) notes: usize,
    /// Counts the changes.
    pub(crate) generation: u64,
    /// The path of the change that is being applied: where a panic came from.
    applying: Option<String>,
    /// Notes that the vault panicked on; they are files to it.
    poisoned: FxHashSet<String>,
}

/// How far a vault is.
pub(crate) enum Phase {
    /// Not all of it is known; what is asked waits.
    Reading(Vec<Ticket>),
    /// All of it is known.
    Ready,
    /// The reading was stopped, so that nothing can be called missing.
    Partial,
}

impl Root {
    /// A vault of which nothing is known yet, with nobody to read it.
    pub(crate) fn new(id: VaultId, dir: Option<linkwright_disk::Root>) -> Root {
        Root {
            id,
            vault: Vault::new(Settings::default()),
            phase: if dir.is_some() { Phase::Reading(Vec::new()) } else { Phase::Ready },
            readings: 1,
            dir,
            platform: Platform::system(),
            workspace: false,
            marked: false,
            reader: None,
            deliveries: None,
            reads: PendingReads::default(),
            unread: BTreeMap::new(),
            unfollowed: BTreeMap::new(),
            deltas: Vec::new(),
            diagnostics: VaultDiagnostics::default(),
            notes: 0,
            generation: 0,
            applying: None,
            poisoned: FxHashSet::default(),
        }
    }

    /// Applies `change`, and keeps what it altered.
    pub(crate) fn apply(&mut self, change: Change<'_>) {
        let path = change.path().unwrap_or_default().to_owned();
        let change = match change {
            Change::Note { .. } | Change::Prepared(_) if self.poisoned.contains(&path) => {
                Change::File { path: &path }
            }
            change => change,
        };
        let removes = matches!(change, Change::Remove { .. });
        // While it is read, no finding is told, and nothing is counted.
        let counts = !self.is_reading();
        let was = counts && self.is_note(&path);
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
        let Some(delta) = delta else { return };
        self.notes = self.notes + usize::from(self.is_note(&path)) - usize::from(was);
        if removes {
            self.diagnostics.file_removed(&path);
        }
        if !delta.is_empty() {
            self.deltas.push(delta);
        }
    }

    /// The document that showed the file at `path` shows it elsewhere now. Until the reader has
    /// looked there again, what it read there before is out of date.
    pub(crate) fn leave(&mut self, path: String) {
        self.apply(Change::Remove { path: &path });
        self.look_anew(path);
    }

    /// Has the reader look at `path`. What it read there before is older than what the vault
    /// knows.
    pub(crate) fn look_anew(&mut self, path: String) {
        if let Some(reader) = &mut self.reader {
            let number = reader.request(ReadRequest::RereadPaths(vec![path.clone()]));
            self.reads.outdate(path, number);
        }
    }

    /// Whether its files are being read, so that not all of them are known.
    pub(crate) fn is_reading(&self) -> bool {
        matches!(self.phase, Phase::Reading(_))
    }

    /// Whether there is a file at `path`, spelt exactly so.
    pub(crate) fn holds(&self, path: &str) -> bool {
        self.file(path).is_some()
    }

    /// Whether there is a note at `path`, spelt exactly so.
    fn is_note(&self, path: &str) -> bool {
        self.file(path).is_some_and(|file| file.as_note().is_some())
    }

    /// The file at `path`, spelt exactly so.
    fn file(&self, path: &str) -> Option<&File> {
        let file = self.vault.find_file(path).map(|file| self.vault.file(file));
        file.filter(|file| *file.path == *path)
    }

    /// Whether the vault knows the text at `path`, of which this is the digest.
    pub(crate) fn says(&self, path: &str, digest: u64) -> bool {
        let note = self.file(path).and_then(|file| file.note.as_deref());
        note.is_some_and(|note| note.facts.digest == digest)
    }

    /// After a panic: if a change was being applied, the vault may be of two minds, so it is
    /// begun anew, without the note that did it. Whether it was.
    pub(crate) fn recover(&mut self) -> bool {
        let Some(path) = self.applying.take() else { return false };
        tracing::error!("the vault is read anew without {path}");
        self.poisoned.insert(path);
        let asks = self.vault.has_disk_lookup();
        self.vault = Vault::new(self.vault.settings().clone());
        self.vault.set_disk_lookup(asks);
        self.deltas.clear();
        if self.dir.is_some() && !self.is_reading() {
            self.phase = Phase::Reading(Vec::new());
            self.readings = 0;
        }
        self.readings += 1;
        true
    }

    /// The path of the file at `path` in this vault, spelt as on disk if it is there.
    pub(crate) fn path_of(&self, path: &Path, meaning: Meaning) -> Option<String> {
        let dir = self.dir.as_ref()?;
        let relative = self.platform.disk.relative(dir, path)?;
        // What was read from the disk is spelt as there; to look there again takes its time.
        if self.knows(&relative, meaning) {
            return Some(relative);
        }
        let found = match meaning {
            Meaning::File => self.platform.disk.on_disk(dir, &relative),
            Meaning::Entry => self.platform.disk.entry_on_disk(dir, &relative),
        };
        Some(found.unwrap_or(relative))
    }

    /// Whether it needs no look at the disk to say what `path` means.
    fn knows(&self, path: &str, meaning: Meaning) -> bool {
        // A symbolic link to a note that has a path of its own is in the vault, and no note.
        let may_be_link = |file: &File| file.note.is_none() && self.is_read(path);
        self.file(path).is_some_and(|file| meaning == Meaning::Entry || !may_be_link(file))
    }

    /// The path of the file at `path` in this vault, as it is spelt there. The disk is not asked, so
    /// a path that only it knows to lie in the vault is not found.
    pub(crate) fn path_as_spelt(&self, path: &Path) -> Option<String> {
        as_spelt(self.dir.as_ref()?, path)
    }

    /// Whether a file of this name is a note here, or a canvas: in the vault by what it says.
    pub(crate) fn is_read(&self, path: &str) -> bool {
        FileKind::of(path, &self.vault.settings().extensions).is_indexed()
    }
}

/// What is meant by a path at which a symbolic link to a file stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// The file, as for everything that concerns a text.
    File,
    /// The link, as for moves.
    Entry,
}

/// Which of `roots` the file at `path` is in, and its path there: the innermost counts. `None` also
/// for a file of a vault within one of them that is not open.
pub(crate) fn locate(roots: &[Root], path: &Path) -> Option<(VaultId, String)> {
    find(roots, path, Meaning::File)
}

/// The same, of what stands at `path` itself.
pub(crate) fn locate_entry(roots: &[Root], path: &Path) -> Option<(VaultId, String)> {
    find(roots, path, Meaning::Entry)
}

fn find(roots: &[Root], path: &Path, meaning: Meaning) -> Option<(VaultId, String)> {
    known(roots, path, meaning).or_else(|| allow_waiting(|| located(roots, path, meaning)))
}

/// The same, of a file that its vault knows by this spelling: the disk is not asked.
fn known(roots: &[Root], path: &Path, meaning: Meaning) -> Option<(VaultId, String)> {
    let spelt = roots.iter().filter_map(|root| Some((root, root.path_as_spelt(path)?)));
    // The innermost vault has the shortest path.
    let (root, path) = spelt.min_by_key(|(_, path)| path.len())?;
    root.knows(&path, meaning).then_some((root.id, path))
}

fn located(roots: &[Root], path: &Path, meaning: Meaning) -> Option<(VaultId, String)> {
    let (root, dir, relative) = roots
        .iter()
        .filter_map(|root| Some((root, root.dir.as_ref()?, root.path_of(path, meaning)?)))
        .max_by_key(|(_, dir, _)| dir.canonical.as_os_str().len())?;
    // What the vault knows is no part of one within it, and costs no look at the disk.
    let at = dir.path.join(&relative);
    let is_nested = || root.platform.disk.nested_vault(&dir.path, &at).is_some();
    if root.file(&relative).is_some() || !is_nested() { Some((root.id, relative)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_syntax::scan;

    fn apply(root: &mut Root, path: &str, text: &str) {
        root.apply(Change::Note { path, text, facts: scan(text) });
    }

    #[test]
    fn a_panic_inside_a_change_begins_the_vault_anew_without_the_note_that_did_it() {
        let mut root = Root::new(VaultId(0), None);
        apply(&mut root, "a.md", "# A");
        apply(&mut root, "b.md", "# B");
        assert!(!root.recover(), "no change was being applied");
        assert!(root.vault.find_file("a.md").is_some());

        root.applying = Some("b.md".to_owned());
        assert!(root.recover());
        assert_eq!(root.vault.files().count(), 0);
        apply(&mut root, "a.md", "# A");
        apply(&mut root, "b.md", "# B");
        let is_note = |path| root.vault.note(root.vault.find_file(path).expect("a file")).is_some();
        assert!(is_note("a.md"));
        assert!(!is_note("b.md"));
    }

    #[test]
    fn where_a_known_file_is_needs_no_look_at_the_disk() {
        let dir = std::env::temp_dir().canonicalize().expect("a folder");
        let open = |path: &Path| linkwright_disk::Root::open(path).expect("a folder");
        let mut outer = Root::new(VaultId(0), Some(open(dir.parent().expect("it is no root"))));
        let mut inner = Root::new(VaultId(1), Some(open(&dir)));
        let name = dir.file_name().expect("a name").to_string_lossy().into_owned();
        apply(&mut outer, &format!("{name}/a.md"), "");
        apply(&mut outer, &format!("{name}/b.md"), "");
        apply(&mut outer, "c.md", "");
        apply(&mut inner, "a.md", "");
        let roots = [outer, inner];
        // From here on whoever asks the disk panics.
        linkwright_disk::forbid_waiting();
        let known = |path: &str| {
            known(&roots, &dir.join(path), Meaning::File).map(|(id, path)| (id.0, path))
        };
        assert_eq!(known("a.md"), Some((1, "a.md".to_owned())));
        assert_eq!(known("../c.md"), Some((0, "c.md".to_owned())));
        assert_eq!(known("b.md"), None, "the inner vault has to be asked");
    }

    #[test]
    fn a_vault_that_is_read_again_is_ready_when_the_last_reading_ends() {
        let dir = std::env::temp_dir();
        let dir = linkwright_disk::Root::open(&dir).expect("a folder");
        let mut root = Root::new(VaultId(0), Some(dir));
        root.applying = Some("a.md".to_owned());
        root.recover();
        assert_eq!(root.readings, 2);
        root.phase = Phase::Ready;
        root.readings = 0;
        root.applying = Some("b.md".to_owned());
        root.recover();
        assert_eq!(root.readings, 1);
        assert!(root.is_reading());
    }
}
