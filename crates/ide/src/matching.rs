//! Fuzzy matching of what the user typed against names, ignoring case and diacritics.

use std::cmp::Reverse;

use linkwright_vault::{IndexedName, NameIndex, char_mask, normalize};
use memchr::memmem::Finder;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Maximum number of names that are matched fuzzily. If there are more, so little was typed that
/// the user is not looking for a fuzzy match.
pub(crate) const MAX_FUZZY_CANDIDATES: usize = 20_000;

/// What the user typed, prepared for comparison with many names.
pub(crate) struct Query {
    typed: String,
    finder: Finder<'static>,
    words: Vec<Atom>,
    mask: u64,
    matcher: Matcher,
    buffer: Vec<char>,
}

/// How well a name matches; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Rank {
    /// The name is what was typed.
    Exact,
    /// The name starts with what was typed.
    Prefix,
    /// What was typed starts at a later word of the name.
    Word,
    /// The name contains the characters of each typed word in their order. Holds the score; a
    /// higher score is better.
    Fuzzy(Reverse<u32>),
}

impl Rank {
    /// The rank as a number below 2¹⁸, in the same order.
    pub(crate) fn order(self) -> u64 {
        match self {
            Rank::Exact => 0,
            Rank::Prefix => 1,
            Rank::Word => 2,
            Rank::Fuzzy(Reverse(score)) => 3 + u64::from(u16::MAX) - u64::from(score).min(0xffff),
        }
    }
}

impl Query {
    /// Creates the query for `typed`. A name matches if it contains the characters of each typed
    /// word in their order. The words may come in any order.
    pub(crate) fn new(typed: &str) -> Query {
        let typed = normalize(typed.trim()).into_owned();
        // Both sides are normalized already.
        let (case, normal) = (CaseMatching::Respect, Normalization::Never);
        let words = typed.split_whitespace();
        let words = words.map(|word| Atom::new(word, case, normal, AtomKind::Fuzzy, false));
        let words = words.collect();
        let mask = char_mask(&typed);
        let finder = Finder::new(&typed).into_owned();
        let matcher = Matcher::new(Config::DEFAULT);
        Query { typed, finder, words, mask, matcher, buffer: Vec::new() }
    }

    /// Whether nothing was typed. Then every name matches.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The characters that a name must contain to match. See [`char_mask`].
    pub(crate) fn mask(&self) -> u64 {
        self.mask
    }

    /// What was typed, [`normalize`]d.
    pub(crate) fn typed(&self) -> &str {
        &self.typed
    }

    /// The best matches among `names`, sorted, at most `limit`; and whether there are more. Of
    /// equally good matches the one with the smaller tie breaker comes first, then the smaller
    /// name.
    pub(crate) fn top<'n, P: Ord + Copy>(
        &mut self,
        limit: usize,
        names: impl IntoIterator<Item = (&'n str, P)>,
    ) -> (Vec<(&'n str, P)>, bool) {
        let mut top = TopK::new(limit);
        for (name, tie_breaker) in names {
            if let Some(rank) = self.rank(name) {
                top.add((rank, tie_breaker, name), (name, tie_breaker));
            }
        }
        top.finish()
    }

    /// How well `name` matches; `None` if it does not match.
    pub(crate) fn rank(&mut self, name: &str) -> Option<Rank> {
        if self.is_empty() {
            return Some(Rank::Fuzzy(Reverse(0)));
        }
        let name = normalize(name);
        if self.mask & !char_mask(&name) != 0 {
            return None;
        }
        self.rank_contiguous(&name).or_else(|| self.rank_fuzzy(&name))
    }

    /// The names that may contain what was typed as one piece, from the start of a word, each with
    /// the rank that it would have; those that may start with it come first. A name may come twice.
    /// It matches at most once: where [`Query::rank_contiguous`] gives the same rank.
    pub(crate) fn contiguous_candidates<'v>(
        &self,
        names: &'v NameIndex,
    ) -> impl Iterator<Item = (Rank, IndexedName<'v>)> {
        let (typed, exact) = (&*self.typed, self.typed.len());
        let names = Some(names).filter(|_| !self.is_empty());
        names.into_iter().flat_map(move |names| {
            let beginning = names.with_prefix(typed).map(move |name| match name.len == exact {
                true => (Rank::Exact, name),
                false => (Rank::Prefix, name),
            });
            beginning.chain(names.with_word_prefix(typed).map(|name| (Rank::Word, name)))
        })
    }

    /// How well a [`normalize`]d name matches if it contains what was typed as one piece,
    /// from the start of a word; `None` if it does not.
    pub(crate) fn rank_contiguous(&self, name: &str) -> Option<Rank> {
        let first = self.finder.find(name.as_bytes()).filter(|_| !self.is_empty())?;
        if first == 0 {
            let exact = name.len() == self.typed.len();
            return Some(if exact { Rank::Exact } else { Rank::Prefix });
        }
        let mut positions = self.finder.find_iter(name.as_bytes());
        let word = positions.any(|at| !name[..at].ends_with(char::is_alphanumeric));
        word.then_some(Rank::Word)
    }

    /// How well a [`normalize`]d name matches fuzzily; `None` if it does not match.
    pub(crate) fn rank_fuzzy(&mut self, name: &str) -> Option<Rank> {
        let haystack = Utf32Str::new(name, &mut self.buffer);
        let mut score = 0;
        for word in &self.words {
            score += u32::from(word.score(haystack, &mut self.matcher)?);
        }
        Some(Rank::Fuzzy(Reverse(score)))
    }
}

/// Collects the items with the smallest keys, without keeping all items.
pub(crate) struct TopK<K, T> {
    limit: usize,
    found: Vec<(K, T)>,
    /// The largest key that can still be among the best.
    worst: Option<K>,
    /// Some items were dropped.
    more: bool,
}

impl<K: Ord + Clone, T> TopK<K, T> {
    /// Keeps the best `limit` items, or one if `limit` is 0.
    pub(crate) fn new(limit: usize) -> TopK<K, T> {
        TopK { limit: limit.max(1), found: Vec::new(), worst: None, more: false }
    }

    /// Adds an item. A smaller key is better.
    pub(crate) fn add(&mut self, key: K, item: T) {
        if self.excludes(&key) {
            self.more = true;
            return;
        }
        self.found.push((key, item));
        if self.found.len() >= self.limit.saturating_mul(4) {
            self.truncate();
        }
    }

    /// Whether an item with this key, or a larger one, is certainly not among the best.
    pub(crate) fn excludes(&self, key: &K) -> bool {
        self.worst.as_ref().is_some_and(|worst| key > worst)
    }

    /// The best items, sorted, and whether there were more.
    pub(crate) fn finish(mut self) -> (Vec<T>, bool) {
        self.truncate();
        self.found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        (self.found.into_iter().map(|(_, item)| item).collect(), self.more)
    }

    /// Drops all but the best items.
    fn truncate(&mut self) {
        if self.found.len() > self.limit {
            self.more = true;
            self.found.select_nth_unstable_by(self.limit - 1, |a, b| a.0.cmp(&b.0));
            self.found.truncate(self.limit);
            self.worst = self.found.last().map(|(key, _)| key.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked<'a>(typed: &str, names: &[&'a str]) -> Vec<&'a str> {
        let mut query = Query::new(typed);
        let mut ranked: Vec<_> =
            names.iter().filter_map(|name| Some((query.rank(name)?, *name))).collect();
        ranked.sort();
        ranked.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn exact_matches_come_first_then_prefixes_then_words_then_the_rest() {
        assert_eq!(
            ranked("love", &["Glove", "We love", "Love is blind", "Love", "Lost", "Hate"]),
            ["Love", "Love is blind", "We love", "Glove"]
        );
    }

    #[test]
    fn words_match_in_any_order() {
        assert_eq!(ranked("love attach", &["We love through attachment"]).len(), 1);
    }

    #[test]
    fn case_and_diacritics_are_folded_on_both_sides() {
        assert_eq!(ranked("uber", &["Über uns"]), ["Über uns"]);
        assert_eq!(ranked("ÜBER", &["uber"]), ["uber"]);
        assert_eq!(ranked("cafe\u{301}", &["Café"]), ["Café"]);
        assert_eq!(ranked("日記", &["私の日記"]), ["私の日記"]);
    }

    #[test]
    fn decomposed_names_match() {
        assert_eq!(ranked("한글", &["\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"]).len(), 1);
        assert_eq!(ranked("café", &["cafe\u{301}"]).len(), 1);
    }

    #[test]
    fn an_empty_query_matches_everything() {
        assert_eq!(ranked(" ", &["a", "b"]), ["a", "b"]);
    }
}
