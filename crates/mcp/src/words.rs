//! An index of the words of all notes, for searches.
//!
//! Each note has a document: its labels (name, aliases, headings and tags), and the words of its text. An
//! update compares digests, so that only changed notes are read again. A document is never changed: the
//! old one is dropped, and the numbers of dropped ones are reclaimed when there are too many.

mod joined;
mod labels;
mod ranking;
mod terms;
mod uses;

use std::cmp::Reverse;

pub(crate) use labels::MatchRank;
use labels::{Labels, is_word_char};
use linkwright_project::live::SystemDisk;
use linkwright_project::{PlannedText, Project, ReadText, read_planned};
use linkwright_syntax::fold;
use linkwright_vault::{FileId, Vault};
use ranking::{PlacedMatch, best, part_scores, rarity};
pub(crate) use ranking::{WordMatch, WordMatches};
use rustc_hash::FxHashMap;
use terms::Terms;

/// Number of notes that are read at once.
const CHUNK: usize = 512;

/// Number of dropped documents that are always allowed.
const ALLOWED_DROPPED: usize = 1000;

/// The index.
#[derive(Default)]
pub(crate) struct WordIndex {
    /// The documents by number; `None` for those that were dropped.
    documents: Vec<Option<WordDocument>>,
    /// The number of the document of each note.
    by_file: FxHashMap<FileId, u32>,
    labels: Labels,
    /// The words of the texts.
    words: Terms,
    /// Number of dropped documents.
    dropped: usize,
    /// Whether the last update left out notes that changed while they were read.
    has_gaps: bool,
}

struct WordDocument {
    file: FileId,
    path: Box<str>,
    digest: u64,
}

/// The words and other parts of a query: what is between spaces, folded.
pub(crate) fn query_words(query: &str) -> Vec<String> {
    query.split_whitespace().map(|word| fold(word).into_owned()).collect()
}

/// The words of a text, and how often each occurs.
struct WordCounts {
    words: String,
    counts: Vec<usize>,
}

impl WordIndex {
    /// Reads notes that are new or changed, at most `max` of them. Returns whether that was all.
    pub(crate) fn update(&mut self, project: &Project, max: usize) -> bool {
        let vault = &project.vault;
        self.has_gaps = false;
        let is_current = |file: FileId, path: &str, digest: u64| {
            let document =
                self.by_file.get(&file).and_then(|at| self.documents[*at as usize].as_ref());
            document.is_some_and(|it| it.digest == digest && *it.path == *path)
        };
        let notes = vault.files().filter_map(|(id, file)| Some((id, file, file.as_note()?)));
        let stale =
            notes.filter(|(id, file, note)| !is_current(*id, &file.path, note.facts.digest));
        let stale: Vec<FileId> = stale.map(|(id, _, _)| id).take(max.saturating_add(1)).collect();
        let is_all = stale.len() <= max;
        for files in stale[..stale.len().min(max)].chunks(CHUNK) {
            self.read(project, files);
        }
        // If a note is missing in the index, one that is gone can hide behind it in the numbers.
        if is_all && (self.has_gaps || self.by_file.len() > vault.notes().count()) {
            let gone: Vec<FileId> = self
                .by_file
                .keys()
                .copied()
                .filter(|file| vault.get(*file).is_none_or(|file| file.as_note().is_none()))
                .collect();
            gone.into_iter().for_each(|file| self.drop_document(file));
        }
        if is_all && self.dropped > self.by_file.len() + ALLOWED_DROPPED {
            *self = WordIndex::default();
            return self.update(project, usize::MAX);
        }
        if is_all && stale.len() > ALLOWED_DROPPED {
            self.words.shrink();
            self.labels.shrink();
        }
        is_all
    }

    /// Whether the last update left out notes that changed while they were read.
    pub(crate) fn has_gaps(&self) -> bool {
        self.has_gaps
    }

    fn read(&mut self, project: &Project, files: &[FileId]) {
        let planned = files.iter().filter_map(|&file| PlannedText::of(&project.vault, file));
        let planned: Vec<PlannedText> = planned.collect();
        let make = |_, text: &str| count_words(text);
        let read = read_planned(&SystemDisk, &project.root, &planned, make);
        for (planned, read) in planned.into_iter().zip(read.texts) {
            // A text that cannot be read now has no words until it can.
            let counts = match read {
                Ok(ReadText::Planned(counts)) => counts,
                Ok(ReadText::Changed) => {
                    self.has_gaps = true;
                    continue;
                }
                Err(_) => WordCounts { words: String::new(), counts: Vec::new() },
            };
            self.add(&project.vault, &planned, &counts);
        }
    }

    fn add(&mut self, vault: &Vault, planned: &PlannedText, counts: &WordCounts) {
        let file = planned.file;
        self.drop_document(file);
        let number = u32::try_from(self.documents.len()).expect("fewer than 2³² documents");
        self.documents.push(Some(WordDocument {
            file,
            path: planned.path.as_str().into(),
            digest: planned.digest.unwrap_or_default(),
        }));
        self.by_file.insert(file, number);
        self.labels.add(vault, file, number);
        for (word, count) in counts.words.lines().zip(&counts.counts) {
            self.words.add(word, number, *count);
        }
    }

    fn drop_document(&mut self, file: FileId) {
        if let Some(number) = self.by_file.remove(&file) {
            self.documents[number as usize] = None;
            self.dropped += 1;
        }
    }

    /// The notes that contain all of `words`, the best first: at most `max` of them, from the position
    /// `start` on. The order depends only on the vault.
    pub(crate) fn find(
        &self,
        vault: &Vault,
        words: &[String],
        start: usize,
        max: usize,
    ) -> WordMatches {
        best(self.matches(vault, words), start, max)
    }

    /// The notes that contain all of `words`.
    fn matches<'v>(
        &self,
        vault: &'v Vault,
        words: &[String],
    ) -> impl Iterator<Item = PlacedMatch<'v>> {
        let mut has_all = vec![true; self.documents.len()];
        let mut scores = vec![0_u32; self.documents.len()];
        // The labels that contain all words.
        let mut labels: Option<Vec<u32>> = None;
        for word in words {
            let mut own = self.scores(word);
            let sums = own.iter().zip(&mut scores);
            sums.for_each(|(own, score)| *score = score.saturating_add(*own));
            let with_word = self.labels.with_word(word);
            for document in with_word.iter().flat_map(|label| self.labels.documents(*label)) {
                let score = &mut own[document as usize];
                *score = 1.max(*score);
            }
            own.iter().zip(&mut has_all).for_each(|(own, has_all)| *has_all &= *own > 0);
            labels = Some(match labels {
                None => with_word,
                Some(mut labels) => {
                    labels.retain(|label| with_word.binary_search(label).is_ok());
                    labels
                }
            });
        }
        let mut ranks = vec![MatchRank::Text; self.documents.len()];
        let whole = words.join(" ");
        for label in labels.unwrap_or_default() {
            let rank = self.labels.rank(label, &whole);
            for document in self.labels.documents(label) {
                let best = &mut ranks[document as usize];
                *best = rank.max(*best);
            }
        }
        let matches = self.documents.iter().zip(has_all).zip(ranks.into_iter().zip(scores));
        matches.filter_map(|((document, has_all), (rank, score))| {
            let file = document.as_ref().filter(|_| has_all)?.file;
            Some((Reverse(rank), Reverse(score), &*vault.file(file).path, file))
        })
    }

    /// For each document, how well its text matches `word`; 0 if it does not contain it.
    fn scores(&self, word: &str) -> Vec<u32> {
        let mut scores = vec![0; self.documents.len()];
        if word.starts_with('#') {
            // Tags are labels.
            return scores;
        }
        // A text contains the whole word if it contains its parts; the excerpts show the whole one first.
        let parts = word.split(|c: char| !is_word_char(c)).filter(|it| !it.is_empty());
        for (at, part) in parts.enumerate() {
            let own = part_scores(&self.words, self.documents.len(), part);
            let with_part =
                own.iter().zip(&self.documents).filter(|(own, it)| **own > 0 && it.is_some());
            let rarity = rarity(with_part.count(), self.by_file.len());
            for (score, own) in scores.iter_mut().zip(own) {
                let is_missing = own == 0 || at > 0 && *score == 0;
                *score =
                    if is_missing { 0 } else { score.saturating_add(own.saturating_mul(rarity)) };
            }
        }
        scores
    }
}

fn count_words(text: &str) -> WordCounts {
    let folded = fold(text);
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for word in folded.split(|c| !is_word_char(c)).filter(|it| !it.is_empty()) {
        *counts.entry(word).or_default() += 1;
    }
    let mut counted = WordCounts { words: String::new(), counts: Vec::new() };
    for (word, count) in counts {
        counted.words.push_str(word);
        counted.words.push('\n');
        counted.counts.push(count);
    }
    counted
}

#[cfg(test)]
mod tests;
