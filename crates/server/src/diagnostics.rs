//! Findings: told to clients that do not ask, kept for those that do, for open notes or all.

pub(crate) mod check;
pub(crate) mod closed;
pub(crate) mod closed_notes;
pub(crate) mod diagnose;
pub(crate) mod open;
pub(crate) mod published;
pub(crate) mod pulls;
pub(crate) mod run_checks;
pub(crate) mod vault_diagnostics;
pub(crate) mod workspace_pull;
