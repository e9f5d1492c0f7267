//! A plan on its way: what it needs of the vaults, the reading of its notes, and whether it still
//! holds when they are read.

use linkwright_disk::{DiskError, has_hard_links};
use linkwright_ide::Texts;
use linkwright_project::live::{VaultId, VaultOwner as _};
use linkwright_project::{FileRules, PlannedText, ReadText, TextsRead, read_planned};
use linkwright_text::{ColumnCounting, Text};
use linkwright_vault::FileId;
use rayon::prelude::*;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::answers::material::{FileRef, Made, Material, Planned, Settled, whole};
use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::refusals::refusal;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// What was made of texts that may be other ones than were asked for.
pub(crate) struct Read<T = Box<str>> {
    /// Of open documents.
    open: Made<T>,
    /// Of closed files, in the order in which they were asked for.
    closed: Vec<std::result::Result<ReadText<T>, DiskError>>,
    /// For an edit: one of the files has other names (hard links).
    has_hard_links: bool,
}

/// Whether a plan holds when its notes are read.
pub(crate) enum Outcome<P, T> {
    /// It does.
    Holds(Box<Settled<P, T>>),
    /// It has to be made anew.
    Stale(Stale),
}

/// The reason why a plan has to be made anew.
#[derive(Default)]
pub(crate) struct Stale {
    /// The look at the disk to wait for: the vault and its number.
    pub(crate) look: Option<(VaultId, u64)>,
    /// Notes that could not be read, each with the reason.
    pub(crate) unread: Vec<(String, String)>,
}

/// A file that a plan names: its path from the vault's root; if it is open, URI and version.
type Named = (FileId, String, Option<(Url, i32)>);

/// A plan on its way, with what the vaults' thread alone knows.
pub(crate) struct Gathered<P> {
    planned: Planned<P>,
    /// The answer is an edit that follows from the links of the whole vault.
    is_edit: bool,
    dir: Option<linkwright_disk::Root>,
    file_rules: FileRules,
    left_behind: Option<String>,
    client_capabilities: ClientCapabilities,
    vaults: Handle,
    /// By id.
    named: Vec<Named>,
    /// Made of `named` beside the vaults' thread: they may be thousands.
    files: Vec<FileRef>,
    /// The open documents among them, with their revisions.
    shown: Vec<(Url, u64)>,
    open: Vec<(FileId, Text)>,
    /// The texts of closed files.
    closed: Vec<PlannedText>,
    /// See [`Material::notes`].
    notes: Vec<String>,
}

impl<P> Gathered<P> {
    /// Takes along what `planned` needs.
    ///
    /// # Errors
    /// `ContentModified` if the vault is gone.
    pub(crate) fn of(planned: Planned<P>, state: &State) -> Result<Gathered<P>> {
        let root = state.root(planned.root).ok_or_else(Error::content_modified)?;
        let mut named: Vec<FileId> = planned.texts.iter().chain(&planned.files).copied().collect();
        named.sort_unstable();
        named.dedup();
        let mut gathered = Gathered {
            dir: root.dir.clone(),
            file_rules: FileRules::of(root.vault.settings()),
            left_behind: state.left_behind(root.id),
            client_capabilities: state.client_capabilities,
            vaults: state.handle.clone(),
            named: Vec::with_capacity(named.len()),
            files: Vec::new(),
            shown: Vec::new(),
            open: Vec::new(),
            notes: Vec::new(),
            is_edit: false,
            closed: Vec::with_capacity(named.len().min(planned.texts.len())),
            planned,
        };
        gathered.planned.texts.sort_unstable();
        for file in named {
            let Some(path) = root.vault.get(file).map(|file| file.path.to_string()) else {
                continue;
            };
            let open = state.documents.at(root.id, &path);
            if gathered.planned.texts.binary_search(&file).is_ok() {
                match open {
                    Some(open) => gathered.open.push((file, Text::clone(&open.text))),
                    None => gathered.closed.extend(PlannedText::of(&root.vault, file)),
                }
            }
            gathered.shown.extend(open.map(|open| (open.uri.clone(), open.revision)));
            let open = open.map(|open| (open.uri.clone(), open.version));
            gathered.named.push((file, path, open));
        }
        Ok(gathered)
    }

    /// The same, for an edit that follows from the links of the whole vault.
    pub(crate) fn for_edit(self) -> Gathered<P> {
        Gathered { is_edit: true, ..self }
    }

    /// Whether the disk has to be asked. What need not is all of the moment of the plan.
    pub(crate) fn reads(&self) -> bool {
        self.is_edit || !self.closed.is_empty()
    }

    /// Reads the closed notes, beside the vaults' thread, and makes of every text what `each` does.
    pub(crate) fn read_by<T: Send>(
        mut self,
        each: impl Fn(&P, FileId, &str, ColumnCounting) -> T + Sync,
    ) -> (Gathered<P>, Read<T>)
    where
        P: Sync,
    {
        let refer = |(file, path, open): Named| {
            let (uri, version) = match open {
                Some((uri, version)) => (uri, Some(version)),
                None => (convert::file_uri(self.dir.as_ref()?, &path)?, None),
            };
            Some(FileRef { file, uri, path, version })
        };
        // Few are made here at once rather than handed to other threads.
        let named = std::mem::take(&mut self.named).into_par_iter().with_min_len(256);
        self.files = named.filter_map(refer).collect();
        let encoding = self.client_capabilities.encoding;
        let make = |file, text: &str, counting| each(&self.planned.plan, file, text, counting);
        let counting = ColumnCounting::of_file(encoding);
        let TextsRead { texts: closed, has_hard_links: is_shared } = match &self.dir {
            Some(dir) => {
                let disk = &*self.vaults.platform.disk;
                read_planned(disk, dir, &self.closed, |file, text| make(file, text, counting))
            }
            None => TextsRead { texts: Vec::new(), has_hard_links: false },
        };
        let shown = ColumnCounting::of_buffer(encoding);
        let open = self.open.iter();
        let open = open.map(|(file, text)| (*file, make(*file, &String::from(text), shown)));
        let open = open.collect();
        let has_hard_links = self.is_edit && (is_shared || self.shows_shared());
        (self, Read { open, closed, has_hard_links })
    }

    /// Whether the file of an open document has other names.
    fn shows_shared(&self) -> bool {
        let mut open = self.files.iter().filter(|file| file.version.is_some());
        self.dir.as_ref().is_some_and(|dir| open.any(|file| has_hard_links(dir, &file.path)))
    }

    /// The same, keeping the texts themselves.
    pub(crate) fn read(self) -> (Gathered<P>, Read)
    where
        P: Sync,
    {
        self.read_by(whole)
    }

    /// Whether the plan holds for what was read. The vault is not changed by it: where the disk has
    /// something else than the vault knows, the vault's reader is to look again, so that all that
    /// the vault learns of the disk comes in one order.
    ///
    /// # Errors
    /// `RequestFailed` if a file cannot be read whose content was not known.
    pub(crate) fn settle<T>(mut self, read: Read<T>, state: &mut State) -> Result<Outcome<P, T>> {
        let id = self.planned.root;
        let mut stale = Stale::default();
        let State { roots, documents, .. } = state;
        let Some(root) = roots.iter().find(|root| root.id == id) else {
            return Ok(Outcome::Stale(stale));
        };
        let Read { open: mut made, closed, has_hard_links } = read;
        let mut is_stale = false;
        let mut again = Vec::new();
        for (PlannedText { file, path, digest }, read) in self.closed.iter().zip(closed) {
            if documents.at(root.id, path).is_some() {
                // It was opened meanwhile, and what the editor shows beats what was read.
                is_stale = true;
                continue;
            }
            // Since the plan, the vault may have learnt of the same or another text.
            let now = root.vault.get(*file).filter(|file| *file.path == **path);
            let now = now.and_then(|file| file.note.as_deref());
            is_stale |= now.map(|note| note.facts.digest) != *digest;
            match read {
                Ok(ReadText::Planned(part)) => made.push((*file, part)),
                Ok(ReadText::Changed) => again.push(path.clone()),
                Err(error) if digest.is_none() => return Err(refusal(error.to_string())),
                Err(error) => {
                    stale.unread.push((path.clone(), error.to_string()));
                    again.push(path.clone());
                }
            }
        }
        let changed = |(uri, revision): &(Url, u64)| state.revision(uri) != Some(*revision);
        if is_stale || !again.is_empty() || self.shown.iter().any(changed) {
            if !again.is_empty() {
                stale.look = state.reread_paths(id, again).map(|number| (id, number));
            }
            return Ok(Outcome::Stale(stale));
        }
        if let Some(root) = state.root(id).filter(|_| has_hard_links) {
            let notes = root.vault.files().filter(|(_, file)| file.note.is_some());
            self.notes = notes.map(|(_, file)| file.path.to_string()).collect();
        }
        Ok(Outcome::Holds(Box::new(self.with(made))))
    }

    /// The plan and what it asked for, were it only open documents.
    pub(crate) fn of_open<T>(self, read: Read<T>) -> Settled<P, T> {
        self.with(read.open)
    }

    fn with<T>(self, mut made: Made<T>) -> Settled<P, T> {
        made.sort_unstable_by_key(|(file, _)| *file);
        let Gathered {
            planned,
            dir,
            file_rules,
            left_behind,
            client_capabilities,
            vaults,
            files,
            open: ropes,
            notes,
            ..
        } = self;
        let (root, texts, read) = (planned.root, Texts::default(), Vec::new());
        let material = Material {
            root,
            dir,
            file_rules,
            left_behind,
            client_capabilities,
            vaults,
            texts,
            files,
            read,
            ropes,
            notes,
        };
        ((planned.plan, made), material)
    }
}
