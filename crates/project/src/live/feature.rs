//! Runs a feature that reads texts: plan, read, settle, finish.
//!
//! The plan is made on the owner's thread, where the texts of open documents are cloned. Closed files
//! are read on another thread. Then the owner's thread decides whether the plan is still valid. If a
//! file has changed, the vault's reader rereads it, and the plan is made again. The answer is made on
//! another thread. A plan that reads no closed file is always valid.

use super::handle::OwnerHandle;
use super::needs::{Needs, RequestError};
use super::pending_plan::{Outcome, PendingPlan, PlanContext, Planned};
use super::plan_texts::{FileResults, PartOf, PlanRead, StalePlan};
use super::requests::{Reply, RequestJob, request_after, request_in_job};
use super::text_id::TextId;
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;
use crate::platform::Work;

/// Maximum number of plans before an answer fails because notes change too fast.
const MAX_PLANS: usize = 3;

/// Maximum number of plans for an edit that depends on the links of the whole vault.
const MAX_EDIT_PLANS: usize = 6;

/// A feature that reads texts.
pub trait Feature<S: VaultOwner>: Send + Sized + 'static {
    /// The plan.
    type Plan: Send + Sync + 'static;
    /// The part of the answer that one text gives. The text itself is dropped.
    type Part: Send + 'static;
    /// The answer.
    type Answer: Send + 'static;

    /// What the plan needs.
    fn needs(&self) -> Needs;

    /// Makes the plan, on the owner's thread. It may be called again with a later state. `None` is an
    /// empty answer.
    ///
    /// # Errors
    /// If the request cannot be answered.
    fn plan(&self, state: &mut S) -> Result<Option<Planned<Self::Plan>>, S::Error>;

    /// Computes the part of the answer that one text gives, on the thread that read the text.
    fn part(&self) -> PartOf<Self::Plan, Self::Part>;

    /// Makes the answer from the plan and the parts, which are sorted by file, on another thread.
    ///
    /// # Errors
    /// If the request cannot be answered.
    fn finish(
        self,
        plan: Self::Plan,
        parts: FileResults<Self::Part>,
        context: PlanContext<S>,
    ) -> Result<Self::Answer, S::Error>;
}

impl<S: VaultOwner> OwnerHandle<S> {
    /// Answers a request about the file at `uri`. The plan is made after everything that was sent
    /// before this call.
    pub fn answer<F: Feature<S>>(
        &self,
        uri: S::Uri,
        feature: F,
        reply: impl Reply<Option<F::Answer>, S::Error>,
    ) {
        let run = Run::new(uri, feature, reply);
        self.send(move |state| run.plan_after(state, None));
    }
}

/// Answers a request about the vault of the file at `uri`, from a job of the owner: the plan is made
/// before everything that was sent meanwhile.
pub fn answer_in_job<S: VaultOwner, F: Feature<S>>(
    state: &mut S,
    uri: S::Uri,
    feature: F,
    reply: impl Reply<Option<F::Answer>, S::Error>,
) {
    let run = Run::new(uri.clone(), feature, reply);
    let needs = run.needs;
    request_in_job(state, uri, needs, run.into_job());
}

/// A feature that runs.
struct Run<S: VaultOwner, F, R> {
    uri: S::Uri,
    feature: F,
    needs: Needs,
    reply: R,
    /// The text that the request is about, once a plan was made. In another text, its position has
    /// another meaning.
    text: Option<Option<TextId>>,
    /// The number of plans that became stale.
    stale_plans: usize,
    /// The last stale plan, if the answer is an edit.
    stale: Option<StalePlan>,
}

impl<S, F, R> Run<S, F, R>
where
    S: VaultOwner,
    F: Feature<S>,
    R: Reply<Option<F::Answer>, S::Error>,
{
    fn new(uri: S::Uri, feature: F, reply: R) -> Run<S, F, R> {
        let needs = feature.needs();
        Run { uri, feature, needs, reply, text: None, stale_plans: 0, stale: None }
    }

    /// Whether the answer is an edit that depends on the links of the whole vault.
    fn is_edit(&self) -> bool {
        self.needs == Needs::Whole
    }

    /// Makes the next plan after `read`, a vault and the number of a request to its reader.
    fn plan_after(self, state: &mut S, read: Option<(VaultId, u64)>) {
        let (uri, needs) = (self.uri.clone(), self.needs);
        request_after(state, read, uri, needs, self.into_job());
    }

    fn into_job(mut self) -> RequestJob<S> {
        Box::new(move |state, ready| {
            if !self.reply.is_wanted() {
                return;
            }
            match ready.map_err(S::error).and_then(|()| self.plan(state)) {
                Err(error) => self.reply.send(Err(error)),
                Ok(None) => self.reply.send(Ok(None)),
                Ok(Some(pending)) if pending.needs_whole && self.lacks_whole(state, &pending) => {
                    // Only the plan shows that the answer depends on the links of the whole vault.
                    self.needs = Needs::Whole;
                    self.plan_after(state, None);
                }
                Ok(Some(pending)) => self.read(state, pending),
            }
        })
    }

    fn plan(&mut self, state: &mut S) -> Result<Option<PendingPlan<S, F::Plan>>, S::Error> {
        let text = state.text_id(&self.uri);
        if *self.text.get_or_insert(text) != text {
            return Err(S::error(RequestError::Modified));
        }
        if let Some(stale) = self.stale.take() {
            require_notes(state, &stale).map_err(S::error)?;
        }
        let Some(planned) = self.feature.plan(state)? else { return Ok(None) };
        match PendingPlan::gather(planned, state) {
            Some(pending) => Ok(Some(pending)),
            None => Err(S::error(RequestError::Modified)),
        }
    }

    /// Whether the whole vault must be checked before this plan can be made.
    fn lacks_whole(&self, state: &S, pending: &PendingPlan<S, F::Plan>) -> bool {
        let vault = state.vaults().get(pending.vault_id());
        !vault.is_none_or(|vault| vault.reads.is_fresh || vault.reader.is_none())
    }

    fn read(self, state: &mut S, pending: PendingPlan<S, F::Plan>) {
        let (is_edit, part) = (self.is_edit(), self.feature.part());
        let handle = state.jobs().handle.clone();
        let read: Work = Box::new(move || {
            if !self.reply.is_wanted() {
                return;
            }
            let read = pending.read(is_edit, part);
            if is_edit || pending.needs_disk() {
                handle.send(move |state| self.settle(state, pending, read));
            } else {
                let (plan, parts, context) = pending.into_valid(read);
                self.finish(plan, parts, context);
            }
        });
        state.jobs().handle.platform.threads.run(read);
    }

    fn settle(mut self, state: &mut S, pending: PendingPlan<S, F::Plan>, read: PlanRead<F::Part>) {
        if !self.reply.is_wanted() {
            return;
        }
        let stale = match pending.settle(read, state) {
            Err(error) => {
                let refused = RequestError::Refused(error.to_string());
                return self.reply.send(Err(S::error(refused)));
            }
            Ok(Outcome::Valid(plan, parts, context)) => {
                let finish: Work = Box::new(move || self.finish(plan, parts, *context));
                return state.jobs().handle.platform.threads.run(finish);
            }
            Ok(Outcome::Stale(stale)) => stale,
        };
        self.stale_plans += 1;
        if self.stale_plans == if self.is_edit() { MAX_EDIT_PLANS } else { MAX_PLANS } {
            let unreadable = stale.unreadable.into_iter().next().map(|(_, reason)| reason);
            let reason = match unreadable {
                Some(reason) => RequestError::Refused(reason),
                // Editors do not show the message of `Modified`.
                None if self.is_edit() => RequestError::Refused(
                    "notes change faster than they can be read; try again later".to_owned(),
                ),
                None => RequestError::Modified,
            };
            return self.reply.send(Err(S::error(reason)));
        }
        let read = stale.read;
        self.stale = Some(stale).filter(|_| self.is_edit());
        self.plan_after(state, read);
    }

    fn finish(self, plan: F::Plan, parts: FileResults<F::Part>, context: PlanContext<S>) {
        if self.reply.is_wanted() {
            self.reply.send(self.feature.finish(plan, parts, context).map(Some));
        }
    }
}

/// Refuses an edit if notes that existed when it was requested cannot be read now, because their links
/// would not be updated.
fn require_notes<S: VaultOwner>(state: &S, stale: &StalePlan) -> Result<(), RequestError> {
    let Some(open_vault) = stale.read.and_then(|(vault_id, _)| state.vaults().get(vault_id)) else {
        return Ok(());
    };
    let is_note = |path: &str| {
        open_vault.vault.find_file(path).is_some_and(|file| open_vault.vault.note(file).is_some())
    };
    match stale.unreadable.iter().find(|(path, _)| !is_note(path)) {
        Some((_, reason)) => Err(RequestError::Refused(format!(
            "a note cannot be read, so its links would not be updated: {reason}"
        ))),
        None => Ok(()),
    }
}
