//! Measuring Linkwright and its peers: a vault generator and a load bench over stdio.

pub mod generate;
mod words;
