//! The settings of a vault, and where they come from: the editor's over `.linkwright.toml` over
//! `.obsidian` over the defaults.
//!
//! [`keys`] is the one list of what can be set; `docs/settings.md` explains each.

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

/// Everything that can be set. The names in code font are those of `.linkwright.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// `resolveAliases`: links follow an alias that one note alone claims.
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
    /// `completion.maxItems`: at least 1.
    pub max_items: usize,
    /// `completion.style`, `auto` already decided from `.obsidian/app.json`'s `useMarkdownLinks`.
    pub link_style: LinkStyle,
    /// `completion.linkFormat`, `auto` already decided from `.obsidian/app.json`'s
    /// `newLinkFormat`.
    pub link_format: LinkFormat,
    /// `links.markdown` is `relative`, `auto` already decided from whether the vault has
    /// `.obsidian`: Markdown destinations count from their note's folder.
    pub relative_destinations: bool,
    /// `inlayHints.titles`: behind a link that shows only its path, its target's title.
    pub title_hints: bool,
    /// `diagnostics.scope`
    pub scope: DiagnosticsScope,
    /// `diagnostics.<code>` for every code: read it by [`Settings::severity`].
    pub severities: BTreeMap<DiagnosticCode, Severity>,
    /// `files.extensions`: what notes end in, without the dot. Compared ignoring case.
    pub extensions: Vec<String>,
    /// `files.exclude`: what is left out, in the language of `.gitignore`, from the root.
    pub exclude: Vec<String>,
    /// `files.respectGitignore`
    pub gitignore: Gitignore,
    /// `files.portableNames`: new files get no name that some platform cannot hold.
    pub portable_names: bool,
    /// `newFileLocation` of `.obsidian/app.json`: where a new note goes.
    pub new_file_location: NewFileLocation,
    /// `userIgnoreFilters` of `.obsidian/app.json`, as written: `/regex/` or the beginning of a
    /// path. Such files rank lower in completion and resolve as ever.
    pub ignore_filters: Vec<String>,
    /// `newNotes.template`: the note that new ones are made from, if any.
    pub template: Option<String>,
    /// `folder` of `.obsidian/templates.json`: where templates lie; empty is the root.
    pub template_folder: String,
    /// `dateFormat` of `.obsidian/templates.json`, in the letters of Moment.
    pub template_date: String,
    /// `timeFormat`, likewise.
    pub template_time: String,
    /// `dailyNotes.folder`, from `.obsidian/daily-notes.json` where it is not set; empty is
    /// the root.
    pub daily_folder: String,
    /// `dailyNotes.format` in the letters of Moment, likewise: `YYYY-MM-DD`.
    pub daily_format: String,
    /// `dailyNotes.template`, likewise: the note that they are made from; empty is none.
    pub daily_template: String,
    /// What the Obsidian Linter does to titles, if its rule is on (`docs/semantics.md §6`).
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
    /// `path` without the extension of a note, if it has one: `.md` counts whatever the settings.
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

    /// Whether what `.gitignore` names is left out of a vault that has, or has not, `.obsidian`.
    #[must_use]
    pub fn respects_gitignore(&self, has_obsidian: bool) -> bool {
        self.gitignore.is_respected(has_obsidian)
    }
}

/// The texts that settings come from; `None` where there is none.
#[derive(Clone, Copy, Default, Debug)]
pub struct SettingsSources<'a> {
    /// The vault has no folder `.obsidian`: its notes are plain Markdown.
    pub lacks_obsidian_folder: bool,
    /// The editor's `initializationOptions`, or its section `linkwright`; an object that holds
    /// everything under one key `linkwright` counts as that section.
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
    /// The text of one of them, if it has one: what the editor sends is none.
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

/// Which of the sources a problem is in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SettingsSource {
    /// The editor.
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
    /// Where it lies, from the vault's root; `None` for the editor.
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

/// An unknown key, a wrong type, a file that is not of its language: the rest applies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsProblem {
    /// Which source it is in.
    pub source: SettingsSource,
    /// Where in the file, in bytes; `None` for what an editor sent, and for a value of a
    /// `.json` file.
    pub span: Option<Span>,
    /// What is wrong, with the key's name.
    pub message: String,
}

/// `rename.displayText` (`docs/semantics.md §7`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisplayText {
    /// A display equal to the old name follows.
    Follow,
    /// Displays stay.
    Keep,
    /// Displays stay, and a bare link keeps the old name as its display.
    Preserve,
}

/// `rename.keepOldNameAsAlias`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeepOldName {
    /// The old name goes.
    Never,
    /// The old file name becomes an alias.
    Append,
}

/// How new links are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkStyle {
    /// `[[Note]]`
    Wikilink,
    /// `[Note](Note.md)`
    Markdown,
}

/// Which path a new link gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkFormat {
    /// The name if it is unique, else the path from the root.
    Shortest,
    /// Relative to the note, without a leading `./`.
    Relative,
    /// From the root, without a leading `/`.
    Absolute,
}

/// Which notes are diagnosed in an editor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiagnosticsScope {
    /// The open ones.
    Open,
    /// All.
    Vault,
}

/// Whether what `.gitignore` names is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gitignore {
    /// Only where the vault has no `.obsidian`.
    Auto,
    /// It is.
    Always,
    /// It is not.
    Never,
}

impl Gitignore {
    /// Whether `.gitignore` files count in a vault that has, or has not, `.obsidian`.
    #[must_use]
    pub fn is_respected(self, has_obsidian: bool) -> bool {
        match self {
            Gitignore::Auto => !has_obsidian,
            Gitignore::Always => true,
            Gitignore::Never => false,
        }
    }
}

/// Where a new note goes that a link names without a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewFileLocation {
    /// The vault's root.
    Root,
    /// The folder of the note that links to it.
    Current,
    /// This folder, from the root and without slashes at its ends (`newFileFolderPath`).
    Folder(String),
}

/// The Linter's rule "YAML Title Alias".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinterTitleAlias {
    /// `keep-alias-that-matches-the-filename`: if not, a title equal to the file name is no alias.
    pub keep_file_name: bool,
    /// `use-yaml-key-to-keep-track-of-old-filename-or-heading`: it writes
    /// `linter-yaml-title-alias`.
    pub helper_key: bool,
}
