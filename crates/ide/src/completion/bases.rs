//! Completion in bases: keys, functions, fields, properties and their values, and the names in strings.

mod expressions;
mod slots;
mod strings;
#[cfg(test)]
mod tests;
mod word;

use std::cmp::Reverse;

use linkwright_query::{Base, BaseSlot, unfinished_base};
use linkwright_syntax::base_text;
use linkwright_syntax::frontmatter::QuoteStyle;
use linkwright_text::{Edit, Span, line_end, line_start, to_offset};
use linkwright_vault::{FileId, Vault};

use super::{Completion, SessionInfo, Suggestion, SuggestionKind};
use crate::bases::base_at;
use crate::matching::Query;
use word::Word;

/// The suggestions in a base; `None` if the cursor is not in one.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    text: &str,
    cursor: u32,
    session: &SessionInfo<'_>,
) -> Option<Completion> {
    let yaml = base_at(vault, source, cursor)?;
    let text = base_text(text, yaml);
    let (before, after) =
        text.get(yaml.range())?.split_at_checked((cursor - yaml.start) as usize)?;
    let Some(found) = unfinished_base(before) else { return Some(Completion::default()) };
    let place = BaseCursor {
        vault,
        source,
        session,
        before,
        typed_at: found.typed.range().start,
        after: &after[..line_end(after, 0)],
        below: &after[line_end(after, 0)..],
        cursor,
        style: found.style,
    };
    let typed = &before[found.typed];
    Some(match found.slot {
        BaseSlot::Expression | BaseSlot::Filter => place.in_expression(found.slot, typed),
        slot => place.in_yaml(slot, typed),
    })
}

/// A place in a base.
struct BaseCursor<'t> {
    vault: &'t Vault,
    source: FileId,
    session: &'t SessionInfo<'t>,
    /// The base up to the cursor.
    before: &'t str,
    /// Where the YAML scalar at the cursor starts in `before`, behind its quote.
    typed_at: usize,
    /// The rest of the line.
    after: &'t str,
    /// The other lines of the base, with the line break before them.
    below: &'t str,
    cursor: u32,
    /// The quotes of the YAML scalar at the cursor.
    style: QuoteStyle,
}

impl BaseCursor<'_> {
    /// The words that match `typed`, the last `typed_len` bytes before the cursor. They also replace
    /// the `rest_len` bytes behind it.
    fn rank(&self, typed: &str, typed_len: usize, rest_len: usize, words: Vec<Word>) -> Completion {
        let start = self.cursor - to_offset(typed_len);
        let span = Span { start, end: self.cursor + to_offset(rest_len) };
        let labels = words.iter().enumerate().map(|(at, word)| (&*word.label, at));
        let (found, incomplete) = Query::new(typed).top(self.vault.settings().max_items, labels);
        let found: Vec<usize> = found.into_iter().map(|(_, at)| at).collect();
        let mut words: Vec<Option<Word>> = words.into_iter().map(Some).collect();
        let items = found.into_iter().filter_map(|at| words[at].take()).map(|word| Suggestion {
            label: word.label,
            detail: word.detail,
            kind: word.kind,
            edit: Edit::new(span, word.insert),
            documentation: word.documentation,
            stop: word.stop.map(to_offset),
            ..Suggestion::default()
        });
        Completion::new(items, incomplete, Span { start, end: self.cursor })
    }

    /// The base without the text that is being typed, which may make it invalid. Its spans are not those
    /// of the file.
    fn base(&self) -> Base {
        let line = line_start(self.before, self.typed_at);
        let kept = &self.before[line..self.typed_at];
        let kept = line + kept.find(['[', '"', '\'']).unwrap_or(kept.len());
        let yaml = [&self.before[..kept], self.below].concat();
        Base::parse(&yaml, Span::new(0, yaml.len()))
    }

    fn formulas(&self) -> impl Iterator<Item = Word> {
        let formulas = self.base().formulas.into_iter();
        formulas.map(|formula| Word::new(SuggestionKind::Field, formula.name))
    }

    /// The properties of the notes of the vault, the most used first.
    fn properties(&self) -> Vec<Word> {
        let usage = self.vault.property_usage();
        let mut keys: Vec<(Reverse<u32>, &str)> =
            usage.keys().map(|(key, notes)| (Reverse(notes), key)).collect();
        keys.sort_unstable();
        let word = |(Reverse(notes), key)| Word::new(SuggestionKind::Property, key).used(notes);
        keys.into_iter().map(word).collect()
    }
}
