//! The search language: words, phrases, regular expressions and operators.
//!
//! A search is parsed with [`Search::parse`]. [`Search::decide`] decides from names, tags and property
//! names, without a text, if it can; [`Search::matches_text`] decides the rest.

mod decide;
mod parse;
mod text;
mod tree;
mod units;

pub use decide::Verdict;
pub use parse::OPERATORS;

use tree::SearchNode;

/// A parsed search.
#[derive(Clone, PartialEq, Debug)]
pub struct Search {
    root: Option<SearchNode>,
    /// Whether it has `file:` or `path:`, which also find attachments.
    finds_attachments: bool,
}

/// An operator of the search language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SearchOperator {
    /// Its name, without the colon.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
}
