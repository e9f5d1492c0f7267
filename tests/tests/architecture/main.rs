//! Checks that crates import only the crates below them in `crates/README.md` (with `cargo metadata`),
//! that the files of a crate do not import each other, and that the rooms of a crate import only what is
//! listed.

mod circles;
mod rooms;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The crates below the engine that opens vaults with their files.
const BELOW_PROJECT: &[&str] = &[
    "linkwright-ide",
    "linkwright-query",
    "linkwright-disk",
    "linkwright-vault",
    "linkwright-settings",
    "linkwright-syntax",
    "linkwright-text",
];

/// Each crate, and the crates of this workspace that it may use.
const FLOORS: &[(&str, &[&str])] = &[
    ("linkwright-text", &[]),
    ("linkwright-fixture", &[]),
    ("linkwright-syntax", &["linkwright-text"]),
    ("linkwright-settings", &["linkwright-syntax", "linkwright-text"]),
    ("linkwright-vault", &["linkwright-settings", "linkwright-syntax", "linkwright-text"]),
    ("linkwright-disk", &["linkwright-syntax", "linkwright-text"]),
    (
        "linkwright-ide",
        &[
            "linkwright-query",
            "linkwright-vault",
            "linkwright-settings",
            "linkwright-syntax",
            "linkwright-text",
        ],
    ),
    (
        "linkwright-query",
        &["linkwright-vault", "linkwright-settings", "linkwright-syntax", "linkwright-text"],
    ),
    ("linkwright-project", BELOW_PROJECT),
    (
        "linkwright-server",
        &[
            "linkwright-project",
            "linkwright-ide",
            "linkwright-query",
            "linkwright-disk",
            "linkwright-vault",
            "linkwright-settings",
            "linkwright-syntax",
            "linkwright-text",
        ],
    ),
    (
        "linkwright-mcp",
        &[
            "linkwright-project",
            "linkwright-ide",
            "linkwright-query",
            "linkwright-disk",
            "linkwright-vault",
            "linkwright-settings",
            "linkwright-syntax",
            "linkwright-text",
        ],
    ),
    (
        "linkwright",
        &[
            "linkwright-server",
            "linkwright-mcp",
            "linkwright-project",
            "linkwright-ide",
            "linkwright-query",
            "linkwright-disk",
            "linkwright-vault",
            "linkwright-settings",
            "linkwright-syntax",
            "linkwright-text",
        ],
    ),
];

/// Crates that only these crates may use.
const KEPT: &[(&str, &[&str])] = &[
    ("ropey", &["linkwright-text"]),
    ("granit-parser", &["linkwright-syntax"]),
    ("tree-sitter", &["linkwright-syntax"]),
    ("notify", &["linkwright-disk"]),
    ("imara-diff", &["linkwright-project"]),
    ("tower-lsp", &["linkwright-server"]),
    ("rmcp", &["linkwright-mcp"]),
    ("tokio", &["linkwright-server", "linkwright-mcp"]),
];

/// Every dependency of the workspace's crates, except dev-dependencies.
fn imports() -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    let name = |value: &Value| value["name"].as_str().expect("it has a name").to_owned();
    packages
        .iter()
        .flat_map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list").iter();
            dependencies
                .filter(|it| it["kind"].as_str() != Some("dev"))
                .map(move |it| (name(package), name(it)))
        })
        .collect()
}

#[test]
fn imports_point_down() {
    let imports = imports();
    assert!(!imports.is_empty());
    for (from, to) in &imports {
        if !to.starts_with("linkwright") {
            continue;
        }
        let Some((_, below)) = FLOORS.iter().find(|(floor, _)| floor == from) else {
            assert!(from.starts_with("linkwright-"), "{from} is on no floor");
            continue;
        };
        assert!(below.contains(&to.as_str()), "{from} must not import {to}");
    }
}

#[test]
fn libraries_are_used_only_by_the_crates_that_keep_them() {
    for (from, to) in imports() {
        if let Some((_, keepers)) = KEPT.iter().find(|(kept, _)| *kept == to) {
            let measures = ["linkwright-bench", "linkwright-tests"].contains(&from.as_str());
            let is_keeper = keepers.contains(&from.as_str());
            assert!(is_keeper || measures, "only {keepers:?} uses {to}, and {from} does");
        }
    }
}

/// What a person sees first of a published library: on the registry's page, and in its documentation.
#[test]
fn libraries_have_a_readme_and_a_front_page_with_an_example() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut libraries = 0;
    for folder in std::fs::read_dir(crates).expect("the folder is part of the project") {
        let folder = folder.expect("it can be listed").path();
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let (manifest, front) = (read("Cargo.toml"), read("src/lib.rs"));
        if front.is_empty() || manifest.contains("publish = false") {
            continue;
        }
        libraries += 1;
        let at = folder.display();
        assert!(manifest.contains("readme = \"README.md\""), "{at}: Cargo.toml names no README");
        assert!(read("README.md").contains("```rust"), "{at}: README.md has no example");
        let page: Vec<&str> = front.lines().take_while(|line| line.starts_with("//!")).collect();
        assert!(page.iter().any(|line| line.starts_with("//! ```")), "{at}: lib.rs has no example");
    }
    assert!(libraries >= 8, "only {libraries} libraries found");
}
