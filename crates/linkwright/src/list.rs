//! The commands that print what a vault contains: notes, links, tags and so on.

pub(crate) mod graph;
pub(crate) mod links;
pub(crate) mod names;
pub(crate) mod new;
mod open;
pub(crate) mod query;
pub(crate) mod search;
mod table;
pub(crate) mod texts;
