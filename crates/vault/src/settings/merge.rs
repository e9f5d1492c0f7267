//! From the sources' texts to the settings.

use linkwright_text::Span;
use toml::de::DeTable;

use super::keys::{self, SettingKey};
use super::value::{GivenValue, SettingEntry, Value, from_json, from_toml};
use super::{Settings, SettingsProblem, SettingsSource, SettingsSources};
use crate::DiagnosticCode;

impl Settings {
    /// The names of all keys of `.linkwright.toml`, dotted: `rename.displayText`.
    pub fn keys() -> impl Iterator<Item = String> {
        keys::names()
    }

    /// The settings that `sources` make: the editor's over `.linkwright.toml` over `.obsidian`
    /// over the defaults. What is wrong with a source is told, and everything else in it applies.
    #[must_use]
    pub fn merge(sources: &SettingsSources<'_>) -> (Settings, Vec<SettingsProblem>) {
        let mut merge = Merge {
            settings: Settings::default(),
            problems: Vec::new(),
            source: SettingsSource::App,
        };
        merge.settings.relative_destinations = sources.lacks_obsidian_folder;
        merge.obsidian(SettingsSource::App, sources.app, &[], keys::APP);
        merge.obsidian(SettingsSource::DailyNotes, sources.daily_notes, &[], keys::DAILY_NOTES);
        if makes_daily_notes(sources.periodic_notes) {
            let keys = keys::DAILY_NOTES;
            merge.obsidian(SettingsSource::PeriodicNotes, sources.periodic_notes, &["daily"], keys);
        }
        merge.obsidian(SettingsSource::Templates, sources.templates, &[], keys::TEMPLATES);
        merge.obsidian(
            SettingsSource::Linter,
            sources.linter,
            &["ruleConfigs", "yaml-title-alias"],
            keys::LINTER,
        );
        let obsidian = merge.settings.clone();
        if let Some(text) = sources.toml {
            merge.source = SettingsSource::Toml;
            merge.toml(text, &obsidian);
        }
        if let Some(value) = sources.editor {
            merge.source = SettingsSource::Editor;
            merge.editor(value, &obsidian);
        }
        merge.problems.sort_by_key(|problem| (problem.source, problem.span));
        (merge.settings, bounded(&merge.problems))
    }
}

/// The number of problems of one source that are told one by one.
const TOLD: usize = 100;

/// The first problems of each source, and how many more there are. `problems` are sorted by source.
fn bounded(problems: &[SettingsProblem]) -> Vec<SettingsProblem> {
    let mut bounded = Vec::new();
    for of_source in problems.chunk_by(|one, other| one.source == other.source) {
        bounded.extend(of_source.iter().take(TOLD).cloned());
        if let Some(next) = of_source.get(TOLD) {
            let more = of_source.len() - TOLD;
            bounded.push(SettingsProblem {
                message: format!("and {more} more problems"),
                ..next.clone()
            });
        }
    }
    bounded
}

/// Whether the settings of Periodic Notes turn its daily notes on, which then come before those of
/// the core plugin.
fn makes_daily_notes(text: Option<&str>) -> bool {
    let json = text.map(|text| text.trim_start_matches('\u{feff}'));
    let json = json.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
    json.is_some_and(|json| json["daily"]["enabled"] == true)
}

struct Merge {
    settings: Settings,
    problems: Vec<SettingsProblem>,
    /// Which source is being read.
    source: SettingsSource,
}

impl Merge {
    fn toml(&mut self, text: &str, obsidian: &Settings) {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            self.problem(error.span().map(Span::from), error.message().to_owned());
        }
        self.entries("", &from_toml(table.get_ref()), obsidian);
    }

    fn editor(&mut self, value: &serde_json::Value, obsidian: &Settings) {
        let section = match value.as_object() {
            Some(object) if object.len() == 1 => object.get("linkwright").unwrap_or(value),
            _ => value,
        };
        match from_json(section) {
            Value::Table(entries) => self.entries("", &entries, obsidian),
            Value::Null => {}
            other => {
                self.problem(None, format!("the settings are an object, not {}", other.describe()));
            }
        }
    }

    /// Reads one of Obsidian's files: of the object at `path`, the keys of the list, in its
    /// order.
    fn obsidian(
        &mut self,
        source: SettingsSource,
        text: Option<&str>,
        path: &[&str],
        keys: &[SettingKey],
    ) {
        let Some(text) = text else { return };
        self.source = source;
        let json: serde_json::Value =
            match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
                Ok(json) => json,
                Err(error) => {
                    let at = Span::empty(offset(text, error.line(), error.column()));
                    return self.problem(Some(at), error.to_string());
                }
            };
        let object = path.iter().try_fold(&json, |json, key| json.get(key));
        for key in keys {
            if let Some(value) = object.and_then(|object| object.get(key.0)) {
                let obsidian = self.settings.clone();
                self.set(key, &GivenValue { value: from_json(value), span: None }, &obsidian);
            }
        }
    }

    fn entries(&mut self, section: &str, entries: &[SettingEntry], obsidian: &Settings) {
        for SettingEntry { key, key_span, given } in entries {
            let name = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
            let code = name
                .strip_prefix("diagnostics.")
                .and_then(|code| DiagnosticCode::ALL.iter().find(|known| known.name() == code));
            if let Some(key) = keys::KEYS.iter().find(|(known, _)| *known == name) {
                self.set(key, given, obsidian);
            } else if let Some(code) = code {
                if !matches!(given.value, Value::Null) {
                    let set = keys::set_severity(&mut self.settings, *code, &given.value);
                    self.check(&name, given, set);
                }
            } else if keys::names().any(|known| is_section_of(&name, &known)) {
                match &given.value {
                    Value::Table(entries) => self.entries(&name, entries, obsidian),
                    Value::Null => {}
                    _ => self.check(&name, given, Err("a table".into())),
                }
            } else {
                self.problem(*key_span, unknown(&name));
            }
        }
    }

    fn set(&mut self, (name, set): &SettingKey, given: &GivenValue, obsidian: &Settings) {
        if !matches!(given.value, Value::Null) {
            let set = set(&mut self.settings, obsidian, &given.value);
            self.check(name, given, set);
        }
    }

    fn check(&mut self, name: &str, given: &GivenValue, set: Result<(), String>) {
        if let Err(expected) = set {
            let found = given.value.describe();
            self.problem(given.span, format!("`{name}` is {expected}, not {found}"));
        }
    }

    fn problem(&mut self, span: Option<Span>, message: String) {
        self.problems.push(SettingsProblem { source: self.source, span, message });
    }
}

fn is_section_of(name: &str, key: &str) -> bool {
    key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

/// Names the key that was meant where only its spelling differs: `sync_h1` for `syncH1`.
fn unknown(name: &str) -> String {
    let letters = |name: &str| name.replace(['-', '_', ' '], "").to_lowercase();
    match keys::names().find(|known| letters(known) == letters(name)) {
        Some(known) => format!("unknown setting `{name}`; did you mean `{known}`?"),
        None => format!("unknown setting `{name}`"),
    }
}

/// The byte at a line and column as serde_json counts them: from 1, columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}
