//! Tests that renames keep these invariants (`docs/semantics.md §7`), in generated and in real vaults:
//!
//! 1. every link that resolved still resolves to the same file, heading, block or footnote;
//! 2. only names change, and the path of a link changes only if it would resolve to another file;
//! 3. renaming back restores the vault byte for byte, if the new name is used nowhere else, and if
//!    links and titles spell the old name exactly;
//! 4. edits are sorted, do not overlap, and have the same effect for clients that count positions in
//!    UTF-8, UTF-16 or UTF-32;
//! 5. if the Linter's title alias rule changed nothing before a rename, it changes nothing after it.

mod actions;
mod bases;
mod fixing;
mod generate;
mod generated;
mod hub;
mod invariants;
mod linter;
mod real;
mod text_moves;
mod workspace;
