//! The labels of a note: its names, aliases, headings and tags, folded.

use linkwright_syntax::fold;
use linkwright_vault::{FileId, Vault};
use memchr::memmem::Finder;

/// The character before a name or an alias in the labels of a note. No query contains it.
const NAME: char = '\u{1}';
/// The same for a heading.
const HEADING: char = '\u{2}';
/// The same for a tag.
const TAG: char = '\u{3}';

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

/// The folded names, aliases, headings and tags of a note, each on a line after a character for its kind.
pub(super) fn labels(vault: &Vault, file: FileId) -> String {
    let mut labels = format!("{NAME}{}\n", fold(vault.file(file).name()));
    let mut add = |kind: char, label: &str| {
        labels.push(kind);
        labels.push_str(&fold(label.trim()).replace('\n', " "));
        labels.push('\n');
    };
    vault.aliases(file).for_each(|alias| add(NAME, alias.scalar.value));
    if let Some(note) = vault.note(file) {
        note.headings.iter().for_each(|heading| add(HEADING, heading));
    }
    vault.tags_of(file).for_each(|(tag, _)| add(TAG, &format!("#{tag}")));
    labels
}

/// The most important label that contains all words.
pub(super) fn rank(labels: &str, whole: &str, finders: &[Finder<'_>]) -> MatchRank {
    let mut best = MatchRank::Text;
    for line in labels.lines() {
        let (kind, label) = line.split_at(1);
        if !finders.iter().all(|finder| is_in(finder, label)) {
            continue;
        }
        best = best.max(match kind.chars().next() {
            Some(NAME) if label == whole => MatchRank::Name,
            Some(NAME) if label.starts_with(whole) => MatchRank::NameStart,
            Some(NAME) => MatchRank::InName,
            Some(HEADING) => MatchRank::Heading,
            _ => MatchRank::Tag,
        });
    }
    best
}

/// Whether labels contain the word of `finder`.
pub(super) fn is_in(finder: &Finder<'_>, labels: &str) -> bool {
    let word = finder.needle();
    let mut found = finder.find_iter(labels.as_bytes());
    let ends_word = |beside: Option<char>| !beside.is_some_and(is_word_char);
    match str::from_utf8(word).is_ok_and(is_only_a_whole_word) {
        true => found.any(|at| {
            ends_word(labels[..at].chars().next_back())
                && ends_word(labels[at + word.len()..].chars().next())
        }),
        false => found.next().is_some(),
    }
}

/// One or two letters of ASCII are in too many words to be looked for inside of them.
pub(super) fn is_only_a_whole_word(part: &str) -> bool {
    part.len() <= 2 && part.is_ascii()
}

pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
