//! Matching what was typed against names: fuzzy, without regard to case and diacritics.

use std::cmp::Reverse;

use linkwright_vault::{IndexedName, NameIndex, char_mask, normalize};
use memchr::memmem::Finder;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Only so many names are matched letter by letter: where there are more, so little was typed that
/// those are not what is looked for.
pub(crate) const MAX_FUZZY_CANDIDATES: usize = 20_000;

/// What was typed, made ready to be compared with many names.
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
    /// It is what was typed.
    Exact,
    /// It begins so.
    Prefix,
    /// One of its words begins so.
    Word,
    /// It holds the characters of each word in their order; the score is better the higher.
    Fuzzy(Reverse<u32>),
}

impl Rank {
    /// Its place among all ranks, below 2¹⁸.
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
    /// A name matches `typed` if it holds the characters of each of its words in their order; the
    /// words may come in any.
    pub(crate) fn new(typed: &str) -> Query {
        let typed = normalize(typed.trim()).into_owned();
        // Both sides are loose already.
        let (case, normal) = (CaseMatching::Respect, Normalization::Never);
        let words = typed.split_whitespace();
        let words = words.map(|word| Atom::new(word, case, normal, AtomKind::Fuzzy, false));
        let words = words.collect();
        let mask = char_mask(&typed);
        let finder = Finder::new(&typed).into_owned();
        let matcher = Matcher::new(Config::DEFAULT);
        Query { typed, finder, words, mask, matcher, buffer: Vec::new() }
    }

    /// Whether nothing was typed: everything matches.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The characters that a name must have to match, see [`char_mask`].
    pub(crate) fn mask(&self) -> u64 {
        self.mask
    }

    /// What was typed, [`normalize`]d.
    pub(crate) fn typed(&self) -> &str {
        &self.typed
    }

    /// The `most` best of the `names` that match, in order, and whether there were more. Each comes
    /// with what decides between equal matches, the smaller first; then the name itself does.
    pub(crate) fn top<'n, P: Ord + Copy>(
        &mut self,
        most: usize,
        names: impl IntoIterator<Item = (&'n str, P)>,
    ) -> (Vec<(&'n str, P)>, bool) {
        let mut best = TopK::new(most);
        for (name, place) in names {
            if let Some(rank) = self.rank(name) {
                best.add((rank, place, name), (name, place));
            }
        }
        best.finish()
    }

    /// How well `name` matches; `None` if it does not.
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

    /// The names that may hold what was typed in one piece, from the beginning of a word on, each
    /// with how well it then matches: first those that may begin so. [`Query::rank_contiguous`] tells
    /// whether it does. A name may come twice, of which that is true once at the most.
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

    /// How well a [`normalize`]d name matches that holds all that was typed in one piece, from the
    /// beginning of a word on; `None` for any other.
    pub(crate) fn rank_contiguous(&self, name: &str) -> Option<Rank> {
        let at = self.finder.find(name.as_bytes()).filter(|_| !self.is_empty())?;
        if at == 0 {
            let exact = name.len() == self.typed.len();
            return Some(if exact { Rank::Exact } else { Rank::Prefix });
        }
        let mut places = self.finder.find_iter(name.as_bytes());
        let word = places.any(|at| !name[..at].ends_with(char::is_alphanumeric));
        word.then_some(Rank::Word)
    }

    /// How well a [`normalize`]d name matches, wherever it holds what was typed.
    pub(crate) fn rank_fuzzy(&mut self, name: &str) -> Option<Rank> {
        let haystack = Utf32Str::new(name, &mut self.buffer);
        let mut score = 0;
        for word in &self.words {
            score += u32::from(word.score(haystack, &mut self.matcher)?);
        }
        Some(Rank::Fuzzy(Reverse(score)))
    }
}

/// The best of many, without keeping many.
pub(crate) struct TopK<K, T> {
    most: usize,
    found: Vec<(K, T)>,
    /// What comes behind this is not among the best.
    worst: Option<K>,
    more: bool,
}

impl<K: Ord + Clone, T> TopK<K, T> {
    /// The `most` best, at least one.
    pub(crate) fn new(most: usize) -> TopK<K, T> {
        TopK { most: most.max(1), found: Vec::new(), worst: None, more: false }
    }

    /// Adds a thing; those with the smallest keys are the best.
    pub(crate) fn add(&mut self, key: K, thing: T) {
        if self.excludes(&key) {
            self.more = true;
            return;
        }
        self.found.push((key, thing));
        if self.found.len() >= self.most.saturating_mul(4) {
            self.shed();
        }
    }

    /// Whether what has such a key, or a greater one, is not among the best.
    pub(crate) fn excludes(&self, key: &K) -> bool {
        self.worst.as_ref().is_some_and(|worst| key > worst)
    }

    /// The best in order, and whether there were more.
    pub(crate) fn finish(mut self) -> (Vec<T>, bool) {
        self.shed();
        self.found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        (self.found.into_iter().map(|(_, thing)| thing).collect(), self.more)
    }

    fn shed(&mut self) {
        if self.found.len() > self.most {
            self.more = true;
            self.found.select_nth_unstable_by(self.most - 1, |a, b| a.0.cmp(&b.0));
            self.found.truncate(self.most);
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
    fn exact_comes_before_prefix_before_word_before_the_rest() {
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
    fn nothing_typed_matches_everything() {
        assert_eq!(ranked(" ", &["a", "b"]), ["a", "b"]);
    }
}
