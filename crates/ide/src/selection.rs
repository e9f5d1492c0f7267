//! Selection: what a selection grows to.

use linkwright_syntax::{Block, BlockKind, Facts, Heading, blocks_at};
use linkwright_text::Span;

use crate::element::segments;
use crate::folding::sections;

/// What a selection at `offset` grows to, from the inside out, each within the next: the word, the
/// part of a link, the link, the sentence, cell or line, the block and those that it lies in, the
/// section and those that it lies in, and last the whole note. `facts` and `blocks` are those of
/// `text`; where there are no blocks, the lines up to the next empty ones are the block.
#[must_use]
pub fn selection_ranges(facts: &Facts, text: &str, blocks: &[Block], offset: u32) -> Vec<Span> {
    let mut found = Enclosing { offset, spans: Vec::new() };
    found.add(word(text, offset));
    links(&mut found, facts, text);
    for span in &facts.verbatim {
        found.add(*span);
        if !text[*span].contains(['\n', '\r']) {
            found.add(unquoted(text, *span));
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
    found.outward(Span::new(0, text.len()))
}

/// What is at the place, in any order.
struct Enclosing {
    offset: u32,
    spans: Vec<Span>,
}

impl Enclosing {
    /// Adds `span` if the place is in it, or right behind it.
    fn add(&mut self, span: Span) {
        if !span.is_empty() && span.touches(self.offset) {
            self.spans.push(span);
        }
    }

    /// Those that lie in each other, the smallest first; where two meet at the place it is the one
    /// that begins there.
    fn outward(mut self, whole: Span) -> Vec<Span> {
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

/// Links, and what else is written in a way of its own, with their parts.
fn links(found: &mut Enclosing, facts: &Facts, text: &str) {
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
        let mark = u32::from(text[..tag.span.range().start].ends_with('#'));
        found.add(Span { start: tag.span.start - mark, ..tag.span });
    }
    for id in &facts.block_ids {
        found.add(Span { start: id.span.start - 1, ..id.span });
    }
    for alias in facts.frontmatter.iter().flat_map(|it| it.all_aliases()) {
        found.add(alias.scalar.span);
    }
}

/// What stands between the ticks or dollars of `span`.
fn unquoted(text: &str, span: Span) -> Span {
    let inside = text[span].trim_start_matches(['`', '$']);
    let start = span.range().end - inside.len();
    Span::new(start, start + inside.trim_end_matches(['`', '$']).len())
}

/// The word at `offset`, or the one that ends there.
fn word(text: &str, offset: u32) -> Span {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (before, behind) = text.split_at(offset as usize);
    let start = before.trim_end_matches(is_word).len();
    Span::new(start, text.len() - behind.trim_start_matches(is_word).len())
}

/// The line at `offset`, without its end.
fn line(text: &str, offset: u32) -> Span {
    let (before, behind) = text.split_at(offset as usize);
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    Span::new(start, behind.find(['\n', '\r']).map_or(text.len(), |end| before.len() + end))
}

/// The lines around `offset` up to the next empty ones; nothing on an empty one.
fn paragraph(text: &str, offset: u32) -> Span {
    let at = line(text, offset);
    if text[at].trim().is_empty() {
        return Span::empty(offset);
    }
    let empty = |line: &&str| line.trim().is_empty();
    let before = text[..at.range().start].split_inclusive('\n').rev().take_while(|it| !empty(it));
    let behind = text[at.range().end..].split_inclusive('\n').skip(1).take_while(|it| !empty(it));
    let end = text[at.range().end..].find('\n').map_or(text.len(), |end| at.range().end + end + 1);
    let (start, end) = (
        at.range().start - before.map(str::len).sum::<usize>(),
        end + behind.map(str::len).sum::<usize>(),
    );
    Span::new(start, end).trimmed(text)
}

/// The cell at `offset` of a table's row, without the blanks around it.
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

/// The sentence at `offset` of a paragraph. It ends with a mark before a blank, or at a full-width
/// one, but not within a link or code.
fn sentence(facts: &Facts, text: &str, paragraph: Span, offset: u32) -> Span {
    let whole = facts.links.iter().map(|link| link.span).chain(facts.verbatim.iter().copied());
    let whole: Vec<Span> = whole.filter(|span| paragraph.covers(*span)).collect();
    let (mut start, mut end) = (paragraph.range().start, paragraph.range().end);
    let mut chars = text[paragraph].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let wide = matches!(c, '。' | '！' | '？');
        if !wide && !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let mut stop = at + c.len_utf8();
        let closing = |c: char| {
            matches!(
                c,
                '.' | '!' | '?' | '…' | ')' | ']' | '"' | '\'' | '*' | '_' | '”' | '’' | '»' | '」'
            )
        };
        while let Some((at, c)) = chars.next_if(|(_, c)| closing(*c)) {
            stop = at + c.len_utf8();
        }
        let ended = wide || chars.peek().is_none_or(|(_, c)| c.is_whitespace());
        let stop = paragraph.range().start + stop;
        let within = |span: &Span| span.range().start < stop && stop < span.range().end;
        if !ended || whole.iter().any(within) {
            continue;
        }
        // Right behind its mark the cursor is on the sentence still.
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
    use linkwright_syntax::{blocks, scan};

    /// What a selection at the cursor, `$0`, grows to, without the whole note.
    fn grown_by(source: &str, find: impl Fn(&str) -> Vec<Block>) -> Vec<String> {
        let (before, behind) = source.split_once("$0").expect("a cursor");
        let (offset, text) =
            (u32::try_from(before.len()).expect("small"), before.to_owned() + behind);
        let mut spans = selection_ranges(&scan(&text), &text, &find(&text), offset);
        assert_eq!(spans.pop(), Some(Span::new(0, text.len())));
        assert!(spans.iter().all(|span| span.touches(offset)));
        spans.iter().map(|span| text[span.range()].to_owned()).collect()
    }

    fn grown(source: &str) -> Vec<String> {
        grown_by(source, blocks)
    }

    #[test]
    fn a_link_by_its_parts() {
        let source = "# T\n\nOne. See [[a b/Love#Early ye$0ars#x|this]] e.g. now! Two.\n\nend";
        assert_eq!(
            grown(source),
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
            grown("See [[Love|th$0is one]].")[..3],
            ["this", "this one", "[[Love|this one]]"]
        );
    }

    #[test]
    fn sentences_end_where_no_link_or_code_goes_on() {
        assert_eq!(
            grown("A `b. c` [d. e](f.md) g$0. H\ni. J\n"),
            ["g", "A `b. c` [d. e](f.md) g.", "A `b. c` [d. e](f.md) g. H\ni. J"]
        );
        assert_eq!(grown("𝒳。日$0本。é")[..2], ["日本", "日本。"]);
        assert_eq!(grown("(One.) “Two?” $0Three")[..1], ["Three"]);
    }

    #[test]
    fn blocks_sections_and_cells() {
        let source = "# A\n\n- x\n  - y$0 z\n\n## B\n\n# C\n";
        assert_eq!(
            grown(source),
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
            grown("|a|b|\n|-|-|\n| c d$0 \\| e | f |\n")[..4],
            ["d", "c d \\| e", "| c d \\| e | f |", "|a|b|\n|-|-|\n| c d \\| e | f |"]
        );
        assert_eq!(grown("# A b$0 ^c\nx"), ["b", "A b ^c", "# A b ^c"]);
    }

    #[test]
    fn code_by_lines_and_properties_by_values() {
        assert_eq!(grown("```\na b\nc$0 d\n```\n"), ["c", "c d", "```\na b\nc d\n```"]);
        assert_eq!(grown("x `a$0 b` y")[..3], ["a", "a b", "`a b`"]);
        assert_eq!(
            grown("---\naliases: [a b$0, c]\n---\nx"),
            ["b", "a b", "aliases: [a b, c]", "---\naliases: [a b, c]\n---"]
        );
    }

    #[test]
    fn where_two_meet_it_is_the_one_that_begins() {
        assert_eq!(grown("word$0[[Love]]")[0], "[[Love]]");
        assert_eq!(grown("word$0 x")[0], "word");
        assert_eq!(grown("a $0[[Love]]")[0], "[[Love]]");
        assert_eq!(grown("$0"), [""; 0]);
    }

    #[test]
    fn without_blocks_lines_are_the_block() {
        let none = |_: &str| Vec::new();
        assert_eq!(grown_by("a\n\nb$0 c\nd.\n\ne", none), ["b", "b c\nd."]);
        assert_eq!(grown_by("a\n$0\nb", none), ["a"][..0]);
    }
}
