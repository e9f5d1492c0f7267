//! An LSP client that drives a server as an editor does and measures time.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::edits::decode_uri;

/// Maximum time to wait for one response.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(120);

/// A running server.
pub struct Client {
    child: Child,
    stdin: ChildStdin,
    inbox: Receiver<(Instant, Value)>,
    next_id: i64,
    responses: HashMap<i64, Response>,
    /// The last published diagnostics of each decoded URI, and when they arrived.
    pub diagnostics: HashMap<String, (Instant, Value)>,
}

/// The response to a request.
pub struct Response {
    /// When it arrived.
    pub at: Instant,
    /// The result, or the error code.
    pub result: Result<Value, i64>,
}

impl Response {
    /// The error code for an unknown method.
    const METHOD_NOT_FOUND: i64 = -32601;

    /// Whether the server does not support the method.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.result == Err(Response::METHOD_NOT_FOUND)
    }

    /// The result; `null` for an error.
    #[must_use]
    pub fn value(&self) -> &Value {
        self.result.as_ref().unwrap_or(&Value::Null)
    }
}

impl Client {
    /// Starts `command` in `root`.
    ///
    /// # Errors
    /// If the command cannot be started.
    pub fn start(command: &str, root: &Path) -> io::Result<Client> {
        let mut words = command.split_whitespace();
        let program = words.next().ok_or_else(|| io::Error::other("an empty command"))?;
        let mut child = Command::new(program)
            .args(words)
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), format!("{program}: {error}")))?;
        let stdin = child.stdin.take().expect("the stream is piped");
        let stdout = BufReader::new(child.stdout.take().expect("the stream is piped"));
        let (outbox, inbox) = mpsc::channel();
        thread::spawn(move || {
            let mut stdout = stdout;
            while let Some(body) = read_message(&mut stdout) {
                // Take the time before parsing, which is not part of the server's time.
                let now = Instant::now();
                let Ok(message) = serde_json::from_slice(&body) else { return };
                if outbox.send((now, message)).is_err() {
                    return;
                }
            }
        });
        let (responses, diagnostics) = Default::default();
        Ok(Client { child, stdin, inbox, next_id: 0, responses, diagnostics })
    }

    /// The id of the server's process, to measure its memory.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a notification.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// Sends a request without waiting for the response. Returns its id for
    /// [`Client::wait_for_response`].
    ///
    /// # Errors
    /// If the server has exited.
    pub fn send_request(&mut self, method: &str, params: &Value) -> io::Result<i64> {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        Ok(id)
    }

    /// Waits for the response to a request.
    ///
    /// # Errors
    /// If the server has exited or does not respond in time.
    pub fn wait_for_response(&mut self, id: i64) -> io::Result<Response> {
        loop {
            if let Some(response) = self.responses.remove(&id) {
                return Ok(response);
            }
            if !self.receive(RESPONSE_TIMEOUT)? {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "no response from the server"));
            }
        }
    }

    /// Whether the response to a request was received while waiting for another one.
    #[must_use]
    pub fn has_response(&self, id: i64) -> bool {
        self.responses.contains_key(&id)
    }

    /// Sends a request and waits for its response. Returns the time between them too.
    ///
    /// # Errors
    /// If the server has exited or does not respond in time.
    pub fn request(&mut self, method: &str, params: &Value) -> io::Result<(Duration, Response)> {
        let start = Instant::now();
        let id = self.send_request(method, params)?;
        let response = self.wait_for_response(id)?;
        Ok((response.at - start, response))
    }

    /// Receives messages until `find` returns a time for the published diagnostics. Returns `None`
    /// after `timeout`.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn wait_for_diagnostics(
        &mut self,
        timeout: Duration,
        find: impl Fn(&HashMap<String, (Instant, Value)>) -> Option<Instant>,
    ) -> io::Result<Option<Instant>> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(at) = find(&self.diagnostics) {
                return Ok(Some(at));
            }
            if !self.receive(deadline.saturating_duration_since(Instant::now()))? {
                return Ok(None);
            }
        }
    }

    /// Receives and handles one message. Returns `false` after `timeout`.
    fn receive(&mut self, timeout: Duration) -> io::Result<bool> {
        let (at, mut message) = match self.inbox.recv_timeout(timeout) {
            Ok(received) => received,
            Err(RecvTimeoutError::Timeout) => return Ok(false),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the server has exited"));
            }
        };
        match (message["id"].clone(), message["method"].as_str()) {
            (id, None) => {
                let id = id.as_i64().unwrap_or_default();
                let result = match message["error"]["code"].as_i64() {
                    Some(code) => Err(code),
                    None => Ok(message["result"].take()),
                };
                self.responses.insert(id, Response { at, result });
            }
            (Value::Null, Some("textDocument/publishDiagnostics")) => {
                let params = &message["params"];
                let uri = decode_uri(params["uri"].as_str().unwrap_or_default());
                self.diagnostics.insert(uri, (at, params["diagnostics"].clone()));
            }
            (Value::Null, Some(_)) => {}
            (id, Some(method)) => {
                let result = match method {
                    "workspace/configuration" => {
                        let items = message["params"]["items"].as_array().map_or(0, Vec::len);
                        json!(vec![Value::Null; items])
                    }
                    "workspace/applyEdit" => json!({"applied": true}),
                    _ => Value::Null,
                };
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}))?;
            }
        }
        Ok(true)
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        let body = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        self.stdin.flush()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Some peers do not exit when asked to, so do not wait for them.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of the next message; `None` at the end of the input or if a header is invalid.
fn read_message(input: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let mut body = vec![0; length?];
    input.read_exact(&mut body).ok()?;
    Some(body)
}

/// The current and peak resident memory of a process, in bytes; `None` if `/proc` does not exist.
#[must_use]
pub fn memory(pid: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let field = |name: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}
