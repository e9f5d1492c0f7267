//! A small LSP client: one server, one request at a time.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::interrupt::check_interrupted;

/// Maximum time to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The server, as a child process.
pub(super) struct ServerProcess {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    notifications: VecDeque<Value>,
    last_id: u64,
}

impl ServerProcess {
    /// Starts this program as a server in `folder`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(super) fn start(folder: &Path) -> Result<ServerProcess, Failure> {
        let logs = if std::env::var_os("LINKWRIGHT_LOG").is_some() {
            Stdio::inherit()
        } else {
            Stdio::null()
        };
        let mut command = Command::new(std::env::current_exe()?);
        // Ctrl-C is handled by this process, which then ends the server.
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
            // The end of the stream or an invalid message closes the channel.
            while let Some(message) = read_message(&mut stdout) {
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        Ok(ServerProcess { child, stdin, messages, notifications: VecDeque::new(), last_id: 0 })
    }

    /// Sends a request and waits for the answer. Returns it, and how long it took.
    ///
    /// # Errors
    /// If the server returns an error, does not answer, or has stopped; after Ctrl-C.
    pub(super) fn request(
        &mut self,
        method: &str,
        params: &Value,
    ) -> Result<(Value, Duration), Failure> {
        self.last_id += 1;
        let id = self.last_id;
        let started = Instant::now();
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let mut message = self.receive(method, started)?;
            if message["id"] == json!(id) && message.get("method").is_none() {
                return match message.get("error") {
                    Some(error) => {
                        let reason = error["message"].as_str().unwrap_or("no reason given");
                        Err(Failure::new(format!("the server rejected `{method}`: {reason}")))
                    }
                    None => Ok((message["result"].take(), started.elapsed())),
                };
            }
            self.handle_other(message)?;
        }
    }

    /// Sends a notification.
    ///
    /// # Errors
    /// If the server has stopped.
    pub(super) fn notify(&mut self, method: &str, params: &Value) -> Result<(), Failure> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Waits for a notification for which `wanted` returns a value, and returns that value.
    ///
    /// # Errors
    /// If none comes in time or the server has stopped; after Ctrl-C.
    pub(super) fn wait<T>(
        &mut self,
        method: &str,
        wanted: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Failure> {
        let started = Instant::now();
        loop {
            while let Some(message) = self.notifications.pop_front() {
                if message["method"] == method
                    && let Some(found) = wanted(&message["params"])
                {
                    return Ok(found);
                }
            }
            let message = self.receive(method, started)?;
            self.handle_other(message)?;
        }
    }

    /// Shuts the server down, as an editor does.
    ///
    /// # Errors
    /// If the server does not exit with success.
    pub(super) fn shut_down(mut self) -> Result<(), Failure> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.stdin = None;
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("the server exited with {status}")))
        }
    }

    fn send(&mut self, message: &Value) -> Result<(), Failure> {
        let body = message.to_string();
        let stopped = |_| Failure::new("the server has stopped");
        let stdin = self.stdin.as_mut().expect("open until the server is shut down");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).map_err(stopped)?;
        stdin.flush().map_err(stopped)
    }

    fn receive(&self, what: &str, since: Instant) -> Result<Value, Failure> {
        loop {
            check_interrupted()?;
            match self.messages.recv_timeout(Duration::from_millis(100)) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::new("the server has stopped"));
                }
                Err(RecvTimeoutError::Timeout) if since.elapsed() > TIMEOUT => {
                    return Err(Failure::new(format!(
                        "the server did not answer `{what}` in time"
                    )));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Handles a message that is not the awaited answer: answers requests of the server, and stores
    /// notifications.
    fn handle_other(&mut self, message: Value) -> Result<(), Failure> {
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

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // After a failure the server may not react to closed input, so kill it.
        if self.stdin.take().is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The next message; `None` at the end of the stream or if the message is invalid.
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
