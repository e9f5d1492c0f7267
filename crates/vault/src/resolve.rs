//! Resolving the path of a link to a file.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::file::{File, folder_of};
use crate::fold::{fold_path, fold_with_md};
use crate::path_index::{BestProvider, Providers, SCAN_LIMIT};
use crate::reference::{alias_key, from_folder, has_extension, last_component, strip_marker};
use crate::{FileId, MatchKind, Resolution, Vault};

/// The differences between a preview and its vault.
#[derive(Default)]
pub(crate) struct PreviewOverlay {
    /// The files with another path; `None` for removed ones.
    pub(crate) files: FxHashMap<FileId, Option<File>>,
    /// The path keys with other providers.
    pub(crate) paths: FxHashMap<Box<str>, Providers>,
    /// The alias keys with other claimants.
    pub(crate) aliases: FxHashMap<Box<str>, Vec<FileId>>,
}

/// The input of resolution: the vault, or a preview of it.
#[derive(Clone, Copy)]
pub(crate) struct VaultView<'v> {
    pub(crate) vault: &'v Vault,
    pub(crate) overlay: Option<&'v PreviewOverlay>,
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

    /// The notes that claim an alias, given by its folded form; sorted by path.
    pub(crate) fn claimants(self, key: &str) -> Cow<'v, [FileId]> {
        match self.overlay.and_then(|overlay| overlay.aliases.get(key)) {
            Some(claimants) => Cow::Borrowed(claimants),
            None => self.vault.claimants_of_key(key),
        }
    }

    /// Resolves a reference key for a link in the note `own`, whose folded folder is `folder`.
    pub(crate) fn resolve(
        self,
        own: Option<FileId>,
        folder: &str,
        reference_key: &str,
    ) -> Resolution {
        if reference_key.is_empty() {
            return own
                .map_or(Resolution::Missing, |file| Resolution::File(file, MatchKind::OwnNote));
        }
        let (path, is_destination) = strip_marker(reference_key);
        let found = match is_destination && self.vault.settings.relative_destinations {
            true => self.find_relative(folder, path),
            false => self.find_path(folder, path),
        };
        let found = found.or_else(|| self.find_alias(path));
        found.map_or(Resolution::Missing, |(file, how)| Resolution::File(file, how))
    }

    /// Finds the file of a Markdown destination that is relative to `folder` (`docs/semantics.md
    /// §2`, "Vaults that are plain Markdown"). If there is none, a vault-wide search is tried and
    /// its result used if only one file matches.
    fn find_relative(self, folder: &str, path: &str) -> Option<(FileId, MatchKind)> {
        let elsewhere = || match self.find_path(folder, path)? {
            (file, MatchKind::Unique) => Some((file, MatchKind::NotRelative)),
            _ => None,
        };
        self.find_path("", &from_folder(path, folder)).or_else(elsewhere)
    }

    /// Whether the path of a target, without the marker, resolves to any file, from any folder.
    pub(crate) fn resolves_anywhere(self, target_path: &str) -> bool {
        let path = target_path.strip_prefix('/').unwrap_or(target_path);
        let from_root = path.len() < target_path.len();
        let key = self.path_key(path);
        let exists = |key: &str| {
            let matches = |providers| !from_root || !self.exact(providers, key).is_empty();
            self.providers(key).is_some_and(matches)
        };
        let is_path = !path.ends_with('/')
            && (exists(&key) || self.extensionless_key(path).is_some_and(|key| exists(&key)));
        target_path.is_empty() || is_path || self.find_alias(target_path).is_some()
    }

    /// Finds the file with `written` as a suffix of its path, or with exactly that path if `written`
    /// starts with `/`.
    fn find_path(self, folder: &str, written: &str) -> Option<(FileId, MatchKind)> {
        let path = written.strip_prefix('/').unwrap_or(written);
        let from_root = path.len() < written.len();
        if path.ends_with('/') || path.is_empty() {
            return None;
        }
        let extensionless = || self.find_key(&self.extensionless_key(path)?, from_root, folder);
        self.find_key(&self.path_key(path), from_root, folder).or_else(extensionless)
    }

    /// The path key of a file without extension, to be tried after that of a note. A document that
    /// was never saved (`untitled:Untitled-1`) is not a file.
    fn extensionless_key(self, path: &str) -> Option<Cow<'_, str>> {
        let name = last_component(path);
        (!has_extension(name) && !name.contains(':')).then(|| fold_path(path))
    }

    fn find_key(self, key: &str, from_root: bool, folder: &str) -> Option<(FileId, MatchKind)> {
        let providers = self.providers(key)?;
        if let ([only], false) = (&providers.files[..], from_root) {
            return Some((*only, MatchKind::Unique));
        }
        match *self.exact(providers, key) {
            [] if from_root => None,
            [] => Some(self.preferred(providers, folder)),
            [file] if from_root || key.contains('/') => Some((file, MatchKind::Unique)),
            [file] => Some((file, MatchKind::Preferred)),
            [file, ..] => Some((file, MatchKind::Tie)),
        }
    }

    /// The path key of a path: as written if a file with that file name exists, else with `.md`.
    fn path_key(self, path: &str) -> Cow<'_, str> {
        let name = last_component(path);
        match has_extension(name) && self.providers(&fold_path(name)).is_some() {
            true => fold_path(path),
            false => Cow::Owned(fold_with_md(path)),
        }
    }

    /// The files whose whole path folds to `key`: several if their paths differ only in case.
    fn exact(self, providers: &'v Providers, key: &str) -> &'v [FileId] {
        let files = &providers.files[..];
        if let [only] = files {
            // The key is a suffix of its path.
            return if self.folded(*only).len() == key.len() { files } else { &[] };
        }
        let start = files.partition_point(|&file| self.folded(file) < key);
        let count = files[start..].partition_point(|&file| self.folded(file) == key);
        &files[start..start + count]
    }

    /// The file that the rules prefer for links in `folder`.
    fn preferred(self, providers: &'v Providers, folder: &str) -> (FileId, MatchKind) {
        let inside = self.inside(&providers.files, folder);
        let (files, folder) =
            if inside.is_empty() { (&providers.files[..], "") } else { (inside, folder) };
        let best = if files.len() > SCAN_LIMIT {
            providers.best(folder, || self.shortest(files))
        } else {
            self.shortest(files)
        };
        (best.file, if best.is_tie { MatchKind::Tie } else { MatchKind::Preferred })
    }

    /// The part of `files`, which are sorted by path, that is in or below `folder`.
    fn inside<'f>(self, files: &'f [FileId], folder: &str) -> &'f [FileId] {
        if folder.is_empty() {
            return files;
        }
        let prefix = format!("{folder}/");
        let start = files.partition_point(|&file| self.folded(file) < prefix.as_str());
        let count =
            files[start..].partition_point(|&file| self.folded(file).starts_with(prefix.as_str()));
        &files[start..start + count]
    }

    /// The first file with the fewest characters in its path.
    fn shortest(self, files: &[FileId]) -> BestProvider {
        let chars = |file: FileId| self.file(file).map_or(u32::MAX, |file| file.char_count);
        let mut best = BestProvider { file: files[0], is_tie: false };
        for &file in &files[1..] {
            if chars(file) < chars(best.file) {
                best = BestProvider { file, is_tie: false };
            } else if chars(file) == chars(best.file) {
                best.is_tie = true;
            }
        }
        best
    }

    fn find_alias(self, alias: &str) -> Option<(FileId, MatchKind)> {
        if !self.vault.settings.resolve_aliases || alias.starts_with('/') {
            return None;
        }
        match *self.claimants(&alias_key(alias)) {
            [note] => Some((note, MatchKind::Alias)),
            _ => None,
        }
    }

    /// The file at `path`: the one with exactly this path, else the first whose path differs only in
    /// case or Unicode normalization.
    pub(crate) fn file_at(self, path: &str) -> Option<FileId> {
        let key = fold_path(path);
        let exact = || self.exact(self.providers(&key)?, &key).first().copied();
        self.file_spelled(&key, path).or_else(exact)
    }

    /// The file with exactly the path `path`, which folds to `key`.
    pub(crate) fn file_spelled(self, key: &str, path: &str) -> Option<FileId> {
        let is_same = |&&file: &&FileId| self.file(file).is_some_and(|file| *file.path == *path);
        self.exact(self.providers(key)?, key).iter().find(is_same).copied()
    }

    /// The files that match the path of a target from `folder`, at most `max`: see
    /// [`Vault::candidates`].
    pub(crate) fn candidates(self, folder: &str, target_path: &str, max: usize) -> Vec<FileId> {
        let path = target_path.strip_prefix('/').unwrap_or(target_path);
        let key = self.path_key(path);
        let extensionless =
            || self.extensionless_key(path).filter(|key| self.providers(key).is_some());
        let key = if self.providers(&key).is_some() { key } else { extensionless().unwrap_or(key) };
        let Some(providers) = self.providers(&key) else { return Vec::new() };
        let exact = self.exact(providers, &key);
        if path.len() < target_path.len() {
            return exact[..exact.len().min(max)].to_vec();
        }
        let inside = self.inside(&providers.files, folder);
        if providers.files.len() > SCAN_LIMIT.max(max) {
            let mut files: Vec<FileId> = Vec::with_capacity(max);
            for &file in exact.iter().chain(inside).chain(&providers.files[..]) {
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
            let chars = self.file(*file).map_or(u32::MAX, |file| file.char_count);
            (!exact.contains(file), !inside.contains(file), chars)
        });
        files.truncate(max);
        files
    }

    /// Whether `file` is the only file with the name `name`.
    pub(crate) fn is_unique(self, name: &str, file: FileId) -> bool {
        self.providers(&fold_path(name)).is_some_and(|providers| providers.files[..] == [file])
    }

    fn folded(self, file: FileId) -> &'v str {
        self.file(file).map_or("", File::folded)
    }
}
