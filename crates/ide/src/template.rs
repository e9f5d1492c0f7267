//! Templates for new notes, filled in like those of Obsidian's Templates plugin.

use jiff::civil::DateTime;
use linkwright_settings::{Settings, moment};
use linkwright_text::BOM;
use linkwright_vault::{FileId, Vault};

use crate::Refusal;

/// The values of the placeholders in a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateValues {
    /// The value of `{{title}}`: the name of the new note.
    pub title: String,
    /// The Moment.js format of `{{date}}`.
    pub date_format: String,
    /// The Moment.js format of `{{time}}`.
    pub time_format: String,
}

impl TemplateValues {
    /// The values for a note named `title`, with the formats from the settings.
    #[must_use]
    pub fn new(settings: &Settings, title: &str) -> TemplateValues {
        TemplateValues {
            title: title.to_owned(),
            date_format: settings.template_date.clone(),
            time_format: settings.template_time.clone(),
        }
    }

    /// Fills in `{{title}}`, `{{date}}` and `{{time}}`, and the latter two with a format, as in
    /// `{{date:YYYY}}`. Anything else in braces stays. The byte order mark of the template is dropped.
    #[must_use]
    pub fn fill(&self, template: &str, at: DateTime) -> String {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template.strip_prefix(BOM).unwrap_or(template);
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            let Some((name, after)) = after.split_once("}}") else {
                rest = &rest[before.len()..];
                break;
            };
            match self.placeholder(name, at) {
                Some(value) => {
                    filled.push_str(&value);
                    rest = after;
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

/// The current time in the user's time zone.
#[must_use]
pub fn local_now() -> DateTime {
    jiff::Zoned::now().datetime()
}

/// Returns the template named `name`: a path relative to the root or to the template folder, with or
/// without `.md`.
///
/// # Errors
/// Returns a message for the user if there is no such note.
pub fn find_template(vault: &Vault, name: &str) -> Result<FileId, Refusal> {
    let folder = &vault.settings().template_folder;
    let name = name.trim_matches('/');
    let inside = format!("{folder}/{name}");
    let paths = [name, inside.trim_start_matches('/')];
    let paths = paths.into_iter().flat_map(|path| [format!("{path}.md"), path.to_owned()]);
    let found =
        paths.filter_map(|path| vault.find_file(&path)).find(|file| vault.note(*file).is_some());
    found.ok_or_else(|| Refusal(format!("the template `{name}` does not exist: create it first")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_placeholders() {
        let settings = Settings { template_date: "D MMM YYYY".to_owned(), ..Settings::default() };
        let values = TemplateValues::new(&settings, "Eros");
        let at = jiff::civil::date(2026, 11, 2).at(15, 4, 0, 0);
        let filled = |template: &str| values.fill(template, at);
        assert_eq!(filled("# {{title}}, {{ Title }}"), "# Eros, Eros");
        assert_eq!(filled("{{date}} {{time}}"), "2 Nov 2026 15:04");
        assert_eq!(filled("{{date:YYYY-MM-DD}}{{time:h A}}"), "2026-11-023 PM");
        assert_eq!(filled("{{other}} {{title"), "{{other}} {{title");
        assert_eq!(filled("{{ {{title}} }}"), "{{ Eros }}");
        assert_eq!(filled("\u{feff}{{title}}\u{feff}"), "Eros\u{feff}");
    }
}
