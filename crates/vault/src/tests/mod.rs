//! Tests of the vault as a whole.

mod anchors;
mod graph;
mod oracle;
mod outside;
mod preview;
mod random;
mod resolution;
mod write;

use linkwright_fixture::Fixture;

use crate::{Change, FileId, LinkRef, MatchKind, Resolution, Vault};
use linkwright_settings::Settings;

/// The vault of a fixture: `.md` files are notes.
fn vault(source: &str) -> Vault {
    vault_with(Settings::default(), source)
}

fn vault_with(settings: Settings, source: &str) -> Vault {
    let mut vault = Vault::new(settings);
    for file in Fixture::parse(source).files {
        write(&mut vault, &file.path, &file.text);
    }
    vault
}

/// Gives the file at `path` the text `text`, if it is a note.
fn write(vault: &mut Vault, path: &str, text: &str) -> crate::Delta {
    vault.apply(match path.to_lowercase().ends_with(".md") {
        true => Change::Note { path, text },
        false => Change::File { path },
    })
}

fn id(vault: &Vault, path: &str) -> FileId {
    let found = vault.files().find(|(_, file)| *file.path == *path);
    found.unwrap_or_else(|| panic!("no file {path}")).0
}

/// The resolution of each link of a note: the path and the match kind, or `-`.
fn resolutions(vault: &Vault, path: &str) -> Vec<String> {
    let source = id(vault, path);
    let count = vault.note(source).expect("a note").links.len() as u32;
    (0..count).map(|index| shown(vault, vault.resolve(LinkRef { source, index }))).collect()
}

fn shown(vault: &Vault, resolution: Resolution) -> String {
    match resolution {
        Resolution::Missing => "-".to_owned(),
        Resolution::File(file, how) => {
            let path = &vault.file(file).path;
            match how {
                MatchKind::Unique => path.to_string(),
                how => format!("{path} {how:?}"),
            }
        }
    }
}
