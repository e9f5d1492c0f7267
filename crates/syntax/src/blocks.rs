//! Blocks of a note and their extents.

use linkwright_text::Span;

/// A block of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// The kind of the block.
    pub kind: BlockKind,
    /// From the first character of the block to its last one. Indented code starts with the indent
    /// of its first line. Empty lines and quote markers after the block are excluded. A container
    /// includes its content.
    pub span: Span,
    /// The number of blocks around this one.
    pub depth: u32,
}

/// The kinds of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlockKind {
    /// The text before the first heading, or a heading and the text up to the next heading of the
    /// same or a higher level.
    Section,
    /// An ATX or setext heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// A list item.
    Item,
    /// A block quote or callout.
    Quote,
    /// A fenced or indented code block.
    Code,
    /// An HTML block.
    Html,
    /// A table.
    Table,
    /// A thematic break.
    Break,
    /// A link reference definition.
    Definition,
    /// The YAML frontmatter.
    Frontmatter,
}

/// The blocks that contain `offset` or end at it, outer blocks before inner ones.
pub fn blocks_at(blocks: &[Block], offset: u32) -> impl Iterator<Item = Block> {
    blocks.iter().copied().filter(move |block| block.span.touches(offset))
}

/// The innermost block that contains `offset` or ends at it: for example, the paragraph of a list
/// item, or the section of an empty line between two paragraphs.
#[must_use]
pub fn block_at(blocks: &[Block], offset: u32) -> Option<Block> {
    blocks_at(blocks, offset).last()
}

/// The span of a block, from the span `raw` that the grammar reports for it: without whitespace
/// and, if the block is `quoted`, without lines of only `>` at its end.
pub(crate) fn trimmed_block(text: &str, raw: Span, kind: BlockKind, quoted: bool) -> Span {
    let raw_text = &text[raw];
    let is_blank = |c: char| c.is_ascii_whitespace() || (quoted && c == '>');
    let (mut start, mut end) =
        (raw.range().start, raw.range().start + raw_text.trim_ascii_end().len());
    // Remove the last line as long as it has only quote markers.
    while let Some(line) = text[start..end].rfind(['\n', '\r']) {
        if !text[start + line..end].chars().all(is_blank) {
            break;
        }
        end = start + text[start..start + line].trim_ascii_end().len();
    }
    let first_char = end - text[start..end].trim_ascii_start().len();
    start = match kind {
        // The indent belongs to the code, and the section contains its code.
        BlockKind::Code | BlockKind::Section => {
            text[start..first_char].rfind(['\n', '\r']).map_or(start, |line| start + line + 1)
        }
        _ => first_char,
    };
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks;
    use BlockKind::{
        Code, Frontmatter, Heading, Html, Item, List, Paragraph, Quote, Section, Table,
    };

    fn block_list(text: &str) -> Vec<(u32, BlockKind, &str)> {
        blocks(text).iter().map(|block| (block.depth, block.kind, &text[block.span])).collect()
    }

    #[test]
    fn sections_nest_and_lists_contain_items() {
        let text = "# A\n\n- x\n- y\n\n## B\n";
        assert_eq!(
            block_list(text),
            [
                (0, Section, "# A\n\n- x\n- y\n\n## B"),
                (1, Heading, "# A"),
                (1, List, "- x\n- y"),
                (2, Item, "- x"),
                (3, Paragraph, "x"),
                (2, Item, "- y"),
                (3, Paragraph, "y"),
                (1, Section, "## B"),
                (2, Heading, "## B"),
            ]
        );
    }

    #[test]
    fn blocks_end_at_their_last_character() {
        let text = "---\na: 1\n---\n> q\n> > r\n>\n> - a\n>   b\n>\n\n  - x\n    y\n\n   z\n";
        assert_eq!(
            block_list(text),
            [
                (0, Frontmatter, "---\na: 1\n---"),
                (0, Section, &text[13..text.len() - 1]),
                (1, Quote, "> q\n> > r\n>\n> - a\n>   b"),
                (2, Paragraph, "q"),
                (2, Quote, "> r"),
                (3, Paragraph, "r"),
                (2, List, "- a\n>   b"),
                (3, Item, "- a\n>   b"),
                (4, Paragraph, "a\n>   b"),
                (1, List, "- x\n    y"),
                (2, Item, "- x\n    y"),
                (3, Paragraph, "x\n    y"),
                (1, Paragraph, "z"),
            ]
        );
    }

    #[test]
    fn code_keeps_its_indent_and_a_heading_is_not_a_paragraph() {
        let text = "T\n==\n\n    >\n    a\n    >\n\n```\n>\n```\n\n<div>\n\n|a|\n|-|\n|b|\n";
        assert_eq!(
            block_list(text),
            [
                (0, Section, text.trim_end()),
                (1, Heading, "T\n=="),
                (1, Code, "    >\n    a\n    >"),
                (1, Code, "```\n>\n```"),
                (1, Html, "<div>"),
                (1, Table, "|a|\n|-|\n|b|"),
            ]
        );
    }

    #[test]
    fn a_section_contains_the_indent_of_its_code() {
        assert_eq!(block_list("\n\tu"), [(0, Section, "\tu"), (1, Code, "\tu")]);
    }

    #[test]
    fn blank_lines_are_not_code() {
        assert_eq!(block_list("N\n\t\t"), [(0, Section, "N"), (1, Paragraph, "N")]);
    }

    #[test]
    fn outer_blocks_contain_inner_ones() {
        let quotes = [(0, Section, "N\n>\n>>>"), (1, Paragraph, "N"), (1, Quote, ">")];
        assert_eq!(block_list("\nN\n>\n>>>"), quotes);
    }

    #[test]
    fn block_at_finds_the_innermost_block() {
        let text = "# A\n\n- x\n  - y\n\nend\n";
        let blocks = blocks(text);
        let at = |words: &str| {
            let offset = u32::try_from(text.find(words).expect("in the text")).expect("small");
            block_at(&blocks, offset).map(|block| (block.kind, &text[block.span]))
        };
        assert_eq!(at("x"), Some((Paragraph, "x")));
        assert_eq!(at("- y"), Some((Item, "- y")));
        assert_eq!(at("\nend"), Some((Section, "# A\n\n- x\n  - y\n\nend")));
        assert_eq!(at("\n- x"), Some((Section, "# A\n\n- x\n  - y\n\nend")));
        assert_eq!(block_at(&[], 0), None);
    }
}
