//! Making diagnostics and sending them to the client, bit by bit when no request waits.

mod closed_notes;
mod documents;
pub(crate) mod pull;
pub(crate) mod reports;

use std::time::Instant;

use crate::vaults::state::State;

/// Publishes the diagnostics that are out of date, the answers to held pulls, and the status. Several
/// changes are published once.
///
/// Each call does only a part of the work, and diagnoses closed notes only until `until`, so that
/// requests do not wait for all of it.
pub(crate) fn publish_due(state: &mut State, until: Instant) {
    let marked = state.diagnostics.mark_changes(&mut state.vaults, &state.documents);
    // A client that does not read gets the newest state when it reads again.
    if state.session.client().is_backed_up() {
        return;
    }
    if marked || documents::publish_documents(state) || publish_others(state, until) {
        // There is more to do. An empty job makes the thread look at its inbox, then come back.
        state.jobs.handle.send(|_| ());
    }
}

/// Publishes everything except the diagnostics of documents. Returns whether there is more.
fn publish_others(state: &mut State, until: Instant) -> bool {
    let more = closed_notes::diagnose_closed_notes(state, until);
    let State { session, vaults, documents, diagnostics, .. } = state;
    diagnostics.answer_pulls(session, vaults, documents);
    session.send_status(vaults, diagnostics.cover_all_notes(vaults));
    if more {
        // There is no pause before all closed notes are diagnosed.
        vaults.precompute();
    }
    more
}
