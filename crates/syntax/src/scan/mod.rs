//! From a text to its [`Facts`], in one pass over it in two phases.
//!
//! [`blocks`] walks the lines, keeps the stack of containers, and finds the leaf blocks; it notes
//! headings, block ids, definitions, and the blocks in which nothing is a link. [`inline`] then
//! reads the running text of each leaf: links, tags, footnotes, and the code, math and HTML in it.
//!
//! Linear in the worst case: the stack is capped, and every look-ahead is either bounded by what
//! is consumed when it succeeds or remembered when it fails.

mod attributes;
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
mod whole;
mod wikilink;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use whole::whole_link;
pub use words::HeadingRenderer;

use crate::{Facts, LinkPlace, digest, frontmatter};
use blocks::{Leaves, blocks};
use definitions::Labels;
use inline::{InlineMemory, inline};
use joined::Joined;

/// Everything `text` says.
///
/// Never fails and never panics; linear in the length of `text`. Of a text of 4 GiB or more, for
/// which spans have no room, only the digest is taken.
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
    // Room for what a note of this length may well say, that the lists need not grow step by step.
    facts.links.reserve(text.len() / 256);
    facts.headings.reserve(text.len() / 256);
    let (mut labels, mut joined) = (Labels::default(), Joined::default());
    let leaves = blocks(text, start, &mut facts, &mut labels, &mut joined);
    inlines(text, &leaves, &mut facts, &labels, &mut joined);
    sort(&mut facts);
    facts
}

/// The inline pass over all leaves.
fn inlines(text: &str, found: &Leaves, facts: &mut Facts, labels: &Labels, joined: &mut Joined) {
    let mut memory = InlineMemory::default();
    for leaf in &found.leaves {
        match &found.lines[leaf.lines.clone()] {
            [row] if leaf.row => {
                for cell in tables::cells(text, row.start as usize, row.end as usize) {
                    let text = &text[..cell.end as usize];
                    let start = cell.start as usize;
                    inline(text, start, LinkPlace::TableRow, labels, facts, &mut memory);
                }
            }
            [lines] => {
                let text = &text[..lines.end as usize];
                inline(text, lines.start as usize, LinkPlace::Body, labels, facts, &mut memory);
            }
            lines => {
                joined.fill(text, lines);
                let Joined { text, facts: found, .. } = joined;
                inline(text, 0, LinkPlace::Body, labels, found, &mut memory);
                joined.give(facts);
            }
        }
    }
}

/// Brings the lists into the order of their starts: nested links are found from the inside out,
/// and the block phase notes its facts before the inline pass.
fn sort(facts: &mut Facts) {
    facts.links.sort_by_key(|link| link.span.start);
    facts.tags.sort_by_key(|tag| tag.span.start);
    facts.footnotes.sort_by_key(|footnote| footnote.span.start);
    facts.labels.sort_by_key(|label| label.span.start);
    facts.mistakes.sort_by_key(|mistake| mistake.span.start);
    facts.fragments.sort_by_key(|fragment| fragment.span.start);
    facts.verbatim.sort_by_key(|span| span.start);
}
