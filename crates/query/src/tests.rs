//! Tests of the whole crate.

mod page;
mod random;
mod rows;
mod search;
mod types;
mod unicode;
mod vaulted;
