//! Go to definition.

use linkwright_syntax::{Facts, Footnote, ReferenceLabel, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, OutsideTarget, Vault};

use crate::element::{Element, LinkPart, element_at, heading_with_fragment};
use crate::references::{ReferenceTarget, occurrences};

/// Where a place in a note leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// What under the cursor leads there: the whole link.
    pub origin: Span,
    /// Where it leads; several when the place means several.
    pub targets: Vec<NavigationTarget>,
    /// The file on disk it leads to that is not in the vault, relative to the root; there are no
    /// targets then.
    pub on_disk: Option<String>,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NavigationTarget {
    /// The file.
    pub file: FileId,
    /// All of it: a heading's line, a block id, a definition. Empty at 0 for a file as a whole.
    pub span: Span,
    /// What to put the cursor on, inside `span`.
    pub focus: Span,
}

impl NavigationTarget {
    /// The file as a whole.
    #[must_use]
    pub fn whole(file: FileId) -> NavigationTarget {
        NavigationTarget::at(file, Span::empty(0))
    }

    fn at(file: FileId, span: Span) -> NavigationTarget {
        NavigationTarget { file, span, focus: span }
    }
}

/// Where the thing at `offset` of `note`, whose text is `text`, leads; `None` where nothing leads
/// anywhere.
///
/// A link leads to what it names: on its path to the file, on a segment of its subpath to that
/// heading, anywhere else to the last of them. Where the heading or block is missing it leads to
/// the file. A footnote's reference leads to its definition and the definition to its references;
/// a reference link's text leads where its definition does, its label to the definition, and that
/// label to its uses. A tag leads to every place that has it or one nested in it, by path; a
/// heading, a block id and an alias to themselves.
#[must_use]
pub fn definition(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<Definition> {
    let facts = &vault.note(note)?.facts;
    match element_at(facts, text, offset)? {
        Element::Link(index, part) => {
            let origin = facts.links[index as usize].span;
            let link = LinkRef { source: note, index };
            match link_target(vault, link, part) {
                Some(target) => found(origin, vec![target]),
                None => reached(vault, link, origin),
            }
        }
        Element::LabelText(index) => {
            let used = &facts.labels[index as usize];
            let defined = label_definition(facts, text, used)?;
            let link = facts.links.iter().position(|link| link.span == defined.span);
            let link = link.and_then(|index| u32::try_from(index).ok());
            let link = link.map(|index| LinkRef { source: note, index });
            // Without one it leads out of the vault: the definition shows where.
            let Some(link) = link else {
                return found(used.span, vec![label_destination(note, defined)]);
            };
            match link_target(vault, link, LinkPart::Rest) {
                Some(target) => found(used.span, vec![target]),
                None => reached(vault, link, used.span),
            }
        }
        Element::Label(index) => {
            let label = &facts.labels[index as usize];
            let targets = match label.is_definition {
                false => vec![label_destination(note, label_definition(facts, text, label)?)],
                true => same_label(facts, text, label)
                    .filter(|other| !other.is_definition)
                    .map(|other| label_destination(note, other))
                    .collect(),
            };
            found(label.span, targets)
        }
        Element::Footnote(index) => {
            let footnote = &facts.footnotes[index as usize];
            let wanted = fold(&text[footnote.label]);
            let others = facts.footnotes.iter().filter(|other| {
                other.is_definition != footnote.is_definition && fold(&text[other.label]) == wanted
            });
            let destinations = others.map(|other| footnote_destination(note, other));
            let targets = match footnote.is_definition {
                true => destinations.collect(),
                false => destinations.take(1).collect(),
            };
            found(footnote.span, targets)
        }
        Element::Tag(index) => {
            let span = facts.tags[index as usize].span;
            let mut targets = places(vault, &ReferenceTarget::Tag(fold(&text[span]).into_owned()));
            targets.sort_unstable_by_key(|target| (&vault.file(target.file).path, target.span));
            found(span, targets)
        }
        Element::BlockId(index) => itself(note, facts.block_ids[index as usize].span),
        Element::Fragment(index) => itself(note, facts.fragments[index as usize].span),
        Element::Alias(index) => {
            itself(note, facts.frontmatter.as_ref()?.all_aliases().nth(index as usize)?.scalar.span)
        }
        Element::Heading(index) => {
            let heading = &facts.headings[index as usize];
            let targets = vec![heading_destination(vault, note, index)?];
            found(heading.text, targets)
        }
    }
}

/// What is made where the cursor is: editors offer its references then.
fn itself(note: FileId, span: Span) -> Option<Definition> {
    found(span, vec![NavigationTarget::at(note, span)])
}

fn places(vault: &Vault, subject: &ReferenceTarget) -> Vec<NavigationTarget> {
    let found = occurrences(vault, subject, None).into_iter();
    found.map(|found| NavigationTarget::at(found.file, found.span)).collect()
}

fn found(origin: Span, targets: Vec<NavigationTarget>) -> Option<Definition> {
    (!targets.is_empty()).then_some(Definition { origin, targets, on_disk: None })
}

/// Where a link leads that reaches no file of the vault by itself: what it reaches on disk, or what
/// is shown for a folder (`docs/semantics.md §8`).
fn reached(vault: &Vault, link: LinkRef, origin: Span) -> Option<Definition> {
    let path = opened_path(vault, link)?;
    match vault.find_file(&path) {
        Some(file) => found(origin, vec![NavigationTarget::whole(file)]),
        None => Some(Definition { origin, targets: Vec::new(), on_disk: Some(path) }),
    }
}

/// The file that a link opens which resolves to none of the vault: one on disk, or the one that is
/// shown for a folder. Relative to the root.
pub(crate) fn opened_path(vault: &Vault, link: LinkRef) -> Option<String> {
    match vault.resolve_outside(link) {
        OutsideTarget::File(path) => Some(path),
        OutsideTarget::Folder { index_file, .. } => index_file,
        OutsideTarget::SitePage(_) | OutsideTarget::Unknown | OutsideTarget::Missing => None,
    }
}

/// Where a part of a link leads; `None` if the link reaches no file.
fn link_target(vault: &Vault, link: LinkRef, part: LinkPart) -> Option<NavigationTarget> {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    let target = match (part, anchor) {
        (LinkPart::Path, _) => NavigationTarget::whole(file),
        (LinkPart::Segment(segment), Anchor::Headings(headings)) => {
            let heading = headings.get(segment).or(headings.last());
            let heading = heading.and_then(|heading| heading_destination(vault, file, *heading));
            heading.unwrap_or(NavigationTarget::whole(file))
        }
        (_, anchor) => anchor_target(vault, file, &anchor),
    };
    Some(target)
}

/// The place in `file` that `anchor` means: the file as a whole where it is missing.
pub(crate) fn anchor_target(vault: &Vault, file: FileId, anchor: &Anchor) -> NavigationTarget {
    let facts = vault.note(file).map(|note| &note.facts);
    let place = facts.and_then(|facts| match anchor {
        Anchor::Headings(headings) => heading_destination(vault, file, *headings.last()?),
        Anchor::Block(index) => {
            Some(NavigationTarget::at(file, facts.block_ids.get(*index as usize)?.span))
        }
        Anchor::Footnote(index) => {
            Some(footnote_destination(file, facts.footnotes.get(*index as usize)?))
        }
        Anchor::Fragment(index) => match heading_with_fragment(facts, *index) {
            Some(heading) => heading_destination(vault, file, heading),
            None => Some(NavigationTarget::at(file, facts.fragments.get(*index as usize)?.span)),
        },
        Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => None,
    });
    place.unwrap_or(NavigationTarget::whole(file))
}

fn heading_destination(vault: &Vault, file: FileId, index: u32) -> Option<NavigationTarget> {
    let heading = vault.note(file)?.facts.headings.get(index as usize)?;
    Some(NavigationTarget { file, span: heading.span, focus: heading.text })
}

fn footnote_destination(file: FileId, footnote: &Footnote) -> NavigationTarget {
    NavigationTarget { file, span: footnote.span, focus: footnote.label }
}

fn label_destination(file: FileId, label: &ReferenceLabel) -> NavigationTarget {
    NavigationTarget { file, span: label.span, focus: label.label }
}

/// The definition that a use of a label means: the first.
pub(crate) fn label_definition<'a>(
    facts: &'a Facts,
    text: &'a str,
    used: &ReferenceLabel,
) -> Option<&'a ReferenceLabel> {
    same_label(facts, text, used).find(|other| other.is_definition)
}

/// Where the note writes the label of `label`, itself included.
fn same_label<'a>(
    facts: &'a Facts,
    text: &'a str,
    label: &ReferenceLabel,
) -> impl Iterator<Item = &'a ReferenceLabel> {
    let key = label_key(&text[label.label]);
    facts.labels.iter().filter(move |other| label_key(&text[other.label]) == key)
}

#[cfg(test)]
mod tests;
