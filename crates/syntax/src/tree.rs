//! The block tree of a note: the extents of its blocks.
//!
//! Facts define what links and headings mean. The tree is used only for extents: what can be
//! folded, what a selection expands to, where the id of a block is inserted.

use linkwright_text::{Edit, Span, Text, to_offset};
use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use crate::blocks::{Block, BlockKind, trimmed_block};
use crate::frontmatter::find_fences;

/// A tree-sitter tree of the blocks of a note, which can be updated incrementally.
///
/// After [`BlockTree::edit`] the tree is out of date until [`BlockTree::update`], which parses only
/// the edited parts again.
#[derive(Clone, Debug)]
pub struct BlockTree {
    tree: Tree,
}

/// The blocks of a closed note, outer blocks before inner ones. Empty for a note that is too large
/// or too deeply nested for a [`BlockTree`]. For an open note, use
/// [`OpenText::blocks`](crate::OpenText::blocks).
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    BlockTree::parse(&Text::new(text)).map_or_else(Vec::new, |tree| tree.blocks(text))
}

/// Maximum length of a note with a tree, in bytes.
const MAX_LEN: u32 = 2 << 20;

/// Maximum nesting depth of a note with a tree. Deep nesting can crash the parser, and a crash in C
/// cannot be caught.
const MAX_DEPTH: usize = 100;

impl BlockTree {
    /// Parses `text`; `None` for a note over 2 MiB or with containers nested over 100 deep.
    #[must_use]
    pub fn parse(text: &Text) -> Option<BlockTree> {
        parse(text, None).map(|tree| BlockTree { tree })
    }

    /// Applies an edit to the positions in the tree. `before` is the text before the edit.
    pub fn edit(&mut self, before: &Text, edit: &Edit) {
        let start = tree_sitter_point(before, edit.span.start);
        let inserted = edit.insert.as_bytes();
        let rows = memchr::memchr_iter(b'\n', inserted).count();
        let column = match memchr::memrchr(b'\n', inserted) {
            Some(last) => inserted.len() - last - 1,
            None => start.column + inserted.len(),
        };
        self.tree.edit(&InputEdit {
            start_byte: edit.span.range().start,
            old_end_byte: edit.span.range().end,
            new_end_byte: edit.span.range().start + inserted.len(),
            start_position: start,
            old_end_position: tree_sitter_point(before, edit.span.end),
            new_end_position: Point::new(start.row + rows, column),
        });
    }

    /// Parses the edited parts again; `None` if [`BlockTree::parse`] would return `None`.
    #[must_use]
    pub fn update(self, text: &Text) -> Option<BlockTree> {
        let updated = BlockTree { tree: parse(text, Some(&self.tree))? };
        // Error recovery depends on the previous tree, so after an error parse from scratch.
        if updated.has_errors() { BlockTree::parse(text) } else { Some(updated) }
    }

    /// Whether the grammar could not parse some part of the text. Any text is valid Markdown, so
    /// this is a limit of the grammar, for example for a list item that starts with a fence.
    pub(crate) fn has_errors(&self) -> bool {
        self.tree.root_node().has_error()
    }

    /// All blocks of `text`, outer blocks before inner ones. The tree must have been parsed from
    /// `text`. Blank blocks, and empty quotes at the end of another quote, are left out.
    pub(crate) fn blocks(&self, text: &str) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut cursor = self.tree.walk();
        // The grammar also takes an indented `---`, or one after a table, for the start of frontmatter.
        let frontmatter = find_fences(text).map(|fences| fences.span.range().start);
        let is_block = |node: Node<'_>, kind: &BlockKind| {
            *kind != BlockKind::Frontmatter
                || frontmatter.is_some_and(|start| node.start_byte() <= start)
        };
        let (mut outer, mut quotes) = (Vec::<Span>::new(), 0);
        loop {
            let node = cursor.node();
            let kind = block_kind(node).filter(|kind| is_block(node, kind));
            let block_span = kind.map(|kind| {
                quotes += u32::from(kind == BlockKind::Quote);
                let span = Span::from(cursor.node().byte_range());
                let span = trimmed_block(text, span, kind, quotes > 0);
                if span.is_empty() || !outer.last().is_none_or(|outer| outer.covers(span)) {
                    return Span::default();
                }
                let depth = u32::try_from(outer.len()).expect("limited by MAX_DEPTH");
                blocks.push(Block { kind, span, depth });
                span
            });
            // The content of a setext heading is also a `paragraph` node, so skip it.
            if kind != Some(BlockKind::Heading) && cursor.goto_first_child() {
                outer.extend(block_span);
                continue;
            }
            quotes -= u32::from(kind == Some(BlockKind::Quote));
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return blocks;
                }
                let left = block_kind(cursor.node());
                outer.truncate(outer.len() - usize::from(left.is_some()));
                quotes -= u32::from(left == Some(BlockKind::Quote));
            }
        }
    }
}

fn block_kind(node: Node<'_>) -> Option<BlockKind> {
    Some(match node.kind() {
        "section" => BlockKind::Section,
        "atx_heading" | "setext_heading" => BlockKind::Heading,
        "paragraph" => BlockKind::Paragraph,
        "list" => BlockKind::List,
        "list_item" => BlockKind::Item,
        "block_quote" => BlockKind::Quote,
        "fenced_code_block" | "indented_code_block" => BlockKind::Code,
        "html_block" => BlockKind::Html,
        "pipe_table" => BlockKind::Table,
        "thematic_break" => BlockKind::Break,
        "link_reference_definition" => BlockKind::Definition,
        "minus_metadata" => BlockKind::Frontmatter,
        _ => return None,
    })
}

fn parse(text: &Text, old: Option<&Tree>) -> Option<Tree> {
    if text.len() > MAX_LEN || nested_too_deep(text) {
        return None;
    }
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_md::LANGUAGE.into())
        .expect("the library supports the version of the grammar");
    parser.parse_with_options(&mut |byte, _| text.chunk_from(to_offset(byte)), old, None)
}

/// Whether some line may open more than [`MAX_DEPTH`] containers. An upper estimate: it counts
/// everything that could be a marker, and two columns of indent as a list.
fn nested_too_deep(text: &Text) -> bool {
    let mut at_start = true;
    let mut weight = 0;
    let mut offset = 0;
    while offset < text.len() {
        let chunk = text.chunk_from(offset);
        offset += to_offset(chunk.len());
        let mut index = 0;
        while index < chunk.len() {
            if !at_start {
                let Some(end) = memchr::memchr2(b'\n', b'\r', &chunk[index..]) else { break };
                index += end;
                at_start = true;
                weight = 0;
            }
            match chunk[index] {
                b'\n' | b'\r' => weight = 0,
                b' ' | b'0'..=b'9' => weight += 1,
                b'>' => weight += 2,
                // A list marker has a space after it; a long `-----` opens no list.
                b'-' | b'+' | b'*' | b'.' | b')' => {
                    let space_follows = chunk.get(index + 1).is_none_or(u8::is_ascii_whitespace);
                    weight += 2 * usize::from(space_follows);
                }
                b'\t' => weight += 4,
                _ => at_start = false,
            }
            if weight > 2 * MAX_DEPTH {
                return true;
            }
            index += 1;
        }
    }
    false
}

/// The position of the byte at `offset` as tree-sitter counts it: only `\n` ends a row, and columns
/// are bytes.
fn tree_sitter_point(text: &Text, offset: u32) -> Point {
    let (mut row, mut line_start, mut at) = (0, 0, 0);
    while at < offset {
        let chunk = text.chunk_from(at);
        let chunk = &chunk[..chunk.len().min((offset - at) as usize)];
        row += memchr::memchr_iter(b'\n', chunk).count();
        if let Some(last) = memchr::memrchr(b'\n', chunk) {
            line_start = at as usize + last + 1;
        }
        at += to_offset(chunk.len());
    }
    Point::new(row, offset as usize - line_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeply_nested_and_large_notes_get_no_tree() {
        for text in
            ["> ".repeat(101), "- ".repeat(101), " ".repeat(300) + "x", "x\n".repeat(2 << 20)]
        {
            assert!(BlockTree::parse(&Text::new(&text)).is_none());
        }
        for text in ["> ".repeat(60), "-".repeat(300), "* ".repeat(60)] {
            assert!(BlockTree::parse(&Text::new(&text)).is_some());
        }
    }

    #[test]
    fn only_the_block_at_the_start_is_frontmatter() {
        let has_frontmatter =
            |text: &str| blocks(text).iter().any(|block| block.kind == BlockKind::Frontmatter);
        for text in ["---\na: 1\n---\nx\n", "\u{feff}---\r\na: 1\r\n---\r\nx\r\n"] {
            assert!(has_frontmatter(text), "{text:?}");
        }
        for text in [
            "  ---\na: 1\n---\n",
            "| a |\n|---|\n| b |\n---\nx\n---\n",
            "| a |\n|---|\n---\nx\n---\n",
            "x\n\n---\na: 1\n---\n",
        ] {
            assert!(!has_frontmatter(text), "{text:?}");
        }
    }
}
