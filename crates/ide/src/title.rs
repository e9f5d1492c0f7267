//! The title of a note, and its headings.

use linkwright_syntax::{Heading, heading_without_ids};
use linkwright_text::{Span, to_offset};
use linkwright_vault::Note;

/// The title of a note: its first heading of level 1, or else the `title:` of its frontmatter.
pub(crate) fn note_title(note: &Note) -> Option<&str> {
    let key = || note.facts.frontmatter.as_deref()?.title().map(|title| title.value);
    note.first_h1.map(|index| heading_text(note, index)).or_else(key)
}

/// The raw text of a heading, without its block id and its `{#id}`.
pub(crate) fn heading_text(note: &Note, index: u32) -> &str {
    heading_without_ids(&note.headings[index as usize])
}

/// The index of the heading that contains `span`.
pub(crate) fn heading_containing(note: &Note, span: Span) -> Option<u32> {
    let headings = &note.facts.headings;
    let next = headings.partition_point(|heading| heading.span.start <= span.start);
    let index = next.checked_sub(1)?;
    headings[index].span.covers(span).then(|| to_offset(index))
}

/// The start of the heading that ends the section of the heading `index`: the next one with as many `#`
/// or fewer. `None` if the section goes to the end of the note.
pub(crate) fn section_end(headings: &[Heading], index: usize) -> Option<u32> {
    let (heading, later) = headings.get(index..)?.split_first()?;
    later.iter().find(|next| next.level <= heading.level).map(|next| next.span.start)
}

/// The section of the heading `index` of `note`. The last one ends at `u32::MAX`, after the text.
#[must_use]
pub fn section_span(note: &Note, index: u32) -> Span {
    let headings = &note.facts.headings;
    let end = section_end(headings, index as usize).unwrap_or(u32::MAX);
    Span { start: headings[index as usize].span.start, end }
}

/// Returns the parent of each heading, given the levels of all headings in order: the nearest heading
/// before it that has fewer `#`.
pub(crate) fn parent_headings(levels: impl Iterator<Item = u8>) -> Vec<Option<u32>> {
    let mut open: Vec<(u8, u32)> = Vec::new();
    let parent = |(index, level)| {
        while open.last().is_some_and(|(other, _)| *other >= level) {
            open.pop();
        }
        let parent = open.last().map(|(_, parent)| *parent);
        open.push((level, index));
        parent
    };
    (0..).zip(levels).map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parent_is_the_nearest_heading_with_fewer_marks() {
        let found = parent_headings([2, 3, 3, 1, 4, 2, 2, 3].into_iter());
        let none = None;
        assert_eq!(found, [none, Some(0), Some(0), none, Some(3), Some(3), Some(3), Some(6)]);
    }
}
