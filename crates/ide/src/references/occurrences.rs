//! The places that refer to a thing, and its definition.

use linkwright_syntax::{Link, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Vault};

use super::Reference;
use super::target::ReferenceTarget;
use crate::bases::is_nested_in;
use crate::element::heading_with_fragment;

/// Returns the definition of `target` and all references to it, except for display texts of links and names
/// in bases, in no particular order. With `within`, only that note is searched.
pub(crate) fn occurrences(
    vault: &Vault,
    target: &ReferenceTarget,
    within: Option<FileId>,
) -> Vec<Reference> {
    let mut found = Vec::new();
    match target {
        ReferenceTarget::File(file) => {
            found.extend(links_to(vault, *file, within, |_| true));
            found.push(Reference { file: *file, span: Span::empty(0), is_definition: true });
        }
        ReferenceTarget::Heading(file, heading) => {
            let facts = vault.note(*file).map(|note| &note.facts);
            let is_in_heading = |index: u32| {
                facts.and_then(|facts| heading_with_fragment(facts, index)) == Some(*heading)
            };
            found.extend(links_to(vault, *file, within, |anchor| match anchor {
                Anchor::Headings(path) => path.contains(heading),
                Anchor::Fragment(index) => is_in_heading(*index),
                _ => false,
            }));
            let fact =
                vault.note(*file).and_then(|note| note.facts.headings.get(*heading as usize));
            found.extend(fact.map(|fact| definition(*file, fact.text)));
        }
        ReferenceTarget::Block(file, block) => {
            let Some(note) = vault.note(*file) else { return found };
            // If several blocks have the id, links resolve to the first.
            found.extend(links_to(vault, *file, within, |anchor| *anchor == Anchor::Block(*block)));
            found.extend(
                note.facts.block_ids.get(*block as usize).map(|id| definition(*file, id.span)),
            );
        }
        ReferenceTarget::Fragment(file, fragment) => {
            let wanted = Anchor::Fragment(*fragment);
            found.extend(links_to(vault, *file, within, |anchor| *anchor == wanted));
            let facts = vault.note(*file).map(|note| &note.facts);
            let fact = facts.and_then(|facts| facts.fragments.get(*fragment as usize));
            found.extend(fact.map(|fact| definition(*file, fact.span)));
        }
        ReferenceTarget::Footnote(file, label) => {
            let Some(note) = vault.note(*file) else { return found };
            found.extend(links_to(vault, *file, within, |anchor| match anchor {
                Anchor::Footnote(index) => {
                    note.footnotes.get(*index as usize).is_some_and(|other| fold(other) == *label)
                }
                _ => false,
            }));
            let same = note.footnotes.iter().zip(&note.facts.footnotes);
            let same = same.filter(|(other, _)| fold(other) == *label);
            found.extend(same.map(|(_, fact)| Reference {
                file: *file,
                span: fact.span,
                is_definition: fact.is_definition,
            }));
        }
        ReferenceTarget::Label(file, label) => {
            let Some(note) = vault.note(*file) else { return found };
            let same = note.labels.iter().zip(&note.facts.labels);
            let same = same.filter(|(other, _)| label_key(other) == *label);
            found.extend(same.map(|(_, fact)| Reference {
                file: *file,
                span: fact.span,
                is_definition: fact.is_definition,
            }));
        }
        ReferenceTarget::Tag(tag) => {
            for file in within.map_or_else(|| vault.notes_with_tag(tag), |note| vec![note]) {
                found.extend(tag_uses(vault, file, tag));
            }
        }
        ReferenceTarget::Alias(file, alias) => found.extend(alias_definition(vault, *file, alias)),
        ReferenceTarget::Property(name) => {
            let notes = vault.notes().filter(|(file, _)| within.is_none_or(|note| note == *file));
            for (file, note) in notes {
                let keys = note.located_property_keys().filter(|(key, _)| fold(key) == *name);
                let reference = |(_, span)| Reference { file, span, is_definition: false };
                found.extend(keys.map(reference));
            }
        }
        // Only bases name them.
        ReferenceTarget::Folder(_) | ReferenceTarget::Formula(..) => {}
    }
    found.retain(|found| within.is_none_or(|note| note == found.file));
    found
}

fn definition(file: FileId, span: Span) -> Reference {
    Reference { file, span, is_definition: true }
}

/// The links to `file` whose anchor is `wanted`, from all notes or only from the note `within`.
pub(super) fn links_to(
    vault: &Vault,
    file: FileId,
    within: Option<FileId>,
    wanted: impl Fn(&Anchor) -> bool,
) -> impl Iterator<Item = Reference> {
    let links = match within.and_then(|source| Some((source, vault.note(source)?))) {
        Some((source, note)) => {
            let links = (0..).zip(&note.links);
            let links = links.map(|(index, _)| LinkRef { source, index });
            links.filter(|link| vault.resolve(*link).file() == Some(file)).collect()
        }
        None => vault.backlinks(file),
    };
    links.into_iter().filter_map(move |link| {
        let is_wanted = wanted(&vault.anchor_in(file, link)?);
        let span = link_fact(vault, link)?.span;
        is_wanted.then_some(Reference { file: link.source, span, is_definition: false })
    })
}

pub(super) fn link_fact(vault: &Vault, link: LinkRef) -> Option<&Link> {
    vault.note(link.source)?.facts.links.get(link.index as usize)
}

/// The uses of a tag, and of the tags nested in it, in a note.
fn tag_uses<'v>(
    vault: &'v Vault,
    file: FileId,
    tag: &str,
) -> impl Iterator<Item = Reference> + use<'v> {
    let tag = tag.to_owned();
    vault.tags_of(file).filter_map(move |(other, fact)| {
        let reference = Reference { file, span: fact.span, is_definition: false };
        is_nested_in(other, &tag).then_some(reference)
    })
}

pub(super) fn alias_definition(vault: &Vault, file: FileId, alias: &str) -> Option<Reference> {
    let yaml = vault.note(file)?.facts.frontmatter.as_deref()?;
    let alias = yaml.find_alias(alias, vault.settings().aliases)?;
    Some(definition(file, alias.scalar.span))
}
