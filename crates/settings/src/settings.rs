//! The settings of a vault, and their defaults.

use std::borrow::Cow;
use std::collections::BTreeMap;

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_syntax::{FileKind, NOTE_EXTENSIONS};

use crate::{
    DiagnosticCode, DiagnosticsScope, DisplayText, Gitignore, KeepOldName, LinkFormat, LinkStyle,
    LinterTitleAlias, NewFileLocation, NewFindings, PropertyType, Severity, SeverityOverride,
};

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
    /// `diagnostics.new`
    pub new_findings: NewFindings,
    /// `diagnostics.<code>` for every code, where no override says otherwise: see
    /// [`Settings::severities_in`].
    pub severities: BTreeMap<DiagnosticCode, Severity>,
    /// `overrides`
    pub overrides: Vec<SeverityOverride>,
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
    /// `types` of `.obsidian/types.json`: the types of properties, by their case-folded names.
    pub property_types: BTreeMap<String, PropertyType>,
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
            new_findings: NewFindings::Off,
            severities: DiagnosticCode::ALL.iter().map(|it| (*it, it.default_severity())).collect(),
            overrides: Vec::new(),
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
            property_types: BTreeMap::new(),
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

    /// The severity of the diagnostic `code` where no override says otherwise.
    #[must_use]
    pub fn severity(&self, code: DiagnosticCode) -> Severity {
        self.severities.get(&code).copied().unwrap_or(code.default_severity())
    }

    /// The severities of all codes in the note at `path`, relative to the root: a later override
    /// takes precedence over an earlier one, and that over `diagnostics`.
    #[must_use]
    pub fn severities_in(&self, path: &str) -> Cow<'_, BTreeMap<DiagnosticCode, Severity>> {
        let mut severities = Cow::Borrowed(&self.severities);
        for it in self.overrides.iter().filter(|it| it.matches(path)) {
            severities.to_mut().extend(it.severities.iter().map(|(code, level)| (*code, *level)));
        }
        severities
    }

    /// Whether the diagnostic `code` is off in every note.
    #[must_use]
    pub fn is_off(&self, code: DiagnosticCode) -> bool {
        let overrides = self.overrides.iter().filter_map(|it| it.severities.get(&code));
        overrides.copied().chain([self.severity(code)]).all(|severity| severity == Severity::Off)
    }

    /// Whether files that `.gitignore` matches are ignored in a vault, which may have `.obsidian`.
    #[must_use]
    pub fn respects_gitignore(&self, has_obsidian: bool) -> bool {
        self.gitignore.is_respected(has_obsidian)
    }
}
