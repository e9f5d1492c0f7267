//! The notes of a vault that the tour shows.

use std::collections::HashMap;

use linkwright_syntax::{LinkForm, LinkPlace};
use linkwright_text::Span;
use linkwright_vault::{FileId, LinkRef, Vault};

/// A note with many backlinks, and one note that links to it.
pub(super) struct Scene {
    /// The name of the note that is completed, followed and renamed.
    pub(super) name: String,
    /// An alias that no other note has, and that is not its name.
    pub(super) alias: Option<String>,
    /// The number of links to it.
    pub(super) links: usize,
    /// The path of a note that links to it.
    pub(super) source: String,
    /// The span of that link's path in the source note.
    pub(super) link: Span,
}

impl Scene {
    /// Chooses the note with the most backlinks, preferably one with aliases. `None` if no note
    /// links to another.
    pub(super) fn choose(vault: &Vault) -> Option<Scene> {
        let mut links: HashMap<FileId, (usize, Option<(LinkRef, bool)>)> = HashMap::new();
        let mut notes: Vec<_> = vault.notes().collect();
        notes.sort_by_key(|(id, _)| &vault.file(*id).path);
        for (source, note) in notes {
            for (link, index) in note.facts.links.iter().zip(0..) {
                let at = LinkRef { source, index };
                let Some(target) = vault.resolve(at).file() else { continue };
                let is_note = vault.file(target).as_note().is_some();
                if target == source || !is_note {
                    continue;
                }
                let (count, shown) = links.entry(target).or_default();
                *count += 1;
                // Rename from a wikilink in the body if there is one.
                let is_preferred =
                    link.form == LinkForm::Wiki && link.place == LinkPlace::Body && !link.is_embed;
                if shown.is_none_or(|(_, best)| is_preferred && !best) {
                    *shown = Some((at, is_preferred));
                }
            }
        }
        let rank = |&(target, (count, _)): &(&FileId, &(usize, _))| {
            let name = vault.file(*target).name();
            let titled = vault.aliases(*target).any(|alias| *alias.scalar.value == *name);
            let alias = alias_of(vault, *target).is_some();
            (titled && alias, alias, *count, std::cmp::Reverse(&vault.file(*target).path))
        };
        let (&target, &(count, link)) = links.iter().max_by_key(rank)?;
        let (at, _) = link?;
        let facts = &vault.note(at.source)?.facts;
        Some(Scene {
            name: vault.file(target).name().to_owned(),
            alias: alias_of(vault, target),
            links: count,
            source: vault.file(at.source).path.to_string(),
            link: facts.links.get(at.index as usize)?.path,
        })
    }
}

/// An alias of `note` that no other note has, that is neither its name nor its title, and that has
/// at least four letters, so that a part of it can be typed. Prefers one with several words.
fn alias_of(vault: &Vault, note: FileId) -> Option<String> {
    let name = vault.file(note).name().to_lowercase();
    let title = vault.note(note)?.headings.get(0).map(str::to_lowercase);
    let fits = |alias: &&str| {
        let lower = alias.to_lowercase();
        lower != name
            && Some(lower) != title
            && alias.chars().count() >= 4
            && vault.claimants(alias).len() == 1
    };
    let aliases = || vault.aliases(note).map(|alias| alias.scalar.value).filter(fits);
    aliases().find(|alias| alias.contains(' ')).or_else(|| aliases().next()).map(str::to_owned)
}
