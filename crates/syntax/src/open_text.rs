//! The text of an open note: a rope and its block tree, edited together.

use std::ops::Deref;

use linkwright_text::{Edit, Text};

use crate::blocks::Block;
use crate::tree::BlockTree;

/// The text of an open note with its block tree. Dereferences to the [`Text`].
///
/// [`OpenText::edit`] updates the positions in the tree but does not parse; parse when idle, or when
/// the blocks are needed. A clone is cheap and can be parsed on another thread.
#[derive(Clone, Debug)]
pub struct OpenText {
    text: Text,
    /// The last parsed tree, with the later edits applied to its positions. `None` before the first
    /// parse, and for a text that gets no tree.
    tree: Option<BlockTree>,
    is_parsed: bool,
}

impl OpenText {
    /// Builds a rope from `text`, without parsing it.
    #[must_use]
    pub fn new(text: &str) -> OpenText {
        OpenText { text: Text::new(text), tree: None, is_parsed: false }
    }

    /// Applies one edit.
    ///
    /// # Panics
    /// If the edit's span is not on character boundaries of this text.
    pub fn edit(&mut self, edit: &Edit) {
        if let Some(tree) = &mut self.tree {
            tree.edit(&self.text, edit);
        }
        self.text.apply(edit);
        self.is_parsed = false;
    }

    /// Whether the tree is up to date with the text.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        self.is_parsed
    }

    /// Parses the parts edited since the last call. Does nothing if there are none.
    pub fn parse(&mut self) {
        if !self.is_parsed {
            self.tree = match self.tree.take() {
                Some(tree) => tree.update(&self.text),
                None => BlockTree::parse(&self.text),
            };
            self.is_parsed = true;
        }
    }

    /// Takes the tree of `other`, a clone that was parsed on another thread. Does nothing if this
    /// text has been edited since.
    pub fn adopt_tree(&mut self, other: OpenText) {
        if !self.is_parsed && other.is_parsed && self.text == other.text {
            *self = other;
        }
    }

    /// The blocks, outer blocks before inner ones. Parses first if necessary. `text` must be this
    /// text as one string. Empty if the text is too large or too deeply nested for a [`BlockTree`].
    #[must_use]
    pub fn blocks(&mut self, text: &str) -> Vec<Block> {
        self.parse();
        self.tree.as_ref().map_or_else(Vec::new, |tree| tree.blocks(text))
    }
}

impl Deref for OpenText {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{blocks, scan};
    use linkwright_text::{ColumnCounting, Position, PositionEncoding, Span};
    use proptest::prelude::*;

    #[test]
    fn a_tree_is_adopted_only_for_the_same_text() {
        let mut open = OpenText::new("a");
        let mut elsewhere = open.clone();
        elsewhere.parse();
        open.edit(&Edit::insert(1, "b"));
        open.adopt_tree(elsewhere.clone());
        assert!(!open.is_parsed());
        open.edit(&Edit::delete(Span::new(1, 2)));
        open.adopt_tree(elsewhere);
        assert!(open.is_parsed());
        assert_eq!(open.blocks("a"), blocks("a"));
    }

    #[test]
    fn a_text_has_no_tree_while_it_is_nested_too_deeply() {
        let mut open = OpenText::new("x");
        let deep = "> ".repeat(101);
        assert_eq!(open.blocks("x").len(), 2);
        open.edit(&Edit::insert(0, deep.clone()));
        assert_eq!(open.blocks(&open.to_string()), []);
        open.edit(&Edit::delete(Span::new(0, deep.len())));
        assert_eq!(open.blocks("x").len(), 2);
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "\r\n", "\r", "# ", "## ", "- ", "1. ", "  ", "\t", "> ", "```\n", "---\n", "===\n",
        "|a|b|\n|-|-|\n", "é日𝒳", "👩‍🚀", "[x]: y\n", "[[a|b]]", "<div>\n", "$$\n", "\u{2028}",
    ];

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z ]{1,9}", "\n{1,2}", prop::sample::select(PIECES).prop_map(str::to_owned),]
    }

    /// The offset of `position` in `text`, counted without a rope.
    fn offset_of(text: &str, position: Position, encoding: PositionEncoding) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            let end = text[start..].find(['\n', '\r']).expect("a line ending");
            let crlf = text[start + end..].starts_with("\r\n");
            start += end + 1 + usize::from(crlf);
        }
        let mut columns = 0;
        let within = text[start..].char_indices().find(|(_, c)| {
            let before = columns;
            columns += encoding.count_units(c.encode_utf8(&mut [0; 4]));
            before >= position.column
        });
        within.map_or(text.len(), |(at, _)| start + at)
    }

    /// The offset at this share of `text`, rounded down to one that has a position.
    fn offset_at_share(text: &str, share: f64) -> usize {
        let mut at = (share.min(1.0) * text.len() as f64) as usize;
        // An editor has no position inside a character or a CRLF.
        while !text.is_char_boundary(at)
            || (text[..at].ends_with('\r') && text[at..].starts_with('\n'))
        {
            at -= 1;
        }
        at
    }

    /// The blocks of `text`, parsed from scratch. `None` if the grammar has errors in it: then an
    /// incrementally parsed tree may differ.
    fn fresh_blocks(text: &str) -> Option<Vec<Block>> {
        let fails = BlockTree::parse(&Text::new(text)).is_some_and(|tree| tree.has_errors());
        (!fails).then(|| blocks(text))
    }

    /// The blocks of an open text with the content `text`; `None` if `fresh_blocks` is.
    fn open_blocks(open: &mut OpenText, text: &str) -> Option<Vec<Block>> {
        let found = open.blocks(text);
        fresh_blocks(text).map(|_| found)
    }

    #[test]
    fn the_grammar_has_no_errors_in_ordinary_text() {
        let text = "# A\n\n- ```\n  b\n  ```\n- c\n\n> d\n\n|e|f|\n|-|-|\n|g|h|\n\n<div>\n</div>\n";
        assert!(fresh_blocks(text).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn an_edited_text_equals_a_fresh_one(
            start in prop::collection::vec(piece(), 0..40),
            edits in prop::collection::vec((0.0..1.0, 0.0..0.2, piece(), prop::bool::ANY), 1..12),
            encoding in prop::sample::select(&[PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32][..]),
        ) {
            let counting = ColumnCounting::of_buffer(encoding);
            let mut client = start.concat();
            let mut open = OpenText::new(&client);
            open.parse();
            for (from, share, insert, is_idle) in edits {
                // An editor sends positions in its own text.
                let range = offset_at_share(&client, from)..offset_at_share(&client, from + share);
                let ends = [range.start, range.end].map(|end| {
                    let position = Text::new(&client).position(end as u32, counting);
                    assert_eq!(offset_of(&client, position, encoding), end);
                    open.offset(position, counting) as usize
                });
                let edit = Edit::new(Span::new(ends[0], ends[1]), insert);
                client.replace_range(range, &edit.insert);
                open.edit(&edit);
                prop_assert_eq!(open.to_string(), client.as_str());
                // The tree is not parsed after every edit.
                if is_idle {
                    let (found, expected) = (open_blocks(&mut open, &client), fresh_blocks(&client));
                    prop_assert_eq!(found, expected, "in {:?}", client);
                    prop_assert_eq!(scan(&open.to_string()), scan(&client));
                }
            }
            let (found, expected) = (open_blocks(&mut open, &client), fresh_blocks(&client));
            prop_assert_eq!(found, expected, "in {:?}", client);
            let disk = String::from_utf8(client.into_bytes()).expect("text");
            prop_assert_eq!(scan(&open.to_string()), scan(&disk));
        }
    }
}
