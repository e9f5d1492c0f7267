//! The listing commands: what a note's name means, formats, and what they create.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

mod support;

use std::io::Read as _;
use std::process::{Command, Stdio};

use expect_test::expect;
use serde_json::{Value, json};
use support::{Vault, slashes};

const NOTES: &str = "\
//- /a/Beta.md
---
aliases: [\"x, \\\"y\\\"\"]
---
[[Gamma]]
//- /b/Beta.md
[[gone]]
//- /Gamma.md
---
aliases: [G, Delta]
---
//- /Delta.md
[[Gamma]]
";

#[test]
fn several_notes_with_a_name_are_listed() {
    let vault = Vault::new(NOTES);
    let shown = |args: &[&str]| vault.run(args).show();
    expect![[r#"
        [exit 2]
        [stderr]
        error: `beta` is ambiguous. Use one of these paths:
          a/Beta.md
          b/Beta.md
    "#]]
    .assert_eq(&shown(&["links", "beta"]));
    expect![[r#"
        [exit 2]
        [stderr]
        error: `Delta` is ambiguous. Use one of these paths:
          Delta.md
          Gamma.md
    "#]]
    .assert_eq(&shown(&["backlinks", "Delta"]));
    for name in ["G", "g", "Gamma", "gamma.md", "/Gamma"] {
        assert_eq!(shown(&["backlinks", name, "--total"]), "2\n[exit 0]\n", "{name}");
    }
    let notes = |folder: &str, given: &str| {
        slashes(&vault.run_in(folder, &["notes", "--folder", given]).stdout).replace('\n', " ")
    };
    for (folder, given, expected) in [
        ("", "a", "a/Beta.md "),
        ("", "/A/", "a/Beta.md "),
        ("a", ".", "a/Beta.md "),
        ("a", "b", "b/Beta.md "),
        ("a", "../b", "b/Beta.md "),
        ("a", "c", ""),
        ("b", "..", "Delta.md Gamma.md a/Beta.md b/Beta.md "),
    ] {
        assert_eq!(notes(folder, given), expected, "{given} in {folder}");
    }
    // A path counts from the current folder first.
    let run = vault.run_in("b", &["links", "Beta.md"]);
    assert_eq!(slashes(&run.stdout), "b/Beta.md:1:1: [[gone]] → nothing\n");
    let run = vault.run(&["outline", "nothing"]);
    assert_eq!((run.status, &*run.stdout), (Some(2), ""));
    assert!(run.stderr.contains("nothing: no such note"), "{}", run.stderr);
}

#[test]
fn formats_have_the_same_values() {
    let vault = Vault::new(NOTES);
    let run = |format| vault.run(&["aliases", "--format", format]).stdout;
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let expected = json!([
        {"alias": "G", "path": "Gamma.md", "shared_with": []},
        {"alias": "Delta", "path": "Gamma.md", "shared_with": []},
        {"alias": "x, \"y\"", "path": "a/Beta.md", "shared_with": []},
    ]);
    assert_eq!(json, expected);
    let lines = run("jsonl");
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!(lines.collect::<Vec<_>>(), expected.as_array().unwrap().as_slice());
    let csv = run("csv");
    assert!(csv.ends_with("\"x, \"\"y\"\"\",a/Beta.md,\n"), "{csv}");
    assert_eq!(run("tsv").lines().next(), Some("alias\tpath\tshared_with"));
}

#[test]
fn no_results_are_no_error() {
    let vault = Vault::new("//- /a.md\n");
    for (format, expected) in
        [("text", ""), ("json", "[]\n"), ("jsonl", ""), ("csv", "tag,uses,notes\n")]
    {
        let run = vault.run(&["tags", "--format", format]);
        assert_eq!((run.status, &*run.stdout, &*run.stderr), (Some(0), expected, ""), "{format}");
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let vault = Vault::new("//- /a.md\n[[b\u{1b}[31m]] \u{7}word\n");
    for args in [&["unresolved"][..], &["search", "word"], &["links", "a"]] {
        let shown = vault.run(args).stdout;
        assert!(!shown.is_empty() && !shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    }
}

#[test]
fn a_search_shows_the_lines_around_each_line_once() {
    let vault = Vault::new(
        "//- /a.md\n---\naliases: [bee]\n---\none bee\n  two\nthree\nfour\nfive\n# A bee\nbee\n\nend\n\
         //- /b.md\nA bee\r\n\r\nin CRLF\r\n",
    );
    expect![[r#"
        a.md: bee
        a.md-1- ---
        a.md:2: aliases: [bee]
        a.md-3- ---
        a.md:4: one bee
        a.md-5-   two
        --
        a.md-8- five
        a.md:9: # A bee
        a.md:10: bee
        a.md-11-
        b.md:1: A bee
        b.md-2-
    "#]]
    .assert_eq(&vault.run(&["search", "bee", "--context", "1"]).stdout);
    let json = vault.run(&["search", "bee", "a", "-C", "2", "--format", "json"]).stdout;
    let found: Value = serde_json::from_str(&json).unwrap();
    let row = |kind, path, line: Value, text, before: Value, after: Value| json!({"kind": kind, "path": path, "line": line, "text": text, "before": before, "after": after});
    let expected = json!([
        row("text", "a.md", 2.into(), "aliases: [bee]", "---".into(), "---\none bee".into()),
        row("heading", "a.md", 9.into(), "# A bee", "four\nfive".into(), "bee\n".into()),
        row("text", "b.md", 1.into(), "A bee", "".into(), "\nin CRLF".into()),
    ]);
    assert_eq!(found, expected);
    assert_eq!(vault.run(&["search", "bee", "-C", "9", "--total"]).stdout, "6\n");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let notes: String = (0..4_000).map(|n| format!("[[gone {n}]]\n")).collect();
    let vault = Vault::new(&format!("//- /a.md\n{notes}"));
    for format in ["text", "json", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_linkwright"))
            .args(["unresolved", "--format", format])
            .current_dir(vault.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 8]).unwrap();
        drop(stdout);
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert!(child.wait().unwrap().success() && stderr.is_empty(), "{format}: {stderr}");
    }
}

#[test]
fn a_vault_is_named_from_elsewhere() {
    let vault = Vault::new(NOTES);
    let elsewhere = Vault::new("//- /c.md\n");
    let folder = vault.path().to_str().unwrap();
    let shown = elsewhere.run(&["notes", "--folder", "A/", "--vault", folder]).stdout;
    assert_eq!(slashes(&shown), "a/Beta.md\n");
}

#[test]
fn new_notes_are_created_where_a_link_would_create_them() {
    let vault = Vault::new(
        "//- /.obsidian/app.json\n{\"newFileLocation\": \"folder\", \"newFileFolderPath\": \"in\"}\n\
         //- /.linkwright.toml\n[dailyNotes]\nfolder = \"Journal\"\ntemplate = \"Day\"\n\
         //- /T.md\n# {{title}}\n//- /Day.md\nOn {{date}}.\n//- /a.md\n[[New one]]\n",
    );
    let printed = |args: &[&str]| slashes(&vault.run(args).stdout);
    assert_eq!(printed(&["new", "New one", "-n"]), "in/New one.md\n");
    assert!(!vault.path().join("in").exists());
    assert_eq!(printed(&["new", "New one", "--template", "T"]), "in/New one.md\n");
    assert_eq!(vault.read("in/New one.md"), "# New one\n");
    assert_eq!(printed(&["unresolved", "--total"]), "0\n");
    assert_eq!(printed(&["create", "sub/Other"]), "sub/Other.md\n");
    assert_eq!(vault.read("sub/Other.md"), "");
    for name in ["new one", "a|b", ""] {
        let run = vault.run(&["new", name]);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{name}: {}", run.stderr);
    }
    let run = vault.run(&["daily", "2026-11-29", "--format", "jsonl"]);
    assert_eq!(run.stdout, "{\"path\":\"Journal/2026-11-29.md\",\"created\":true}\n");
    assert_eq!(vault.read("Journal/2026-11-29.md"), "On 2026-11-29.\n");
    vault.write("Journal/2026-11-29.md", b"mine");
    let run = vault.run(&["daily", "2026-11-29", "--format", "jsonl"]);
    assert_eq!(run.stdout, "{\"path\":\"Journal/2026-11-29.md\",\"created\":false}\n");
    assert_eq!(vault.read("Journal/2026-11-29.md"), "mine");
    assert_eq!(vault.run(&["daily", "someday"]).status, Some(2));
}

#[test]
fn a_new_note_does_not_replace_what_is_on_disk() {
    let vault = Vault::new("//- /.linkwright.toml\n[files]\nexclude = [\"X.md\"]\n//- /a.md\n");
    vault.write("X.md", b"mine");
    let run = vault.run(&["new", "X"]);
    assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{}", run.stderr);
    assert_eq!(vault.read("X.md"), "mine");
}

// Windows does not allow such names.
#[cfg(unix)]
#[test]
fn graphs_are_valid_for_any_name() {
    let vault =
        Vault::new("//- /a & \"b\" <c>.md\n[[Über\\x]] [[a]] ![[p.png]]\n//- /a.md\n//- /p.png\n");
    let graph = |format| vault.run(&["graph", "--unresolved", "--format", format]).stdout;
    let json: Value = serde_json::from_str(&graph("json")).unwrap();
    assert_eq!(
        (json["nodes"].as_array().unwrap().len(), json["edges"].as_array().unwrap().len()),
        (4, 3)
    );
    expect![[r#"
        digraph vault {
          "a & \"b\" <c>.md" [label="a & \"b\" <c>"];
          "a.md" [label="a"];
          "p.png" [label="p.png", shape=box];
          "Über\\x" [label="Über\\x", style=dashed];
          "a & \"b\" <c>.md" -> "a.md" [weight=1];
          "a & \"b\" <c>.md" -> "p.png" [weight=1];
          "a & \"b\" <c>.md" -> "Über\\x" [weight=1];
        }
    "#]]
    .assert_eq(&graph("dot"));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
          <key id="n" for="node" attr.name="name" attr.type="string"/>
          <key id="k" for="node" attr.name="kind" attr.type="string"/>
          <key id="l" for="edge" attr.name="links" attr.type="int"/>
          <graph edgedefault="directed">
            <node id="a &amp; &quot;b&quot; &lt;c&gt;.md"><data key="n">a &amp; &quot;b&quot; &lt;c&gt;</data><data key="k">note</data></node>
            <node id="a.md"><data key="n">a</data><data key="k">note</data></node>
            <node id="p.png"><data key="n">p.png</data><data key="k">attachment</data></node>
            <node id="Über\x"><data key="n">Über\x</data><data key="k">unresolved</data></node>
            <edge source="a &amp; &quot;b&quot; &lt;c&gt;.md" target="a.md"><data key="l">1</data></edge>
            <edge source="a &amp; &quot;b&quot; &lt;c&gt;.md" target="p.png"><data key="l">1</data></edge>
            <edge source="a &amp; &quot;b&quot; &lt;c&gt;.md" target="Über\x"><data key="l">1</data></edge>
          </graph>
        </graphml>
    "#]].assert_eq(&graph("graphml"));
}
