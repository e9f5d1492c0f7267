//! Searches the files of the vault by path.

use linkwright_vault::{IndexedName, NameOwner, TextSignature, Vault, normalize};

use super::ranking::{ENOUGH_MATCHES, Ranking};
use crate::matching::{MAX_FUZZY_CANDIDATES, Query, Rank, TopK};

/// Returns the names whose path below the folder `base` matches `typed`, the best first, and whether
/// there are more. `base` is [`normalize`]d and ends with a `/`, or is empty for the root. `wanted`
/// decides by the folder below `base` and the name.
///
/// Fuzzy matches are added only if few paths contain what was typed from the start of a word. If
/// nothing was typed, all paths match.
pub(super) fn search<'v>(
    vault: &'v Vault,
    ranking: &Ranking,
    base: &str,
    typed: &str,
    wanted: impl Fn(&str, &IndexedName<'v>) -> bool,
) -> (Vec<(Rank, IndexedName<'v>)>, bool) {
    let mut query = Query::new(typed);
    let mut found = TopK::new(vault.settings().max_items);
    let names = vault.names();
    if query.is_empty() {
        let all = names
            .with_path(base, TextSignature::default())
            .filter(|(below, name)| wanted(below, name));
        for (below, name) in all {
            let key = ranking.key(name, Rank::Word, below.len() + name.len);
            found.add(key, (Rank::Word, name));
        }
        return found.finish();
    }
    let mut path =
        Path { vault, buffer: String::new(), with_extension: query.typed().contains('.') };
    // The names of notes have no extension. The first typed word is only the part up to a slash: it
    // does not continue into the next folder or the name.
    let stem = query.typed().rsplit_once('.').map_or(query.typed(), |(stem, _)| stem).to_owned();
    let word = stem.split(['/', '.']).next().unwrap_or_default();
    let characters = TextSignature::of_characters(&stem);
    let mut contiguous_count = 0;
    for (below, name) in
        names.with_path(base, characters.union(TextSignature::of_word_prefix(word)))
    {
        if let Some(rank) =
            query.rank_contiguous(path.of(below, &name)).filter(|_| wanted(below, &name))
        {
            contiguous_count += 1;
            found.add(ranking.key(name, rank, path.len()), (rank, name));
        }
    }
    let mut truncated = contiguous_count > ENOUGH_MATCHES;
    if !truncated {
        for (at, (below, name)) in names.with_path(base, characters).enumerate() {
            if at == MAX_FUZZY_CANDIDATES {
                truncated = true;
                break;
            }
            let path = path.of(below, &name);
            if query.rank_contiguous(path).is_none()
                && let Some(rank) = query.rank_fuzzy(path).filter(|_| wanted(below, &name))
            {
                found.add(ranking.key(name, rank, path.len()), (rank, name));
            }
        }
    }
    let (found, more) = found.finish();
    (found, more || truncated)
}

/// Builds the paths that are compared, one after the other, in one buffer.
struct Path<'v> {
    vault: &'v Vault,
    buffer: String,
    /// Whether the paths of notes have their extension.
    with_extension: bool,
}

impl Path<'_> {
    /// The path of `name` in the folder `below`.
    fn of(&mut self, below: &str, name: &IndexedName<'_>) -> &str {
        self.buffer.clear();
        self.buffer.push_str(below);
        self.buffer.push_str(name.text());
        if let NameOwner::Note(id) = name.owner
            && self.with_extension
        {
            let file = self.vault.file(id);
            self.buffer.push_str(&normalize(&file.file_name()[file.name().len()..]));
        }
        &self.buffer
    }

    fn len(&self) -> usize {
        self.buffer.len()
    }
}

#[cfg(test)]
mod tests {
    use linkwright_vault::{Change, FileId};
    use proptest::prelude::*;

    use super::*;
    use crate::completion::tests::SESSION;

    /// The expected result of [`search`] without limits, found by reading each path.
    fn search_all(vault: &Vault, ranking: &Ranking, base: &str, typed: &str) -> Vec<String> {
        let mut query = Query::new(typed);
        let (mut whole, mut fuzzy) = (Vec::new(), Vec::new());
        for name in vault.names().filter_by_mask(|_| true) {
            let path = match name.owner {
                NameOwner::Note(id) | NameOwner::Attachment(id) => normalize(&vault.file(id).path),
                NameOwner::Missing(_) if base.is_empty() => name.text().into(),
                _ => continue,
            };
            let extension = typed.contains('.');
            let path = if extension { &*path } else { path.strip_suffix(".md").unwrap_or(&path) };
            let Some(below) = path.strip_prefix(base) else { continue };
            if query.is_empty() {
                whole.push((ranking.key(name, Rank::Word, below.len()), path.to_owned()));
            } else if let Some(rank) = query.rank_contiguous(below) {
                whole.push((ranking.key(name, rank, below.len()), path.to_owned()));
            } else if let Some(rank) = query.rank_fuzzy(below) {
                fuzzy.push((ranking.key(name, rank, below.len()), path.to_owned()));
            }
        }
        if query.is_empty() || whole.len() <= ENOUGH_MATCHES {
            whole.extend(fuzzy);
        }
        whole.sort_unstable();
        whole.into_iter().map(|(_, path)| path).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn paths_are_found_without_reading_all_of_them(
            paths in prop::collection::vec("([abÁ]{1,2}/){0,3}[abé.]{1,4}", 1..150),
            typed in prop::collection::vec("([ab]{0,3}/)?[abé]{0,3}[. ]?[abm]{0,2}", 10),
            base in prop::sample::select(vec!["", "a/", "b/", "a/b/"]),
            gone in 0_usize..20,
        ) {
            let mut vault = Vault::default();
            for (at, path) in paths.iter().enumerate() {
                match at % 4 {
                    0 => drop(vault.apply(Change::File { path: &format!("{path}.png") })),
                    1 => {
                        let (path, text) = (format!("{at}.md"), format!("[[{path}]]"));
                        vault.apply(Change::Note { path: &path, text: &text });
                    }
                    _ => {
                        let path = format!("{path}.md");
                        vault.apply(Change::Note { path: &path, text: "" });
                    }
                }
            }
            prop_assert!(!vault.names().is_empty());
            let files: Vec<FileId> = vault.files().map(|(file, _)| file).collect();
            for file in files.iter().step_by(3).take(gone) {
                let path = vault.file(*file).path.to_string();
                vault.apply(Change::Remove { path: &path });
            }
            vault.apply(Change::Note { path: "a/source.md", text: "" });
            let source = vault.find_file("a/source.md").expect("it was just created");
            let ranking = Ranking::new(&vault, source, false, &SESSION);
            for typed in typed {
                let (found, _) = search(&vault, &ranking, base, &typed, |_, _| true);
                let paths = found.iter().map(|(_, name)| match name.owner {
                    NameOwner::Note(id) | NameOwner::Attachment(id) => {
                        let path = normalize(&vault.file(id).path);
                        let bare = path.strip_suffix(".md").unwrap_or(&path);
                        (if typed.contains('.') { &*path } else { bare }).to_owned()
                    }
                    _ => name.text().to_owned(),
                });
                let expected = search_all(&vault, &ranking, base, &typed);
                prop_assert_eq!(paths.collect::<Vec<_>>(), expected, "{}", typed);
            }
        }
    }
}
