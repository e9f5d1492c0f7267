//! The file that a broken link was probably meant for, found without a look at every file.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::iter::once;
use std::sync::LazyLock;

use linkwright_syntax::{LinkForm, fold};
use linkwright_vault::{
    FileId, Letters, MatchKind, NameFilter, Resolution, Resolver, Vault, without_md,
};

/// Finds the files that the broken links of one note were probably meant for.
pub(crate) struct SimilarNames<'v> {
    resolver: &'v Resolver<'v>,
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
    pub(crate) fn new(resolver: &'v Resolver<'v>, source: FileId) -> SimilarNames<'v> {
        let vault = resolver.vault();
        let source = &vault.file(source).path;
        let lookups = Cell::new(MAX_LOOKUPS);
        SimilarNames { resolver, vault, source, lookups, filter: RefCell::default() }
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
        let same = || {
            let others = [
                written.strip_suffix(".html").unwrap_or_default().to_owned(),
                written.replace(['-', '_'], " "),
                written.replace(' ', "-"),
            ];
            let others = others.iter().filter(|other| *other != written).map(|it| Name::new(it));
            let exists = |name: &Name<'_>| self.first(name, None, |name| once([name, "", "", ""]));
            exists(name).or_else(|| others.into_iter().find_map(|other| exists(&other)))
        };
        let typo = || self.first(name, None, typo_variants);
        let page = |_: &str, letters: Letters| [letters, letters.without(Letters::of(".html"))];
        let same = self.may_have(name, page).then(same).flatten();
        same.or_else(|| self.may_have(name, typo_letters).then(typo).flatten())
    }

    /// Whether a name in the vault may have one of the `variants` of the letters of `name`. If not, none of its
    /// variants with these letters exists, and they need not be looked up one by one.
    fn may_have<'n, V: IntoIterator<Item = Letters>>(
        &self,
        name: &'n Name<'_>,
        variants: impl FnOnce(&'n str, Letters) -> V,
    ) -> bool {
        let known = name.folded.as_deref().zip(self.resolver.known_letters());
        known.is_none_or(|(folded, known)| {
            variants(folded, Letters::of(folded)).into_iter().any(|it| known.contains(it))
        })
    }

    /// The file with the name of `file` whose folder is most like that of `path`, or else most like that of
    /// the note: for a note in `de`, the translation in `de`.
    fn in_nearest_folder(&self, file: FileId, path: &str) -> FileId {
        let path_of = |file: FileId| &*self.vault.file(file).path;
        let name = path_of(file).rsplit('/').next().unwrap_or_default();
        let others = self.vault.files_ending_with(name, MAX_SAME_NAME);
        if others.iter().all(|other| *other == file) {
            return file;
        }
        let (wanted, own): (Vec<_>, Vec<_>) =
            (folders(path).collect(), folders(self.source).collect());
        let likeness = |file: FileId| {
            let same_end = folders(path_of(file)).rev().zip(wanted.iter().rev());
            let same_start = folders(path_of(file)).zip(&own);
            let count = |(a, b): &(Cow<'_, str>, &Cow<'_, str>)| a == *b;
            (same_end.take_while(count).count(), same_start.take_while(count).count())
        };
        let nearer = |(best, most), (other, likeness)| match likeness > most {
            true => (other, likeness),
            false => (best, most),
        };
        let others = others.into_iter().map(|other| (other, likeness(other)));
        others.fold((file, likeness(file)), nearer).0
    }

    /// Whether an embed with the broken path `path` means an attachment, whose extension it lacks.
    pub(crate) fn means_attachment(&self, path: &str) -> bool {
        let found = self.nearest_file(path, true);
        found.is_some_and(|(file, _)| is_stem_of(path, &self.vault.file(file).path))
    }

    /// The attachment that differs from `name` only in its extension.
    fn attachment(&self, name: &str) -> Option<(FileId, MatchKind)> {
        let stem = Name::new(match name.rsplit_once('.') {
            Some((stem, extension)) if is_attachment_extension(extension) => stem,
            _ => name,
        });
        let letters =
            |_: &str, stem: Letters| EXTENSION_LETTERS.iter().map(move |it| stem.with(*it));
        if !self.may_have(&stem, letters) {
            self.count_lookups(ATTACHMENT_EXTENSIONS.len());
            return None;
        }
        let variants = |stem| ATTACHMENT_EXTENSIONS.iter().map(move |known| [stem, ".", known, ""]);
        self.first(&stem, Some(&self.lookups), variants)
    }

    /// The attachment whose name has one letter more than `name`.
    fn longer_attachment(&self, name: &Name<'_>) -> Option<(FileId, MatchKind)> {
        let (stem, extension) = name.written.rsplit_once('.')?;
        let chars = stem.chars().count();
        if !is_attachment_extension(extension) || !(3..=MAX_NAME).contains(&chars) {
            return None;
        }
        let letters =
            |_: &str, name: Letters| LETTERS.chars().map(move |it| name.with(Letters::from(it)));
        if !self.may_have(name, letters) {
            self.count_lookups(LETTERS.len() * (chars + 1));
            return None;
        }
        self.first(name, Some(&self.lookups), longer_variants)
    }

    /// Counts lookups that were not necessary, so that a check of all notes finds the same as that of one.
    fn count_lookups(&self, count: usize) {
        self.lookups.set(self.lookups.get().saturating_sub(count));
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

/// The letters of the [`ATTACHMENT_EXTENSIONS`] with their dots.
static EXTENSION_LETTERS: LazyLock<[Letters; ATTACHMENT_EXTENSIONS.len()]> = LazyLock::new(|| {
    ATTACHMENT_EXTENSIONS.map(|extension| Letters::of(extension).with(Letters::from('.')))
});

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

/// The folders of a path, folded.
fn folders(path: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.split('/').filter(|part| !part.is_empty()).map(fold)
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

/// The letters of the [`typo_variants`] of the folded name `name`, which has these `letters`.
fn typo_letters(name: &str, letters: Letters) -> impl Iterator<Item = Letters> {
    let chars = name.chars().map(Letters::from);
    let one = chars.flat_map(move |char| [letters.without(char), letters.with(char)]);
    [letters, letters.with(Letters::from('s'))].into_iter().chain(one)
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
