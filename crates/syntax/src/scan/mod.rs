//! The scanner: computes the [`Facts`] of a text in two phases.
//!
//! [`blocks`] walks the lines, keeps the stack of containers, and finds the leaf blocks. It adds
//! headings, block ids, definitions and verbatim blocks. [`inline`] then reads the text of each leaf
//! block and adds links, tags, footnotes, and the code, math and HTML in it.
//!
//! Linear in the worst case: the depth of the stack is limited, and every look-ahead either
//! consumes what it has read, or fails and is remembered so that it is not repeated.

mod attributes;
mod block_starts;
mod blocks;
mod containers;
mod definitions;
mod destination;
mod emphasis;
mod html;
mod inline;
mod joined;
mod leaves;
mod line;
mod mistakes;
mod starts;
mod steps;
mod tables;
pub(crate) mod whole;
mod wikilink;
mod words;

#[cfg(test)]
mod tests;

pub use words::HeadingRenderer;

use crate::comments::suppressions;
use crate::{Facts, Heading, LinkPlace, digest, frontmatter};
use blocks::{Leaves, blocks};
use definitions::DefinedLabels;
use inline::{InlineBuffers, inline};
use joined::JoinedLines;
use linkwright_text::{count_line_endings, to_offset};

/// Scans `text`: the only source of links, headings, block ids, tags and aliases.
///
/// Never fails and never panics; linear in the length of `text`. For a text of 4 GiB or more, whose
/// offsets do not fit in `u32`, the facts have only the digest.
#[must_use]
pub fn scan(text: &str) -> Facts {
    let mut facts = Facts { digest: digest(text), ..Facts::default() };
    if u32::try_from(text.len()).is_err() {
        return facts;
    }
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if let Some(yaml) = frontmatter::read(text) {
        start = yaml.frontmatter.span.end as usize;
        facts.frontmatter = Some(Box::new(yaml.frontmatter));
        (facts.links, facts.tags, facts.mistakes) = (yaml.links, yaml.tags, yaml.mistakes);
    }
    // Reserve a typical capacity, so that the lists seldom have to grow.
    facts.links.reserve(text.len() / 256);
    facts.headings.reserve(text.len() / 256);
    let (mut labels, mut joined) = (DefinedLabels::default(), JoinedLines::default());
    let leaves = blocks(text, start, &mut facts, &mut labels, &mut joined);
    scan_leaves(text, &leaves, &mut facts, &labels, &mut joined);
    sort(&mut facts);
    facts.suppressions = suppressions(text, &facts);
    facts.start_line = start_line(text, start, &facts.headings);
    facts
}

/// See [`Facts::start_line`]. The body of the note starts at `body`.
fn start_line(text: &str, body: usize, headings: &[Heading]) -> u32 {
    let title = headings.first().filter(|heading| heading.level == 1);
    let blank = text[body..].len() - text[body..].trim_start().len();
    let start = title.map_or(body + blank, |title| title.span.range().start);
    to_offset(count_line_endings(&text[..start]))
}

/// Runs the inline phase on all leaf blocks.
fn scan_leaves(
    text: &str,
    found: &Leaves,
    facts: &mut Facts,
    labels: &DefinedLabels,
    joined: &mut JoinedLines,
) {
    let mut buffers = InlineBuffers::default();
    for leaf in &found.leaves {
        match &found.lines[leaf.lines.clone()] {
            [row] if leaf.is_table_row => {
                for cell in tables::cells(text, row.start as usize, row.end as usize) {
                    let text = &text[..cell.end as usize];
                    let start = cell.start as usize;
                    inline(text, start, LinkPlace::TableRow, labels, facts, &mut buffers);
                }
            }
            [lines] => {
                let text = &text[..lines.end as usize];
                inline(text, lines.start as usize, LinkPlace::Body, labels, facts, &mut buffers);
            }
            lines => {
                joined.join(text, lines);
                let JoinedLines { text, facts: found, .. } = joined;
                inline(text, 0, LinkPlace::Body, labels, found, &mut buffers);
                joined.move_facts_to(facts);
            }
        }
    }
}

/// Sorts the lists by start: inner links are found before outer ones, and the facts of the block
/// phase before those of the inline phase.
fn sort(facts: &mut Facts) {
    facts.links.sort_by_key(|link| link.span.start);
    facts.tags.sort_by_key(|tag| tag.span.start);
    facts.footnotes.sort_by_key(|footnote| footnote.span.start);
    facts.labels.sort_by_key(|label| label.span.start);
    facts.mistakes.sort_by_key(|mistake| mistake.span.start);
    facts.fragments.sort_by_key(|fragment| fragment.span.start);
    facts.verbatim.sort_by_key(|span| span.start);
}
