//! The identity of the text that a request is about.

use serde::{Deserialize, Serialize};

/// The identity of a note's text: a position in one text has another meaning in another text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TextId {
    /// The revision of an open document.
    Open(u64),
    /// The first bits of the digest of a closed note, as many as a client keeps whose numbers are all
    /// floating-point numbers.
    Closed(u64),
}

impl TextId {
    /// The id of a closed note's text with this digest.
    #[must_use]
    pub fn of_closed(digest: u64) -> TextId {
        TextId::Closed(digest >> 11)
    }
}
