//! The context in which an answer is made.

use linkwright_disk::Root;
use linkwright_ide::Texts;
use linkwright_project::FileRules;
use linkwright_project::live::{FileResults, PlanContext, PlanFile, Platform, VaultId};
use linkwright_syntax::digest;
use linkwright_text::{ColumnCounting, PositionEncoding, Text};
use linkwright_vault::FileId;
use rayon::prelude::*;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::vaults::state::State;

/// The context in which the answer to a request is made: the plan's files and texts, and the client.
pub(crate) struct RequestContext {
    /// The vault.
    pub(crate) vault_id: VaultId,
    /// The folder of the vault; `None` for a document without a vault.
    pub(crate) dir: Option<Root>,
    /// The rules that say which files belong to the vault.
    pub(crate) file_rules: FileRules,
    /// The disk of the vault.
    pub(crate) platform: Platform,
    /// The capabilities of the client.
    pub(crate) client_capabilities: ClientCapabilities,
    /// The message about notes that could not be read when the plan was made.
    pub(crate) unreadable_message: Option<String>,
    /// The texts that the plan names, for open notes those in the editor. Empty for answers that are
    /// made text by text.
    pub(crate) texts: Texts,
    /// The paths of all notes, if the answer is an edit and one of the files that the plan named has
    /// other names (hard links).
    pub(crate) notes: Vec<String>,
    /// The files that the plan named, sorted by id.
    files: Vec<FileRef>,
    /// The texts of open documents.
    open_texts: Vec<(FileId, Text)>,
}

impl RequestContext {
    /// The context of an answer that is made from these texts. Must not run on the vaults' thread,
    /// because there can be thousands of files.
    pub(crate) fn new(context: PlanContext<State>, texts: FileResults<Box<str>>) -> RequestContext {
        let PlanContext {
            vault_id,
            dir,
            file_rules,
            platform,
            client_capabilities,
            unreadable_message,
            ..
        } = context;
        let refer = |PlanFile { file, path, document, start_line }: PlanFile<(Url, i32)>| {
            let (uri, version) = match document {
                Some((uri, version)) => (uri, Some(version)),
                None => (convert::file_uri(dir.as_ref()?, &path)?, None),
            };
            Some(FileRef { file, uri, path, version, start_line })
        };
        // A few files are converted here, without other threads.
        let files = context.files.into_par_iter().with_min_len(256).filter_map(refer).collect();
        RequestContext {
            vault_id,
            dir,
            file_rules,
            platform,
            client_capabilities,
            unreadable_message,
            texts: texts.into_iter().collect(),
            notes: context.notes,
            files,
            open_texts: context.open_texts,
        }
    }

    /// All the files that the plan named, by id.
    pub(crate) fn files(&self) -> &[FileRef] {
        &self.files
    }

    /// All the files that the plan named, sorted by path.
    pub(crate) fn by_path(&self) -> Vec<&FileRef> {
        let mut files: Vec<&FileRef> = self.files.iter().collect();
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// The notes whose texts the plan names, each with the digest of its text.
    pub(crate) fn seen(&self) -> Seen {
        let notes = self.texts.iter().map(|(file, text)| (file, digest(text)));
        Seen { vault_id: self.vault_id, notes: notes.collect() }
    }

    /// The URI, path and version of `file`; `None` if the plan does not name it.
    pub(crate) fn file(&self, file: FileId) -> Option<&FileRef> {
        let at = self.files.binary_search_by_key(&file, |known| known.file).ok()?;
        Some(&self.files[at])
    }

    /// How the client counts columns in the text of `file`.
    pub(crate) fn counting(&self, file: FileId) -> ColumnCounting {
        let encoding = self.client_capabilities.encoding;
        self.file(file).map_or(ColumnCounting::of_file(encoding), |file| file.counting(encoding))
    }

    /// The client's own URI of the file at `path`, if the plan names it and it is open.
    pub(crate) fn open_at(&self, path: &str) -> Option<&Url> {
        let is_open = |file: &&FileRef| file.version.is_some() && file.path == path;
        self.files.iter().find(is_open).map(|file| &file.uri)
    }

    /// The text of `file` in the editor, if it is open and the plan names it.
    pub(crate) fn open_text(&self, file: FileId) -> Option<&Text> {
        self.open_texts.iter().find(|(open, _)| *open == file).map(|(_, text)| text)
    }

    /// The text of `file`, if the plan names it.
    pub(crate) fn text(&self, file: FileId) -> Option<Text> {
        self.open_text(file).cloned().or_else(|| self.string(file).map(Text::new))
    }

    /// The text of `file` as a string, if the plan names it.
    pub(crate) fn string(&self, file: FileId) -> Option<&str> {
        self.texts.get(file)
    }
}

/// The notes that an edit was planned with, and the digests of their texts.
pub(crate) struct Seen {
    pub(crate) vault_id: VaultId,
    notes: Vec<(FileId, u64)>,
}

impl Seen {
    /// Whether the notes have not changed.
    pub(crate) fn holds(&self, state: &State) -> bool {
        let Some(open_vault) = state.vaults.get(self.vault_id) else { return false };
        self.notes.iter().all(|(file, digest)| {
            open_vault.vault.get(*file).is_some()
                && open_vault.vault.note(*file).is_none_or(|note| note.facts.digest == *digest)
        })
    }
}

/// A file that an answer names.
#[derive(Clone, Debug)]
pub(crate) struct FileRef {
    /// The file.
    pub(crate) file: FileId,
    /// Its URI, as the client spells it if it is open.
    pub(crate) uri: Url,
    /// Relative to the vault's root.
    pub(crate) path: String,
    /// The version of the open document; `None` if the file is not open.
    pub(crate) version: Option<i32>,
    /// The line on which a reader starts, which stands for the whole file.
    pub(crate) start_line: u32,
}

impl FileRef {
    /// How a client that counts in `encoding` counts in its text.
    pub(crate) fn counting(&self, encoding: PositionEncoding) -> ColumnCounting {
        match self.version {
            Some(_) => ColumnCounting::of_buffer(encoding),
            None => ColumnCounting::of_file(encoding),
        }
    }

    /// The place where an editor that jumps to the file puts its cursor.
    pub(crate) fn start(&self) -> lsp::Range {
        convert::start_of_line(self.start_line)
    }
}
