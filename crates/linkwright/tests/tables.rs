//! Every command that prints a table, in every format: all say the same, and standard output has nothing
//! else.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

mod support;

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::Vault;

/// Names, aliases, tags and texts with all that a format has to quote.
const NOTES: &str = "\
//- /a, b/It's; a \u{2028} note.md
---
aliases: [\"x, \\\"y\\\"\", \"two\\nlines\", \"a\\tb\", \"\\e[31mred\", =1+1, \" edge \", Twin]
tags: [Insect/bee, \u{65e5}\u{672c}]
\"key, \\\"1\\\"\": [1, {a: b}, ~, \"c|d\"]
---
# On \"x, y\"; and\tmore

## \u{1f41d}, `code`
[[gone, \"lost\"]] [[gone\tlost|x]] [[Other#No, \"heading\"]] ![[pic, 1.png]] #insect
//- /Other.md
---
aliases: [Twin, \"two\\nlines\"]
---
[x](<a, b/It's; a \u{2028} note.md>) and x, \"y\" and red, [[It's; a \u{2028} note|a \"b\", c]]
//- /sub/Other.md
Words, with \"quotes\" and, tabs\there.
//- /pic, 1.png
//- /unused.png
//- /bees.base
filters: file.ext == \"md\"
formulas:
  \"a, \\\"b\\\"\": file.name + \"\\n\" + file.folder
views:
  - order: [file.name, aliases, \"key, \\\"1\\\"\", \"formula.a, \\\"b\\\"\", file.links]
//- /Empty.md
";

/// The arguments of the commands that have results in this vault. `NOTE` is the name of the first note.
const COMMANDS: &[&[&str]] = &[
    &["notes"],
    &["links", "NOTE"],
    &["backlinks", "NOTE"],
    &["backlinks", "NOTE", "--context"],
    &["backlinks", "NOTE", "--counts"],
    &["unresolved"],
    &["unresolved", "--counts"],
    &["orphans"],
    &["deadends"],
    &["tags"],
    &["tags", "--counts"],
    &["tags", "--counts", "--nested"],
    &["tags", "NOTE"],
    &["aliases"],
    &["properties"],
    &["properties", "NOTE"],
    &["attachments"],
    &["attachments", "--unused"],
    &["outline", "NOTE"],
    &["mentions", "NOTE"],
    &["search", "x,"],
    &["search", "lines", "--context", "1"],
    &["query", "quotes OR file:note"],
    &["query", "bees.base"],
    &["daily", "2026-11-29", "--dry-run"],
    &["new", "New, one; it's", "--dry-run"],
];

fn program(vault: &Vault, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkwright"));
    let args = args.iter().map(|arg| if *arg == "NOTE" { "It's; a \u{2028} note" } else { arg });
    command.args(args).current_dir(vault.path()).env("XDG_STATE_HOME", vault.state());
    command
}

/// What a command prints. It must succeed, without messages.
#[track_caller]
fn printed(vault: &Vault, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = program(vault, args).output().unwrap();
    assert_eq!((status.code(), &*String::from_utf8(stderr).unwrap()), (Some(0), ""), "{args:?}");
    String::from_utf8(stdout).unwrap()
}

/// The rows of separated values by RFC 4180, except that lines end in LF. Panics if it is not followed.
fn separated(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let mut field = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            while let Some((part, after)) = rest.split_once('"') {
                field += part;
                rest = after;
                let Some(after) = rest.strip_prefix('"') else { break };
                field.push('"');
                rest = after;
            }
        } else {
            let end = rest.find([separator, '\n']).expect("a field ends");
            assert!(!rest[..end].contains(['"', '\r']), "without quotes: {}", &rest[..end]);
            field.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        row.push(field);
        match rest.chars().next() {
            Some('\n') => rows.push(std::mem::take(&mut row)),
            after => assert_eq!(after, Some(separator), "after {row:?}"),
        }
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    assert!(row.is_empty(), "the last line has no end");
    rows
}

#[test]
fn separated_values_are_read() {
    let rows = separated("a,\"b \"\"c\"\"\n,\",\n,\"\"\n", ',');
    assert_eq!(rows, [vec!["a", "b \"c\"\n,", ""], vec!["", ""]]);
    for wrong in ["a", "a\"b\n", "\"a\"b\n", "\"a\n"] {
        assert!(std::panic::catch_unwind(|| separated(wrong, ',')).is_err(), "{wrong}");
    }
}

/// A value as it stands in a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The cells of a row, by column.
type Cells = BTreeMap<String, String>;

fn in_cells(row: &BTreeMap<String, Value>) -> Cells {
    row.iter().map(|(column, value)| (column.clone(), cell(value))).collect()
}

#[test]
fn all_formats_of_all_commands_have_the_same_rows() {
    let vault = Vault::new(NOTES);
    for args in COMMANDS {
        let run = |more: &[&str]| printed(&vault, &[args, more].concat());
        let format = |format| run(&["--format", format]);
        let rows: Vec<BTreeMap<String, Value>> = serde_json::from_str(&format("json")).unwrap();
        assert!(!rows.is_empty(), "{args:?}");
        let lines: Vec<BTreeMap<String, Value>> =
            format("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows, "{args:?}");
        for (name, separator) in [("csv", ','), ("tsv", '\t')] {
            let mut table = separated(&format(name), separator);
            let header = table.remove(0);
            assert!(table.iter().all(|row| row.len() == header.len()), "{args:?} {name}");
            let table: Vec<Cells> =
                table.into_iter().map(|row| header.iter().cloned().zip(row).collect()).collect();
            assert_eq!(table.len(), rows.len(), "{args:?} {name}");
            for (cells, row) in table.iter().zip(&rows) {
                match row.get("values").and_then(Value::as_object) {
                    // The columns of a base have other names in JSON, and values with other types.
                    Some(values) => assert_eq!(cells.len(), values.len(), "{args:?} {name}"),
                    None => assert_eq!(*cells, in_cells(row), "{args:?} {name}"),
                }
            }
        }
        assert_eq!(run(&["--total"]), format!("{}\n", rows.len()), "{args:?}");
        let text = run(&[]);
        assert!(text.ends_with('\n') && text.lines().count() >= rows.len(), "{args:?}: {text}");
    }
    assert!(!vault.path().join("2026-11-29.md").exists(), "written in a dry run");
}

#[test]
fn no_command_with_a_table_is_missing_here() {
    let vault = Vault::new("");
    let help = printed(&vault, &["--help"]);
    let commands = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut tables = 0;
    let is_name = |it: &&str| it.starts_with(|c: char| c.is_ascii_lowercase()) && *it != "help";
    for command in commands.filter(is_name) {
        let help = printed(&vault, &[command, "--help"]);
        if help.contains("- tsv:") {
            tables += 1;
            assert!(COMMANDS.iter().any(|args| args[0] == command), "{command}");
        }
    }
    assert!(tables > 15, "{tables}");
}

#[test]
fn an_ambiguous_note_prints_nothing_but_its_candidates() {
    let vault = Vault::new(NOTES);
    for args in COMMANDS.iter().filter(|args| args.contains(&"NOTE")) {
        for (name, candidates) in
            [("twin", ["Other.md", "note.md"]), ("two\nlines", ["Other.md", "note.md"])]
        {
            let args: Vec<&str> =
                args.iter().map(|arg| if *arg == "NOTE" { name } else { arg }).collect();
            for format in ["text", "json", "jsonl", "csv", "tsv"] {
                let run = vault.run(&[&args[..], &["--format", format]].concat());
                assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{args:?}");
                let all = candidates.iter().all(|it| run.stderr.contains(it));
                assert!(all && run.stderr.contains("is ambiguous"), "{args:?}: {}", run.stderr);
            }
        }
    }
}

#[test]
fn no_data_has_colours() {
    let vault = Vault::new(NOTES);
    for args in COMMANDS {
        for format in ["json", "jsonl", "csv", "tsv"] {
            let args = [args, &["--format", format][..]].concat();
            let always = printed(&vault, &[&args[..], &["--color", "always"]].concat());
            assert_eq!(always, printed(&vault, &args), "{args:?}");
        }
        let mut colours = program(&vault, args);
        colours.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
        let shown = String::from_utf8(colours.output().unwrap().stdout).unwrap();
        assert!(!shown.contains('\u{1b}'), "{args:?}: {shown}");
    }
}

#[test]
fn nobody_has_to_read_a_table() {
    let vault = Vault::new(NOTES);
    for args in COMMANDS {
        for format in ["text", "json", "jsonl", "csv", "tsv"] {
            let args = [args, &["--format", format][..]].concat();
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = program(&vault, &args);
            let output = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), &*error), (Some(0), ""), "{args:?}");
        }
    }
}

/// A shell can close standard output (`>&-`), and a disk can be full.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_can_be_closed_or_full() {
    let vault = Vault::new(NOTES);
    for args in COMMANDS {
        for format in ["text", "json", "csv"] {
            let args = [args, &["--format", format][..]].concat();
            for (to, status) in [(">&-", 0), (">/dev/full", 2)] {
                let inner = program(&vault, &args);
                let output = Command::new("sh")
                    .args(["-c", &format!("exec \"$0\" \"$@\" {to}")])
                    .arg(inner.get_program())
                    .args(inner.get_args())
                    .current_dir(vault.path())
                    .output()
                    .unwrap();
                let error = String::from_utf8(output.stderr).unwrap();
                let is_told = error.starts_with("error: ") && error.contains("No space left");
                assert_eq!(output.status.code(), Some(status), "{args:?} {to} {error}");
                assert_eq!(is_told, status == 2, "{args:?} {to} {error}");
            }
        }
    }
}
