//! Terms, each with the documents that have it: the words of all texts, or the labels of all notes.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use memchr::memmem::Finder;
use rustc_hash::FxBuildHasher;

use super::joined::JoinedTexts;
use super::uses::TermUses;

/// Terms. Each has a number.
#[derive(Default)]
pub(super) struct Terms {
    texts: JoinedTexts,
    numbers: HashTable<u32>,
    uses: Vec<TermUses>,
    /// For each term, the last document that was added.
    last: Vec<u32>,
}

impl Terms {
    /// Adds a document that has the term `text`. Its number is not lower than those of the documents before.
    pub(super) fn add(&mut self, text: &str, document: u32, count: usize) {
        let number = self.number(text).unwrap_or_else(|| self.add_term(text)) as usize;
        self.uses[number].push(self.last[number], document, count);
        self.last[number] = document;
    }

    fn add_term(&mut self, text: &str) -> u32 {
        let Terms { texts, numbers, uses, last } = self;
        let number = texts.push(text);
        numbers.insert_unique(hash(text), number, |number| hash(texts.get(*number)));
        uses.push(TermUses::default());
        last.push(0);
        number
    }

    /// The number of a term.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.find(hash(text), |number| self.texts.get(*number) == text).copied()
    }

    /// The text of a term.
    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// The numbers of the terms that contain `part`, or are it, in ascending order.
    pub(super) fn with_part(&self, part: &str) -> Vec<u32> {
        self.texts.containing(&Finder::new(part)).collect()
    }

    /// The documents that have a term, and how often each does.
    pub(super) fn uses(&self, number: u32) -> impl Iterator<Item = (u32, u32)> {
        self.uses[number as usize].iter()
    }

    /// Gives back memory that is reserved for further documents.
    pub(super) fn shrink(&mut self) {
        self.uses.iter_mut().for_each(TermUses::shrink);
        self.uses.shrink_to_fit();
        self.last.shrink_to_fit();
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
