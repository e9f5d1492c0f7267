//! Agreement with `serde_yaml` on the frontmatter of real notes. Skipped if there are no vaults.

use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::{Mapping, Value};

use super::super::{AliasSource, FrontmatterFacts, YamlProblem, read, tree};

/// The folder of real vaults: `LINKWRIGHT_VAULTS`, or a folder next to the checkout.
fn vaults() -> Option<PathBuf> {
    let folder = std::env::var_os("LINKWRIGHT_VAULTS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vaults"),
        PathBuf::from,
    );
    folder.is_dir().then_some(folder)
}

fn notes_in(folder: &Path, notes: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            notes_in(&path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md")
            && let Ok(text) = fs::read_to_string(&path)
        {
            notes.push((path, text));
        }
    }
}

/// The aliases without pieces, the tags, and the title, as `serde_yaml` reads them.
fn serde_facts(yaml: &Mapping) -> (Vec<String>, Vec<String>, Option<String>) {
    let under = |names: [&str; 2]| -> Vec<String> {
        let named = yaml.iter().filter(|(key, _)| {
            key.as_str().is_some_and(|key| names.iter().any(|n| key.eq_ignore_ascii_case(n)))
        });
        let values = named.flat_map(|(_, value)| match value {
            Value::Sequence(items) => items.iter().collect(),
            value => vec![value],
        });
        let strings = values.filter_map(Value::as_str).map(|s| s.trim().to_owned());
        strings.filter(|s| !s.is_empty()).collect()
    };
    let tags = under(["tags", "tag"])
        .iter()
        .flat_map(|tag| tag.split(','))
        .map(|tag| tag.trim().strip_prefix('#').unwrap_or(tag.trim()).to_owned())
        .filter(|tag| !tag.is_empty() && !tag.contains(char::is_whitespace))
        .collect();
    let title = yaml.get("title").and_then(Value::as_str).map(|title| title.trim().to_owned());
    (under(["aliases", "alias"]), tags, title)
}

#[test]
fn aliases_tags_and_titles_agree_with_serde_yaml() {
    let Some(folder) = vaults() else {
        println!("skipped: no vaults beside the checkout and no LINKWRIGHT_VAULTS");
        return;
    };
    let mut notes = Vec::new();
    notes_in(&folder, &mut notes);
    let (mut compared, mut simple, mut invalid, mut differences) = (0, 0, 0, Vec::new());
    for (path, text) in &notes {
        let text = text.as_str();
        let Some(FrontmatterFacts { frontmatter, tags, .. }) = read(text) else { continue };
        compared += 1;
        if let Some((fast, full)) = tree::parse_both_ways(text, frontmatter.yaml) {
            assert_eq!(fast, full, "{}", path.display());
            simple += 1;
        }
        let yaml = match serde_yaml::from_str(&text[frontmatter.yaml]) {
            Ok(Value::Mapping(yaml)) => yaml,
            Ok(Value::Null) => Mapping::new(),
            other => {
                invalid += 1;
                if frontmatter.problems.is_empty() {
                    differences
                        .push(format!("{}: invalid only to serde_yaml: {other:?}", path.display()));
                }
                continue;
            }
        };
        // An alias like `- T4: Task` is valid YAML.
        let is_invalid = |problem: &YamlProblem| !problem.message.contains("this alias");
        if frontmatter.problems.iter().any(is_invalid) {
            differences.push(format!("{}: {:?}", path.display(), frontmatter.problems));
            continue;
        }
        let whole = frontmatter.all_aliases().filter(|a| a.source != AliasSource::Piece);
        let ours = (
            whole.map(|alias| alias.scalar.value.to_string()).collect::<Vec<_>>(),
            tags.iter().map(|tag| text[tag.span].to_owned()).collect::<Vec<_>>(),
            // A number is a title for us.
            frontmatter
                .title()
                .filter(|_| !yaml.get("title").is_some_and(Value::is_number))
                .map(|title| title.value.to_string()),
        );
        let theirs = serde_facts(&yaml);
        if ours != theirs {
            differences.push(format!("{}: {ours:?} {theirs:?}", path.display()));
        }
    }
    println!("{compared} frontmatters compared: {simple} simple, {invalid} invalid to serde_yaml");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
