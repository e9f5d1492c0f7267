//! Findings: told to clients that do not ask, kept for those that do, for open notes or all.

pub(crate) mod closed;
pub(crate) mod diagnostics;
pub(crate) mod open;
pub(crate) mod pass;
pub(crate) mod pulls;
pub(crate) mod survey;
