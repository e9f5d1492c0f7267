use super::*;
use crate::{Delta, Presence, Reach};

const FOLDER: Option<Presence> = Some(Presence::Folder { opens: None });

/// What each link of the note at `path` reaches.
fn reached(vault: &Vault, path: &str) -> Vec<String> {
    let source = vault.find(path).unwrap();
    let links = vault.note(source).unwrap().links.len();
    let links = (0..u32::try_from(links).unwrap()).map(|index| LinkRef { source, index });
    let show = |link| match vault.resolve(link).file() {
        Some(file) => vault.file(file).path.to_string(),
        None => match vault.reach(link) {
            Reach::File(path) => format!("disk {path}"),
            Reach::Folder { path, opens } => {
                format!("folder {path:?} {}", opens.unwrap_or_default())
            }
            Reach::Site(path) => format!("site {path}"),
            Reach::Unknown => "unknown".to_owned(),
            Reach::Nothing => "nothing".to_owned(),
        },
    };
    links.map(show).collect()
}

fn note(vault: &mut Vault, path: &str, text: &str) -> Delta {
    vault.apply(Change::Note { path, text, facts: scan(text) })
}

fn present(vault: &mut Vault, path: &str, what: Option<Presence>) -> Delta {
    vault.apply(Change::Present { path, what })
}

#[test]
fn files_without_extension_are_found_by_name_and_notes_come_first() {
    let mut vault = Vault::new(Settings::default());
    vault.apply(Change::File { path: "LICENSE" });
    vault.apply(Change::File { path: "src/Makefile" });
    let text = "[[LICENSE]] [a](license) [b](/Makefile) [c](src/Makefile) [[makefile]]";
    note(&mut vault, "docs/a.md", text);
    let expected = ["LICENSE", "LICENSE", "nothing", "src/Makefile", "src/Makefile"];
    assert_eq!(reached(&vault, "docs/a.md"), expected);
    let file = vault.find("LICENSE").unwrap();
    assert_eq!(vault.backlinks(file).len(), 2);

    let source = vault.find("docs/a.md").unwrap();
    let delta = note(&mut vault, "x/License.md", "");
    assert!(vault.touches(&delta, source));
    assert_eq!(reached(&vault, "docs/a.md")[..2], ["x/License.md"; 2]);
    vault.apply(Change::Remove { path: "x/License.md" });
    let delta = vault.apply(Change::Remove { path: "LICENSE" });
    assert!(vault.touches(&delta, source));
    assert_eq!(reached(&vault, "docs/a.md")[..2], ["nothing"; 2]);
}

#[test]
fn folders_are_known_from_the_paths_of_files() {
    let mut vault = Vault::new(Settings::default());
    note(&mut vault, "a.md", "[x](docs) [x](docs/) [x](.) [x](..) [x](/) [[docs/deep/]] [x](Docs)");
    let nothing = "nothing".to_owned();
    let root = "folder \"\" ".to_owned();
    let docs = "folder \"docs\" docs/README.md".to_owned();
    let before = [&nothing, &nothing, &root, &nothing, &root, &nothing, &nothing];
    assert_eq!(reached(&vault, "a.md").iter().collect::<Vec<_>>(), before);

    let delta = vault.apply(Change::File { path: "docs/deep/x.png" });
    let source = vault.find("a.md").unwrap();
    assert!(vault.touches(&delta, source));
    note(&mut vault, "docs/README.md", "[up](..) [here](.) [self](./deep)");
    let deep = "folder \"docs/deep\" ".to_owned();
    let named = docs.replace("\"docs\"", "\"Docs\"");
    let after = [&docs, &docs, &root, &nothing, &root, &deep, &named];
    assert_eq!(reached(&vault, "a.md").iter().collect::<Vec<_>>(), after);
    let own = [root.clone(), docs, deep];
    assert_eq!(reached(&vault, "docs/README.md"), own);

    note(&mut vault, "docs.md", "");
    assert_eq!(reached(&vault, "a.md")[..2], ["docs.md", "folder \"docs\" docs/README.md"]);
    vault.apply(Change::Remove { path: "docs/README.md" });
    let delta = vault.apply(Change::Remove { path: "docs/deep/x.png" });
    assert!(vault.touches(&delta, source));
    assert_eq!(reached(&vault, "a.md")[1], nothing);
}

#[test]
fn the_disk_says_what_else_is_reached() {
    let mut vault = Vault::new(Settings::default());
    vault.ask_disk(true);
    let text =
        "[a](../../out.md) [b](.github/x) [[secret]] [c](build/) [d](b.txt) [[e.txt]] [f](gone)";
    note(&mut vault, "sub/a.md", text);
    let source = vault.find("sub/a.md").unwrap();
    assert!(vault.has_unknown_links(source));
    assert_eq!(reached(&vault, "sub/a.md"), ["unknown"; 7]);
    let mut wanted = vault.take_wanted();
    wanted.sort_unstable();
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
    assert_eq!(wanted, expected);
    let is_there = ["../out.md", ".github/x", "secret.md", "sub/b.txt", "e.txt"];
    for path in &wanted {
        let what = match &**path {
            "build" => FOLDER,
            path => is_there.contains(&path).then_some(Presence::File),
        };
        let delta = present(&mut vault, path, what);
        assert!(vault.touches(&delta, source), "{path}");
    }
    let expected = [
        "disk ../out.md",
        "disk .github/x",
        "disk secret.md",
        "folder \"build\" ",
        "disk sub/b.txt",
        "disk e.txt",
        "nothing",
    ];
    assert_eq!(reached(&vault, "sub/a.md"), expected);
    assert!(!vault.has_unknown_links(source));
    assert_eq!(vault.take_wanted(), Vec::<String>::new());
    let unresolved: Vec<_> = vault.unresolved().map(|(text, _)| text).collect();
    assert!(!unresolved.contains(&"secret"), "{unresolved:?}");

    // Notes of the vault win.
    note(&mut vault, "x/secret.md", "");
    assert_eq!(reached(&vault, "sub/a.md")[2], "x/secret.md");
    let delta = present(&mut vault, "../out.md", None);
    assert!(vault.touches(&delta, source));
    assert_eq!(reached(&vault, "sub/a.md")[0], "nothing");
    assert!(present(&mut vault, "../out.md", None).is_empty());
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
    let mut expected = ["nothing"; 7];
    expected[..2]
        .copy_from_slice(&["site ../../issues", "site ../../actions/workflows/ci.yml/badge.svg"]);
    assert_eq!(reached(&vault, "docs/a.md"), expected);
    // What is on disk comes first.
    present(&mut vault, "../../issues", FOLDER);
    assert_eq!(reached(&vault, "docs/a.md")[0], "folder \"../../issues\" ");
}
