//! Messages in and out, and all that tower-lsp must be kept from.
//!
//! `tower_lsp::Server` is not used, for its loop ends at the first malformed message, does not
//! end at `exit` while the input stays open, and dies of a handler that panics. The router
//! (`LspService`) is, with the rule that makes the arrival of messages the order of execution:
//! **a handler runs to its first await before the next message is looked at**, and sends to the
//! vault's thread before that.

use std::future::{Future, poll_fn};
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::mpsc::Sender;
use std::task::Poll;
use std::time::Duration;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{LanguageServer, LspService};

use crate::wire::client::{Client, Outgoing, Then};
use crate::wire::frames::{self, Frame};
use crate::wire::results;

/// Messages that may wait to be looked at, before the client has to.
const INCOMING_LIMIT: usize = 1024;

/// How long the last messages may take to be written when the client said `exit`.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves `service` on standard input and output until the client says `exit`, closes the input,
/// or `gone` resolves.
pub(crate) fn serve<S: LanguageServer>(
    service: LspService<S>,
    client: Client,
    outgoing: mpsc::UnboundedReceiver<Outgoing>,
    gone: impl Future<Output = ()>,
) -> ExitCode {
    let (frames_in, frames) = mpsc::channel(INCOMING_LIMIT);
    std::thread::spawn(move || {
        let mut input = BufReader::new(std::io::stdin());
        while let Ok(Some(frame)) = frames::read(&mut input) {
            if frames_in.blocking_send(frame).is_err() {
                return;
            }
        }
    });
    // Without a limit: were the loop to wait for a client that itself waits to be listened to, both
    // would wait for ever.
    let (bodies, bodies_out) = std::sync::mpsc::channel::<Vec<u8>>();
    let (written, all_written) = std::sync::mpsc::channel::<()>();
    std::thread::spawn(move || {
        let _written = written;
        let mut output = std::io::stdout();
        for body in bodies_out {
            if frames::write(&mut output, &body).is_err() {
                return;
            }
        }
    });
    let mut connection = Connection {
        service,
        client,
        bodies,
        asked: FxHashMap::default(),
        next_id: 0,
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
    asked: FxHashMap<i64, Then>,
    next_id: i64,
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
        mut frames: mpsc::Receiver<Frame>,
        mut outgoing: mpsc::UnboundedReceiver<Outgoing>,
        gone: impl Future<Output = ()>,
    ) {
        let mut gone = std::pin::pin!(gone);
        loop {
            tokio::select! {
                frame = frames.recv() => match frame {
                    Some(frame) => if self.receive(frame).await == Next::Exit { break },
                    None => break,
                },
                Some(message) = outgoing.recv() => self.send(message),
                () = &mut gone => break,
            }
        }
        while let Ok(message) = outgoing.try_recv() {
            self.send(message);
        }
    }

    async fn receive(&mut self, frame: Frame) -> Next {
        let body = match frame {
            Frame::Body(body) => body,
            Frame::Malformed(why) => return self.refuse(Id::Null, Error::parse_error(), why),
        };
        let mut object = match serde_json::from_slice(&body) {
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
            Some(Value::String(method)) => self.call(method, id, object.remove("params")).await,
            Some(_) => {
                let id = id.unwrap_or(Id::Null);
                self.refuse(id, Error::invalid_request(), "a method that is no string")
            }
            None => self.take_answer(id.as_ref(), object),
        }
    }

    async fn call(&mut self, method: String, id: Option<Id>, params: Option<Value>) -> Next {
        let mut params = params.filter(|params| !params.is_null());
        match method.as_str() {
            "exit" => return Next::Exit,
            "initialize" => params.iter_mut().for_each(spell_diagnostics_as_lsp_types_does),
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
        let answer = guarded(self.service.call(request.finish()), id);
        let mut answer = Box::pin(results::with_what_is_laid_aside(answer));
        match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
            Poll::Ready(Some(message)) => self.send(message),
            Poll::Ready(None) => {}
            Poll::Pending => {
                let client = self.client.clone();
                tokio::spawn(async move {
                    if let Some(message) = answer.await {
                        client.send(message);
                    }
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
            Outgoing::Written(id, written) => written.answer(&id),
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
            // A failure means that the client is gone, which the reader learns too.
            Ok(body) => drop(self.bodies.send(body)),
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

/// VS Code and Neovim write `workspace.diagnostics`, as the specification of 3.17 came to; Helix
/// and lsp-types 0.94 `workspace.diagnostic`.
fn spell_diagnostics_as_lsp_types_does(params: &mut Value) {
    if let Some(workspace) = params.pointer_mut("/capabilities/workspace")
        && let Some(workspace) = workspace.as_object_mut()
        && let Some(plural) = workspace.get("diagnostics").cloned()
    {
        workspace.entry("diagnostic").or_insert(plural);
    }
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
