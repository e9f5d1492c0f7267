//! Real vaults: the one in the program, and others if they are there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folders of the vaults: the one in the program, and those in `LINKWRIGHT_VAULTS` or else in
/// `shared/vaults` beside the checkout. Without them, says on standard error that they are skipped.
///
/// # Panics
/// If a folder cannot be read.
#[must_use]
pub fn vaults() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = || here.ancestors().map(|above| above.join("shared/vaults"));
    let given = std::env::var_os("LINKWRIGHT_VAULTS").map(PathBuf::from);
    let mut vaults = vec![here.join("../crates/linkwright/vault")];
    match given.into_iter().chain(beside()).find(|vaults| vaults.is_dir()) {
        Some(folder) => {
            let entries = folder.read_dir().expect("a folder").flatten().map(|entry| entry.path());
            vaults.extend(entries.filter(|path| path.is_dir()));
        }
        None => {
            // Not `eprintln`, which the test runner hides when the test passes.
            let why = "skipped for real vaults: none beside the checkout, no LINKWRIGHT_VAULTS";
            writeln!(std::io::stderr(), "{why}").expect("standard error");
        }
    }
    vaults.sort();
    vaults
}

/// Copies a folder with all that is in it. The copy can be written.
///
/// # Panics
/// If something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in from.read_dir().expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy(&from, &to),
            false => fs::write(&to, fs::read(&from).expect("a file")).expect("a copy"),
        }
    }
}
