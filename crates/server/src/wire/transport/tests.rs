//! Tests of the message loop with a server that answers at once.

use std::future::pending;
use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{InitializeParams, InitializeResult, MessageType};
use tower_lsp::{LanguageServer, LspService};

use super::serve;
use crate::wire::client::Client;
use crate::wire::frames;

/// Sends a notification before each response.
struct Notifier(Client);

#[tower_lsp::async_trait]
impl LanguageServer for Notifier {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        self.0.log(MessageType::INFO, "before the response".to_owned());
        Ok(InitializeResult::default())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

/// An output that the test can read.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_response_follows_what_its_handler_has_sent() {
    let mut input = Vec::new();
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ] {
        frames::write(&mut input, message.to_string().as_bytes()).expect("memory");
    }
    let output = Output::default();
    let (client, outgoing) = Client::new();
    let (service, _) = LspService::new(|_| Notifier(client.clone()));
    let pipes = (Cursor::new(input), output.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("the system starts a runtime");
    serve(runtime, service, client, outgoing, pending(), Box::new(drop), pipes);
    let output = output.0.lock().unwrap_or_else(PoisonError::into_inner);
    let output = String::from_utf8_lossy(&output);
    let at = |text| output.find(text).expect("both messages");
    assert!(at("before the response") < at(r#""id":1"#), "{output}");
}
