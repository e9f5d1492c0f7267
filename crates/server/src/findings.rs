//! Findings: told to clients that do not ask, kept for those that do, for open notes or all.

pub(crate) mod diagnostics;
pub(crate) mod pulls;
pub(crate) mod survey;
pub(crate) mod told;
