//! The ids of open vaults.

/// A vault while it is open. Ids are not used again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct RootId(pub(crate) u32);
