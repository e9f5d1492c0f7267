//! Matching what was typed against names: fuzzy, without regard to case and diacritics.

use std::borrow::Cow;
use std::cmp::Reverse;

use nucleo_matcher::chars::{normalize, to_lower_case};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What was typed, made ready to be compared with many names.
pub(super) struct Query {
    folded: String,
    words: Vec<Atom>,
    mask: u64,
    matcher: Matcher,
    buffer: Vec<char>,
}

/// How well a name matches; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank {
    class: Class,
    score: Reverse<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Class {
    Exact,
    Prefix,
    Fuzzy,
}

/// The `most` best of `ranked` in order, and whether there were more.
pub(super) fn best<K: Ord, T>(mut ranked: Vec<(K, T)>, most: usize) -> (Vec<T>, bool) {
    let more = ranked.len() > most;
    if more && most > 0 {
        ranked.select_nth_unstable_by(most - 1, |a, b| a.0.cmp(&b.0));
    }
    ranked.truncate(most);
    ranked.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    (ranked.into_iter().map(|(_, thing)| thing).collect(), more)
}

impl Query {
    /// A name matches `typed` if it holds the characters of each of its words in their order; the
    /// words may come in any.
    pub(super) fn new(typed: &str) -> Query {
        let folded: String = fold(typed.trim()).collect();
        let words = folded
            .split_whitespace()
            .map(|word| {
                Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false)
            })
            .collect();
        let mask = mask_of(&folded);
        let matcher = Matcher::new(Config::DEFAULT);
        Query { folded, words, mask, matcher, buffer: Vec::new() }
    }

    /// Whether nothing was typed: everything matches.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well `name` matches; `None` if it does not.
    pub(super) fn rank(&mut self, name: &str) -> Option<Rank> {
        if self.is_empty() {
            return Some(Rank { class: Class::Fuzzy, score: Reverse(0) });
        }
        if self.mask & !mask_of(name) != 0 {
            return None;
        }
        let mut score = 0;
        let composed: Cow<'_, str> = match name.is_ascii() || is_nfc(name) {
            true => name.into(),
            false => name.nfc().collect::<String>().into(),
        };
        let haystack = Utf32Str::new(&composed, &mut self.buffer);
        for word in &self.words {
            score += u32::from(word.score(haystack, &mut self.matcher)?);
        }
        Some(Rank { class: self.class(name), score: Reverse(score) })
    }

    fn class(&self, name: &str) -> Class {
        let mut rest = fold(name);
        if !self.folded.chars().all(|wanted| rest.next() == Some(wanted)) {
            return Class::Fuzzy;
        }
        if rest.next().is_none() { Class::Exact } else { Class::Prefix }
    }
}

/// `text` as it is compared: composed, without diacritics, in lower case.
fn fold(text: &str) -> impl Iterator<Item = char> {
    text.nfc().map(fold_char)
}

fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match to_lower_case(normalize(c)) {
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Which characters `text` holds, a bit for each or for several that share it. A name can match
/// only if it has every bit of what was typed, spaces aside.
fn mask_of(text: &str) -> u64 {
    if text.is_ascii() {
        return text.bytes().fold(0, |mask, byte| mask | bit(u32::from(byte.to_ascii_lowercase())));
    }
    text.nfc().map(fold_char).fold(0, |mask, c| mask | bit(u32::from(c)))
}

fn bit(c: u32) -> u64 {
    match c {
        0x20 => 0,
        // Letters and digits have a bit each; all else shares the others.
        0x61..=0x7A => 1 << (c - 0x61),
        0x30..=0x39 => 1 << (c - 0x30 + 26),
        _ => 1 << (36 + c % 28),
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
    fn exact_comes_before_prefix_before_the_rest() {
        assert_eq!(
            ranked("love", &["We love", "Love is blind", "Love", "Glove", "Lost", "Hate"]),
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
    fn everything_matches_nothing() {
        assert_eq!(ranked(" ", &["a", "b"]), ["a", "b"]);
    }
}
