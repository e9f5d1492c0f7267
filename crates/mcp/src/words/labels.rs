//! The labels of notes: their names, aliases, headings and tags, folded.

use linkwright_syntax::fold;
use linkwright_vault::{FileId, Vault};
use memchr::memmem;

use super::terms::Terms;

/// Where a query matches, from the least important to the most important place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum MatchRank {
    /// In the text, or in several places.
    Text,
    /// In a tag.
    Tag,
    /// In a heading.
    Heading,
    /// In the name or an alias.
    InName,
    /// At the start of the name or an alias.
    NameStart,
    /// It is the name or an alias.
    Name,
}

/// Before each label of a name or an alias. No query contains it.
const NAME: char = '\u{1}';
/// The same for a heading.
const HEADING: char = '\u{2}';
/// The same for a tag.
const TAG: char = '\u{3}';

/// The labels. Each has a number, and the documents that have it.
#[derive(Default)]
pub(super) struct Labels(Terms);

impl Labels {
    /// Adds the labels of a file, which is this document.
    pub(super) fn add(&mut self, vault: &Vault, file: FileId, document: u32) {
        let mut add = |kind: char, label: &str| {
            let label = fold(label.trim()).replace('\n', " ");
            self.0.add(&format!("{kind}{label}"), document, 1);
        };
        add(NAME, vault.file(file).name());
        vault.aliases(file).for_each(|alias| add(NAME, alias.scalar.value));
        if let Some(note) = vault.note(file) {
            note.headings.iter().for_each(|heading| add(HEADING, heading));
        }
        vault.tags_of(file).for_each(|(tag, _)| add(TAG, &format!("#{tag}")));
    }

    /// The numbers of the labels that contain `word`, in ascending order.
    pub(super) fn with_word(&self, word: &str) -> Vec<u32> {
        let mut found = self.0.with_part(word);
        if is_only_a_whole_word(word) {
            found.retain(|label| has_whole_word(self.0.text(*label), word));
        }
        found
    }

    /// The documents that have a label.
    pub(super) fn documents(&self, label: u32) -> impl Iterator<Item = u32> {
        self.0.uses(label).map(|(document, _)| document)
    }

    /// How well a label that contains all words of a query matches. `whole` is the query.
    pub(super) fn rank(&self, label: u32, whole: &str) -> MatchRank {
        let text = self.0.text(label);
        let (kind, text) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
        match kind.chars().next() {
            Some(NAME) if text == whole => MatchRank::Name,
            Some(NAME) if text.starts_with(whole) => MatchRank::NameStart,
            Some(NAME) => MatchRank::InName,
            Some(HEADING) => MatchRank::Heading,
            _ => MatchRank::Tag,
        }
    }

    /// Gives back memory that is reserved for further documents.
    pub(super) fn shrink(&mut self) {
        self.0.shrink();
    }
}

/// Whether `word` stands in `text` as a word of its own.
fn has_whole_word(text: &str, word: &str) -> bool {
    let ends_word = |beside: Option<char>| !beside.is_some_and(is_word_char);
    memmem::find_iter(text.as_bytes(), word).any(|at| {
        ends_word(text[..at].chars().next_back())
            && ends_word(text[at + word.len()..].chars().next())
    })
}

/// One or two letters of ASCII are in too many words to be looked for inside of them.
pub(super) fn is_only_a_whole_word(part: &str) -> bool {
    part.len() <= 2 && part.is_ascii()
}

pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
