//! What was probably meant by a name that nothing has.

use std::cell::RefCell;

use linkwright_syntax::{LinkForm, fold, heading_key};
use linkwright_vault::{FileId, MatchKind, Resolution, Vault, without_md};
use rustc_hash::FxHashMap;
use strsim::osa_distance;

/// Looks for the files that broken links of one note were meant for.
pub(super) struct SimilarNames<'v> {
    vault: &'v Vault,
    /// The note's path.
    source: &'v str,
}

impl<'v> SimilarNames<'v> {
    pub(super) fn new(vault: &'v Vault, source: FileId) -> SimilarNames<'v> {
        SimilarNames { vault, source: &vault.file(source).path }
    }

    /// The name of a file that `path` was probably meant for, as a link would write it.
    ///
    /// It is looked up under what `path` would be without one slip, which costs the length of the
    /// name and not the vault.
    pub(super) fn nearest(&self, path: &str) -> Option<&'v str> {
        let (file, _) = self.nearest_file(path)?;
        let file = self.vault.file(file);
        if path.contains('/') { Some(without_md(&file.path)) } else { Some(file.name()) }
    }

    fn nearest_file(&self, path: &str) -> Option<(FileId, MatchKind)> {
        // Sites write a page as a folder.
        let path = path.trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path);
        // The right name in the wrong folder, of the page made from it, or with other separators.
        let other = [
            name.to_owned(),
            name.strip_suffix(".html").unwrap_or_default().to_owned(),
            name.replace(['-', '_'], " "),
            name.replace(' ', "-"),
        ];
        other.into_iter().chain(slips(name)).find_map(|name| self.file(&name))
    }

    fn file(&self, name: &str) -> Option<(FileId, MatchKind)> {
        match self.vault.resolve_path(self.source, name, LinkForm::Wiki) {
            Resolution::File(file, how) if !name.is_empty() => Some((file, how)),
            _ => None,
        }
    }
}

/// What `name` would be with one letter less, two letters swapped, one letter doubled, or an `s`
/// at its end.
fn slips(name: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = name.chars().collect();
    let short = (3..=LONGEST).contains(&letters.len());
    let count = if short { letters.len() } else { 0 };
    let plural = short.then(|| format!("{name}s"));
    let slips = (0..count).flat_map(move |at| {
        let changed = |change: &dyn Fn(&mut Vec<char>)| {
            let mut letters = letters.clone();
            change(&mut letters);
            letters.into_iter().collect::<String>()
        };
        let doubled = changed(&|letters| letters.insert(at, letters[at]));
        let less = changed(&|letters| {
            letters.remove(at);
        });
        let swapped = (at > 0).then(|| changed(&|letters| letters.swap(at - 1, at)));
        [Some(less), Some(doubled), swapped].into_iter().flatten()
    });
    plural.into_iter().chain(slips)
}

/// The longest name, in characters, that is looked up without slips.
const LONGEST: usize = 40;

/// A file that a name was perhaps meant for.
pub(crate) struct SimilarFile<'v> {
    /// The file.
    pub(crate) file: FileId,
    /// The alias of it that is near, if its name is not.
    pub(crate) alias: Option<&'v str>,
}

/// The files that `path`, which `source` writes and nothing has, was perhaps meant for: the
/// likeliest first, at most three, by name or alias.
pub(crate) fn similar_files<'v>(
    vault: &'v Vault,
    source: FileId,
    path: &str,
) -> Vec<SimilarFile<'v>> {
    let likeliest = SimilarNames::new(vault, source).nearest_file(path);
    // One that is found by an alias is told with that alias, below.
    let likeliest = likeliest.filter(|(_, how)| *how != MatchKind::Alias).map(|(file, _)| file);
    let name = path.rsplit('/').next().unwrap_or(path);
    let wanted = fold(without_md(name));
    let (letters, tolerance) = (letters(&wanted), tolerance(&wanted));
    let distance = |name: &str| {
        // Most names are told apart without looking at the order of their letters.
        let apart = (self::letters(name) ^ letters).count_ones() as usize > 2 * tolerance
            || name.is_ascii()
                && wanted.is_ascii()
                && name.len().abs_diff(wanted.len()) > tolerance;
        let distance = (!apart).then(|| osa_distance(&wanted, &fold(name)))?;
        (distance <= tolerance).then_some(distance)
    };
    let mut found = Vec::new();
    for (file, known) in vault.files() {
        if Some(file) == likeliest {
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
    let likeliest = likeliest.map(|file| SimilarFile { file, alias: None });
    likeliest.into_iter().chain(found.into_iter().map(|(_, _, near)| near)).take(3).collect()
}

/// Which letters a name holds, in one case, as bits: of two names that differ by one slip, at most
/// two bits differ.
fn letters(name: &str) -> u64 {
    let ascii = name.bytes().filter(u8::is_ascii);
    ascii.fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() & 63))
}

/// The headings of notes, to be compared with what broken links name.
#[derive(Default)]
pub(crate) struct HeadingMatcher<'v> {
    known: RefCell<FxHashMap<FileId, Vec<Keyed<'v>>>>,
}

/// A heading as it is compared.
struct Keyed<'v> {
    heading: &'v str,
    key: String,
    letters: u64,
}

impl<'v> HeadingMatcher<'v> {
    /// The heading of `file` that `subpath` was probably meant for, as written there.
    pub(crate) fn nearest(&self, vault: &'v Vault, file: FileId, subpath: &str) -> Option<&'v str> {
        let note = vault.note(file)?;
        let wanted = heading_key(subpath.rsplit('#').next().unwrap_or(subpath));
        let (wanted_letters, tolerance) = (letters(&wanted), tolerance(&wanted));
        let mut known = self.known.borrow_mut();
        let keyed = known.entry(file).or_insert_with(|| {
            let keyed = |heading| {
                let key = heading_key(heading);
                Keyed { heading, letters: letters(&key), key }
            };
            let named = note.headings.iter().map(keyed).filter(|it| !it.key.is_empty());
            named.take(MOST_HEADINGS).collect()
        });
        let mut nearest: Option<(usize, &'v str)> = None;
        for Keyed { heading, key, letters } in keyed.iter() {
            // For most headings their letters alone, in any order, show that they are too different.
            let apart = (*letters ^ wanted_letters).count_ones() as usize > 2 * tolerance
                || key.is_ascii()
                    && wanted.is_ascii()
                    && key.len().abs_diff(wanted.len()) > tolerance;
            if apart {
                continue;
            }
            let distance = if *key == wanted { 0 } else { osa_distance(&wanted, key) };
            if distance <= tolerance && nearest.is_none_or(|(best, _)| distance < best) {
                nearest = Some((distance, heading));
            }
            if distance == 0 {
                break;
            }
        }
        nearest.map(|(_, heading)| heading)
    }
}

/// Only so many headings are compared: a note of thousands is no list to pick from.
const MOST_HEADINGS: usize = 500;

/// How many slips of the pen a name of this length may have.
fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}
