//! Compares searches and filters of bases with plain code over the texts of real vaults.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_query::{
    Base, Context, FileData, FileStamp, Properties, Search, Verdict, read_properties,
};
use linkwright_settings::{Settings, SettingsSources};
use linkwright_text::Span;
use linkwright_vault::{Change, FileId, Vault};

use crate::vault::{PlainVault, Target};
use crate::{OTHER_LINKS, OTHER_TAGS, vaults};

/// A vault in memory, with the texts of its notes by path.
struct Loaded {
    vault: Vault,
    texts: BTreeMap<String, String>,
    sizes: BTreeMap<String, u64>,
}

impl Loaded {
    fn read(root: &Path, plain: &PlainVault) -> Loaded {
        let config = |path: &str| fs::read_to_string(root.join(path)).ok();
        let (toml, app) = (config(".linkwright.toml"), config(".obsidian/app.json"));
        let (settings, _) = Settings::merge(&SettingsSources {
            toml: toml.as_deref(),
            app: app.as_deref(),
            lacks_obsidian_folder: !root.join(".obsidian").is_dir(),
            ..SettingsSources::default()
        });
        let (mut texts, mut sizes) = (BTreeMap::new(), BTreeMap::new());
        for path in plain.paths() {
            let full = root.join(path);
            sizes.insert(path.to_owned(), full.metadata().expect("a file").len());
            if plain.notes.contains_key(path) {
                let bytes = fs::read(full).expect("a note");
                texts.insert(path.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        let changes = plain.paths().map(|path| match texts.get(path) {
            Some(text) => Change::Note { path, text },
            None => Change::File { path },
        });
        let vault = Vault::build(settings, changes.collect());
        Loaded { vault, texts, sizes }
    }

    fn text(&self, file: FileId) -> &str {
        self.texts.get(&*self.vault.file(file).path).map_or("", String::as_str)
    }

    /// The files that a search finds.
    fn search(&self, query: &str) -> BTreeSet<&str> {
        let search = Search::parse(query, false).expect("a valid search");
        let files =
            self.vault.files().filter(|&(file, _)| match search.decide(&self.vault, file) {
                Verdict::NeedsText => search.matches_text(&self.vault, file, self.text(file)),
                verdict => verdict == Verdict::Found,
            });
        files.map(|(_, file)| &*file.path).collect()
    }

    /// The files that pass a filter.
    fn filter(&self, filter: &str) -> BTreeSet<&str> {
        let text = format!("filters: |-\n  {filter}\n");
        let base = Base::parse(&text, Span::new(0, text.len()));
        assert_eq!(base.problems, [], "{filter}");
        let context = Context::new(&self.vault, self, Timestamp::UNIX_EPOCH, TimeZone::UTC, None);
        let table = base.run(&base.views[0], &context).expect("the rows are few");
        assert_eq!(table.problems, [], "{filter}");
        table.rows.iter().map(|row| &*self.vault.file(row.file).path).collect()
    }

    /// The notes with a text for which `test` is true.
    fn plain(&self, test: impl Fn(&str, &str) -> bool) -> BTreeSet<&str> {
        let found = self.texts.iter().filter(|(path, text)| test(path, text));
        found.map(|(path, _)| path.as_str()).collect()
    }
}

impl FileData for Loaded {
    fn stamp(&self, file: FileId) -> Option<FileStamp> {
        let size = *self.sizes.get(&*self.vault.file(file).path)?;
        Some(FileStamp { size, created: None, modified: None })
    }

    fn properties(&self, note: FileId) -> Option<Arc<Properties>> {
        let yaml = self.vault.note(note)?.facts.frontmatter.as_deref();
        Some(Arc::new(read_properties(self.text(note), yaml)))
    }
}

/// The lines of the frontmatter that are `key: value`, with quotes or without.
fn plain_properties(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let yaml = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---"));
    let lines = yaml.map_or("", |(yaml, _)| yaml).lines();
    let entries = lines.filter_map(|line| line.split_once(": "));
    entries.map(|(key, value)| (key, value.trim().trim_matches(['"', '\''])))
}

/// Whether a value is a plain word, which means the same to YAML and to plain code.
fn is_word(value: &str) -> bool {
    let is_lowercase = value.bytes().all(|byte| byte.is_ascii_lowercase());
    is_lowercase && !["", "true", "false", "null"].contains(&value)
}

/// The most frequent of `words`, at most `count`.
fn most_frequent(words: impl Iterator<Item = String>, count: usize) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let mut words: Vec<_> = counts.into_iter().collect();
    words.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), word.clone()));
    words.into_iter().take(count).map(|(word, _)| word).collect()
}

/// What is found, without the notes whose tags or links the plain reading reads in another way.
fn compare(wrong: &mut Vec<String>, query: &str, found: &BTreeSet<&str>, plain: &BTreeSet<&str>) {
    let explained =
        |path: &str| OTHER_TAGS.iter().chain(OTHER_LINKS).any(|(other, _)| *other == path);
    let differences = found.symmetric_difference(plain).filter(|path| !explained(path));
    wrong.extend(differences.map(|path| {
        let by = if found.contains(path) { "only by the query" } else { "only by the plain code" };
        format!("{query}: {path}: {by}")
    }));
}

#[test]
fn queries_find_what_plain_code_finds() {
    let mut wrong = Vec::new();
    let mut queries = 0;
    for folder in vaults() {
        let plain = PlainVault::read(&folder);
        let loaded = Loaded::read(&folder, &plain);
        let mut both = |query: &str, found: &BTreeSet<&str>, expected: &BTreeSet<&str>| {
            queries += 1;
            compare(&mut wrong, query, found, expected);
        };

        let tags = plain.notes.values().flat_map(|note| &note.tags);
        let simple = tags
            .map(|tag| tag.to_lowercase())
            .filter(|tag| tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/')));
        for tag in most_frequent(simple, 8) {
            let nested = format!("{tag}/");
            let has_tag = |path: &str| {
                let mut tags = plain.notes[path].tags.iter().map(|own| own.to_lowercase());
                tags.any(|own| own == tag || own.starts_with(&nested))
            };
            let expected = loaded.plain(|path, _| has_tag(path));
            let query = format!("tag:#{tag}");
            both(&query, &loaded.search(&query), &expected);
            let filter = format!("file.hasTag(\"{tag}\")");
            both(&filter, &loaded.filter(&filter), &expected);
        }

        let folders = plain.notes.keys().filter_map(|path| path.split_once('/'));
        for name in most_frequent(folders.map(|(folder, _)| folder.to_owned()), 3) {
            let inside = format!("{name}/");
            let files = loaded.sizes.keys().map(String::as_str);
            let expected: BTreeSet<&str> = files.filter(|path| path.starts_with(&inside)).collect();
            let filter = format!("file.inFolder(\"{name}\")");
            both(&filter, &loaded.filter(&filter), &expected);
        }

        let words = loaded.texts.values().flat_map(|text| {
            let words = text.split_whitespace().filter(|word| word.len() > 4 && word.len() < 12);
            let words = words.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
            words.map(str::to_owned)
        });
        let words = most_frequent(words, 6);
        for pair in words.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let has = |text: &str, word: &str| text.to_lowercase().contains(word);
            for (query, expected) in [
                (format!("content:{a}"), loaded.plain(|_, text| has(text, a))),
                (
                    format!("content:({a} -{b})"),
                    loaded.plain(|_, text| has(text, a) && !has(text, b)),
                ),
                (
                    format!("line:({a} {b})"),
                    loaded.plain(|_, text| text.lines().any(|line| has(line, a) && has(line, b))),
                ),
                (
                    format!("match-case:content:/{a}\\s+{b}/"),
                    loaded.plain(|_, text| {
                        let words: Vec<&str> = text.split_whitespace().collect();
                        words.windows(2).any(|pair| pair[0].ends_with(a) && pair[1].starts_with(b))
                    }),
                ),
            ] {
                both(&query, &loaded.search(&query), &expected);
            }
        }

        let properties = loaded.texts.values().flat_map(|text| plain_properties(text));
        let properties = properties.filter(|(key, value)| is_word(key) && is_word(value));
        let properties = properties.map(|(key, value)| format!("{key}:{value}"));
        for property in most_frequent(properties, 5) {
            let (key, value) = property.split_once(':').expect("it has a colon");
            let has = |text: &str, matches: &dyn Fn(&str) -> bool| {
                plain_properties(text)
                    .any(|(own, value)| own.to_lowercase() == key && matches(value))
            };
            let query = format!("[{key}:\"{value}\"]");
            let expected = loaded.plain(|_, text| has(text, &|own| own.to_lowercase() == value));
            both(&query, &loaded.search(&query), &expected);
            let filter = format!("note.{key} == \"{value}\"");
            let expected = loaded.plain(|_, text| has(text, &|own| own == value));
            both(&filter, &loaded.filter(&filter), &expected);
        }

        let mut linking: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (path, note) in &plain.notes {
            for target in note.links.iter().filter_map(|link| plain.target(path, link)) {
                if let Target::File(target) = target {
                    linking.entry(target).or_default().insert(path);
                }
            }
        }
        let mut targets: Vec<_> = linking.iter().collect();
        targets.sort_by_key(|(_, sources)| std::cmp::Reverse(sources.len()));
        for (target, expected) in targets.into_iter().take(5) {
            let filter = format!("file.hasLink(\"{target}\")");
            let mut found = loaded.filter(&filter);
            // The plain reading leaves out links to headings of the same note.
            if !expected.contains(&**target) {
                found.remove(&**target);
            }
            both(&filter, &found, expected);
        }

        let expected = loaded.sizes.iter().filter(|(_, size)| **size > 5000);
        let expected = expected.map(|(path, _)| path.as_str()).collect();
        both("file.size > 5000", &loaded.filter("file.size > 5000"), &expected);
        let expected = loaded.sizes.keys().filter(|path| path.ends_with(".md"));
        let expected = expected.map(String::as_str).collect();
        both("file.ext", &loaded.filter("file.ext == \"md\""), &expected);
    }
    assert!(queries > 5, "{queries}");
    eprintln!("{queries} queries compared");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
