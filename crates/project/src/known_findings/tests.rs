use linkwright_ide::diagnostics::diagnose;
use linkwright_settings::{DiagnosticCode, Settings, Severity};
use linkwright_vault::{Change, Vault};

use super::*;

/// A vault with these notes, and what is known of it.
fn begin(notes: &[(&str, &str)]) -> (Vault, KnownFindings) {
    let mut vault = Vault::new(Settings::default());
    for (path, text) in notes {
        vault.apply(Change::Note { path, text });
    }
    let mut known = KnownFindings::default();
    assert!(known.record(&vault, usize::MAX));
    (vault, known)
}

/// The new findings of all notes, each as `path: text`.
fn new(vault: &Vault, known: &KnownFindings, texts: &[(&str, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in texts {
        let note = vault.find_file(path).expect("the note exists");
        let (new, _) = known.split(vault, note, diagnose(vault, note).0);
        found.extend(new.iter().map(|it| format!("{path}: {}", &text[it.span])));
    }
    found
}

#[track_caller]
fn check(before: &[(&str, &str)], after: &[(&str, &str)], expected: &[&str]) {
    let (mut vault, mut known) = begin(before);
    for (path, _) in before.iter().filter(|(path, _)| after.iter().all(|(it, _)| it != path)) {
        vault.apply(Change::Remove { path });
    }
    for (path, text) in after {
        vault.apply(Change::Note { path, text });
    }
    known.files_removed(&vault);
    assert_eq!(new(&vault, &known, after), expected);
}

#[test]
fn findings_are_recognised_when_their_lines_move() {
    let before = "---\naliases: [Ada, Ada]\n---\n[[gone]] ![[pic.png]] [^1]\n# A\n[[#B]] [[#^c]]\n";
    let moved = before.replace("[[gone]]", "\n\nWords.\n\nMore [[gone|with words]]");
    check(&[("a.md", before)], &[("a.md", &moved)], &[]);
    let renamed = moved.replace("gone", "gone2").replace("#B", "#D");
    check(&[("a.md", before)], &[("a.md", &renamed)], &["a.md: gone2", "a.md: D"]);
}

#[test]
fn equal_findings_are_counted() {
    let before = "[[gone]]\n[[gone]]\n";
    check(&[("a.md", before)], &[("a.md", "[[gone]]\n")], &[]);
    check(&[("a.md", before)], &[("a.md", "[[gone]] [[gone]] [[gone]]\n")], &["a.md: gone"]);
}

#[test]
fn a_message_that_names_another_note_does_not_make_a_finding_new() {
    // With `Gonne.md`, the broken link gets a suggestion.
    check(
        &[("a.md", "[[Gone Home]]\n")],
        &[("a.md", "[[Gone Home]]\n"), ("Gone Hone.md", "")],
        &[],
    );
    let twice = "---\naliases: [x]\n---\n";
    check(
        &[("a.md", twice), ("b.md", twice)],
        &[("a.md", twice), ("b.md", twice), ("c.md", twice)],
        &["c.md: x"],
    );
}

#[test]
fn a_link_that_breaks_in_another_note_is_new() {
    check(
        &[("a.md", "[[b]] [[gone]]\n"), ("b.md", "")],
        &[("a.md", "[[b]] [[gone]]\n"), ("c.md", "")],
        &["a.md: b"],
    );
}

#[test]
fn findings_of_a_renamed_note_are_known() {
    let text = "[[gone]] [[gone]]\n";
    check(&[("a.md", text)], &[("d/b.md", text)], &[]);
    check(&[("a.md", text)], &[("A.md", text)], &[]);
    // As long as the old one is there, it is another note.
    check(&[("a.md", text)], &[("a.md", ""), ("b.md", text)], &["b.md: gone", "b.md: gone"]);
    check(&[("a.md", text)], &[("b.md", "[[gone]] [[other]]\n")], &["b.md: other"]);
}

#[test]
fn notes_that_may_be_renamed_ones_are_named_once() {
    let (mut vault, mut known) = begin(&[("a.md", "[[gone]] [[b]]"), ("b.md", "[[a]]")]);
    vault.apply(Change::Note { path: "c.md", text: "[[gone]]" });
    assert_eq!(known.files_removed(&vault), []);
    vault.apply(Change::Remove { path: "b.md" });
    assert_eq!(known.files_removed(&vault), [], "it had none");
    vault.apply(Change::Remove { path: "a.md" });
    let note = vault.find_file("c.md").expect("the note exists");
    assert_eq!(known.files_removed(&vault), [note]);
    assert_eq!(known.files_removed(&vault), []);
}

#[test]
fn a_finding_that_comes_back_is_known() {
    let (mut vault, known) = begin(&[("a.md", "[[b]]")]);
    vault.apply(Change::Note { path: "b.md", text: "" });
    assert_eq!(new(&vault, &known, &[("a.md", "[[b]]")]), [""; 0]);
    vault.apply(Change::Remove { path: "b.md" });
    assert_eq!(new(&vault, &known, &[("a.md", "[[b]]")]), [""; 0]);
}

#[test]
fn kinds_that_are_turned_on_later_are_known() {
    let text = "# A\n\n# A\n";
    let (mut vault, known) = begin(&[("a.md", text)]);
    let mut settings = Settings::default();
    settings.severities.insert(DiagnosticCode::DuplicateHeading, Severity::Warning);
    settings.severities.insert(DiagnosticCode::OrphanNote, Severity::Warning);
    vault.apply(Change::Settings(Box::new(settings)));
    assert_eq!(new(&vault, &known, &[("a.md", text)]), [""; 0]);
    let text = "# A\n\n# A\n\n# B\n\n# B\n";
    vault.apply(Change::Note { path: "a.md", text });
    assert_eq!(new(&vault, &known, &[("a.md", text)]), ["a.md: B"]);
}

#[test]
fn a_link_whose_target_only_the_disk_knows_is_known() {
    let text = "[x](../outside.md)";
    let (mut vault, known) = begin(&[]);
    assert!(known.is_complete());
    vault.set_disk_lookup(true);
    vault.apply(Change::Note { path: "a.md", text });
    let mut known = KnownFindings::default();
    known.record(&vault, usize::MAX);
    vault.set_disk_lookup(false);
    assert_eq!(new(&vault, &known, &[("a.md", text)]), [""; 0]);
}

#[test]
fn notes_are_recorded_in_parts() {
    let (vault, _) = begin(&[("a.md", "[[x]]"), ("b.md", "[[x]]"), ("c.md", "[[x]]")]);
    let mut known = KnownFindings::default();
    assert_eq!([(); 3].map(|()| known.record(&vault, 2)), [false, true, true]);
    let texts = ["a.md", "b.md", "c.md"].map(|path| (path, "[[x]]"));
    assert_eq!(new(&vault, &known, &texts), [""; 0]);
}
