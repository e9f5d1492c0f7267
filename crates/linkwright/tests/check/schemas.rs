//! The formats that other programs read: each is valid by its schema.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use boon::{Compiler, Schemas};
use serde_json::Value;

use super::formats::{output, parsed, vault};
use super::support::Vault;

pub(crate) const SARIF: &str = "tests/check/schemas/sarif-2.1.0.json";
const GITLAB: &str = "tests/check/schemas/gitlab.json";
const RDJSON: &str = "tests/check/schemas/rdjson.json";
const JSON: &str = "../../docs/check.schema.json";
const JUNIT: &str = "tests/check/schemas/junit-10.xsd";

fn schema_path(schema: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(schema)
}

/// Checks a document against a schema, given by its path from this crate.
#[track_caller]
pub(crate) fn validate(document: &Value, schema: &str) {
    let text = fs::read_to_string(schema_path(schema)).expect("the schema can be read");
    // Reviewdog's schema allows members that it does not know. A wrong name must not pass.
    let text = match schema {
        RDJSON => text.replace("\"additionalProperties\": true", "\"additionalProperties\": false"),
        _ => text,
    };
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://schema.example/s.json", schema).expect("a schema");
    let compiled = compiler.compile("https://schema.example/s.json", &mut schemas);
    let compiled = compiled.unwrap_or_else(|error| panic!("{error}"));
    schemas.validate(document, compiled).unwrap_or_else(|error| panic!("{error:#}"));
}

#[test]
fn every_document_is_valid_by_its_schema() {
    let (vault, clean) = (vault(), Vault::new("//- /a.md\n"));
    for (format, schema) in
        [("json", JSON), ("sarif", SARIF), ("gitlab", GITLAB), ("rdjson", RDJSON)]
    {
        validate(&parsed(&vault, format), schema);
        let run = clean.run(&["check", "--format", format]);
        assert_eq!(run.status, Some(0));
        validate(&serde_json::from_str(&run.stdout).expect("valid JSON"), schema);
        // Without any note.
        let run = clean.run(&["check", "--format", format, "--"]);
        validate(&serde_json::from_str(&run.stdout).expect("valid JSON"), schema);
    }
    let run = vault.run(&["check", "--format", "json", "--statistics"]);
    validate(&serde_json::from_str(&run.stdout).expect("valid JSON"), JSON);
}

#[test]
fn the_schemas_reject_other_documents() {
    for (schema, document) in [
        (SARIF, r#"{"version":"2.1.0","runs":[{"tool":{}}]}"#),
        (GITLAB, r#"[{"description":"x"}]"#),
        (RDJSON, r#"{"diagnostics":[{"message":"x","location":{"file":"y"}}]}"#),
        (RDJSON, r#"{"diagnostics":[{"message":"x","severity":"HINT"}]}"#),
        (JSON, r#"{"version":2,"findings":[],"summary":{}}"#),
    ] {
        let document = serde_json::from_str(document).expect("JSON");
        let result = std::panic::catch_unwind(|| validate(&document, schema));
        assert!(result.is_err(), "{schema} accepts {document}");
    }
}

/// Whether `xmllint` finds that a document is valid by the schema of JUnit, and what it says. `None`
/// with a message if it is not installed: there is no validator in Rust.
fn is_valid_junit(document: &str) -> Option<(bool, String)> {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(schema_path(JUNIT)).arg("-");
    let child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        // Not `eprintln`, which the test runner hides when the test passes.
        writeln!(std::io::stderr(), "skipped: xmllint is not installed").expect("standard error");
        return None;
    };
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(document.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn junit_is_valid_by_its_schema() {
    let clean = Vault::new("//- /a.md\n");
    let of_clean = |paths: &[&str]| clean.run(&[&["check", "--format", "junit"], paths].concat());
    let found = output(&vault(), "junit");
    assert!(found.contains("<failure "), "{found}");
    for document in [&found, &of_clean(&[]).stdout, &of_clean(&["--"]).stdout] {
        if let Some((is_valid, why)) = is_valid_junit(document) {
            assert!(is_valid, "{why}{document}");
        }
    }
    for (valid, other) in [(" failures=", " failed="), ("<failure ", "<finding "), ("?>", "?")] {
        if let Some((is_valid, _)) = is_valid_junit(&found.replacen(valid, other, 1)) {
            assert!(!is_valid, "{other}");
        }
    }
}

/// The schema says that a suite has numbers, but not that they are right.
#[test]
fn junit_has_suites_with_as_many_tests_as_it_says() {
    for (vault, is_clean) in [(vault(), false), (Vault::new("//- /a.md\n"), true)] {
        let run = vault.run(&["check", "--severity", "hint", "--format", "junit"]);
        let document = roxmltree::Document::parse(&run.stdout).expect("well-formed XML");
        let root = document.root_element();
        let number = |node: &roxmltree::Node<'_, '_>, name: &str| {
            node.attribute(name).and_then(|it| it.parse::<usize>().ok()).expect("a number")
        };
        let count = |node: &roxmltree::Node<'_, '_>, tag: &str| {
            node.descendants().filter(|node| node.has_tag_name(tag)).count()
        };
        assert!(root.has_tag_name("testsuites"));
        for suite in root.children().filter(roxmltree::Node::is_element).chain([root]) {
            assert!(suite == root || suite.has_tag_name("testsuite"));
            assert!(suite.attribute("name").is_some());
            assert_eq!(number(&suite, "tests"), count(&suite, "testcase"));
            assert_eq!(number(&suite, "failures"), count(&suite, "failure"));
            assert_eq!(number(&suite, "errors"), 0);
        }
        for test in document.descendants().filter(|node| node.has_tag_name("testcase")) {
            assert!(test.attribute("classname").is_some() && test.attribute("name").is_some());
            assert_eq!(test.children().filter(roxmltree::Node::is_element).count() == 0, is_clean);
        }
        assert_eq!(count(&root, "failure") == 0, is_clean);
    }
}

/// The annotations in `output`, each with its parameters and, as `command` and `message`, the rest.
/// Panics if a line is not a command as GitHub documents them: a runner prints other lines, without an
/// annotation.
#[track_caller]
pub(crate) fn annotations(output: &str) -> Vec<BTreeMap<String, String>> {
    let decoded = |text: &str, escapes: &[(&str, &str)]| {
        let (mut decoded, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('%') {
            let escape = escapes.iter().find(|(code, _)| after.starts_with(code));
            let (code, character) = escape.unwrap_or_else(|| panic!("not escaped: {text}"));
            decoded.extend([before, character]);
            rest = &after[code.len()..];
        }
        decoded + rest
    };
    let of_message = [("25", "%"), ("0D", "\r"), ("0A", "\n")];
    let of_parameter = [&of_message[..], &[("3A", ":"), ("2C", ",")]].concat();
    let parsed = output.lines().map(|line| {
        let parts = line.strip_prefix("::").and_then(|it| it.split_once("::"));
        let (command, message) = parts.unwrap_or_else(|| panic!("not a command: {line}"));
        let (command, parameters) = command.split_once(' ').expect("parameters");
        assert!(["notice", "warning", "error"].contains(&command), "{line}");
        let message = decoded(message, &of_message);
        let mut all = BTreeMap::from([("message".to_owned(), message)]);
        all.insert("command".to_owned(), command.to_owned());
        for parameter in parameters.split(',') {
            let (name, value) = parameter.split_once('=').expect("a value");
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(known.contains(&name) && !value.is_empty() && !value.contains(':'), "{line}");
            let other = all.insert(name.to_owned(), decoded(value, &of_parameter));
            assert_eq!(other, None, "{line}");
        }
        all
    });
    parsed.collect()
}

#[test]
fn annotations_follow_the_rules_of_workflow_commands() {
    // Windows does not allow the other one.
    let awkward = if cfg!(windows) { "50%, b" } else { "50%, a::b" };
    let text = "[[100% of, it::yes]] [[%0A]]\n\n---\n\n- [x](%25.md)\n";
    let vault = Vault::new(&format!("//- /{awkward}.md\n{text}//- /b.md\n---\na: 1\na: 2\n---\n"));
    for vault in [vault, super::formats::vault()] {
        let found = annotations(&output(&vault, "github"));
        let json = parsed(&vault, "json");
        let expected = json["findings"].as_array().expect("a list");
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let text = |key: &str| expected[key].as_str().expect("a text");
            assert_eq!(found["file"], text("path"));
            assert_eq!((&*found["title"], &*found["message"]), (text("code"), text("message")));
            let level = match text("severity") {
                "information" | "hint" => "notice",
                level => level,
            };
            assert_eq!(found["command"], level);
            let number = |key: &str| found.get(key).map(|it| it.parse().expect("a number"));
            let at = &expected["at"];
            assert_eq!(number("line"), at["line"].as_u64());
            assert_eq!(number("endLine"), at["endLine"].as_u64());
            // A runner drops the columns of several lines.
            let is_line = at["line"] == at["endLine"];
            assert_eq!(number("col"), at["column"].as_u64().filter(|_| is_line));
            assert_eq!(number("endColumn"), at["endColumn"].as_u64().filter(|_| is_line));
        }
    }
}
