//! Requests to the one thread that owns the vaults: each runs in the order in which it was sent, when
//! what it needs of its vault is known.

use std::future::Future;

use linkwright_project::live::{self, Incomplete, VaultId, VaultOwner as _, WaitingJob, run_owner};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::refusals::refusal;
use crate::vaults::handle::{self, Needs};
use crate::vaults::state::State;
use crate::vaults::threads;

/// Work for the vaults' thread.
pub(crate) type Job = live::Job<State>;

/// Sends requests to the vaults' thread.
pub(crate) type Handle = handle::Handle<State>;

impl Handle {
    /// Starts the vaults' thread with the state that `state` makes.
    pub(crate) fn start(state: impl FnOnce(Handle) -> State) -> Handle {
        let (handle, inbox) = Handle::new(threads::platform());
        let state = state(handle.clone());
        std::thread::Builder::new()
            .name("vaults".to_owned())
            .spawn(move || run_owner(state, &inbox))
            .expect("a thread can be started");
        handle
    }

    /// Runs `request`, which is about the file at `uri`, after everything that was sent before **this
    /// call** (not before its await), and when the file's vault is loaded. It does not run at all if
    /// the returned future is dropped before its turn comes.
    ///
    /// # Errors
    /// `ContentModified` if the document changed while the vault loaded, because a position in it
    /// means something else then; `InternalError` if the request panics.
    pub(crate) fn request<R, Q>(
        &self,
        uri: Url,
        request: Q,
    ) -> impl Future<Output = Result<R>> + Send + 'static + use<R, Q>
    where
        R: Send + 'static,
        Q: FnOnce(&mut State) -> Result<R> + Send + 'static,
    {
        self.request_after(None, uri, request)
    }

    /// As [`Handle::request`], and after `read`, a vault and the number of a request to its reader.
    ///
    /// # Errors
    /// As [`Handle::request`].
    pub(crate) fn request_after<R, Q>(
        &self,
        read: Option<(VaultId, u64)>,
        uri: Url,
        request: Q,
    ) -> impl Future<Output = Result<R>> + Send + 'static + use<R, Q>
    where
        R: Send + 'static,
        Q: FnOnce(&mut State) -> Result<R> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let needs = self.needs;
        self.send(move |state| {
            let schedule = move |state: &mut State, _| {
                let job = job(state, &uri, answer, request);
                match state.root_of(&uri) {
                    Some(root) => {
                        let at = uri.clone();
                        let schedule =
                            move |state: &mut State, job| schedule(state, root, &at, needs, job);
                        let run = move |state: &mut State| state.with_text(uri, schedule, job);
                        state.when_loaded(root, Box::new(run));
                    }
                    None => job(state, Ok(())),
                }
            };
            state.after_read(read, Box::new(schedule));
        });
        answer_of(answered)
    }

    /// As [`Handle::request`], from a job on the vaults' thread: it runs now, not after what was sent
    /// meanwhile.
    ///
    /// # Errors
    /// As [`Handle::request`].
    pub(crate) fn request_from_job<R, Q>(
        &self,
        state: &mut State,
        uri: &Url,
        request: Q,
    ) -> impl Future<Output = Result<R>> + Send + 'static + use<R, Q>
    where
        R: Send + 'static,
        Q: FnOnce(&mut State) -> Result<R> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = job(state, uri, answer, request);
        match state.root_of(uri) {
            Some(root) => schedule(state, root, uri, self.needs, job),
            None => job(state, Ok(())),
        }
        answer_of(answered)
    }

    /// Runs `request`, which is about no vault in particular, after everything that was sent before
    /// this call.
    ///
    /// # Errors
    /// `InternalError` if the request panics.
    pub(crate) fn run<R: Send + 'static>(
        &self,
        request: impl FnOnce(&mut State) -> R + Send + 'static,
    ) -> impl Future<Output = Result<R>> + Send + 'static {
        let (answer, answered) = oneshot::channel();
        // The receiver may be gone.
        self.send(move |state| drop(answer.send(request(state))));
        async { answered.await.map_err(|_| Error::internal_error()) }
    }
}

async fn answer_of<R>(answered: oneshot::Receiver<Result<R>>) -> Result<R> {
    answered.await.unwrap_or_else(|_| Err(Error::internal_error()))
}

/// The job that runs `request`, which is about the file at `uri`, and sends its result to `answer`.
fn job<R: Send + 'static>(
    state: &State,
    uri: &Url,
    answer: oneshot::Sender<Result<R>>,
    request: impl FnOnce(&mut State) -> Result<R> + Send + 'static,
) -> WaitingJob<State> {
    let (uri, revision) = (uri.clone(), state.revision(uri));
    Box::new(move |state, known| {
        if answer.is_closed() {
            return;
        }
        let result = match known {
            Err(incomplete) => Err(refused(incomplete)),
            Ok(()) if state.revision(&uri) == revision => {
                state.documents.prefer(&uri);
                request(state)
            }
            Ok(()) => Err(Error::content_modified()),
        };
        // The receiver may be gone.
        let _ = answer.send(result);
    })
}

/// Runs `job`, a request about the file at `uri`, when what it needs of the vault `root` is known.
fn schedule(state: &mut State, root: VaultId, uri: &Url, needs: Needs, job: WaitingJob<State>) {
    match needs {
        Needs::Notes => state.when_loaded(root, Box::new(move |state| job(state, Ok(())))),
        Needs::Links => {
            let job = Box::new(move |state: &mut State| job(state, Ok(())));
            state.when_document_checked(uri.clone(), job);
        }
        Needs::Names => {
            let job = Box::new(move |state: &mut State| job(state, Ok(())));
            state.when_loaded(root, Box::new(move |state| state.when_names_precomputed(root, job)));
        }
        Needs::Whole => state.when_all_reread(root, job),
    }
}

/// The error for a request that needs the whole vault, if not all of it could be read.
fn refused(incomplete: Incomplete) -> Error {
    refusal(match incomplete {
        Incomplete::Cancelled => {
            "links could break, because indexing was cancelled and some notes are not indexed; try \
             again to index the rest"
                .to_owned()
        }
        Incomplete::Failed(reason) => format!("links could break: {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client_capabilities::ClientCapabilities;
    use crate::wire::client::Client;
    use linkwright_vault::{Change, Vault};
    use serde_json::json;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::Poll;

    fn start() -> Handle {
        let (client, _) = Client::new();
        Handle::start(|handle| State::new(handle, client))
    }

    fn wait<R>(answer: impl Future<Output = R>) -> R {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(answer)
    }

    /// What jobs said so far, and `word`.
    fn said(state: &mut State, word: &str) -> String {
        let said = format!("{}{word}", state.session.client_name());
        state.session.introduce(said.clone(), ClientCapabilities::default());
        said
    }

    fn only_vault(state: &mut State) -> &mut Vault {
        &mut state.vaults.iter_mut().next().expect("it is open").vault
    }

    fn uri() -> Url {
        "file:///nowhere/a.md".parse().expect("a URI")
    }

    #[test]
    fn jobs_run_in_the_order_of_the_calls_not_of_the_awaits() {
        let handle = start();
        let say = |word: &'static str| handle.request(uri(), move |state| Ok(said(state, word)));
        let (first, second) = (say("a"), say("b"));
        assert_eq!(wait(second).as_deref(), Ok("ab"));
        assert_eq!(wait(first).as_deref(), Ok("a"));
    }

    #[test]
    fn a_panic_is_an_internal_error_and_the_thread_goes_on() {
        let handle = start();
        let answer = handle.request(uri(), |_| -> Result<()> { panic!("a test of panics") });
        assert_eq!(wait(answer), Err(Error::internal_error()));
        assert_eq!(wait(handle.request(uri(), |_| Ok(7))), Ok(7));
    }

    #[test]
    fn a_request_whose_answer_was_dropped_is_skipped() {
        let handle = start();
        let (go, wait_for_go) = mpsc::channel::<()>();
        handle.send(move |_| wait_for_go.recv().expect("the test goes on"));
        let dropped = handle.request(uri(), |state| {
            said(state, "asked");
            Ok(())
        });
        drop(dropped);
        go.send(()).expect("the thread waits");
        assert_eq!(wait(handle.request(uri(), |state| Ok(said(state, "")))), Ok(String::new()));
    }

    #[test]
    fn a_request_that_needs_names_waits_while_others_run() {
        let handle = start();
        let item = json!({"uri": uri(), "languageId": "markdown", "version": 1, "text": ""});
        let item = serde_json::from_value(item).expect("a document");
        let (go, wait_for_go) = mpsc::channel::<()>();
        handle.send(move |state| {
            wait_for_go.recv().expect("the test goes on");
            state.open(&item);
            for n in 0..5000 {
                only_vault(state).load(Change::File { path: &format!("{n}.png") });
            }
        });
        let say = |handle: &Handle, word: &'static str| {
            handle.request(uri(), move |state| {
                Ok((said(state, word), only_vault(state).precompute()))
            })
        };
        let (named, plain) = (say(&handle.with_names(), "names"), say(&handle, "plain "));
        go.send(()).expect("the thread waits");
        assert_eq!(wait(plain), Ok(("plain ".to_owned(), true)));
        assert_eq!(wait(named), Ok(("plain names".to_owned(), false)));
    }

    #[test]
    fn a_request_is_sent_without_polling() {
        let handle = start();
        let mut answer = pin!(handle.request(uri(), |_| Ok(1)));
        // Asked before this, so answered before this.
        assert_eq!(wait(handle.request(uri(), |_| Ok(2))), Ok(2));
        assert_eq!(wait(poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx)))), Poll::Ready(Ok(1)));
    }
}
