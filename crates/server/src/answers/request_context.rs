//! What a plan needs, and the context in which its answer is made.

use linkwright_ide::Texts;
use linkwright_project::FileRules;
use linkwright_project::live::{FileResults, VaultId};
use linkwright_syntax::digest;
use linkwright_text::{ColumnCounting, PositionEncoding, Text};
use linkwright_vault::FileId;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// A plan, and the files that its answer needs.
pub(crate) struct Planned<P> {
    /// The vault.
    pub(crate) root: VaultId,
    /// The plan.
    pub(crate) plan: P,
    /// The files whose texts the plan needs.
    pub(crate) texts: Vec<FileId>,
    /// Other files that the answer names, whose texts are not read.
    pub(crate) files: Vec<FileId>,
}

/// The context in which the answer to a request is made: the plan's files and texts, and the client.
pub(crate) struct RequestContext {
    /// The vault.
    pub(crate) root: VaultId,
    /// The folder of the vault; `None` for a document without a vault.
    pub(crate) dir: Option<linkwright_disk::Root>,
    /// The rules that say which files belong to the vault.
    pub(crate) file_rules: FileRules,
    /// The message about notes that could not be read when the plan was made.
    pub(crate) unread_message: Option<String>,
    /// The capabilities of the client.
    pub(crate) client_capabilities: ClientCapabilities,
    /// Sends jobs to the vaults' thread.
    pub(crate) vaults: Handle,
    /// The texts, for open notes those in the editor. Empty for answers that are made
    /// [`text_by_text`](crate::answers::answer::text_by_text).
    pub(crate) texts: Texts,
    /// The files that the plan named, sorted by id.
    pub(super) files: Vec<FileRef>,
    /// The files whose texts are in `texts`, sorted.
    pub(super) read: Vec<FileId>,
    /// The texts of open documents.
    pub(super) ropes: Vec<(FileId, Text)>,
    /// The paths of all notes, if the answer is an edit and one of the files that the plan named has
    /// other names (hard links).
    pub(crate) notes: Vec<String>,
}

impl RequestContext {
    /// The context with these texts.
    pub(crate) fn with(self, texts: FileResults<Box<str>>) -> RequestContext {
        let read = texts.iter().map(|(file, _)| *file).collect();
        RequestContext { read, texts: texts.into_iter().collect(), ..self }
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
        let digest = |file: &FileId| (*file, digest(self.texts.of(*file)));
        Seen { root: self.root, notes: self.read.iter().map(digest).collect() }
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
        self.ropes.iter().find(|(open, _)| *open == file).map(|(_, text)| text)
    }

    /// The text of `file`, if the plan names it.
    pub(crate) fn text(&self, file: FileId) -> Option<Text> {
        self.open_text(file).cloned().or_else(|| self.string(file).map(Text::new))
    }

    /// The text of `file` as a string, if the plan names it.
    pub(crate) fn string(&self, file: FileId) -> Option<&str> {
        self.read.binary_search(&file).ok().map(|_| self.texts.of(file))
    }
}

/// The notes that an edit was planned with, and the digests of their texts.
pub(crate) struct Seen {
    pub(crate) root: VaultId,
    notes: Vec<(FileId, u64)>,
}

impl Seen {
    /// Whether the notes have not changed.
    pub(crate) fn holds(&self, state: &State) -> bool {
        let Some(root) = state.vaults.get(self.root) else { return false };
        self.notes.iter().all(|(file, digest)| {
            root.vault.get(*file).is_some()
                && root.vault.note(*file).is_none_or(|note| note.facts.digest == *digest)
        })
    }
}

/// A plan that is still valid, with the results for its texts by id, and the context of its answer.
pub(crate) type Settled<P, T> = ((P, FileResults<T>), RequestContext);

/// Returns the text unchanged, for answers that need whole texts.
pub(crate) fn whole<P>(_: &P, _: FileId, text: &str, _: ColumnCounting) -> Box<str> {
    text.into()
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
