//! Vaults with files that are not in the index.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use linkwright_tests::Folder;

/// The names for links, renames and moves: of notes, of excluded files, and of missing files.
pub(crate) const NAMES: [&str; 16] = [
    "a",
    "b",
    "sub/d",
    "secret",
    "draft",
    "gone",
    "dir",
    "out",
    "private/plan",
    "work/plan",
    "build/x",
    "work/new",
    "lost/new",
    "new",
    "sub/new",
    "Secret",
];

/// Files that are not notes, each with a unique word.
pub(crate) const FILES: [&str; 8] = [
    "vault/secret.md",
    "vault/draft.md",
    "vault/dir.md/x.md",
    "vault/private/plan.md",
    "vault/build/x.md",
    "vault/journal/2026-01-05.md",
    "outside/plan.md",
    "outside/o.md",
];

/// Symbolic links.
pub(crate) const LINKS: [(&str, &str); 4] = [
    ("nowhere.md", "vault/gone.md"),
    ("../outside/o.md", "vault/out.md"),
    ("../outside", "vault/work"),
    ("nowhere", "vault/lost"),
];

/// A folder with a vault and files outside it. Each bit of `left` leaves out one file.
pub(crate) fn world(left: u16, links: &[usize]) -> Folder {
    let folder = Folder::new("");
    let has = |bit: usize| left & (1 << bit) == 0;
    let settings =
        "[files]\nexclude = [\"private/\", \"draft.md\"]\n[dailyNotes]\nfolder = \"journal\"\n";
    folder.write("vault/.linkwright.toml", settings);
    folder.write("vault/.gitignore", "secret.md\nbuild/\njournal/\n");
    for (at, name) in ["a", "b", "sub/d"].iter().enumerate() {
        let to = |at: usize| NAMES[links.get(at).copied().unwrap_or(at) % NAMES.len()];
        let wanted: Vec<String> = (0..4).map(|link| format!("[[{}]]", to(at * 4 + link))).collect();
        let title = name.rsplit('/').next().unwrap_or(name);
        let text = format!("# {title}\n\nword-{title} {}.\n\n## Part\n\nMore.\n", wanted.join(" "));
        folder.write(&format!("vault/{name}.md"), text);
    }
    folder.write("outside/keep.md", "word-keep\n");
    for (bit, file) in FILES.iter().enumerate().filter(|(bit, _)| has(*bit)) {
        folder.write(file, format!("word-{bit}\n"));
    }
    let links = LINKS.iter().enumerate().filter(|(bit, _)| has(FILES.len() + bit));
    for (_, (to, from)) in links {
        symlink(to, folder.path(from)).expect("a link");
    }
    folder
}

/// Every file below `folder` by its real path, and every symbolic link with its target.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let kind = path.symlink_metadata().expect("it is there").file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let to = fs::read_link(&path).expect("a link");
                found.insert(path, to.into_os_string().into_encoded_bytes());
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// The unique words of the files.
pub(crate) fn words(files: &BTreeMap<PathBuf, Vec<u8>>) -> BTreeSet<String> {
    let texts = files.values().map(|bytes| String::from_utf8_lossy(bytes));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    texts.flat_map(|text| words(&text)).filter(|word| word.starts_with("word-")).collect()
}
