//! The vault: names, aliases, resolution and the link graph. No I/O, no LSP.
//!
//! One owner applies [`Change`]s and gets a [`Delta`] for each; everyone else only reads. Links are
//! not resolved in advance: a link is stored as a key that is looked up on request, so a change
//! updates only the keys that it names.
//!
//! ```
//! use linkwright_settings::Settings;
//! use linkwright_vault::{Change, Vault};
//!
//! let mut vault = Vault::new(Settings::default());
//! vault.apply(Change::Note { path: "sea/Tides.md", text: "---\naliases: [ebb]\n---\n" });
//! vault.apply(Change::Note { path: "Day.md", text: "[[Tides|The ebb]] came early.\n" });
//!
//! let tides = vault.find_file("sea/Tides.md").expect("it was just added");
//! let from: Vec<&str> =
//!     vault.backlinks(tides).iter().map(|link| &*vault.file(link.source).path).collect();
//! assert_eq!(from, ["Day.md"]);
//! ```

mod alias_index;
mod anchor;
mod apply;
mod conflict_copy;
mod delta;
mod dump;
mod file;
mod find;
mod fold;
mod fragments;
mod graph;
mod ids;
mod ignored;
mod indexed_text;
mod interned;
mod letters;
mod name_filter;
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
mod resolution;
mod resolve;
mod resolver;
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
pub use conflict_copy::is_conflict_copy;
pub use delta::{Change, Delta, DiskEntry};
pub use file::{File, folder_of, wikilink_name, without_md};
pub use find::place_splits;
pub use fragments::{SlugSource, Slugs};
pub use ids::{FileId, LinkRef, Target};
pub use indexed_text::IndexedText;
pub use letters::{KnownLetters, Letters};
pub use name_filter::NameFilter;
pub use names::{FolderId, IndexedName, NameIndex, NameOwner, TextSignature};
pub use new_name::{check_new_name, check_new_path, is_name_char};
pub use normalize::{char_mask, normalize};
pub use note::{Note, next_deeper_heading};
pub use outside::OutsideTarget;
pub use prepared::PreparedNote;
pub use preview::{DivertedLink, VaultPreview};
pub use reference::decode_link_part;
pub use resolution::{MatchKind, Resolution};
pub use resolver::Resolver;
pub use shape::relative_path_like;
pub use strings::StringList;
pub use tags::TagUses;
pub use unresolved::UnresolvedTarget;
pub use usage::{PropertyUsage, read_properties};
pub use write::{
    UnwritableLink, check_link_path, choose_link_path, encode_link_path, encode_link_segment,
    redirect_link_path,
};

use std::sync::OnceLock;

use linkwright_settings::Settings;

use alias_index::AliasIndex;
use file::Files;
use outside::DiskLookups;
use path_index::PathIndex;
use referrer_cache::ReferrerCache;
use tags::Tags;
use targets::Targets;

/// All files of one vault and the graph of their links.
#[derive(Default)]
pub struct Vault {
    settings: Settings,
    files: Files,
    /// Keyed by each suffix of a folded path: `c.md`, `b/c.md`, `a/b/c.md`.
    paths: PathIndex,
    aliases: AliasIndex,
    targets: Targets,
    referrer_cache: ReferrerCache,
    tags: Tags,
    disk: DiskLookups,
    /// Built on first use or by [`Vault::precompute`]; so are the next two.
    names: OnceLock<NameIndex>,
    heading_names: OnceLock<NameIndex>,
    usage: OnceLock<PropertyUsage>,
    /// What [`Vault::precompute`] has built of `names` and `usage` so far.
    partial_names: Option<Box<names::PartialNames>>,
    /// What it has built of `heading_names` so far.
    partial_heading_names: Option<Box<names::PartialIndex>>,
}

/// The size of a vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VaultCounts {
    /// Number of files of any kind, notes included.
    pub files: usize,
    /// Number of notes that could be read.
    pub notes: usize,
    /// Number of links in notes and canvases.
    pub links: usize,
    /// Number of aliases that count under the settings.
    pub aliases: usize,
}

impl Vault {
    /// Creates an empty vault.
    #[must_use]
    pub fn new(settings: Settings) -> Vault {
        Vault { settings, ..Vault::default() }
    }

    /// Builds a vault from many files. The result is the same as applying each; it is faster where
    /// many files have the same name.
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

    /// The file with this id.
    ///
    /// # Panics
    /// If the file was removed: an id is valid until the next change.
    #[must_use]
    pub fn file(&self, file: FileId) -> &File {
        self.get(file).expect("the file exists until it is removed")
    }

    /// The file with this id; `None` if it was removed.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&File> {
        self.files.get(file)
    }

    /// The content of a note or canvas; `None` if the file was removed, is of another kind, or could
    /// not be read.
    #[must_use]
    pub fn note(&self, file: FileId) -> Option<&Note> {
        self.files.get(file)?.note.as_deref()
    }

    /// The line of a file on which a reader starts, from 0: in a note, that of its title or of its first
    /// text (`docs/features.md`, "Definition").
    #[must_use]
    pub fn start_line(&self, file: FileId) -> u32 {
        self.note(file).map_or(0, |note| note.facts.start_line)
    }

    /// The file at `path`, relative to the root: the one with exactly this path, else the first
    /// whose path differs only in case or Unicode normalization.
    #[must_use]
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.view().file_at(path)
    }

    /// All files, in no order.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter()
    }

    /// All notes that could be read, in no order, without canvases.
    pub fn notes(&self) -> impl Iterator<Item = (FileId, &Note)> {
        self.files.iter().filter_map(|(file, entry)| Some((file, entry.as_note()?)))
    }

    /// Counts what the vault holds, by visiting every file.
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

    /// The file with exactly this path.
    fn find_exact(&self, path: &str) -> Option<FileId> {
        self.find_file(path).filter(|&file| *self.file(file).path == *path)
    }
}
