//! A small vault for tests, with a disk that has the same times for all files.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkwright_fixture::Fixture;
use linkwright_settings::{Settings, SettingsSources};
use linkwright_vault::{Change, FileId, Vault};

use crate::{Context, FileData, FileStamp, Properties, Search, Value, Verdict, read_properties};

pub(super) struct Vaulted {
    pub(super) fixture: Fixture,
    pub(super) vault: Vault,
}

impl Vaulted {
    pub(super) fn parse(source: &str) -> Vaulted {
        let fixture = Fixture::parse(source);
        let types = fixture.files.iter().find(|file| file.path == ".obsidian/types.json");
        let types = types.map(|file| file.text.as_str());
        let (settings, problems) =
            Settings::merge(&SettingsSources { types, ..SettingsSources::default() });
        assert_eq!(problems, []);
        let mut vault = Vault::new(settings);
        for file in fixture.files.iter().filter(|file| !file.path.starts_with('.')) {
            vault.apply(Change::for_file(&file.path, &file.text, vault.settings()));
        }
        Vaulted { fixture, vault }
    }

    pub(super) fn file(&self, path: &str) -> FileId {
        self.vault.find_file(path).unwrap_or_else(|| panic!("{path} is in the vault"))
    }

    fn text(&self, file: FileId) -> &str {
        self.fixture.text(&self.vault.file(file).path)
    }

    /// A context at 10:40 on 29 November 2026, with `this`.
    pub(super) fn context(&self, this: Option<FileId>) -> Context<'_> {
        let now: Timestamp = "2026-11-29T10:40:00Z".parse().expect("a time");
        Context::new(&self.vault, self, now, TimeZone::UTC, this)
    }

    /// The paths of the files that a search finds, sorted.
    pub(super) fn found(&self, search: &Search) -> Vec<&str> {
        let mut found: Vec<&str> = self
            .vault
            .files()
            .filter(|&(file, _)| match search.decide(&self.vault, file) {
                Verdict::NeedsText => search.matches_text(&self.vault, file, self.text(file)),
                verdict => verdict == Verdict::Found,
            })
            .map(|(_, file)| &*file.path)
            .collect();
        found.sort_unstable();
        found
    }
}

impl FileData for Vaulted {
    fn stamp(&self, file: FileId) -> Option<FileStamp> {
        let size = self.text(file).len() as u64;
        let created = "2026-11-01T08:00:00Z".parse().ok();
        let modified = "2026-11-26T10:40:00Z".parse().ok();
        Some(FileStamp { size, created, modified })
    }

    fn properties(&self, note: FileId) -> Option<Arc<Properties>> {
        let yaml = self.vault.note(note)?.facts.frontmatter.as_deref();
        Some(Arc::new(read_properties(self.text(note), yaml)))
    }
}

/// A value as the page shows it: text in quotes.
pub(super) fn shown(cx: &Context<'_>, value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("{text:?}"),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| shown(cx, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Shown(..) => format!("{} {}", value.value_type().name(), cx.text(value)),
        value => cx.text(value).to_string(),
    }
}
