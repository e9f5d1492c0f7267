//! The findings of all notes of a vault, where they are wanted: looked for a slice at a time, then
//! again in those notes alone that a change touches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use linkwright_ide::diagnostics::{Code, Diagnostic};
use linkwright_vault::{Delta, FileId, Scope, Vault};
use rustc_hash::FxHashMap;
use serde::Serialize;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{self as lsp, PublishDiagnosticsParams, Url};

use crate::findings::diagnostics::{Found, Report, finish, look, planned, result_id};
use crate::requests::answer::{Gathered, Read};
use crate::vaults::documents::Document;
use crate::vaults::progress::Task;
use crate::vaults::roots::{Phase, Root, RootId};
use crate::vaults::state::State;

/// How long notes are looked at in one go; then whatever waits has its turn.
const SLICE: Duration = Duration::from_millis(4);

/// Notes with findings that are read in one go.
const AT_ONCE: usize = 64;

/// Notes whose texts may be on their way.
const ON_THEIR_WAY: usize = 512;

/// A vault of more notes shows how far it is.
const MANY: usize = 2000;

/// What the whole vault's findings are made of.
#[derive(Default)]
pub(crate) struct Survey {
    /// It goes on.
    on: bool,
    /// It goes on though the settings do not ask for it: the author did.
    pub(crate) checked: bool,
    /// Who waits for the next pass.
    asked: Vec<Answer>,
    pass: Option<Pass>,
    /// Changed or touched since they were looked at.
    due: BTreeSet<FileId>,
    /// Those whose findings are being drawn up, with the number of the last attempt.
    drafts: FxHashMap<FileId, u64>,
    attempts: u64,
    /// Paths of files that were removed.
    gone: Vec<String>,
    /// Of closed notes, by path; never empty ones.
    pub(crate) told: BTreeMap<String, Told>,
}

/// What was told of a closed note, or can be asked for.
pub(crate) struct Told {
    /// Where the client finds it.
    pub(crate) uri: Url,
    /// The path that the URI means.
    pub(crate) file: PathBuf,
    /// See [`result_id`].
    pub(crate) id: String,
    /// The findings; not kept for a client that does not ask.
    pub(crate) items: Vec<lsp::Diagnostic>,
}

/// One look at every note.
struct Pass {
    left: Vec<FileId>,
    total: usize,
    tally: Tally,
    answers: Vec<Answer>,
}

/// Who waits for a pass.
struct Answer {
    /// The command that asked.
    task: Task,
    to: oneshot::Sender<Result<Tally>>,
}

/// What a look at every note counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Tally {
    /// Notes that could be read.
    pub(crate) notes: usize,
    /// Links in notes and canvases.
    pub(crate) links: usize,
    /// Links whose file, heading or block is missing, as far as the settings have it reported.
    pub(crate) broken: usize,
}

impl Pass {
    fn new(vault: &Vault, answers: Vec<Answer>) -> Pass {
        let files = vault.files().filter(|(_, file)| file.note.is_some());
        let left: Vec<FileId> = files.map(|(file, _)| file).collect();
        Pass { total: left.len(), left, tally: Tally::default(), answers }
    }
}

impl Tally {
    /// Adds what others counted.
    pub(crate) fn add(&mut self, other: Tally) {
        self.notes += other.notes;
        self.links += other.links;
        self.broken += other.broken;
    }

    fn count(&mut self, vault: &Vault, file: FileId, found: &[Diagnostic]) {
        let links = vault.note(file).map_or(0, |note| note.links.len());
        let is_broken = |finding: &&Diagnostic| {
            use Code::{BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink};
            matches!(finding.code, BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock)
        };
        let notes = usize::from(!vault.file(file).is_canvas());
        self.add(Tally { notes, links, broken: found.iter().filter(is_broken).count() });
    }
}

impl Survey {
    /// Makes due what `deltas` may touch.
    pub(crate) fn concern(&mut self, vault: &Vault, deltas: &[Delta]) {
        if !self.on {
            return;
        }
        if deltas.iter().any(|delta| delta.everything) {
            let answers = self.pass.take().map(|pass| pass.answers).unwrap_or_default();
            self.pass = Some(Pass::new(vault, answers));
            self.due.clear();
            return;
        }
        for delta in deltas {
            self.due.extend(vault.touched(delta));
        }
    }

    /// The file at `path` was removed.
    pub(crate) fn removed(&mut self, path: &str) {
        if self.on {
            self.gone.push(path.to_owned());
        }
    }

    /// Whether nothing is left to look at.
    pub(crate) fn is_settled(&self) -> bool {
        self.pass.is_none()
            && self.asked.is_empty()
            && self.due.is_empty()
            && self.drafts.is_empty()
    }

    /// Whether it goes on, so that closed notes' findings are told.
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// The next file to look at, and whether it is to be counted.
    fn next(&mut self) -> Option<(FileId, bool)> {
        if let Some(file) = self.due.pop_first() {
            return Some((file, false));
        }
        self.pass.as_mut()?.left.pop().map(|file| (file, true))
    }

    fn begin(&mut self, vault: &Vault) {
        let mut answers = std::mem::take(&mut self.asked);
        answers.extend(self.pass.take().into_iter().flat_map(|pass| pass.answers));
        self.pass = Some(Pass::new(vault, answers));
    }
}

/// Whether `root`'s findings are wanted, as far as they can be known.
fn is_wanted(root: &Root) -> bool {
    root.dir.is_some()
        && !matches!(root.phase, Phase::Reading(_))
        && (root.survey.checked || root.vault.settings().scope == Scope::Vault)
}

impl State {
    /// Looks at the next notes of each vault whose findings are wanted; whether there are more.
    pub(crate) fn survey(&mut self) -> bool {
        let ids: Vec<RootId> = self.roots.iter().map(|root| root.id).collect();
        let until = Instant::now() + SLICE;
        let mut more = false;
        for id in ids {
            self.switch(id);
            more |= self.slice(id, until);
            self.end_pass(id);
        }
        self.report_checks();
        more
    }

    /// Begins or ends a survey as it is wanted.
    fn switch(&mut self, id: RootId) {
        let Some(root) = self.root_mut(id) else { return };
        let wanted = is_wanted(root);
        if root.survey.on && !wanted {
            self.end_survey(id);
            return;
        }
        if wanted && (!root.survey.on || !root.survey.asked.is_empty()) {
            root.survey.on = true;
            root.survey.begin(&root.vault);
            let pass = root.survey.pass.as_ref().expect("it has just begun");
            if pass.total > MANY && pass.answers.is_empty() {
                self.show_progress(Task::Checking(id));
            }
        }
        let Some(root) = self.root_mut(id) else { return };
        for path in std::mem::take(&mut root.survey.gone) {
            let Some(root) = self.root(id) else { return };
            let file = root.vault.find(&path).map(|file| root.vault.file(file));
            if file.is_none_or(|file| *file.path != *path) {
                self.report(id, &path, None);
            }
        }
    }

    /// Looks at notes until `until`; whether there are more.
    fn slice(&mut self, id: RootId, until: Instant) -> bool {
        let State { roots, documents, .. } = self;
        let Some(root) = roots.iter_mut().find(|root| root.id == id && root.survey.on) else {
            return false;
        };
        let mut found: Found = Vec::new();
        let mut clean: Vec<String> = Vec::new();
        // With enough on their way, their return brings the thread here again.
        while root.survey.drafts.len() < ON_THEIR_WAY
            && found.len() < AT_ONCE
            && Instant::now() < until
        {
            let Some((file, counts)) = root.survey.next() else { break };
            let Some(entry) = root.vault.get(file) else { continue };
            let is_open = documents.at(id, &entry.path).is_some_and(|open| open.is_read(root));
            if is_open && !counts {
                continue;
            }
            let findings = if entry.note.is_some() { look(root, file) } else { Vec::new() };
            if let Some(pass) = root.survey.pass.as_mut().filter(|_| counts) {
                pass.tally.count(&root.vault, file, &findings);
            }
            if is_open {
                continue;
            }
            if findings.is_empty() {
                root.survey.drafts.remove(&file);
                if root.survey.told.contains_key(&*entry.path) {
                    clean.push(entry.path.to_string());
                }
            } else {
                found.push((file, findings));
            }
        }
        let survey = &root.survey;
        let left = survey.pass.as_ref().map_or(0, |pass| pass.left.len());
        let more = survey.drafts.len() < ON_THEIR_WAY && (left > 0 || !survey.due.is_empty());
        if let Some(pass) = &survey.pass {
            self.progress.report(Task::Checking(id), pass.total - left, pass.total);
        }
        for path in clean {
            self.report(id, &path, None);
        }
        if !found.is_empty() {
            self.draw_up(id, found);
        }
        more
    }

    /// Has the notes read that have findings, to say in which lines those are.
    fn draw_up(&mut self, id: RootId, found: Found) {
        let Some(root) = self.root_mut(id) else { return };
        root.survey.attempts += 1;
        let attempt = root.survey.attempts;
        let notes: Vec<FileId> = found.iter().map(|(note, _)| *note).collect();
        root.survey.drafts.extend(notes.iter().map(|note| (*note, attempt)));
        let Ok(gathered) = Gathered::of(planned(id, found), self) else { return };
        let settle = move |state: &mut State, read: Option<(Gathered<Found>, Read)>| {
            let settled = read.map(|(gathered, read)| gathered.settle(read, state));
            match settled {
                Some(Ok(Some((found, material)))) => {
                    let done = move |state: &mut State, reports: Option<Vec<Report>>| {
                        state.drawn_up(id, attempt, &notes, reports.unwrap_or_default());
                    };
                    state.aside.run(move || finish(&found, &material), done);
                }
                // Of what cannot be read, or only with a panic, nothing is said. The others are
                // looked at again.
                None => state.drawn_up(id, attempt, &notes, Vec::new()),
                Some(_) => {
                    let Some(root) = state.root_mut(id) else { return };
                    root.survey.due.extend(notes.iter().copied());
                    state.drawn_up(id, attempt, &notes, Vec::new());
                }
            }
        };
        self.aside.run(|| gathered.read(), settle);
    }

    fn drawn_up(&mut self, id: RootId, attempt: u64, notes: &[FileId], reports: Vec<Report>) {
        let Some(root) = self.root_mut(id) else { return };
        let drafts = &mut root.survey.drafts;
        let on = root.survey.on;
        // What was looked at again meanwhile is drawn up again, or has nothing wrong any more.
        let newest: BTreeSet<FileId> =
            notes.iter().copied().filter(|note| drafts.get(note) == Some(&attempt)).collect();
        drafts.retain(|note, _| !newest.contains(note));
        for report in reports.into_iter().filter(|report| on && newest.contains(&report.file)) {
            let Some(root) = self.root(id) else { return };
            let is_open =
                self.documents.at(id, &report.path).is_some_and(|open| open.is_read(root));
            let exists = root.vault.get(report.file).is_some_and(|file| *file.path == *report.path);
            if exists && !is_open {
                self.report(id, &report.path, Some((report.uri, report.items)));
            }
        }
    }

    /// What is wrong with a closed note is this now.
    fn report(&mut self, id: RootId, path: &str, found: Option<(Url, Vec<lsp::Diagnostic>)>) {
        let pulls = self.abilities.pulls;
        let Some(root) = self.root_mut(id) else { return };
        let told = root.survey.told.remove(path);
        let Some((uri, items)) = found.filter(|(_, items)| !items.is_empty()) else {
            if let Some(told) = told {
                self.reported += 1;
                self.take_back(told.uri);
            }
            return;
        };
        let id = result_id(&items);
        let same = told.as_ref().is_some_and(|told| told.uri == uri && told.id == id);
        let file = uri.to_file_path().unwrap_or_default();
        let kept = if pulls { items.clone() } else { Vec::new() };
        root.survey.told.insert(path.to_owned(), Told { uri: uri.clone(), file, id, items: kept });
        if same {
            return;
        }
        self.reported += 1;
        if let Some(told) = told.filter(|told| told.uri != uri) {
            self.take_back(told.uri);
        }
        if !pulls {
            let params = PublishDiagnosticsParams { uri, diagnostics: items, version: None };
            self.client.notify::<PublishDiagnostics>(params);
        }
    }

    /// If all was looked at: tells who asked.
    fn end_pass(&mut self, id: RootId) {
        let Some(root) = self.root_mut(id) else { return };
        let survey = &mut root.survey;
        let waits = survey.pass.as_ref().is_some_and(|pass| !pass.left.is_empty());
        if waits || !survey.due.is_empty() || !survey.drafts.is_empty() {
            return;
        }
        let Some(pass) = survey.pass.take() else { return };
        for answer in pass.answers {
            // Whoever asked may have gone meanwhile.
            let _ = answer.to.send(Ok(pass.tally));
        }
        // Who waits for all findings learns that these are all.
        self.reported += 1;
        self.progress.end(Task::Checking(id));
    }

    /// The author wants no more of the look at all notes of the vault `id`. What was found stays.
    pub(crate) fn cancel_pass(&mut self, id: RootId) {
        let Some(root) = self.root_mut(id) else { return };
        let Some(pass) = root.survey.pass.take() else { return };
        for answer in pass.answers {
            let _ = answer.to.send(Err(Error::request_cancelled()));
        }
        self.progress.end(Task::Checking(id));
    }

    /// Takes back what was told of the closed notes of the vault `id`.
    pub(crate) fn end_survey(&mut self, id: RootId) {
        self.cancel_pass(id);
        let Some(root) = self.root_mut(id) else { return };
        let survey = std::mem::take(&mut root.survey);
        root.survey.checked = survey.checked;
        root.survey.asked = survey.asked;
        root.survey.attempts = survey.attempts;
        self.reported += 1;
        for told in survey.told.into_values() {
            self.take_back(told.uri);
        }
    }

    /// Looks at every note of every vault, whatever the settings say; from then on their findings
    /// are kept up to date. The answers come when each has been looked at; none, if `task`, the
    /// command that asks, ends before.
    pub(crate) fn check(&mut self, task: Task) -> Vec<oneshot::Receiver<Result<Tally>>> {
        let roots = self.roots.iter_mut().filter(|root| root.dir.is_some());
        let ask = |root: &mut Root| {
            let (to, answered) = oneshot::channel();
            root.survey.checked = true;
            root.survey.asked.push(Answer { task, to });
            answered
        };
        roots.map(ask).collect()
    }

    /// Shows how far the checks are, each in all the vaults that it looks at now.
    fn report_checks(&mut self) {
        let mut checks: FxHashMap<Task, (usize, usize)> = FxHashMap::default();
        for pass in self.roots.iter().filter_map(|root| root.survey.pass.as_ref()) {
            for answer in &pass.answers {
                let (done, total) = checks.entry(answer.task).or_default();
                *done += pass.total - pass.left.len();
                *total += pass.total;
            }
        }
        for (task, (done, total)) in checks {
            self.progress.report(task, done, total);
        }
    }

    /// The command `task` has ended: a look at all notes that it alone asked for ends too.
    pub(crate) fn end_check(&mut self, task: Task) {
        let mut idle = Vec::new();
        for root in &mut self.roots {
            let wanted = root.vault.settings().scope == Scope::Vault;
            root.survey.asked.retain(|answer| answer.task != task);
            let Some(pass) = &mut root.survey.pass else { continue };
            let waited = !pass.answers.is_empty();
            pass.answers.retain(|answer| answer.task != task);
            if waited && pass.answers.is_empty() && !wanted {
                idle.push(root.id);
            }
        }
        idle.into_iter().for_each(|root| self.cancel_pass(root));
    }

    /// The note at `path` is open now at `uri`: it is told of as a document.
    pub(crate) fn survey_opened(&mut self, id: RootId, path: &str, uri: &Url) {
        let Some(root) = self.root_mut(id) else { return };
        if let Some(told) = root.survey.told.remove(path) {
            self.reported += 1;
            if told.uri != *uri {
                self.take_back(told.uri);
            }
        }
    }

    /// `document` is closed; whether its note's findings are told all the same.
    pub(crate) fn survey_closed(&mut self, document: &Document) -> bool {
        let root = self.roots.iter_mut().find(|root| root.id == document.root);
        let Some(root) = root.filter(|root| root.survey.on) else { return false };
        root.survey.due.extend(root.vault.find(&document.path));
        if let Some((_, items)) = document.told.as_ref().filter(|(_, items)| !items.is_empty()) {
            let uri = document.uri.clone();
            let file = uri.to_file_path().unwrap_or_default();
            let told = Told { uri, file, id: result_id(items), items: Vec::new() };
            root.survey.told.insert(document.path.clone(), told);
        }
        true
    }
}
