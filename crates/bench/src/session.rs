//! One server, one vault, the same session as every other server.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, memory};
use crate::corpus::{Corpus, name};

/// What was measured of one server.
#[derive(Default)]
pub struct Report {
    /// From the start of the process to the first right definition.
    pub ready: Option<Duration>,
    /// Resident memory when ready and at its peak, in bytes.
    pub memory: Option<(u64, u64)>,
    /// Each thing asked: its name, how long each answer took, and how many were right.
    pub asked: Vec<Asked>,
}

/// One kind of question.
pub struct Asked {
    /// What a table calls it.
    pub what: &'static str,
    /// How long each answer took, sorted.
    pub times: Vec<Duration>,
    /// How many answers were right.
    pub right: usize,
}

impl Asked {
    fn new(what: &'static str, mut answers: Vec<(Duration, bool)>) -> Asked {
        answers.sort();
        let right = answers.iter().filter(|(_, right)| *right).count();
        Asked { what, times: answers.into_iter().map(|(time, _)| time).collect(), right }
    }

    /// The time that this share of the answers (0 to 1) stayed below.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<Duration> {
        let last = self.times.len().checked_sub(1)?;
        self.times.get((last as f64 * share).round() as usize).copied()
    }
}

/// How long a server may take to be ready, and to notice a broken link.
const READY: Duration = Duration::from_secs(300);
const NOTICE: Duration = Duration::from_secs(20);

struct Session<'c> {
    corpus: &'c Corpus,
    root: String,
    client: Client,
    versions: Vec<i64>,
}

/// Drives `command` through the session on the copy of `corpus` at `root`.
///
/// # Errors
/// If the server cannot be started, dies, or stays silent.
pub fn run(command: &str, root: &Path, corpus: &Corpus) -> io::Result<Report> {
    let start = Instant::now();
    let client = Client::start(command, root)?;
    let root = format!("file://{}", encode(&root.display().to_string()));
    let mut session = Session { corpus, root, client, versions: vec![0; corpus.notes.len()] };
    session.initialize()?;
    let mut report = Report::default();
    let probes = session.probes();
    let Some(&(source, index)) = probes.first() else {
        return Err(io::Error::other("the vault has no link by a name that one note alone has"));
    };
    session.open(source)?;
    while !session.define(source, index)?.1 {
        if start.elapsed() > READY {
            return Ok(report);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    report.ready = Some(start.elapsed());
    let when_ready = memory(session.client.pid()).map(|(now, _)| now);
    session.measure(&probes, &mut report.asked)?;
    let peak = memory(session.client.pid()).map(|(_, peak)| peak);
    report.memory = when_ready.zip(peak);
    Ok(report)
}

impl Session<'_> {
    fn initialize(&mut self) -> io::Result<()> {
        let capabilities = json!({
            "workspace": {
                "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
                "configuration": true,
                "symbol": {},
            },
            "textDocument": {
                "synchronization": {"didSave": true},
                "completion": {"completionItem": {"snippetSupport": false}},
                "definition": {}, "hover": {}, "references": {},
                "rename": {"prepareSupport": true},
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
        self.client.request("initialize", &params)?;
        self.client.notify("initialized", &json!({}))
    }

    /// Some links by a name that one note alone has, spread over the vault.
    fn probes(&self) -> Vec<(usize, usize)> {
        let all = self.corpus.notes.iter().enumerate().flat_map(|(source, note)| {
            let sure = move |link: &str| self.corpus.target(link).is_some_and(|to| to != source);
            let links = note.links.iter().enumerate();
            links.filter(move |(_, link)| sure(&link.target)).map(move |(index, _)| (source, index))
        });
        let all: Vec<_> = all.collect();
        let step = (all.len() / 100).max(1);
        all.into_iter().step_by(step).take(100).collect()
    }

    fn measure(&mut self, probes: &[(usize, usize)], asked: &mut Vec<Asked>) -> io::Result<()> {
        for &(source, _) in probes {
            self.open(source)?;
        }
        let answers = probes.iter().map(|&(source, index)| self.define(source, index));
        asked.push(Asked::new("definition", answers.collect::<io::Result<_>>()?));
        let answers = probes.iter().map(|&(source, index)| self.hover(source, index));
        asked.push(Asked::new("hover", answers.collect::<io::Result<_>>()?));
        asked.push(Asked::new("workspace symbol", self.symbols(probes)?));
        asked.push(Asked::new("completion, each key", self.complete(probes)?));
        asked.push(Asked::new("broken link → diagnostic", self.break_links(probes)?));
        asked.push(Asked::new("keystroke in largest note", self.type_in_largest()?));
        asked.push(Asked::new("references of hub", vec![self.references()?]));
        asked.push(Asked::new("rename of hub", vec![self.rename()?]));
        Ok(())
    }

    fn uri(&self, note: usize) -> String {
        format!("{}/{}", self.root, encode(&self.corpus.notes[note].path))
    }

    fn at(&self, note: usize, line: u32, column: u32) -> Value {
        json!({
            "textDocument": {"uri": self.uri(note)},
            "position": {"line": line, "character": column},
        })
    }

    fn open(&mut self, note: usize) -> io::Result<()> {
        if self.versions[note] > 0 {
            return Ok(());
        }
        self.versions[note] = 1;
        let params = json!({"textDocument": {
            "uri": self.uri(note), "languageId": "markdown", "version": 1,
            "text": self.corpus.notes[note].text,
        }});
        self.client.notify("textDocument/didOpen", &params)
    }

    /// Replaces what lies between two columns of a line; the server is not waited for.
    fn edit(&mut self, note: usize, line: u32, columns: (u32, u32), text: &str) -> io::Result<()> {
        self.versions[note] += 1;
        let params = json!({
            "textDocument": {"uri": self.uri(note), "version": self.versions[note]},
            "contentChanges": [{
                "range": {
                    "start": {"line": line, "character": columns.0},
                    "end": {"line": line, "character": columns.1},
                },
                "text": text,
            }],
        });
        self.client.notify("textDocument/didChange", &params)
    }

    fn define(&mut self, source: usize, index: usize) -> io::Result<(Duration, bool)> {
        let link = self.corpus.notes[source].links[index].clone();
        let params = self.at(source, link.line, link.column + 1);
        let (time, result) = self.client.request("textDocument/definition", &params)?;
        let target = self.corpus.target(&link.target).expect("probes have targets");
        Ok((time, mentions(&result, &self.uri(target))))
    }

    fn hover(&mut self, source: usize, index: usize) -> io::Result<(Duration, bool)> {
        let link = self.corpus.notes[source].links[index].clone();
        let params = self.at(source, link.line, link.column + 1);
        let (time, result) = self.client.request("textDocument/hover", &params)?;
        let target = self.corpus.target(&link.target).expect("probes have targets");
        // Right is an answer that shows some line of the target's prose.
        let shown = result.to_string();
        let prose = self.corpus.notes[target].text.lines().filter(|line| line.len() > 12);
        let escaped = |line: &str| Value::from(line.trim()).to_string();
        let right = prose.map(escaped).any(|line| shown.contains(line.trim_matches('"')));
        Ok((time, right))
    }

    fn symbols(&mut self, probes: &[(usize, usize)]) -> io::Result<Vec<(Duration, bool)>> {
        let mut answers = Vec::new();
        for &(source, _) in probes.iter().take(30) {
            let query = name(&self.corpus.notes[source].path);
            let params = json!({"query": query});
            let (time, result) = self.client.request("workspace/symbol", &params)?;
            answers.push((time, mentions(&result, &self.uri(source))));
        }
        Ok(answers)
    }

    /// Types links letter by letter at the top of a note, asking at each letter. An answer is
    /// right when the note meant is offered by the last letter; earlier ones count with it.
    fn complete(&mut self, probes: &[(usize, usize)]) -> io::Result<Vec<(Duration, bool)>> {
        let mut answers = Vec::new();
        let (note, _) = probes[0];
        for &(target, _) in probes.iter().take(20) {
            let file = self.corpus.notes[target].path.rsplit('/').next().unwrap_or_default();
            let stem = file.strip_suffix(".md").unwrap_or(file).to_owned();
            self.edit(note, 0, (0, 0), "[[\n")?;
            let (mut column, mut times, mut right) = (2, Vec::new(), false);
            for letter in stem.chars() {
                self.edit(note, 0, (column, column), &letter.to_string())?;
                column += u32::try_from(letter.len_utf16()).expect("one or two");
                let params = self.at(note, 0, column);
                let (time, result) = self.client.request("textDocument/completion", &params)?;
                right = mentions(&result, &stem);
                times.push(time);
            }
            answers.extend(times.into_iter().map(|time| (time, right)));
            let params = json!({
                "textDocument": {"uri": self.uri(note), "version": self.versions[note] + 1},
                "contentChanges": [{"text": self.corpus.notes[note].text}],
            });
            self.versions[note] += 1;
            self.client.notify("textDocument/didChange", &params)?;
        }
        Ok(answers)
    }

    fn break_links(&mut self, probes: &[(usize, usize)]) -> io::Result<Vec<(Duration, bool)>> {
        let mut answers = Vec::new();
        for (nth, &(source, _)) in probes.iter().enumerate().take(20) {
            let uri = self.uri(source);
            let broken = format!("nobody wrote this {nth}");
            let params = json!({
                "textDocument": {"uri": uri, "version": self.versions[source] + 1},
                "contentChanges": [{
                    "text": format!("[[{broken}]]\n\n{}", self.corpus.notes[source].text),
                }],
            });
            self.versions[source] += 1;
            let start = Instant::now();
            self.client.notify("textDocument/didChange", &params)?;
            let on_first_line = |finding: &Value| finding["range"]["start"]["line"] == 0;
            let seen = self.client.wait_for(NOTICE, |published| {
                let (at, findings) = published.get(&uri)?;
                let found = findings.as_array()?.iter().any(on_first_line);
                (*at > start && found).then_some(*at)
            })?;
            answers.push(seen.map_or((NOTICE, false), |at| (at - start, true)));
            let params = json!({
                "textDocument": {"uri": uri, "version": self.versions[source] + 1},
                "contentChanges": [{"text": self.corpus.notes[source].text}],
            });
            self.versions[source] += 1;
            self.client.notify("textDocument/didChange", &params)?;
            if seen.is_none() {
                break;
            }
        }
        Ok(answers)
    }

    /// Types into the largest note that has a sure link, above that link, and asks at each key
    /// where it leads: only a server that took the key in answers rightly.
    fn type_in_largest(&mut self) -> io::Result<Vec<(Duration, bool)>> {
        let sure = |link: &str| self.corpus.target(link).is_some();
        let notes = self.corpus.notes.iter().enumerate();
        let with_links = notes.filter(|(_, note)| note.links.iter().any(|it| sure(&it.target)));
        let Some((note, _)) = with_links.max_by_key(|(_, note)| note.text.len()) else {
            return Ok(Vec::new());
        };
        let links = &self.corpus.notes[note].links;
        let link = links.iter().rfind(|link| sure(&link.target)).expect("it has one").clone();
        let target = self.uri(self.corpus.target(&link.target).expect("it is sure"));
        self.open(note)?;
        let mut answers = Vec::new();
        for key in 0..200 {
            let start = Instant::now();
            self.edit(note, link.line, (0, 0), "x")?;
            let params = self.at(note, link.line, link.column + key + 2);
            let id = self.client.ask("textDocument/definition", &params)?;
            let (end, result) = self.client.answer(id)?;
            answers.push((end - start, mentions(&result, &target)));
        }
        Ok(answers)
    }

    fn hub(&self) -> (usize, usize) {
        let counts = self.corpus.backlinks();
        let most = counts.into_iter().enumerate().max_by_key(|(_, count)| *count);
        most.expect("a vault with probes has notes")
    }

    fn references(&mut self) -> io::Result<(Duration, bool)> {
        let (hub, count) = self.hub();
        let (source, link) = self.link_to(hub);
        self.open(source)?;
        let mut params = self.at(source, link.0, link.1 + 1);
        params["context"] = json!({"includeDeclaration": false});
        let (time, result) = self.client.request("textDocument/references", &params)?;
        Ok((time, result.as_array().map_or(0, Vec::len) >= count))
    }

    fn rename(&mut self) -> io::Result<(Duration, bool)> {
        let (hub, count) = self.hub();
        let (source, link) = self.link_to(hub);
        self.open(source)?;
        let mut params = self.at(source, link.0, link.1 + 1);
        params["newName"] = json!("A name that nothing has");
        let (time, result) = self.client.request("textDocument/rename", &params)?;
        let edits = result.to_string().matches("\"newText\":").count();
        Ok((time, edits >= count))
    }

    /// Some link to `target`: its note and its place.
    fn link_to(&self, target: usize) -> (usize, (u32, u32)) {
        let notes = self.corpus.notes.iter().enumerate();
        let links = notes.flat_map(|(source, note)| note.links.iter().map(move |it| (source, it)));
        let found =
            links.into_iter().find(|(_, link)| self.corpus.target(&link.target) == Some(target));
        let (source, link) = found.expect("a hub has links");
        (source, (link.line, link.column))
    }
}

fn mentions(result: &Value, what: &str) -> bool {
    let decoded =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let what = decoded(what);
    match result {
        Value::String(text) => text.contains(&what) || decoded(text).contains(&what),
        Value::Array(items) => items.iter().any(|item| mentions(item, &what)),
        Value::Object(fields) => fields.values().any(|field| mentions(field, &what)),
        _ => false,
    }
}

fn encode(path: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(path, KEPT).to_string()
}

/// Copies the vault at `from` to `to`, which does not exist yet.
///
/// # Errors
/// If a file cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&path, &target)?;
        } else if kind.is_file() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
