//! The parts that only the built program runs: reading a folder with its settings, and printing results.

use std::fs;
use std::path::Path;

use linkwright_tests::binary::linkwright;

use crate::callgrind;
use crate::shapes::Make;

/// A command of the program.
pub(crate) struct Command {
    /// Its name in the table of features.
    pub(crate) name: &'static str,
    pub(crate) args: &'static [&'static str],
    /// The shapes that it is measured on; `None` for all shapes.
    shapes: Option<&'static [&'static str]>,
}

/// The other formats print the same diagnostics, so a few shapes with many diagnostics are enough.
const MANY_FINDINGS: &[&str] =
    &["one alias of many notes", "broken links on one line", "unknown keys in `.linkwright.toml`"];

/// All commands that are measured.
pub(crate) const COMMANDS: &[Command] = &[
    Command { name: "`check`", args: &["check", "--severity", "hint"], shapes: None },
    Command {
        name: "`check --format json`",
        args: &["check", "--severity", "hint", "--format", "json"],
        shapes: Some(MANY_FINDINGS),
    },
    Command {
        name: "`check --format github`",
        args: &["check", "--severity", "hint", "--format", "github"],
        shapes: Some(MANY_FINDINGS),
    },
];

impl Command {
    pub(crate) fn has_shape(&self, name: &str) -> bool {
        self.shapes.is_none_or(|shapes| shapes.contains(&name))
    }
}

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
