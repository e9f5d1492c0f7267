//! A request whose plan is made and whose texts are being read.

use linkwright_ide::Texts;
use linkwright_project::FileRules;
use linkwright_project::live::{
    FileResults, PlanFile, PlanRead, PlanTexts, SettledTexts, StalePlan, TextSource,
};
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use rayon::prelude::*;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::answers::request_context::{FileRef, Planned, RequestContext, Settled, whole};
use crate::client_capabilities::ClientCapabilities;
use crate::convert;
use crate::refusals::refusal;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;

/// Whether a plan is still valid when its texts are read.
pub(crate) enum Outcome<P, T> {
    /// The plan is valid: the plan, and the results of reading its texts.
    Holds(Box<Settled<P, T>>),
    /// The plan must be made again.
    Stale(StalePlan),
}

/// A plan whose texts are being read, with data from the vaults' thread.
pub(crate) struct PendingRequest<P> {
    planned: Planned<P>,
    /// The answer is an edit that depends on the links of the whole vault.
    is_edit: bool,
    dir: Option<linkwright_disk::Root>,
    file_rules: FileRules,
    unread_message: Option<String>,
    client_capabilities: ClientCapabilities,
    vaults: Handle,
    texts: PlanTexts<(Url, i32)>,
    /// The plan's files as the client names them. Computed on the thread that reads, because there
    /// can be thousands.
    files: Vec<FileRef>,
    /// The paths of all notes; see [`RequestContext::notes`].
    notes: Vec<String>,
}

impl<P> PendingRequest<P> {
    /// Gathers what `planned` needs.
    ///
    /// # Errors
    /// `ContentModified` if the vault is closed.
    pub(crate) fn of(mut planned: Planned<P>, state: &State) -> Result<PendingRequest<P>> {
        let root = state.vaults.get(planned.root).ok_or_else(Error::content_modified)?;
        let texts = std::mem::take(&mut planned.texts);
        Ok(PendingRequest {
            texts: PlanTexts::gather(root, &state.documents, texts, &planned.files),
            dir: root.dir.clone(),
            file_rules: FileRules::of(root.vault.settings()),
            unread_message: state.unread_message(root.id),
            client_capabilities: state.session.capabilities(),
            vaults: state.handle(),
            files: Vec::new(),
            notes: Vec::new(),
            is_edit: false,
            planned,
        })
    }

    /// Marks the answer as an edit that depends on the links of the whole vault.
    pub(crate) fn for_edit(self) -> PendingRequest<P> {
        PendingRequest { is_edit: true, ..self }
    }

    /// Whether the disk must be read. If not, all texts are those at the time of the plan.
    pub(crate) fn reads(&self) -> bool {
        self.is_edit || self.texts.needs_disk()
    }

    /// Reads the closed files, and calls `each` for every text. Must not run on the vaults' thread.
    pub(crate) fn read_by<T: Send>(
        mut self,
        each: impl Fn(&P, FileId, &str, ColumnCounting) -> T + Sync,
    ) -> (PendingRequest<P>, PlanRead<T>)
    where
        P: Sync,
    {
        let encoding = self.client_capabilities.encoding;
        let make = |file, text: &str, source| {
            let counting = match source {
                TextSource::Document => ColumnCounting::of_buffer(encoding),
                TextSource::Disk => ColumnCounting::of_file(encoding),
            };
            each(&self.planned.plan, file, text, counting)
        };
        let read = self.texts.read(&*self.vaults.platform.disk, self.is_edit, make);
        let refer = |PlanFile { file, path, document, start_line }: PlanFile<(Url, i32)>| {
            let (uri, version) = match document {
                Some((uri, version)) => (uri, Some(version)),
                None => (convert::file_uri(self.dir.as_ref()?, &path)?, None),
            };
            Some(FileRef { file, uri, path, version, start_line })
        };
        // A few files are converted here, without other threads.
        let files = self.texts.files.clone().into_par_iter().with_min_len(256);
        self.files = files.filter_map(refer).collect();
        (self, read)
    }

    /// Reads the closed files, and keeps the texts themselves.
    pub(crate) fn read(self) -> (PendingRequest<P>, PlanRead<Box<str>>)
    where
        P: Sync,
    {
        self.read_by(whole)
    }

    /// Decides whether the plan is still valid for the texts that were read.
    ///
    /// # Errors
    /// `RequestFailed` if a file that is not a note cannot be read.
    pub(crate) fn settle<T>(
        mut self,
        read: PlanRead<T>,
        state: &mut State,
    ) -> Result<Outcome<P, T>> {
        let has_hard_links = read.has_hard_links;
        let mut root = state.vaults.get_mut(self.planned.root);
        let settled = self.texts.settle(read, root.as_deref_mut(), &state.documents);
        let results = match settled.map_err(|error| refusal(error.to_string()))? {
            SettledTexts::Valid(results) => results,
            SettledTexts::Stale(stale) => return Ok(Outcome::Stale(stale)),
        };
        if let Some(root) = root.filter(|_| has_hard_links) {
            let notes = root.vault.files().filter(|(_, file)| file.note.is_some());
            self.notes = notes.map(|(_, file)| file.path.to_string()).collect();
        }
        Ok(Outcome::Holds(Box::new(self.with(results))))
    }

    /// The plan and the texts of its open documents, for a plan that needs no others.
    pub(crate) fn of_open<T>(self, read: PlanRead<T>) -> Settled<P, T> {
        self.with(read.into_open())
    }

    fn with<T>(self, results: FileResults<T>) -> Settled<P, T> {
        let context = RequestContext {
            root: self.planned.root,
            dir: self.dir,
            file_rules: self.file_rules,
            unread_message: self.unread_message,
            client_capabilities: self.client_capabilities,
            vaults: self.vaults,
            texts: Texts::default(),
            files: self.files,
            read: Vec::new(),
            ropes: self.texts.open,
            notes: self.notes,
        };
        ((self.planned.plan, results), context)
    }
}
