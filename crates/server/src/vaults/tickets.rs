//! Jobs that wait for a vault, as the vault knows them: by number.

/// The number of a job that waits; the state has the job itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Ticket(pub(crate) u64);
