//! Unlinked mentions: places where a note's words are the name or an alias of another note.
//!
//! A mention is whole words, in any case and normal form, in the body's prose: not in links, the
//! text of links to the web, tags, block ids, code, math, HTML or frontmatter, and not in
//! headings, whose words other notes link by. Of names that overlap the longest counts.

mod fold;
mod link;
mod prose;

use aho_corasick::AhoCorasick;
use linkwright_syntax::{Facts, scan};
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};
use rustc_hash::FxHashSet;

use fold::Folded;
use prose::Prose;

pub use link::MentionLinker;

/// The words of a text that name a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The words, in bytes of the text.
    pub span: Span,
    /// The name or alias, as the note has it.
    pub name: String,
}

/// The names of one note, ready to be looked for in any text.
pub struct MentionFinder {
    finder: AhoCorasick,
    /// Each name folded and as the note has it.
    names: Vec<(String, String)>,
}

/// A name of fewer characters is a coincidence.
const SHORTEST: usize = 2;

/// How many ends of words before and behind the cursor are tried.
const MOST_WORDS: usize = 24;

impl MentionFinder {
    /// The names of `note`: its file's, and its aliases. `None` if it has none to look for.
    #[must_use]
    pub fn new(vault: &Vault, note: FileId) -> Option<MentionFinder> {
        let file = vault.get(note)?;
        let aliases = vault.aliases(note).map(|alias| alias.scalar.value);
        let mut names: Vec<(String, String)> = Vec::new();
        let mut known = FxHashSet::default();
        for name in [file.name()].into_iter().chain(aliases) {
            let folded = fold::key(name.trim());
            if folded.chars().count() >= SHORTEST && known.insert(folded.clone()) {
                names.push((folded, name.to_owned()));
            }
        }
        let finder = AhoCorasick::new(names.iter().map(|(folded, _)| folded)).ok()?;
        (!names.is_empty()).then_some(MentionFinder { finder, names })
    }

    /// The mentions in `text`, sorted and apart. Scans the text only if the words are in it.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Mention> {
        let folded = Folded::of(text);
        let mut found: Vec<(Span, usize)> = Vec::new();
        for hit in self.finder.find_overlapping_iter(folded.text()) {
            let Some(span) = folded.span(hit.start(), hit.end()) else { continue };
            if prose::is_whole(text, span) {
                found.push((span, hit.pattern().as_usize()));
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let prose = Prose::of(text, &scan(text));
        let mut end = 0;
        found.retain(|(span, _)| {
            let counts = span.start >= end && prose.holds(*span);
            end = if counts { span.end } else { end };
            counts
        });
        let mention =
            |(span, name): (Span, usize)| Mention { span, name: self.names[name].1.clone() };
        found.into_iter().map(mention).collect()
    }
}

/// The longest words at `offset` of `source` that are the name or an alias of other notes, and
/// those notes. Costs the line, whatever the size of the vault.
pub(crate) fn mention_at(
    vault: &Vault,
    source: FileId,
    facts: &Facts,
    text: &str,
    offset: u32,
) -> Option<(Span, Vec<FileId>)> {
    let at = offset as usize;
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let starts = (line_start..=at).rev().filter(|&place| prose::is_edge(text, place));
    let starts: Vec<usize> = starts.take(MOST_WORDS).collect();
    let ends = (at..=line_end).filter(|&place| prose::is_edge(text, place));
    let ends: Vec<usize> = ends.take(MOST_WORDS).collect();
    let pairs = starts.iter().flat_map(|&start| ends.iter().map(move |&end| (start, end)));
    let mut spans: Vec<(usize, usize)> = pairs
        .filter(|&(start, end)| start < end && text[start..end].trim().len() == end - start)
        .filter(|&(start, end)| text[start..end].chars().nth(SHORTEST - 1).is_some())
        .collect();
    spans.sort_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
    let mut prose = None;
    spans.into_iter().find_map(|(start, end)| {
        let mut notes = vault.find_by_name_or_alias(&text[start..end]);
        notes.retain(|note| *note != source);
        let span = Span::new(start, end);
        let is_prose =
            !notes.is_empty() && prose.get_or_insert_with(|| Prose::of(text, facts)).holds(span);
        is_prose.then_some((span, notes))
    })
}

#[cfg(test)]
mod tests;
