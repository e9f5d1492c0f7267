//! Unlinked mentions: words of a note that are the name or an alias of another note.
//!
//! A mention consists of whole words in the prose of the body, in any case and Unicode normal form.
//! Links, the text of links to web pages, tags, block ids, code, math, HTML and frontmatter do not
//! count, and neither do headings, because other notes link to them by their text. Where names
//! overlap, the longest counts.

mod fold;
mod link;
mod prose;

use std::cmp::Reverse;

use aho_corasick::AhoCorasick;
use linkwright_syntax::scan;
use linkwright_text::Span;
use linkwright_vault::{FileId, IndexedText, Vault};
use rustc_hash::FxHashSet;

use fold::FoldedText;
use prose::Prose;

pub use link::MentionLinker;

/// Words of a text that name a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The words, in bytes of the text.
    pub span: Span,
    /// The name or alias, as the note writes it.
    pub name: String,
}

/// Finds the mentions of one note in any text.
pub struct MentionFinder {
    automaton: AhoCorasick,
    /// The names of the note, in the order of the automaton's patterns.
    names: Vec<String>,
}

/// Minimum length of a name, in characters. Shorter names would match by coincidence.
const MIN_NAME_CHARS: usize = 2;

/// Maximum number of word boundaries that are tried on each side of the cursor.
const MAX_BOUNDARIES: usize = 24;

impl MentionFinder {
    /// Makes a finder for the file name and the aliases of `note`. `None` if all of them are too short.
    #[must_use]
    pub fn new(vault: &Vault, note: FileId) -> Option<MentionFinder> {
        let file = vault.get(note)?;
        let aliases = vault.aliases(note).map(|alias| alias.scalar.value);
        let (mut patterns, mut names) = (Vec::new(), Vec::new());
        let mut known = FxHashSet::default();
        for name in [file.name()].into_iter().chain(aliases) {
            let pattern = fold::search_key(name.trim());
            if pattern.chars().count() >= MIN_NAME_CHARS && known.insert(pattern.clone()) {
                patterns.push(pattern);
                names.push(name.to_owned());
            }
        }
        let automaton = AhoCorasick::new(patterns).ok()?;
        (!names.is_empty()).then_some(MentionFinder { automaton, names })
    }

    /// Returns the mentions in `text`, sorted and without overlaps. Scans the text only if it contains
    /// one of the names.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let folded = FoldedText::new(text);
        let mut found: Vec<(Span, usize)> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(folded.text()) {
            let Some(span) = folded.original_span(hit.start(), hit.end()) else { continue };
            if prose::is_whole_words(text, span) {
                found.push((span, hit.pattern().as_usize()));
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        found.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
        let prose = Prose::new(text, &scan(text));
        let mut end = 0;
        found.retain(|(span, _)| {
            let counts = span.start >= end && prose.covers(*span);
            end = if counts { span.end } else { end };
            counts
        });
        let mention =
            |(span, name): (Span, usize)| Mention { span, name: self.names[name].clone() };
        found.into_iter().map(mention).collect()
    }
}

/// Returns the longest words around `offset` of `source` that are the name or an alias of other notes,
/// and those notes. The cost depends on the length of the line, not on the size of the vault.
pub(crate) fn mention_at(
    vault: &Vault,
    source: IndexedText<'_>,
    offset: u32,
) -> Option<(Span, Vec<FileId>)> {
    let (text, at) = (source.text(), offset as usize);
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let starts = (line_start..=at).rev().filter(|&place| prose::is_word_boundary(text, place));
    let starts: Vec<usize> = starts.take(MAX_BOUNDARIES).collect();
    let ends = (at..=line_end).filter(|&place| prose::is_word_boundary(text, place));
    let ends: Vec<usize> = ends.take(MAX_BOUNDARIES).collect();
    let pairs = starts.iter().flat_map(|&start| ends.iter().map(move |&end| (start, end)));
    let mut spans: Vec<(usize, usize)> = pairs
        .filter(|&(start, end)| start < end && text[start..end].trim().len() == end - start)
        .filter(|&(start, end)| text[start..end].chars().nth(MIN_NAME_CHARS - 1).is_some())
        .collect();
    spans.sort_by_key(|&(start, end)| (Reverse(end - start), start));
    let mut prose = None;
    spans.into_iter().find_map(|(start, end)| {
        let mut notes = vault.find_by_name_or_alias(&text[start..end]);
        notes.retain(|note| *note != source.file());
        let span = Span::new(start, end);
        let is_prose = !notes.is_empty()
            && prose.get_or_insert_with(|| Prose::new(text, source.facts())).covers(span);
        is_prose.then_some((span, notes))
    })
}

#[cfg(test)]
mod tests;
