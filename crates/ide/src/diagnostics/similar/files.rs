//! The files whose names or aliases are similar to one that does not exist, of all files of the vault.

use linkwright_syntax::fold;
use linkwright_vault::{FileId, MatchKind, Vault, without_md};
use strsim::osa_distance;

use super::SimilarNames;
use super::typos::{char_bits, tolerance};

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
