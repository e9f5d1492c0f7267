//! The files of a vault.

use std::cmp::Ordering;

use linkwright_syntax::FileKind;
use linkwright_syntax::frontmatter::AliasRules;

use crate::fold::{fold_path, folds_to, to_nfc};
use crate::reference::{alias_key, last_component};
use crate::{FileId, Note};

/// A file of the vault: a note, a canvas, or an attachment.
#[derive(Debug)]
pub struct File {
    /// The path relative to the vault's root, with `/` between folders, spelled as on disk.
    pub path: Box<str>,
    /// The kind of file under the vault's settings.
    pub kind: FileKind,
    /// The content; `None` for attachments and for notes that could not be read. That of a canvas
    /// has only links.
    pub note: Option<Box<Note>>,
    /// The folded path, if it differs from `path`.
    folded: Option<Box<str>>,
    /// Number of characters of the path in NFC.
    pub(crate) char_count: u32,
}

impl File {
    pub(crate) fn new(path: &str) -> File {
        let folded = fold_path(path);
        File {
            path: path.into(),
            kind: FileKind::Attachment,
            note: None,
            folded: (folded != path).then(|| folded.as_ref().into()),
            char_count: u32::try_from(to_nfc(path).chars().count()).unwrap_or(u32::MAX),
        }
    }

    /// Sets the kind from the path and the settings. A file with content is a note whatever its
    /// name, unless it is a canvas: an editor may declare any document to be Markdown.
    pub(crate) fn update_kind(&mut self, extensions: &[String]) {
        self.kind = match FileKind::of(&self.path, extensions) {
            kind if kind.is_indexed() || self.note.is_none() => kind,
            _ => FileKind::Note,
        };
    }

    /// The last component of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        last_component(&self.path)
    }

    /// The name that a wikilink uses: the file name, without `.md`.
    #[must_use]
    pub fn name(&self) -> &str {
        wikilink_name(&self.path)
    }

    /// The folder that contains the file, without a slash at its end; empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    /// The content, if the file is a note that could be read; `None` for canvases.
    #[must_use]
    pub fn as_note(&self) -> Option<&Note> {
        self.note.as_deref().filter(|_| self.kind == FileKind::Note)
    }

    /// The folded path.
    pub(crate) fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.path)
    }
}

/// The folder of a path, without a slash at its end; empty for the root.
#[must_use]
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name that a wikilink uses for the file at `path`: the last component, without `.md`.
#[must_use]
pub fn wikilink_name(path: &str) -> &str {
    without_md(last_component(path))
}

/// `path` without the extension `.md`, in any case.
#[must_use]
pub fn without_md(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("md") => stem,
        _ => path,
    }
}

/// The suffixes of a folded path that start at a component: the path keys of its file.
pub(crate) fn path_suffixes(folded: &str) -> impl Iterator<Item = &str> {
    let inner = folded.match_indices('/').map(|(slash, _)| &folded[slash + 1..]);
    std::iter::once(folded).chain(inner)
}

/// The files, by id.
#[derive(Default)]
pub(crate) struct Files {
    slots: Vec<Option<File>>,
    free: Vec<FileId>,
}

impl Files {
    pub(crate) fn get(&self, file: FileId) -> Option<&File> {
        self.slots.get(file.0 as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, file: FileId) -> Option<&mut File> {
        self.slots.get_mut(file.0 as usize)?.as_mut()
    }

    pub(crate) fn insert(&mut self, file: File) -> FileId {
        let id = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            FileId(u32::try_from(self.slots.len() - 1).expect("fewer than 2³² files"))
        });
        self.slots[id.0 as usize] = Some(file);
        id
    }

    pub(crate) fn remove(&mut self, file: FileId) {
        if self.slots.get_mut(file.0 as usize).and_then(Option::take).is_some() {
            self.free.push(file);
        }
    }

    /// Whether a note has an alias that counts under `rules` and folds to `key`.
    pub(crate) fn has_alias(&self, note: FileId, key: &str, rules: AliasRules) -> bool {
        let note = self.get(note).and_then(|file| file.note.as_deref());
        let yaml = note.and_then(|note| note.facts.frontmatter.as_deref());
        let mut aliases = yaml.into_iter().flat_map(|yaml| yaml.aliases(rules));
        aliases.any(|alias| match alias.scalar.value.contains('/') {
            true => *alias_key(alias.scalar.value) == *key,
            false => folds_to(alias.scalar.value, key),
        })
    }

    /// A bound that is greater than every id.
    pub(crate) fn id_bound(&self) -> u32 {
        u32::try_from(self.slots.len()).expect("fewer than 2³² files")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        let slots = self.slots.iter().zip(0..);
        slots.filter_map(|(slot, id)| slot.as_ref().map(|file| (FileId(id), file)))
    }

    pub(crate) fn into_files(self) -> Vec<File> {
        self.slots.into_iter().flatten().collect()
    }

    /// Compares two files as [`compare_files`] does.
    pub(crate) fn compare(&self, a: FileId, b: FileId) -> Ordering {
        compare_files((a, self.get(a)), (b, self.get(b)))
    }
}

/// Compares two files by folded path, then by path, where they differ only in case or Unicode
/// normalization.
pub(crate) fn compare_files(a: (FileId, Option<&File>), b: (FileId, Option<&File>)) -> Ordering {
    match (a.1, b.1) {
        (Some(x), Some(y)) => {
            x.folded().cmp(y.folded()).then_with(|| x.path.cmp(&y.path)).then(a.0.cmp(&b.0))
        }
        (x, y) => x.is_some().cmp(&y.is_some()).then(a.0.cmp(&b.0)),
    }
}
