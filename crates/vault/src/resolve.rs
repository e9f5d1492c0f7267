//! Which file a link means.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::file::{File, folder_of};
use crate::fold::{fold, fold_md};
use crate::path_index::{BestProvider, FEW, Providers};
use crate::reference::{from_folder, has_extension, last, unmarked};
use crate::{FileId, Vault};

/// Where a link's path leads (`docs/semantics.md §2`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// To a file.
    File(FileId, MatchKind),
    /// To nothing.
    Missing,
}

impl Resolution {
    /// The file, if it leads to one.
    #[must_use]
    pub fn file(self) -> Option<FileId> {
        match self {
            Resolution::File(file, _) => Some(file),
            Resolution::Missing => None,
        }
    }

    /// Whether a link that led so still does if it then leads as `after`: to the same file, and not
    /// only by an alias or by the search of the whole vault, if it needed neither before.
    #[must_use]
    pub fn is_preserved_by(self, after: Resolution) -> bool {
        let (Resolution::File(before, was), Resolution::File(after, how)) = (self, after) else {
            return self == after;
        };
        let fallback = matches!(how, MatchKind::Alias | MatchKind::NotRelative);
        before == after && (!fallback || how == was)
    }
}

/// Why it leads there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MatchKind {
    /// It is the note itself: the path is empty.
    OwnNote,
    /// No other file could be meant, or the path is exact and names a folder or the root.
    Unique,
    /// Several files could be meant; the rules prefer this one.
    Preferred,
    /// Several could be meant and only lexicographic order decides.
    Tie,
    /// A Markdown destination that is not the path from its note's folder, though it has to be:
    /// only the search of the whole vault finds the file (`links.markdown = "relative"`).
    NotRelative,
    /// By an alias that one note alone claims (`resolveAliases`): Obsidian would not follow it.
    Alias,
}

/// What differs from the vault in a vault that is only thought of.
#[derive(Default)]
pub(crate) struct Overlay {
    /// Files at another path; `None` for removed ones.
    pub(crate) files: FxHashMap<FileId, Option<File>>,
    /// Path keys with other providers.
    pub(crate) paths: FxHashMap<Box<str>, Providers>,
    /// Alias keys with other claimants.
    pub(crate) aliases: FxHashMap<Box<str>, Vec<FileId>>,
}

/// What resolution looks at: the vault, or the vault as it would be.
#[derive(Clone, Copy)]
pub(crate) struct VaultView<'v> {
    pub(crate) vault: &'v Vault,
    pub(crate) overlay: Option<&'v Overlay>,
}

impl<'v> VaultView<'v> {
    pub(crate) fn file(self, file: FileId) -> Option<&'v File> {
        match self.overlay.and_then(|overlay| overlay.files.get(&file)) {
            Some(moved) => moved.as_ref(),
            None => self.vault.files.get(file),
        }
    }

    /// The folded folder of `file`.
    pub(crate) fn folder(self, file: FileId) -> &'v str {
        self.file(file).map_or("", |file| folder_of(file.folded()))
    }

    fn providers(self, key: &str) -> Option<&'v Providers> {
        match self.overlay.and_then(|overlay| overlay.paths.get(key)) {
            Some(providers) => (!providers.files.is_empty()).then_some(providers),
            None => self.vault.paths.providers(key),
        }
    }

    /// The notes that claim an alias, by its folded form, sorted by path.
    pub(crate) fn claimants(self, key: &str) -> Cow<'v, [FileId]> {
        match self.overlay.and_then(|overlay| overlay.aliases.get(key)) {
            Some(claimants) => Cow::Borrowed(claimants),
            None => self.vault.claims_of(key),
        }
    }

    /// Where a target, marked if it is a Markdown destination, leads from a note in `folder`
    /// (folded); `own` is that note.
    pub(crate) fn resolve(self, own: Option<FileId>, folder: &str, text: &str) -> Resolution {
        if text.is_empty() {
            return own
                .map_or(Resolution::Missing, |file| Resolution::File(file, MatchKind::OwnNote));
        }
        let (text, destination) = unmarked(text);
        let found = match destination && self.vault.settings.relative_destinations {
            true => self.by_destination(folder, text),
            false => self.by_path(folder, text),
        };
        let found = found.or_else(|| self.by_alias(text));
        found.map_or(Resolution::Missing, |(file, how)| Resolution::File(file, how))
    }

    /// Where a Markdown destination leads that counts from `folder` (`docs/semantics.md §2`, "Vaults
    /// that are plain Markdown"). One that only the search of the whole vault finds is followed
    /// where a single file can be meant.
    fn by_destination(self, folder: &str, text: &str) -> Option<(FileId, MatchKind)> {
        let elsewhere = || match self.by_path(folder, text)? {
            (file, MatchKind::Unique) => Some((file, MatchKind::NotRelative)),
            _ => None,
        };
        self.by_path("", &from_folder(text, folder)).or_else(elsewhere)
    }

    /// Whether a target, not marked, leads anywhere from any folder.
    pub(crate) fn leads(self, text: &str) -> bool {
        let path = text.strip_prefix('/').unwrap_or(text);
        let rooted = path.len() < text.len();
        let key = self.key(path);
        let is_there = |key: &str| {
            let exact = |providers| !rooted || !self.exact(providers, key).is_empty();
            self.providers(key).is_some_and(exact)
        };
        let by_path = !path.ends_with('/')
            && (is_there(&key) || self.bare(path).is_some_and(|key| is_there(&key)));
        text.is_empty() || by_path || self.by_alias(text).is_some()
    }

    fn by_path(self, folder: &str, text: &str) -> Option<(FileId, MatchKind)> {
        let path = text.strip_prefix('/').unwrap_or(text);
        let rooted = path.len() < text.len();
        if path.ends_with('/') || path.is_empty() {
            return None;
        }
        let bare = || self.by_key(&self.bare(path)?, rooted, folder);
        self.by_key(&self.key(path), rooted, folder).or_else(bare)
    }

    /// The key of a path without extension, for a file that has none either: notes come first. What
    /// was never saved (`untitled:Untitled-1`) is no file.
    fn bare(self, path: &str) -> Option<Cow<'_, str>> {
        let name = last(path);
        (!has_extension(name) && !name.contains(':')).then(|| fold(path))
    }

    fn by_key(self, key: &str, rooted: bool, folder: &str) -> Option<(FileId, MatchKind)> {
        let providers = self.providers(key)?;
        match *self.exact(providers, key) {
            [] if rooted => None,
            [] => Some(self.preferred(providers, folder)),
            [file] if rooted || key.contains('/') || providers.files.len() == 1 => {
                Some((file, MatchKind::Unique))
            }
            [file] => Some((file, MatchKind::Preferred)),
            [file, ..] => Some((file, MatchKind::Tie)),
        }
    }

    /// The key of a path: as written if a file of that very name exists, else with `.md`.
    fn key(self, path: &str) -> Cow<'_, str> {
        let name = last(path);
        match has_extension(name) && self.providers(&fold(name)).is_some() {
            true => fold(path),
            false => Cow::Owned(fold_md(path)),
        }
    }

    /// The files whose whole path the key is: several where paths differ only in case.
    fn exact(self, providers: &'v Providers, key: &str) -> &'v [FileId] {
        let files = &providers.files[..];
        if let [only] = files {
            return if self.folded(*only) == key { files } else { &[] };
        }
        let start = files.partition_point(|&file| self.folded(file) < key);
        let count = files[start..].partition_point(|&file| self.folded(file) == key);
        &files[start..start + count]
    }

    fn preferred(self, providers: &'v Providers, folder: &str) -> (FileId, MatchKind) {
        if let [only] = providers.files[..] {
            return (only, MatchKind::Unique);
        }
        let below = self.below(&providers.files, folder);
        let (files, folder) =
            if below.is_empty() { (&providers.files[..], "") } else { (below, folder) };
        let best = if files.len() > FEW {
            providers.best(folder, || self.shortest(files))
        } else {
            self.shortest(files)
        };
        (best.file, if best.tie { MatchKind::Tie } else { MatchKind::Preferred })
    }

    /// Those in `folder` or below: one range, since they are sorted by path.
    fn below<'f>(self, files: &'f [FileId], folder: &str) -> &'f [FileId] {
        if folder.is_empty() {
            return files;
        }
        let inside = format!("{folder}/");
        let start = files.partition_point(|&file| self.folded(file) < inside.as_str());
        let count =
            files[start..].partition_point(|&file| self.folded(file).starts_with(inside.as_str()));
        &files[start..start + count]
    }

    /// The one with the fewest characters in its path; the first of those.
    fn shortest(self, files: &[FileId]) -> BestProvider {
        let chars = |file: FileId| self.file(file).map_or(u32::MAX, |file| file.chars);
        let mut best = BestProvider { file: files[0], tie: false };
        for &file in &files[1..] {
            if chars(file) < chars(best.file) {
                best = BestProvider { file, tie: false };
            } else if chars(file) == chars(best.file) {
                best.tie = true;
            }
        }
        best
    }

    fn by_alias(self, text: &str) -> Option<(FileId, MatchKind)> {
        if !self.vault.settings.resolve_aliases || text.starts_with('/') {
            return None;
        }
        match *self.claimants(&fold(text)) {
            [note] => Some((note, MatchKind::Alias)),
            _ => None,
        }
    }

    /// The file at `path`: the one spelt so, else the first that differs in case or normal form.
    pub(crate) fn at(self, path: &str) -> Option<FileId> {
        let key = fold(path);
        let exact = || self.exact(self.providers(&key)?, &key).first().copied();
        self.spelt(&key, path).or_else(exact)
    }

    /// The file whose path is spelt `path`, and `key` when it is compared.
    pub(crate) fn spelt(self, key: &str, path: &str) -> Option<FileId> {
        let spelt = |&&file: &&FileId| self.file(file).is_some_and(|file| *file.path == *path);
        self.exact(self.providers(key)?, key).iter().find(spelt).copied()
    }

    /// The files that a target could mean from `folder`, at most `max`: see [`Vault::candidates`].
    pub(crate) fn candidates(self, folder: &str, text: &str, max: usize) -> Vec<FileId> {
        let path = text.strip_prefix('/').unwrap_or(text);
        let key = self.key(path);
        let bare = || self.bare(path).filter(|key| self.providers(key).is_some());
        let key = if self.providers(&key).is_some() { key } else { bare().unwrap_or(key) };
        let Some(providers) = self.providers(&key) else { return Vec::new() };
        let exact = self.exact(providers, &key);
        if path.len() < text.len() {
            return exact[..exact.len().min(max)].to_vec();
        }
        let below = self.below(&providers.files, folder);
        if providers.files.len() > FEW.max(max) {
            let mut files: Vec<FileId> = Vec::with_capacity(max);
            for &file in exact.iter().chain(below).chain(&providers.files[..]) {
                if files.len() == max {
                    break;
                }
                if !files.contains(&file) {
                    files.push(file);
                }
            }
            return files;
        }
        let mut files = providers.files.to_vec();
        files.sort_by_key(|file| {
            let chars = self.file(*file).map_or(u32::MAX, |file| file.chars);
            (!exact.contains(file), !below.contains(file), chars)
        });
        files.truncate(max);
        files
    }

    /// Whether `file` is the only one named `name`.
    pub(crate) fn is_unique(self, name: &str, file: FileId) -> bool {
        self.providers(&fold(name)).is_some_and(|providers| providers.files[..] == [file])
    }

    fn folded(self, file: FileId) -> &'v str {
        self.file(file).map_or("", File::folded)
    }
}
