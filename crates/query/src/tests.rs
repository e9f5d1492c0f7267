//! Tests of the whole crate.

mod page;
mod random;
mod types;
mod vaulted;
