//! The handle of the one thread that owns the vaults.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use linkwright_project::live::{self, Feature, Needs, Platform, Reply, answer_in_job, run_owner};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

use crate::vaults::state::State;

/// Sends requests to the vaults' thread.
#[derive(Clone, Debug)]
pub(crate) struct Handle(pub(crate) live::OwnerHandle<State>);

impl Deref for Handle {
    type Target = live::OwnerHandle<State>;

    fn deref(&self) -> &live::OwnerHandle<State> {
        &self.0
    }
}

/// Sends the answer to the future that waits for it.
struct Sender<R>(oneshot::Sender<Result<R>>);

impl<R: Send + 'static> Reply<R, Error> for Sender<R> {
    fn is_wanted(&self) -> bool {
        !self.0.is_closed()
    }

    fn send(self, answer: Result<R>) {
        // The receiver may be gone.
        let _ = self.0.send(answer);
    }
}

impl Handle {
    /// Starts the vaults' thread with the state that `state` makes.
    pub(crate) fn start(
        platform: Platform,
        state: impl FnOnce(live::OwnerHandle<State>) -> State,
    ) -> Handle {
        let (handle, inbox) = live::OwnerHandle::new(platform);
        let state = state(handle.clone());
        std::thread::Builder::new()
            .name("vaults".to_owned())
            .spawn(move || run_owner(state, &inbox))
            .expect("a thread can be started");
        Handle(handle)
    }

    /// Runs `request`, which is about the file at `uri`, after everything that was sent before **this
    /// call** (not before its await), and when what it needs is known. It does not run if the returned
    /// future is dropped before.
    ///
    /// # Errors
    /// `ContentModified` if the document changes before the request runs, because a position in it
    /// has another meaning then; `InternalError` if the request panics.
    pub(crate) fn request<R, Q>(
        &self,
        uri: Url,
        needs: Needs,
        request: Q,
    ) -> impl Future<Output = Result<R>> + Send + 'static + use<R, Q>
    where
        R: Send + 'static,
        Q: FnOnce(&mut State) -> Result<R> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.0.request(uri, needs, Sender(answer), request);
        answer_of(answered)
    }

    /// Answers a request about the file at `uri` that reads texts. The first work for the vaults' thread
    /// is sent by **this call**.
    ///
    /// # Errors
    /// The same as [`Handle::request`]; those of the feature; `RequestFailed` if a note cannot be
    /// read, and `ContentModified` if notes change faster than they are read.
    pub(crate) fn answer<F: Feature<State>>(&self, uri: Url, feature: F) -> Later<F::Answer> {
        let (answer, answered) = oneshot::channel();
        self.0.answer(uri, feature, Sender(answer));
        Box::pin(answer_of(answered))
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

/// The future of an answer.
pub(crate) type Later<R> = Pin<Box<dyn Future<Output = Result<Option<R>>> + Send>>;

impl State {
    /// The same as [`Handle::answer`], from a job on the vaults' thread: the plan is made before
    /// everything that was sent meanwhile.
    pub(crate) fn answer<F: Feature<State>>(&mut self, uri: Url, feature: F) -> Later<F::Answer> {
        let (answer, answered) = oneshot::channel();
        answer_in_job(self, uri, feature, Sender(answer));
        Box::pin(answer_of(answered))
    }
}

async fn answer_of<R>(answered: oneshot::Receiver<Result<R>>) -> Result<R> {
    answered.await.unwrap_or_else(|_| Err(Error::internal_error()))
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
        Handle::start(Platform::system(), |handle| State::new(handle, client))
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
        let say = |word: &'static str| {
            handle.request(uri(), Needs::Notes, move |state| Ok(said(state, word)))
        };
        let (first, second) = (say("a"), say("b"));
        assert_eq!(wait(second).as_deref(), Ok("ab"));
        assert_eq!(wait(first).as_deref(), Ok("a"));
    }

    #[test]
    fn a_panic_is_an_internal_error_and_the_thread_goes_on() {
        let handle = start();
        let answer =
            handle.request(uri(), Needs::Notes, |_| -> Result<()> { panic!("a test of panics") });
        assert_eq!(wait(answer), Err(Error::internal_error()));
        assert_eq!(wait(handle.request(uri(), Needs::Notes, |_| Ok(7))), Ok(7));
    }

    #[test]
    fn a_request_whose_answer_was_dropped_is_skipped() {
        let handle = start();
        let (go, wait_for_go) = mpsc::channel::<()>();
        handle.send(move |_| wait_for_go.recv().expect("the test goes on"));
        let dropped = handle.request(uri(), Needs::Notes, |state| {
            said(state, "asked");
            Ok(())
        });
        drop(dropped);
        go.send(()).expect("the thread waits");
        assert_eq!(
            wait(handle.request(uri(), Needs::Notes, |state| Ok(said(state, "")))),
            Ok(String::new())
        );
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
        let say = |needs, word: &'static str| {
            handle.request(uri(), needs, move |state| {
                Ok((said(state, word), only_vault(state).precompute()))
            })
        };
        let (named, plain) = (say(Needs::Names, "names"), say(Needs::Notes, "plain "));
        go.send(()).expect("the thread waits");
        assert_eq!(wait(plain), Ok(("plain ".to_owned(), true)));
        assert_eq!(wait(named), Ok(("plain names".to_owned(), false)));
    }

    #[test]
    fn a_request_is_sent_without_polling() {
        let handle = start();
        let mut answer = pin!(handle.request(uri(), Needs::Notes, |_| Ok(1)));
        // Asked before this, so answered before this.
        assert_eq!(wait(handle.request(uri(), Needs::Notes, |_| Ok(2))), Ok(2));
        assert_eq!(wait(poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx)))), Poll::Ready(Ok(1)));
    }
}
