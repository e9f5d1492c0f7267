//! Measuring Linkwright and its peers: a vault generator and a load bench over stdio.

pub mod client;
pub mod corpus;
pub mod generate;
pub mod session;
mod words;
