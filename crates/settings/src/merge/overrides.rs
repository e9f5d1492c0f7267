//! Reading `overrides`.

use std::collections::BTreeMap;

use super::{Merger, diagnostic_code, unknown_key_message};
use crate::DiagnosticCode;
use crate::keys::{KEYS_OF_OVERRIDES, OVERRIDES, severity, slashed};
use crate::overrides::{SeverityOverride, check_pattern};
use crate::value::{SettingEntry, SettingValue, SourceValue};

/// An override as far as it is read.
#[derive(Default)]
struct Draft {
    patterns: Vec<String>,
    severities: BTreeMap<DiagnosticCode, crate::Severity>,
}

impl Merger {
    /// Replaces the overrides. Wrong parts are reported, and the rest applies.
    pub(super) fn set_overrides(&mut self, given: &SourceValue) {
        let items = match &given.value {
            SettingValue::Null => return,
            SettingValue::List(items) => items,
            _ => return self.report_unexpected(OVERRIDES, given, Err("a list of tables".into())),
        };
        self.settings.overrides.clear();
        for item in items {
            let SettingValue::Table(entries) = &item.value else {
                self.report_unexpected(OVERRIDES, item, Err("a list of tables".into()));
                continue;
            };
            let mut draft = Draft::default();
            self.read_override(&mut draft, OVERRIDES, entries);
            if draft.patterns.is_empty() {
                if !entries.iter().any(|entry| entry.key == "paths") {
                    let message = "`overrides` needs `paths`, a list of patterns";
                    self.report(item.span, message.to_owned());
                }
                continue;
            }
            let Draft { patterns, severities } = draft;
            self.settings.overrides.push(SeverityOverride::new(patterns, severities));
        }
    }

    fn read_override(&mut self, draft: &mut Draft, section: &str, entries: &[SettingEntry]) {
        for SettingEntry { key, key_span, given } in entries {
            let name = format!("{section}.{key}");
            let own = name.strip_prefix("overrides.").unwrap_or_default();
            match (own, &given.value) {
                (_, SettingValue::Null) => {}
                ("paths", SettingValue::List(patterns)) => {
                    self.read_patterns(draft, &name, patterns);
                }
                ("paths", _) => {
                    self.report_unexpected(&name, given, Err("a list of patterns".into()));
                }
                ("diagnostics", SettingValue::Table(entries)) => {
                    self.read_override(draft, &name, entries);
                }
                ("diagnostics", _) => {
                    self.report_unexpected(&name, given, Err("a table".into()));
                }
                _ => match diagnostic_code(own) {
                    Some(code) => match severity(&given.value) {
                        Ok(severity) => {
                            draft.severities.insert(code, severity);
                        }
                        Err(expected) => self.report_unexpected(&name, given, Err(expected)),
                    },
                    None => {
                        let codes = DiagnosticCode::ALL.iter().map(|code| code.setting());
                        let known = KEYS_OF_OVERRIDES.iter().map(|key| (*key).to_owned());
                        let known: Vec<String> = known.chain(codes).collect();
                        let message = unknown_key_message(&name, own, &known);
                        self.report(*key_span, message);
                    }
                },
            }
        }
    }

    fn read_patterns(&mut self, draft: &mut Draft, name: &str, patterns: &[SourceValue]) {
        for pattern in patterns {
            match &pattern.value {
                SettingValue::String(text) => match check_pattern(text) {
                    Ok(()) => draft.patterns.push(slashed(text)),
                    Err(reason) => {
                        let message = format!("`{text}` is not a pattern for paths: {reason}");
                        self.report(pattern.span, message);
                    }
                },
                _ => self.report_unexpected(name, pattern, Err("a list of patterns".into())),
            }
        }
    }
}
