use crate::FileId;

/// Where a link's path leads (`docs/semantics.md §2`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// To a file.
    File(FileId, How),
    /// To nothing.
    Missing,
}

impl Resolution {
    /// The file, if it leads to one.
    #[must_use]
    pub fn file(self) -> Option<FileId> {
        match self {
            Resolution::File(file, _) => Some(file),
            Resolution::Missing => None,
        }
    }
}

/// Why it leads there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It is the note itself: the path is empty.
    Own,
    /// No other file could be meant, or the path is exact.
    Only,
    /// Several files could be meant; the rules prefer this one.
    Preferred,
    /// Several could be meant and only lexicographic order decides.
    Tie,
    /// By an alias that one note alone claims (`resolveAliases`): Obsidian would not follow it.
    Alias,
}
