//! The labels of notes: their names, aliases, headings and tags, folded.

use linkwright_syntax::fold;
use linkwright_vault::{FileId, Vault};
use memchr::memmem::{self, Finder};

use super::joined::JoinedTexts;

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

/// The labels. Each has a number.
#[derive(Default)]
pub(super) struct Labels {
    texts: JoinedTexts,
    /// For each label, its document and its kind.
    owners: Vec<(u32, LabelKind)>,
}

#[derive(Clone, Copy)]
enum LabelKind {
    /// A name or an alias.
    Name,
    Heading,
    Tag,
}

impl Labels {
    /// Adds the labels of a file, which is this document.
    pub(super) fn add(&mut self, vault: &Vault, file: FileId, document: u32) {
        let mut add = |kind: LabelKind, label: &str| {
            self.texts.push(&fold(label.trim()).replace('\n', " "));
            self.owners.push((document, kind));
        };
        add(LabelKind::Name, vault.file(file).name());
        vault.aliases(file).for_each(|alias| add(LabelKind::Name, alias.scalar.value));
        if let Some(note) = vault.note(file) {
            note.headings.iter().for_each(|heading| add(LabelKind::Heading, heading));
        }
        vault.tags_of(file).for_each(|(tag, _)| add(LabelKind::Tag, &format!("#{tag}")));
    }

    /// The numbers of the labels that contain `word`, in ascending order.
    pub(super) fn with_word(&self, word: &str) -> Vec<u32> {
        let finder = Finder::new(word);
        let found = self.texts.containing(&finder);
        match is_only_a_whole_word(word) {
            true => found.filter(|label| has_whole_word(self.texts.get(*label), word)).collect(),
            false => found.collect(),
        }
    }

    /// The document of a label.
    pub(super) fn document(&self, label: u32) -> u32 {
        self.owners[label as usize].0
    }

    /// How well a label that contains all words of a query matches. `whole` is the query.
    pub(super) fn rank(&self, label: u32, whole: &str) -> MatchRank {
        let text = self.texts.get(label);
        match self.owners[label as usize].1 {
            LabelKind::Name if text == whole => MatchRank::Name,
            LabelKind::Name if text.starts_with(whole) => MatchRank::NameStart,
            LabelKind::Name => MatchRank::InName,
            LabelKind::Heading => MatchRank::Heading,
            LabelKind::Tag => MatchRank::Tag,
        }
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
