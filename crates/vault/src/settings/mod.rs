//! The settings of a vault. Those of the editor take precedence over `.linkwright.toml`, that over
//! `.obsidian`, and that over the defaults.
//!
//! [`keys`] is the list of all settings; `docs/settings.md` explains each.

mod keys;
mod merge;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{FileKind, NOTE_EXTENSIONS};
use linkwright_text::Span;

use crate::{DiagnosticCode, Severity};

/// The settings of a vault. The keys in the docs of the fields are those of `.linkwright.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// `resolveAliases`: links resolve to a note by an alias that only this note claims.
    pub resolve_aliases: bool,
    /// `frontmatter.splitCommaAliases`, `frontmatter.legacyKeys`
    pub aliases: AliasRules,
    /// `rename.displayText`
    pub display_text: DisplayText,
    /// `rename.keepOldNameAsAlias`
    pub keep_old_name: KeepOldName,
    /// `rename.syncH1`
    pub sync_h1: bool,
    /// `rename.syncTitleKey`
    pub sync_title_key: bool,
    /// `completion.maxItems`: maximum number of suggestions, at least 1.
    pub max_items: usize,
    /// `completion.style`, with `auto` already replaced by the style that `useMarkdownLinks` in
    /// `.obsidian/app.json` selects.
    pub link_style: LinkStyle,
    /// `completion.linkFormat`, with `auto` already replaced by `newLinkFormat` of
    /// `.obsidian/app.json`.
    pub link_format: LinkFormat,
    /// Whether `links.markdown` is `relative`: Markdown destinations are relative to their note's
    /// folder. `auto` is already replaced, depending on whether the vault has `.obsidian`.
    pub relative_destinations: bool,
    /// `inlayHints.titles`: show the title of the target after a link that shows only its path.
    pub title_hints: bool,
    /// `diagnostics.scope`
    pub scope: DiagnosticsScope,
    /// `diagnostics.<code>` for every code; [`Settings::severity`] reads it.
    pub severities: BTreeMap<DiagnosticCode, Severity>,
    /// `files.extensions`: the extensions of notes, without the dot. Case is ignored.
    pub extensions: Vec<String>,
    /// `files.exclude`: paths to ignore, in `.gitignore` syntax, relative to the root.
    pub exclude: Vec<String>,
    /// `files.respectGitignore`
    pub gitignore: Gitignore,
    /// `files.portableNames`: refuse names for new files that some platform does not allow.
    pub portable_names: bool,
    /// `newFileLocation` of `.obsidian/app.json`: the folder of new notes.
    pub new_file_location: NewFileLocation,
    /// `userIgnoreFilters` of `.obsidian/app.json`, as written: each is `/regex/` or a prefix of a
    /// path. Matching files rank lower in completion; links resolve to them as usual.
    pub ignore_filters: Vec<String>,
    /// `newNotes.template`: the template of new notes, if any.
    pub template: Option<String>,
    /// `folder` of `.obsidian/templates.json`: the folder of templates; empty for the root.
    pub template_folder: String,
    /// `dateFormat` of `.obsidian/templates.json`, in the syntax of Moment.js.
    pub template_date: String,
    /// `timeFormat` of `.obsidian/templates.json`, in the syntax of Moment.js.
    pub template_time: String,
    /// `dailyNotes.folder`, or the folder in `.obsidian/daily-notes.json`; empty for the root.
    pub daily_folder: String,
    /// `dailyNotes.format`, or the format in `.obsidian/daily-notes.json`, in the syntax of
    /// Moment.js: `YYYY-MM-DD`.
    pub daily_format: String,
    /// `dailyNotes.template`, or the template in `.obsidian/daily-notes.json`: the path of the
    /// template of daily notes; empty if there is none.
    pub daily_template: String,
    /// The options of the Obsidian Linter's title alias rule, if it is on (`docs/semantics.md §6`).
    pub linter: Option<LinterTitleAlias>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            resolve_aliases: true,
            aliases: AliasRules { split_comma: true, legacy_keys: true },
            display_text: DisplayText::Follow,
            keep_old_name: KeepOldName::Never,
            sync_h1: true,
            sync_title_key: true,
            max_items: 200,
            link_style: LinkStyle::Wikilink,
            link_format: LinkFormat::Shortest,
            relative_destinations: false,
            title_hints: false,
            scope: DiagnosticsScope::Open,
            severities: DiagnosticCode::ALL.iter().map(|it| (*it, it.default_severity())).collect(),
            extensions: NOTE_EXTENSIONS.map(String::from).into(),
            exclude: Vec::new(),
            gitignore: Gitignore::Auto,
            portable_names: true,
            new_file_location: NewFileLocation::Root,
            ignore_filters: Vec::new(),
            template: None,
            template_folder: String::new(),
            template_date: "YYYY-MM-DD".into(),
            template_time: "HH:mm".into(),
            daily_folder: String::new(),
            daily_format: "YYYY-MM-DD".into(),
            daily_template: String::new(),
            linter: None,
        }
    }
}

impl Settings {
    /// `path` without the extension of a note, if it has one; `.md` always is one.
    #[must_use]
    pub fn note_stem<'p>(&self, path: &'p str) -> &'p str {
        let is_note = FileKind::of(path, &self.extensions) == FileKind::Note
            || FileKind::of(path, &["md"]) == FileKind::Note;
        path.rsplit_once('.').filter(|_| is_note).map_or(path, |(stem, _)| stem)
    }

    /// The severity of the diagnostic `code`.
    #[must_use]
    pub fn severity(&self, code: DiagnosticCode) -> Severity {
        self.severities.get(&code).copied().unwrap_or(code.default_severity())
    }

    /// Whether files that `.gitignore` matches are ignored in a vault, which may have `.obsidian`.
    #[must_use]
    pub fn respects_gitignore(&self, has_obsidian: bool) -> bool {
        self.gitignore.is_respected(has_obsidian)
    }
}

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

/// `rename.displayText` (`docs/semantics.md §7`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisplayText {
    /// A display text that equals the old name is renamed too.
    Follow,
    /// Display texts stay.
    Keep,
    /// Display texts stay, and a link without one gets the old name as its display text.
    Preserve,
}

/// `rename.keepOldNameAsAlias`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeepOldName {
    /// The old name is not kept.
    Never,
    /// The old file name becomes an alias.
    Append,
}

/// The style of new links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkStyle {
    /// `[[Note]]`
    Wikilink,
    /// `[Note](Note.md)`
    Markdown,
}

/// The form of the path of a new link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkFormat {
    /// The name if it is unique, else the path from the root.
    Shortest,
    /// Relative to the note, without a leading `./`.
    Relative,
    /// From the root, without a leading `/`.
    Absolute,
}

/// The notes for which an editor gets diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiagnosticsScope {
    /// Open notes.
    Open,
    /// All notes of the vault.
    Vault,
}

/// Whether files that `.gitignore` matches are ignored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gitignore {
    /// Only where the vault has no `.obsidian`.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Gitignore {
    /// Whether `.gitignore` files are used in a vault, which may have `.obsidian`.
    #[must_use]
    pub fn is_respected(self, has_obsidian: bool) -> bool {
        match self {
            Gitignore::Auto => !has_obsidian,
            Gitignore::Always => true,
            Gitignore::Never => false,
        }
    }
}

/// The folder of a new note that a link names without a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewFileLocation {
    /// The vault's root.
    Root,
    /// The folder of the note that links to it.
    Current,
    /// This folder, from the root and without slashes at its ends (`newFileFolderPath`).
    Folder(String),
}

/// The options of the Linter's rule "YAML Title Alias".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinterTitleAlias {
    /// `keep-alias-that-matches-the-filename`: also keep an alias that equals the file name.
    pub keep_file_name: bool,
    /// `use-yaml-key-to-keep-track-of-old-filename-or-heading`: write the key
    /// `linter-yaml-title-alias`.
    pub helper_key: bool,
}
