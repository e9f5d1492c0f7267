//! What a note calls itself, beside its file's name.

use linkwright_syntax::heading_without_ids;
use linkwright_text::{Span, narrow};
use linkwright_vault::Note;

/// Its first heading of level 1, else its `title:`.
pub(crate) fn note_title(note: &Note) -> Option<&str> {
    let key = || note.facts.frontmatter.as_deref()?.title().map(|title| title.value);
    first_h1(note).map(|index| heading_text(note, index)).or_else(key)
}

/// The first heading of level 1.
pub(crate) fn first_h1(note: &Note) -> Option<u32> {
    (0..).zip(&note.facts.headings).find(|(_, heading)| heading.level == 1).map(|(index, _)| index)
}

/// A heading's text without its block id and the id that it is given.
pub(crate) fn heading_text(note: &Note, index: u32) -> &str {
    heading_without_ids(&note.headings[index as usize])
}

/// The heading that `span` lies in.
pub(crate) fn heading_containing(note: &Note, span: Span) -> Option<u32> {
    let headings = &note.facts.headings;
    let next = headings.partition_point(|heading| heading.span.start <= span.start);
    let index = next.checked_sub(1)?;
    headings[index].span.covers(span).then(|| narrow(index))
}

/// Of headings, by their levels, the one that each stands under: the nearest above it that has a lower
/// level.
pub(crate) fn parent_headings(levels: impl Iterator<Item = u8>) -> Vec<Option<u32>> {
    let mut above: Vec<(u8, u32)> = Vec::new();
    let parent = |(index, level)| {
        while above.last().is_some_and(|(other, _)| *other >= level) {
            above.pop();
        }
        let parent = above.last().map(|(_, parent)| *parent);
        above.push((level, index));
        parent
    };
    (0..).zip(levels).map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_under_the_nearest_above_of_a_lower_level() {
        let found = parent_headings([2, 3, 3, 1, 4, 2, 2, 3].into_iter());
        let none = None;
        assert_eq!(found, [none, Some(0), Some(0), none, Some(3), Some(3), Some(3), Some(6)]);
    }
}
