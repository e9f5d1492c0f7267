//! Random operations of an agent, while a second program edits the same notes.
//!
//! No link breaks, no byte changes that no operation named, and no update is lost: each is refused or kept.
//! `LINKWRIGHT_MCP_OPERATIONS` sets the number of operations.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::client::McpClient;
use crate::support::Vault;
use crate::written::{Texts, links, mark, words};

/// Number of operations on one vault.
const PER_VAULT: usize = 100;

/// The agent and the second program.
struct World {
    random: Rng,
    vault: Vault,
    client: McpClient,
    /// Number of marks and names that were given.
    given: usize,
    done: usize,
    refused: usize,
    /// Number of times that the second program wrote during a call.
    raced: usize,
}

#[test]
fn operations_beside_another_writer_lose_nothing() {
    let given = std::env::var("LINKWRIGHT_MCP_OPERATIONS").ok();
    let operations: usize = given.and_then(|it| it.parse().ok()).unwrap_or(300);
    let (mut done, mut refused, mut raced) = (0, 0, 0);
    for seed in 0..operations.div_ceil(PER_VAULT) {
        let mut world = World::new(seed as u64);
        for _ in 0..PER_VAULT.min(operations) {
            world.step();
        }
        done += world.done;
        refused += world.refused;
        raced += world.raced;
        assert!(world.client.end());
    }
    eprintln!("{done} done, {refused} refused, {raced} with a write meanwhile");
    assert!(done > refused, "{done} done, {refused} refused");
}

impl World {
    fn new(seed: u64) -> World {
        let vault = Vault::new("");
        let mut random = Rng::with_seed(seed);
        let folders = ["", "a/", "a/deep/", "b/"];
        let names: Vec<String> = (0..24).map(|n| format!("note{n}")).collect();
        for (n, name) in names.iter().enumerate() {
            let mut link = || match random.usize(..4) {
                0 => format!("[[{}|shown]]", names[random.usize(..names.len())]),
                1 => format!("[[{}#Part {}]]", names[n], n),
                2 => {
                    let to = random.usize(..names.len());
                    format!("[[{}#^id{to}]]", names[to])
                }
                _ => format!("[[{}]]", names[random.usize(..names.len())]),
            };
            let text = format!(
                "---\ntags: [t{}]\n---\n# {name}\n\nmark-{n} {} {}\n\n## Part {n}\n\n{} #t{}/sub `[[no link`\n\n\
                 Block ^id{n}\n",
                n % 3,
                link(),
                link(),
                link(),
                n % 3
            );
            let folder = folders[n % folders.len()];
            vault.write(&format!("{folder}{name}.md"), text.as_bytes());
        }
        for folder in ["a", "b"] {
            let text = format!("mark-{folder} [[note1]]\n");
            vault.write(&format!("{folder}/index.md"), text.as_bytes());
        }
        vault.write("links.md", b"mark-links [[a/index]] [[b/index|other]] [[a/index]]\n");
        let client = McpClient::start(vault.path());
        World { random, vault, client, given: 1000, done: 0, refused: 0, raced: 0 }
    }

    fn texts(&self) -> Texts {
        self.vault.files().into_iter().collect()
    }

    fn fresh(&mut self) -> usize {
        self.given += 1;
        self.given
    }

    /// The path of a random note.
    fn note(&mut self) -> String {
        let texts = self.texts();
        let at = self.random.usize(..texts.len());
        texts.into_keys().nth(at).expect("there are notes")
    }

    /// One operation, with the second program before, during or without it.
    fn step(&mut self) {
        let (tool, mut arguments, kind) = self.operation();
        let target = arguments["note"].as_str().map(str::to_owned);
        if tool == "edit" && kind != Kind::Create {
            arguments["digest"] = self.client.digest(target.as_deref().expect("it has a note"));
        }
        let is_stale = self.random.u8(..8) == 0 && arguments["digest"].is_string();
        if is_stale || self.random.u8(..4) == 0 {
            let path = if is_stale { target.clone().unwrap_or_default() } else { self.note() };
            let token = format!("writer-{} [[{}]]", self.fresh(), link_to(&self.note()));
            append(self.vault.path(), &path, &token);
        }
        let before = self.texts();
        let links_before = links(&before);
        let during =
            (self.random.u8(..5) == 0).then(|| (self.note(), format!("writer-{}", self.fresh())));
        let delay = Duration::from_micros(self.random.u64(..8_000));
        let root = self.vault.path().to_owned();
        let writer = during.clone().map(|(path, token)| {
            thread::spawn(move || {
                thread::sleep(delay);
                append(&root, &path, &token)
            })
        });
        let answer = self.client.call(tool, arguments.clone());
        let was_written = writer.map(|writer| writer.join().expect("it ends"));
        let after = self.texts();
        let shown = format!("{tool} {arguments}: {answer:?}");
        if let (Some((_, token)), Some(true)) = (&during, was_written) {
            self.raced += 1;
            assert!(has_word(&after, token), "{shown}\nlost `{token}`");
        }
        for word in words(&before, "writer-").chain(words(&before, "agent-")) {
            let may_go = matches!(kind, Kind::Undo | Kind::Replace);
            assert!(may_go || has_word(&after, word), "{shown}\nlost `{word}`");
        }
        let links_after = links(&after);
        let token = during.map(|(_, token)| token).unwrap_or_default();
        match &answer {
            Ok(answer) => {
                self.done += 1;
                assert!(!is_stale || tool != "edit", "{shown}\nan edit of a changed note was made");
                if kind == Kind::Rename && token.is_empty() {
                    let targets = |links: &[(String, String, String)]| -> Vec<(String, String)> {
                        links.iter().map(|(from, to, _)| (from.clone(), to.clone())).collect()
                    };
                    assert_eq!(targets(&links_before), targets(&links_after), "{shown}");
                }
                assert_only_named(&before, &after, answer, &token, kind);
            }
            Err(_) => {
                self.refused += 1;
                let after = without(&after, &token);
                assert_eq!(without(&before, &token), after, "{shown}\na refusal changed something");
            }
        }
    }

    /// A random operation.
    fn operation(&mut self) -> (&'static str, Value, Kind) {
        let (note, fresh) = (self.note(), self.fresh());
        let texts = self.texts();
        let text = &texts[&note];
        let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
        let heading = headings.map(str::to_owned).next_back();
        let agent = format!("agent-{fresh} [[{}]]", link_to(&self.note()));
        match (self.random.u8(..14), heading) {
            (0 | 1, Some(heading)) => (
                "edit",
                json!({"note": note, "do": "append", "heading": heading, "text": agent}),
                Kind::Edit,
            ),
            (2, _) => ("edit", json!({"note": note, "do": "append", "text": agent}), Kind::Edit),
            (3, _) => (
                "edit",
                json!({"note": note, "do": "replace", "property": "rank", "value": fresh}),
                Kind::Edit,
            ),
            (4, _) if text.contains("agent-") => {
                let word = text.split_whitespace().find(|word| word.starts_with("agent-"));
                let word = word.unwrap_or_default().to_owned();
                (
                    "edit",
                    json!({"note": note, "do": "replace", "find": word, "text": format!("agent-{fresh}")}),
                    Kind::Replace,
                )
            }
            (5, Some(heading)) => {
                ("edit", json!({"note": note, "do": "delete", "heading": heading}), Kind::Replace)
            }
            (6, _) => (
                "edit",
                json!({
                    "note": format!("new/made{fresh}"), "do": "create",
                    "text": format!("# made{fresh}\n\nmark-{fresh} {agent}\n\n## Part {fresh}\n\nText\n"),
                }),
                Kind::Create,
            ),
            (7 | 8, _) => {
                ("move", json!({"from": note, "to": format!("note{fresh}")}), Kind::Rename)
            }
            (9, _) => {
                let folder = ["a/", "b/", "c/", "/"][self.random.usize(..4)];
                ("move", json!({"from": note, "to": folder}), Kind::Rename)
            }
            (10, Some(heading)) => (
                "move",
                json!({"from": format!("{note}#{heading}"), "to": format!("Part {fresh}")}),
                Kind::Rename,
            ),
            (11, _) => {
                let folder = note.split_once('/').map_or("b", |(folder, _)| folder);
                let to = format!("folder{fresh}");
                ("move", json!({"from": format!("{folder}/"), "to": to}), Kind::Rename)
            }
            (12, _) if text.contains("#t") => {
                let tag = text.split_whitespace().find(|word| word.starts_with("#t"));
                let tag = tag.and_then(|tag| tag.split('/').next()).unwrap_or_default();
                ("move", json!({"from": tag, "to": format!("#t{fresh}")}), Kind::Rename)
            }
            _ => ("undo", json!({}), Kind::Undo),
        }
    }
}

/// What an operation may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Edit,
    Replace,
    Create,
    Rename,
    Undo,
}

/// The second program: appends a line, as a program does that does not read the file first. Returns whether
/// the file is certainly still the one that it wrote to; if not, the program would see that, and write again.
fn append(root: &Path, path: &str, token: &str) -> bool {
    let path = root.join(path);
    let Ok(mut file) = OpenOptions::new().append(true).open(&path) else { return false };
    writeln!(file, "\n{token}").expect("it can be written");
    is_same_file(&file, &path)
}

#[cfg(unix)]
fn is_same_file(file: &fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().ok().map(id) == path.metadata().ok().map(id)
}

#[cfg(not(unix))]
fn is_same_file(_: &fs::File, path: &Path) -> bool {
    path.exists()
}

/// A link target that names only the note at `path`.
fn link_to(path: &str) -> String {
    let path = path.trim_end_matches(".md");
    let name = path.rsplit('/').next().unwrap_or(path);
    if name == "index" { path.to_owned() } else { name.to_owned() }
}

fn has_word(texts: &Texts, wanted: &str) -> bool {
    texts.values().any(|text| text.split_whitespace().any(|word| word == wanted))
}

/// The texts without the line that the second program appended.
fn without(texts: &Texts, token: &str) -> Texts {
    let line = format!("\n{token}\n");
    let strip = |text: &String| match token.is_empty() {
        true => text.clone(),
        false => text.replace(&line, ""),
    };
    texts.iter().map(|(path, text)| (path.clone(), strip(text))).collect()
}

/// Only notes that the answer names have changed, and of these only lines with links, titles and tags, or
/// what an edit added.
fn assert_only_named(before: &Texts, after: &Texts, answer: &Value, token: &str, kind: Kind) {
    let (before, after) = (without(before, token), without(after, token));
    let diff = answer["diff"].as_str().unwrap_or("");
    let is_whole = !diff.contains("more lines");
    let by_mark = |texts: &Texts| -> Vec<(String, String)> {
        let mut texts: Vec<_> = texts.values().map(|text| (mark(text), text.clone())).collect();
        texts.sort();
        texts
    };
    let moved = answer["moved"].to_string();
    for (path, text) in &before {
        if after.get(path) == Some(text) {
            continue;
        }
        let is_named = diff.contains(&format!("--- {path}")) || moved.contains(path.as_str());
        let folder_moved =
            path.match_indices('/').any(|(at, _)| moved.contains(&format!("\"{}\"", &path[..at])));
        assert!(
            is_named || folder_moved || !is_whole,
            "`{path}` changed, and {answer} does not say so"
        );
    }
    if kind != Kind::Rename {
        return;
    }
    let (before, after) = (by_mark(&before), by_mark(&after));
    assert_eq!(before.len(), after.len());
    for ((mark, old), (other, new)) in before.iter().zip(&after) {
        assert_eq!((mark, old.lines().count()), (other, new.lines().count()));
        for (old, new) in old.lines().zip(new.lines()).filter(|(old, new)| old != new) {
            let may_change = old.contains("[[")
                || old.starts_with('#')
                || old.contains("#t")
                || old.starts_with("tags");
            assert!(may_change, "{mark}: `{old}` became `{new}`");
        }
    }
}
