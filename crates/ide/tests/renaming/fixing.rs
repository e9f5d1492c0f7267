//! Tests that the fixes of all notes make no new finding, leave the index as it was, and are complete: there
//! is nothing to fix afterwards.

use std::collections::BTreeMap;

use linkwright_ide::actions::{FixLevel, fix_note, is_fixable};
use linkwright_ide::diagnostics::{DiagnosticCode, diagnostics};
use linkwright_settings::{Settings, Severity};
use linkwright_text::apply_edits;
use linkwright_vault::{FileId, Vault};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::generate::files;
use crate::generated::{cases, pick};
use crate::workspace::{FileTexts, Workspace};

/// Lines with something to fix, or with something that a fix could do harm to.
const LINES: &[&str] = &[
    "[[affection]] and [[the need to love|x]]",
    "![[plot 1.jpg]] ![[a/plot 1.PNG|30]]",
    "[[Love#what-is-it]] [[Old name#some-state-thing|x]] [[#a-b]]",
    "[[Old nmae]] [[Unrelated]] [[love.markdown]] [[Ol]]",
    "[text](affection) [text](love) [text](a/Love) [text](Old%20nmae.md#Bnds)",
    "[[yes]] [yes]\n\n[yes]: https://example.org",
    "| [[affection]] | [[it's so\\|x]] |\n|---|---|\n| [[Öl#what-is-it]] | ![[plot 1.gif]] |",
    "[[affection]] %% linkwright-disable-line alias-link %%",
    "%% linkwright-disable-next-line %%\n[[affection]] [[Old nmae]]",
    "# On [[affection]]",
    "> [[affection]] [[Love#a-b]] ^c1",
    "[a]: affection\n\n[a] [[affection]]",
];

/// Properties with something to fix.
const PROPERTIES: &[&str] = &[
    "up: [[Love]]",
    "near: [[gone]]",
    "all: [[[Old name]], [[Love#bonds]]]",
    "alias: [Öl, Öl, new, Öl, new]",
    "alias: Öl, Öl, new, yes, new, Öl",
    "alias: [\"it's so\", it's so, [[Love]]]",
];

/// Findings, by note, code and message, with their number.
type Findings = BTreeMap<(String, DiagnosticCode, String), usize>;

fn findings(vault: &Vault) -> Findings {
    let mut found = Findings::new();
    for (note, file) in vault.files() {
        for diagnostic in diagnostics(vault, note) {
            let key = (file.path.to_string(), diagnostic.code, diagnostic.message);
            *found.entry(key).or_default() += 1;
        }
    }
    found
}

/// The texts with `line` below the frontmatter of a note, or with `property` in it.
fn with_mistake(files: &mut FileTexts, note: &Index, at: &Index, line: &str, property: &str) {
    let (path, text) = pick(files, note);
    if !path.ends_with(".md") {
        return;
    }
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let starts = text.match_indices('\n').map(|(end, _)| end + 1);
    let starts: Vec<usize> = starts.filter(|start| text[*start..].starts_with(eol)).collect();
    let mut text = text.clone();
    if !starts.is_empty() {
        let start = starts[at.index(starts.len())];
        let line = line.replace('\n', eol);
        text.insert_str(start, &format!("{eol}{line}{eol}"));
    }
    let has_key = text.contains(property.split(':').next().unwrap_or_default());
    if text.starts_with("---") && !has_key {
        text.insert_str(3 + eol.len(), &format!("{property}{eol}"));
    }
    files.insert(path, text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn fixes_make_no_finding_and_are_complete(
        mut files in files(),
        mistakes in vec((any::<Index>(), any::<Index>(), select(LINES), select(PROPERTIES)), 0..6),
        level in select(&[FixLevel::Safe, FixLevel::Unsafe][..]),
        relative_destinations in any::<bool>(),
    ) {
        let mut settings = Settings { relative_destinations, ..Settings::default() };
        settings.severities.extend(DiagnosticCode::ALL.iter().map(|code| (*code, Severity::Warning)));
        for (note, at, line, property) in &mistakes {
            with_mistake(&mut files, note, at, line, property);
        }
        let mut workspace = Workspace::new(files, settings);
        let vault = &mut workspace.vault;
        let (before, dump) = (findings(vault), vault.dump());
        let notes: Vec<(FileId, String)> =
            vault.files().map(|(note, file)| (note, file.path.to_string())).collect();
        let mut fixed = Vec::new();
        for (note, path) in &notes {
            let text = &workspace.files[path];
            if let Some(it) = fix_note(vault, *note, text, level, &is_fixable) {
                prop_assert!(!it.edits.is_empty() && it.findings > 0);
                let after = apply_edits(text, &it.edits).expect("sorted edits without overlaps");
                prop_assert_ne!(&after, text);
                fixed.push((path, after, it.findings));
            }
            prop_assert_eq!(vault.dump(), dump.as_str(), "the index is not as it was after {}", path);
        }
        let count: usize = fixed.iter().map(|(_, _, findings)| findings).sum();
        let shown = format!("{fixed:#?}");
        for (path, after, _) in fixed {
            workspace.create(path, &after);
        }
        let after = findings(&workspace.vault);
        for (finding, count) in &after {
            let allowed = before.get(finding).copied().unwrap_or_default();
            prop_assert!(*count <= allowed, "{finding:?}: {allowed} before, {count} after\n{shown}");
        }
        let sum = |found: &Findings| found.values().sum::<usize>();
        prop_assert!(sum(&after) + count <= sum(&before), "{count} fixed\n{before:#?}\n{after:#?}\n{shown}");
        for (note, path) in &notes {
            let text = &workspace.files[path];
            let again = fix_note(&mut workspace.vault, *note, text, level, &is_fixable);
            prop_assert!(again.is_none(), "{path} again: {:#?}\n{text}\n{shown}", again.map(|it| it.edits));
        }
    }
}
