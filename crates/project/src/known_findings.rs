//! The findings that were there when a session began, to tell new ones from them.

use linkwright_ide::diagnostics::{Diagnostic, possible_diagnostics, subject};
use linkwright_vault::{FileId, Resolver, Vault};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;
use crate::fingerprint::hash;

/// Minimum number of notes for which a thread is started.
const MIN_NOTES_FOR_THREAD: usize = 512;

/// The findings that a vault had when a session began, also those of kinds that were turned off then.
///
/// A finding is recognised by its note, its code and what it is about, wherever its lines are now. If a
/// note had a finding twice, a third one is new. A finding that went away is not forgotten: if it comes
/// back, it is not new.
///
/// A note whose path did not exist when the session began may be a renamed one. In it, the findings of notes
/// that are gone are known too.
#[derive(Default)]
pub struct KnownFindings {
    /// The notes that existed when the session began, by path.
    notes: FxHashMap<Box<str>, KnownNote>,
    /// The findings of those of them that are gone, and how often one note had each.
    gone: FxHashMap<u64, u32>,
    /// The fingerprints of the findings that are in no note.
    others: FxHashSet<String>,
    is_complete: bool,
}

/// The findings of a note when the session began.
struct KnownNote {
    /// How often the note had each finding, sorted.
    counts: Vec<(u64, u32)>,
    /// Its path did not exist any more at some time.
    is_gone: bool,
}

impl KnownFindings {
    /// Whether the findings of all notes are recorded.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Records what at most `max` further notes of `vault` have now. Returns whether that was all. Later
    /// calls do nothing then.
    pub fn record(&mut self, vault: &Vault, max: usize) -> bool {
        if self.is_complete {
            return true;
        }
        let is_next = |path: &str| !self.notes.contains_key(path);
        let next = vault.files().filter(|(_, file)| file.note.is_some() && is_next(&file.path));
        let next: Vec<FileId> = next.map(|(id, _)| id).take(max).collect();
        self.is_complete = next.len() < max;
        // Not on rayon's threads: they may wait for the thread that owns the vault.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let part = next.len().div_ceil(threads).max(MIN_NOTES_FOR_THREAD);
        let resolver = &Resolver::for_all_notes(vault);
        std::thread::scope(|scope| {
            let mut parts = next.chunks(part);
            let own = parts.next().unwrap_or_default();
            let others: Vec<_> = parts
                .map(|notes| scope.spawn(move || KnownNote::of_all(resolver, notes)))
                .collect();
            self.notes.extend(KnownNote::of_all(resolver, own));
            for other in others {
                self.notes.extend(other.join().expect("diagnosing does not panic"));
            }
        });
        self.is_complete
    }

    /// Records `found`, which are in no note.
    pub(crate) fn record_others(&mut self, found: impl Iterator<Item = Finding>) {
        self.others.extend(found.map(|finding| finding.fingerprint));
    }

    /// Looks which notes with findings are gone, after files of `vault` were removed. Returns the notes that
    /// may be the same under another name, so that findings in them may be known now.
    pub fn files_removed(&mut self, vault: &Vault) -> Vec<FileId> {
        let mut grew = false;
        for (path, note) in &mut self.notes {
            if note.is_gone || note.counts.is_empty() || has_file(vault, path) {
                continue;
            }
            note.is_gone = true;
            for (key, count) in &note.counts {
                let gone = self.gone.entry(*key).or_default();
                *gone = (*gone).max(*count);
                grew = true;
            }
        }
        if !grew {
            return Vec::new();
        }
        let later = vault.files().filter(|(_, file)| file.note.is_some());
        let later = later.filter(|(_, file)| !self.notes.contains_key(&*file.path));
        later.map(|(id, _)| id).collect()
    }

    /// Divides `found`, the diagnostics of `note` in their order, into the new ones and the known ones.
    #[must_use]
    pub fn split(
        &self,
        vault: &Vault,
        note: FileId,
        found: Vec<Diagnostic>,
    ) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let path = vault.get(note).map_or("", |file| &*file.path);
        let known = self.notes.get(path);
        let count = |key: u64| match known {
            Some(note) => {
                let at = note.counts.binary_search_by_key(&key, |(other, _)| *other).ok();
                at.map(|at| note.counts[at].1)
            }
            None => self.gone.get(&key).copied(),
        };
        let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
        found.into_iter().partition(|found| {
            let key = key(vault, note, found);
            let seen = seen.entry(key).or_default();
            *seen += 1;
            *seen > count(key).unwrap_or_default()
        })
    }

    /// Whether `finding`, which is in no note, was there.
    pub(crate) fn has_other(&self, finding: &Finding) -> bool {
        self.others.contains(&finding.fingerprint)
    }
}

impl KnownNote {
    /// What `notes` have now, with their paths.
    fn of_all(resolver: &Resolver<'_>, notes: &[FileId]) -> Vec<(Box<str>, KnownNote)> {
        let vault = resolver.vault();
        let record = |&note: &FileId| {
            let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
            for found in possible_diagnostics(resolver, note) {
                *counts.entry(key(vault, note, &found)).or_default() += 1;
            }
            let mut counts: Vec<(u64, u32)> = counts.into_iter().collect();
            counts.sort_unstable();
            (Box::from(&*vault.file(note).path), KnownNote { counts, is_gone: false })
        };
        notes.iter().map(record).collect()
    }
}

/// What a finding is recognised by, within its note.
fn key(vault: &Vault, note: FileId, found: &Diagnostic) -> u64 {
    hash(&[found.code.name(), &subject(vault, note, found)])
}

/// Whether there is a file at `path`, spelled exactly so.
fn has_file(vault: &Vault, path: &str) -> bool {
    vault.find_file(path).is_some_and(|file| *vault.file(file).path == *path)
}

#[cfg(test)]
mod tests;
