//! The block tree of an open note: where its blocks begin and end.
//!
//! Facts say what links and headings mean; the tree is asked for extents alone: what folds, what a
//! selection grows to, where a block ends that is to get an id.

use linkwright_text::{Edit, Span, Text, narrow};
use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use crate::blocks::{Block, BlockKind, trimmed};

/// The blocks of an open note, kept in step with its text.
///
/// After [`BlockTree::edit`] the tree is stale until [`BlockTree::update`], which parses again only
/// what the edits touched.
#[derive(Clone, Debug)]
pub struct BlockTree {
    tree: Tree,
}

/// The blocks of a closed note, outer ones before those inside them; none of a note that is too
/// large or too deeply nested for a [`BlockTree`]. Of an open note, ask its
/// [`OpenText`](crate::OpenText).
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    BlockTree::parse(&Text::new(text)).map_or_else(Vec::new, |tree| tree.blocks(text))
}

/// Notes larger than this get no tree.
const MAX_LEN: u32 = 2 << 20;

/// Lines nested deeper than this get no tree: a crash in C cannot be caught.
const MAX_DEPTH: usize = 100;

impl BlockTree {
    /// The tree of `text`; `None` for a note over 2 MiB or with containers nested over 100 deep.
    #[must_use]
    pub fn parse(text: &Text) -> Option<BlockTree> {
        parse(text, None).map(|tree| BlockTree { tree })
    }

    /// Tells the tree of an edit, with the text as it was `before` it.
    pub fn edit(&mut self, before: &Text, edit: &Edit) {
        let start = point(before, edit.span.start);
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
            old_end_position: point(before, edit.span.end),
            new_end_position: Point::new(start.row + rows, column),
        });
    }

    /// Parses again what the edits touched; `None` where [`BlockTree::parse`] would give none.
    #[must_use]
    pub fn update(self, text: &Text) -> Option<BlockTree> {
        let updated = BlockTree { tree: parse(text, Some(&self.tree))? };
        // How the grammar recovers depends on what stood there before.
        if updated.has_errors() { BlockTree::parse(text) } else { Some(updated) }
    }

    /// Whether the grammar found no blocks for some part of the text. Any text is Markdown, so that is
    /// a limit of the grammar: of a list whose item begins with a fence, for instance.
    pub(crate) fn has_errors(&self) -> bool {
        self.tree.root_node().has_error()
    }

    /// All blocks of `text`, which it was parsed from, outer ones before those inside them. What
    /// is blank, or a quote of nothing at the end of another, is none.
    pub(crate) fn blocks(&self, text: &str) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut cursor = self.tree.walk();
        let (mut outer, mut quotes) = (Vec::<Span>::new(), 0);
        loop {
            let kind = kind(cursor.node());
            let here = kind.map(|kind| {
                quotes += u32::from(kind == BlockKind::Quote);
                let span = Span::from(cursor.node().byte_range());
                let span = trimmed(text, span, kind, quotes > 0);
                if span.is_empty() || !outer.last().is_none_or(|outer| outer.covers(span)) {
                    return Span::default();
                }
                let depth = u32::try_from(outer.len()).expect("bounded by MAX_DEPTH");
                blocks.push(Block { kind, span, depth });
                span
            });
            // What a setext heading holds is called a paragraph, too.
            if kind != Some(BlockKind::Heading) && cursor.goto_first_child() {
                outer.extend(here);
                continue;
            }
            quotes -= u32::from(kind == Some(BlockKind::Quote));
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return blocks;
                }
                let left = self::kind(cursor.node());
                outer.truncate(outer.len() - usize::from(left.is_some()));
                quotes -= u32::from(left == Some(BlockKind::Quote));
            }
        }
    }
}

fn kind(node: Node<'_>) -> Option<BlockKind> {
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
        .expect("the grammar is of the version that the library reads");
    parser.parse_with_options(&mut |byte, _| text.chunk_from(narrow(byte)), old, None)
}

/// Whether some line opens more containers than the parser is trusted with. Counts what could be
/// a marker, and two columns of indent as a list, so it errs on the side of "too deep".
fn nested_too_deep(text: &Text) -> bool {
    let mut at_start = true;
    let mut weight = 0;
    let mut offset = 0;
    while offset < text.len() {
        let chunk = text.chunk_from(offset);
        offset += narrow(chunk.len());
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
                // A marker of an item has a blank behind it; a long `-----` opens nothing.
                b'-' | b'+' | b'*' | b'.' | b')' => {
                    let blank = chunk.get(index + 1).is_none_or(u8::is_ascii_whitespace);
                    weight += 2 * usize::from(blank);
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

/// The place of a byte as tree-sitter counts: rows end at `\n` alone, columns are bytes.
fn point(text: &Text, offset: u32) -> Point {
    let (mut row, mut line_start, mut at) = (0, 0, 0);
    while at < offset {
        let chunk = text.chunk_from(at);
        let chunk = &chunk[..chunk.len().min((offset - at) as usize)];
        row += memchr::memchr_iter(b'\n', chunk).count();
        if let Some(last) = memchr::memrchr(b'\n', chunk) {
            line_start = at as usize + last + 1;
        }
        at += narrow(chunk.len());
    }
    Point::new(row, offset as usize - line_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_and_large_notes_get_no_tree() {
        for text in
            ["> ".repeat(101), "- ".repeat(101), " ".repeat(300) + "x", "x\n".repeat(2 << 20)]
        {
            assert!(BlockTree::parse(&Text::new(&text)).is_none());
        }
        for text in ["> ".repeat(60), "-".repeat(300), "* ".repeat(60)] {
            assert!(BlockTree::parse(&Text::new(&text)).is_some());
        }
    }
}
