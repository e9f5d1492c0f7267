//! What clients ask, each a plan on the vaults' thread and, where texts are read, a finish elsewhere.

pub(crate) mod blocks;
pub(crate) mod code_actions;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod place;
pub(crate) mod reading;
pub(crate) mod refresh;
pub(crate) mod renames;
pub(crate) mod symbols;
pub(crate) mod views;
