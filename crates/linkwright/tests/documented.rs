//! The commands and options that the documentation and the files for CI name exist.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn printed(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_linkwright")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The words of `text` that are options, up to the end of the command.
fn options(text: &str) -> impl Iterator<Item = &str> {
    let end = text.find(['`', '|', '>', ';']).unwrap_or(text.len());
    let words = text[..end].split([' ', '[', ']', '(', ')', '"', '\'']);
    let words = words.map(|word| word.split(['=', ',', '.', ':']).next().unwrap_or(word));
    words.filter(|word| word.starts_with('-') && word.len() > 1 && *word != "--")
}

/// The help of each command.
struct Commands(BTreeMap<String, String>);

impl Commands {
    fn new() -> Commands {
        let help = printed(&["--help"]);
        let lines = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let names = lines.filter(|it| it.starts_with(|c: char| c.is_ascii_lowercase()));
        let names = names.filter(|it| *it != "help");
        let help = names.map(|name| (name.to_owned(), printed(&[name, "--help"])));
        Commands(help.collect())
    }

    fn has_option(&self, command: &str, option: &str) -> bool {
        let help = self.0.get(command);
        let words = help.into_iter().flat_map(|it| it.split([' ', ',', '\n', '[', '=', '<']));
        let is_number = option[1..].parse::<u32>().is_ok();
        is_number || words.into_iter().any(|word| word == option)
    }

    /// The mistakes in a text. How many options were looked at is added to `count`.
    fn mistakes(&self, text: &str, count: &mut usize) -> Vec<String> {
        let mut mistakes = Vec::new();
        // The arguments of the action are those of `check`.
        let text = text.replace("\"$linkwright\"", "linkwright");
        let text = text.replace(" args: ", " linkwright check ").replace("\\\n", " ");
        for line in text.lines() {
            for (at, _) in line.match_indices("linkwright ") {
                let rest = &line[at + "linkwright ".len()..];
                let command = rest.split([' ', '`', '"', '\'', ',']).next().unwrap();
                if !self.0.contains_key(command) {
                    continue;
                }
                let own = rest.split("linkwright ").next().unwrap();
                for option in options(own) {
                    *count += 1;
                    if !self.has_option(command, option) {
                        mistakes.push(format!("{command} {option}: {line}"));
                    }
                }
            }
        }
        mistakes
    }
}

/// The files with these extensions in a folder.
fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                files(&path, extensions, found);
            }
        } else if path.extension().is_some_and(|it| extensions.iter().any(|other| it == *other)) {
            found.push(path);
        }
    }
}

#[test]
fn every_option_that_is_named_exists() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths: Vec<PathBuf> =
        [".pre-commit-hooks.yaml", "action.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
            .map(|path| repository.join(path))
            .to_vec();
    files(&repository.join("docs"), &["md", "yml"], &mut paths);
    files(&repository.join("editors"), &["md"], &mut paths);
    let commands = Commands::new();
    let (mut mistakes, mut count) = (Vec::new(), 0);
    for path in &paths {
        let mut of_file = 0;
        let found = commands.mistakes(&fs::read_to_string(path).unwrap(), &mut of_file);
        mistakes.extend(found.into_iter().map(|it| format!("{}: {it}", path.display())));
        count += of_file;
    }
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    assert!(count > 50, "only {count} options are found");
}

#[test]
fn the_pages_about_check_name_exactly_its_options() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let pages = ["check.md", "ci.md"].map(|page| fs::read_to_string(docs.join(page)).unwrap());
    let commands = Commands::new();
    let pages = pages.concat();
    let in_backticks = pages.split('`').skip(1).step_by(2).filter(|it| it.starts_with("--"));
    for option in in_backticks.flat_map(options) {
        assert!(commands.has_option("check", option), "{option}");
    }
    let named: Vec<&str> = pages.split(['`', ' ', '=', '\n']).collect();
    for line in commands.0["check"].lines().map(str::trim_start) {
        if !line.starts_with('-') || line.starts_with("- ") {
            continue;
        }
        let forms: Vec<&str> = options(line).collect();
        // All commands have these three.
        if !forms.iter().any(|it| ["--help", "--version", "--color"].contains(it)) {
            assert!(forms.iter().any(|it| named.contains(it)), "{forms:?} is on no page");
        }
    }
}

#[test]
fn an_option_that_does_not_exist_is_seen() {
    let commands = Commands::new();
    let mut count = 0;
    for (text, expected) in [
        ("run `linkwright check --since=x -o f --staged` --other", 0),
        ("    linkwright check --nonsense | x --other", 1),
        ("  args: --since HEAD --sarif", 1),
        ("`linkwright undo --staged` and `linkwright check --staged`", 1),
        ("  linkwright check \\\n    -x", 1),
    ] {
        assert_eq!(commands.mistakes(text, &mut count).len(), expected, "{text}");
    }
    assert_eq!(count, 9);
}
