//! Where settings come from, and the problems of a source.

use linkwright_text::Span;

/// The sources of settings; `None` if a source does not exist.
#[derive(Clone, Copy, Default, Debug)]
pub struct SettingsSources<'a> {
    /// Whether the vault has no folder `.obsidian`, so that its notes are plain Markdown.
    pub lacks_obsidian_folder: bool,
    /// The editor's `initializationOptions`, or its section `linkwright`. If the object has the
    /// single key `linkwright`, its value is used.
    pub editor: Option<&'a serde_json::Value>,
    /// `.linkwright.toml`
    pub toml: Option<&'a str>,
    /// `.obsidian/app.json`
    pub app: Option<&'a str>,
    /// `.obsidian/daily-notes.json`
    pub daily_notes: Option<&'a str>,
    /// `.obsidian/templates.json`
    pub templates: Option<&'a str>,
    /// `.obsidian/types.json`
    pub types: Option<&'a str>,
    /// `.obsidian/plugins/obsidian-linter/data.json`
    pub linter: Option<&'a str>,
    /// `.obsidian/plugins/periodic-notes/data.json`
    pub periodic_notes: Option<&'a str>,
}

impl<'a> SettingsSources<'a> {
    /// The text of a source; `None` for the editor, whose settings are not text.
    #[must_use]
    pub fn text(&self, source: SettingsSource) -> Option<&'a str> {
        match source {
            SettingsSource::Editor => None,
            SettingsSource::Toml => self.toml,
            SettingsSource::App => self.app,
            SettingsSource::DailyNotes => self.daily_notes,
            SettingsSource::Templates => self.templates,
            SettingsSource::Types => self.types,
            SettingsSource::Linter => self.linter,
            SettingsSource::PeriodicNotes => self.periodic_notes,
        }
    }
}

/// A source of settings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SettingsSource {
    /// The settings that the editor sends.
    Editor,
    /// `.linkwright.toml`
    Toml,
    /// `.obsidian/app.json`
    App,
    /// `.obsidian/daily-notes.json`
    DailyNotes,
    /// `.obsidian/templates.json`
    Templates,
    /// `.obsidian/types.json`
    Types,
    /// `.obsidian/plugins/obsidian-linter/data.json`
    Linter,
    /// `.obsidian/plugins/periodic-notes/data.json`
    PeriodicNotes,
}

impl SettingsSource {
    /// The path of the source from the vault's root; `None` for the editor.
    #[must_use]
    pub fn path(self) -> Option<&'static str> {
        match self {
            SettingsSource::Editor => None,
            SettingsSource::Toml => Some(".linkwright.toml"),
            SettingsSource::App => Some(".obsidian/app.json"),
            SettingsSource::DailyNotes => Some(".obsidian/daily-notes.json"),
            SettingsSource::Templates => Some(".obsidian/templates.json"),
            SettingsSource::Types => Some(".obsidian/types.json"),
            SettingsSource::Linter => Some(".obsidian/plugins/obsidian-linter/data.json"),
            SettingsSource::PeriodicNotes => Some(".obsidian/plugins/periodic-notes/data.json"),
        }
    }
}

/// A problem in a source of settings: an unknown key, a wrong type or a syntax error. The rest of
/// the source applies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsProblem {
    /// The source with the problem.
    pub source: SettingsSource,
    /// The place in the file, in bytes; `None` for the settings of an editor and for values of
    /// `.json` files.
    pub span: Option<Span>,
    /// The message, which names the key.
    pub message: String,
}
