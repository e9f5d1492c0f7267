//! A small LSP client: one server, one question at a time.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::interrupt::stop;

/// How long an answer may take before the tour gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The server, as a child process.
pub(super) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    notifications: VecDeque<Value>,
    last_id: u64,
}

impl Client {
    /// Starts this very program as a server in `folder`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(super) fn start(folder: &Path) -> Result<Client, Failure> {
        let logs = if std::env::var_os("LINKWRIGHT_LOG").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        };
        let mut command = Command::new(std::env::current_exe()?);
        // Ctrl-C is ours to answer: by ending the server.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(logs)
            .spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("standard output is piped");
        let (send, messages) = channel();
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            // The end of the stream, or something that is no message, closes the channel.
            while let Some(message) = read_message(&mut stdout) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Ok(Client { child, stdin, messages, notifications: VecDeque::new(), last_id: 0 })
    }

    /// Asks, and waits for the answer; how long that took.
    ///
    /// # Errors
    /// If the server refuses, with its reason; if it does not answer or is gone; after Ctrl-C.
    pub(super) fn request(
        &mut self,
        method: &str,
        params: &Value,
    ) -> Result<(Value, Duration), Failure> {
        self.last_id += 1;
        let id = self.last_id;
        let asked = Instant::now();
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let mut message = self.receive(method, asked)?;
            if message["id"] == json!(id) && message.get("method").is_none() {
                return match message.get("error") {
                    Some(error) => {
                        let reason = error["message"].as_str().unwrap_or("no reason given");
                        Err(Failure::new(format!("the server refuses {method}: {reason}")))
                    }
                    None => Ok((message["result"].take(), asked.elapsed())),
                };
            }
            self.other(message)?;
        }
    }

    /// Tells.
    ///
    /// # Errors
    /// If the server is gone.
    pub(super) fn notify(&mut self, method: &str, params: &Value) -> Result<(), Failure> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Waits for a notification that `wanted` takes, and gives what it makes of it.
    ///
    /// # Errors
    /// If none comes or the server is gone; after Ctrl-C.
    pub(super) fn wait<T>(
        &mut self,
        method: &str,
        wanted: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Failure> {
        let asked = Instant::now();
        loop {
            while let Some(message) = self.notifications.pop_front() {
                if message["method"] == method
                    && let Some(found) = wanted(&message["params"])
                {
                    return Ok(found);
                }
            }
            let message = self.receive(method, asked)?;
            self.other(message)?;
        }
    }

    /// Ends the server as an editor does.
    ///
    /// # Errors
    /// If it does not end well.
    pub(super) fn shut_down(mut self) -> Result<(), Failure> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.stdin = None;
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("the server ended with {status}")))
        }
    }

    fn send(&mut self, message: &Value) -> Result<(), Failure> {
        let body = message.to_string();
        let gone = |_| Failure::new("the server is gone");
        let stdin = self.stdin.as_mut().expect("open until the server is shut down");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).map_err(gone)?;
        stdin.flush().map_err(gone)
    }

    fn receive(&self, what: &str, since: Instant) -> Result<Value, Failure> {
        loop {
            stop()?;
            match self.messages.recv_timeout(Duration::from_millis(100)) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::new("the server is gone"));
                }
                Err(RecvTimeoutError::Timeout) if since.elapsed() > PATIENCE => {
                    return Err(Failure::new(format!("no answer from the server: {what}")));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Answers what the server asks; keeps what it tells.
    fn other(&mut self, message: Value) -> Result<(), Failure> {
        match (message.get("id"), message["method"].as_str()) {
            (Some(id), Some(method)) => {
                let result = match method {
                    "workspace/configuration" => json!([null]),
                    _ => Value::Null,
                };
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
            }
            (None, Some(_)) => {
                self.notifications.push_back(message);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A server whose input is closed ends by itself; this one is not waited for.
        if self.stdin.take().is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The next message; `None` at the end, and where what comes is no message.
fn read_message(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse().ok();
        }
    }
    let mut body = Vec::new();
    stream.take(length?).read_to_end(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
