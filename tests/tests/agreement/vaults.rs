//! Real notes, if they are available.

use std::path::{Path, PathBuf};

use linkwright_syntax::scan;
use linkwright_tests::vaults::vaults;
use pulldown_cmark::Options;

use super::oracle::{only, ours, theirs};

/// The notes that are parsed differently here, and why.
const DIFFERENT: &[(&str, &str)] = &[
    ("dendron/vault/changelog.past-versions.0-4-x.md", TEXT_AND_WIKILINK),
    ("dendron/vault/changelog.release.2022-04-26.md", EMPTY_PATH),
    ("dendron/vault/templates.release.weekly-team-announcement.md", SCHEME),
    ("oldwinter/Cards/永久笔记/数学公式识别 LaTex 问题.md", BLANK_LINE_IN_MATH),
    (
        "powershell-docs/5.1/Microsoft.PowerShell.Core/About/about_Script_Internationalization.md",
        ONE_LINE,
    ),
    (
        "powershell-docs/5.1/Microsoft.PowerShell.Core/About/about_Session_Configuration_Files.md",
        ONE_LINE,
    ),
    ("powershell-docs/5.1/PSScheduledJob/Get-JobTrigger.md", ONE_LINE),
    ("powershell-docs/5.1/PSScheduledJob/Get-ScheduledJobOption.md", ONE_LINE),
    (
        "powershell-docs/7.5/Microsoft.PowerShell.Core/About/about_Script_Internationalization.md",
        ONE_LINE,
    ),
    (
        "powershell-docs/7.5/Microsoft.PowerShell.Core/About/about_Session_Configuration_Files.md",
        ONE_LINE,
    ),
];

const TEXT_AND_WIKILINK: &str = "`[text]([[Page]])` is a wikilink in parentheses";
const EMPTY_PATH: &str = "`[[|display]]` leads to the note itself";
const SCHEME: &str = "in a wikilink `:` makes no scheme";
const BLANK_LINE_IN_MATH: &str = "a `$$` block goes on over blank lines";
const ONE_LINE: &str = "math between single `$` stays on its line";

/// Adds every Markdown file below `folder` to `found`.
fn notes(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = folder.read_dir() else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            notes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The notes of the built-in vault and, if they are available, of real vaults.
pub(crate) fn all_notes() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    for vault in vaults() {
        notes(&vault, &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| std::fs::read_to_string(&path).ok().map(|text| (path, text));
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn real_notes_are_parsed_as_in_commonmark() {
    let notes = all_notes();
    assert!(notes.len() > 5, "the vault that is part of the program is always there");
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS;
    let mut wrong = Vec::new();
    for (path, text) in &notes {
        let frontmatter = scan(text).frontmatter.map_or(0, |f| f.span.end as usize);
        let bom = if text[frontmatter..].starts_with('\u{feff}') { 3 } else { 0 };
        let (ours, theirs) = (ours(text), theirs(text, frontmatter + bom, extensions));
        let listed = DIFFERENT.iter().any(|(note, _)| path.ends_with(note));
        if (ours != theirs) != listed {
            wrong.push(format!(
                "{}\n  only here: {:?}\n  only there: {:?}",
                path.display(),
                only(text, &ours, &theirs),
                only(text, &theirs, &ours)
            ));
        }
    }
    let (wrong, all) = (wrong.join("\n"), notes.len());
    assert!(wrong.is_empty(), "of {all} notes:\n{wrong}");
}
