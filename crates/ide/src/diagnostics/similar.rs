//! Existing names that are similar to one that does not exist.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::iter::once;

use linkwright_syntax::{LinkForm, fold, heading_key};
use linkwright_vault::{FileId, MatchKind, NameFilter, Resolution, Vault, without_md};
use rustc_hash::FxHashMap;
use strsim::osa_distance;

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

/// A file whose name or alias is similar to one that does not exist.
pub(crate) struct SimilarFile<'v> {
    /// The file.
    pub(crate) file: FileId,
    /// The similar alias; `None` if it is the file's name that is similar.
    pub(crate) alias: Option<&'v str>,
}

/// The files whose name or alias is similar to `path`, the broken path of a link in `source`:
/// at most three, the most likely first.
pub(crate) fn similar_files<'v>(
    vault: &'v Vault,
    source: FileId,
    path: &str,
    is_embed: bool,
) -> Vec<SimilarFile<'v>> {
    let best = SimilarNames::new(vault, source).nearest_file(path, is_embed);
    // A file found by an alias is added below, with that alias.
    let best = best.filter(|(_, how)| *how != MatchKind::Alias).map(|(file, _)| file);
    let name = path.rsplit('/').next().unwrap_or(path);
    let wanted = fold(without_md(name));
    let (char_bits, tolerance) = (char_bits(&wanted), tolerance(&wanted));
    let distance = |name: &str| {
        // Most names differ too much even if the order of their characters is ignored.
        let too_different = (self::char_bits(name) ^ char_bits).count_ones() as usize
            > 2 * tolerance
            || name.is_ascii()
                && wanted.is_ascii()
                && name.len().abs_diff(wanted.len()) > tolerance;
        let distance = (!too_different).then(|| osa_distance(&wanted, &fold(name)))?;
        (distance <= tolerance).then_some(distance)
    };
    let mut found = Vec::new();
    for (file, known) in vault.files() {
        if Some(file) == best {
            continue;
        }
        if let Some(distance) = distance(known.name()) {
            found.push((distance, &*known.path, SimilarFile { file, alias: None }));
            continue;
        }
        let aliases = vault.aliases(file).map(|alias| alias.scalar.value);
        let nearest = aliases.filter_map(|alias| Some((distance(alias)?, alias))).min();
        if let Some((distance, alias)) = nearest {
            found.push((distance, &*known.path, SimilarFile { file, alias: Some(alias) }));
        }
    }
    found.sort_unstable_by_key(|(distance, path, _)| (*distance, *path));
    let best = best.map(|file| SimilarFile { file, alias: None });
    best.into_iter().chain(found.into_iter().map(|(_, _, similar)| similar)).take(3).collect()
}

/// The set of ASCII characters in a name, in lower case, as bits. One typo changes at most two
/// bits.
fn char_bits(name: &str) -> u64 {
    let ascii = name.bytes().filter(u8::is_ascii);
    ascii.fold(0, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63))
}

/// Finds the headings that broken subpaths were probably meant for. Keeps the keys of the headings
/// of each note it has seen.
#[derive(Default)]
pub(crate) struct HeadingMatcher<'v> {
    cache: RefCell<FxHashMap<FileId, Vec<HeadingKey<'v>>>>,
}

/// A heading, prepared for comparison.
struct HeadingKey<'v> {
    heading: &'v str,
    key: String,
    char_bits: u64,
}

impl<'v> HeadingMatcher<'v> {
    /// The heading of `file` that `subpath` was probably meant for, as written in the file. `None`
    /// if no heading is similar.
    pub(crate) fn nearest(&self, vault: &'v Vault, file: FileId, subpath: &str) -> Option<&'v str> {
        let note = vault.note(file)?;
        let wanted = heading_key(subpath.rsplit('#').next().unwrap_or(subpath));
        let (wanted_bits, tolerance) = (char_bits(&wanted), tolerance(&wanted));
        let mut cache = self.cache.borrow_mut();
        let keys = cache.entry(file).or_insert_with(|| {
            let prepare = |heading| {
                let key = heading_key(heading);
                HeadingKey { heading, char_bits: char_bits(&key), key }
            };
            let named = note.headings.iter().map(prepare).filter(|it| !it.key.is_empty());
            named.take(MAX_HEADINGS).collect()
        });
        let mut nearest: Option<(usize, &'v str)> = None;
        for HeadingKey { heading, key, char_bits } in keys.iter() {
            // Most headings differ too much even if the order of their characters is ignored.
            let too_different = (*char_bits ^ wanted_bits).count_ones() as usize > 2 * tolerance
                || key.is_ascii()
                    && wanted.is_ascii()
                    && key.len().abs_diff(wanted.len()) > tolerance;
            if too_different {
                continue;
            }
            let distance = if *key == wanted { 0 } else { osa_distance(&wanted, key) };
            if distance <= tolerance && nearest.is_none_or(|(least, _)| distance < least) {
                nearest = Some((distance, heading));
            }
            if distance == 0 {
                break;
            }
        }
        nearest.map(|(_, heading)| heading)
    }
}

/// Maximum number of headings or block ids of a note that are compared.
const MAX_HEADINGS: usize = 500;

/// The block id of `file` that `subpath` was probably meant for, without the `^`.
pub(crate) fn nearest_block<'v>(vault: &'v Vault, file: FileId, subpath: &str) -> Option<&'v str> {
    let wanted = subpath.trim().trim_start_matches('^').to_ascii_lowercase();
    let tolerance = MAX_BLOCK_TYPOS.min(wanted.chars().count() / 2);
    let wanted_bits = char_bits(&wanted);
    let ids = vault.note(file)?.block_ids.iter().take(MAX_HEADINGS).filter(|id| {
        id.len().abs_diff(wanted.len()) <= tolerance
            && (char_bits(id) ^ wanted_bits).count_ones() as usize <= 2 * tolerance
    });
    let distances = ids.map(|id| (osa_distance(&wanted, &id.to_ascii_lowercase()), id));
    let near = distances.filter(|(distance, _)| *distance <= tolerance);
    near.min_by_key(|(distance, _)| *distance).map(|(_, id)| &**id)
}

/// Maximum number of typos in a block id.
const MAX_BLOCK_TYPOS: usize = 2;

/// Maximum number of typos in a name of this length.
pub(super) fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}
