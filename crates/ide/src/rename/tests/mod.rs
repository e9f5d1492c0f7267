//! Tests of renames. Each test is a small vault, a cursor and a new name. The result is shown as
//! the removed and added lines of each file.

mod alias;
mod base;
mod canvas;
mod file_name;
mod heading;
mod kept;
mod links;
mod moves;
mod named;
mod note;
pub(crate) mod page;
mod prepare;
mod property;
mod refused;
mod relative;
mod within;

use std::fmt::Write as _;

use expect_test::Expect;
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;
use linkwright_text::{Edit, apply_edits};
use linkwright_vault::{Change, FileId, Vault};

use super::*;

/// The vault of `fixture`.
pub(crate) fn vault(fixture: &Fixture, settings: Settings) -> Vault {
    let mut vault = Vault::new(settings);
    for file in &fixture.files {
        vault.apply(Change::for_file(&file.path, &file.text, vault.settings()));
    }
    vault
}

/// The texts that `plan` needs.
fn texts(fixture: &Fixture, vault: &Vault, plan: &RenamePlan) -> Texts {
    let text = |&file: &FileId| (file, fixture.text(&vault.file(file).path).into());
    plan.notes().iter().map(text).collect()
}

/// Finishes `plan` with the texts of `fixture`, and shows the changes or the refusal.
fn show_plan(fixture: &Fixture, vault: &Vault, plan: Result<RenamePlan, Refusal>) -> String {
    let changes = plan.and_then(|plan| {
        let texts = texts(fixture, vault, &plan);
        finish(plan, &texts)
    });
    match changes {
        Ok(changes) => show(fixture, vault, &changes),
        Err(Refusal(reason)) => format!("refused: {reason}\n"),
    }
}

pub(crate) fn show(fixture: &Fixture, vault: &Vault, changes: &Changes) -> String {
    let mut shown = String::new();
    for (path, text) in &changes.creates {
        let _ = writeln!(shown, "new /{path}");
        show_lines(&mut shown, "", text);
    }
    for (file, edits) in &changes.edits {
        let path = &*vault.file(*file).path;
        let before = fixture.text(path);
        let edits: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        let after = apply_edits(before, &edits).expect("edits are sorted and do not overlap");
        let _ = writeln!(shown, "/{path}");
        show_lines(&mut shown, before, &after);
    }
    for path in &changes.deletes {
        let _ = writeln!(shown, "gone /{path}");
    }
    for (from, to) in &changes.moves {
        let _ = writeln!(shown, "/{from} → /{to}");
    }
    for message in &changes.messages {
        let _ = writeln!(shown, "message: {message}");
    }
    if shown.is_empty() { "nothing changes\n".to_owned() } else { shown }
}

/// Shows the lines that differ, by their longest common subsequence.
fn show_lines(shown: &mut String, before: &str, after: &str) {
    let (old, new): (Vec<_>, Vec<_>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = match old[i] == new[j] {
                true => table[i + 1][j + 1] + 1,
                false => table[i + 1][j].max(table[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || table[i + 1][j] >= table[i][j + 1]) {
            let _ = writeln!(shown, "- {}", visible(old[i]));
            i += 1;
        } else {
            let _ = writeln!(shown, "+ {}", visible(new[j]));
            j += 1;
        }
    }
}

fn visible(line: &str) -> String {
    line.strip_suffix('\n').unwrap_or(line).replace('\r', "␍")
}

/// Checks the rename of what is under the cursor.
fn check(source: &str, new: &str, expect: Expect) {
    check_with(Settings::default(), source, new, expect);
}

#[allow(clippy::needless_pass_by_value)]
fn check_with(settings: Settings, source: &str, new: &str, expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, settings);
    let cursor = fixture.cursor();
    let note = vault.find_file(&cursor.path).expect("the cursor is in a file");
    let offset = u32::try_from(cursor.offset).expect("a fixture is small");
    let plan = plan(&vault, note, fixture.text(&cursor.path), offset, new);
    expect.assert_eq(&show_plan(&fixture, &vault, plan));
}

/// Checks moves of files or folders by an editor.
#[allow(clippy::needless_pass_by_value)]
fn check_moves(source: &str, moves: &[(&str, &str)], expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, Settings::default());
    let moves: Vec<_> = moves.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect();
    expect.assert_eq(&show_plan(&fixture, &vault, plan_moves(&vault, &moves, Mover::Editor)));
}

/// Checks what would be renamed: the highlighted text in `«»`, and the placeholder.
#[allow(clippy::needless_pass_by_value)]
fn check_prepare(source: &str, expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, Settings::default());
    let mut shown = String::new();
    for cursor in &fixture.cursors {
        let note = vault.find_file(&cursor.path).expect("the cursor is in a file");
        let text = fixture.text(&cursor.path);
        let offset = u32::try_from(cursor.offset).expect("a fixture is small");
        match prepare(&vault, note, text, offset) {
            Ok(Renamable { span, placeholder }) => {
                let line_start = text[..span.range().start].rfind('\n').map_or(0, |at| at + 1);
                let line_end = text[span.range().end..]
                    .find('\n')
                    .map_or(text.len(), |at| at + span.range().end);
                let (before, after) =
                    (&text[line_start..span.range().start], &text[span.range().end..line_end]);
                let _ = writeln!(shown, "{before}«{}»{after} | {placeholder}", &text[span]);
            }
            Err(Refusal(reason)) => {
                let _ = writeln!(shown, "refused: {reason}");
            }
        }
    }
    expect.assert_eq(&shown);
}
