//! Compares the scanner with pulldown-cmark and tree-sitter's block grammar. Intended differences are
//! listed.

mod blocks;
mod oracle;
mod random;
mod spec;
mod vaults;
