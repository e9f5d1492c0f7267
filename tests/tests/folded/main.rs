//! A file system that ignores the case of names, as on Windows and macOS: one file has many spellings.
//!
//! Where the temporary folder is not on such a file system, these tests do nothing, unless
//! `LINKWRIGHT_CASE_INSENSITIVE` is a folder that is (`tests/platforms/case_insensitive`).

mod command_line;
mod server;

use std::path::{Path, PathBuf};

use linkwright_tests::Folder;

/// A vault on a file system that ignores case. `None`, with a message, if there is no such file system.
fn vault(source: &str) -> Option<Folder> {
    let named = std::env::var_os("LINKWRIGHT_CASE_INSENSITIVE").map(PathBuf::from);
    let base = named.clone().unwrap_or_else(std::env::temp_dir);
    if !ignores_case(&base) {
        assert!(named.is_none(), "{} does not ignore case", base.display());
        eprintln!("skipped: {} does not ignore case", base.display());
        return None;
    }
    Some(Folder::new_in(&base, source))
}

fn ignores_case(base: &Path) -> bool {
    let file = tempfile::Builder::new().prefix("Case").tempfile_in(base).expect("a file");
    let name = file.path().file_name().expect("a name").to_string_lossy().to_lowercase();
    base.join(name).exists()
}

/// The names of the files and folders in a folder of the vault, as the disk spells them.
fn names(folder: &Folder, path: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path(path)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().expect("UTF-8")).collect();
    names.sort();
    names
}
