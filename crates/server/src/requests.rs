//! Requests of the client. Each has a `plan` that runs on the vaults' thread and, if it reads texts, a
//! `finish` that runs on another thread.

pub(crate) mod bases;
pub(crate) mod blocks;
pub(crate) mod calls;
pub(crate) mod code_actions;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod file_renames;
pub(crate) mod hover;
pub(crate) mod place;
pub(crate) mod reading;
pub(crate) mod renames;
pub(crate) mod row_counts;
pub(crate) mod symbols;
pub(crate) mod views;
