//! Diagnostics of open notes or of the whole vault. They are published to clients that do not pull
//! them, and kept for clients that do.

pub(crate) mod check;
pub(crate) mod closed;
pub(crate) mod closed_notes;
pub(crate) mod diagnose;
pub(crate) mod open;
pub(crate) mod published;
pub(crate) mod pulls;
pub(crate) mod run_checks;
pub(crate) mod typed_link;
pub(crate) mod typing;
pub(crate) mod vault_diagnostics;
pub(crate) mod workspace_pull;
