use super::*;
use crate::{Delta, DiskEntry, OutsideTarget};

const FOLDER: Option<DiskEntry> = Some(DiskEntry::Folder { index_file: None });

/// The target of each link of the note at `path`.
fn link_targets(vault: &Vault, path: &str) -> Vec<String> {
    let source = vault.find_file(path).unwrap();
    let links = vault.note(source).unwrap().links.len();
    let links = (0..u32::try_from(links).unwrap()).map(|index| LinkRef { source, index });
    let show = |link| match vault.resolve(link).file() {
        Some(file) => vault.file(file).path.to_string(),
        None => match vault.resolve_outside(link) {
            OutsideTarget::File(path) => format!("disk {path}"),
            OutsideTarget::Folder { path, index_file } => {
                format!("folder {path:?} {}", index_file.unwrap_or_default())
            }
            OutsideTarget::SitePage(path) => format!("site {path}"),
            OutsideTarget::Unknown => "unknown".to_owned(),
            OutsideTarget::Missing => "missing".to_owned(),
        },
    };
    links.map(show).collect()
}

fn note(vault: &mut Vault, path: &str, text: &str) -> Delta {
    vault.apply(Change::Note { path, text })
}

fn put_on_disk(vault: &mut Vault, path: &str, entry: Option<DiskEntry>) -> Delta {
    vault.apply(Change::DiskEntry { path, entry })
}

#[test]
fn files_without_extension_are_found_by_name_and_notes_come_first() {
    let mut vault = Vault::new(Settings::default());
    vault.apply(Change::File { path: "LICENSE" });
    vault.apply(Change::File { path: "src/Makefile" });
    let text = "[[LICENSE]] [a](license) [b](/Makefile) [c](src/Makefile) [[makefile]]";
    note(&mut vault, "docs/a.md", text);
    let expected = ["LICENSE", "LICENSE", "missing", "src/Makefile", "src/Makefile"];
    assert_eq!(link_targets(&vault, "docs/a.md"), expected);
    let file = vault.find_file("LICENSE").unwrap();
    assert_eq!(vault.backlinks(file).len(), 2);

    let source = vault.find_file("docs/a.md").unwrap();
    let delta = note(&mut vault, "x/License.md", "");
    assert!(vault.is_affected(&delta, source));
    assert_eq!(link_targets(&vault, "docs/a.md")[..2], ["x/License.md"; 2]);
    vault.apply(Change::Remove { path: "x/License.md" });
    let delta = vault.apply(Change::Remove { path: "LICENSE" });
    assert!(vault.is_affected(&delta, source));
    assert_eq!(link_targets(&vault, "docs/a.md")[..2], ["missing"; 2]);
}

#[test]
fn folders_are_known_from_the_paths_of_files() {
    let mut vault = Vault::new(Settings::default());
    note(&mut vault, "a.md", "[x](docs) [x](docs/) [x](.) [x](..) [x](/) [[docs/deep/]] [x](Docs)");
    let missing = "missing".to_owned();
    let root = "folder \"\" ".to_owned();
    let docs = "folder \"docs\" docs/README.md".to_owned();
    let before = [&missing, &missing, &root, &missing, &root, &missing, &missing];
    assert_eq!(link_targets(&vault, "a.md").iter().collect::<Vec<_>>(), before);

    let delta = vault.apply(Change::File { path: "docs/deep/x.png" });
    let source = vault.find_file("a.md").unwrap();
    assert!(vault.is_affected(&delta, source));
    note(&mut vault, "docs/README.md", "[up](..) [here](.) [self](./deep)");
    let deep = "folder \"docs/deep\" ".to_owned();
    let named = docs.replace("\"docs\"", "\"Docs\"");
    let after = [&docs, &docs, &root, &missing, &root, &deep, &named];
    assert_eq!(link_targets(&vault, "a.md").iter().collect::<Vec<_>>(), after);
    let own = [root.clone(), docs, deep];
    assert_eq!(link_targets(&vault, "docs/README.md"), own);

    note(&mut vault, "docs.md", "");
    assert_eq!(link_targets(&vault, "a.md")[..2], ["docs.md", "folder \"docs\" docs/README.md"]);
    vault.apply(Change::Remove { path: "docs/README.md" });
    let delta = vault.apply(Change::Remove { path: "docs/deep/x.png" });
    assert!(vault.is_affected(&delta, source));
    assert_eq!(link_targets(&vault, "a.md")[1], missing);
}

#[test]
fn links_resolve_to_what_is_on_disk() {
    let mut vault = Vault::new(Settings::default());
    vault.set_disk_lookup(true);
    let text =
        "[a](../../out.md) [b](.github/x) [[secret]] [c](build/) [d](b.txt) [[e.txt]] [f](gone)";
    note(&mut vault, "sub/a.md", text);
    let source = vault.find_file("sub/a.md").unwrap();
    assert!(vault.has_unknown_links(source));
    assert_eq!(link_targets(&vault, "sub/a.md"), ["unknown"; 7]);
    let mut queries = vault.take_disk_queries();
    queries.sort_unstable();
    let expected = [
        "../out.md",
        ".github/x",
        ".github/x.md",
        "b.txt",
        "b.txt.md",
        "build",
        "e.txt",
        "e.txt.md",
        "gone",
        "gone.md",
        "secret",
        "secret.md",
        "sub/.github/x",
        "sub/.github/x.md",
        "sub/b.txt",
        "sub/b.txt.md",
        "sub/build",
        "sub/gone",
        "sub/gone.md",
    ];
    assert_eq!(queries, expected);
    let existing = ["../out.md", ".github/x", "secret.md", "sub/b.txt", "e.txt"];
    for path in &queries {
        let entry = match &**path {
            "build" => FOLDER,
            path => existing.contains(&path).then_some(DiskEntry::File),
        };
        let delta = put_on_disk(&mut vault, path, entry);
        assert!(vault.is_affected(&delta, source), "{path}");
    }
    let expected = [
        "disk ../out.md",
        "disk .github/x",
        "disk secret.md",
        "folder \"build\" ",
        "disk sub/b.txt",
        "disk e.txt",
        "missing",
    ];
    assert_eq!(link_targets(&vault, "sub/a.md"), expected);
    assert!(!vault.has_unknown_links(source));
    assert_eq!(vault.take_disk_queries(), Vec::<String>::new());
    let unresolved: Vec<_> = vault.unresolved_paths().map(|(text, _)| text).collect();
    assert!(!unresolved.contains(&"secret"), "{unresolved:?}");

    // Notes of the vault take precedence.
    note(&mut vault, "x/secret.md", "");
    assert_eq!(link_targets(&vault, "sub/a.md")[2], "x/secret.md");
    let delta = put_on_disk(&mut vault, "../out.md", None);
    assert!(vault.is_affected(&delta, source));
    assert_eq!(link_targets(&vault, "sub/a.md")[0], "missing");
    assert!(put_on_disk(&mut vault, "../out.md", None).is_empty());
}

#[test]
fn pages_of_the_website_are_two_folders_above_the_root() {
    let mut vault = Vault::new(Settings::default());
    note(
        &mut vault,
        "docs/a.md",
        "[x](../../../issues) [x](../../../actions/workflows/ci.yml/badge.svg) [x](../../issues) \
         [x](../../../../issues) [x](../../../other) [[../../../issues]] [x](../../../issues.md)",
    );
    let mut expected = ["missing"; 7];
    expected[..2]
        .copy_from_slice(&["site ../../issues", "site ../../actions/workflows/ci.yml/badge.svg"]);
    assert_eq!(link_targets(&vault, "docs/a.md"), expected);
    // What is on disk takes precedence.
    put_on_disk(&mut vault, "../../issues", FOLDER);
    assert_eq!(link_targets(&vault, "docs/a.md")[0], "folder \"../../issues\" ");
}
