//! What the vaults' thread does when no request waits.

use std::time::Instant;

use linkwright_project::live::{OpenDocuments as _, Owner};

use crate::publishing::publish_due;
use crate::requests::blocks::parse_blocks;
use crate::vaults::state::State;

impl Owner for State {
    fn on_idle(&mut self, until: Instant) {
        publish_due(self, until);
    }

    fn has_work_ahead(&self) -> bool {
        self.documents.needs_parsing() || self.vaults.needs_precompute()
    }

    fn work_ahead(&mut self) {
        parse_blocks(self);
        self.vaults.precompute();
    }

    fn has_quiet_work(&self) -> bool {
        let State { session, vaults, documents, views, .. } = self;
        session.has_unsent_changes(vaults) || views.need_check(session, vaults, documents)
    }

    fn on_quiet(&mut self) {
        let State { session, vaults, documents, views, .. } = self;
        if session.has_unsent_changes(vaults) {
            session.send_changed(vaults);
        }
        if views.need_check(session, vaults, documents) {
            views.check(session, vaults, documents);
        }
    }

    fn next_time(&self) -> Option<Instant> {
        self.diagnostics.last_typed_due()
    }

    fn on_time(&mut self) {
        self.diagnostics.report_last_typed();
        // Runs `on_idle`, which publishes the diagnostics.
        self.jobs.handle.send(|_| ());
    }

    fn recover(&mut self) {
        self.recover_vaults();
    }
}
