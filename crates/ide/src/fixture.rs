//! Builds a vault from one string, for tests.

use linkwright_fixture::Fixture;
use linkwright_settings::{Settings, SettingsSources};
use linkwright_vault::{Change, DiskEntry, FileId, Vault};

/// A vault and the fixture that it was built from.
pub(crate) struct Vaulted {
    pub(crate) vault: Vault,
    pub(crate) fixture: Fixture,
}

impl Vaulted {
    /// Builds the vault of a fixture. Files that end in `.md` are notes, and canvas files are parsed.
    /// Text before the first header is the note `note.md`. `.linkwright.toml` and
    /// `.obsidian/app.json` are the settings; other hidden files are on disk but not in the vault.
    pub(crate) fn parse(source: &str) -> Vaulted {
        let fixture = Fixture::parse(source);
        let config = |path: &str| {
            fixture.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
        };
        let (settings, problems) = Settings::merge(&SettingsSources {
            toml: config(".linkwright.toml"),
            app: config(".obsidian/app.json"),
            ..SettingsSources::default()
        });
        assert_eq!(problems, []);
        let mut vault = Vault::new(settings);
        for file in fixture.files.iter().filter(|file| !file.path.starts_with('.')) {
            vault.apply(Change::for_file(&file.path, &file.text, vault.settings()));
        }
        for file in fixture.files.iter().filter(|file| file.path.starts_with('.')) {
            vault.apply(Change::DiskEntry { path: &file.path, entry: Some(DiskEntry::File) });
        }
        Vaulted { vault, fixture }
    }

    /// The note that contains the cursor, its text, and the byte offset of the cursor.
    pub(crate) fn cursor(&self) -> (FileId, &str, u32) {
        let cursor = self.fixture.cursor();
        let offset = u32::try_from(cursor.offset).expect("a fixture is small");
        (self.file(&cursor.path), self.fixture.text(&cursor.path), offset)
    }

    pub(crate) fn file(&self, path: &str) -> FileId {
        self.vault.find_file(path).expect("the fixture has the file")
    }

    pub(crate) fn path(&self, file: FileId) -> &str {
        &self.vault.file(file).path
    }

    pub(crate) fn text(&self, file: FileId) -> &str {
        self.fixture.text(self.path(file))
    }
}
