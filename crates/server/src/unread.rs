//! A client that sends and does not read.

use std::io::{BufRead as _, BufReader, PipeReader, PipeWriter, Read as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};

use crate::wire::client::Client;
use crate::wire::load::{Load, MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_INCOMING, MAX_OUTGOING};

/// A server in a thread, and the client's ends of its pipes.
struct Session {
    load: Arc<Load>,
    input: PipeWriter,
    output: BufReader<PipeReader>,
    server: JoinHandle<ExitCode>,
}

fn start() -> Session {
    let (server_input, input) = std::io::pipe().expect("a pipe");
    let (output, server_output) = std::io::pipe().expect("a pipe");
    let (client, outgoing) = Client::new();
    let load = Arc::clone(&client.load);
    let serve = move || crate::serve(client, outgoing, (server_input, server_output));
    let server = std::thread::spawn(serve);
    let mut session = Session { load, input, output: BufReader::new(output), server };
    let params = json!({"capabilities": {}});
    session.send(&json!({"id": 0, "method": "initialize", "params": params}));
    session.send(&json!({"method": "initialized", "params": {}}));
    session.send(&opening("# One\n\n## Two\n\n### Three\n\n#### Four\n"));
    session
}

const URI: &str = "untitled:note";

fn opening(text: &str) -> Value {
    let item = json!({"uri": URI, "languageId": "markdown", "version": 1, "text": text});
    json!({"method": "textDocument/didOpen", "params": {"textDocument": item}})
}

fn symbols(id: usize) -> Value {
    let params = json!({"textDocument": {"uri": URI}});
    json!({"id": id, "method": "textDocument/documentSymbol", "params": params})
}

fn framed(message: &Value) -> Vec<u8> {
    let mut message = message.clone();
    message["jsonrpc"] = json!("2.0");
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

impl Session {
    fn send(&mut self, message: &Value) {
        self.input.write_all(&framed(message)).expect("the server listens");
    }

    fn read(&mut self) -> Value {
        let mut header = String::new();
        self.output.read_line(&mut header).expect("the server speaks");
        let length = header.trim().strip_prefix("Content-Length: ").expect("a header");
        self.output.read_line(&mut String::new()).expect("the server speaks");
        let mut body = vec![0; length.parse().expect("a length")];
        self.output.read_exact(&mut body).expect("the server speaks");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The next answer; what else is said is skipped.
    fn answer(&mut self) -> Value {
        loop {
            let message = self.read();
            if message.get("method").is_none() {
                return message;
            }
        }
    }

    fn finish(mut self) {
        self.send(&json!({"id": "end", "method": "shutdown"}));
        while self.answer()["id"] != "end" {}
        self.send(&json!({"method": "exit"}));
        assert_eq!(self.server.join().expect("no panic"), ExitCode::SUCCESS);
    }
}

/// Waits until `holds`; against hanging for ever, and nothing else.
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..12_000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} never comes");
}

fn assert_bounded(load: &Load, answer: usize, message: usize) {
    assert!(load.incoming.peak() <= MAX_INCOMING, "{load:?}");
    assert!(load.in_flight.peak() <= MAX_IN_FLIGHT, "{load:?}");
    assert!(load.in_flight_bytes.peak() <= MAX_IN_FLIGHT_BYTES + message, "{load:?}");
    // Whatever was taken in before the limit was passed is answered.
    assert!(load.outgoing.peak() <= MAX_OUTGOING + (MAX_IN_FLIGHT + 2) * answer, "{load:?}");
}

#[test]
fn a_client_that_sends_all_its_requests_before_it_reads_gets_all_its_answers() {
    const REQUESTS: usize = 100_000;
    let mut session = start();
    for id in 1..=REQUESTS {
        session.send(&symbols(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    assert_eq!(session.answer()["id"], 0);
    let mut answered = vec![false; REQUESTS + 1];
    for _ in 1..=REQUESTS {
        let answer = session.answer();
        assert_eq!(answer["result"].as_array().map(Vec::len), Some(4), "{answer}");
        let id = answer["id"].as_u64().and_then(|id| usize::try_from(id).ok()).expect("an id");
        assert!(!std::mem::replace(&mut answered[id], true), "{id} is answered twice");
    }
    assert_bounded(&session.load, 2000, 1000);
    session.finish();
}

#[test]
fn what_would_let_a_full_server_go_on_is_heard() {
    const REQUESTS: usize = 20_000;
    let mut session = start();
    for id in 1..=REQUESTS {
        session.send(&symbols(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    let cancel = json!({"method": "$/cancelRequest", "params": {"id": REQUESTS}});
    session.send(&cancel);
    // An answer to no request, which is taken at once: it leaves nothing waiting.
    session.send(&json!({"id": 77, "result": null}));
    let mut last = session.answer();
    while last["id"] != REQUESTS {
        last = session.answer();
    }
    assert_eq!(last["error"]["code"], -32800, "{last}");
    session.finish();
}

#[test]
fn a_client_that_leaves_without_reading_is_let_go() {
    let mut session = start();
    for id in 1..=20_000 {
        session.send(&symbols(id));
    }
    session.send(&json!({"id": "end", "method": "shutdown"}));
    session.send(&json!({"method": "exit"}));
    assert_eq!(session.server.join().expect("no panic"), ExitCode::SUCCESS);
}

#[test]
fn a_client_that_is_gone_ends_the_server_though_it_left_requests() {
    let mut session = start();
    for id in 1..=20_000 {
        session.send(&symbols(id));
    }
    let load = Arc::clone(&session.load);
    wait_until("the limit", || load.is_backed_up());
    let Session { input, output, server, .. } = session;
    drop(output);
    assert_eq!(server.join().expect("no panic"), ExitCode::FAILURE);
    drop(input);
}

#[test]
fn changes_come_no_faster_than_they_are_made() {
    let mut session = start();
    let text = "words ".repeat(150_000);
    for version in 2..150 {
        let document = json!({"uri": URI, "version": version});
        let changes = json!([{"text": format!("# {version}\n{text}")}]);
        let params = json!({"textDocument": document, "contentChanges": changes});
        session.send(&json!({"method": "textDocument/didChange", "params": params}));
    }
    session.send(&symbols(1));
    assert_eq!(session.answer()["id"], 0);
    let answer = session.answer();
    assert_eq!(answer["result"][0]["name"], "149");
    assert_bounded(&session.load, 2000, text.len() + 1000);
    session.finish();
}
