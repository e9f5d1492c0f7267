//! The way out: what the server says to the client, in the order in which it is said.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Id, Response, Result};
use tower_lsp::lsp_types::notification::{LogMessage, Notification, ShowMessage};
use tower_lsp::lsp_types::request::Request;
use tower_lsp::lsp_types::{LogMessageParams, MessageType, ShowMessageParams};

use crate::wire::load::Load;
use crate::wire::serialized::SerializedResult;

/// Something to send.
pub(crate) enum Outgoing {
    /// An answer to the client's request.
    Response(Response),
    /// An answer whose result is JSON already.
    SerializedResult(Id, SerializedResult),
    /// A notification.
    Notification(&'static str, Value),
    /// A request with its parameters as JSON, and what is done with its answer.
    Request(&'static str, String, Then),
}

/// What is done with the client's answer, on the loop's thread: no more than passing it on.
pub(crate) type Then = Box<dyn FnOnce(Result<Value>) + Send>;

/// Sends to the client from any thread, without waiting.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    out: mpsc::UnboundedSender<Outgoing>,
    /// What is on its way to it and from it.
    pub(crate) load: Arc<Load>,
}

impl Client {
    /// The client, and what is to be sent to it.
    pub(crate) fn new() -> (Client, mpsc::UnboundedReceiver<Outgoing>) {
        let (out, outgoing) = mpsc::unbounded_channel();
        (Client { out, load: Arc::default() }, outgoing)
    }

    /// Sends a notification.
    pub(crate) fn notify<N: Notification>(&self, params: N::Params) {
        self.send(Outgoing::Notification(N::METHOD, json(params)));
    }

    /// Sends a request, and has `then` called with its answer. Nobody can wait for it: a client
    /// may answer only when its own request is answered.
    pub(crate) fn request<R: Request>(
        &self,
        params: &R::Params,
        then: impl FnOnce(Result<R::Result>) + Send + 'static,
    ) {
        let then = move |answer: Result<Value>| {
            then(answer.and_then(|value| {
                serde_json::from_value(value).map_err(|e| Error::invalid_params(e.to_string()))
            }));
        };
        // An edit may be of megabytes: it is written here, not on the thread that listens.
        let params = serde_json::to_string(params);
        let params = params.expect("the protocol's own types can be written as JSON");
        self.send(Outgoing::Request(R::METHOD, params, Box::new(then)));
    }

    /// Shows `message` to the author.
    pub(crate) fn show(&self, typ: MessageType, message: String) {
        self.notify::<ShowMessage>(ShowMessageParams { typ, message });
    }

    /// Writes `message` into the client's log, unless the client does not read.
    pub(crate) fn log(&self, typ: MessageType, message: String) {
        if !self.is_backed_up() {
            self.notify::<LogMessage>(LogMessageParams { typ, message });
        }
    }

    /// Whether the client does not read, so that it is to be sent no more than it asks for. When it
    /// has caught up, the vaults' thread is woken.
    pub(crate) fn is_backed_up(&self) -> bool {
        self.load.is_backed_up()
    }

    /// Sends `message`.
    pub(crate) fn send(&self, message: Outgoing) {
        // The receiver goes only when the client has gone.
        let _ = self.out.send(message);
    }
}

fn json(params: impl serde::Serialize) -> Value {
    serde_json::to_value(params).expect("the protocol's own types can be written as JSON")
}
