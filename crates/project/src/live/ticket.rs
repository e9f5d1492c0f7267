//! The numbers of jobs that wait for a vault.

/// The number of a waiting job. The owner's state keeps the job itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ticket(pub u64);
