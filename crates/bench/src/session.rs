//! One server on one vault, as an editor would drive it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::client::{Answer, Client, memory};
use crate::corpus::{Corpus, Link};
use crate::edits::{apply, decoded};
use crate::report::{Report, Verdict};

/// How long a server may take to be ready.
const READY: Duration = Duration::from_secs(300);

/// A server that runs in a copy of a vault.
pub struct Session<'c> {
    pub(crate) corpus: &'c Corpus,
    pub(crate) client: Client,
    /// The copy.
    pub(crate) folder: PathBuf,
    root: String,
    /// The open documents: their versions and, where the server takes in only whole texts, those.
    documents: HashMap<String, (i64, Option<String>)>,
    /// It takes in only whole texts.
    whole: bool,
    /// Links by a name that one note alone has, spread over the vault: note, and link.
    pub(crate) probes: Vec<(usize, Link)>,
}

impl<'c> Session<'c> {
    /// Starts `command` in `folder`, a copy of `corpus`, and waits for its first right answer;
    /// `None` if there is none for long.
    ///
    /// # Errors
    /// If the server cannot be started, dies, or stays silent.
    pub fn start(
        command: &str,
        folder: &Path,
        corpus: &'c Corpus,
        report: &mut Report,
    ) -> io::Result<Option<Session<'c>>> {
        let probes = probes(corpus);
        let &first = probes.first().ok_or_else(|| {
            io::Error::other("the vault has no link by a name that one note alone has")
        })?;
        let start = Instant::now();
        let client = Client::start(command, folder)?;
        let root = format!("file://{}", encode(&folder.display().to_string()));
        let folder = folder.to_owned();
        let documents = HashMap::new();
        let mut session = Session { corpus, client, folder, root, documents, whole: false, probes };
        session.initialize()?;
        session.open(first.0)?;
        while session.define(first)?.1 != Verdict::Right {
            if start.elapsed() > READY {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        report.ready = Some(start.elapsed());
        report.memory = memory(session.client.pid()).map(|(now, peak)| [now, peak, peak]);
        Ok(Some(session))
    }

    /// Notes the most memory that the server took.
    pub fn end(&self, report: &mut Report) {
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
        let (_, answer) = self.client.request("initialize", &params)?;
        let sync = &answer.value()["capabilities"]["textDocumentSync"];
        const INCREMENTAL: u64 = 2;
        self.whole = sync.as_u64().or(sync["change"].as_u64()) != Some(INCREMENTAL);
        self.client.notify("initialized", &json!({}))
    }

    pub(crate) fn uri(&self, note: usize) -> String {
        self.uri_of(&self.corpus.notes[note].path)
    }

    pub(crate) fn uri_of(&self, path: &str) -> String {
        format!("{}/{}", self.root, encode(path))
    }

    pub(crate) fn at(&self, uri: &str, line: u32, column: u32) -> Value {
        json!({
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": column},
        })
    }

    /// Opens a note as it is on disk, unless it is open.
    pub(crate) fn open(&mut self, note: usize) -> io::Result<()> {
        let uri = self.uri(note);
        if self.documents.contains_key(&uri) {
            return Ok(());
        }
        let text = self.corpus.text(note)?;
        self.open_as(&uri, &text)
    }

    pub(crate) fn open_as(&mut self, uri: &str, text: &str) -> io::Result<()> {
        self.documents.insert(uri.to_owned(), (1, self.whole.then(|| text.to_owned())));
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.client.notify("textDocument/didOpen", &json!({"textDocument": document}))
    }

    /// Closes a document; whether it was open.
    pub(crate) fn close(&mut self, uri: &str) -> io::Result<bool> {
        let was_open = self.documents.remove(uri).is_some();
        if was_open {
            let document = json!({"textDocument": {"uri": uri}});
            self.client.notify("textDocument/didClose", &document)?;
        }
        Ok(was_open)
    }

    /// Gives an open document another text; the server is not waited for.
    pub(crate) fn replace(&mut self, uri: &str, text: &str) -> io::Result<()> {
        if let Some((_, Some(shown))) = self.documents.get_mut(uri) {
            text.clone_into(shown);
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

    /// Replaces what lies between two columns of a line.
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
        if let Some((_, Some(shown))) = self.documents.get(uri) {
            let edit = json!({"range": range, "newText": text});
            let edited = apply(shown, &[&edit]);
            return self.replace(uri, &edited.expect("what is typed is typed into the text"));
        }
        self.change(uri, &json!({"range": range, "text": text}))
    }

    /// Asks where a link leads that stands where it stands on disk.
    pub(crate) fn define(
        &mut self,
        (note, link): (usize, Link),
    ) -> io::Result<(Duration, Verdict)> {
        let params = self.at(&self.uri(note), link.line, link.column + 1);
        let (time, answer) = self.client.request("textDocument/definition", &params)?;
        let target = link.target.expect("probes have targets") as usize;
        Ok((time, judge(&answer, |result| mentions(result, &self.uri(target)))))
    }
}

/// Up to a hundred links by a name that one note alone has, spread over the vault; none to its own
/// note.
fn probes(corpus: &Corpus) -> Vec<(usize, Link)> {
    let all = corpus.notes.iter().enumerate().flat_map(|(note, said)| {
        let sure = move |link: &&Link| link.target.is_some_and(|target| target as usize != note);
        said.links.iter().filter(sure).map(move |link| (note, *link))
    });
    let all: Vec<_> = all.collect();
    let step = (all.len() / 100).max(1);
    all.into_iter().step_by(step).take(100).collect()
}

/// What became of a question whose answer is right if `right` says so.
pub(crate) fn judge(answer: &Answer, right: impl FnOnce(&Value) -> bool) -> Verdict {
    match answer.is_not_offered() {
        true => Verdict::NotOffered,
        false => Verdict::of(right(answer.value())),
    }
}

/// Whether some string of `result` holds `what`, percent-encoded or not.
pub(crate) fn mentions(result: &Value, what: &str) -> bool {
    let what = decoded(what);
    any_string(result, &|text| text.contains(&what) || decoded(text).contains(&what))
}

pub(crate) fn any_string(result: &Value, is: &dyn Fn(&str) -> bool) -> bool {
    match result {
        Value::String(text) => is(text),
        Value::Array(items) => items.iter().any(|item| any_string(item, is)),
        Value::Object(fields) => fields.values().any(|field| any_string(field, is)),
        _ => false,
    }
}

fn encode(path: &str) -> String {
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}
