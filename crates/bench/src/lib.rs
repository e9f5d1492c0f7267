//! Benchmarks of Linkwright and its peers: a vault generator and a load bench over stdio.

pub mod check;
pub mod client;
pub mod corpus;
pub mod edits;
pub mod features;
pub mod generate;
pub mod load;
pub mod measures;
pub mod report;
pub mod session;
mod words;
