//! Semantic tokens: the parts of a note or base that only the vault or the scanner can classify.

mod in_bases;

use std::cmp::Reverse;

use linkwright_syntax::{Facts, percent_comments};
use linkwright_text::{Span, to_offset};
use linkwright_vault::{
    Anchor, FileId, IndexedText, LinkRef, MatchKind, OutsideTarget, Resolution, Vault,
};

/// A part of a note or base with a meaning of its own. A token from [`tokens`] is on one line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Token {
    /// The part, in bytes; never empty.
    pub span: Span,
    /// The kind of the token.
    pub kind: TokenKind,
}

/// The kind of a token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TokenKind {
    /// A link that resolves, or the name of a file in a base.
    Link,
    /// A link to a file, heading, block or footnote that does not exist.
    Broken,
    /// A link that only an alias resolves.
    Alias,
    /// A tag, with its `#`; in a base, without it.
    Tag,
    /// A block id, with its `^`.
    BlockId,
    /// A comment, `%%…%%` or `<!--…-->`, including its marks.
    Comment,
    /// In a base: a key, a word such as `table` or `true`, or a name such as `file`.
    Keyword,
    /// In a base: a property, a field or a formula.
    Property,
    /// In a base: a function or a summary.
    Function,
    /// In a base: text, including its quotes in an expression.
    String,
    /// In a base: a number.
    Number,
    /// In a base: an operator.
    Operator,
    /// In a base: a regular expression.
    Regexp,
}

impl TokenKind {
    /// Every kind, in order.
    pub const ALL: [TokenKind; 13] = [
        TokenKind::Link,
        TokenKind::Broken,
        TokenKind::Alias,
        TokenKind::Tag,
        TokenKind::BlockId,
        TokenKind::Comment,
        TokenKind::Keyword,
        TokenKind::Property,
        TokenKind::Function,
        TokenKind::String,
        TokenKind::Number,
        TokenKind::Operator,
        TokenKind::Regexp,
    ];
}

/// Returns the tokens of `note`, whose text is `text`, that overlap `within`. They are sorted and do not
/// overlap. If one element contains another, such as a tag in the text of a link, the inner one wins.
#[must_use]
pub fn tokens(vault: &Vault, note: FileId, text: &str, within: Span) -> Vec<Token> {
    let Some(facts) = vault.with_text(note, text).map(IndexedText::facts) else {
        return Vec::new();
    };
    let mut found = link_tokens(vault, note);
    found.extend(facts.recognized_tags(vault.settings().aliases).map(|(_, tag)| {
        let hash = u32::from(text[..tag.span.range().start].ends_with('#'));
        Token { span: Span { start: tag.span.start - hash, ..tag.span }, kind: TokenKind::Tag }
    }));
    found.extend(facts.block_ids.iter().map(|id| {
        let span = Span { start: id.span.start.saturating_sub(1), ..id.span };
        Token { span, kind: TokenKind::BlockId }
    }));
    let comments = comments(facts, text).into_iter();
    found.extend(comments.map(|span| Token { span, kind: TokenKind::Comment }));
    found.extend(in_bases::tokens(vault, note));
    found.sort_unstable_by_key(|token| (token.span.start, Reverse(token.span.end), token.kind));
    let lines = flatten(found).into_iter().flat_map(|token| split_at_lines(token, text));
    lines.filter(|token| token.span.start < within.end && within.start < token.span.end).collect()
}

/// Returns the tokens of the links of `note` and of what its bases name, the only ones that depend on other
/// notes. They are not sorted, and can overlap and span several lines.
#[must_use]
pub fn link_tokens(vault: &Vault, note: FileId) -> Vec<Token> {
    let links = vault.note(note).map_or(&[][..], |note| &note.facts.links);
    let token = |(index, link): (u32, &linkwright_syntax::Link)| {
        let link_ref = LinkRef { source: note, index };
        let kind = match (vault.resolve(link_ref), vault.resolve_with_anchor(link_ref)) {
            (Resolution::Missing, _) if is_outside_vault(vault, link_ref) => TokenKind::Link,
            (Resolution::Missing, _) | (_, Some((_, Anchor::Missing(_)))) => TokenKind::Broken,
            (Resolution::File(_, MatchKind::Alias), _) => TokenKind::Alias,
            _ => TokenKind::Link,
        };
        Token { span: link.span, kind }
    };
    (0..).zip(links).map(token).chain(in_bases::named_tokens(vault, note)).collect()
}

/// Whether a link resolves to something outside the vault. False if the disk has not been checked yet.
fn is_outside_vault(vault: &Vault, link: LinkRef) -> bool {
    matches!(
        vault.resolve_outside(link),
        OutsideTarget::File(_) | OutsideTarget::Folder { .. } | OutsideTarget::SitePage(_)
    )
}

/// The comments of a note, including their marks.
fn comments(facts: &Facts, text: &str) -> Vec<Span> {
    let html = facts.verbatim.iter().filter(|span| text[**span].trim_start().starts_with("<!--"));
    html.copied().chain(percent_comments(facts, text)).collect()
}

/// Cuts nested tokens so that none overlap and the inner ones win. `tokens` must be sorted by start, and
/// for equal starts the longest first.
fn flatten(tokens: Vec<Token>) -> Vec<Token> {
    let mut flat = Vec::with_capacity(tokens.len());
    let mut open: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut emit_up_to = |end: u32, kind, at: &mut u32| {
        if *at < end {
            flat.push(Token { span: Span { start: *at, end }, kind });
            *at = end;
        }
    };
    for mut token in tokens {
        while let Some(outer) = open.pop_if(|outer| outer.span.end <= token.span.start) {
            emit_up_to(outer.span.end, outer.kind, &mut at);
        }
        if let Some(outer) = open.last() {
            emit_up_to(token.span.start, outer.kind, &mut at);
            token.span.end = token.span.end.min(outer.span.end);
        }
        at = at.max(token.span.start);
        open.push(token);
    }
    while let Some(outer) = open.pop() {
        emit_up_to(outer.span.end, outer.kind, &mut at);
    }
    flat
}

/// Splits `token` into one token for each line, without the line breaks and indents.
fn split_at_lines(token: Token, text: &str) -> impl Iterator<Item = Token> {
    let mut start = token.span.start;
    text[token.span].split(['\n', '\r']).filter_map(move |line| {
        let line_end = start + to_offset(line.len());
        let span = Span { start: line_end - to_offset(line.trim_start().len()), end: line_end };
        start = line_end + 1;
        (!span.is_empty()).then_some(Token { span, kind: token.kind })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let vaulted = Vaulted::parse(source);
        let note = vaulted.file("note.md");
        let text = vaulted.text(note);
        let found = tokens(&vaulted.vault, note, text, Span::new(0, text.len()));
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{found:?}");
        let show = |token: &Token| format!("{:?} {}", token.kind, &text[token.span]);
        assert_eq!(found.iter().map(show).collect::<Vec<_>>(), expected);
    }

    const BETA: &str = "//- /Beta.md\n---\naliases: [be]\n---\n# One\n";

    #[test]
    fn classifies_links_by_their_targets() {
        check(
            &format!("[[Beta]] [x](Beta.md#One) ![[be]] [[gone]] [[Beta#Two]] [[Beta#^x]]\n{BETA}"),
            &[
                "Link [[Beta]]",
                "Link [x](Beta.md#One)",
                "Alias ![[be]]",
                "Broken [[gone]]",
                "Broken [[Beta#Two]]",
                "Broken [[Beta#^x]]",
            ],
        );
    }

    #[test]
    fn finds_tags_block_ids_and_comments() {
        check(
            "---\ntags: [one, \"#two\"]\n---\n#three %%a #four\n\nb [[x]]%% `%%` %% <!-- c --> ^id\n",
            &[
                "Tag one",
                "Tag #two",
                "Tag #three",
                "Comment %%a ",
                "Tag #four",
                "Comment b ",
                "Broken [[x]]",
                "Comment %%",
                "Comment <!-- c -->",
                "BlockId ^id",
            ],
        );
    }

    #[test]
    fn bases_have_tokens() {
        check(
            &format!(
                "```base\nfilters: file.hasLink(\"Beta#x\") && file.hasLink(\"no\")\nviews:\n  - filters: file.hasTag('a')\n    name: >-\n      x\n      y\n```\n[[be]]\n{BETA}"
            ),
            &[
                "Keyword filters",
                "Keyword file",
                "Function hasLink",
                "String \"",
                "Link Beta",
                "String #x\"",
                "Operator &&",
                "Keyword file",
                "Function hasLink",
                "String \"no\"",
                "Keyword views",
                "Keyword filters",
                "Keyword file",
                "Function hasTag",
                "String '",
                "Tag a",
                "String '",
                "Keyword name",
                "String x",
                "String y",
                "Alias [[be]]",
            ],
        );
    }

    #[test]
    fn innermost_token_wins_and_no_token_spans_lines() {
        check(
            &format!("[a #t\r\nb](Beta.md)\n{BETA}"),
            &["Link [a ", "Tag #t", "Link b](Beta.md)"],
        );
    }

    #[test]
    fn returns_only_tokens_in_range() {
        let vaulted = Vaulted::parse("#a #b #c\n");
        let note = vaulted.file("note.md");
        let found = tokens(&vaulted.vault, note, vaulted.text(note), Span::new(3, 5));
        assert_eq!(found.iter().map(|token| token.span).collect::<Vec<_>>(), [Span::new(3, 5)]);
    }
}
