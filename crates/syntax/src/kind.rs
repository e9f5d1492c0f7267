//! What kind of file a path names.

/// The extensions of notes where the settings name no others.
pub const NOTE_EXTENSIONS: [&str; 2] = ["md", "markdown"];

/// The kind of a file, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileKind {
    /// A Markdown text: it has links, headings, tags and aliases.
    Note,
    /// An Obsidian canvas: JSON with links to files.
    Canvas,
    /// An Obsidian base. It is not read: links can name it, like an attachment.
    Base,
    /// Any other file. Links can name it; it is not read.
    Attachment,
}

impl FileKind {
    /// The kind of the file at `path`, where notes have one of `extensions` (without the dot). Case
    /// does not matter. A canvas is a canvas even if `extensions` holds `canvas`.
    #[must_use]
    pub fn of(path: &str, extensions: &[impl AsRef<str>]) -> FileKind {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((_, extension)) = name.rsplit_once('.') else { return FileKind::Attachment };
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        match extension {
            _ if is("canvas") => FileKind::Canvas,
            _ if extensions.iter().any(|known| is(known.as_ref())) => FileKind::Note,
            _ if is("base") => FileKind::Base,
            _ => FileKind::Attachment,
        }
    }

    /// Whether files of this kind are read: their links are known.
    #[must_use]
    pub fn is_indexed(self) -> bool {
        matches!(self, FileKind::Note | FileKind::Canvas)
    }
}

#[cfg(test)]
mod tests {
    use super::FileKind::{self, Attachment, Base, Canvas, Note};

    #[test]
    fn the_name_decides() {
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
        assert_eq!(FileKind::of("a.base", &["base"]), Note);
    }
}
