//! Messages about vaults that are not marked as such.

/// The messages about vaults that are not marked as such.
#[derive(Default)]
pub(super) struct Notices {
    /// Each once.
    all: Vec<String>,
    /// The number of messages that the client was sent.
    sent: usize,
}

impl Notices {
    /// Adds a message, unless it is there.
    pub(super) fn add(&mut self, notice: String) {
        if !self.all.contains(&notice) {
            self.all.push(notice);
        }
    }

    /// The messages that the client was not sent yet. They count as sent then.
    pub(super) fn unsent(&mut self) -> Vec<String> {
        let unsent = self.all[self.sent..].to_vec();
        self.sent = self.all.len();
        unsent
    }
}
