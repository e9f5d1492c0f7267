//! Tests of the whole crate.

mod page;
mod random;
mod search;
mod types;
mod vaulted;
