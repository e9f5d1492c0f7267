//! Requests to the owner's thread. Each runs in the order in which it was sent, when what it needs of
//! its vault is known.

use super::handle::OwnerHandle;
use super::needs::{Needs, RequestError};
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;
use super::visits::Visit;
use super::waiting::WaitingJob;

/// The receiver of an answer. It sees that there is no answer when this is dropped.
pub trait Reply<A, E>: Send + 'static {
    /// Whether the answer is still wanted.
    fn is_wanted(&self) -> bool;

    /// Sends the answer.
    fn send(self, answer: Result<A, E>);
}

/// A request that is scheduled. It receives an error if it cannot be answered.
pub(super) type RequestJob<S> = Box<dyn FnOnce(&mut S, Result<(), RequestError>) + Send>;

impl<S: VaultOwner> OwnerHandle<S> {
    /// Runs `request`, which is about the file at `uri`, after everything that was sent before this
    /// call, and when what it needs is known. It does not run if the answer is no longer wanted.
    pub fn request<A: 'static>(
        &self,
        uri: S::Uri,
        needs: Needs,
        reply: impl Reply<A, S::Error>,
        request: impl FnOnce(&mut S) -> Result<A, S::Error> + Send + 'static,
    ) {
        let job = move |state: &mut S, ready: Result<(), RequestError>| {
            if reply.is_wanted() {
                reply.send(ready.map_err(S::error).and_then(|()| request(state)));
            }
        };
        self.send(move |state| request_after(state, None, uri, needs, Box::new(job)));
    }
}

/// Runs `job`, a request about the file at `uri`, after `read` (a vault and the number of a request to
/// its reader), and when what it needs is known.
pub(super) fn request_after<S: VaultOwner>(
    state: &mut S,
    read: Option<(VaultId, u64)>,
    uri: S::Uri,
    needs: Needs,
    job: RequestJob<S>,
) {
    let schedule = move |state: &mut S, _| match visit(state, uri, needs, job) {
        Ok(visit) => {
            state.when_loaded(visit.vault_id, Box::new(move |state| visit.with_text(state)));
        }
        Err(job) => job(state, Ok(())),
    };
    state.after_read(read, Box::new(schedule));
}

/// Runs `job`, a request about the vault of the file at `uri`, when what it needs is known: from a job
/// of the owner, so before everything that was sent meanwhile.
pub(super) fn request_in_job<S: VaultOwner>(
    state: &mut S,
    uri: S::Uri,
    needs: Needs,
    job: RequestJob<S>,
) {
    match visit(state, uri, needs, job) {
        Ok(visit) => visit.run(state),
        Err(job) => job(state, Ok(())),
    }
}

/// The request `job`, which fails if the document at `uri` changes before it runs. Returns the job if
/// the file is in no vault.
fn visit<S: VaultOwner>(
    state: &S,
    uri: S::Uri,
    needs: Needs,
    job: RequestJob<S>,
) -> Result<Visit<S>, RequestJob<S>> {
    let Some(vault_id) = state.vault_id_of(&uri) else { return Err(job) };
    let (at, revision) = (uri.clone(), state.documents().revision(&uri));
    let job: WaitingJob<S> = Box::new(move |state, known| match known {
        Err(incomplete) => job(state, Err(incomplete.into())),
        Ok(()) if state.documents().revision(&at) == revision => {
            state.documents_mut().prefer(&at);
            job(state, Ok(()));
        }
        Ok(()) => job(state, Err(RequestError::Modified)),
    });
    Ok(Visit { uri, vault_id, needs, job, reads: 0 })
}
