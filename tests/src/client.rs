//! A client that speaks LSP over stdio and accounts for every message: one that was neither
//! awaited nor declared uninteresting fails the test when the session ends.

mod documents;
pub mod editor;
mod edits;

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::folder::{Folder, uri};
use crate::position::Encoding;

/// Against hanging for ever, and nothing else: tests do not measure time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The type of a logged message that is for information.
const INFORMATION: i64 = 3;

/// A session with `linkwright lsp`. It has to be ended, by [`Client::finish`] or one of its kin.
pub struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    inbox: VecDeque<Value>,
    next_id: i64,
    ignored: Vec<&'static str>,
    ignores_answers: bool,
    answers: BTreeMap<&'static str, Value>,
    documents: BTreeMap<String, Document>,
    /// How many findings were published last, by URI.
    published: BTreeMap<String, usize>,
    encoding: Encoding,
    /// What the server logged for information, which interrupts nobody.
    pub logged: Vec<String>,
    /// What the server said that it can do.
    pub capabilities: Value,
    root: String,
    ended: bool,
}

struct Document {
    version: i64,
    text: String,
}

/// What the client can do unless a test says otherwise: much like VS Code.
fn capabilities() -> Value {
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
    /// A session on the vault in `folder`.
    #[must_use]
    pub fn start(folder: &Folder) -> Client {
        Client::start_with(folder, |_| {})
    }

    /// As [`Client::start`], with the params of `initialize` changed by `alter`.
    #[must_use]
    pub fn start_with(folder: &Folder, alter: impl FnOnce(&mut Value)) -> Client {
        let mut client = Client::spawn(folder);
        let mut params = json!({
            "processId": std::process::id(),
            "clientInfo": {"name": "strict"},
            "rootUri": folder.uri(""),
            "workspaceFolders": [{"uri": folder.uri(""), "name": "vault"}],
            "capabilities": capabilities(),
        });
        alter(&mut params);
        let result = client.request("initialize", params);
        client.capabilities = result["capabilities"].clone();
        let encoding = client.capabilities["positionEncoding"].as_str().expect("an encoding");
        client.encoding = Encoding::named(encoding);
        client.notify("initialized", json!({}));
        client
    }

    /// The process, to which nothing was said yet.
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
            ignores_answers: false,
            answers: BTreeMap::new(),
            documents: BTreeMap::new(),
            published: BTreeMap::new(),
            encoding: Encoding::Utf16,
            logged: Vec::new(),
            capabilities: Value::Null,
            root: folder.uri(""),
            ended: false,
        }
    }

    /// Declares notifications of this kind uninteresting.
    pub fn ignore(&mut self, method: &'static str) {
        self.ignored.push(method);
        self.inbox.retain(|message| message["method"] != method);
    }

    /// Declares answers that were not waited for uninteresting.
    pub fn ignore_answers(&mut self) {
        self.ignores_answers = true;
    }

    /// Has the server's requests of this kind answered with `result`.
    pub fn answer(&mut self, method: &'static str, result: Value) {
        self.answers.insert(method, result);
    }

    /// The URI of the file `name` of the vault, unless it is one already.
    #[must_use]
    pub fn uri(&self, name: &str) -> String {
        if name.contains(':') {
            return name.to_owned();
        }
        let encoded = uri(std::path::Path::new(&format!("/{name}")));
        format!("{}{}", self.root, &encoded["file://".len()..])
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open input");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server listens");
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

    /// Answers the server's request `id`.
    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    pub fn respond(&mut self, id: &Value, result: Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    /// Sends a request and returns its id.
    #[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The answer to the request `id`.
    ///
    /// # Errors
    /// If the server answers with one.
    pub fn answer_to(&mut self, id: i64) -> Result<Value, Value> {
        let mut answer = self.wait(&format!("the answer to request {id}"), |message| {
            message["id"] == id && message.get("method").is_none()
        });
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["result"].take()),
        }
    }

    /// Sends a request and returns its result.
    ///
    /// # Panics
    /// If the server answers with an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer_to(id).unwrap_or_else(|error| panic!("{method} fails: {error}"))
    }

    /// Sends a request that fails, and returns the error.
    ///
    /// # Panics
    /// If it does not fail.
    pub fn request_error(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer_to(id).expect_err("a request that fails")
    }

    /// The params of the next notification `method`.
    pub fn expect(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method && message.get("id").is_none())
            ["params"]
            .take()
    }

    /// The next message that fits.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.inbox.iter().position(&fits) {
            return self.inbox.remove(at).expect("it was just found");
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(message) = self.messages.recv_timeout(left) else {
                panic!("waiting for {what}; unread: {:#?}", self.inbox);
            };
            if let Some(message) = self.sort(message) {
                if fits(&message) {
                    return message;
                }
                self.inbox.push_back(message);
            }
        }
    }

    /// Keeps what was published so far.
    fn take_published(&mut self) {
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

    /// Answers what is answered always, drops what is ignored, returns the rest.
    fn sort(&mut self, message: Value) -> Option<Value> {
        assert_eq!(message["jsonrpc"], "2.0", "no JSON-RPC: {message}");
        let Some(method) = message["method"].as_str() else { return Some(message) };
        if self.is_logged(&message) {
            return None;
        }
        match message.get("id") {
            Some(id) => match self.answers.get(method) {
                Some(answer) => {
                    let answer = json!({"jsonrpc": "2.0", "id": id, "result": answer});
                    self.send(&answer);
                    None
                }
                None => Some(message),
            },
            None => (!self.ignored.contains(&method)).then_some(message),
        }
    }

    /// Whether the message is a log for information, which is kept.
    fn is_logged(&mut self, message: &Value) -> bool {
        let params = &message["params"];
        let is = message["method"] == "window/logMessage" && params["type"] == INFORMATION;
        self.logged.extend(is.then(|| params["message"].as_str().unwrap_or_default().to_owned()));
        is
    }

    /// Ends the session as an editor does, and sees that nothing was left unread.
    ///
    /// # Panics
    /// If a message was, or the exit code is not 0.
    pub fn finish(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let status = self.wait_for_end();
        assert_eq!(status.code(), Some(0), "after shutdown and exit");
    }

    /// Sends `exit` at once, and returns how the process ended.
    pub fn exit(mut self) -> ExitStatus {
        self.notify("exit", Value::Null);
        self.wait_for_end()
    }

    /// Closes the server's input, and returns how the process ended.
    pub fn hang_up(mut self) -> ExitStatus {
        self.input = None;
        self.wait_for_end()
    }

    /// Waits until the process ends of itself.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        self.ended = true;
        while let Ok(message) = self.messages.recv_timeout(PATIENCE) {
            // There is nobody to answer to any more.
            let method = message["method"].as_str();
            let ignored = self.is_logged(&message)
                || method.map_or(self.ignores_answers, |it| self.ignored.contains(&it));
            if !ignored {
                self.inbox.push_back(message);
            }
        }
        let until = Instant::now() + PATIENCE;
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
