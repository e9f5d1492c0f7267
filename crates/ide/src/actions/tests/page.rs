//! What an action of `docs/features.md` comes to.

use super::{carried_out, offered};
use crate::fixture::Vaulted;
use crate::rename::tests::page::outcome;

/// The files that are different after the action `title`, and what is told.
pub(crate) fn show(vaulted: &Vaulted, title: &str) -> String {
    let Vaulted { fixture, vault } = vaulted;
    let (note, actions) = offered(fixture, vault);
    let titles: Vec<String> = actions.iter().map(|action| action.title.clone()).collect();
    let action = actions.into_iter().find(|action| action.title == title);
    let action = action.unwrap_or_else(|| panic!("only {titles:?} are offered"));
    let changes = carried_out(fixture, vault, note, action.operation);
    let changes = changes.unwrap_or_else(|reason| panic!("{title}: {reason:?}"));
    outcome(fixture, vault, None, &changes)
}
