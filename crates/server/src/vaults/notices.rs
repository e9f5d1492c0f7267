//! What the user is told of vaults that are not marked as such.

/// The messages to the user about vaults that are not marked as such.
#[derive(Default)]
pub(crate) struct Notices {
    /// Each once.
    all: Vec<String>,
    /// How many of them the client was sent.
    sent: usize,
}

impl Notices {
    /// Adds one, unless it is there.
    pub(crate) fn add(&mut self, notice: Option<String>) {
        if let Some(notice) = notice.filter(|notice| !self.all.contains(notice)) {
            self.all.push(notice);
        }
    }

    /// Those that the client was not sent yet; they count as sent then.
    pub(crate) fn unsent(&mut self) -> Vec<String> {
        let unsent = self.all[self.sent..].to_vec();
        self.sent = self.all.len();
        unsent
    }
}
