//! A session of one server on one vault, driven as an editor does.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::client::{Client, Response, memory};
use crate::corpus::{Corpus, CorpusLink};
use crate::edits::{apply, decode_uri};
use crate::report::{Report, Verdict};

/// Maximum time to wait until a server is ready.
const READY_TIMEOUT: Duration = Duration::from_secs(300);

/// A server that runs in a copy of a vault.
pub struct Session<'c> {
    pub(crate) corpus: &'c Corpus,
    pub(crate) client: Client,
    /// The folder of the copy.
    pub(crate) folder: PathBuf,
    root: String,
    /// The version of each open document and, if the server needs full texts, its text.
    documents: HashMap<String, (i64, Option<String>)>,
    /// Whether the server needs the full text with each change (no incremental sync).
    needs_full_text: bool,
    /// Links with a name that only one note has, spread over the vault, each with its note.
    pub(crate) probes: Vec<(usize, CorpusLink)>,
}

impl<'c> Session<'c> {
    /// Starts `command` in `folder`, a copy of `corpus`, and waits for its first correct definition;
    /// `None` if there is none in time.
    ///
    /// # Errors
    /// If the server cannot be started, exits, or does not respond.
    pub fn start(
        command: &str,
        folder: &Path,
        corpus: &'c Corpus,
        report: &mut Report,
    ) -> io::Result<Option<Session<'c>>> {
        let probes = probes(corpus);
        let &first = probes.first().ok_or_else(|| {
            io::Error::other("the vault has no link with a name that only one note has")
        })?;
        let start = Instant::now();
        let client = Client::start(command, folder)?;
        let root = format!("file://{}", percent_encode(&folder.display().to_string()));
        let folder = folder.to_owned();
        let documents = HashMap::new();
        let mut session =
            Session { corpus, client, folder, root, documents, needs_full_text: false, probes };
        session.initialize()?;
        session.open(first.0)?;
        while session.request_definition(first)?.1 != Verdict::Correct {
            if start.elapsed() > READY_TIMEOUT {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        report.ready = Some(start.elapsed());
        report.memory = memory(session.client.pid()).map(|(now, peak)| [now, peak, peak]);
        Ok(Some(session))
    }

    /// Adds the peak memory of the server to `report`.
    pub fn record_peak_memory(&self, report: &mut Report) {
        if let (Some(memory), Some((_, peak))) = (&mut report.memory, memory(self.client.pid())) {
            memory[2] = peak;
        }
    }

    fn initialize(&mut self) -> io::Result<()> {
        let capabilities = json!({
            "window": {"workDoneProgress": true},
            "workspace": {
                "applyEdit": true,
                "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
                "configuration": true,
                "symbol": {},
                "fileOperations": {"didRename": true, "willRename": true},
            },
            "textDocument": {
                "synchronization": {"didSave": true},
                "completion": {"completionItem": {"snippetSupport": false}},
                "definition": {}, "hover": {}, "references": {},
                "rename": {"prepareSupport": true},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
                "publishDiagnostics": {},
            },
            "general": {"positionEncodings": ["utf-16"]},
        });
        let params = json!({
            "processId": std::process::id(),
            "rootUri": self.root,
            "workspaceFolders": [{"uri": self.root, "name": "vault"}],
            "capabilities": capabilities,
        });
        let (_, response) = self.client.request("initialize", &params)?;
        let sync = &response.value()["capabilities"]["textDocumentSync"];
        const INCREMENTAL: u64 = 2;
        self.needs_full_text = sync.as_u64().or(sync["change"].as_u64()) != Some(INCREMENTAL);
        self.client.notify("initialized", &json!({}))
    }

    pub(crate) fn uri(&self, note: usize) -> String {
        self.uri_of(&self.corpus.notes[note].path)
    }

    pub(crate) fn uri_of(&self, path: &str) -> String {
        format!("{}/{}", self.root, percent_encode(path))
    }

    /// The parameters of a request at a position of a document.
    pub(crate) fn position_params(&self, uri: &str, line: u32, column: u32) -> Value {
        json!({
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": column},
        })
    }

    /// Opens a note with its text on disk, unless it is open already.
    pub(crate) fn open(&mut self, note: usize) -> io::Result<()> {
        let uri = self.uri(note);
        if self.documents.contains_key(&uri) {
            return Ok(());
        }
        let text = self.corpus.text(note)?;
        self.open_document(&uri, &text)
    }

    /// Opens a document with this text.
    pub(crate) fn open_document(&mut self, uri: &str, text: &str) -> io::Result<()> {
        self.documents.insert(uri.to_owned(), (1, self.needs_full_text.then(|| text.to_owned())));
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.client.notify("textDocument/didOpen", &json!({"textDocument": document}))
    }

    /// Closes a document. Returns whether it was open.
    pub(crate) fn close(&mut self, uri: &str) -> io::Result<bool> {
        let was_open = self.documents.remove(uri).is_some();
        if was_open {
            let document = json!({"textDocument": {"uri": uri}});
            self.client.notify("textDocument/didClose", &document)?;
        }
        Ok(was_open)
    }

    /// Replaces the text of an open document, without waiting for the server.
    pub(crate) fn replace(&mut self, uri: &str, text: &str) -> io::Result<()> {
        if let Some((_, Some(text_sent))) = self.documents.get_mut(uri) {
            text.clone_into(text_sent);
        }
        self.change(uri, &json!({"text": text}))
    }

    fn change(&mut self, uri: &str, change: &Value) -> io::Result<()> {
        let (version, _) = self.documents.entry(uri.to_owned()).or_default();
        *version += 1;
        let document = json!({"uri": uri, "version": *version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.client.notify("textDocument/didChange", &params)
    }

    /// Replaces the text between two columns of a line.
    pub(crate) fn edit(
        &mut self,
        uri: &str,
        line: u32,
        columns: (u32, u32),
        text: &str,
    ) -> io::Result<()> {
        let range = json!({
            "start": {"line": line, "character": columns.0},
            "end": {"line": line, "character": columns.1},
        });
        if let Some((_, Some(text_sent))) = self.documents.get(uri) {
            let edit = json!({"range": range, "newText": text});
            let edited = apply(text_sent, &[&edit]);
            return self.replace(uri, &edited.expect("a valid edit of the text"));
        }
        self.change(uri, &json!({"range": range, "text": text}))
    }

    /// Requests the definition of a link that is at its position on disk.
    pub(crate) fn request_definition(
        &mut self,
        (note, link): (usize, CorpusLink),
    ) -> io::Result<(Duration, Verdict)> {
        let params = self.position_params(&self.uri(note), link.line, link.column + 1);
        let (time, response) = self.client.request("textDocument/definition", &params)?;
        let target = link.target.expect("probes have targets") as usize;
        Ok((time, judge(&response, |result| contains_text(result, &self.uri(target)))))
    }
}

/// Up to 100 links to other notes with a name that only one note has, spread over the vault, each
/// with its note.
fn probes(corpus: &Corpus) -> Vec<(usize, CorpusLink)> {
    let all = corpus.notes.iter().enumerate().flat_map(|(note, source)| {
        let is_probe =
            move |link: &&CorpusLink| link.target.is_some_and(|target| target as usize != note);
        source.links.iter().filter(is_probe).map(move |link| (note, *link))
    });
    let all: Vec<_> = all.collect();
    let step = (all.len() / 100).max(1);
    all.into_iter().step_by(step).take(100).collect()
}

/// The verdict on a response whose result is correct if `is_correct` returns true.
pub(crate) fn judge(response: &Response, is_correct: impl FnOnce(&Value) -> bool) -> Verdict {
    match response.is_unsupported() {
        true => Verdict::Unsupported,
        false => Verdict::new(is_correct(response.value())),
    }
}

/// Whether a string in `result` contains `text`, percent-encoded or not.
pub(crate) fn contains_text(result: &Value, text: &str) -> bool {
    let text = decode_uri(text);
    any_string(result, &|string| string.contains(&text) || decode_uri(string).contains(&text))
}

/// Whether `matches` accepts a string in `result`, at any depth.
pub(crate) fn any_string(result: &Value, matches: &dyn Fn(&str) -> bool) -> bool {
    match result {
        Value::String(text) => matches(text),
        Value::Array(items) => items.iter().any(|item| any_string(item, matches)),
        Value::Object(fields) => fields.values().any(|field| any_string(field, matches)),
        _ => false,
    }
}

fn percent_encode(path: &str) -> String {
    const UNENCODED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, UNENCODED).to_string()
}
