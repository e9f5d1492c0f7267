//! Plan, read, finish: answers that need the texts of other notes.
//!
//! The plan is made on the vaults' thread, where the texts of open documents are cloned. The closed
//! notes are read on another thread, and the answer is made there. If a note has changed by then, the
//! vault's reader reads it again, and the plan is made anew. A plan that needs no closed note is always
//! valid.
//!
//! An [`answer`] has all texts at once. One that is made [`text_by_text`] keeps only a result for each
//! text, so that it can be about the links of a whole vault.

use std::pin::Pin;

use linkwright_project::live::{FileResults, OpenVault, StalePlan, VaultId};
use linkwright_text::ColumnCounting;
use linkwright_vault::FileId;
use serde::Serialize;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::Url;

use crate::answers::pending_request::{Outcome, PendingRequest};
use crate::answers::request_context::{Planned, RequestContext, whole};
use crate::refusals::refusal;
use crate::vaults::owner::Handle;
use crate::vaults::state::State;
use crate::vaults::threads::run;
use crate::vaults::visits::TextId;
use crate::wire::serialized::SerializedResult;

/// Maximum number of plans before an answer fails because notes change too fast.
const TRIES: usize = 3;

/// Maximum number of plans for an edit that depends on the links of the whole vault.
const EDIT_TRIES: usize = 6;

/// The future of an answer.
pub(crate) type Later<R> = Pin<Box<dyn Future<Output = Result<Option<R>>> + Send>>;

/// The caller that wants an answer.
pub(crate) enum Asker<'s> {
    /// A handler: the plan is made after everything that was sent before.
    Handler(Handle),
    /// A job on the vaults' thread: the plan is made now, before anything that was sent meanwhile.
    Job(&'s mut State, Handle),
}

impl From<Handle> for Asker<'_> {
    fn from(vaults: Handle) -> Self {
        Asker::Handler(vaults)
    }
}

impl<'s> From<(&'s mut State, Handle)> for Asker<'s> {
    fn from((state, vaults): (&'s mut State, Handle)) -> Self {
        Asker::Job(state, vaults)
    }
}

/// Answers a request about the file at `uri`. `plan` may be called again with a later state; `None`
/// from it is an empty answer. The first work for the vaults' thread is sent by **this call**, not
/// when the future is awaited.
///
/// # Errors
/// The same as [`Handle::request`]; those of `plan` and `finish`; `RequestFailed` if a note cannot
/// be read, and `ContentModified` if notes change faster than they are read.
pub(crate) fn answer<'s, P, R, F>(
    asker: impl Into<Asker<'s>>,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    finish: F,
) -> Later<R>
where
    P: Send + Sync + 'static,
    R: Send + 'static,
    F: FnOnce(P, &RequestContext) -> Result<R> + Send + 'static,
{
    let finish = |(plan, texts), context: RequestContext| finish(plan, &context.with(texts));
    asked(asker.into(), uri, plan, whole, finish)
}

/// The same as [`answer`], but `each` computes a part of the answer on the thread that read the
/// text, and `finish` combines the parts. `each` may be called again with a later plan and text.
///
/// # Errors
/// The same as [`answer`].
pub(crate) fn text_by_text<'s, P, T, R, F>(
    asker: impl Into<Asker<'s>>,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    each: fn(&P, FileId, &str, ColumnCounting) -> T,
    finish: F,
) -> Later<R>
where
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
    F: FnOnce((P, FileResults<T>), &RequestContext) -> Result<R> + Send + 'static,
{
    asked(asker.into(), uri, plan, each, |made, context| finish(made, &context))
}

fn asked<P, T, R>(
    asker: Asker<'_>,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    each: fn(&P, FileId, &str, ColumnCounting) -> T,
    finish: impl FnOnce((P, FileResults<T>), RequestContext) -> Result<R> + Send + 'static,
) -> Later<R>
where
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let question = planning(uri.clone(), plan.clone());
    match asker {
        Asker::Handler(vaults) => {
            let first = vaults.request(uri.clone(), question);
            Box::pin(settled(first, vaults, uri, plan, each, finish))
        }
        Asker::Job(state, vaults) => {
            let first = vaults.request_from_job(state, &uri, question);
            Box::pin(settled(first, vaults, uri, plan, each, finish))
        }
    }
}

/// A plan whose notes can be read, or `None` for an empty answer, with the id of the request's
/// text. A position in another text would have another meaning.
struct First<P> {
    text: Option<TextId>,
    pending: Option<PendingRequest<P>>,
}

fn planning<P>(
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>>,
) -> impl FnOnce(&mut State) -> Result<First<P>> {
    move |state| {
        let text = state.text_id(&uri);
        let pending = plan(state)?.map(|planned| PendingRequest::of(planned, state)).transpose()?;
        Ok(First { text, pending })
    }
}

/// The same, if the note's text is `text` still, and an edit's notes can be read that made the
/// plan before `stale`.
fn planning_again<P>(
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>>,
    text: Option<TextId>,
    stale: Option<StalePlan>,
) -> impl FnOnce(&mut State) -> Result<First<P>> {
    move |state| {
        if state.text_id(&uri) != text {
            return Err(Error::content_modified());
        }
        if let Some(stale) = stale {
            state.refuse_without(&stale)?;
        }
        planning(uri, plan)(state)
    }
}

async fn settled<P, T, R>(
    first: impl Future<Output = Result<First<P>>>,
    vaults: Handle,
    uri: Url,
    plan: impl Fn(&mut State) -> Result<Option<Planned<P>>> + Clone + Send + 'static,
    each: fn(&P, FileId, &str, ColumnCounting) -> T,
    finish: impl FnOnce((P, FileResults<T>), RequestContext) -> Result<R> + Send + 'static,
) -> Result<Option<R>>
where
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let (text, mut pending, mut is_edit) = match first.await {
        Ok(First { text, pending }) => (text, pending, vaults.is_whole()),
        // Only the plan shows that the answer depends on the links of the whole vault.
        Err(error) if error == needs_whole() => {
            let plan = planning(uri.clone(), plan.clone());
            let First { text, pending } = vaults.with_whole().request(uri.clone(), plan).await?;
            (text, pending, true)
        }
        Err(error) => return Err(error),
    };
    // An edit is planned again from the whole vault too, because notes may have disappeared
    // meanwhile.
    let (whole, vaults) = (vaults.with_whole(), vaults.with_notes());
    // Editors do not show the message of `ContentModified`.
    let (tries, mut failure) = match is_edit {
        true => (EDIT_TRIES, refusal("notes change faster than they can be read; try again later")),
        false => (TRIES, Error::content_modified()),
    };
    for attempt in 1..=tries {
        let Some(ready) = pending else { return Ok(None) };
        let ready = if is_edit { ready.for_edit() } else { ready };
        if !ready.reads() {
            let finished = run(&vaults.platform, move || {
                let (ready, read) = ready.read_by(each);
                let (made, context) = ready.of_open(read);
                finish(made, context)
            });
            return finished.await?.map(Some);
        }
        let read = run(&vaults.platform, move || ready.read_by(each));
        let (ready, read) = read.await?;
        let settle = move |state: &mut State| ready.settle(read, state);
        let stale = match vaults.request(uri.clone(), settle).await? {
            Outcome::Holds(settled) => {
                let (made, context) = *settled;
                let finished = run(&vaults.platform, move || finish(made, context));
                return finished.await?.map(Some);
            }
            Outcome::Stale(stale) => stale,
        };
        if attempt == tries {
            failure = stale.unread.into_iter().next().map_or(failure, |(_, why)| refusal(why));
            break;
        }
        let look = stale.read;
        let stale = Some(stale).filter(|_| is_edit);
        let vaults = if is_edit { &whole } else { &vaults };
        let again = planning_again(uri.clone(), plan.clone(), text, stale);
        pending = match vaults.request_after(look, uri.clone(), again).await {
            Err(error) if error == needs_whole() => {
                is_edit = true;
                let again = planning_again(uri.clone(), plan.clone(), text, None);
                whole.request(uri.clone(), again).await?.pending
            }
            planned => planned?.pending,
        };
    }
    Err(failure)
}

impl State {
    /// Refuses an edit if notes that existed when it was requested cannot be read now, because their
    /// links would not be updated.
    ///
    /// # Errors
    /// If there are such notes, with the reason.
    fn refuse_without(&self, stale: &StalePlan) -> Result<()> {
        let Some(root) = stale.read.and_then(|(root, _)| self.vaults.get(root)) else {
            return Ok(());
        };
        let is_note = |path: &str| {
            let file = root.vault.find_file(path);
            file.is_some_and(|file| root.vault.note(file).is_some())
        };
        match stale.unread.iter().find(|(path, _)| !is_note(path)) {
            Some((_, why)) => Err(refusal(format!(
                "a note cannot be read, so its links would not be updated: {why}"
            ))),
            None => Ok(()),
        }
    }

    /// Checks that an edit which depends on all links of the vault `id` can be planned now. A plan
    /// that needs this returns the error, and is made again after the whole vault was checked.
    ///
    /// # Errors
    /// If the whole vault was not checked right before.
    pub(crate) fn require_whole(&self, id: VaultId) -> Result<()> {
        let is_fresh = |root: &OpenVault| root.reads.is_fresh || root.reader.is_none();
        if self.vaults.get(id).is_none_or(is_fresh) { Ok(()) } else { Err(needs_whole()) }
    }
}

/// Never sent to a client.
fn needs_whole() -> Error {
    Error::new(ErrorCode::ServerError(0))
}

/// The second half of an answer, its result written where `finish` is called.
pub(crate) fn written<P, R: Serialize>(
    finish: impl FnOnce(P, &RequestContext) -> Result<R>,
) -> impl FnOnce(P, &RequestContext) -> Result<SerializedResult> {
    move |plan, context| SerializedResult::of(&finish(plan, context)?, context.files().len())
}
