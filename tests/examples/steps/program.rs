//! What only the built program does: reading a folder with its settings, and printing what it found.

use std::fs;
use std::path::Path;

use linkwright_tests::binary::linkwright;

use crate::callgrind;
use crate::shapes::Make;

/// Commands of the program by the names of their features, with their arguments.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    ("`check`", &["check", "--severity", "hint"]),
    ("`check --format json`", &["check", "--severity", "hint", "--format", "json"]),
];

/// The instructions that a command takes on a vault of `size` bytes, and the vault's size.
pub(crate) fn count(args: &[&str], make: Make, size: usize) -> Result<(usize, u64), String> {
    let files = make(size);
    let len = files.iter().map(|(_, text)| text.len()).sum();
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let vault = folder.path().join("vault");
    for (path, text) in [(".linkwright.toml".to_owned(), String::new())].iter().chain(&files) {
        write(&vault.join(path), text).map_err(|error| format!("{path}: {error}"))?;
    }
    let out = folder.path().join("count");
    let args = args.iter().map(AsRef::as_ref).chain([vault.as_os_str()]);
    callgrind::run(linkwright(), &[], args, &out)?;
    Ok((len, callgrind::total(&out)?))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}
