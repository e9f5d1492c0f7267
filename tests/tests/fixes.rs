//! `check --fix` on copies of real vaults: no note gets a finding, only the bytes of the fixes change, twice
//! is the same as once, and an undo restores every byte. Diffs and fixes are applied here without the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use linkwright_tests::binary::linkwright;
use linkwright_tests::vaults::{copy, vaults};
use serde_json::Value;
use tempfile::TempDir;

/// The bytes of all files, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// A copy of a vault, with a folder for the history of its changes.
struct Copied {
    folder: TempDir,
    state: TempDir,
}

impl Copied {
    fn new(vault: &Path) -> Copied {
        let folder = || tempfile::tempdir().expect("a folder");
        let copied = Copied { folder: folder(), state: folder() };
        copy(vault, copied.folder.path());
        copied
    }

    /// Runs `linkwright` in the vault: the exit status, and what it prints.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let output = Command::new(linkwright())
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_STATE_HOME", self.state.path())
            .output()
            .expect("the program runs");
        let status = output.status.code().unwrap_or(-1);
        assert!(status < 2, "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        (status, String::from_utf8(output.stdout).expect("UTF-8"))
    }

    /// Runs `check` for all codes, also those that the settings turn off. Returns the findings.
    fn check(&self, args: &[&str]) -> Vec<Value> {
        let all = ["check", "--format", "jsonl", "--quiet", "--select", &codes()];
        let (_, printed) = self.run(&[&all, args].concat());
        printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn files(&self) -> Files {
        let (root, mut files) = (self.folder.path(), Files::new());
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(root).expect("below it").to_str().expect("UTF-8");
                files.insert(name.replace('\\', "/"), fs::read(&path).expect("a file"));
            }
        }
        files
    }
}

/// All codes, separated by commas: each has a page.
fn codes() -> String {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics");
    let names = pages
        .read_dir()
        .expect("a folder")
        .map(|page| page.expect("a page").file_name().into_string().expect("UTF-8"));
    let codes = names.filter(|name| name != "README.md");
    codes.map(|name| name.trim_end_matches(".md").to_owned()).collect::<Vec<_>>().join(",")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect("a text")
}

/// How often each note has each finding.
fn counted(findings: &[Value]) -> BTreeMap<[&str; 3], usize> {
    let mut counts = BTreeMap::new();
    for it in findings {
        *counts.entry(["path", "code", "message"].map(|key| text(it, key))).or_default() += 1;
    }
    counts
}

/// `files` after the changes in a unified diff.
fn patched(files: &Files, diff: &str) -> Files {
    let mut files = files.clone();
    let mut lines = diff.split_terminator('\n').peekable();
    while let Some(line) = lines.next() {
        let path = line.strip_prefix("--- ").expect("the path of a file");
        assert_eq!(lines.next(), Some(&*format!("+++ {path}")));
        let text = String::from_utf8(files[path].clone()).expect("UTF-8");
        let mut old = text.split_inclusive('\n');
        let (mut new, mut at) = (String::new(), 1);
        while let Some(header) = lines.next_if(|line| line.starts_with("@@ ")) {
            let [start, count, _, added] = numbers(header);
            // Before the hunk, all stays.
            new.extend(old.by_ref().take(start - at));
            at = start + count;
            let (mut removed, mut inserted) = (0, 0);
            while removed < count || inserted < added {
                let line = lines.next().expect("a line of the hunk");
                let (sign, rest) = line.split_at(line.len().min(1));
                let is_last = lines.next_if(|line| line.starts_with('\\')).is_some();
                let line = format!("{rest}{}", if is_last { "" } else { "\n" });
                if sign != "+" {
                    assert_eq!(old.next(), Some(&*line), "{path}: {header}");
                    removed += 1;
                }
                if sign != "-" {
                    new += &line;
                    inserted += 1;
                }
            }
        }
        new.extend(old);
        files.insert(path.to_owned(), new.into_bytes());
    }
    files
}

/// The numbers in `@@ -1,2 +3,4 @@`. A missing one is 1.
fn numbers(header: &str) -> [usize; 4] {
    let mut ranges = header.split(' ').skip(1).take(2).flat_map(|range| {
        let (start, count) = range[1..].split_once(',').unwrap_or((&range[1..], "1"));
        [start, count].map(|number| number.parse().expect("a number"))
    });
    std::array::from_fn(|_| ranges.next().expect("two ranges"))
}

/// Whether `after` is `before` with some of the edits made: a start, an end and the new text.
fn is_edited(before: &[u8], after: &[u8], mut edits: Vec<(usize, usize, &str)>) -> bool {
    edits.sort_unstable();
    let follows =
        |at: &usize, bytes: &[u8]| after[*at..].starts_with(bytes).then_some(at + bytes.len());
    // Where in `after` the text up to `start` can end.
    let (mut ends, mut start) = (BTreeSet::from([0]), 0);
    for (from, to, new) in edits {
        assert!(start <= from, "edits overlap");
        let kept = ends.iter().filter_map(|at| follows(at, &before[start..from]));
        let kept: BTreeSet<usize> = kept.collect();
        let either = [&before[from..to], new.as_bytes()];
        ends = either.iter().flat_map(|it| kept.iter().filter_map(|at| follows(at, it))).collect();
        start = to;
    }
    ends.iter().any(|at| after[*at..] == before[start..])
}

/// The edits of the fixes of the note at `path`.
fn edits<'f>(findings: &'f [Value], path: &str, is_safe: bool) -> Vec<(usize, usize, &'f str)> {
    let of_note = findings.iter().filter(|it| text(it, "path") == path && !it["fix"].is_null());
    let wanted = of_note.map(|it| &it["fix"]).filter(|fix| !is_safe || fix["safe"] == true);
    let edits = wanted.flat_map(|fix| fix["edits"].as_array().expect("a list"));
    let offset = |value: &Value| value.as_u64().expect("a number") as usize;
    edits
        .map(|it| (offset(&it["at"]["start"]), offset(&it["at"]["end"]), text(it, "text")))
        .collect()
}

/// Fixes all vaults. Returns the number of findings that are gone.
fn fix_all(level: &str) -> usize {
    let mut gone = 0;
    for vault in vaults() {
        let (copied, name) = (Copied::new(&vault), vault.display());
        let (found, before) = (copied.check(&[]), copied.files());

        let (_, diff) = copied.run(&["check", level, "--diff", "-q", "--select", &codes()]);
        assert_eq!(copied.files(), before, "{name}: --diff writes");
        let left = copied.check(&[level]);
        let after = copied.files();
        assert!(patched(&before, &diff) == after, "{name}: --diff does not show what is written");
        for (path, bytes) in before.iter().filter(|(path, bytes)| after[*path] != **bytes) {
            let edits = edits(&found, path, level == "--fix");
            assert!(is_edited(bytes, &after[path], edits), "{name}: more than the fixes in {path}");
        }

        let again = copied.check(&[level]);
        assert!(copied.files() == after, "{name}: a second run changes something");
        let [old, new, left] = [&found, &again, &left].map(|it| counted(it));
        assert_eq!(new, left, "{name}: the report of the first run");
        for (finding, count) in new {
            assert!(old.get(&finding) >= Some(&count), "{name}: new: {finding:?}");
        }
        gone += found.len() - again.len();

        if before != after {
            copied.run(&["undo", "-q"]);
            assert!(copied.files() == before, "{name}: an undo leaves a difference");
        }
    }
    gone
}

#[test]
fn safe_fixes_change_what_they_say_and_can_be_undone() {
    println!("{} findings are gone", fix_all("--fix"));
}

#[test]
fn unsafe_fixes_change_what_they_say_and_can_be_undone() {
    println!("{} findings are gone", fix_all("--fix=unsafe"));
}

#[test]
fn a_difference_is_seen() {
    let files = |text: &str| Files::from([("a b".to_owned(), text.as_bytes().to_vec())]);
    let before = files("1\n2\n3\r\n\n5");
    let diff = "--- a b\n+++ a b\n@@ -2,4 +2,5 @@\n-2\n+x\n+y\n 3\r\n\n-5\n\\ No newline at end of file\n+6\n";
    assert_eq!(patched(&before, diff), files("1\nx\ny\n3\r\n\n6\n"));
    let edits = || vec![(2, 4, "xy"), (0, 1, "a"), (6, 6, "!")];
    for (after, expected) in [
        ("012345", true),
        ("a1xy45!", true),
        ("01xy45", true),
        ("a12345?", false),
        ("b12345", false),
    ] {
        assert_eq!(is_edited(b"012345", after.as_bytes(), edits()), expected, "{after}");
    }
}
