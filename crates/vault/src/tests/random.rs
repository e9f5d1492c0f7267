//! Random vaults with few names, so that many clash, in all spellings that compare equal.

use std::collections::BTreeMap;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::scan;
use proptest::prelude::*;
use proptest::sample::select;

use super::oracle;
use crate::reference::decode_link_part;
use crate::{Change, Delta, LinkRef, Resolution, Resolver, Vault};
use linkwright_settings::{DiagnosticCode, Settings, Severity};

const FOLDERS: [&str; 7] = ["", "a/", "A/", "a/b/", "b/", "b/a/", "e\u{301}\u{a0}/"];
const NAMES: [&str; 17] = [
    "x.md",
    "x.md",
    "x.md",
    "x.md",
    "x.md",
    "X.md",
    "y.md",
    "n.md",
    "x",
    "x.png",
    "v1.2.md",
    "v1.2",
    "\u{e9}.md",
    "e\u{301}.md",
    "ΟΔΟΣ.md",
    "x.md.md",
    "İ.md",
];
const PREFIXES: [&str; 17] = [
    "", "", "", "a/", "b/", "a/b/", "./", "../", "../../", "/", "/a/", "É /", "b/../", "a/./",
    "a//", ".//", "//",
];
const STEMS: [&str; 20] = [
    "x", "x", "x", "x", "ας’", "ΑΣ’", "x", "X", "x.md", "x.png", "y", "n", "v1.2", "V1.2.MD", "é",
    "E\u{301}", "οδοσ", "οδος", "İ", "al",
];
const ALIASES: [&str; 8] = ["al", "AL", "x", "É", "other, al", "v1.2", "ΟΔΟΣ", "ΑΣ’"];
const HEADINGS: [&str; 3] = ["# h", "## H: g", "# h ^id"];
const SUBPATHS: [&str; 7] = ["", "", "", "#h", "#h#h g", "#^id", "#[^f]"];

/// The text of a note, in parts that can be changed one by one.
#[derive(Clone, Debug)]
pub(super) struct NoteParts {
    aliases: Vec<&'static str>,
    /// The key is `alias`.
    legacy: bool,
    body: Vec<String>,
}

impl NoteParts {
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if let [whole] = self.aliases[..] {
            let key = if self.legacy { "alias" } else { "aliases" };
            text.push_str(&format!("---\n{key}: {whole}\n---\n"));
        } else if !self.aliases.is_empty() {
            let items: Vec<_> = self.aliases.iter().map(|alias| format!("- {alias}\n")).collect();
            text.push_str(&format!("---\naliases:\n{}---\n", items.concat()));
        }
        text.push_str(&self.body.join("\n\n"));
        text
    }
}

pub(super) fn path() -> impl Strategy<Value = String> {
    (select(&FOLDERS[..]), select(&NAMES[..])).prop_map(|(folder, name)| format!("{folder}{name}"))
}

pub(super) fn written() -> impl Strategy<Value = String> {
    (select(&PREFIXES[..]), select(&STEMS[..])).prop_map(|(prefix, stem)| format!("{prefix}{stem}"))
}

fn block() -> impl Strategy<Value = String> {
    let link = (written(), select(&SUBPATHS[..]), 0..5).prop_map(|(path, sub, form)| match form {
        0 => format!("[t]({}{sub})", path.replace(' ', "%20")),
        1 => format!("![t](<{path}{sub}>)"),
        2 => format!("![[{path}{sub}|shown]]"),
        _ => format!("[[{path}{sub}]]"),
    });
    prop_oneof![
        6 => link,
        1 => select(&HEADINGS[..]).prop_map(str::to_owned),
        1 => Just("[[#h]]".to_owned()),
        1 => Just("[^f]: note".to_owned()),
        1 => Just("words ^id".to_owned()),
        1 => select(&["#tag", "#Tag/deep", "#other"][..]).prop_map(str::to_owned),
    ]
}

pub(super) fn note_parts() -> impl Strategy<Value = NoteParts> {
    let aliases = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::collection::vec(select(&ALIASES[..]), 1..3),
    ];
    (aliases, any::<bool>(), prop::collection::vec(block(), 0..6))
        .prop_map(|(aliases, legacy, body)| NoteParts { aliases, legacy, body })
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Put(String, NoteParts),
    Remove(String),
    Rename(String, String),
    Settings([bool; 4]),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (path(), note_parts()).prop_map(|(path, parts)| Step::Put(path, parts)),
        2 => path().prop_map(Step::Remove),
        2 => (path(), path()).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => any::<[bool; 4]>().prop_map(Step::Settings),
    ];
    prop::collection::vec(step, 1..30)
}

/// A vault, and the files that it should contain.
#[derive(Default)]
pub(super) struct Model {
    pub(super) vault: Vault,
    pub(super) files: BTreeMap<String, String>,
    settings: Settings,
}

impl Model {
    pub(super) fn apply(&mut self, step: &Step) -> Delta {
        match step {
            Step::Put(path, parts) => self.put(path, parts.text()),
            Step::Remove(path) => {
                self.files.remove(path);
                self.vault.apply(Change::Remove { path })
            }
            Step::Rename(from, to) => {
                let Some(text) = self.files.remove(from) else { return Delta::default() };
                let mut delta = self.vault.apply(Change::Remove { path: from });
                delta.merge(self.put(to, text));
                delta
            }
            &Step::Settings([resolve_aliases, split_comma, legacy_keys, relative_destinations]) => {
                let aliases = AliasRules { split_comma, legacy_keys };
                let severities = std::mem::take(&mut self.settings.severities);
                self.settings = Settings {
                    resolve_aliases,
                    aliases,
                    severities,
                    relative_destinations,
                    ..Settings::default()
                };
                self.vault.apply(Change::Settings(Box::new(self.settings.clone())))
            }
        }
    }

    pub(super) fn put(&mut self, path: &str, text: String) -> Delta {
        let delta = self.vault.apply(change(path, &text));
        self.files.insert(path.to_owned(), text);
        delta
    }

    pub(super) fn rebuild(&self) -> Vault {
        let files = self.files.iter().map(|(path, text)| change(path, text)).collect();
        Vault::build(self.settings.clone(), files)
    }

    /// The resolution of every link according to the oracle, by note.
    fn resolutions(&self) -> BTreeMap<String, Vec<String>> {
        let files: Vec<String> = self.files.keys().cloned().collect();
        let mut claims = Vec::new();
        for (path, text) in &self.files {
            let facts = if is_note(path) { scan(text) } else { continue };
            for alias in facts.frontmatter.iter().flat_map(|f| f.aliases(self.settings.aliases)) {
                claims.push((path.clone(), alias.scalar.value.to_string()));
            }
        }
        let follow = self.settings.resolve_aliases;
        let answer = |path: &str, text: &str| {
            let links = scan(text).links;
            let links = links.iter().map(|link| {
                let written = decode_link_part(&text[link.path], link.form, link.place);
                let kind = match (link.form.is_url(), self.settings.relative_destinations) {
                    (false, _) => oracle::Kind::Wiki,
                    (true, false) => oracle::Kind::Destination,
                    (true, true) => oracle::Kind::Relative,
                };
                match oracle::resolve(&files, &claims, follow, path, &written, kind) {
                    Some((file, how)) => format!("{file} {how}"),
                    None => "-".to_owned(),
                }
            });
            links.collect()
        };
        let notes = self.files.iter().filter(|(path, _)| is_note(path));
        notes.map(|(path, text)| (path.clone(), answer(path, text))).collect()
    }
}

fn is_note(path: &str) -> bool {
    path.ends_with(".md")
}

fn change<'a>(path: &'a str, text: &'a str) -> Change<'a> {
    match is_note(path) {
        true => Change::Note { path, text },
        false => Change::File { path },
    }
}

/// The resolution of every link according to the vault and a resolver for all notes, by note.
fn resolutions(vault: &Vault) -> BTreeMap<String, Vec<String>> {
    let resolver = Resolver::for_all_notes(vault);
    let resolve = |link| {
        let resolution = vault.resolve(link);
        assert_eq!(resolver.resolve(link), resolution);
        resolution
    };
    let answer = |(source, note): (_, &crate::Note)| {
        let links = (0..note.links.len() as u32).map(|index| LinkRef { source, index });
        let links = links.map(|link| match resolve(link) {
            Resolution::File(file, how) => format!("{} {how:?}", vault.file(file).path),
            Resolution::Missing => "-".to_owned(),
        });
        (vault.file(source).path.to_string(), links.collect())
    };
    vault.notes().map(answer).collect()
}

/// Everything about a note that depends on other files: the files, anchors and candidates of its
/// links, the other claimants of its aliases, and whether another note links to it.
fn dependent_facts(vault: &Vault) -> BTreeMap<String, String> {
    let facts = |(source, note): (_, &crate::Note)| {
        let links = (0..note.links.len() as u32).map(|index| LinkRef { source, index });
        let links: Vec<_> = links
            .map(|link| {
                let anchor = vault
                    .resolve_with_anchor(link)
                    .map(|(file, anchor)| (vault.file(file).path.to_string(), anchor));
                let how = match vault.resolve(link) {
                    Resolution::File(_, how) => Some(how),
                    Resolution::Missing => None,
                };
                let candidates = vault.candidates(link, usize::MAX);
                let paths: Vec<_> = candidates.iter().map(|&f| &vault.file(f).path).collect();
                format!("{anchor:?} {how:?} {paths:?}")
            })
            .collect();
        let claims: Vec<_> = vault
            .aliases(source)
            .map(|alias| {
                let notes = vault.claimants(alias.scalar.value);
                let others = vault.other_claimants(alias.scalar.value, source);
                let is_same = others.iter().eq(notes.iter().filter(|note| **note != source));
                assert!(is_same, "{notes:?} {others:?}");
                notes.iter().map(|&note| vault.file(note).path.to_string()).collect::<Vec<_>>()
            })
            .collect();
        let is_linked = vault.backlinks(source).iter().any(|link| link.source != source);
        (vault.file(source).path.to_string(), format!("{links:?} {claims:?} {is_linked}"))
    };
    vault.notes().map(facts).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// After any sequence of changes, the vault equals one built from the files.
    #[test]
    fn any_changes_give_the_vault_of_the_files(steps in steps()) {
        let mut model = Model::default();
        for step in &steps {
            // Build the name indexes, so that the changes have to update them.
            assert_eq!(model.vault.names().is_empty(), model.files.is_empty());
            let _ = (model.vault.heading_names(), model.vault.property_usage());
            model.apply(step);
        }
        let rebuilt = model.rebuild().dump();
        prop_assert_eq!(&model.vault.dump(), &rebuilt);
        prop_assert_eq!(&model.vault.rebuild().dump(), &rebuilt);
    }

    #[test]
    fn precomputing_between_changes_gives_the_same_names(steps in steps()) {
        let mut model = Model::default();
        for step in &steps {
            model.vault.precompute();
            model.apply(step);
        }
        while model.vault.precompute() {}
        prop_assert_eq!(&model.vault.dump(), &model.rebuild().dump());
    }

    #[test]
    fn every_link_resolves_as_the_oracle_says(steps in steps()) {
        let mut model = Model::default();
        for step in &steps {
            model.apply(step);
            prop_assert_eq!(resolutions(&model.vault), model.resolutions());
        }
    }

    #[test]
    fn backlinks_are_the_links_that_resolve_to_the_file(steps in steps()) {
        let mut model = Model::default();
        for step in &steps {
            model.apply(step);
            // Fill the referrer cache, so that the next change has to clear it.
            for (file, _) in model.vault.files() {
                let others = model.vault.backlinks(file);
                let others = others.iter().filter(|link| link.source != file).count();
                prop_assert_eq!(model.vault.count_backlinks(file), others);
                let mut sources: Vec<_> =
                    model.vault.backlinks(file).iter().map(|link| link.source).collect();
                sources.dedup();
                prop_assert_eq!(model.vault.linking_files(file), sources);
                prop_assert_eq!(model.vault.is_linked(file), others > 0);
            }
        }
        let vault = &model.vault;
        let mut expected_links: BTreeMap<_, Vec<LinkRef>> = BTreeMap::new();
        for (source, note) in vault.notes() {
            for index in 0..note.links.len() as u32 {
                let link = LinkRef { source, index };
                if let Some(file) = vault.resolve(link).file() {
                    expected_links.entry(file).or_default().push(link);
                }
            }
        }
        for (file, _) in vault.files() {
            let expected = expected_links.remove(&file).unwrap_or_default();
            let others = expected.iter().filter(|link| link.source != file).count();
            prop_assert_eq!(vault.count_backlinks(file), others);
            prop_assert_eq!(vault.backlinks(file), expected);
        }
        let missing = |links: &Vec<String>| links.iter().filter(|link| *link == "-").count();
        let missing: usize = resolutions(vault).values().map(missing).sum();
        prop_assert_eq!(vault.unresolved_paths().map(|(_, count)| count).sum::<usize>(), missing);
    }

    #[test]
    fn every_note_with_different_facts_is_affected(steps in steps()) {
        let mut model = Model::default();
        model.settings.severities.insert(DiagnosticCode::OrphanNote, Severity::Hint);
        model.vault.apply(Change::Settings(Box::new(model.settings.clone())));
        for step in &steps {
            let before = dependent_facts(&model.vault);
            let delta = model.apply(step);
            let affected = model.vault.affected_files(&delta);
            for (file, _) in model.vault.files() {
                let is_listed = affected.binary_search(&file).is_ok();
                prop_assert!(is_listed || !model.vault.is_affected(&delta, file));
            }
            for (path, after) in dependent_facts(&model.vault) {
                let note = super::id(&model.vault, &path);
                if before.get(&path) != Some(&after) {
                    prop_assert!(model.vault.is_affected(&delta, note), "{path}: {after}");
                }
            }
        }
    }
}
