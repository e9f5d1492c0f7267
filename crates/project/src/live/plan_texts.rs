//! The texts that a plan needs.
//!
//! They are gathered on the owner's thread, where the texts of open documents are cloned. Closed
//! files are read on another thread, and each is checked against the digest that it was planned
//! with. Then the owner's thread decides whether the plan is still valid. So no answer mixes two
//! states.

use std::convert::Infallible;

use linkwright_disk::{DiskError, Root, has_hard_links};
use linkwright_text::{ColumnCounting, PositionEncoding, Text};
use linkwright_vault::FileId;

use super::open_vault::OpenVault;
use super::overlay::Overlay;
use super::reader::ReadRequest;
use super::vault_id::VaultId;
use crate::platform::Disk;
use crate::texts::{PlannedText, ReadText, TextsRead, read_planned};

/// Results by file.
pub type FileResults<T> = Vec<(FileId, T)>;

/// A file that a plan names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanFile<D = Infallible> {
    /// The file.
    pub file: FileId,
    /// Its vault path.
    pub path: String,
    /// The open document that shows it.
    pub document: Option<D>,
    /// The line on which a reader starts, see [`linkwright_vault::Vault::start_line`].
    pub start_line: u32,
}

/// Computes the part of an answer that one text gives: from the plan, the file, its text, and how the
/// front end counts columns in it.
pub type PartOf<P, T> = fn(&P, FileId, &str, ColumnCounting) -> T;

/// The texts that a plan needs, at the time of the plan. `D` is the name of an open document.
pub struct PlanTexts<D> {
    vault: VaultId,
    dir: Option<Root>,
    /// All files that the plan names, by id.
    pub files: Vec<PlanFile<D>>,
    /// The texts of open documents, by id.
    pub open: Vec<(FileId, Text)>,
    /// The revisions of the open documents among the files, by their indices.
    revisions: Vec<(usize, u64)>,
    /// The texts of closed files.
    closed: Vec<PlannedText>,
}

/// The results of reading the texts of a plan. Whether the plan is still valid is not decided yet.
pub struct PlanRead<T> {
    /// The results for open documents.
    open: FileResults<T>,
    /// The results for closed files, in the order of the plan.
    closed: Vec<Result<ReadText<T>, DiskError>>,
    /// Whether one of the plan's files has other names (hard links), if that was checked.
    pub has_hard_links: bool,
}

/// Whether a plan is still valid after its texts were read.
pub enum SettledTexts<T> {
    /// The plan is valid. The results for its texts, by file.
    Valid(FileResults<T>),
    /// The plan must be made again.
    Stale(StalePlan),
}

/// The reasons why a plan must be made again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StalePlan {
    /// The read request to wait for: the vault and the number of the request.
    pub read: Option<(VaultId, u64)>,
    /// The notes that could not be read, by path, each with the reason.
    pub unreadable: Vec<(String, String)>,
}

impl<D> PlanTexts<D> {
    /// Gathers what a plan needs from `vault`: the texts of `texts`, and the documents of these
    /// files and of `others`, which the answer only names. Does not access the disk.
    pub fn gather(
        vault: &OpenVault,
        overlay: &impl Overlay<Document = D>,
        mut texts: Vec<FileId>,
        others: &[FileId],
    ) -> PlanTexts<D> {
        texts.sort_unstable();
        let mut named: Vec<FileId> = texts.iter().chain(others).copied().collect();
        named.sort_unstable();
        named.dedup();
        let mut gathered = PlanTexts {
            vault: vault.id,
            dir: vault.dir.clone(),
            files: Vec::with_capacity(named.len()),
            open: Vec::new(),
            revisions: Vec::new(),
            closed: Vec::with_capacity(named.len().min(texts.len())),
        };
        for file in named {
            let Some(entry) = vault.vault.get(file) else { continue };
            let path = entry.path.to_string();
            let document = overlay.document(vault.id, &path);
            if texts.binary_search(&file).is_ok() {
                match &document {
                    Some(open) => gathered.open.push((file, open.text.clone())),
                    None => gathered.closed.extend(PlannedText::of(&vault.vault, file)),
                }
            }
            let at = gathered.files.len();
            gathered.revisions.extend(document.as_ref().map(|open| (at, open.revision)));
            let document = document.map(|open| open.document);
            let start_line = vault.vault.start_line(file);
            gathered.files.push(PlanFile { file, path, document, start_line });
        }
        gathered
    }

    /// Whether texts must be read from the disk. If not, all texts are those at the time of the
    /// plan.
    #[must_use]
    pub fn needs_disk(&self) -> bool {
        !self.closed.is_empty()
    }

    /// Reads the closed files, and calls `each` for every text, on the thread that read it.
    /// `check_names` says whether to check if a file has other names (hard links). `encoding` is that
    /// of the front end's columns. Reads the disk.
    pub fn read<T: Send>(
        &self,
        disk: &dyn Disk,
        check_names: bool,
        encoding: PositionEncoding,
        each: impl Fn(FileId, &str, ColumnCounting) -> T + Sync,
    ) -> PlanRead<T> {
        let (in_file, in_buffer) =
            (ColumnCounting::of_file(encoding), ColumnCounting::of_buffer(encoding));
        let make = |file, text: &str| each(file, text, in_file);
        let TextsRead { texts: closed, has_hard_links: is_shared } = match &self.dir {
            Some(dir) => read_planned(disk, dir, &self.closed, make),
            None => TextsRead { texts: Vec::new(), has_hard_links: false },
        };
        let open = self.open.iter();
        let open =
            open.map(|(file, text)| (*file, each(*file, &String::from(text), in_buffer))).collect();
        let has_hard_links = check_names && (is_shared || self.has_shared_document());
        PlanRead { open, closed, has_hard_links }
    }

    /// Whether the file of an open document has other names (hard links).
    fn has_shared_document(&self) -> bool {
        let mut open = self.files.iter().filter(|file| file.document.is_some());
        self.dir.as_ref().is_some_and(|dir| open.any(|file| has_hard_links(dir, &file.path)))
    }

    /// Decides whether the plan is still valid for the texts that were read. The vault is not
    /// changed: if a text on disk differs from the indexed one, the vault's reader is asked to read
    /// it again, so that everything from the disk reaches the vault in one order. `vault` is the
    /// vault of the plan; `None` if it was closed meanwhile.
    ///
    /// # Errors
    /// If a file that is not a note cannot be read.
    pub fn settle<T>(
        &self,
        read: PlanRead<T>,
        vault: Option<&mut OpenVault>,
        overlay: &impl Overlay<Document = D>,
    ) -> Result<SettledTexts<T>, DiskError> {
        let mut stale = StalePlan::default();
        let Some(vault) = vault else { return Ok(SettledTexts::Stale(stale)) };
        let mut is_stale = false;
        let mut again = Vec::new();
        let mut results = read.open;
        for (PlannedText { file, path, digest }, read) in self.closed.iter().zip(read.closed) {
            if overlay.document(self.vault, path).is_some() {
                // The file was opened meanwhile, and the document takes precedence over the file.
                is_stale = true;
                continue;
            }
            // The vault may have indexed the same or another text since the plan was made.
            let now = vault.vault.get(*file).filter(|file| *file.path == **path);
            let now = now.and_then(|file| file.note.as_deref());
            is_stale |= now.map(|note| note.facts.digest) != *digest;
            match read {
                Ok(ReadText::Planned(result)) => results.push((*file, result)),
                Ok(ReadText::Changed) => again.push(path.clone()),
                Err(error) if digest.is_none() => return Err(error),
                Err(error) => {
                    stale.unreadable.push((path.clone(), error.to_string()));
                    again.push(path.clone());
                }
            }
        }
        let is_changed = |(at, revision): &(usize, u64)| {
            let document = self.files[*at].document.as_ref();
            document.is_none_or(|document| !overlay.is_current(document, *revision))
        };
        if is_stale || !again.is_empty() || self.revisions.iter().any(is_changed) {
            if let Some(reader) = vault.reader.as_mut().filter(|_| !again.is_empty()) {
                let number = reader.request(ReadRequest::RereadPaths(again));
                stale.read = Some((self.vault, number));
            }
            return Ok(SettledTexts::Stale(stale));
        }
        results.sort_unstable_by_key(|(file, _)| *file);
        Ok(SettledTexts::Valid(results))
    }
}

impl<T> PlanRead<T> {
    /// The results for the texts of open documents, by file. For a plan that needs no other texts,
    /// which is always valid.
    #[must_use]
    pub fn into_open(mut self) -> FileResults<T> {
        self.open.sort_unstable_by_key(|(file, _)| *file);
        self.open
    }
}

#[cfg(test)]
mod tests;
