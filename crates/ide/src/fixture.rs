//! A vault from one string, for tests.

use linkwright_fixture::Fixture;
use linkwright_syntax::{is_canvas, scan_file};
use linkwright_vault::{Change, FileId, Vault};

/// The vault of a fixture, with the texts it was made of.
pub(crate) struct Vaulted {
    pub(crate) vault: Vault,
    pub(crate) fixture: Fixture,
}

impl Vaulted {
    /// Files that end in `.md` are notes, and canvases are read. Text before the first header is the note `note.md`.
    pub(crate) fn parse(source: &str) -> Vaulted {
        let fixture = Fixture::parse(source);
        let mut vault = Vault::default();
        for file in &fixture.files {
            let path = &file.path;
            let change = match path.ends_with(".md") || is_canvas(path) {
                true => {
                    let facts = scan_file(path, &file.text);
                    Change::Note { path, text: &file.text, facts }
                }
                false => Change::File { path },
            };
            vault.apply(change);
        }
        Vaulted { vault, fixture }
    }

    /// The note that holds the cursor, its text, and the cursor's byte.
    pub(crate) fn cursor(&self) -> (FileId, &str, u32) {
        let cursor = self.fixture.cursor();
        let offset = u32::try_from(cursor.offset).expect("a fixture is small");
        (self.file(&cursor.path), self.fixture.text(&cursor.path), offset)
    }

    pub(crate) fn file(&self, path: &str) -> FileId {
        self.vault.find(path).expect("the fixture has the file")
    }

    pub(crate) fn path(&self, file: FileId) -> &str {
        &self.vault.file(file).path
    }

    pub(crate) fn text(&self, file: FileId) -> &str {
        self.fixture.text(self.path(file))
    }
}
