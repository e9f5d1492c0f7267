//! The ids of open vaults.

/// The id of a vault while it is open. Ids are not used again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct VaultId(pub u32);
