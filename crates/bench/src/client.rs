//! A language server driven as an editor would, with a clock.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::edits::decoded;

/// How long a server may take for one answer before it is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server.
pub struct Client {
    child: Child,
    stdin: ChildStdin,
    inbox: Receiver<(Instant, Value)>,
    next_id: i64,
    answers: HashMap<i64, Answer>,
    /// The diagnostics last published for each decoded URI, and when they came.
    pub diagnostics: HashMap<String, (Instant, Value)>,
}

/// What came back for a request.
pub struct Answer {
    /// When it came.
    pub at: Instant,
    /// The result, or the code of the error.
    pub result: Result<Value, i64>,
}

impl Answer {
    /// The error code of a server that does not know the method.
    const METHOD_NOT_FOUND: i64 = -32601;

    /// Whether the server says that it does not offer this.
    #[must_use]
    pub fn is_not_offered(&self) -> bool {
        self.result == Err(Answer::METHOD_NOT_FOUND)
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
    /// If it cannot be started.
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
        let stdin = child.stdin.take().expect("it is piped");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (outbox, inbox) = mpsc::channel();
        thread::spawn(move || {
            let mut stdout = stdout;
            while let Some(body) = read(&mut stdout) {
                // The message has come: what it takes to understand it is not the server's.
                let now = Instant::now();
                let Ok(message) = serde_json::from_slice(&body) else { return };
                if outbox.send((now, message)).is_err() {
                    return;
                }
            }
        });
        let (answers, diagnostics) = Default::default();
        Ok(Client { child, stdin, inbox, next_id: 0, answers, diagnostics })
    }

    /// The process, for its memory.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a notification.
    ///
    /// # Errors
    /// If the server is gone.
    pub fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// Sends a request and does not wait: [`Client::answer`] does.
    ///
    /// # Errors
    /// If the server is gone.
    pub fn ask(&mut self, method: &str, params: &Value) -> io::Result<i64> {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        Ok(id)
    }

    /// Waits for the answer to a request.
    ///
    /// # Errors
    /// If the server is gone or silent.
    pub fn answer(&mut self, id: i64) -> io::Result<Answer> {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return Ok(answer);
            }
            if !self.receive(PATIENCE)? {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "no answer"));
            }
        }
    }

    /// Whether the answer to a request has been taken in, which happens while others are waited for.
    #[must_use]
    pub fn has_answered(&self, id: i64) -> bool {
        self.answers.contains_key(&id)
    }

    /// Sends a request, waits for its answer, and says how long it took.
    ///
    /// # Errors
    /// If the server is gone or silent.
    pub fn request(&mut self, method: &str, params: &Value) -> io::Result<(Duration, Answer)> {
        let start = Instant::now();
        let id = self.ask(method, params)?;
        let answer = self.answer(id)?;
        Ok((answer.at - start, answer))
    }

    /// Takes in messages until `done` of the diagnostics, or until `patience` is over.
    ///
    /// # Errors
    /// If the server is gone.
    pub fn wait_for(
        &mut self,
        patience: Duration,
        done: impl Fn(&HashMap<String, (Instant, Value)>) -> Option<Instant>,
    ) -> io::Result<Option<Instant>> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(at) = done(&self.diagnostics) {
                return Ok(Some(at));
            }
            if !self.receive(deadline.saturating_duration_since(Instant::now()))? {
                return Ok(None);
            }
        }
    }

    fn receive(&mut self, patience: Duration) -> io::Result<bool> {
        let (at, mut message) = match self.inbox.recv_timeout(patience) {
            Ok(received) => received,
            Err(RecvTimeoutError::Timeout) => return Ok(false),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(io::Error::new(io::ErrorKind::BrokenPipe, "the server is gone"));
            }
        };
        match (message["id"].clone(), message["method"].as_str()) {
            (id, None) => {
                let id = id.as_i64().unwrap_or_default();
                let result = match message["error"]["code"].as_i64() {
                    Some(code) => Err(code),
                    None => Ok(message["result"].take()),
                };
                self.answers.insert(id, Answer { at, result });
            }
            (Value::Null, Some("textDocument/publishDiagnostics")) => {
                let params = &message["params"];
                let uri = decoded(params["uri"].as_str().unwrap_or_default());
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
        // A peer that does not leave when asked is not waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next message; `None` at the end, or where the framing is broken.
fn read(input: &mut impl BufRead) -> Option<Vec<u8>> {
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

/// A process's resident memory now and at its peak, in bytes; `None` where `/proc` has none.
#[must_use]
pub fn memory(pid: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let field = |name: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}
