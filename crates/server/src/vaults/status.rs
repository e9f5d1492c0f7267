//! How far the vaults are, for clients that show it (`linkwright/status`),
//! and that they changed (`linkwright/changed`).

use std::hash::BuildHasher;

use linkwright_project::live::LoadState;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::lsp_types::notification::Notification;

use crate::vaults::roots::Root;

/// The notification `linkwright/status`.
pub(crate) enum StatusNotification {}

impl Notification for StatusNotification {
    type Params = Status;
    const METHOD: &'static str = "linkwright/status";
}

/// The notification `linkwright/changed`: what the server's commands return may have changed.
pub(crate) enum ChangedNotification {}

impl Notification for ChangedNotification {
    type Params = Value;
    const METHOD: &'static str = "linkwright/changed";
}

/// A hash of which vaults are open, and of how often each has changed.
pub(crate) fn content_hash(roots: &[Root]) -> u64 {
    FxBuildHasher
        .hash_one(roots.iter().map(|root| (root.id.0, root.generation)).collect::<Vec<_>>())
}

/// How far the open vaults are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Status {
    state: Progress,
    /// The notes that are known, in all vaults.
    notes: usize,
    /// All notes are diagnosed, and not only open ones.
    checked: bool,
    vaults: Vec<Folder>,
}

/// The folder of a vault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Folder {
    folder: String,
    /// It holds `.obsidian` or `.linkwright.toml`.
    marked: bool,
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
    fn of(root: &Root) -> Option<Unfollowed> {
        let links = root.unfollowed.iter().take(NAMED);
        let links = links.map(|(path, reason)| format!("{path}: {reason}")).collect();
        let count = root.unfollowed.len();
        (count > 0).then_some(Unfollowed { count, links })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Progress {
    /// A vault is being read.
    Reading,
    /// All is known.
    Ready,
    /// The reading of a vault was stopped.
    Partial,
}

impl Status {
    /// How far `roots` are.
    pub(crate) fn of(roots: &[Root]) -> Status {
        let any = |is: fn(&LoadState) -> bool| roots.iter().any(|root| is(&root.state));
        let state = if any(|phase| matches!(phase, LoadState::Loading(_))) {
            Progress::Reading
        } else if any(|phase| matches!(phase, LoadState::Partial)) {
            Progress::Partial
        } else {
            Progress::Ready
        };
        let folders = roots.iter().filter_map(|root| Some((root, root.dir.as_ref()?)));
        let folder = |(root, dir): (&Root, &linkwright_disk::Root)| Folder {
            folder: dir.path.to_string_lossy().into_owned(),
            marked: root.marked,
            unfollowed: Unfollowed::of(root),
        };
        let notes = folders.clone().map(|(root, _)| root.notes).sum();
        let checked = folders.clone().all(|(root, _)| root.diagnostics.cover_all_notes());
        let checked = checked && folders.clone().next().is_some();
        Status { state, notes, checked, vaults: folders.map(folder).collect() }
    }
}
