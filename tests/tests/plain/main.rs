//! Compares the listing commands with a plain reading of the files of real vaults, which does not use the
//! engine. Every difference is explained.

mod commands;
mod explained;
mod queries;
mod reading;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use commands::Links;
use explained::{OTHER_LINKS, OTHER_TAGS, OTHER_USES, unexplained};
use linkwright_tests::vaults::vaults;
use vault::{PlainVault, Target};

/// The entries that differ.
fn differing<K: Ord + Clone>(ours: &BTreeMap<K, usize>, plain: &BTreeMap<K, usize>) -> Vec<K> {
    let keys: BTreeSet<&K> = ours.keys().chain(plain.keys()).collect();
    keys.into_iter().filter(|key| ours.get(key) != plain.get(key)).cloned().collect()
}

fn other_links(vault: &Path, ours: &Links, plain: &Links) -> Vec<String> {
    let differences = differing(ours, plain).into_iter().map(|key| {
        let (a, b) = (ours.get(&key).unwrap_or(&0), plain.get(&key).unwrap_or(&0));
        (key.0.clone(), format!("{key:?}: {a} by the command, {b} in the file"))
    });
    unexplained(vault, differences, OTHER_LINKS)
}

/// Some files: those at the ends of the list, and every so many between.
fn some(files: Vec<&String>) -> Vec<&String> {
    let step = files.len().div_ceil(SOME).max(1);
    let last = files.last().copied();
    files.into_iter().step_by(step).chain(last).collect()
}

/// Number of files of a vault that are asked for one by one. Each loads the vault.
const SOME: usize = 4;

#[test]
fn the_graph_is_that_of_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        wrong.extend(other_links(&folder, &commands::graph(&folder), &plain.links()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn unresolved_names_are_those_in_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let mut plain = PlainVault::read(&folder).links();
        plain.retain(|(_, target), _| matches!(target, Target::Missing(_)));
        // Some of the notes with other links have no other unresolved ones.
        let found = other_links(&folder, &commands::unresolved(&folder), &plain);
        wrong.extend(found.into_iter().filter(|it| !it.ends_with("does not differ")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn links_and_backlinks_are_those_in_the_files() {
    let is_explained = |path: &str| OTHER_LINKS.iter().any(|(other, _)| *other == path);
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let mut from: BTreeMap<&String, (BTreeMap<String, usize>, usize)> = BTreeMap::new();
        let mut to: BTreeMap<&String, BTreeMap<String, usize>> = BTreeMap::new();
        let links = plain.links();
        for ((source, target), count) in &links {
            match target {
                Target::Missing(_) => from.entry(source).or_default().1 += count,
                Target::File(file) => {
                    from.entry(source).or_default().0.insert(file.clone(), *count);
                    to.entry(file).or_default().insert(source.clone(), *count);
                }
            }
        }
        let sources = plain.notes.keys().filter(|path| !is_explained(path)).collect();
        for path in some(sources) {
            let expected = from.get(path).cloned().unwrap_or_default();
            assert_eq!(commands::links(&folder, path), expected, "{}: {path}", folder.display());
        }
        let (few, mut many): (Vec<_>, Vec<_>) = to.keys().partition(|path| to[**path].len() < 20);
        many.sort_by_key(|path| std::cmp::Reverse(to[*path].len()));
        many.truncate(SOME);
        let without = plain.notes.keys().filter(|path| !to.contains_key(path)).take(1);
        let asked = some(few).into_iter().chain(many).chain(without);
        for path in asked {
            let mut expected = to.get(path).cloned().unwrap_or_default();
            let mut found = commands::backlinks(&folder, path);
            expected.retain(|source, _| !is_explained(source));
            found.retain(|source, _| !is_explained(source));
            assert_eq!(found, expected, "{}: to {path}", folder.display());
        }
    }
}

#[test]
fn orphans_are_those_of_the_files() {
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let links = plain.links();
        let is_linked = |path: &String, by: &dyn Fn(&str) -> bool| {
            let mut to =
                links.keys().filter(|(_, to)| matches!(to, Target::File(to) if to == path));
            to.any(|(source, _)| by(source))
        };
        let linked: BTreeSet<&String> = links
            .keys()
            .filter_map(|(_, target)| match target {
                Target::File(path) => Some(path),
                Target::Missing(_) => None,
            })
            .collect();
        let expected: Vec<&String> =
            plain.notes.keys().filter(|path| !linked.contains(path)).collect();
        let found = commands::orphans(&folder);
        let found: Vec<&String> = found.iter().collect();
        let is_explained = |path: &&&String| {
            is_linked(path, &|source| OTHER_LINKS.iter().any(|(other, _)| *other == source))
        };
        let differs = |a: &[&String], b: &[&String]| -> Vec<String> {
            let others = a.iter().filter(|path| !b.contains(path) && !is_explained(path));
            others.map(|path| (*path).clone()).collect()
        };
        let only_found = differs(&found, &expected);
        let only_expected = differs(&expected, &found);
        assert!(
            only_found.is_empty() && only_expected.is_empty(),
            "{}: only by the command {only_found:?}, only in the files {only_expected:?}",
            folder.display()
        );
    }
}

#[test]
fn tags_are_those_in_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let mut theirs: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (path, note) in &plain.notes {
            for tag in &note.tags {
                theirs.insert((path.clone(), tag.to_lowercase()), 1);
            }
        }
        let ours = commands::tags_by_note(&folder);
        let differences = differing(&ours, &theirs).into_iter().map(|key| {
            let by =
                if ours.contains_key(&key) { "only by the command" } else { "only in the file" };
            (key.0.clone(), format!("{}: #{}: {by}", key.0, key.1))
        });
        wrong.extend(unexplained(&folder, differences, OTHER_TAGS));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn tags_are_counted_as_in_the_files() {
    let mut wrong = Vec::new();
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let mut ours = commands::tags(&folder, None);
        let mut theirs: BTreeMap<String, usize> = BTreeMap::new();
        for (path, note) in &plain.notes {
            if OTHER_TAGS.iter().chain(OTHER_USES).any(|(other, _)| other == path) {
                // What differs there is known.
                for (tag, uses) in commands::tags(&folder, Some(path)) {
                    *ours.entry(tag).or_default() -= uses;
                }
                continue;
            }
            for tag in &note.tags {
                *theirs.entry(tag.to_lowercase()).or_default() += 1;
            }
        }
        ours.retain(|_, uses| *uses > 0);
        wrong.extend(differing(&ours, &theirs).into_iter().map(|tag| {
            let (a, b) = (ours.get(&tag).unwrap_or(&0), theirs.get(&tag).unwrap_or(&0));
            format!("{}: #{tag}: {a} by the command, {b} in the files", folder.display())
        }));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
