//! Blocks without an id, and the ids they could have (`docs/semantics.md §3`).

use linkwright_syntax::{BlockKind, Facts, blocks, scan};
use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start, next_line_start};
use rustc_hash::{FxHashMap, FxHashSet};

/// A block that a link could lead to if it had an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockWithoutId {
    /// Its bytes, without the last line end.
    pub span: Span,
    /// An id for it that no block of the note has: the same as long as the block says the same.
    pub id: String,
    /// Writes the id: at its end or, of what can hold none, on a line of its own below it.
    pub edit: Edit,
}

/// The blocks of `text` that have no id, in order: paragraphs, items of lists, tables, quotes and
/// code. None in a note that gets no block tree, see [`blocks`].
#[must_use]
pub fn blocks_without_id(text: &str) -> Vec<BlockWithoutId> {
    let facts = scan(text);
    let taken = facts.block_ids.iter().map(|id| text[id.span].to_ascii_lowercase()).collect();
    let mut ids = Ids { taken, numbers: FxHashMap::default() };
    let mut blocks_without_id = Vec::new();
    // Where the quote, the table or the code ends that the blocks are in.
    let mut inside = 0;
    for block in blocks(text) {
        let span = block.span;
        if span.is_empty() || span.start < inside {
            continue;
        }
        let below = match block.kind {
            BlockKind::Paragraph => false,
            BlockKind::Quote | BlockKind::Table | BlockKind::Code => {
                inside = span.end;
                true
            }
            _ => continue,
        };
        if is_named(text, &facts, span) || !is_linkable(&text[span]) {
            continue;
        }
        // Further in, a line of its own would have to be indented as the block is.
        let indented = line_start(text, span.range().start) != span.range().start;
        if below && indented {
            continue;
        }
        let id = ids.free(&text[span]);
        let eol = line_ending_near(text, span.range().end);
        let insert = match below {
            false => format!(" ^{id}"),
            true if is_followed(text, span) => format!("{eol}{eol}^{id}{eol}"),
            true => format!("{eol}{eol}^{id}"),
        };
        blocks_without_id.push(BlockWithoutId {
            span,
            id,
            edit: Edit::new(Span::empty(span.end), insert),
        });
    }
    blocks_without_id
}

/// Whether it has an id, at its end or on a line of its own behind it.
fn is_named(text: &str, facts: &Facts, span: Span) -> bool {
    let behind = text[span.range().end..].trim_start();
    let next = text.len() - behind.len();
    let starts_at = |id: usize| facts.block_ids.partition_point(|it| it.span.range().start < id);
    let first_at = |id: usize| facts.block_ids.get(starts_at(id)).map(|id| id.span.range().start);
    let inside = first_at(span.range().start).is_some_and(|id| id < span.range().end);
    inside || behind.starts_with('^') && first_at(next + 1) == Some(next + 1)
}

/// Whether a link can lead there: not to the definition of a footnote.
fn is_linkable(block: &str) -> bool {
    !block.starts_with("[^")
}

/// Whether the line behind the block is not empty.
fn is_followed(text: &str, span: Span) -> bool {
    let next = next_line_start(text, span.range().end);
    !text[next..line_end(text, next)].trim().is_empty()
}

/// The ids of a note.
struct Ids {
    taken: FxHashSet<String>,
    /// Of a text that several blocks have, by its digits: the next number to try behind them.
    numbers: FxHashMap<String, u32>,
}

impl Ids {
    /// An id that is free until now: six digits made from the text of the block, and more where
    /// others have those.
    fn free(&mut self, block: &str) -> String {
        // FNV-1a: the same on every machine, and in every version.
        let fnv = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let digits = format!("{:016x}", block.bytes().fold(0xcbf2_9ce4_8422_2325, fnv));
        let lengths = (6..=digits.len()).map(|length| digits[..length].to_owned());
        let number = self.numbers.get(&digits).copied().unwrap_or(2);
        let numbered = (number..).map(|number| format!("{digits}-{number}"));
        let mut all = lengths.chain(numbered);
        let id = all.find(|id| !self.taken.contains(id)).expect("there is no end of numbers");
        if let Some(number) = id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()) {
            self.numbers.insert(digits, number);
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
    fn blocks_are_found() {
        let blocks = blocks_without_id(NOTE);
        let said: Vec<_> = blocks.iter().map(|block| &NOTE[block.span]).collect();
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
        assert_eq!(said, expected);
    }

    /// The scanner finds each id where it is written, and nothing else of the note changes.
    #[test]
    fn ids_are_read_where_they_are_written() {
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
    fn ids_end_as_the_lines_around_them() {
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
    fn equal_blocks_get_ids_of_their_own() {
        let blocks = blocks_without_id("same\n\nsame\n");
        assert_eq!(blocks.len(), 2);
        assert_ne!(blocks[0].id, blocks[1].id);
        assert!(blocks[0].id.len() == 6 && blocks[1].id.starts_with(&blocks[0].id));
    }
}
