//! What the end-to-end tests stand on: the binary as it is shipped, vaults in temporary folders,
//! and a client that accounts for every message. Nothing of the product is linked, so that what
//! is expected is worked out a second time.

pub mod binary;
pub mod client;
pub mod folder;
pub mod position;

pub use client::Client;
pub use folder::Folder;
