//! The vault: names, aliases, resolution and the link graph. No I/O, no LSP.
//!
//! One owner applies [`Change`]s, each answered by a [`Delta`]; everything else reads.
//! Nothing is resolved ahead of time: a link is a key that is looked up when someone asks, so a
//! change touches only the keys it names.

mod alias_index;
mod anchor;
mod apply;
mod code;
mod delta;
mod dump;
mod file;
mod fold;
mod fragments;
mod graph;
mod ids;
mod ignored;
mod interned;
mod names;
mod new_name;
mod normalize;
mod note;
mod outside;
mod path_index;
mod prepared;
mod preview;
mod reference;
mod referrer_cache;
mod resolve;
mod settings;
mod shape;
mod strings;
mod tags;
mod targets;
mod unresolved;
mod usage;
mod write;

#[cfg(test)]
mod tests;

pub use anchor::{Anchor, MissingAnchor};
pub use code::{DiagnosticCode, Severity};
pub use delta::{Change, Delta, DiskEntry};
pub use file::{File, wikilink_name, without_md};
pub use fragments::{SlugSource, Slugs};
pub use ids::{FileId, LinkRef, Target};
pub use names::{FolderId, IndexedName, NameIndex, NameOwner, TextSignature};
pub use new_name::{check_new_name, check_new_path, is_name_char};
pub use normalize::{char_mask, normalize};
pub use note::{Note, next_deeper_heading};
pub use outside::OutsideTarget;
pub use prepared::PreparedNote;
pub use preview::{DivertedLink, VaultPreview};
pub use reference::decode_link_part;
pub use resolve::{MatchKind, Resolution};
pub use settings::{
    DiagnosticsScope, DisplayText, Gitignore, KeepOldName, LinkFormat, LinkStyle, LinterTitleAlias,
    NewFileLocation, Settings, SettingsProblem, SettingsSource, SettingsSources,
};
pub use shape::relative_path_like;
pub use strings::StringList;
pub use tags::TagUses;
pub use unresolved::UnresolvedTarget;
pub use usage::PropertyUsage;
pub use write::{
    UnwritableLink, check_link_path, choose_link_path, encode_link_path, encode_link_segment,
};

use std::sync::OnceLock;

use alias_index::Claims;
use file::Files;
use outside::Disk;
use path_index::Table;
use referrer_cache::Crowds;
use tags::Tags;
use targets::Targets;

/// All files of one vault and the graph of their links.
#[derive(Default)]
pub struct Vault {
    settings: Settings,
    files: Files,
    /// By each end of a folded path: `c.md`, `b/c.md`, `a/b/c.md`.
    paths: Table,
    aliases: Claims,
    targets: Targets,
    crowds: Crowds,
    tags: Tags,
    disk: Disk,
    /// Made when first asked for.
    names: OnceLock<NameIndex>,
    /// Likewise.
    heading_names: OnceLock<NameIndex>,
    /// Likewise.
    usage: OnceLock<PropertyUsage>,
    /// On its way to become `names` and `usage`.
    growing: Option<Box<names::Growing>>,
    /// On its way to become `heading_names`, with how many files are in it.
    growing_headings: Option<Box<(NameIndex, u32)>>,
}

/// How much a vault holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VaultCounts {
    /// Files of any kind, notes included.
    pub files: usize,
    /// Notes that could be read.
    pub notes: usize,
    /// Links in notes and canvases.
    pub links: usize,
    /// Aliases that count under the settings.
    pub aliases: usize,
}

impl Vault {
    /// An empty vault.
    #[must_use]
    pub fn new(settings: Settings) -> Vault {
        Vault { settings, ..Vault::default() }
    }

    /// A vault of many files at once: the same as applying each, and faster where many have the
    /// same name.
    #[must_use]
    pub fn build(settings: Settings, mut files: Vec<Change<'_>>) -> Vault {
        let mut vault = Vault::new(settings);
        files.sort_by(|a, b| a.path().cmp(&b.path()));
        for change in files {
            vault.load(change);
        }
        vault
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A file.
    ///
    /// # Panics
    /// If it is gone: ids live until the next change.
    #[must_use]
    pub fn file(&self, file: FileId) -> &File {
        self.get(file).expect("the file exists until it is removed")
    }

    /// A file; `None` if it is gone.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&File> {
        self.files.get(file)
    }

    /// What a file says; `None` if it is gone, or neither note nor canvas, or could not be read.
    #[must_use]
    pub fn note(&self, file: FileId) -> Option<&Note> {
        self.files.get(file)?.note.as_deref()
    }

    /// The file at `path`, relative to the root: the one spelt exactly so, else the first that
    /// differs only in case or normal form.
    #[must_use]
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.view().at(path)
    }

    /// All files, in no order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter()
    }

    /// All notes that could be read, in no order. Canvases are none.
    pub fn notes(&self) -> impl Iterator<Item = (FileId, &Note)> {
        self.files.iter().filter_map(|(file, entry)| Some((file, entry.as_note()?)))
    }

    /// How much the vault holds; counted, not kept.
    #[must_use]
    pub fn counts(&self) -> VaultCounts {
        let mut counts = VaultCounts::default();
        for (file, entry) in self.files.iter() {
            counts.files += 1;
            let Some(note) = &entry.note else { continue };
            counts.notes += usize::from(entry.as_note().is_some());
            counts.links += note.links.len();
            counts.aliases += self.aliases(file).count();
        }
        counts
    }

    /// The file spelt exactly so.
    fn find_exact(&self, path: &str) -> Option<FileId> {
        self.find_file(path).filter(|&file| *self.file(file).path == *path)
    }
}
