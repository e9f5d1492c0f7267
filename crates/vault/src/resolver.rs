//! Resolving the links of many notes.

use std::sync::OnceLock;

use crate::reference::strip_marker;
use crate::{KnownLetters, LinkRef, MatchKind, Resolution, Target, Vault};

/// Resolves links. One for all notes looks up each target once, unless it resolves to different files from
/// different notes.
pub struct Resolver<'v> {
    vault: &'v Vault,
    /// `None` for the links of one note.
    shared: Option<Shared>,
}

/// What the links of all notes need only once. Each is made when it is needed.
#[derive(Default)]
struct Shared {
    letters: OnceLock<KnownLetters>,
    /// For each target that was looked up: what it resolves to; `None` if this depends on the note.
    by_target: OnceLock<Box<[OnceLock<Option<Resolution>>]>>,
}

impl<'v> Resolver<'v> {
    /// A resolver for the links of one note, which remembers nothing.
    #[must_use]
    pub fn for_one_note(vault: &'v Vault) -> Resolver<'v> {
        Resolver { vault, shared: None }
    }

    /// A resolver for the links of all notes.
    #[must_use]
    pub fn for_all_notes(vault: &'v Vault) -> Resolver<'v> {
        Resolver { vault, shared: Some(Shared::default()) }
    }

    /// The letters of all names in the vault, which are made at the first call. `None` if this resolver is
    /// for one note: to make them costs more than to look up the names in its links.
    #[must_use]
    pub fn known_letters(&self) -> Option<&KnownLetters> {
        let shared = self.shared.as_ref()?;
        Some(shared.letters.get_or_init(|| KnownLetters::new(self.vault)))
    }

    /// The vault with the links.
    #[must_use]
    pub fn vault(&self) -> &'v Vault {
        self.vault
    }

    /// Returns the same as [`Vault::resolve`].
    #[must_use]
    pub fn resolve(&self, link: LinkRef) -> Resolution {
        let note = self.vault.note(link.source);
        let Some(&target) = note.and_then(|note| note.links.get(link.index as usize)) else {
            return Resolution::Missing;
        };
        let targets = || (0..self.vault.targets.id_bound()).map(|_| OnceLock::new()).collect();
        let shared = self.shared.as_ref();
        let by_target = shared.map_or(&[][..], |shared| shared.by_target.get_or_init(targets));
        let looked_up = by_target.get(target.0 as usize);
        let from_anywhere =
            looked_up.and_then(|it| *it.get_or_init(|| self.vault.resolve_from_anywhere(target)));
        from_anywhere.unwrap_or_else(|| self.vault.resolve_target(link.source, target))
    }
}

impl Vault {
    /// What `target` resolves to from every note; `None` if this depends on the note.
    pub(crate) fn resolve_from_anywhere(&self, target: Target) -> Option<Resolution> {
        let key = self.targets.key(target);
        let (_, is_destination) = strip_marker(key);
        if key.is_empty() || is_destination && self.settings.relative_destinations {
            return None;
        }
        match self.view().resolve(None, "", key) {
            // The folder of the note decides between several files.
            Resolution::File(_, MatchKind::Preferred | MatchKind::Tie) => None,
            resolution => Some(resolution),
        }
    }
}
