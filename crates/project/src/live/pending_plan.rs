//! A plan whose texts are being read.

use linkwright_disk::{DiskError, Root};
use linkwright_text::{PositionEncoding, Text};
use linkwright_vault::FileId;

use super::plan_texts::{
    FileResults, PartOf, PlanFile, PlanRead, PlanTexts, SettledTexts, StalePlan,
};
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;
use crate::platform::Platform;
use crate::vault_files::FileRules;

/// A plan, and the files that its answer needs.
pub struct Planned<P> {
    /// The vault.
    pub vault_id: VaultId,
    /// The plan.
    pub plan: P,
    /// The files whose texts the plan needs.
    pub texts: Vec<FileId>,
    /// Other files that the answer names, whose texts are not read.
    pub files: Vec<FileId>,
    /// The answer is an edit that depends on the links of the whole vault. If the vault was not
    /// reread right before, it is reread, and the plan is made again.
    pub needs_whole: bool,
}

impl<P> Planned<P> {
    /// A plan of an answer that depends on these files.
    #[must_use]
    pub fn new(vault_id: VaultId, texts: Vec<FileId>, files: Vec<FileId>, plan: P) -> Planned<P> {
        Planned { vault_id, plan, texts, files, needs_whole: false }
    }
}

/// The context in which an answer is made.
pub struct PlanContext<S: VaultOwner> {
    /// The vault.
    pub vault_id: VaultId,
    /// The folder of the vault; `None` for a document without a vault.
    pub dir: Option<Root>,
    /// The rules that say which files belong to the vault.
    pub file_rules: FileRules,
    /// The disk of the vault.
    pub platform: Platform,
    /// What the front end knows of its client.
    pub client_capabilities: S::ClientCapabilities,
    /// The message about notes that could not be read when the plan was made.
    pub unreadable_message: Option<String>,
    /// All files that the plan names, by id.
    pub files: Vec<PlanFile<(S::Uri, i32)>>,
    /// The texts of open documents, by id.
    pub open_texts: Vec<(FileId, Text)>,
    /// The paths of all notes, if the answer is an edit and one of the plan's files has other names
    /// (hard links).
    pub notes: Vec<String>,
}

/// A plan whose texts are being read.
pub struct PendingPlan<S: VaultOwner, P> {
    plan: P,
    pub(super) needs_whole: bool,
    encoding: PositionEncoding,
    texts: PlanTexts<(S::Uri, i32)>,
    context: PlanContext<S>,
}

/// Whether a plan is still valid after its texts were read.
pub enum Outcome<S: VaultOwner, P, T> {
    /// The plan is valid. The plan, the results for its texts, and the context.
    Valid(P, FileResults<T>, Box<PlanContext<S>>),
    /// The plan must be made again.
    Stale(StalePlan),
}

impl<S: VaultOwner, P> PendingPlan<S, P> {
    /// Gathers what `planned` needs. `None` if the vault is closed.
    pub fn gather(planned: Planned<P>, state: &S) -> Option<PendingPlan<S, P>> {
        let Planned { vault_id, plan, texts, files, needs_whole } = planned;
        let vault = state.vaults().get(vault_id)?;
        let context = PlanContext {
            vault_id,
            dir: vault.dir.clone(),
            file_rules: FileRules::of(vault.vault.settings()),
            platform: vault.platform.clone(),
            client_capabilities: state.client_capabilities(),
            unreadable_message: vault.unreadable_message(state.documents()),
            files: Vec::new(),
            open_texts: Vec::new(),
            notes: Vec::new(),
        };
        let texts = PlanTexts::gather(vault, state.documents(), texts, &files);
        Some(PendingPlan { plan, needs_whole, encoding: state.encoding(), texts, context })
    }

    /// The vault.
    pub(super) fn vault_id(&self) -> VaultId {
        self.context.vault_id
    }

    /// Whether texts must be read from the disk. If not, the plan stays valid.
    pub(super) fn needs_disk(&self) -> bool {
        self.texts.needs_disk()
    }

    /// Reads the closed files, and computes `part` of every text, on the thread that read it. Must not
    /// run on the owner's thread. `check_names` says whether to check if a file has other names (hard
    /// links).
    pub fn read<T: Send>(&self, check_names: bool, part: PartOf<P, T>) -> PlanRead<T>
    where
        P: Sync,
    {
        let make = |file, text: &str, counting| part(&self.plan, file, text, counting);
        self.texts.read(&*self.context.platform.disk, check_names, self.encoding, make)
    }

    /// Decides whether the plan is still valid for the texts that were read.
    ///
    /// # Errors
    /// If a file that is not a note cannot be read.
    pub fn settle<T>(
        mut self,
        read: PlanRead<T>,
        state: &mut S,
    ) -> Result<Outcome<S, P, T>, DiskError> {
        let has_hard_links = read.has_hard_links;
        let (vaults, documents) = state.vaults_and_documents();
        let mut vault = vaults.get_mut(self.context.vault_id);
        let parts = match self.texts.settle(read, vault.as_deref_mut(), documents)? {
            SettledTexts::Valid(parts) => parts,
            SettledTexts::Stale(stale) => return Ok(Outcome::Stale(stale)),
        };
        if let Some(vault) = vault.filter(|_| has_hard_links) {
            let notes = vault.vault.files().filter(|(_, file)| file.note.is_some());
            self.context.notes = notes.map(|(_, file)| file.path.to_string()).collect();
        }
        let (plan, context) = self.into_parts();
        Ok(Outcome::Valid(plan, parts, Box::new(context)))
    }

    /// The plan, the results for its texts, and the context, for a plan that reads no closed file.
    pub(super) fn into_valid<T>(self, read: PlanRead<T>) -> (P, FileResults<T>, PlanContext<S>) {
        let (plan, context) = self.into_parts();
        (plan, read.into_open(), context)
    }

    fn into_parts(self) -> (P, PlanContext<S>) {
        let PlanTexts { files, open, .. } = self.texts;
        (self.plan, PlanContext { files, open_texts: open, ..self.context })
    }
}
