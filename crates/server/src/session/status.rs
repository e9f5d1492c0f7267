//! The state of the vaults, for clients that show it (`linkwright/status`), and that they changed
//! (`linkwright/changed`).

use std::hash::BuildHasher;

use linkwright_project::live::{LoadState, OpenVault, OpenVaults};
use linkwright_settings::NewFindings;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::lsp_types::notification::Notification;

/// The notification `linkwright/status`.
pub(super) enum StatusNotification {}

impl Notification for StatusNotification {
    type Params = Status;
    const METHOD: &'static str = "linkwright/status";
}

/// The notification `linkwright/changed`: what the server's commands return may have changed.
pub(super) enum ChangedNotification {}

impl Notification for ChangedNotification {
    type Params = Value;
    const METHOD: &'static str = "linkwright/changed";
}

/// A hash of the open vaults and of the number of changes of each.
pub(super) fn content_hash(vaults: &OpenVaults) -> u64 {
    let content = vaults.iter().map(|vault| (vault.id.0, vault.generation));
    FxBuildHasher.hash_one(content.collect::<Vec<_>>())
}

/// The state of the open vaults.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Status {
    state: VaultsState,
    /// The number of indexed notes in all vaults.
    notes: usize,
    /// All notes are diagnosed, and not only open ones.
    checked: bool,
    vaults: Vec<FolderStatus>,
}

/// The folder of a vault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FolderStatus {
    folder: String,
    /// It holds `.obsidian` or `.linkwright.toml`.
    marked: bool,
    /// Only findings are published that were not there when the session began.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    only_new: bool,
    /// Its symbolic links that are not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfollowed: Option<Unfollowed>,
}

/// Maximum number of links that the status names.
const NAMED: usize = 5;

/// Symbolic links that are not followed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Unfollowed {
    count: usize,
    /// The first of them, by path, each with the reason.
    links: Vec<String>,
}

impl Unfollowed {
    fn of(vault: &OpenVault) -> Option<Unfollowed> {
        let links = vault.unfollowed.iter().take(NAMED);
        let links = links.map(|(path, reason)| format!("{path}: {reason}")).collect();
        let count = vault.unfollowed.len();
        (count > 0).then_some(Unfollowed { count, links })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum VaultsState {
    /// A vault is being indexed.
    Reading,
    /// All vaults are indexed.
    Ready,
    /// The indexing of a vault was cancelled.
    Partial,
}

impl Status {
    /// The state of `vaults`; `checked` says whether all their notes are diagnosed.
    pub(super) fn of(vaults: &OpenVaults, checked: bool) -> Status {
        let any = |is: fn(&LoadState) -> bool| vaults.iter().any(|vault| is(&vault.state));
        let state = if any(|phase| matches!(phase, LoadState::Loading(_))) {
            VaultsState::Reading
        } else if any(|phase| matches!(phase, LoadState::Partial)) {
            VaultsState::Partial
        } else {
            VaultsState::Ready
        };
        let folders = vaults.iter().filter_map(|vault| Some((vault, vault.dir.as_ref()?)));
        let folder = |(vault, dir): (&OpenVault, &linkwright_disk::Root)| FolderStatus {
            folder: dir.path.to_string_lossy().into_owned(),
            marked: vault.marked,
            only_new: vault.vault.settings().new_findings == NewFindings::Session,
            unfollowed: Unfollowed::of(vault),
        };
        let notes =
            vaults.iter().filter(|vault| vault.dir.is_some()).map(|vault| vault.notes).sum();
        let checked = checked && vaults.iter().any(|vault| vault.dir.is_some());
        Status { state, notes, checked, vaults: folders.map(folder).collect() }
    }
}
