//! Templates of notes, as Obsidian's core plugin fills them in.

use jiff::civil::DateTime;
use linkwright_text::BOM;
use linkwright_vault::{FileId, Settings, Vault};

use crate::Refusal;
use crate::moment;

/// What the placeholders of a template stand for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateValues {
    /// `{{title}}`: the new note's name.
    pub title: String,
    /// `{{date}}` without a format of its own, in the letters of Moment.
    pub date_format: String,
    /// `{{time}}`, likewise.
    pub time_format: String,
}

impl TemplateValues {
    /// For a note of this name, with the formats of the settings.
    #[must_use]
    pub fn new(settings: &Settings, title: &str) -> TemplateValues {
        TemplateValues {
            title: title.to_owned(),
            date_format: settings.template_date.clone(),
            time_format: settings.template_time.clone(),
        }
    }

    /// `template` with `{{title}}`, `{{date}}`, `{{time}}`, `{{date:YYYY}}` and `{{time:HH}}` filled
    /// in as of `at`. All else in braces stays. A byte order mark is left out: it belongs to the
    /// template's file.
    #[must_use]
    pub fn fill(&self, template: &str, at: DateTime) -> String {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template.strip_prefix(BOM).unwrap_or(template);
        while let Some((before, behind)) = rest.split_once("{{") {
            filled.push_str(before);
            let Some((name, behind)) = behind.split_once("}}") else {
                rest = &rest[before.len()..];
                break;
            };
            match self.placeholder(name, at) {
                Some(value) => {
                    filled.push_str(&value);
                    rest = behind;
                }
                None => {
                    filled.push_str("{{");
                    rest = &rest[before.len() + 2..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    fn placeholder(&self, name: &str, at: DateTime) -> Option<String> {
        let (name, format) = match name.split_once(':') {
            Some((name, format)) => (name, Some(format.trim())),
            None => (name, None),
        };
        match (name.trim().to_ascii_lowercase().as_str(), format) {
            ("title", None) => Some(self.title.clone()),
            ("date", format) => Some(moment::format(at, format.unwrap_or(&self.date_format))),
            ("time", format) => Some(moment::format(at, format.unwrap_or(&self.time_format))),
            _ => None,
        }
    }
}

/// The time where the author is.
#[must_use]
pub fn local_now() -> DateTime {
    jiff::Zoned::now().datetime()
}

/// The template that `name` means: a path from the vault's root, or in the templates' folder, with
/// or without `.md`.
///
/// # Errors
/// If there is none, with the reason.
pub fn find_template(vault: &Vault, name: &str) -> Result<FileId, Refusal> {
    let folder = &vault.settings().template_folder;
    let name = name.trim_matches('/');
    let inside = format!("{folder}/{name}");
    let paths = [name, inside.trim_start_matches('/')];
    let paths = paths.into_iter().flat_map(|path| [format!("{path}.md"), path.to_owned()]);
    let found =
        paths.filter_map(|path| vault.find_file(&path)).find(|file| vault.note(*file).is_some());
    found.ok_or_else(|| Refusal(format!("there is no template `{name}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let settings = Settings { template_date: "D MMM YYYY".to_owned(), ..Settings::default() };
        let filling = TemplateValues::new(&settings, "Eros");
        let at = jiff::civil::date(2026, 11, 2).at(15, 4, 0, 0);
        let filled = |template: &str| filling.fill(template, at);
        assert_eq!(filled("# {{title}}, {{ Title }}"), "# Eros, Eros");
        assert_eq!(filled("{{date}} {{time}}"), "2 Nov 2026 15:04");
        assert_eq!(filled("{{date:YYYY-MM-DD}}{{time:h A}}"), "2026-11-023 PM");
        assert_eq!(filled("{{other}} {{title"), "{{other}} {{title");
        assert_eq!(filled("{{ {{title}} }}"), "{{ Eros }}");
        assert_eq!(filled("\u{feff}{{title}}\u{feff}"), "Eros\u{feff}");
    }
}
