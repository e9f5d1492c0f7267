//! The tree of a search.

use linkwright_text::Span;

use crate::pattern::Pattern;

/// A part of a search.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct SearchNode {
    pub(super) span: Span,
    pub(super) kind: SearchNodeKind,
}

/// The kind of a [`SearchNode`].
#[derive(Clone, PartialEq, Debug)]
pub(super) enum SearchNodeKind {
    /// A word, a phrase or a regular expression.
    Text(Matcher),
    /// All of these match.
    All(Vec<SearchNode>),
    /// One of these matches.
    Any(Vec<SearchNode>),
    /// This does not match.
    Not(Box<SearchNode>),
    /// This matches in a part of the file.
    In(Place, Box<SearchNode>),
    /// A property of this name exists, and one of its values passes the test.
    Property(Box<SearchNode>, Option<Box<SearchNode>>),
    /// The value of a property compares so.
    Compare(Comparison, String),
    /// A property without a value.
    Null,
}

/// What finds a word, a phrase or a regular expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Matcher {
    pub(super) pattern: Pattern,
    /// The text matches only as a whole: a phrase as the value of a property.
    pub(super) whole: bool,
    /// Whether it matches may depend on the ends of the text.
    pub(super) looks_at_ends: bool,
}

impl Matcher {
    pub(super) fn new(pattern: Pattern, whole: bool) -> Matcher {
        let source = pattern.to_string();
        let assertions = ["^", "$", "\\b", "\\B"];
        let looks_at_ends = assertions.iter().any(|it| source.contains(it));
        Matcher { pattern, whole, looks_at_ends }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        if !self.whole {
            return self.pattern.is_match(text);
        }
        let found = self.pattern.regex().find(text);
        found.is_some_and(|found| found.len() == text.len())
    }
}

/// The part of a file in which an operator searches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    FileName,
    Path,
    Content,
    Tag,
    Line,
    Block,
    Section,
    Task,
    OpenTask,
    DoneTask,
}

/// A comparison in `[property:<5]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
