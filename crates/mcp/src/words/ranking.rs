//! Which of the notes that match a query come first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use linkwright_vault::FileId;

use super::labels::{MatchRank, is_only_a_whole_word};
use super::terms::Terms;

/// A part of the notes that a query matches, and the number of all of them.
#[derive(PartialEq, Debug)]
pub(crate) struct WordMatches {
    pub(crate) total: usize,
    pub(crate) matches: Vec<WordMatch>,
}

/// A note that contains all words of a query.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct WordMatch {
    pub(crate) file: FileId,
    pub(crate) rank: MatchRank,
}

/// A match with all that decides its place, from the most important to the least: the rank, how often and how
/// well the words occur in the text, and the path. The best one is the lowest.
pub(super) type PlacedMatch<'v> = (Reverse<MatchRank>, Reverse<u32>, &'v str, FileId);

/// The best of `found`, in order: at most `max`, from the position `start` on.
pub(super) fn best<'v>(
    found: impl Iterator<Item = PlacedMatch<'v>>,
    start: usize,
    max: usize,
) -> WordMatches {
    let end = start.saturating_add(max);
    let (mut best, mut total) = (BinaryHeap::new(), 0);
    for found in found {
        total += 1;
        if best.len() < end {
            best.push(found);
        } else if best.peek().is_some_and(|worst| found < *worst) {
            best.pop();
            best.push(found);
        }
    }
    let page = best.into_sorted_vec().into_iter().skip(start);
    let matches = page.map(|(Reverse(rank), _, _, file)| WordMatch { file, rank });
    WordMatches { total, matches: matches.collect() }
}

/// For each document, how well its text matches `part`, a word or a part of one: in thousandths. These are
/// whole numbers, so that the order in which notes were indexed does not change their sums. `documents` is the
/// number of all documents.
pub(super) fn part_scores(terms: &Terms, documents: usize, part: &str) -> Vec<u32> {
    let mut scores = vec![0_u32; documents];
    let exact = terms.number(part);
    let words = match is_only_a_whole_word(part) {
        true => exact.into_iter().collect(),
        false => terms.with_part(part),
    };
    for word in words {
        let weight = if Some(word) == exact { 1000 } else { 400 };
        for (document, count) in terms.uses(word) {
            let score = &mut scores[document as usize];
            *score = score.saturating_add(2 * weight * count / (2 * count + 3));
        }
    }
    scores
}

/// The weight of a word that is in the texts of `with_it` of `all` documents. Rare words weigh more.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it need not be exact, is positive, and at most a few hundred"
)]
pub(super) fn rarity(with_it: usize, all: usize) -> u32 {
    let ratio = 1.0 + all as f64 / (1.0 + with_it as f64);
    (10.0 * ratio.ln()).max(1.0) as u32
}
