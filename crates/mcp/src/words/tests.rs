use std::fs;
use std::sync::atomic::AtomicBool;

use linkwright_fixture::Fixture;
use linkwright_project::Located;

use super::*;

fn folder(fixture: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(".linkwright.toml"), "").expect("written");
    for file in Fixture::parse(fixture).files {
        fs::write(folder.path().join(&file.path), &file.text).expect("written");
    }
    folder
}

fn open(folder: &tempfile::TempDir) -> Project {
    let located = Located::named(folder.path()).expect("a vault");
    Project::open(&located, &AtomicBool::new(false), |_, _| ()).expect("it opens")
}

fn found(index: &WordIndex, project: &Project, query: &str) -> Vec<String> {
    let found = index.find(&project.vault, &query_words(query), 0, 100).matches.into_iter();
    found.map(|it| format!("{} {:?}", project.vault.file(it.file).path, it.rank)).collect()
}

const NOTES: &str = "//- /Honey bee.md\n---\naliases: [Apis]\n---\n# Life\nIt flies.\n\
    //- /Wasp.md\n# Not a honey bee\nIt stings like a bee, foo-bar. 蜂蜜水\n\
    //- /Flower.md\n#bee/food\nBeehives. Wasp wasp wasp.\n";

#[test]
fn ranks_names_before_headings_before_tags_before_texts() {
    let folder = folder(NOTES);
    let (project, mut index) = (open(&folder), WordIndex::default());
    assert!(index.update(&project, usize::MAX));
    let found = |query| found(&index, &project, query);
    assert_eq!(found("bee"), ["Honey bee.md InName", "Wasp.md Heading", "Flower.md Tag"]);
    assert_eq!(found("Honey BEE"), ["Honey bee.md Name", "Wasp.md Heading"]);
    assert_eq!(found("apis"), ["Honey bee.md Name"]);
    assert_eq!(found("wasp"), ["Wasp.md Name", "Flower.md Text"]);
    assert_eq!(found("bee flies"), ["Honey bee.md Text"]);
    assert_eq!(found("foo-bar"), ["Wasp.md Text"]);
    assert_eq!(found("蜜"), ["Wasp.md Text"]);
    assert_eq!(found("hive"), ["Flower.md Text"]);
    assert_eq!(found("#bee"), ["Flower.md Tag"]);
    assert_eq!(found("i"), [""; 0], "a letter is a whole word");
    assert_eq!(found("bee nothing"), [""; 0]);
}

#[test]
fn updates_follow_the_vault() {
    let folder = folder(NOTES);
    let mut index = WordIndex::default();
    assert!(!index.update(&open(&folder), 2), "one is left");
    assert!(index.update(&open(&folder), 2));
    fs::write(folder.path().join("Wasp.md"), "nectar\n").expect("written");
    fs::remove_file(folder.path().join("Flower.md")).expect("removed");
    fs::rename(folder.path().join("Honey bee.md"), folder.path().join("Bumble.md")).expect("moved");
    let project = open(&folder);
    assert!(index.update(&project, usize::MAX));
    assert_eq!(found(&index, &project, "nectar"), ["Wasp.md Text"]);
    assert_eq!(found(&index, &project, "wasp"), ["Wasp.md Name"]);
    assert_eq!(found(&index, &project, "bumble"), ["Bumble.md Name"]);
    assert_eq!(found(&index, &project, "honey"), [""; 0]);
}

#[test]
fn equal_notes_are_in_the_order_of_their_paths() {
    let words = ["beehive", "bees", "beeswax", "beetle", "beeline", "bee"];
    let folder = folder("");
    let write = |n: usize| {
        let (first, second) = words.split_at(n % words.len());
        let text = [second, first].concat().join(" ");
        fs::write(folder.path().join(format!("{n:02}.md")), text).expect("written");
    };
    let expected: Vec<String> = (0..20).map(|n| format!("{n:02}.md Text")).collect();
    // The last notes, and so other words, are indexed first.
    let mut index = WordIndex::default();
    (10..20).rev().for_each(write);
    index.update(&open(&folder), usize::MAX);
    (0..10).for_each(write);
    let project = open(&folder);
    index.update(&project, 3);
    index.update(&project, usize::MAX);
    assert_eq!(found(&index, &project, "bee"), expected);
    let page = index.find(&project.vault, &query_words("bee"), 7, 3);
    let names = page.matches.iter().map(|it| project.vault.file(it.file).name());
    assert_eq!((page.total, names.collect::<Vec<_>>()), (20, vec!["07", "08", "09"]));
    let after_the_end = index.find(&project.vault, &query_words("bee"), 20, 3);
    assert_eq!((after_the_end.total, after_the_end.matches), (20, Vec::new()));
}
