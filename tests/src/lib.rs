//! Helpers for the end-to-end tests: the `linkwright` binary, vaults in temporary folders, and an LSP
//! client that checks every message. The helpers do not link the product's crates, so expected
//! results are computed independently.

pub mod binary;
pub mod client;
pub mod folder;
pub mod position;
pub mod vaults;

pub use client::Client;
pub use folder::Folder;
