//! An index of the words of all notes, for searches.
//!
//! Each note has a document: its labels (name, aliases, tags and headings), and the words of its text. An
//! update compares digests, so that only changed notes are read again. A document is never changed: the
//! old one is dropped, and the numbers of dropped ones are reclaimed when there are too many.

mod labels;

pub(crate) use labels::MatchRank;
use labels::{is_in, is_only_a_whole_word, is_word_char, labels, rank};
use linkwright_project::live::SystemDisk;
use linkwright_project::{PlannedText, Project, ReadText, read_planned};
use linkwright_syntax::fold;
use linkwright_vault::{FileId, Vault};
use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

/// Number of notes that are read at once.
const CHUNK: usize = 512;

/// Number of dropped documents that are always allowed.
const ALLOWED_DROPPED: usize = 1000;

/// The index.
#[derive(Default)]
pub(crate) struct WordIndex {
    documents: Vec<Option<WordDocument>>,
    by_file: FxHashMap<FileId, u32>,
    words: FxHashMap<Box<str>, u32>,
    /// All words, each after a line break, and where each begins.
    all: String,
    starts: Vec<u32>,
    /// For each word, the documents that contain it, and how often.
    uses: Vec<Vec<(u32, u16)>>,
    dropped: usize,
}

struct WordDocument {
    file: FileId,
    path: Box<str>,
    digest: u64,
    labels: Box<str>,
}

/// A note that contains all words of a query.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct WordMatch {
    pub(crate) file: FileId,
    pub(crate) rank: MatchRank,
    /// How often and how well the words occur.
    pub(crate) score: f32,
}

/// The words and other parts of a query: what is between spaces, folded.
pub(crate) fn query_words(query: &str) -> Vec<String> {
    query.split_whitespace().map(|word| fold(word).into_owned()).collect()
}

/// The words of a text with the numbers of their uses.
struct WordCounts {
    file: FileId,
    words: String,
    counts: Vec<u16>,
}

impl WordIndex {
    /// Reads notes that are new or changed, at most `max` of them. Returns whether that was all.
    pub(crate) fn update(&mut self, project: &Project, max: usize) -> bool {
        let vault = &project.vault;
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
        if is_all && self.by_file.len() > vault.notes().count() {
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
        is_all
    }

    fn read(&mut self, project: &Project, files: &[FileId]) {
        let planned = files.iter().filter_map(|&file| PlannedText::of(&project.vault, file));
        let planned: Vec<PlannedText> = planned.collect();
        let read = read_planned(&SystemDisk, &project.root, &planned, count_words);
        for (planned, read) in planned.into_iter().zip(read.texts) {
            // A text that cannot be read now has no words until it can.
            let counts = match read {
                Ok(ReadText::Planned(counts)) => counts,
                Ok(ReadText::Changed) => continue,
                Err(_) => {
                    WordCounts { file: planned.file, words: String::new(), counts: Vec::new() }
                }
            };
            self.add(&project.vault, &planned, &counts);
        }
    }

    fn add(&mut self, vault: &Vault, planned: &PlannedText, counts: &WordCounts) {
        self.drop_document(counts.file);
        let number = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.documents.push(Some(WordDocument {
            file: counts.file,
            path: planned.path.as_str().into(),
            digest: planned.digest.unwrap_or_default(),
            labels: labels(vault, counts.file).into(),
        }));
        self.by_file.insert(counts.file, number);
        for (word, count) in counts.words.lines().zip(&counts.counts) {
            let id = match self.words.get(word) {
                Some(id) => *id,
                None => {
                    let id = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
                    self.all.push('\n');
                    self.starts.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
                    self.all.push_str(word);
                    self.words.insert(word.into(), id);
                    self.uses.push(Vec::new());
                    id
                }
            };
            self.uses[id as usize].push((number, *count));
        }
    }

    fn drop_document(&mut self, file: FileId) {
        if let Some(number) = self.by_file.remove(&file) {
            self.documents[number as usize] = None;
            self.dropped += 1;
        }
    }

    /// The notes that contain all of `words`, the best first.
    pub(crate) fn find(&self, vault: &Vault, words: &[String]) -> Vec<WordMatch> {
        let whole = words.join(" ");
        let finders: Vec<Finder<'_>> = words.iter().map(Finder::new).collect();
        let in_texts: Vec<Vec<f32>> = words.iter().map(|word| self.scores(word)).collect();
        let matches = |document: &WordDocument, number: usize| {
            let (mut score, mut is_in_labels) = (0.0, true);
            for (finder, scores) in finders.iter().zip(&in_texts) {
                if is_in_labels || scores[number] == 0.0 {
                    let is_found = is_in(finder, &document.labels);
                    if scores[number] == 0.0 && !is_found {
                        return None;
                    }
                    is_in_labels &= is_found;
                }
                score += scores[number];
            }
            let rank = match is_in_labels {
                true => rank(&document.labels, &whole, &finders),
                false => MatchRank::Text,
            };
            Some(WordMatch { file: document.file, rank, score })
        };
        let documents = self.documents.iter().enumerate();
        let mut found: Vec<(usize, WordMatch)> = documents
            .filter_map(|(number, document)| matches(document.as_ref()?, number))
            .map(|found| match found.rank {
                MatchRank::Text => (0, found),
                _ => (vault.count_backlinks(found.file), found),
            })
            .collect();
        let path = |file: FileId| &vault.file(file).path;
        found.sort_by(|(linked_a, a), (linked_b, b)| {
            b.rank
                .cmp(&a.rank)
                .then(b.score.total_cmp(&a.score))
                .then(linked_b.cmp(linked_a))
                .then_with(|| path(a.file).cmp(path(b.file)))
        });
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// For each document, how well its text matches `word`; 0 if it does not contain it.
    fn scores(&self, word: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.documents.len()];
        if word.starts_with('#') {
            // Tags are labels.
            return scores;
        }
        // A text contains the whole word if it contains its parts; the excerpts show the whole one first.
        let parts: Vec<&str> =
            word.split(|c: char| !is_word_char(c)).filter(|it| !it.is_empty()).collect();
        for (at, part) in parts.iter().enumerate() {
            let mut own = vec![0.0; self.documents.len()];
            let mut documents = 0usize;
            for id in self.words_with(part) {
                let is_whole = self.word(id) == *part;
                for (number, count) in &self.uses[id] {
                    let count = f32::from(*count);
                    let weight = if is_whole { 1.0 } else { 0.4 };
                    let score: &mut f32 = &mut own[*number as usize];
                    documents += usize::from(*score == 0.0);
                    *score += weight * count / (count + 1.5);
                }
            }
            #[allow(clippy::cast_precision_loss, reason = "a score need not be exact")]
            let rarity = (1.0 + self.by_file.len() as f32 / (1.0 + documents as f32)).ln();
            for (score, own) in scores.iter_mut().zip(own) {
                let is_missing = own == 0.0 || at > 0 && *score == 0.0;
                *score = if is_missing { 0.0 } else { *score + own * rarity };
            }
        }
        scores
    }

    /// The words that contain `part`, or are it.
    fn words_with(&self, part: &str) -> Vec<usize> {
        if is_only_a_whole_word(part) {
            return self.words.get(part).map(|id| *id as usize).into_iter().collect();
        }
        let mut found: Vec<usize> = Vec::new();
        for at in memchr::memmem::find_iter(self.all.as_bytes(), part) {
            let id = self.starts.partition_point(|start| *start as usize <= at) - 1;
            if found.last() != Some(&id) {
                found.push(id);
            }
        }
        found
    }

    fn word(&self, id: usize) -> &str {
        let start = self.starts[id] as usize;
        let end = self.starts.get(id + 1).map_or(self.all.len(), |next| *next as usize - 1);
        &self.all[start..end]
    }
}

fn count_words(file: FileId, text: &str) -> WordCounts {
    let folded = fold(text);
    let mut words: Vec<&str> =
        folded.split(|c| !is_word_char(c)).filter(|it| !it.is_empty()).collect();
    words.sort_unstable();
    let (mut all, mut counts): (String, Vec<u16>) = (String::new(), Vec::new());
    for same in words.chunk_by(|a, b| a == b) {
        all.push_str(same[0]);
        all.push('\n');
        counts.push(u16::try_from(same.len()).unwrap_or(u16::MAX));
    }
    WordCounts { file, words: all, counts }
}

#[cfg(test)]
mod tests;
