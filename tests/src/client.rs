//! A client that speaks LSP over stdio and accounts for every message: one that was neither
//! awaited nor declared uninteresting fails the test when the session ends.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::folder::{Folder, path_of, uri, write};
use crate::position::{self, Encoding};

/// Against hanging for ever, and nothing else: tests do not measure time.
const PATIENCE: Duration = Duration::from_secs(60);

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
    encoding: Encoding,
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
            encoding: Encoding::Utf16,
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

    /// Takes the server's next `workspace/applyEdit`, makes the edit, and answers that it did.
    pub fn apply_asked(&mut self) {
        let asked = self.wait("workspace/applyEdit", |message| {
            message["method"] == "workspace/applyEdit" && message.get("id").is_some()
        });
        self.apply(&asked["params"]["edit"]);
        self.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"applied": true}}));
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

    /// Answers what is answered always, drops what is ignored, returns the rest.
    fn sort(&mut self, message: Value) -> Option<Value> {
        assert_eq!(message["jsonrpc"], "2.0", "no JSON-RPC: {message}");
        let Some(method) = message["method"].as_str() else { return Some(message) };
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

    /// Opens the file `name` as it is on disk.
    pub fn open(&mut self, name: &str) {
        let text = fs::read_to_string(path_of(&self.uri(name))).expect("a file that can be read");
        self.open_with(name, &text);
    }

    /// Opens a document that holds `text`, whatever is on disk.
    pub fn open_with(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let item = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
        self.documents.insert(uri, Document { version: 1, text: text.to_owned() });
    }

    /// Closes a document.
    pub fn close(&mut self, name: &str) {
        let uri = self.uri(name);
        self.documents.remove(&uri).expect("an open document");
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Writes a document to disk, as it is shown.
    pub fn save(&mut self, name: &str) {
        let uri = self.uri(name);
        write(&path_of(&uri), self.documents[&uri].text.as_bytes());
    }

    /// What a document shows.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        &self.documents[&self.uri(name)].text
    }

    /// Replaces the whole text of a document.
    pub fn set_text(&mut self, name: &str, text: &str) {
        self.change(name, &[json!({"text": text})], text.to_owned());
    }

    /// Replaces the first `old` in a document by `new`.
    pub fn replace(&mut self, name: &str, old: &str, new: &str) {
        let text = self.text(name).to_owned();
        let at = text.find(old).unwrap_or_else(|| panic!("no {old:?} in {text:?}"));
        let range = json!({
            "start": position::position(&text, at, self.encoding),
            "end": position::position(&text, at + old.len(), self.encoding),
        });
        let result = text.replacen(old, new, 1);
        self.change(name, &[json!({"range": range, "text": new})], result);
    }

    fn change(&mut self, name: &str, changes: &[Value], text: String) {
        let uri = self.uri(name);
        let document = self.documents.get_mut(&uri).expect("an open document");
        document.version += 1;
        document.text = text;
        let params = json!({
            "textDocument": {"uri": uri, "version": document.version},
            "contentChanges": changes,
        });
        self.notify("textDocument/didChange", params);
    }

    /// The params that name the place of `$0` in the first `words` of a document.
    #[must_use]
    pub fn at(&self, name: &str, words: &str) -> Value {
        let (before, after) = words.split_once("$0").expect("a place, marked by $0");
        let text = self.text(name);
        let found = text.find(&format!("{before}{after}"));
        let offset = found.unwrap_or_else(|| panic!("no {words:?} in {text:?}")) + before.len();
        json!({
            "textDocument": {"uri": self.uri(name)},
            "position": position::position(text, offset, self.encoding),
        })
    }

    /// What `range` of the file at `uri` covers, behind the file's name: `a.md: words`.
    #[must_use]
    pub fn words(&self, uri: &str, range: &Value) -> String {
        let text = match self.documents.get(uri) {
            Some(open) => open.text.clone(),
            None => fs::read_to_string(path_of(uri)).expect("a file that can be read"),
        };
        let path = path_of(uri);
        let root = path_of(&self.root);
        let name = path.strip_prefix(root).expect("a file of the vault").display();
        format!("{name}: {}", position::slice(&text, range, self.encoding))
    }

    /// The places of a list of locations, as [`Client::words`] shows them.
    #[must_use]
    pub fn places(&self, locations: &Value) -> Vec<String> {
        let locations = locations.as_array().expect("a list of locations").iter();
        let place = |location: &Value| {
            self.words(location["uri"].as_str().expect("a URI"), &location["range"])
        };
        locations.map(place).collect()
    }

    /// The findings that are told for the document's newest version: code and words, in order.
    pub fn diagnostics(&mut self, name: &str) -> Vec<String> {
        let uri = self.uri(name);
        let newest = self.documents[&uri].version;
        loop {
            let told = self.wait(&format!("diagnostics of {name}"), |message| {
                message["method"] == "textDocument/publishDiagnostics"
                    && message["params"]["uri"] == uri
            });
            if told["params"]["version"] == newest {
                return self.underlined(name, &told["params"]["diagnostics"]);
            }
        }
    }

    /// Waits until the findings that are told for the document's newest version are `expected`.
    /// For what comes from the disk, where what is told on the way depends on who is faster.
    pub fn expect_diagnostics(&mut self, name: &str, expected: &[&str]) {
        while self.diagnostics(name) != expected {}
    }

    /// Takes the clearing of a closed document's findings.
    pub fn expect_cleared(&mut self, name: &str) {
        let uri = self.uri(name);
        let told = self.wait(&format!("{name} cleared"), |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        });
        assert_eq!(told["params"]["diagnostics"], json!([]));
    }

    fn underlined(&self, name: &str, diagnostics: &Value) -> Vec<String> {
        let text = self.text(name);
        let diagnostics = diagnostics.as_array().expect("a list of findings").iter();
        let line = |diagnostic: &Value| {
            let code = diagnostic["code"].as_str().expect("a code");
            format!("{code} {}", position::slice(text, &diagnostic["range"], self.encoding))
        };
        diagnostics.map(line).collect()
    }

    /// The labels that completion proposes at a place of a document.
    pub fn completions(&mut self, name: &str, words: &str) -> Vec<String> {
        let at = self.at(name, words);
        let list = self.request("textDocument/completion", at);
        let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
        list["items"].as_array().expect("a list of items").iter().map(label).collect()
    }

    /// Carries out an edit of the workspace as an editor does: open documents are changed, closed
    /// files written, new ones made, moved documents opened under their new name.
    pub fn apply(&mut self, edit: &Value) {
        for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
            self.apply_to_document(uri, &Value::Null, edits);
        }
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            if change["kind"] == "create" {
                create_file(change);
                continue;
            }
            if change["kind"] == "delete" {
                let path = path_of(change["uri"].as_str().expect("a URI"));
                fs::remove_file(path).expect("a file that can be removed");
                continue;
            }
            if change["kind"] == "rename" {
                self.move_file(change);
                continue;
            }
            assert_eq!(change.get("kind"), None, "an unknown operation: {change}");
            for annotated in change["edits"].as_array().into_iter().flatten() {
                if let Some(id) = annotated["annotationId"].as_str() {
                    assert!(edit["changeAnnotations"][id]["label"].is_string(), "no label: {id}");
                }
            }
            let document = &change["textDocument"];
            let uri = document["uri"].as_str().expect("a URI");
            self.apply_to_document(uri, &document["version"], &change["edits"]);
        }
    }

    fn apply_to_document(&mut self, uri: &str, version: &Value, edits: &Value) {
        let edits = edits.as_array().expect("a list of edits");
        match self.documents.get(uri) {
            Some(open) => {
                assert!(version.is_null() || *version == open.version, "stale edits of {uri}");
                let text = position::edited(&open.text, edits, self.encoding);
                // The last first, so that each finds its place.
                let mut changes: Vec<Value> = edits
                    .iter()
                    .map(|edit| json!({"range": edit["range"], "text": edit["newText"]}))
                    .collect();
                let place = |change: &Value| {
                    let start = &change["range"]["start"];
                    (start["line"].as_u64(), start["character"].as_u64())
                };
                changes.sort_by_key(|change| std::cmp::Reverse(place(change)));
                self.change(uri, &changes, text);
            }
            None => {
                assert!(version.is_null(), "a version of {uri}, which is closed");
                let path = path_of(uri);
                let text = fs::read_to_string(&path).expect("a file that can be read");
                let text = position::edited(&text, edits, self.encoding);
                write(&path, text.as_bytes());
            }
        }
    }

    fn move_file(&mut self, operation: &Value) {
        let [old, new] = ["oldUri", "newUri"].map(|key| operation[key].as_str().expect("a URI"));
        let (from, to) = (path_of(old), path_of(new));
        let overwrites = operation["options"]["overwrite"] == true;
        assert!(overwrites || !to.exists(), "{} is there already", to.display());
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).expect("a folder");
        }
        fs::rename(from, to).expect("a file that can be moved");
        if let Some(document) = self.documents.remove(old) {
            self.notify("textDocument/didClose", json!({"textDocument": {"uri": old}}));
            self.open_with(new, &document.text);
        }
    }

    /// The vault's files, with open documents as they are shown.
    #[must_use]
    pub fn files(&self, folder: &Folder) -> BTreeMap<String, String> {
        let mut files = folder.files();
        for (name, text) in &mut files {
            if let Some(open) = self.documents.get(&folder.uri(name)) {
                text.clone_from(&open.text);
            }
        }
        files
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
            let ignored = method.map_or(self.ignores_answers, |it| self.ignored.contains(&it));
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

fn create_file(operation: &Value) {
    let path = path_of(operation["uri"].as_str().expect("a URI"));
    assert!(!path.exists(), "{} is there already", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("a folder");
    }
    fs::write(path, "").expect("a file that can be written");
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
