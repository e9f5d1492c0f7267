//! What a note calls itself, beside its file's name.

use linkwright_syntax::heading_words;
use linkwright_vault::Note;

/// Its first heading of level 1, else its `title:`.
pub(crate) fn title(note: &Note) -> Option<&str> {
    let key = || note.facts.frontmatter.as_deref()?.title().map(|title| title.value);
    first_h1(note).map(|index| heading_text(note, index)).or_else(key)
}

/// The first heading of level 1.
pub(crate) fn first_h1(note: &Note) -> Option<u32> {
    (0..).zip(&note.facts.headings).find(|(_, heading)| heading.level == 1).map(|(index, _)| index)
}

/// A heading's text without its block id and the id that it is given.
pub(crate) fn heading_text(note: &Note, index: u32) -> &str {
    heading_words(&note.headings[index as usize])
}
