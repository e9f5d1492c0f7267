//! Tests of flow control: a client that sends messages and does not read.

use std::io::{BufRead as _, BufReader, PipeReader, PipeWriter, Read as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

use crate::wire::client::Client;
use crate::wire::load::{Load, MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_INCOMING, MAX_OUTGOING};

/// A server on its own thread, and the client's ends of its pipes.
struct PipedServer {
    load: Arc<Load>,
    input: PipeWriter,
    output: BufReader<PipeReader>,
    server: JoinHandle<ExitCode>,
}

fn start() -> PipedServer {
    let (server_input, input) = std::io::pipe().expect("a pipe");
    let (output, server_output) = std::io::pipe().expect("a pipe");
    let (client, outgoing) = Client::new();
    let load = Arc::clone(&client.load);
    let serve = move || crate::serve(client, outgoing, (server_input, server_output));
    let server = std::thread::spawn(serve);
    let mut session = PipedServer { load, input, output: BufReader::new(output), server };
    let params = json!({"capabilities": {}});
    session.send(&json!({"id": 0, "method": "initialize", "params": params}));
    session.send(&json!({"method": "initialized", "params": {}}));
    session.send(&did_open("# One\n\n## Two\n\n### Three\n\n#### Four\n"));
    session
}

const URI: &str = "untitled:note";

fn did_open(text: &str) -> Value {
    let item = json!({"uri": URI, "languageId": "markdown", "version": 1, "text": text});
    json!({"method": "textDocument/didOpen", "params": {"textDocument": item}})
}

fn document_symbol(id: usize) -> Value {
    let params = json!({"textDocument": {"uri": URI}});
    json!({"id": id, "method": "textDocument/documentSymbol", "params": params})
}

fn frame(message: &Value) -> Vec<u8> {
    let mut message = message.clone();
    message["jsonrpc"] = json!("2.0");
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

impl PipedServer {
    fn send(&mut self, message: &Value) {
        self.input.write_all(&frame(message)).expect("the server reads");
    }

    fn read(&mut self) -> Value {
        let mut header = String::new();
        self.output.read_line(&mut header).expect("the server writes");
        let length = header.trim().strip_prefix("Content-Length: ").expect("a header");
        self.output.read_line(&mut String::new()).expect("the server writes");
        let mut body = vec![0; length.parse().expect("a length")];
        self.output.read_exact(&mut body).expect("the server writes");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The next response; notifications and requests of the server are skipped.
    fn response(&mut self) -> Value {
        loop {
            let message = self.read();
            if message.get("method").is_none() {
                return message;
            }
        }
    }

    fn finish(mut self) {
        self.send(&json!({"id": "end", "method": "shutdown"}));
        while self.response()["id"] != "end" {}
        self.send(&json!({"method": "exit"}));
        assert_eq!(self.server.join().expect("no panic"), ExitCode::SUCCESS);
    }
}

/// Waits until `condition` is true. The limit only prevents a test from hanging for ever.
fn wait_until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..12_000 {
        if condition() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} is never reached");
}

/// Checks that no limit was exceeded. `response` and `message` are the largest sizes of one response and
/// one message, in bytes.
fn assert_bounded(load: &Load, response: usize, message: usize) {
    assert!(load.incoming.peak() <= MAX_INCOMING, "{load:?}");
    assert!(load.in_flight.peak() <= MAX_IN_FLIGHT, "{load:?}");
    assert!(load.in_flight_bytes.peak() <= MAX_IN_FLIGHT_BYTES + message, "{load:?}");
    // Messages in flight are answered although the limit is reached meanwhile.
    assert!(load.outgoing.peak() <= MAX_OUTGOING + (MAX_IN_FLIGHT + 2) * response, "{load:?}");
}

#[test]
fn a_client_that_sends_all_requests_before_it_reads_gets_all_responses() {
    const REQUESTS: usize = 100_000;
    let mut session = start();
    for id in 1..=REQUESTS {
        session.send(&document_symbol(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    assert_eq!(session.response()["id"], 0);
    let mut answered = vec![false; REQUESTS + 1];
    for _ in 1..=REQUESTS {
        let response = session.response();
        assert_eq!(response["result"].as_array().map(Vec::len), Some(4), "{response}");
        let id = response["id"].as_u64().and_then(|id| usize::try_from(id).ok()).expect("an id");
        assert!(!std::mem::replace(&mut answered[id], true), "{id} is answered twice");
    }
    assert_bounded(&session.load, 2000, 1000);
    session.finish();
}

#[test]
fn a_server_at_its_limits_accepts_cancellations_and_responses() {
    const REQUESTS: usize = 20_000;
    let mut session = start();
    for id in 1..=REQUESTS {
        session.send(&document_symbol(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    let cancel = json!({"method": "$/cancelRequest", "params": {"id": REQUESTS}});
    session.send(&cancel);
    // A response without a request. It skips the queue too.
    session.send(&json!({"id": 77, "result": null}));
    let mut last = session.response();
    while last["id"] != REQUESTS {
        last = session.response();
    }
    assert_eq!(last["error"]["code"], -32800, "{last}");
    session.finish();
}

#[test]
fn the_server_ends_when_a_client_exits_without_reading() {
    let mut session = start();
    for id in 1..=20_000 {
        session.send(&document_symbol(id));
    }
    session.send(&json!({"id": "end", "method": "shutdown"}));
    session.send(&json!({"method": "exit"}));
    assert_eq!(session.server.join().expect("no panic"), ExitCode::SUCCESS);
}

#[test]
fn the_server_ends_when_the_client_closes_the_output() {
    let mut session = start();
    for id in 1..=20_000 {
        session.send(&document_symbol(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    let PipedServer { input, output, server, .. } = session;
    drop(output);
    assert_eq!(server.join().expect("no panic"), ExitCode::FAILURE);
    drop(input);
}

#[test]
fn queued_changes_are_bounded() {
    let mut session = start();
    let text = "words ".repeat(150_000);
    for version in 2..150 {
        let document = json!({"uri": URI, "version": version});
        let changes = json!([{"text": format!("# {version}\n{text}")}]);
        let params = json!({"textDocument": document, "contentChanges": changes});
        session.send(&json!({"method": "textDocument/didChange", "params": params}));
    }
    session.send(&document_symbol(1));
    assert_eq!(session.response()["id"], 0);
    let response = session.response();
    assert_eq!(response["result"][0]["name"], "149");
    assert_bounded(&session.load, 2000, text.len() + 1000);
    session.finish();
}
