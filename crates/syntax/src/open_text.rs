//! What an editor shows: a rope and its block tree, edited in step.

use std::ops::Deref;

use linkwright_text::{Edit, Text};

use crate::blocks::Block;
use crate::tree::BlockTree;

/// The text of an open note, which it dereferences to, with the tree of its blocks.
///
/// [`OpenText::edit`] keeps the tree in step but does not parse: that is for when there is time, or
/// for when blocks are asked for. A clone costs next to nothing, and can be parsed on another thread.
#[derive(Clone, Debug)]
pub struct OpenText {
    text: Text,
    /// Of the text before the edits, moved along with them, until it is parsed; `None` too for a
    /// text that can have none.
    tree: Option<BlockTree>,
    parsed: bool,
}

impl OpenText {
    /// The rope of `text`, not parsed.
    #[must_use]
    pub fn new(text: &str) -> OpenText {
        OpenText { text: Text::new(text), tree: None, parsed: false }
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
        self.parsed = false;
    }

    /// Whether the tree is of this text.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        self.parsed
    }

    /// Parses what was edited since the last time; nothing if nothing was.
    pub fn parse(&mut self) {
        if !self.parsed {
            self.tree = match self.tree.take() {
                Some(tree) => tree.update(&self.text),
                None => BlockTree::parse(&self.text),
            };
            self.parsed = true;
        }
    }

    /// Takes the tree of `other`, a clone that was parsed elsewhere, unless it is of another text by
    /// now.
    pub fn adopt_tree(&mut self, other: OpenText) {
        if !self.parsed && other.parsed && self.text == other.text {
            *self = other;
        }
    }

    /// Its blocks, outer ones before those inside them, parsed if need be; `text` is this text in
    /// one piece. None if it is too large or too deeply nested for a [`BlockTree`].
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
    fn a_tree_is_adopted_only_by_the_text_that_it_is_of() {
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
    fn a_text_that_grows_too_deep_loses_its_tree_and_has_one_again() {
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

    /// The byte of `text` at `position`, counted without a rope.
    fn byte(text: &str, position: Position, encoding: PositionEncoding) -> usize {
        let mut start = 0;
        for _ in 0..position.line {
            let end = text[start..].find(['\n', '\r']).expect("a line end");
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

    fn place(text: &str, share: f64) -> usize {
        let mut at = (share.min(1.0) * text.len() as f64) as usize;
        // An editor has no place within a character or a line end.
        while !text.is_char_boundary(at)
            || (text[..at].ends_with('\r') && text[at..].starts_with('\n'))
        {
            at -= 1;
        }
        at
    }

    /// The blocks of `text`; none where the grammar fails on it, which an edited tree may not do.
    fn of_new(text: &str) -> Option<Vec<Block>> {
        let fails = BlockTree::parse(&Text::new(text)).is_some_and(|tree| tree.has_errors());
        (!fails).then(|| blocks(text))
    }

    /// The same of an open text that says `text`.
    fn of_open(open: &mut OpenText, text: &str) -> Option<Vec<Block>> {
        let found = open.blocks(text);
        of_new(text).map(|_| found)
    }

    #[test]
    fn the_grammar_fails_on_no_ordinary_text() {
        let text = "# A\n\n- ```\n  b\n  ```\n- c\n\n> d\n\n|e|f|\n|-|-|\n|g|h|\n\n<div>\n</div>\n";
        assert!(of_new(text).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn an_open_text_is_what_it_would_be_if_read_anew(
            start in prop::collection::vec(piece(), 0..40),
            edits in prop::collection::vec((0.0..1.0, 0.0..0.2, piece(), prop::bool::ANY), 1..12),
            encoding in prop::sample::select(&[PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32][..]),
        ) {
            let counting = ColumnCounting::of_buffer(encoding);
            let mut shown = start.concat();
            let mut open = OpenText::new(&shown);
            open.parse();
            for (from, share, insert, rest) in edits {
                // As an editor says it: by positions of its own text.
                let ends = [place(&shown, from), place(&shown, from + share)].map(|end| {
                    let position = Text::new(&shown).position(end as u32, counting);
                    assert_eq!(byte(&shown, position, encoding), end);
                    open.offset(position, counting) as usize
                });
                let edit = Edit::new(Span::new(ends[0], ends[1]), insert);
                shown.replace_range(place(&shown, from)..place(&shown, from + share), &edit.insert);
                open.edit(&edit);
                prop_assert_eq!(open.to_string(), shown.as_str());
                // Not every edit is followed by a rest.
                if rest {
                    prop_assert_eq!(of_open(&mut open, &shown), of_new(&shown), "in {:?}", shown);
                    prop_assert_eq!(scan(&open.to_string()), scan(&shown));
                }
            }
            prop_assert_eq!(of_open(&mut open, &shown), of_new(&shown), "in {:?}", shown);
            let disk = String::from_utf8(shown.into_bytes()).expect("text");
            prop_assert_eq!(scan(&open.to_string()), scan(&disk));
        }
    }
}
