//! The files whose names or aliases are similar to one that does not exist, of all files of the vault.

use std::iter::once_with;

use linkwright_syntax::fold;
use linkwright_vault::{FileId, MatchKind, Vault, without_md};

use super::typos::Typos;

/// A file whose name or alias is similar to one that does not exist.
pub(crate) struct SimilarFile<'v> {
    /// The file.
    pub(crate) file: FileId,
    /// The similar alias; `None` if it is the file's name that is similar.
    pub(crate) alias: Option<&'v str>,
}

/// The files whose name or alias is similar to `path`, the broken path of a link: at most three, the most
/// likely first. That is `nearest`, the file that [`SimilarNames`](super::SimilarNames) finds, unless it is
/// found by an alias. The others are only looked for if they are asked for, because this looks at all files.
pub(crate) fn similar_files<'v>(
    vault: &'v Vault,
    path: &str,
    nearest: Option<(FileId, MatchKind)>,
) -> impl Iterator<Item = SimilarFile<'v>> {
    // A file found by an alias is among the others, with that alias.
    let nearest = nearest.filter(|(_, how)| *how != MatchKind::Alias).map(|(file, _)| file);
    let others = once_with(move || other_files(vault, path, nearest)).flatten();
    let nearest = nearest.map(|file| SimilarFile { file, alias: None });
    nearest.into_iter().chain(others).take(3)
}

/// The files except `nearest` whose name or alias is similar to `path`, the most similar first.
fn other_files<'v>(
    vault: &'v Vault,
    path: &str,
    nearest: Option<FileId>,
) -> impl Iterator<Item = SimilarFile<'v>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let wanted = Typos::of(fold(without_md(name)).into_owned());
    let distance = |name: &str| wanted.may_be_near(name).then(|| wanted.count(&fold(name)))?;
    let mut found = Vec::new();
    for (file, known) in vault.files().filter(|(file, _)| Some(*file) != nearest) {
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
    found.into_iter().map(|(_, _, similar)| similar)
}
