//! Blocks that have no id, and a new id for each (`docs/semantics.md §3`).

use linkwright_syntax::{BlockKind, Facts, blocks, scan};
use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start, next_line_start};
use rustc_hash::{FxHashMap, FxHashSet};

/// A block that has no id, so that no link can target it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockWithoutId {
    /// The block, in bytes, without its last line end.
    pub span: Span,
    /// A new id that no block of the note has. It stays the same as long as the block's text does.
    pub id: String,
    /// Adds the id: at the end of the block, or below it for a quote, a table or code.
    pub edit: Edit,
}

/// Returns the blocks of `text` that have no id, in order: paragraphs, list items, tables, quotes and
/// code blocks. Returns none for a note without a block tree (see [`blocks`]).
#[must_use]
pub fn blocks_without_id(text: &str) -> Vec<BlockWithoutId> {
    let facts = scan(text);
    let taken = facts.block_ids.iter().map(|id| text[id.span].to_ascii_lowercase()).collect();
    let mut ids = IdGenerator { taken, next_numbers: FxHashMap::default() };
    let mut found = Vec::new();
    // The end of the last quote, table or code block. Blocks inside it get no id.
    let mut container_end = 0;
    for block in blocks(text) {
        let span = block.span;
        if span.is_empty() || span.start < container_end {
            continue;
        }
        let id_goes_below = match block.kind {
            BlockKind::Paragraph => false,
            BlockKind::Quote | BlockKind::Table | BlockKind::Code => {
                container_end = span.end;
                true
            }
            _ => continue,
        };
        if has_id(text, &facts, span) || is_footnote_definition(&text[span]) {
            continue;
        }
        // The line below would have to be indented like the block, which is not supported.
        let is_indented = line_start(text, span.range().start) != span.range().start;
        if id_goes_below && is_indented {
            continue;
        }
        let id = ids.new_id(&text[span]);
        let eol = line_ending_near(text, span.range().end);
        let insert = match id_goes_below {
            false => format!(" ^{id}"),
            true if is_followed_by_text(text, span) => format!("{eol}{eol}^{id}{eol}"),
            true => format!("{eol}{eol}^{id}"),
        };
        found.push(BlockWithoutId { span, id, edit: Edit::new(Span::empty(span.end), insert) });
    }
    found
}

/// Whether the block has an id, at its end or on a separate line below it.
fn has_id(text: &str, facts: &Facts, span: Span) -> bool {
    let rest = text[span.range().end..].trim_start();
    let rest_start = text.len() - rest.len();
    let first_id_from = |offset: usize| {
        let ids = &facts.block_ids;
        let index = ids.partition_point(|id| id.span.range().start < offset);
        ids.get(index).map(|id| id.span.range().start)
    };
    let is_inside = first_id_from(span.range().start).is_some_and(|id| id < span.range().end);
    let is_below = rest.starts_with('^') && first_id_from(rest_start + 1) == Some(rest_start + 1);
    is_inside || is_below
}

/// Whether a block defines a footnote. Links cannot target such a block by a block id.
fn is_footnote_definition(block: &str) -> bool {
    block.starts_with("[^")
}

/// Whether the line after the block is not empty.
fn is_followed_by_text(text: &str, span: Span) -> bool {
    let next = next_line_start(text, span.range().end);
    !text[next..line_end(text, next)].trim().is_empty()
}

/// Makes block ids that are unique in a note.
struct IdGenerator {
    taken: FxHashSet<String>,
    /// The next number to append to an id, by the digits of the id. Only for texts that several blocks
    /// have.
    next_numbers: FxHashMap<String, u32>,
}

impl IdGenerator {
    /// Returns an id that is not taken: six hex digits of a hash of the block's text, or more digits if
    /// another block has those.
    fn new_id(&mut self, block: &str) -> String {
        // FNV-1a gives the same hash on every machine and in every version.
        let fnv = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let digits = format!("{:016x}", block.bytes().fold(0xcbf2_9ce4_8422_2325, fnv));
        let lengths = (6..=digits.len()).map(|length| digits[..length].to_owned());
        let number = self.next_numbers.get(&digits).copied().unwrap_or(2);
        let numbered = (number..).map(|number| format!("{digits}-{number}"));
        let mut candidates = lengths.chain(numbered);
        let id = candidates.find(|id| !self.taken.contains(id)).expect("numbers never run out");
        if let Some(number) = id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()) {
            self.next_numbers.insert(digits, number);
        }
        self.taken.insert(id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use linkwright_text::apply_edits;

    use super::*;

    const NOTE: &str = "\
---
key: value
---
# Heading

A paragraph
of two lines.
Named. ^one

- an item
- an item
  of two lines
  - one within ^two
  - another within

> A quote
> of two lines

| a | b |
|---|---|
| 1 | 2 |

```sh
code
```
Right behind it.

    indented

A table:

| a |
|---|

^three

[^1]: A footnote.
";

    #[test]
    fn finds_blocks_without_id() {
        let blocks = blocks_without_id(NOTE);
        let found: Vec<_> = blocks.iter().map(|block| &NOTE[block.span]).collect();
        let expected = [
            "an item",
            "an item\n  of two lines",
            "another within",
            "> A quote\n> of two lines",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "```sh\ncode\n```",
            "Right behind it.",
            "    indented",
            "A table:",
        ];
        assert_eq!(found, expected);
    }

    /// The scanner finds each new id where the edit put it, and finds nothing else new in the note.
    #[test]
    fn scanner_finds_inserted_ids() {
        let before = scan(NOTE);
        for block in blocks_without_id(NOTE) {
            let after = apply_edits(NOTE, &[block.edit]).expect("one edit applies");
            let facts = scan(&after);
            let ids: Vec<_> = facts.block_ids.iter().map(|id| &after.as_str()[id.span]).collect();
            assert!(ids.contains(&&*block.id), "{ids:?}\n{after}");
            assert_eq!(ids.len(), before.block_ids.len() + 1);
            assert_eq!(facts.headings.len(), before.headings.len());
            assert!(
                !blocks_without_id(&after).iter().any(|other| other.span == block.span),
                "{after}"
            );
        }
    }

    #[test]
    fn inserts_line_breaks_of_the_note() {
        let edits = |text: &str| {
            let blocks = blocks_without_id(text).into_iter();
            let inserts = blocks.map(|block| block.edit.insert.replace(&block.id, "id"));
            inserts.collect::<Vec<_>>()
        };
        let note = "> quote\n\n```\ncode\n```\nbehind\n";
        assert_eq!(edits(note), ["\n\n^id", "\n\n^id\n", " ^id"]);
        let crlf = note.replace('\n', "\r\n");
        assert_eq!(edits(&crlf), ["\r\n\r\n^id", "\r\n\r\n^id\r\n", " ^id"]);
    }

    #[test]
    fn equal_blocks_get_different_ids() {
        let blocks = blocks_without_id("same\n\nsame\n");
        assert_eq!(blocks.len(), 2);
        assert_ne!(blocks[0].id, blocks[1].id);
        assert!(blocks[0].id.len() == 6 && blocks[1].id.starts_with(&blocks[0].id));
    }
}
