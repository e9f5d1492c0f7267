use linkwright_syntax::Facts;

/// A file of the vault while it exists. Ids of removed files are used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub(crate) u32);

/// What a link asks for, interned: its path as written. A path that is relative to the source
/// (`./x`, `../x`) is interned as the path from the root that it means, with a leading `/`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Target(pub(crate) u32);

/// A link in a note: the index is into [`Facts::links`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkRef {
    /// The note that holds the link.
    pub source: FileId,
    /// Its place in the note's [`Facts::links`].
    pub index: u32,
}

/// A file of the vault: a note, or anything else that a link can name.
#[derive(Debug)]
pub struct File {
    /// Relative to the vault's root, `/` between folders, spelt as on disk.
    pub path: Box<str>,
    /// What it says; `None` for attachments and for notes that could not be read.
    pub note: Option<Box<Note>>,
}

impl File {
    /// The last component of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The name a wikilink uses: the file name, of a note without its extension.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, extension)) if extension.eq_ignore_ascii_case("md") => stem,
            _ => name,
        }
    }

    /// The folder it is in: empty for the root, else without a slash at its end.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// What the vault keeps of a note: its facts, and as written only what lists show.
#[derive(Debug)]
pub struct Note {
    /// Spans into the text that was scanned.
    pub facts: Facts,
    /// For each of [`Facts::links`] what it asks for and, as written, its subpath.
    pub links: Box<[(Target, Option<Box<str>>)]>,
    /// For each of [`Facts::headings`] its name.
    pub headings: Box<[HeadingName]>,
    /// For each of [`Facts::block_ids`] the id as written.
    pub block_ids: Box<[Box<str>]>,
    /// For each of [`Facts::tags`] the tag as written, without `#`.
    pub tags: Box<[Box<str>]>,
}

/// A heading's text, and the form in which links compare it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadingName {
    /// As written, without markers.
    pub text: Box<str>,
    /// `key(text)` of `docs/semantics.md §3`.
    pub key: Box<str>,
}
