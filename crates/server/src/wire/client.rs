//! Sending messages to the client, in the order in which they are sent.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::{Error, Id, Response, Result};
use tower_lsp::lsp_types::notification::{LogMessage, Notification, ShowMessage};
use tower_lsp::lsp_types::request::Request;
use tower_lsp::lsp_types::{LogMessageParams, MessageType, ShowMessageParams};

use crate::wire::load::Load;
use crate::wire::serialized::SerializedResult;

/// A message to send.
pub(crate) enum Outgoing {
    /// A response to a request of the client.
    Response(Response),
    /// A response whose result is already serialized.
    SerializedResult(Id, SerializedResult),
    /// A notification.
    Notification(&'static str, Value),
    /// A request: method, parameters as JSON, and the callback for its response.
    Request(&'static str, String, OnResponse),
}

/// The callback for the client's response. It runs on the message loop's thread, so it should only pass
/// the response on.
pub(crate) type OnResponse = Box<dyn FnOnce(Result<Value>) + Send>;

/// Sends to the client from any thread, without waiting.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    out: mpsc::UnboundedSender<Outgoing>,
    /// The amount of data in flight in both directions.
    pub(crate) load: Arc<Load>,
}

impl Client {
    /// The client, and the receiver of the messages to send to it.
    pub(crate) fn new() -> (Client, mpsc::UnboundedReceiver<Outgoing>) {
        let (out, outgoing) = mpsc::unbounded_channel();
        (Client { out, load: Arc::default() }, outgoing)
    }

    /// Sends a notification.
    pub(crate) fn notify<N: Notification>(&self, params: N::Params) {
        self.send(Outgoing::Notification(N::METHOD, to_json(params)));
    }

    /// Sends a request, and calls `on_response` with the response. Never wait for it: a client may
    /// respond only after its own request is answered.
    pub(crate) fn request<R: Request>(
        &self,
        params: &R::Params,
        on_response: impl FnOnce(Result<R::Result>) + Send + 'static,
    ) {
        let on_response = move |response: Result<Value>| {
            on_response(response.and_then(|value| {
                serde_json::from_value(value).map_err(|e| Error::invalid_params(e.to_string()))
            }));
        };
        // An edit may have megabytes, so it is serialized here and not on the message loop's thread.
        let params = serde_json::to_string(params);
        let params = params.expect("LSP types can be serialized");
        self.send(Outgoing::Request(R::METHOD, params, Box::new(on_response)));
    }

    /// Shows `message` to the user.
    pub(crate) fn show(&self, typ: MessageType, message: String) {
        self.notify::<ShowMessage>(ShowMessageParams { typ, message });
    }

    /// Writes `message` to the client's log. Does nothing if the client does not read.
    pub(crate) fn log(&self, typ: MessageType, message: String) {
        if !self.is_backed_up() {
            self.notify::<LogMessage>(LogMessageParams { typ, message });
        }
    }

    /// Whether the client does not read fast enough, so that only responses should be sent. The
    /// vaults' thread is woken when the client has caught up.
    pub(crate) fn is_backed_up(&self) -> bool {
        self.load.is_backed_up()
    }

    /// Sends `message`.
    pub(crate) fn send(&self, message: Outgoing) {
        // It fails only after the connection has ended.
        let _ = self.out.send(message);
    }
}

fn to_json(params: impl serde::Serialize) -> Value {
    serde_json::to_value(params).expect("LSP types can be serialized")
}
