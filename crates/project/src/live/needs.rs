//! What a request waits for.

use super::deliveries::Incomplete;

/// What must be known of a vault before a request about it runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// The vault is loaded, unless the user cancelled that.
    Notes,
    /// The vault is loaded, and the disk was searched for the targets of the note's links that are
    /// not in the index.
    Links,
    /// The vault is loaded, and the names that completion searches are precomputed.
    Names,
    /// The whole vault was reread right before: the answer is an edit that depends on all its links.
    Whole,
}

/// The reason why a request is not answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RequestError {
    /// A text has changed, so that a position in it has another meaning. A new request may succeed.
    Modified,
    /// The request is refused. The reason is for the user.
    Refused(String),
}

impl From<Incomplete> for RequestError {
    fn from(incomplete: Incomplete) -> RequestError {
        RequestError::Refused(match incomplete {
            Incomplete::Cancelled => {
                "links could break, because indexing was cancelled and some notes are not indexed; \
                 try again to index the rest"
                    .to_owned()
            }
            Incomplete::Failed(reason) => format!("links could break: {reason}"),
        })
    }
}
