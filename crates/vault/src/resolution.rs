//! What a link resolves to, and how.

use crate::FileId;

/// What the path of a link resolves to (`docs/semantics.md §2`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// A file, and how the path matches it.
    File(FileId, MatchKind),
    /// No file of the vault.
    Missing,
}

impl Resolution {
    /// The file, if there is one.
    #[must_use]
    pub fn file(self) -> Option<FileId> {
        match self {
            Resolution::File(file, _) => Some(file),
            Resolution::Missing => None,
        }
    }

    /// Whether a link with this resolution keeps it if it resolves to `after` later: to the same
    /// file, and not by an alias or a vault-wide search that was not needed before.
    #[must_use]
    pub fn is_preserved_by(self, after: Resolution) -> bool {
        let (Resolution::File(before, was), Resolution::File(after, how)) = (self, after) else {
            return self == after;
        };
        let fallback = matches!(how, MatchKind::Alias | MatchKind::NotRelative);
        before == after && (!fallback || how == was)
    }
}

/// How the path of a link matches its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MatchKind {
    /// The path is empty: the link is to its own note.
    OwnNote,
    /// No other file matches; or the path is exact and starts at the root or contains a folder.
    Unique,
    /// Several files match, and the rules prefer this one.
    Preferred,
    /// Several files match, and only lexicographic order decides.
    Tie,
    /// A Markdown destination that should be relative to its note (`links.markdown = "relative"`)
    /// but is not: only a vault-wide search finds the file.
    NotRelative,
    /// The path is an alias that only one note claims (`resolveAliases`). Obsidian would not follow
    /// the link.
    Alias,
}
