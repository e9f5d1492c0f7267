//! The part of a note that a link shows: a section, a block, a footnote or the whole note.

mod extent;

use linkwright_syntax::Facts;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, Vault};

pub(crate) use extent::extent;

use crate::definition::anchor_target;
use crate::element::heading_with_fragment;
use crate::title::section_end;

/// A part of a note, given by an offset or a span in bytes.
#[derive(Clone, Copy)]
pub(crate) enum NotePart {
    /// Exactly this span.
    Span(Span),
    /// Everything from this offset.
    From(u32),
    /// Everything from the start of the line that contains this offset.
    FromLine(u32),
    /// The block that contains the offset `at`, within the text between two headings.
    Block { at: u32, within: Span },
    /// The footnote whose definition starts at this offset.
    Footnote(u32),
}

/// The part of `file` that a link to `anchor` shows.
pub(crate) fn anchor_part(vault: &Vault, file: FileId, facts: &Facts, anchor: &Anchor) -> NotePart {
    let start = anchor_target(vault, file, anchor).span.start;
    match anchor {
        Anchor::Headings(headings) => {
            headings.last().map_or(NotePart::From(0), |at| section(facts, *at))
        }
        Anchor::Fragment(index) => match heading_with_fragment(facts, *index) {
            Some(heading) => section(facts, heading),
            None => NotePart::FromLine(start),
        },
        Anchor::Block(_) => NotePart::Block { at: start, within: between_headings(facts, start) },
        Anchor::Footnote(_) => NotePart::Footnote(start),
        Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => {
            NotePart::From(facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end))
        }
    }
}

/// The text around `at`, from the heading before it to the heading after it. If `at` is in a heading, it
/// is that heading's line.
fn between_headings(facts: &Facts, at: u32) -> Span {
    let next = facts.headings.partition_point(|heading| heading.span.start <= at);
    let end = facts.headings.get(next).map_or(u32::MAX, |heading| heading.span.start);
    match next.checked_sub(1).map(|before| facts.headings[before].span) {
        Some(own) if at < own.end => own,
        Some(before) => Span { start: before.end, end },
        None => Span { start: facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end), end },
    }
}

/// The section of a heading: up to the next heading with as many `#` or fewer.
fn section(facts: &Facts, heading: u32) -> NotePart {
    let index = heading as usize;
    let Some(heading) = facts.headings.get(index) else { return NotePart::From(0) };
    match section_end(&facts.headings, index) {
        Some(end) => NotePart::Span(Span { start: heading.span.start, end }),
        None => NotePart::From(heading.span.start),
    }
}
