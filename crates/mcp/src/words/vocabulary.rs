//! The words of all texts, each with the documents that contain it.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::joined::JoinedTexts;
use super::uses::WordUses;

/// The words. Each has a number.
#[derive(Default)]
pub(super) struct Vocabulary {
    words: JoinedTexts,
    numbers: HashTable<u32>,
    uses: Vec<WordUses>,
    /// For each word, the last document that was added.
    last: Vec<u32>,
}

impl Vocabulary {
    /// Adds a document that contains `word`. Its number is higher than those of all documents before.
    pub(super) fn add(&mut self, word: &str, document: u32, count: usize) {
        let number = self.number(word).unwrap_or_else(|| self.add_word(word)) as usize;
        self.uses[number].push(self.last[number], document, count);
        self.last[number] = document;
    }

    fn add_word(&mut self, word: &str) -> u32 {
        let Vocabulary { words, numbers, uses, last } = self;
        let number = words.push(word);
        numbers.insert_unique(hash(word), number, |number| hash(words.get(*number)));
        uses.push(WordUses::default());
        last.push(0);
        number
    }

    /// The number of a word.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.find(hash(word), |number| self.words.get(*number) == word).copied()
    }

    /// The numbers of the words that contain `part`, or are it.
    pub(super) fn with_part(&self, part: &str) -> Vec<u32> {
        self.words.containing(&Finder::new(part)).collect()
    }

    /// The documents that contain a word, and how often each does.
    pub(super) fn uses(&self, number: u32) -> impl Iterator<Item = (u32, u32)> {
        self.uses[number as usize].iter()
    }

    /// Gives back memory that is reserved for further documents.
    pub(super) fn shrink(&mut self) {
        self.uses.iter_mut().for_each(WordUses::shrink);
        self.uses.shrink_to_fit();
        self.last.shrink_to_fit();
    }
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}
