//! The file that a broken link was probably meant for, found without a look at every file.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::iter::once;

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::{FileId, MatchKind, NameFilter, Resolution, Vault, without_md};

/// Finds the files that the broken links of one note were probably meant for.
pub(crate) struct SimilarNames<'v> {
    vault: &'v Vault,
    /// The path of the note.
    source: &'v str,
    /// Number of lookups of attachments that remain for the note.
    lookups: Cell<usize>,
    filter: RefCell<NameFilter>,
}

/// Maximum number of lookups of attachments while a note is checked: enough for dozens of links, and
/// fast in a note with thousands of broken links too.
const MAX_LOOKUPS: usize = 1000;

/// Maximum number of files with the same name that are compared.
const MAX_SAME_NAME: usize = 32;

/// Extensions of attachments, the most frequent first. A link that has none, or another one, may mean
/// a file with one of these.
const ATTACHMENT_EXTENSIONS: [&str; 17] = [
    "png", "jpg", "jpeg", "svg", "webp", "gif", "pdf", "avif", "bmp", "mp4", "webm", "mov", "mp3",
    "wav", "m4a", "canvas", "base",
];

impl<'v> SimilarNames<'v> {
    pub(crate) fn new(vault: &'v Vault, source: FileId) -> SimilarNames<'v> {
        let source = &vault.file(source).path;
        let lookups = Cell::new(MAX_LOOKUPS);
        SimilarNames { vault, source, lookups, filter: RefCell::default() }
    }

    /// The name of the file that `path` was probably meant for, as a link writes it. `None` if
    /// there is no such file.
    ///
    /// Looks up each variant of `path` with one typo undone, so the cost depends on the length of
    /// the name and not on the size of the vault.
    pub(crate) fn nearest(&self, path: &str, is_embed: bool) -> Option<&'v str> {
        let (file, _) = self.nearest_file(path, is_embed)?;
        let file = self.vault.file(file);
        if path.contains('/') { Some(without_md(&file.path)) } else { Some(file.name()) }
    }

    /// The file that `path` was probably meant for. An embed that has the name of an attachment without
    /// its extension means the attachment, and not a note with a similar name.
    pub(crate) fn nearest_file(&self, path: &str, is_embed: bool) -> Option<(FileId, MatchKind)> {
        // Web sites write a page as a folder.
        let path = path.trim_end_matches('/');
        let name = Name::new(path.rsplit('/').next().unwrap_or(path));
        let attachment = is_embed.then(|| self.attachment(name.written)).flatten();
        let found = attachment.or_else(|| self.same_or_typo(&name));
        let found = found.or_else(|| self.attachment(name.written));
        let (file, how) = found.or_else(|| self.longer_attachment(&name))?;
        Some((if how == MatchKind::Alias { file } else { self.in_nearest_folder(file, path) }, how))
    }

    /// The right name in the wrong folder, the name of the HTML page made from the note, the name with other
    /// separators, or with one typo undone.
    fn same_or_typo(&self, name: &Name<'_>) -> Option<(FileId, MatchKind)> {
        let written = name.written;
        let others = [
            written.strip_suffix(".html").unwrap_or_default().to_owned(),
            written.replace(['-', '_'], " "),
            written.replace(' ', "-"),
        ];
        let others = others.iter().filter(|other| *other != written).map(|it| Name::new(it));
        let exists = |name: &Name<'_>| self.first(name, None, |name| once([name, "", "", ""]));
        let found = exists(name).or_else(|| others.into_iter().find_map(|other| exists(&other)));
        found.or_else(|| self.first(name, None, typo_variants))
    }

    /// The file with the name of `file` whose folder is most like that of `path`, or else most like that of
    /// the note: for a note in `de`, the translation in `de`.
    fn in_nearest_folder(&self, file: FileId, path: &str) -> FileId {
        let folders = |path: &str| -> Vec<String> {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let parts = folder.split('/').filter(|part| !part.is_empty());
            parts.map(|part| fold(part).into_owned()).collect()
        };
        let (wanted, own) = (folders(path), folders(self.source));
        let likeness = |file: FileId| {
            let folders = folders(&self.vault.file(file).path);
            let same_end = folders.iter().rev().zip(wanted.iter().rev());
            let same_start = folders.iter().zip(&own);
            let count = |(a, b): &(&String, &String)| a == b;
            (same_end.take_while(count).count(), same_start.take_while(count).count())
        };
        let path = &self.vault.file(file).path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let others = self.vault.files_ending_with(name, MAX_SAME_NAME).into_iter();
        others.fold(file, |best, other| if likeness(other) > likeness(best) { other } else { best })
    }

    /// Whether an embed with the broken path `path` means an attachment, whose extension it lacks.
    pub(crate) fn means_attachment(&self, path: &str) -> bool {
        let found = self.nearest_file(path, true);
        found.is_some_and(|(file, _)| is_stem_of(path, &self.vault.file(file).path))
    }

    /// The attachment that differs from `name` only in its extension.
    fn attachment(&self, name: &str) -> Option<(FileId, MatchKind)> {
        let stem = match name.rsplit_once('.') {
            Some((stem, extension)) if is_attachment_extension(extension) => stem,
            _ => name,
        };
        let variants = |stem| ATTACHMENT_EXTENSIONS.iter().map(move |known| [stem, ".", known, ""]);
        self.first(&Name::new(stem), Some(&self.lookups), variants)
    }

    /// The attachment whose name has one letter more than `name`.
    fn longer_attachment(&self, name: &Name<'_>) -> Option<(FileId, MatchKind)> {
        let (stem, extension) = name.written.rsplit_once('.')?;
        if !is_attachment_extension(extension) || !(3..=MAX_NAME).contains(&stem.chars().count()) {
            return None;
        }
        self.first(name, Some(&self.lookups), longer_variants)
    }

    /// The first of the variants of `name` that is the name of a file. Each is given in parts. `lookups` is the
    /// number of those that remain.
    fn first<'n, V: Iterator<Item = [&'n str; 4]>>(
        &self,
        name: &'n Name<'_>,
        lookups: Option<&Cell<usize>>,
        variants: impl Fn(&'n str) -> V,
    ) -> Option<(FileId, MatchKind)> {
        let mut folded = name.folded.as_deref().map(&variants);
        let mut filter = self.filter.borrow_mut();
        variants(name.written).find_map(|variant| {
            if let Some(lookups) = lookups {
                lookups.set(lookups.get().checked_sub(1)?);
            }
            let folded = folded.as_mut().and_then(Iterator::next);
            let may_resolve = folded.is_none_or(|parts| filter.may_resolve(self.vault, &parts));
            may_resolve.then(|| self.file(&variant.concat())).flatten()
        })
    }

    fn file(&self, name: &str) -> Option<(FileId, MatchKind)> {
        match self.vault.resolve_path(self.source, name, LinkForm::Wiki) {
            Resolution::File(file, how) if !name.is_empty() => Some((file, how)),
            _ => None,
        }
    }
}

/// A name that does not exist.
struct Name<'n> {
    written: &'n str,
    /// `None` if variants of the folded name are not the folded variants.
    folded: Option<Cow<'n, str>>,
}

impl<'n> Name<'n> {
    fn new(written: &'n str) -> Name<'n> {
        Name { written, folded: NameFilter::fold(written) }
    }
}

fn is_attachment_extension(extension: &str) -> bool {
    ATTACHMENT_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Whether `path`, which has no extension, names the attachment at `file_path` without its extension.
pub(crate) fn is_stem_of(path: &str, file_path: &str) -> bool {
    let name = |path: &str| path.rsplit('/').next().map(|name| fold(name).into_owned());
    file_path.rsplit_once('.').is_some_and(|(stem, extension)| {
        is_attachment_extension(extension) && name(stem) == name(path)
    })
}

/// The variants of `name` with one character removed, two neighbours swapped, one character
/// doubled, or an `s` added at the end, in parts. None for names that are too short or too long.
fn typo_variants(name: &str) -> impl Iterator<Item = [&str; 4]> {
    let short = (3..=MAX_NAME).contains(&name.chars().count());
    let plural = short.then_some([name, "s", "", ""]);
    let places = name.char_indices().take(if short { MAX_NAME } else { 0 });
    let variants = places.flat_map(move |(at, char)| {
        let (before, from) = name.split_at(at);
        let (this, after) = from.split_at(char.len_utf8());
        let swapped = before.char_indices().next_back().map(|(previous, _)| {
            let (before, previous) = before.split_at(previous);
            [before, this, previous, after]
        });
        [Some([before, after, "", ""]), Some([before, this, from, ""]), swapped]
            .into_iter()
            .flatten()
    });
    plural.into_iter().chain(variants)
}

/// The variants of `name`, which has an extension, with a letter added before it, in parts.
fn longer_variants(name: &str) -> impl Iterator<Item = [&str; 4]> {
    let stem = name.rfind('.').unwrap_or(name.len());
    let places = name[..stem].char_indices().map(|(at, _)| at).chain([stem]);
    places.flat_map(move |at| {
        let (before, after) = name.split_at(at);
        (0..LETTERS.len()).map(move |letter| [before, &LETTERS[letter..=letter], after, ""])
    })
}

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// Maximum length, in characters, of a name whose variants are looked up.
const MAX_NAME: usize = 40;
