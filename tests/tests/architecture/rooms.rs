//! Imports between the rooms of a crate. A room is a module of the crate's root, with all its files.

use std::collections::BTreeSet;
use std::path::Path;

use super::circles::Crate;

/// A room, and the rooms of the same crate that it may import.
type Room = (&'static str, &'static [&'static str]);

/// The engine: what is above may import what is below.
const PROJECT: &[Room] = &[
    ("undo", &["error", "pending", "project", "recorded", "texts"]),
    ("broken_links", &["error", "pending", "project", "texts"]),
    ("history", &["error", "fingerprint", "recorded"]),
    ("recorded", &["pending", "project"]),
    ("current", &["error", "located", "platform", "project", "vault_files"]),
    ("mentions", &["error", "project"]),
    ("query", &["error", "project"]),
    ("entry_moves", &["error", "project"]),
    ("text_moves", &["error", "project"]),
    ("fix", &["error", "pending", "project"]),
    ("findings", &["error", "finding", "fingerprint", "known_findings", "project", "text_place"]),
    (
        "note_findings",
        &["error", "finding", "fingerprint", "known_findings", "project", "text_place", "texts"],
    ),
    ("known_findings", &["finding", "fingerprint"]),
    ("finding", &["text_place"]),
    ("named", &["error", "project"]),
    ("pending", &["destinations", "error", "hard_links", "platform", "project"]),
    ("project", &["disk_entry", "error", "located", "platform", "texts", "vault_files"]),
    ("live", &["disk_entry", "platform", "texts", "vault_files"]),
    ("destinations", &["platform"]),
    ("texts", &["platform"]),
    ("revision", &["error", "git", "platform"]),
    ("with_text", &["platform"]),
    ("git", &["error"]),
    ("error", &[]),
    ("fingerprint", &[]),
    ("line_diff", &[]),
    ("located", &[]),
    ("hard_links", &[]),
    ("text_place", &[]),
    ("platform", &[]),
    ("disk_entry", &[]),
    ("vault_files", &[]),
];

/// The server: on top its two entrances, messages and idle time; then what answers and publishes;
/// then the whole state; below it the rooms that own its parts.
const SERVER: &[Room] = &[
    (
        "router",
        &[
            "answers",
            "client_capabilities",
            "publishing",
            "requests",
            "server_capabilities",
            "vaults",
            "wire",
        ],
    ),
    ("idle", &["publishing", "requests", "vaults"]),
    ("server_capabilities", &["client_capabilities", "requests"]),
    (
        "requests",
        &[
            "answers",
            "client_capabilities",
            "convert",
            "diagnostics",
            "edits",
            "refusals",
            "session",
            "vaults",
            "views",
            "wire",
        ],
    ),
    ("edits", &["answers", "convert", "refusals"]),
    ("publishing", &["answers", "convert", "diagnostics", "session", "vaults"]),
    ("answers", &["client_capabilities", "convert", "vaults", "wire"]),
    (
        "vaults",
        &["client_capabilities", "convert", "diagnostics", "refusals", "session", "views", "wire"],
    ),
    ("diagnostics", &["session"]),
    ("views", &["session"]),
    ("session", &["client_capabilities", "wire"]),
    ("wire", &["client_capabilities"]),
    ("convert", &["client_capabilities"]),
    ("client_capabilities", &[]),
    ("refusals", &[]),
];

/// The server for agents: a session runs the tools, and all tools that write go through one room.
const MCP: &[Room] = &[
    ("server", &["worker"]),
    ("worker", &["answer", "session"]),
    (
        "session",
        &[
            "answer",
            "arguments",
            "check",
            "edit",
            "links",
            "moves",
            "query",
            "read",
            "search",
            "undo",
            "vault",
        ],
    ),
    ("edit", &["answer", "arguments", "moves", "read", "seen", "vault", "write"]),
    ("moves", &["answer", "arguments", "read", "vault", "write"]),
    ("undo", &["answer", "arguments", "vault", "write"]),
    ("write", &["answer", "check", "seen", "vault"]),
    ("check", &["answer", "arguments", "page", "vault"]),
    ("links", &["answer", "arguments", "page", "read", "vault"]),
    ("query", &["answer", "arguments", "page", "read", "vault"]),
    ("read", &["answer", "arguments", "seen", "vault"]),
    ("search", &["answer", "arguments", "page", "vault", "words"]),
    ("vault", &["answer", "seen", "words"]),
    ("arguments", &["answer"]),
    ("page", &["answer"]),
    ("answer", &[]),
    ("seen", &[]),
    ("tools", &[]),
    ("words", &[]),
];

/// Rooms that only tests have.
const TESTS: &[&str] = &["flow_control", "schedules"];

/// The imports between rooms in `source` that are not in `rooms`, and those in `rooms` that are not
/// used, a line each.
fn differences(source: &Path, rooms: &[Room]) -> Vec<String> {
    let allowed: BTreeSet<(String, String)> = rooms
        .iter()
        .flat_map(|(from, to)| to.iter().map(|to| ((*from).to_owned(), (*to).to_owned())))
        .collect();
    let used: BTreeSet<(String, String)> = Crate::read(source)
        .imports()
        .into_iter()
        .filter_map(|(from, to)| Some((from.first()?.clone(), to.first()?.clone())))
        .filter(|(from, to)| from != to && !TESTS.contains(&from.as_str()))
        .collect();
    let new = used.difference(&allowed).map(|(from, to)| format!("{from} must not import {to}"));
    let old = allowed.difference(&used).map(|(from, to)| format!("{from} no longer imports {to}"));
    new.chain(old).collect()
}

#[test]
fn rooms_import_only_what_is_listed() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for (name, rooms) in [("project", PROJECT), ("server", SERVER), ("mcp", MCP)] {
        let wrong = differences(&crates.join(name).join("src"), rooms);
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn an_import_that_is_not_listed_is_found_and_so_is_one_that_is_listed_for_nothing() {
    let folder = tempfile::tempdir().expect("a folder of our own");
    std::fs::create_dir(folder.path().join("a")).expect("created");
    let write =
        |name: &str, code: &str| std::fs::write(folder.path().join(name), code).expect("written");
    write("lib.rs", "mod a;\nmod b;\n");
    write("a.rs", "mod part;\n");
    write("a/part.rs", "use crate::b::B;\npub struct Part(B);\n");
    write("b.rs", "pub struct B;\n");
    let rooms: &[Room] = &[("a", &["b"]), ("b", &[])];
    assert!(differences(folder.path(), rooms).is_empty());
    assert_eq!(differences(folder.path(), &[("a", &[])]), ["a must not import b"]);
    let unused: &[Room] = &[("a", &["b"]), ("b", &["a"])];
    assert_eq!(differences(folder.path(), unused), ["b no longer imports a"]);
}
