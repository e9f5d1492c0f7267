//! Completion in the shell: names, aliases, headings, block ids and tags of the vault.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use linkwright_ide::lists;
use linkwright_project::{Located, Project};
use linkwright_syntax::{fold, heading_without_ids};
use linkwright_vault::Vault;

/// Completes a note, and after a `#` its headings and block ids.
pub(crate) fn note() -> ArgValueCompleter {
    complete(places)
}

/// Completes a note, a place in a note, a tag, a property or its value.
pub(crate) fn rename() -> ArgValueCompleter {
    complete(|vault, current| {
        if current.starts_with("property:") {
            return properties(vault, current);
        }
        let mut found = places(vault, current);
        if current.starts_with('#') {
            found.extend(tags(vault, "#"));
        }
        found
    })
}

/// Completes a tag, without `#`.
pub(crate) fn tag() -> ArgValueCompleter {
    complete(|vault, _| tags(vault, ""))
}

/// Completes an alias.
pub(crate) fn alias() -> ArgValueCompleter {
    complete(|vault, _| {
        let aliases = lists::names(vault).into_iter().filter(|name| name.is_alias);
        aliases.map(|name| candidate(name.name, name.path)).collect()
    })
}

/// Completes with those of the candidates of the vault that start with the current word, in any case.
fn complete(
    candidates: impl Fn(&Vault, &str) -> Vec<CompletionCandidate> + Send + Sync + 'static,
) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let (Some(current), Some(project)) = (current.to_str(), open()) else { return Vec::new() };
        let current = unquoted(current);
        let start = fold(&current);
        let mut found = candidates(&project.vault, &current);
        found.retain(|it| fold(&it.get_value().to_string_lossy()).starts_with(&*start));
        found
    })
}

/// A word without its quotes: most shells pass it as it is typed.
fn unquoted(word: &str) -> String {
    word.strip_prefix(['"', '\'']).unwrap_or(word).replace('\\', "")
}

/// The vault of the command line that is completed. Without one, there is nothing to complete.
fn open() -> Option<Project> {
    let located = match named_vault(std::env::args_os()) {
        Some(folder) => Located::named(&folder).ok()?,
        None => Located::of(Path::new(".")).ok()?,
    };
    Project::open(&located, &AtomicBool::new(false), |_, _| ()).ok()
}

/// The value of `--vault`.
fn named_vault(mut args: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    while let Some(arg) = args.next() {
        if arg == "--vault" {
            return args.next().map(PathBuf::from);
        }
        if let Some(folder) = arg.to_str().and_then(|arg| arg.strip_prefix("--vault=")) {
            return Some(folder.into());
        }
    }
    None
}

/// The names of all notes, or their paths where several have the name, and the aliases.
fn notes(vault: &Vault) -> Vec<CompletionCandidate> {
    let shown = |name: lists::NoteName<'_>| match vault.find_by_name_or_alias(name.name).len() {
        1 => candidate(name.name, name.path),
        _ => candidate(name.path, name.path),
    };
    let mut notes: Vec<_> = lists::names(vault).into_iter().map(shown).collect();
    notes.sort();
    notes.dedup();
    notes
}

/// All notes, and the headings and block ids of the note before a `#`.
fn places(vault: &Vault, current: &str) -> Vec<CompletionCandidate> {
    let mut found = notes(vault);
    if let (note, Some(_)) = vault.split_place(current) {
        found.extend(subpaths(vault, note));
    }
    found
}

/// The properties, or after a `=` the values of one.
fn properties(vault: &Vault, current: &str) -> Vec<CompletionCandidate> {
    let usage = vault.property_usage();
    let found: Vec<(String, u32)> = match current.split_once('=') {
        None => usage.keys().map(|(it, uses)| (format!("property:{it}"), uses)).collect(),
        Some((of, _)) => {
            let values = usage.values(of.trim_start_matches("property:"));
            values.map(|(value, uses)| (format!("{of}={value}"), uses)).collect()
        }
    };
    let help = |uses: u32| format!("used {uses} times");
    found.iter().map(|(name, uses)| candidate(name, &help(*uses))).collect()
}

/// The headings and block ids of `note`.
fn subpaths(vault: &Vault, note: &str) -> Vec<CompletionCandidate> {
    let [file] = vault.files_named(note)[..] else { return Vec::new() };
    let Some(known) = vault.note(file) else { return Vec::new() };
    // A `#` in a heading would start another one.
    let headings = known.headings.iter().map(|it| heading_without_ids(it).replace('#', " "));
    let headings = headings.map(|it| it.trim().to_owned());
    let blocks = known.block_ids.iter().map(|id| format!("^{id}"));
    headings.chain(blocks).map(|it| CompletionCandidate::new(format!("{note}#{it}"))).collect()
}

/// The tags of the vault, after `mark`.
fn tags(vault: &Vault, mark: &str) -> Vec<CompletionCandidate> {
    let tags = lists::nest_tags(&lists::tags(vault), |tag| vault.notes_with_tag(tag).len());
    tags.iter().map(|it| CompletionCandidate::new(format!("{mark}{}", it.tag))).collect()
}

fn candidate(value: &str, path: &str) -> CompletionCandidate {
    let help = (value != path).then(|| path.to_owned().into());
    CompletionCandidate::new(value).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_of_the_current_word_do_not_count() {
        let words = ["Apis\\ m", "\"Apis m", "'#in", "it\\'s", "x"].map(unquoted);
        assert_eq!(words, ["Apis m", "Apis m", "#in", "it's", "x"]);
    }

    #[test]
    fn the_vault_of_the_command_line_is_completed() {
        let vault = |line: &str| named_vault(line.split(' ').map(OsString::from));
        assert_eq!(vault("linkwright -- linkwright show --vault /v a"), Some("/v".into()));
        assert_eq!(vault("linkwright -- linkwright show --vault=/v a"), Some("/v".into()));
        assert_eq!(vault("linkwright -- linkwright show a --vault"), None);
        assert_eq!(vault("linkwright show vault"), None);
    }
}
