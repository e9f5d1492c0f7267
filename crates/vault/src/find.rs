//! Finds files by a name that the user gives.

use crate::file::without_md;
use crate::fold::fold_with_md;
use crate::{FileId, Vault};

impl Vault {
    /// The files that a user may mean by `name`, sorted by path: the file at this path, or else the
    /// notes with this name or alias, or else the files whose path ends with it. A bare name is not
    /// a path.
    #[must_use]
    pub fn files_named(&self, name: &str) -> Vec<FileId> {
        let name = name.trim();
        let (path, stem) = (name.trim_start_matches('/'), without_md(name));
        let is_path = name.contains('/') || stem != name;
        let exact = || self.find_file(path).or_else(|| self.find_file(&format!("{path}.md")));
        if let Some(file) = is_path.then(exact).flatten() {
            return vec![file];
        }
        let mut files = self.find_by_name_or_alias(stem);
        if files.is_empty() {
            files = self.files_ending_with(name, usize::MAX);
            files.sort_by(|a, b| self.files.compare(*a, *b));
        }
        files
    }

    /// Splits `NOTE#HEADING`, as a user writes it, into the note and the part after the `#`. On disk, a
    /// name can contain a `#`: the longest name that finds a file is the note. If none does, the note ends at
    /// the first `#`, and is not empty.
    #[must_use]
    pub fn split_place<'a>(&self, given: &'a str) -> (&'a str, Option<&'a str>) {
        let found = place_splits(given).find(|(note, _)| !self.files_named(note).is_empty());
        found.unwrap_or_else(|| match given.split_once('#') {
            Some((note, place)) if !note.is_empty() => (note, Some(place)),
            _ => (given, None),
        })
    }

    /// The files whose path ends with `path`, with or without `.md`: at most `max`, in the order of
    /// [`Vault::candidates`] for a link in the root.
    #[must_use]
    pub fn files_ending_with(&self, path: &str, max: usize) -> Vec<FileId> {
        self.view().candidates("", path, max)
    }

    /// The notes with this name or alias, sorted by path. Case and Unicode normalization are
    /// ignored. A path is not a name, but an alias may contain a `/`.
    #[must_use]
    pub fn find_by_name_or_alias(&self, name: &str) -> Vec<FileId> {
        let named = (!name.contains('/')).then(|| self.paths.providers(&fold_with_md(name)));
        let named = named.flatten().map_or(&[][..], |named| &named.files);
        let mut notes = [named, &self.claimants(name)].concat();
        notes.sort_by(|a, b| self.files.compare(*a, *b));
        notes.dedup();
        notes
    }
}

/// The ways to split `NOTE#HEADING` into a note and the part after a `#`, from the longest note to the
/// shortest. The first is the whole text.
pub fn place_splits(given: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let shorter = given.rmatch_indices('#').map(|(at, _)| (&given[..at], Some(&given[at + 1..])));
    std::iter::once((given, None)).chain(shorter)
}
