//! Each test is a small vault with a cursor. It expects all actions there, with the lines that they
//! change; those that silence findings are in the tests of `silence`.

mod aliases;
mod broken;
mod extract;
mod line_ends;
pub(crate) mod page;
mod silence;
mod within;

use std::fmt::Write as _;

use expect_test::Expect;
use linkwright_fixture::Fixture;
use linkwright_settings::Settings;

use super::*;
use crate::rename::tests::{show, vault};

/// The actions at the cursor of `fixture`.
fn offered(fixture: &Fixture, vault: &Vault) -> (FileId, Vec<Action>) {
    let cursor = fixture.cursor();
    let note = vault.find_file(&cursor.path).expect("the cursor is in a file");
    let offset = u32::try_from(cursor.offset).expect("a fixture is small");
    (note, actions(vault, note, fixture.text(&cursor.path), Span::empty(offset)))
}

/// Plans and finishes an operation.
fn changes_of(
    fixture: &Fixture,
    vault: &Vault,
    note: FileId,
    operation: Operation,
) -> Result<Changes, Refusal> {
    let plan = plan(vault, note, operation)?;
    let text = |&file: &FileId| (file, fixture.text(&vault.file(file).path).into());
    let texts = plan.notes().iter().map(text).collect();
    finish(plan, &texts)
}

fn check(source: &str, expect: Expect) {
    check_with(Settings::default(), source, expect);
}

#[allow(clippy::needless_pass_by_value)]
fn check_with(settings: Settings, source: &str, expect: Expect) {
    let fixture = Fixture::parse(source);
    let vault = vault(&fixture, settings);
    let (note, mut actions) = offered(&fixture, &vault);
    actions.retain(|action| !action.title.starts_with("Silence `"));
    expect.assert_eq(&describe(&fixture, &vault, note, actions));
}

/// The actions with the lines that they change.
fn describe(fixture: &Fixture, vault: &Vault, note: FileId, actions: Vec<Action>) -> String {
    let mut shown = String::new();
    for action in actions {
        let Action { title, kind, fixes, is_preferred, refusal, operation } = action;
        let kind = match fixes {
            Some((code, _)) => code.name().to_owned(),
            None => format!("{kind:?}"),
        };
        let _ =
            writeln!(shown, "{title} ({kind}{})", if is_preferred { ", preferred" } else { "" });
        let outcome = match (refusal, changes_of(fixture, vault, note, operation)) {
            (Some(Refusal(reason)), Err(_)) => format!("refused: {reason}\n"),
            (Some(reason), Ok(_)) => panic!("{reason:?}, but it can be done"),
            (None, Ok(changes)) => show(fixture, vault, &changes),
            (None, Err(Refusal(reason))) => format!("refused when chosen: {reason}\n"),
        };
        for line in outcome.lines() {
            let _ = writeln!(shown, "    {line}");
        }
    }
    shown
}

#[test]
fn plain_text_offers_no_actions() {
    check("Wor$0ds and [[note]].\n", expect_test::expect![[""]]);
}
