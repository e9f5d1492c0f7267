//! The scanner against pulldown-cmark and tree-sitter's block grammar: where they differ, the
//! difference is meant and listed.

mod blocks;
mod oracle;
mod random;
mod spec;
mod vaults;
