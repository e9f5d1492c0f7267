//! The settings of a vault, and where they come from: the editor's over `.linkwright.toml` over
//! `.obsidian` over the defaults.

use linkwright_syntax::frontmatter::AliasRules;
use linkwright_text::Span;

/// Everything that can be set. The names are those of `.linkwright.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// `resolveAliases`: links follow an alias that one note alone claims.
    pub resolve_aliases: bool,
    /// `frontmatter.splitCommaAliases`, `frontmatter.legacyKeys`.
    pub aliases: AliasRules,
    /// `rename.displayText`
    pub display_text: DisplayText,
    /// `rename.keepOldNameAsAlias`
    pub keep_old_name: KeepOldName,
    /// `rename.syncH1`
    pub sync_h1: bool,
    /// `rename.syncTitleKey`
    pub sync_title_key: bool,
    /// `completion.maxItems`
    pub max_items: usize,
    /// `completion.style`, `auto` already decided from `.obsidian/app.json`'s `useMarkdownLinks`.
    pub link_style: LinkStyle,
    /// `newLinkFormat` of `.obsidian/app.json`.
    pub link_format: LinkFormat,
    // To be completed by the author of this module: newFileLocation, newFileFolderPath,
    // attachmentFolderPath, userIgnoreFilters, [diagnostics] severities and scope, [files] ….
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
        }
    }
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

/// How loudly a diagnostic speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Not reported.
    Off,
    /// LSP's hint.
    Hint,
    /// LSP's information.
    Information,
    /// LSP's warning.
    Warning,
    /// LSP's error.
    Error,
}

/// An unknown key or a wrong type: the rest applies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsProblem {
    /// Where in the file, in bytes; `None` for what an editor sent.
    pub span: Option<Span>,
    /// What is wrong, with the key's name.
    pub message: String,
}
