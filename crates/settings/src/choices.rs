//! The values of settings that are one of several choices.

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

/// Which findings an editor gets, by when they appeared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewFindings {
    /// All.
    Off,
    /// Those that were not there when the vault was first indexed completely.
    Session,
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

/// The type that Obsidian gives a property, as far as it decides how a value is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PropertyType {
    /// Text, also if it looks like a date.
    Text,
    /// A date without a time.
    Date,
    /// A date with a time.
    DateTime,
}

impl PropertyType {
    /// The type with this name in `.obsidian/types.json`; `None` for types that decide nothing.
    pub(crate) fn from_obsidian(name: &str) -> Option<PropertyType> {
        match name {
            "text" => Some(PropertyType::Text),
            "date" => Some(PropertyType::Date),
            "datetime" => Some(PropertyType::DateTime),
            _ => None,
        }
    }
}
