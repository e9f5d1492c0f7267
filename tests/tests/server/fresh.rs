//! After random changes on disk, the server answers the same as a fresh one.

use std::fs;
use std::path::Path;

use fastrand::Rng;
use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const FOLDERS: [&str; 4] = ["", "d/", "e/", "d/f/"];

fn name(random: &mut Rng) -> String {
    format!("{}n{}.md", FOLDERS[random.usize(..FOLDERS.len())], random.usize(..8))
}

fn text(random: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(..5) {
        let anchor = if random.bool() { "" } else { "#Here|x" };
        text += &format!("[[n{}{anchor}]] ", random.usize(..8));
    }
    text + "\n# Here\n"
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file that can be written");
}

/// Moves the file or folder at `from`, unless `to` exists.
fn move_unless_exists(from: &Path, to: &Path) {
    if from.exists() && !to.exists() {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::rename(from, to).expect("a file or folder to move");
    }
}

/// Makes a random change on disk, and returns the paths that it concerns.
fn change_something(folder: &Folder, away: &Folder, random: &mut Rng) -> Vec<String> {
    let (one, other) = (name(random), name(random));
    match random.usize(..9) {
        0..3 => write(&folder.path(&one), &text(random)),
        3 => drop(fs::remove_file(folder.path(&one))),
        4 => move_unless_exists(&folder.path(&one), &folder.path(&other)),
        5 if away.path("d").exists() => move_unless_exists(&away.path("d"), &folder.path("d")),
        5 => move_unless_exists(&folder.path("d"), &away.path("d")),
        6 => {
            let node = json!({"id": "1", "type": "file", "file": one, "x": 0, "y": 0});
            let canvas = json!({"nodes": [node], "edges": []}).to_string();
            write(&folder.path("c.canvas"), &canvas);
            return vec!["c.canvas".to_owned()];
        }
        7 => {
            let settings = ["", "resolveAliases = false\n", "[rename]\ndisplayText = \"keep\"\n"];
            write(&folder.path(".linkwright.toml"), settings[random.usize(..settings.len())]);
            return vec![".linkwright.toml".to_owned()];
        }
        _ => move_unless_exists(&folder.path("e"), &folder.path("g")),
    }
    vec![one, other]
}

/// The requests whose answers are compared. The renames come first, because they rescan the whole vault.
fn requests(client: &Client, folder: &Folder) -> Vec<(&'static str, Value)> {
    let mut requests = Vec::new();
    for n in 0..4 {
        let mut at = client.at("a.md", &format!("[[$0n{n}]]"));
        at["newName"] = "new".into();
        at["context"] = json!({"includeDeclaration": true});
        requests.push(("textDocument/rename", at.clone()));
        requests.push(("textDocument/references", at));
    }
    let files = json!([{"oldUri": folder.uri("d"), "newUri": folder.uri("h")}]);
    requests.insert(0, ("workspace/willRenameFiles", json!({"files": files})));
    requests.push(("workspace/symbol", json!({"query": "n"})));
    for command in ["linkwright.backlinks", "linkwright.mentions"] {
        let params = json!({"command": command, "arguments": [{"uri": folder.uri("a.md")}]});
        requests.push(("workspace/executeCommand", params));
    }
    requests
}

/// Sorts lists, whose order depends on the order of indexing.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.clone(), sorted(value))).collect()
        }
        plain => plain.clone(),
    }
}

fn answers(client: &mut Client, folder: &Folder) -> Vec<(String, Value)> {
    let mut answers = Vec::new();
    for (method, params) in requests(client, folder) {
        let what = format!("{method} {params}");
        let id = client.send_request(method, params);
        let answer = client.response_to(id).unwrap_or_else(|error| error["message"].clone());
        answers.push((what, sorted(&answer)));
    }
    answers
}

fn start(folder: &Folder) -> Client {
    let mut client = Client::start(folder);
    client.ignore("textDocument/publishDiagnostics");
    client.ignore("window/logMessage");
    client.ignore("window/showMessage");
    client.open("a.md");
    client
}

#[test]
fn after_any_changes_the_server_answers_like_a_fresh_one() {
    for seed in 0..3 {
        let mut random = Rng::with_seed(seed);
        let folder = Folder::new("//- /a.md\n[[n0]] [[n1]] [[n2]] [[n3]]\n");
        let away = Folder::new("//- /x.md\n");
        let mut client = start(&folder);
        for round in 0..12 {
            let mut pending = Vec::new();
            for _ in 0..random.usize(1..12) {
                let changed = change_something(&folder, &away, &mut random);
                if random.u8(..3) == 0 {
                    let change = |path: &String| json!({"uri": folder.uri(path), "type": 2});
                    let changes: Vec<Value> = changed.iter().map(change).collect();
                    let params = json!({"changes": changes});
                    client.notify("workspace/didChangeWatchedFiles", params);
                }
                let all = requests(&client, &folder);
                let (method, params) = all[random.usize(..all.len())].clone();
                pending.push(client.send_request(method, params));
            }
            // Files change during these requests, so some may be refused.
            pending.into_iter().for_each(|id| drop(client.response_to(id)));
            let mut fresh = start(&folder);
            let expected = answers(&mut fresh, &folder);
            fresh.finish();
            for (got, expected) in answers(&mut client, &folder).into_iter().zip(expected) {
                assert_eq!(got, expected, "seed {seed}, round {round}");
            }
        }
        client.finish();
    }
}
