//! Folding ranges of a note.

use linkwright_syntax::{Block, BlockKind, Heading, percent_comments, scan};
use linkwright_text::{Span, bom_len};

use crate::title::section_end;

/// A range that can be folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// The range in bytes. It covers more than one line; the first line stays visible.
    pub span: Span,
    /// The kind of text that is folded.
    pub kind: FoldKind,
}

/// The kind of text in a fold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// The section of a heading, without the empty lines at its end.
    Section,
    /// The frontmatter.
    Frontmatter,
    /// A quote, a callout, a list item, or a table.
    Block,
    /// Code, math or HTML.
    Verbatim,
    /// A `%%` comment or an HTML comment.
    Comment,
}

/// Returns the folds of a note, sorted by start. If several folds start on a line, only the largest is
/// returned. `blocks` must belong to `text`. Without blocks, quotes, list items and tables do not fold.
#[must_use]
pub fn folding_ranges(text: &str, blocks: &[Block]) -> Vec<Fold> {
    let facts = scan(text);
    let mut folds = Vec::new();
    let mut add = |span: Span, kind| {
        let kept = text[span].trim_end();
        if kept.contains(['\n', '\r']) {
            let start = span.range().start;
            folds.push(Fold { span: Span::new(start, start + kept.len()), kind });
        }
    };
    if let Some(frontmatter) = &facts.frontmatter {
        add(frontmatter.span, FoldKind::Frontmatter);
    }
    for span in &facts.verbatim {
        let comment = text[*span].trim_start().starts_with("<!--");
        add(*span, if comment { FoldKind::Comment } else { FoldKind::Verbatim });
    }
    // This reads only the whitespace before the span: a line can have thousands of comments.
    let starts_line = |span: &Span| {
        let before = &text[bom_len(text)..span.range().start];
        let before = before.trim_end_matches(|c: char| c.is_whitespace() && !"\r\n".contains(c));
        before.is_empty() || before.ends_with(['\n', '\r'])
    };
    for span in percent_comments(&facts, text).into_iter().filter(starts_line) {
        add(span, FoldKind::Comment);
    }
    for span in sections(&facts.headings, text) {
        add(span, FoldKind::Section);
    }
    for block in blocks {
        if let BlockKind::Quote | BlockKind::Item | BlockKind::Table = block.kind {
            add(block.span, FoldKind::Block);
        }
    }
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds.dedup_by(|later, kept| {
        let between = kept.span.range().start..later.span.range().start;
        !text[between].contains(['\n', '\r'])
    });
    folds
}

/// The section of each heading: from the heading up to the next one with as many `#` or fewer.
pub(crate) fn sections<'f>(
    headings: &'f [Heading],
    text: &'f str,
) -> impl Iterator<Item = Span> + 'f {
    headings.iter().enumerate().map(|(at, heading)| {
        let start = heading.span.range().start;
        let end = section_end(headings, at).map_or(text.len(), |end| end as usize);
        Span::new(start, end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_syntax::blocks;

    fn shown(text: &str, blocks: &[Block]) -> Vec<String> {
        let folds = folding_ranges(text, blocks);
        folds.iter().map(|fold| format!("{:?} {:?}", fold.kind, &text[fold.span])).collect()
    }

    #[test]
    fn folds_from_facts_need_no_blocks() {
        let text =
            "---\na: 1\n---\n# One\n\nwords `code`\n\n## Two\n\n```\nx\n```\n\n- a\n  b\n# Empty\n";
        let expected = [
            r#"Frontmatter "---\na: 1\n---""#,
            r##"Section "# One\n\nwords `code`\n\n## Two\n\n```\nx\n```\n\n- a\n  b""##,
            r###"Section "## Two\n\n```\nx\n```\n\n- a\n  b""###,
            r#"Verbatim "```\nx\n```""#,
        ];
        assert_eq!(shown(text, &[]), expected);
        assert_eq!(shown(text, &blocks(text))[4..], [r#"Block "- a\n  b""#]);
    }

    #[test]
    fn largest_fold_on_a_line_wins() {
        let text = "> [!note]\n> - a\n>   b\n\n- > c\n  > d\n\n- e\n- f\n\n|g|\n|-|\n";
        assert_eq!(
            shown(text, &blocks(text)),
            [
                r#"Block "> [!note]\n> - a\n>   b""#,
                r#"Block "- a\n>   b""#,
                r#"Block "- > c\n  > d""#,
                r#"Block "|g|\n|-|""#,
            ]
        );
    }

    #[test]
    fn comments_fold() {
        let text = "%%\na\n\nb %% c\n<!-- d\n-->\n\n100%% e %%f%%\n```\n%%\n```\n%% open\n";
        assert_eq!(
            shown(text, &[]),
            [
                r#"Comment "%%\na\n\nb %%""#,
                r#"Comment "<!-- d\n-->""#,
                r#"Verbatim "```\n%%\n```""#,
            ]
        );
        let text = "\u{feff} %%\nbehind a mark %% %%\nbehind words %%\r  %%\ra %%";
        assert_eq!(
            shown(text, &[]),
            [r#"Comment "%%\nbehind a mark %%""#, r#"Comment "%%\ra %%""#]
        );
    }
}
