//! Messages in and out, and all that tower-lsp must be kept from.
//!
//! `tower_lsp::Server` is not used, for its loop ends at the first malformed message, does not
//! end at `exit` while the input stays open, and dies of a handler that panics. The router
//! (`LspService`) is, with the rule that makes the arrival of messages the order of execution:
//! **a handler runs to its first await before the next message is looked at**, and sends to the
//! vault's thread before that.

use std::future::{Future, poll_fn};
use std::io::{BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::task::Poll;
use std::time::Duration;

use linkwright_text::PositionEncoding;
use rustc_hash::FxHashMap;
use serde::Deserialize as _;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{LanguageServer, LspService};

use crate::wire::client::{Client, Outgoing, Then};
use crate::wire::frames::{self, Frame};
use crate::wire::load::{InFlight, Load};
use crate::wire::queue::Queue;
use crate::wire::{params, repair, results, uris};

/// How long the last messages may take to be written when the client said `exit`, and how long a
/// client that has said so may read nothing.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs something on the vaults' thread after all that was sent to it before: drops what it is given.
pub(crate) type Afterwards = Box<dyn Fn(Option<InFlight>) + Send>;

/// Serves `service` on `input` and `output` until the client says `exit`, closes the input or reads no
/// more, or `gone` resolves.
pub(crate) fn serve<S: LanguageServer>(
    service: LspService<S>,
    client: Client,
    outgoing: mpsc::UnboundedReceiver<Outgoing>,
    gone: impl Future<Output = ()>,
    afterwards: Afterwards,
    (input, output): (impl Read + Send + 'static, impl Write + Send + 'static),
) -> ExitCode {
    let load = Arc::clone(&client.load);
    let (frames_in, frames) = mpsc::unbounded_channel();
    let reading = Arc::clone(&load);
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(frame)) = frames::read(&mut input) {
            reading.read(frame.len());
            if frames_in.send(frame).is_err() {
                return;
            }
        }
    });
    // Without a limit: were the loop to wait for a client that itself waits to be listened to, both
    // would wait for ever. What waits here is counted, and the loop takes nothing new in.
    let (bodies, bodies_out) = std::sync::mpsc::channel::<Vec<u8>>();
    let (written, all_written) = std::sync::mpsc::channel::<()>();
    let writing = Arc::clone(&load);
    std::thread::spawn(move || {
        let mut output = output;
        let _written = written;
        for body in bodies_out {
            if frames::write(&mut output, &body).is_err() {
                break;
            }
            writing.written(body.len());
        }
        writing.end_writing();
    });
    let mut connection = Connection {
        service,
        client,
        bodies,
        load,
        afterwards,
        queue: Queue::default(),
        encoding: PositionEncoding::default(),
        asked: FxHashMap::default(),
        next_id: 0,
        backed_up: false,
        shut_down: false,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(connection.run(frames, outgoing, gone));
    runtime.shutdown_background();
    let code = if connection.shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    drop(connection);
    // An error means that the writer has ended, which is what is waited for.
    let _ = all_written.recv_timeout(FAREWELL);
    code
}

struct Connection<S> {
    service: LspService<S>,
    client: Client,
    bodies: Sender<Vec<u8>>,
    load: Arc<Load>,
    afterwards: Afterwards,
    queue: Queue,
    /// How the client counts columns.
    encoding: PositionEncoding,
    asked: FxHashMap<i64, Then>,
    next_id: i64,
    /// The client has not read for long.
    backed_up: bool,
    shut_down: bool,
}

/// What a message asks of the loop.
#[derive(PartialEq, Eq)]
enum Next {
    Listen,
    Exit,
}

impl<S: LanguageServer> Connection<S> {
    async fn run(
        &mut self,
        mut frames: mpsc::UnboundedReceiver<Frame>,
        mut outgoing: mpsc::UnboundedReceiver<Outgoing>,
        gone: impl Future<Output = ()>,
    ) {
        let mut gone = std::pin::pin!(gone);
        let mut ended = false;
        loop {
            while let Ok(message) = outgoing.try_recv() {
                self.send(message);
            }
            self.catch_up();
            let full = self.load.is_full();
            if !full && let Some(frame) = self.queue.pop() {
                if self.receive(frame).await == Next::Exit {
                    break;
                }
                // Those that await something have their turn.
                tokio::task::yield_now().await;
                continue;
            }
            if self.load.is_unread() || ended && self.queue.is_empty() {
                break;
            }
            // Who leaves need not read what was asked for before.
            let leaves = full && (ended || self.queue.says_exit);
            tokio::select! {
                frame = frames.recv(), if !ended => match frame {
                    None => ended = true,
                    Some(frame) => if let Some(urgent) = self.queue.push(frame)
                        && self.receive(urgent).await == Next::Exit { break },
                },
                Some(message) = outgoing.recv() => self.send(message),
                () = self.load.changed.notified() => {}
                () = &mut gone => break,
                () = tokio::time::sleep(FAREWELL), if leaves => {
                    self.shut_down |= self.queue.says_shutdown;
                    break;
                }
            }
        }
        while let Ok(message) = outgoing.try_recv() {
            self.send(message);
        }
    }

    /// When the client has read what waited, tells the vaults' thread, which has held back.
    fn catch_up(&mut self) {
        let backed_up = self.load.is_backed_up();
        if self.backed_up && !backed_up {
            (self.afterwards)(None);
        }
        self.backed_up = backed_up;
    }

    async fn receive(&mut self, frame: Frame) -> Next {
        let bytes = frame.len();
        self.load.taken(bytes);
        let body = match frame {
            Frame::Body(body) => body,
            Frame::Malformed(why) => return self.refuse(Id::Null, Error::parse_error(), why),
        };
        let mut object = match repair::parse(&body, self.encoding) {
            Ok(Value::Object(object)) => object,
            Ok(_) => return self.refuse(Id::Null, Error::invalid_request(), "no JSON object"),
            Err(error) => return self.refuse(Id::Null, Error::parse_error(), error),
        };
        let id = match object.remove("id").map(serde_json::from_value::<Id>) {
            None => None,
            Some(Ok(id)) => Some(id),
            Some(Err(_)) => {
                return self.refuse(Id::Null, Error::invalid_request(), "an id of no known kind");
            }
        };
        match object.remove("method") {
            Some(Value::String(method)) => {
                self.call(method, id, object.remove("params"), bytes).await
            }
            Some(_) => {
                let id = id.unwrap_or(Id::Null);
                self.refuse(id, Error::invalid_request(), "a method that is no string")
            }
            None => self.take_answer(id.as_ref(), object),
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
            return Next::Listen;
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
                // The router refuses a `shutdown` with params, and some clients send empty ones.
                params = None;
                self.shut_down = true;
            }
            // The router answers nothing to these, and the client would wait for ever.
            _ if method.starts_with("$/") && id.is_some() => {
                let error = Error::method_not_found();
                self.send(Outgoing::Response(Response::from_error(id.unwrap_or(Id::Null), error)));
                return Next::Listen;
            }
            _ => {}
        }
        // These wait for news, and are few.
        let waits = method == "workspace/diagnostic";
        let in_flight = (!waits).then(|| InFlight::new(&self.load, bytes));
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
        let answer = guarded(self.service.call(request.finish()), id);
        let mut answer = Box::pin(results::with_stashed_result(answer));
        match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
            Poll::Ready(Some(message)) => self.send(message),
            // What a notification changes, the vaults' thread has yet to change.
            Poll::Ready(None) if !is_request => (self.afterwards)(in_flight),
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
        Next::Listen
    }

    fn take_answer(&mut self, id: Option<&Id>, mut object: Map<String, Value>) -> Next {
        let asked = match id {
            Some(Id::Number(id)) => self.asked.remove(id),
            _ => None,
        };
        let answer = match (object.remove("result"), object.remove("error")) {
            (_, Some(error)) if !error.is_null() => Err(client_error(&error)),
            (Some(result), _) => Ok(result),
            (None, _) => {
                let error = Error::invalid_request();
                return self.refuse(Id::Null, error, "neither a method nor a result nor an error");
            }
        };
        match asked {
            Some(then) => then(answer),
            None => tracing::warn!("the client answered a request that was not made"),
        }
        Next::Listen
    }

    fn refuse(&mut self, id: Id, error: Error, why: impl std::fmt::Display) -> Next {
        tracing::warn!("a message is refused: {why}");
        self.send(Outgoing::Response(Response::from_error(id, error)));
        Next::Listen
    }

    fn send(&mut self, message: Outgoing) {
        let body = match message {
            Outgoing::Response(response) => serde_json::to_vec(&response),
            Outgoing::SerializedResult(id, written) => written.answer(&id),
            Outgoing::Notification(method, params) => {
                serde_json::to_vec(&Request::build(method).params(params).finish())
            }
            Outgoing::Request(method, params, then) => {
                self.next_id += 1;
                self.asked.insert(self.next_id, then);
                let id = self.next_id;
                // JSON-RPC has no `null` for params: what has none leaves them out.
                let params = match &*params {
                    "null" => String::new(),
                    params => format!(r#","params":{params}"#),
                };
                let head = format!(r#"{{"jsonrpc":"2.0","method":"{method}""#);
                Ok(format!(r#"{head}{params},"id":{id}}}"#).into_bytes())
            }
        };
        match body {
            Ok(body) => {
                let body = uris::restore(body);
                self.load.sent(body.len());
                // A failure means that the writer has ended, which it has said.
                let _ = self.bodies.send(body);
            }
            Err(error) => tracing::error!("a message cannot be written as JSON: {error}"),
        }
    }
}

/// `answer`, or an internal error should it panic.
fn guarded<E>(
    mut answer: Pin<Box<dyn Future<Output = Result<Option<Response>, E>> + Send>>,
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

fn client_error(error: &Value) -> Error {
    let mut result = Error::internal_error();
    if let Some(message) = error.get("message").and_then(Value::as_str) {
        result.message = message.to_owned().into();
    }
    if let Some(code) = error.get("code").and_then(Value::as_i64) {
        result.code = code.into();
    }
    result
}
