//! The laws of rename (`docs/semantics.md §7`), held over generated vaults and over real ones:
//!
//! 1. every link that resolved resolves to the same file, heading, block or footnote as before;
//! 2. no byte outside what may follow has changed, and no link that still leads where it led;
//! 3. renaming back gives the first vault byte for byte, where the new name occurs nowhere and
//!    links and titles spell the old name exactly;
//! 4. edits are sorted and apart, and mean the same counted in UTF-8, UTF-16 or UTF-32;
//! 5. a following pass of the Linter's title alias changes nothing where it changed nothing before.

mod actions;
mod generate;
mod generated;
mod hub;
mod laws;
mod linter;
mod real;
mod world;
