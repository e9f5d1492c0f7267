//! No answer overwrites or empties a file that it does not name (`docs/safety.md`). The test uses
//! vaults with files that are not in the index, random sequences of renames, actions and moves, each
//! applied as three editors do, and another program that writes at the worst moment.

#![cfg(unix)]

mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use linkwright_tests::client::editor::{EDITORS, Editor};
use linkwright_tests::folder::path_of;
use linkwright_tests::{Client, Folder};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use world::{NAMES, snapshot, words, world};

#[derive(Clone, Debug)]
enum Step {
    /// A rename at a link or heading (by number) of a note, to the name with this number.
    Rename(usize, usize, usize),
    /// The code action with this number at a link or heading of a note.
    Act(usize, usize, usize),
    /// A move of a note in the editor, to the name with this number.
    Move(usize, usize),
    /// The daily note of a day.
    Daily(usize),
}

fn steps() -> impl Strategy<Value = Vec<(Step, bool)>> {
    let step = prop_oneof![
        4 => (0..3usize, 0..9usize, 0..NAMES.len()).prop_map(|(n, p, t)| Step::Rename(n, p, t)),
        6 => (0..3usize, 0..9usize, 0..6usize).prop_map(|(n, p, t)| Step::Act(n, p, t)),
        1 => (0..3usize, 0..NAMES.len()).prop_map(|(n, t)| Step::Move(n, t)),
        1 => (4..8usize).prop_map(Step::Daily),
    ];
    proptest::collection::vec((step, proptest::bool::weighted(0.2)), 1..8)
}

struct Session {
    editor: Editor,
    client: Client,
    folder: Folder,
    raced: usize,
}

impl Session {
    fn start(editor: Editor, folder: Folder) -> Session {
        let vault = folder.uri("vault");
        let mut client = Client::start_with(&folder, |params| {
            editor.set_initialize_params(params);
            params["rootUri"] = vault.clone().into();
            params["workspaceFolders"] = json!([{"uri": vault, "name": "vault"}]);
        });
        for method in ["textDocument/publishDiagnostics", "window/showMessage", "window/logMessage"]
        {
            client.ignore(method);
        }
        Session { editor, client, folder, raced: 0 }
    }

    /// Requests the edit of a step; `None` if it is refused or does not apply.
    fn requested_edit(&mut self, step: &Step) -> Option<Value> {
        match *step {
            Step::Rename(note, place, name) => {
                let mut params = self.place(note, place)?;
                params["newName"] = NAMES[name].rsplit('/').next().into();
                let id = self.client.send_request("textDocument/rename", params);
                self.client.response_to(id).ok()
            }
            Step::Act(note, place, number) => {
                let mut params = self.place(note, place)?;
                let at = params["position"].take();
                params["range"] = json!({"start": at, "end": at});
                params["context"] = json!({"diagnostics": []});
                // Creating a note is offered as soon as the server knows that the target does not exist.
                let mut ask = || {
                    let id = self.client.send_request("textDocument/codeAction", params.clone());
                    let actions = self.client.response_to(id).ok()?.as_array()?.clone();
                    Some(actions).filter(|actions| !actions.is_empty())
                };
                let actions = (0..5).find_map(|_| ask())?;
                let action = actions[number % actions.len()].clone();
                if action["edit"].is_object() {
                    return Some(action["edit"].clone());
                }
                if let Some(command) = action["command"].as_object() {
                    return self.command(json!(command));
                }
                let id = self.client.send_request("codeAction/resolve", action);
                self.client.response_to(id).ok().map(|action| action["edit"].clone())
            }
            Step::Daily(day) => self.command(json!({
                "command": "linkwright.dailyNote",
                "arguments": [{"date": format!("2026-01-0{day}")}],
            })),
            Step::Move(note, name) => {
                let from = self.note(note)?;
                let to = self.folder.path(&format!("vault/{}.md", NAMES[name]));
                // The editor's own command does not overwrite files either.
                let fits = to.symlink_metadata().is_err() && to.parent().is_some_and(Path::is_dir);
                let to = fits.then(|| linkwright_tests::folder::uri(&to))?;
                drop(self.client.move_as_user(self.editor, &from, &to));
                Some(json!({"documentChanges": [{"kind": "rename", "oldUri": from, "newUri": to}]}))
            }
        }
    }

    fn command(&mut self, command: Value) -> Option<Value> {
        let id = self.client.send_request("workspace/executeCommand", command);
        let answered = self.client.response_to(id).is_ok();
        self.client.take_requested_edit().filter(|_| answered)
    }

    /// The URI of the existing note with this number.
    fn note(&self, number: usize) -> Option<String> {
        let name = ["vault/a.md", "vault/b.md", "vault/sub/d.md"][number];
        self.folder.path(name).is_file().then(|| self.folder.uri(name))
    }

    /// Opens a note, and returns the position of a link or heading in it.
    fn place(&mut self, note: usize, place: usize) -> Option<Value> {
        let uri = self.note(note)?;
        if !self.client.is_open(&uri) {
            self.client.open(&uri);
        }
        let text = self.client.text(&uri);
        let starts: Vec<usize> = text
            .match_indices("[[")
            .chain(text.match_indices("# "))
            .map(|(at, _)| at + 2)
            .collect();
        let at = *starts.get(place % starts.len().max(1))?;
        let line = text[..at].matches('\n').count();
        let column = at - text[..at].rfind('\n').map_or(0, |end| end + 1);
        Some(json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}))
    }

    /// Takes a step, and checks that no text is lost. In a `race`, another program writes the files that the
    /// answer creates or moves before the editor does.
    fn take(&mut self, step: &Step, race: bool) {
        let top = self.folder.path("");
        let mut before = snapshot(&top);
        let Some(edit) = self.requested_edit(step) else {
            assert_eq!(snapshot(&top), before, "a refusal changes nothing");
            return;
        };
        let mut named = BTreeSet::new();
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            let name = |value: &Value| value.as_str().map(path_of);
            let only_named = [&change["textDocument"]["uri"], &change["oldUri"]];
            named.extend(only_named.into_iter().filter_map(name));
            if change["kind"] == "delete" {
                named.extend(name(&change["uri"]));
                continue;
            }
            let options = change["options"].clone();
            if change["kind"] == "create" {
                assert_eq!(options, json!({"ignoreIfExists": true}));
            }
            for path in [&change["uri"], &change["newUri"]].into_iter().filter_map(name) {
                let moved = matches!(step, Step::Move(..));
                assert!(moved || path.symlink_metadata().is_err(), "{} is there", path.display());
                named.remove(&path);
                if race && !moved && path.parent().is_some_and(Path::is_dir) {
                    self.raced += 1;
                    fs::write(&path, format!("word-raced{}\n", self.raced)).expect("a file");
                    before.insert(path.clone(), fs::read(&path).expect("a file"));
                    // The text is inserted into the existing file.
                    named.insert(path);
                }
            }
        }
        for (uri, _) in edit["changes"].as_object().into_iter().flatten() {
            named.insert(path_of(uri));
        }
        let named: BTreeSet<PathBuf> = named
            .iter()
            .flat_map(|path| [Some(path.clone()), fs::canonicalize(path).ok()])
            .flatten()
            .collect();
        if !matches!(step, Step::Move(..)) {
            // An editor shows its errors to the user.
            drop(self.client.apply_as(self.editor, &edit));
        }
        self.client.save_all();
        let after = snapshot(&top);
        for (path, bytes) in before.iter().filter(|(path, _)| !named.contains(*path)) {
            // A buffer that was changed earlier is saved now.
            let was_open = self.client.is_open(&linkwright_tests::folder::uri(path));
            let same = after.get(path) == Some(bytes);
            assert!(same || was_open, "{:?} lost {}", self.editor, path.display());
        }
        let lost: Vec<_> = words(&before).difference(&words(&after)).cloned().collect();
        assert!(lost.is_empty(), "{:?} lost {lost:?} by {step:?}: {edit}", self.editor);
    }
}

/// Number of random sessions for each editor.
const SESSIONS: u32 = 16;

#[test]
fn no_file_is_lost_that_an_answer_does_not_name() {
    for editor in EDITORS {
        let config = Config { failure_persistence: None, ..Config::with_cases(SESSIONS) };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let links = proptest::collection::vec(0..NAMES.len(), 12);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let run = runner.run(&(0..4096u16, links, steps()), |(left, links, steps)| {
            let mut session = Session::start(editor, world(left & left.rotate_left(3), &links));
            for (step, race) in &steps {
                session.take(step, *race);
            }
            session.client.finish();
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{editor:?}: {error}"));
    }
}
