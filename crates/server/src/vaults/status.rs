//! How far the vaults are, for clients that show it (`linkwright/status`).

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::notification::Notification;

use crate::vaults::roots::Phase;
use crate::vaults::state::State;

/// The notification `linkwright/status`.
enum Told {}

impl Notification for Told {
    type Params = Status;
    const METHOD: &'static str = "linkwright/status";
}

/// How far the open vaults are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Status {
    state: Progress,
    /// The notes that are known, in all vaults.
    notes: usize,
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

impl State {
    /// Tells how far the vaults are, if that is another than was told last.
    pub(crate) fn tell_status(&mut self) {
        if !self.abilities.status || !self.initialized {
            return;
        }
        let any = |is: fn(&Phase) -> bool| self.roots.iter().any(|root| is(&root.phase));
        let state = if any(|phase| matches!(phase, Phase::Reading(_))) {
            Progress::Reading
        } else if any(|phase| matches!(phase, Phase::Partial)) {
            Progress::Partial
        } else {
            Progress::Ready
        };
        let vaults = self.roots.iter().filter(|root| root.dir.is_some());
        let status = Status { state, notes: vaults.map(|root| root.notes).sum() };
        if self.status != Some(status) {
            self.status = Some(status);
            self.client.notify::<Told>(status);
        }
    }
}
