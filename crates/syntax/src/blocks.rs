//! Where blocks begin and end.

use linkwright_text::Span;

/// A block and its extent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// From its first character (of indented code, its first line's indent) to its last one: without
    /// the empty lines and quote markers behind it, and of a container with all that is in it.
    pub span: Span,
    /// How many blocks it lies in.
    pub depth: u32,
}

/// The kinds of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BlockKind {
    /// Everything up to the first heading, or a heading and everything up to the next of its level
    /// or above.
    Section,
    /// An ATX or setext heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// One item of a list.
    Item,
    /// A block quote or callout.
    Quote,
    /// Fenced or indented code.
    Code,
    /// An HTML block.
    Html,
    /// A table.
    Table,
    /// A thematic break.
    Break,
    /// A link reference definition.
    Definition,
    /// The YAML block.
    Frontmatter,
}

/// The blocks that hold `offset` or end right before it, outer ones before those inside them.
pub fn blocks_at(blocks: &[Block], offset: u32) -> impl Iterator<Item = Block> {
    blocks.iter().copied().filter(move |block| block.span.touches(offset))
}

/// The innermost block at `offset`: inside a list item its paragraph, in an empty line between two
/// paragraphs their section.
#[must_use]
pub fn block_at(blocks: &[Block], offset: u32) -> Option<Block> {
    blocks_at(blocks, offset).last()
}

/// A block as the grammar gives it, without what follows its last character.
pub(crate) fn trimmed(text: &str, raw: Span, kind: BlockKind, quoted: bool) -> Span {
    let inside = &text[raw];
    let blank = |c: char| c.is_ascii_whitespace() || (quoted && c == '>');
    let (mut start, mut end) =
        (raw.range().start, raw.range().start + inside.trim_ascii_end().len());
    // What precedes the last `>` of a line is of the block; a line of nothing else is not.
    while let Some(line) = text[start..end].rfind(['\n', '\r']) {
        if !text[start + line..end].chars().all(blank) {
            break;
        }
        end = start + text[start..start + line].trim_ascii_end().len();
    }
    let inner = end - text[start..end].trim_ascii_start().len();
    start = match kind {
        // The indent is code, of which the section holds all.
        BlockKind::Code | BlockKind::Section => {
            text[start..inner].rfind(['\n', '\r']).map_or(start, |line| start + line + 1)
        }
        _ => inner,
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

    fn shown(text: &str) -> Vec<(u32, BlockKind, &str)> {
        blocks(text).iter().map(|block| (block.depth, block.kind, &text[block.span])).collect()
    }

    #[test]
    fn sections_nest_and_lists_hold_items() {
        let text = "# A\n\n- x\n- y\n\n## B\n";
        assert_eq!(
            shown(text),
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
    fn blocks_end_with_their_last_character() {
        let text = "---\na: 1\n---\n> q\n> > r\n>\n> - a\n>   b\n>\n\n  - x\n    y\n\n   z\n";
        assert_eq!(
            shown(text),
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
    fn code_keeps_its_indent_and_a_title_is_no_paragraph() {
        let text = "T\n==\n\n    >\n    a\n    >\n\n```\n>\n```\n\n<div>\n\n|a|\n|-|\n|b|\n";
        assert_eq!(
            shown(text),
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
    fn a_section_holds_the_indent_of_its_code() {
        assert_eq!(shown("\n\tu"), [(0, Section, "\tu"), (1, Code, "\tu")]);
    }

    #[test]
    fn blank_lines_are_no_code() {
        assert_eq!(shown("N\n\t\t"), [(0, Section, "N"), (1, Paragraph, "N")]);
    }

    #[test]
    fn inner_blocks_lie_in_outer_ones() {
        let quotes = [(0, Section, "N\n>\n>>>"), (1, Paragraph, "N"), (1, Quote, ">")];
        assert_eq!(shown("\nN\n>\n>>>"), quotes);
    }

    #[test]
    fn the_innermost_block_is_at_a_place() {
        let text = "# A\n\n- x\n  - y\n\nend\n";
        let blocks = blocks(text);
        let at = |words: &str| {
            let offset = u32::try_from(text.find(words).expect("it is there")).expect("small");
            block_at(&blocks, offset).map(|block| (block.kind, &text[block.span]))
        };
        assert_eq!(at("x"), Some((Paragraph, "x")));
        assert_eq!(at("- y"), Some((Item, "- y")));
        assert_eq!(at("\nend"), Some((Section, "# A\n\n- x\n  - y\n\nend")));
        assert_eq!(at("\n- x"), Some((Section, "# A\n\n- x\n  - y\n\nend")));
        assert_eq!(block_at(&[], 0), None);
    }
}
