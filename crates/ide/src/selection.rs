//! Selection ranges: the ranges that "expand selection" goes through.

use linkwright_syntax::{Block, BlockKind, Facts, Heading, blocks_at, scan};
use linkwright_text::Span;

use crate::element::segments;
use crate::folding::sections;

/// Returns for each offset the ranges around it from the innermost to the outermost, each contained in the next:
/// the word, the part of a link, the link, the sentence, table cell or line, the nested blocks, the
/// nested sections, and finally the whole note.
///
/// `blocks` must belong to `text`. Without blocks, the lines up to the nearest empty ones are used as
/// the block.
#[must_use]
pub fn selection_ranges(text: &str, blocks: &[Block], offsets: &[u32]) -> Vec<Vec<Span>> {
    let facts = scan(text);
    offsets.iter().map(|offset| ranges_at(&facts, text, blocks, *offset)).collect()
}

fn ranges_at(facts: &Facts, text: &str, blocks: &[Block], offset: u32) -> Vec<Span> {
    let mut found = EnclosingSpans { offset, spans: Vec::new() };
    found.add(word(text, offset));
    add_links(&mut found, facts, text);
    for span in &facts.verbatim {
        found.add(*span);
        if !text[*span].contains(['\n', '\r']) {
            found.add(without_delimiters(text, *span));
        }
    }
    let inner = blocks_at(blocks, offset).filter(|it| it.kind != BlockKind::Section).last();
    let inner = match inner {
        None if blocks.is_empty() => Some((BlockKind::Paragraph, paragraph(text, offset))),
        inner => inner.map(|block| (block.kind, block.span)),
    };
    match inner {
        Some((BlockKind::Paragraph, span)) => found.add(sentence(facts, text, span, offset)),
        Some((BlockKind::Table, span)) => {
            let line = line(text, offset);
            found.add(cell(text, line, offset));
            found.add(Span { start: line.start.max(span.start), ..line });
        }
        Some((BlockKind::Code | BlockKind::Html | BlockKind::Frontmatter, _)) => {
            found.add(line(text, offset).trimmed(text));
        }
        _ => {}
    }
    found.add(inner.map_or(Span::empty(offset), |(_, span)| span));
    for block in blocks_at(blocks, offset).filter(|it| it.kind != BlockKind::Section) {
        found.add(block.span);
    }
    if let Some(frontmatter) = &facts.frontmatter {
        found.add(frontmatter.span.trimmed(text));
    }
    for Heading { span, text, .. } in &facts.headings {
        found.add(*text);
        found.add(*span);
    }
    for span in sections(&facts.headings, text) {
        found.add(span.trimmed(text));
        found.add(span);
    }
    found.into_chain(Span::new(0, text.len()))
}

/// The spans that enclose an offset, in any order.
struct EnclosingSpans {
    offset: u32,
    spans: Vec<Span>,
}

impl EnclosingSpans {
    /// Adds `span` if the offset is inside it or at its end.
    fn add(&mut self, span: Span) {
        if !span.is_empty() && span.touches(self.offset) {
            self.spans.push(span);
        }
    }

    /// Returns the spans that contain each other, the smallest first, and `whole` as the last. If one
    /// span ends at the offset and another starts there, the one that starts is used.
    fn into_chain(mut self, whole: Span) -> Vec<Span> {
        if self.spans.iter().any(|span| span.start == self.offset) {
            self.spans.retain(|span| span.contains(self.offset));
        }
        self.spans.sort_by_key(|span| span.len());
        let mut chain: Vec<Span> = Vec::new();
        for span in self.spans.into_iter().chain([whole]) {
            let last = chain.last().copied();
            if last.is_none_or(|last| span.covers(last) && span != last) {
                chain.push(span);
            }
        }
        chain
    }
}

/// Adds links, labels, footnotes, tags, block ids and aliases with their parts.
fn add_links(found: &mut EnclosingSpans, facts: &Facts, text: &str) {
    for link in &facts.links {
        found.add(link.path);
        if let Some(subpath) = link.subpath {
            segments(text, subpath).for_each(|segment| found.add(segment));
            found.add(subpath);
            found.add(Span { end: subpath.end, ..link.path });
        }
        found.add(link.display.unwrap_or_default());
        found.add(link.span);
    }
    for label in &facts.labels {
        found.add(label.label);
        found.add(label.text.unwrap_or_default());
        found.add(label.span);
    }
    for footnote in &facts.footnotes {
        found.add(footnote.label);
        found.add(footnote.span);
    }
    for tag in &facts.tags {
        let hash_len = u32::from(text[..tag.span.range().start].ends_with('#'));
        found.add(Span { start: tag.span.start - hash_len, ..tag.span });
    }
    for id in &facts.block_ids {
        found.add(Span { start: id.span.start - 1, ..id.span });
    }
    for alias in facts.frontmatter.iter().flat_map(|it| it.all_aliases()) {
        found.add(alias.scalar.span);
    }
}

/// The content of `span` between its backticks or dollar signs.
fn without_delimiters(text: &str, span: Span) -> Span {
    let inside = text[span].trim_start_matches(['`', '$']);
    let start = span.range().end - inside.len();
    Span::new(start, start + inside.trim_end_matches(['`', '$']).len())
}

/// The word at `offset`, or the one that ends there.
fn word(text: &str, offset: u32) -> Span {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (before, after) = text.split_at(offset as usize);
    let start = before.trim_end_matches(is_word).len();
    Span::new(start, text.len() - after.trim_start_matches(is_word).len())
}

/// The line at `offset`, without its line break.
fn line(text: &str, offset: u32) -> Span {
    let (before, after) = text.split_at(offset as usize);
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    Span::new(start, after.find(['\n', '\r']).map_or(text.len(), |end| before.len() + end))
}

/// The lines around `offset` up to the nearest empty ones. Empty if the line at the offset is.
fn paragraph(text: &str, offset: u32) -> Span {
    let line = line(text, offset);
    if text[line].trim().is_empty() {
        return Span::empty(offset);
    }
    let (start, end) = (line.range().start, line.range().end);
    let is_text = |line: &&str| !line.trim().is_empty();
    let before = text[..start].split_inclusive('\n').rev().take_while(is_text);
    let after = text[end..].split_inclusive('\n').skip(1).take_while(is_text);
    let next_line = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
    let start = start - before.map(str::len).sum::<usize>();
    let end = next_line + after.map(str::len).sum::<usize>();
    Span::new(start, end).trimmed(text)
}

/// The cell at `offset` of a table row, trimmed.
fn cell(text: &str, row: Span, offset: u32) -> Span {
    let mut pipes =
        text[row].match_indices('|').map(|(at, _)| row.range().start + at).filter(|at| {
            let before = &text[row.range().start..*at];
            (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
        });
    let mut start = row.range().start;
    let end = loop {
        match pipes.next() {
            Some(pipe) if pipe < offset as usize => start = pipe + 1,
            next => break next.unwrap_or(row.range().end),
        }
    };
    Span::new(start, end).trimmed(text)
}

/// The sentence at `offset` of a paragraph. A sentence ends at a punctuation mark that is followed by
/// whitespace, or at a full-width mark, but not inside a link or code.
fn sentence(facts: &Facts, text: &str, paragraph: Span, offset: u32) -> Span {
    let unbroken = facts.links.iter().map(|link| link.span).chain(facts.verbatim.iter().copied());
    let unbroken: Vec<Span> = unbroken.filter(|span| paragraph.covers(*span)).collect();
    let (mut start, mut end) = (paragraph.range().start, paragraph.range().end);
    let mut chars = text[paragraph].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let full_width = matches!(c, '。' | '！' | '？');
        if !full_width && !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let mut stop = at + c.len_utf8();
        let can_follow_mark = |c: char| {
            matches!(
                c,
                '.' | '!' | '?' | '…' | ')' | ']' | '"' | '\'' | '*' | '_' | '”' | '’' | '»' | '」'
            )
        };
        while let Some((at, c)) = chars.next_if(|(_, c)| can_follow_mark(*c)) {
            stop = at + c.len_utf8();
        }
        let ends = full_width || chars.peek().is_none_or(|(_, c)| c.is_whitespace());
        let stop = paragraph.range().start + stop;
        let contains_stop = |span: &Span| span.range().start < stop && stop < span.range().end;
        if !ends || unbroken.iter().any(contains_stop) {
            continue;
        }
        // With the cursor right after the mark, the sentence before it is selected.
        if stop < offset as usize {
            start = stop;
        } else {
            end = stop;
            break;
        }
    }
    Span::new(start, end).trimmed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkwright_syntax::blocks;

    /// The texts of the ranges at the cursor, `$0`, without the whole note.
    fn ranges_with(source: &str, find: impl Fn(&str) -> Vec<Block>) -> Vec<String> {
        let (before, after) = source.split_once("$0").expect("a cursor");
        let (offset, text) =
            (u32::try_from(before.len()).expect("small"), before.to_owned() + after);
        let mut spans = selection_ranges(&text, &find(&text), &[offset]).remove(0);
        assert_eq!(spans.pop(), Some(Span::new(0, text.len())));
        assert!(spans.iter().all(|span| span.touches(offset)));
        spans.iter().map(|span| text[span.range()].to_owned()).collect()
    }

    fn ranges(source: &str) -> Vec<String> {
        ranges_with(source, blocks)
    }

    #[test]
    fn parts_of_a_link() {
        let source = "# T\n\nOne. See [[a b/Love#Early ye$0ars#x|this]] e.g. now! Two.\n\nend";
        assert_eq!(
            ranges(source),
            [
                "years",
                "Early years",
                "Early years#x",
                "a b/Love#Early years#x",
                "[[a b/Love#Early years#x|this]]",
                "See [[a b/Love#Early years#x|this]] e.g.",
                "One. See [[a b/Love#Early years#x|this]] e.g. now! Two.",
            ]
        );
        assert_eq!(
            ranges("See [[Love|th$0is one]].")[..3],
            ["this", "this one", "[[Love|this one]]"]
        );
    }

    #[test]
    fn sentences_do_not_end_in_links_or_code() {
        assert_eq!(
            ranges("A `b. c` [d. e](f.md) g$0. H\ni. J\n"),
            ["g", "A `b. c` [d. e](f.md) g.", "A `b. c` [d. e](f.md) g. H\ni. J"]
        );
        assert_eq!(ranges("𝒳。日$0本。é")[..2], ["日本", "日本。"]);
        assert_eq!(ranges("(One.) “Two?” $0Three")[..1], ["Three"]);
    }

    #[test]
    fn blocks_sections_and_cells() {
        let source = "# A\n\n- x\n  - y$0 z\n\n## B\n\n# C\n";
        assert_eq!(
            ranges(source),
            [
                "y",
                "y z",
                "- y z",
                "- x\n  - y z",
                "# A\n\n- x\n  - y z\n\n## B",
                "# A\n\n- x\n  - y z\n\n## B\n\n",
            ]
        );
        assert_eq!(
            ranges("|a|b|\n|-|-|\n| c d$0 \\| e | f |\n")[..4],
            ["d", "c d \\| e", "| c d \\| e | f |", "|a|b|\n|-|-|\n| c d \\| e | f |"]
        );
        assert_eq!(ranges("# A b$0 ^c\nx"), ["b", "A b ^c", "# A b ^c"]);
    }

    #[test]
    fn lines_of_code_and_values_of_properties() {
        assert_eq!(ranges("```\na b\nc$0 d\n```\n"), ["c", "c d", "```\na b\nc d\n```"]);
        assert_eq!(ranges("x `a$0 b` y")[..3], ["a", "a b", "`a b`"]);
        assert_eq!(
            ranges("---\naliases: [a b$0, c]\n---\nx"),
            ["b", "a b", "aliases: [a b, c]", "---\naliases: [a b, c]\n---"]
        );
    }

    #[test]
    fn span_that_starts_at_the_cursor_wins() {
        assert_eq!(ranges("word$0[[Love]]")[0], "[[Love]]");
        assert_eq!(ranges("word$0 x")[0], "word");
        assert_eq!(ranges("a $0[[Love]]")[0], "[[Love]]");
        assert_eq!(ranges("$0"), [""; 0]);
    }

    #[test]
    fn without_blocks_lines_form_the_block() {
        let none = |_: &str| Vec::new();
        assert_eq!(ranges_with("a\n\nb$0 c\nd.\n\ne", none), ["b", "b c\nd."]);
        assert_eq!(ranges_with("a\n$0\nb", none), ["a"][..0]);
    }
}
