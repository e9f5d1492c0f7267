//! An LSP client over stdio that checks every message: when the session ends, a message that was
//! neither awaited nor ignored fails the test.

mod documents;
pub mod editor;
mod edits;
pub mod requests;

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::folder::{Folder, uri};
use crate::position::Encoding;

/// Prevents a test from hanging for ever. Tests do not measure time.
const TIMEOUT: Duration = Duration::from_secs(60);

/// `MessageType.Info`.
const INFO: i64 = 3;

/// A session with `linkwright lsp`. It must be ended with [`Client::finish`], [`Client::exit`],
/// [`Client::close_input`] or [`Client::wait_for_end`].
pub struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    inbox: VecDeque<Value>,
    next_id: i64,
    ignored: Vec<&'static str>,
    ignores_responses: bool,
    /// The results that are sent for requests of the server, by method.
    auto_responses: BTreeMap<&'static str, Value>,
    documents: BTreeMap<String, Document>,
    /// The number of diagnostics that were published last, by URI.
    published: BTreeMap<String, usize>,
    encoding: Encoding,
    /// The messages that the server logs with the type `Info`.
    pub info_logs: Vec<String>,
    /// The server's capabilities.
    pub capabilities: Value,
    root: String,
    ended: bool,
}

struct Document {
    version: i64,
    text: String,
}

/// The client's capabilities unless a test changes them; similar to those of VS Code.
fn default_capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "definition": {"linkSupport": true},
            "rename": {"prepareSupport": true},
            "publishDiagnostics": {"relatedInformation": true, "versionSupport": true},
        },
        "workspace": {
            "applyEdit": true,
            "workspaceFolders": true,
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
                "changeAnnotationSupport": {"groupsOnLabel": true},
            },
        },
    })
}

impl Client {
    /// Starts a session on the vault in `folder`.
    #[must_use]
    pub fn start(folder: &Folder) -> Client {
        Client::start_with(folder, |_| {})
    }

    /// Starts a session, with the params of `initialize` changed by `alter`.
    #[must_use]
    pub fn start_with(folder: &Folder, alter: impl FnOnce(&mut Value)) -> Client {
        let mut client = Client::spawn(folder);
        let mut params = json!({
            "processId": std::process::id(),
            "clientInfo": {"name": "strict"},
            "rootUri": folder.uri(""),
            "workspaceFolders": [{"uri": folder.uri(""), "name": "vault"}],
            "capabilities": default_capabilities(),
        });
        alter(&mut params);
        let result = client.request("initialize", params);
        client.capabilities = result["capabilities"].clone();
        let encoding = client.capabilities["positionEncoding"].as_str().expect("an encoding");
        client.encoding = Encoding::named(encoding);
        client.notify("initialized", json!({}));
        client
    }

    /// Starts the server's process and sends nothing.
    #[must_use]
    pub fn spawn(folder: &Folder) -> Client {
        let mut server = Command::new(crate::binary::linkwright())
            .arg("lsp")
            .env("LINKWRIGHT_LOG", "error")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
        let (messages_in, messages) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if messages_in.send(message).is_err() {
                    return;
                }
            }
        });
        Client {
            input: server.stdin.take(),
            server,
            messages,
            inbox: VecDeque::new(),
            next_id: 0,
            ignored: Vec::new(),
            ignores_responses: false,
            auto_responses: BTreeMap::new(),
            documents: BTreeMap::new(),
            published: BTreeMap::new(),
            encoding: Encoding::Utf16,
            info_logs: Vec::new(),
            capabilities: Value::Null,
            root: folder.uri(""),
            ended: false,
        }
    }

    /// Ignores notifications of this method.
    pub fn ignore(&mut self, method: &'static str) {
        self.ignored.push(method);
        self.inbox.retain(|message| message["method"] != method);
    }

    /// Ignores responses that are not awaited.
    pub fn ignore_responses(&mut self) {
        self.ignores_responses = true;
    }

    /// Responds to the server's requests of this method with `result` from now on.
    pub fn auto_respond(&mut self, method: &'static str, result: Value) {
        self.auto_responses.insert(method, result);
    }

    /// The URI of the file `name` in the vault. A `name` that is a URI is returned as it is.
    #[must_use]
    pub fn uri(&self, name: &str) -> String {
        if name.contains(':') {
            return name.to_owned();
        }
        let encoded = uri(std::path::Path::new(&format!("/{name}")));
        format!("{}{}", self.root, &encoded["file://".len()..])
    }

    /// Sends bytes without a header.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open input");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Responds to the server's request `id`.
    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    pub fn respond(&mut self, id: &Value, result: Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    /// Sends a request and returns its id.
    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the response to the request `id`.
    ///
    /// # Errors
    /// The error that the server responds with.
    pub fn response_to(&mut self, id: i64) -> Result<Value, Value> {
        let mut response = self.wait(&format!("the response to request {id}"), |message| {
            message["id"] == id && message.get("method").is_none()
        });
        match response.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(response["result"].take()),
        }
    }

    /// Sends a request and returns its result.
    ///
    /// # Panics
    /// If the server responds with an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.response_to(id).unwrap_or_else(|error| panic!("{method} fails: {error}"))
    }

    /// Sends a request that fails, and returns the error.
    ///
    /// # Panics
    /// If the request succeeds.
    pub fn request_error(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.response_to(id).expect_err("a request that fails")
    }

    /// Waits for the next notification `method`, and returns its params.
    pub fn expect(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method && message.get("id").is_none())
            ["params"]
            .take()
    }

    /// Waits for the next message for which `matches` is true. `what` describes it if it never arrives.
    pub fn wait(&mut self, what: &str, matches: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.inbox.iter().position(&matches) {
            return self.inbox.remove(at).expect("it was just found");
        }
        let until = Instant::now() + TIMEOUT;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(message) = self.messages.recv_timeout(left) else {
                panic!("waiting for {what}; unread: {:#?}", self.inbox);
            };
            if let Some(message) = self.sort(message) {
                if matches(&message) {
                    return message;
                }
                self.inbox.push_back(message);
            }
        }
    }

    /// Counts the diagnostics that were published so far.
    fn update_published(&mut self) {
        while let Ok(message) = self.messages.try_recv() {
            let message = self.sort(message);
            self.inbox.extend(message);
        }
        let published = |message: &Value| message["method"] == "textDocument/publishDiagnostics";
        let (published, rest): (Vec<Value>, Vec<Value>) = self.inbox.drain(..).partition(published);
        self.inbox.extend(rest);
        for message in published {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a URI").to_owned();
            let count = params["diagnostics"].as_array().map_or(0, Vec::len);
            self.published.insert(uri, count);
        }
    }

    /// Responds to the message automatically, drops it if its method is ignored, or returns it.
    fn sort(&mut self, message: Value) -> Option<Value> {
        assert_eq!(message["jsonrpc"], "2.0", "not JSON-RPC: {message}");
        let Some(method) = message["method"].as_str() else { return Some(message) };
        if self.keep_info_log(&message) {
            return None;
        }
        match message.get("id") {
            Some(id) => match self.auto_responses.get(method) {
                Some(result) => {
                    let response = json!({"jsonrpc": "2.0", "id": id, "result": result});
                    self.send(&response);
                    None
                }
                None => Some(message),
            },
            None => (!self.ignored.contains(&method)).then_some(message),
        }
    }

    /// Keeps the message if it is a log of the type `Info`; returns whether it is.
    fn keep_info_log(&mut self, message: &Value) -> bool {
        let params = &message["params"];
        let is = message["method"] == "window/logMessage" && params["type"] == INFO;
        self.info_logs
            .extend(is.then(|| params["message"].as_str().unwrap_or_default().to_owned()));
        is
    }

    /// Ends the session as an editor does, and checks that no message is unread.
    ///
    /// # Panics
    /// If a message is unread, or the exit code is not 0.
    pub fn finish(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let status = self.wait_for_end();
        assert_eq!(status.code(), Some(0), "after shutdown and exit");
    }

    /// Sends `exit` without `shutdown`, and returns the exit status.
    pub fn exit(mut self) -> ExitStatus {
        self.notify("exit", Value::Null);
        self.wait_for_end()
    }

    /// Closes the server's input, and returns the exit status.
    pub fn close_input(mut self) -> ExitStatus {
        self.input = None;
        self.wait_for_end()
    }

    /// Waits until the process ends by itself, and returns the exit status.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        self.ended = true;
        while let Ok(message) = self.messages.recv_timeout(TIMEOUT) {
            // Responses can no longer be sent.
            let method = message["method"].as_str();
            let ignored = self.keep_info_log(&message)
                || method.map_or(self.ignores_responses, |it| self.ignored.contains(&it));
            if !ignored {
                self.inbox.push_back(message);
            }
        }
        let until = Instant::now() + TIMEOUT;
        let status = loop {
            if let Some(status) = self.server.try_wait().expect("a child process") {
                break status;
            }
            if Instant::now() > until {
                drop(self.server.kill());
                panic!("the server does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(self.inbox.is_empty(), "unread: {:#?}", self.inbox);
        status
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !self.ended {
            drop(self.server.kill());
            drop(self.server.wait());
            assert!(std::thread::panicking(), "a session was not ended");
        }
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                let value = header.strip_prefix("Content-Length: ").expect("a known header");
                length = Some(value.parse().expect("a length"));
            }
        }
    }
    let mut body = vec![0; length.expect("a header with a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("a body of JSON"))
}
