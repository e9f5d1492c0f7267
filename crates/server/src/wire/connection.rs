//! The message loop.
//!
//! The loop of `tower_lsp::Server` ends at the first malformed message, does not end at `exit` while
//! the input is open, and does not survive a handler that panics. tower-lsp's router (`LspService`) is
//! used, with a rule that makes the order of arrival the order of execution: **a handler runs to its
//! first await before the next message is handled**, and sends its work to the vaults' thread before
//! that.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::Poll;
use std::time::Duration;

use linkwright_text::PositionEncoding;
use rustc_hash::FxHashMap;
use serde::Deserialize as _;
use serde_json::Value;
use tokio::sync::mpsc;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response, Result};
use tower_lsp::{LanguageServer, LspService};

use crate::wire::client::{Client, OnResponse, Outgoing};
use crate::wire::frames::Frame;
use crate::wire::load::{InFlight, Load};
use crate::wire::message::{self, Message};
use crate::wire::queue::Queue;
use crate::wire::{params, results, uris};

/// Time for writing the last messages after `exit`, and time after which the server stops waiting for a
/// client that has sent `exit` and reads nothing.
pub(super) const EXIT_TIMEOUT: Duration = Duration::from_secs(2);

/// Sends its argument to the vaults' thread, which drops it after all jobs that were sent before. `None`
/// only wakes the thread.
pub(crate) type DropAfterQueued = Box<dyn Fn(Option<InFlight>) + Send>;

/// The state of the message loop.
pub(super) struct Connection<S> {
    service: LspService<S>,
    client: Client,
    bodies: Sender<Vec<u8>>,
    load: Arc<Load>,
    drop_after_queued: DropAfterQueued,
    queue: Queue,
    /// The position encoding of this session.
    encoding: PositionEncoding,
    /// The callbacks of requests that the client has not answered yet.
    pending_requests: FxHashMap<i64, OnResponse>,
    next_id: i64,
    /// The client did not read fast enough when this was last checked.
    backed_up: bool,
    /// A `shutdown` request was received.
    shut_down: bool,
}

/// What the loop does after a message.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    Exit,
}

impl<S: LanguageServer> Connection<S> {
    /// A connection that has received nothing. The bodies of messages to the client go to `bodies`.
    pub(super) fn new(
        service: LspService<S>,
        client: Client,
        bodies: Sender<Vec<u8>>,
        drop_after_queued: DropAfterQueued,
    ) -> Connection<S> {
        Connection {
            service,
            load: Arc::clone(&client.load),
            client,
            bodies,
            drop_after_queued,
            queue: Queue::default(),
            encoding: PositionEncoding::default(),
            pending_requests: FxHashMap::default(),
            next_id: 0,
            backed_up: false,
            shut_down: false,
        }
    }

    /// Whether the client has sent `shutdown`.
    pub(super) fn is_shut_down(&self) -> bool {
        self.shut_down
    }

    /// Handles messages until the client sends `exit`, closes a pipe, or `client_exited` resolves.
    pub(super) async fn run(
        &mut self,
        mut frames: mpsc::UnboundedReceiver<Frame>,
        mut outgoing: mpsc::UnboundedReceiver<Outgoing>,
        client_exited: impl Future<Output = ()>,
    ) {
        let mut client_exited = std::pin::pin!(client_exited);
        let mut input_ended = false;
        loop {
            while let Ok(message) = outgoing.try_recv() {
                self.send(message);
            }
            self.check_backpressure();
            let full = self.load.is_full();
            if !full && let Some(frame) = self.queue.pop() {
                if self.receive(frame).await == Next::Exit {
                    break;
                }
                // Gives pending handlers a chance to run.
                tokio::task::yield_now().await;
                continue;
            }
            if self.load.is_output_closed() || input_ended && self.queue.is_empty() {
                break;
            }
            // A client that exits need not read the responses to its earlier requests.
            let exits_unread = full && (input_ended || self.queue.has_exit);
            tokio::select! {
                frame = frames.recv(), if !input_ended => match frame {
                    None => input_ended = true,
                    Some(frame) => if let Some(urgent) = self.queue.push(frame)
                        && self.receive(urgent).await == Next::Exit { break },
                },
                Some(message) = outgoing.recv() => self.send(message),
                () = self.load.changed.notified() => {}
                () = &mut client_exited => break,
                () = tokio::time::sleep(EXIT_TIMEOUT), if exits_unread => {
                    self.shut_down |= self.queue.has_shutdown;
                    break;
                }
            }
        }
        while let Ok(message) = outgoing.try_recv() {
            self.send(message);
        }
    }

    /// Wakes the vaults' thread when the client has caught up, because the thread publishes nothing
    /// before that.
    fn check_backpressure(&mut self) {
        let backed_up = self.load.is_backed_up();
        if self.backed_up && !backed_up {
            (self.drop_after_queued)(None);
        }
        self.backed_up = backed_up;
    }

    async fn receive(&mut self, frame: Frame) -> Next {
        let bytes = frame.len();
        self.load.remove_incoming(bytes);
        let body = match frame {
            Frame::Body(body) => body,
            Frame::Malformed(why) => return self.reject(Id::Null, Error::parse_error(), why),
        };
        match message::parse(&body, self.encoding) {
            Ok(Message::Call { method, id, params }) => self.call(method, id, params, bytes).await,
            Ok(Message::Response(id, outcome)) => self.receive_response(id.as_ref(), outcome),
            Err((id, error, why)) => self.reject(id, error, why),
        }
    }

    async fn call(
        &mut self,
        method: String,
        id: Option<Id>,
        params: Option<Value>,
        bytes: usize,
    ) -> Next {
        let mut params = params.filter(|params| !params.is_null());
        params.iter_mut().for_each(|it| params::normalize(&method, it));
        if id.as_ref().is_some_and(|id| self.queue.was_cancelled(id)) {
            let id = id.unwrap_or(Id::Null);
            let error = Response::from_error(id, Error::request_cancelled());
            self.send(Outgoing::Response(error));
            return Next::Continue;
        }
        match method.as_str() {
            "exit" => return Next::Exit,
            "initialize" => {
                self.encoding = params.as_ref().map(params::encoding).unwrap_or_default();
            }
            "$/cancelRequest" => {
                let id = params.as_ref().and_then(|params| params.get("id"));
                if let Some(Ok(id)) = id.map(Id::deserialize) {
                    self.queue.cancel(id);
                }
            }
            "shutdown" => {
                // The router rejects `shutdown` with params, but some clients send empty params.
                params = None;
                self.shut_down = true;
            }
            // The router does not answer unknown `$/` requests, so the client would wait for ever.
            _ if method.starts_with("$/") && id.is_some() => {
                let error = Error::method_not_found();
                self.send(Outgoing::Response(Response::from_error(id.unwrap_or(Id::Null), error)));
                return Next::Continue;
            }
            _ => {}
        }
        // A held `workspace/diagnostic` does not count; there are only a few.
        let is_held = method == "workspace/diagnostic";
        let in_flight = (!is_held).then(|| InFlight::new(&self.load, bytes));
        let request = Request::build(method);
        let request = match params {
            Some(params) => request.params(params),
            None => request,
        };
        let request = match id.clone() {
            Some(id) => request.id(id),
            None => request,
        };
        if poll_fn(|cx| self.service.poll_ready(cx)).await.is_err() {
            return Next::Exit;
        }
        let is_request = id.is_some();
        let answer = catch_panic(self.service.call(request.finish()), id);
        let mut answer = Box::pin(results::with_stashed_result(answer));
        match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
            // Goes after the messages that the handler has sent. Partial results must not arrive after
            // the response: the client would drop them.
            Poll::Ready(Some(message)) => self.client.send(message),
            // A notification is handled only when its job on the vaults' thread has run.
            Poll::Ready(None) if !is_request => (self.drop_after_queued)(in_flight),
            Poll::Ready(None) => {}
            Poll::Pending => {
                let client = self.client.clone();
                tokio::spawn(async move {
                    if let Some(message) = answer.await {
                        client.send(message);
                    }
                    drop(in_flight);
                });
            }
        }
        Next::Continue
    }

    fn receive_response(&mut self, id: Option<&Id>, outcome: Option<Result<Value>>) -> Next {
        let on_response = match id {
            Some(Id::Number(id)) => self.pending_requests.remove(id),
            _ => None,
        };
        let Some(outcome) = outcome else {
            let why = "the message has no method, result or error";
            return self.reject(Id::Null, Error::invalid_request(), why);
        };
        match on_response {
            Some(on_response) => on_response(outcome),
            None => tracing::warn!("the client sent a response without a request"),
        }
        Next::Continue
    }

    /// Logs an invalid message, and sends `error` as its response.
    fn reject(&mut self, id: Id, error: Error, why: impl std::fmt::Display) -> Next {
        tracing::warn!("invalid message: {why}");
        self.send(Outgoing::Response(Response::from_error(id, error)));
        Next::Continue
    }

    fn send(&mut self, message: Outgoing) {
        let body = match message {
            Outgoing::Response(response) => serde_json::to_vec(&response),
            Outgoing::SerializedResult(id, result) => result.into_response(&id),
            Outgoing::Notification(method, params) => {
                serde_json::to_vec(&Request::build(method).params(params).finish())
            }
            Outgoing::Request(method, params, on_response) => {
                self.next_id += 1;
                self.pending_requests.insert(self.next_id, on_response);
                Ok(message::request_body(self.next_id, method, &params))
            }
        };
        match body {
            Ok(body) => {
                let body = uris::restore(body);
                self.load.add_outgoing(body.len());
                // It fails only if the writer has ended, which `is_output_closed` shows.
                let _ = self.bodies.send(body);
            }
            Err(error) => tracing::error!("cannot serialize a message: {error}"),
        }
    }
}

/// Waits for `answer`. If it panics, responds with an internal error.
fn catch_panic<E>(
    mut answer: Pin<Box<dyn Future<Output = std::result::Result<Option<Response>, E>> + Send>>,
    id: Option<Id>,
) -> impl Future<Output = Option<Response>> {
    let mut id = id;
    poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(response)) => Poll::Ready(response.ok().flatten()),
        Err(_) => {
            let error = Error::internal_error();
            Poll::Ready(id.take().map(|id| Response::from_error(id, error)))
        }
    })
}
