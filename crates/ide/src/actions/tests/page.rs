//! Runs an action for the examples of `docs/features.md`.

use super::{changes_of, offered};
use crate::fixture::Vaulted;
use crate::rename::tests::page::outcome;

/// The files that the action `title` changes, and its messages.
pub(crate) fn show(vaulted: &Vaulted, title: &str) -> String {
    let Vaulted { fixture, vault } = vaulted;
    let (note, actions) = offered(fixture, vault);
    let titles: Vec<String> = actions.iter().map(|action| action.title.clone()).collect();
    let action = actions.into_iter().find(|action| action.title == title);
    let action = action.unwrap_or_else(|| panic!("only {titles:?} are offered"));
    let changes = changes_of(fixture, vault, note, action.operation);
    let changes = changes.unwrap_or_else(|reason| panic!("{title}: {reason:?}"));
    outcome(fixture, vault, None, &changes)
}
