//! Merging the settings of all sources.

mod overrides;

use linkwright_text::Span;
use toml::de::DeTable;

use crate::keys::{self, SettingKey};
use crate::value::{SettingEntry, SettingValue, SourceValue, from_json, from_toml};
use crate::{DiagnosticCode, Settings, SettingsProblem, SettingsSource, SettingsSources};

impl Settings {
    /// The names of all keys of `.linkwright.toml`, dotted: `rename.displayText`.
    pub fn keys() -> impl Iterator<Item = String> {
        keys::key_names()
    }

    /// Merges the settings of `sources`: the editor's take precedence over `.linkwright.toml`, that
    /// over `.obsidian`, and that over the defaults. Returns the problems of the sources too;
    /// everything else in a source with problems applies.
    #[must_use]
    pub fn merge(sources: &SettingsSources<'_>) -> (Settings, Vec<SettingsProblem>) {
        let mut merge = Merger {
            settings: Settings::default(),
            problems: Vec::new(),
            source: SettingsSource::App,
        };
        merge.settings.relative_destinations = sources.lacks_obsidian_folder;
        merge.apply_obsidian(SettingsSource::App, sources.app, &[], keys::APP);
        merge.apply_obsidian(
            SettingsSource::DailyNotes,
            sources.daily_notes,
            &[],
            keys::DAILY_NOTES,
        );
        if has_periodic_daily_notes(sources.periodic_notes) {
            let keys = keys::DAILY_NOTES;
            merge.apply_obsidian(
                SettingsSource::PeriodicNotes,
                sources.periodic_notes,
                &["daily"],
                keys,
            );
        }
        merge.apply_obsidian(SettingsSource::Templates, sources.templates, &[], keys::TEMPLATES);
        merge.apply_obsidian(SettingsSource::Types, sources.types, &[], keys::TYPES);
        merge.apply_obsidian(
            SettingsSource::Linter,
            sources.linter,
            &["ruleConfigs", "yaml-title-alias"],
            keys::LINTER,
        );
        let obsidian = merge.settings.clone();
        if let Some(text) = sources.toml {
            merge.source = SettingsSource::Toml;
            merge.apply_toml(text, &obsidian);
        }
        if let Some(value) = sources.editor {
            merge.source = SettingsSource::Editor;
            merge.apply_editor(value, &obsidian);
        }
        merge.problems.sort_by_key(|problem| (problem.source, problem.span));
        (merge.settings, limit_problems(&merge.problems))
    }
}

/// Maximum number of problems of one source that are reported individually.
const MAX_PROBLEMS: usize = 100;

/// The first problems of each source, and a summary of the rest. `problems` are sorted by source.
fn limit_problems(problems: &[SettingsProblem]) -> Vec<SettingsProblem> {
    let mut limited = Vec::new();
    for of_source in problems.chunk_by(|one, other| one.source == other.source) {
        limited.extend(of_source.iter().take(MAX_PROBLEMS).cloned());
        if let Some(next) = of_source.get(MAX_PROBLEMS) {
            let more = of_source.len() - MAX_PROBLEMS;
            limited.push(SettingsProblem {
                message: format!("and {more} more problems"),
                ..next.clone()
            });
        }
    }
    limited
}

/// Whether the settings of Periodic Notes enable its daily notes, which then take precedence over
/// those of the core plugin.
fn has_periodic_daily_notes(text: Option<&str>) -> bool {
    let json = text.map(|text| text.trim_start_matches('\u{feff}'));
    let json = json.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
    json.is_some_and(|json| json["daily"]["enabled"] == true)
}

struct Merger {
    settings: Settings,
    problems: Vec<SettingsProblem>,
    /// The source that is being read.
    source: SettingsSource,
}

impl Merger {
    fn apply_toml(&mut self, text: &str, obsidian: &Settings) {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            self.report(error.span().map(Span::from), error.message().to_owned());
        }
        self.apply_entries("", &from_toml(table.get_ref()), obsidian);
    }

    fn apply_editor(&mut self, value: &serde_json::Value, obsidian: &Settings) {
        let section = match value.as_object() {
            Some(object) if object.len() == 1 => object.get("linkwright").unwrap_or(value),
            _ => value,
        };
        match from_json(section) {
            SettingValue::Table(entries) => self.apply_entries("", &entries, obsidian),
            SettingValue::Null => {}
            other => {
                self.report(
                    None,
                    format!("the settings must be an object, not {}", other.describe()),
                );
            }
        }
    }

    /// Applies one of Obsidian's files: the `keys`, in their order, of the object at `path` in it.
    fn apply_obsidian(
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
                    let at = Span::empty(byte_offset(text, error.line(), error.column()));
                    return self.report(Some(at), error.to_string());
                }
            };
        let object = path.iter().try_fold(&json, |json, key| json.get(key));
        for key in keys {
            if let Some(value) = object.and_then(|object| object.get(key.0)) {
                let obsidian = self.settings.clone();
                self.apply_key(
                    key,
                    &SourceValue { value: from_json(value), span: None },
                    &obsidian,
                );
            }
        }
    }

    fn apply_entries(&mut self, section: &str, entries: &[SettingEntry], obsidian: &Settings) {
        for SettingEntry { key, key_span, given } in entries {
            let name = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
            if name == keys::OVERRIDES {
                self.set_overrides(given);
            } else if let Some(key) = keys::KEYS.iter().find(|(known, _)| *known == name) {
                self.apply_key(key, given, obsidian);
            } else if let Some(code) = diagnostic_code(&name) {
                if !matches!(given.value, SettingValue::Null) {
                    let set = keys::severity(&given.value).map(|severity| {
                        self.settings.severities.insert(code, severity);
                    });
                    self.report_unexpected(&name, given, set);
                }
            } else if keys::key_names().any(|known| is_section_of(&name, &known)) {
                match &given.value {
                    SettingValue::Table(entries) => self.apply_entries(&name, entries, obsidian),
                    SettingValue::Null => {}
                    _ => self.report_unexpected(&name, given, Err("a table".into())),
                }
            } else {
                let known: Vec<String> = keys::key_names().collect();
                self.report(*key_span, unknown_key_message(&name, &name, &known));
            }
        }
    }

    fn apply_key(&mut self, (name, set): &SettingKey, given: &SourceValue, obsidian: &Settings) {
        if !matches!(given.value, SettingValue::Null) {
            let set = set(&mut self.settings, obsidian, &given.value);
            self.report_unexpected(name, given, set);
        }
    }

    fn report_unexpected(&mut self, name: &str, given: &SourceValue, set: Result<(), String>) {
        if let Err(expected) = set {
            let found = given.value.describe();
            self.report(given.span, format!("`{name}` must be {expected}, not {found}"));
        }
    }

    fn report(&mut self, span: Option<Span>, message: String) {
        self.problems.push(SettingsProblem { source: self.source, span, message });
    }
}

fn is_section_of(name: &str, key: &str) -> bool {
    key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

/// The code whose severity the setting `name` is: `diagnostics.<code>`.
fn diagnostic_code(name: &str) -> Option<DiagnosticCode> {
    DiagnosticCode::from_name(name.strip_prefix("diagnostics.")?)
}

/// The message for an unknown key, which is `own` in its table. It suggests the right one of `known`
/// if only the spelling differs (`sync_h1` for `syncH1`) or the table is missing.
fn unknown_key_message(name: &str, own: &str, known: &[String]) -> String {
    let letters = |name: &str| name.replace(['-', '_', ' '], "").to_lowercase();
    let wanted = letters(own);
    let is_meant = |known: &&String| {
        let known = letters(known);
        known == wanted || known.strip_prefix("diagnostics.") == Some(&wanted)
    };
    match known.iter().find(is_meant) {
        Some(known) => format!("unknown setting `{name}`; did you mean `{known}`?"),
        None => format!("unknown setting `{name}`"),
    }
}

/// The byte offset of a line and column of serde_json, which counts both from 1 and columns in
/// bytes.
fn byte_offset(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}
