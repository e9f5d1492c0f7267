//! How the messages of the vaults' readers reach the owner.

use std::sync::Arc;

use super::deliveries::{FinishedRead, Incomplete, ReaderEvent, ReaderEvents};
use super::event::VaultEvent;
use super::handle::OwnerHandle;
use super::intake::Applied;
use super::open_documents::change_settings;
use super::vault_id::VaultId;
use super::vault_owner::VaultOwner;

/// The callbacks for the messages of the vaults' readers: each message becomes a job of the owner.
#[must_use]
pub fn reader_events<S: VaultOwner>(handle: &OwnerHandle<S>) -> ReaderEvents {
    let handle = handle.clone();
    Arc::new(move |id| {
        let handle = handle.clone();
        Arc::new(move |event| {
            handle.send(move |state| match event {
                ReaderEvent::Delivered => take_delivery(state, id),
                ReaderEvent::Failed(number, reason) => {
                    let outcome = Err(Incomplete::Failed(reason));
                    state.finish_reads(id, number, FinishedRead::Part(outcome));
                }
                ReaderEvent::Unwatched => state.on_event(VaultEvent::Unwatched),
            });
        })
    })
}

/// Applies the next delivery for the vault, if there is one.
fn take_delivery<S: VaultOwner>(state: &mut S, id: VaultId) {
    let (vaults, documents) = state.vaults_and_documents();
    let Some(vault) = vaults.get_mut(id) else { return };
    match vault.take_delivery(documents) {
        Some(Applied::Progress(done, total)) => {
            state.on_event(VaultEvent::LoadProgress(id, done, total));
        }
        Some(Applied::Completed) => state.on_event(VaultEvent::Completed(id)),
        Some(Applied::Settings(settings)) => change_settings(state, id, *settings),
        Some(Applied::Finished(number, finished)) => state.finish_reads(id, number, finished),
        None => {}
    }
}
