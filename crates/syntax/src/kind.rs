//! The kinds of files in a vault.

/// The default extensions of notes.
pub const NOTE_EXTENSIONS: [&str; 2] = ["md", "markdown"];

/// The kind of a file, decided by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileKind {
    /// A Markdown file: it has links, headings, tags and aliases.
    Note,
    /// An Obsidian canvas: JSON with links to files.
    Canvas,
    /// An Obsidian base. It has no links, but what it names is known.
    Base,
    /// Any other file. It can be a link target but is not indexed.
    Attachment,
}

impl FileKind {
    /// The kind of the file at `path`. Notes have one of `extensions`, given without the dot. Case
    /// is ignored. A canvas is a canvas even if `extensions` contains `canvas`, and so is a base.
    #[must_use]
    pub fn of(path: &str, extensions: &[impl AsRef<str>]) -> FileKind {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((_, extension)) = name.rsplit_once('.') else { return FileKind::Attachment };
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        match extension {
            _ if is("canvas") => FileKind::Canvas,
            _ if is("base") => FileKind::Base,
            _ if extensions.iter().any(|known| is(known.as_ref())) => FileKind::Note,
            _ => FileKind::Attachment,
        }
    }

    /// Whether the content of such files is indexed.
    #[must_use]
    pub fn is_indexed(self) -> bool {
        matches!(self, FileKind::Note | FileKind::Canvas | FileKind::Base)
    }

    /// Whether such files can have links: notes and canvases.
    #[must_use]
    pub fn has_links(self) -> bool {
        matches!(self, FileKind::Note | FileKind::Canvas)
    }
}

#[cfg(test)]
mod tests {
    use super::FileKind::{self, Attachment, Base, Canvas, Note};

    #[test]
    fn the_extension_decides_the_kind() {
        for (path, kind) in [
            ("a.md", Note),
            ("a/b.TXT", Note),
            (".md", Note),
            ("a.canvas", Canvas),
            ("a.Canvas", Canvas),
            ("a.base", Base),
            ("a.png", Attachment),
            ("md", Attachment),
            ("a.md/b", Attachment),
            ("a.md.png", Attachment),
            ("a.", Attachment),
        ] {
            assert_eq!(FileKind::of(path, &["md", "txt"]), kind, "{path}");
        }
        assert_eq!(FileKind::of("a.canvas", &["canvas"]), Canvas);
        assert_eq!(FileKind::of("a.base", &["base"]), Base);
    }
}
