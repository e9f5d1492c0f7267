//! Go to definition.

mod bases;

use linkwright_syntax::{Facts, Footnote, ReferenceLabel, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, OutsideTarget, Vault};

use crate::bases::base_at;
use crate::element::{Element, LinkPart, element_at, heading_with_fragment};
use crate::references::{ReferenceTarget, occurrences};

/// The definition of the thing at a place in a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// The whole element under the cursor, such as a link.
    pub origin: Span,
    /// The targets. There can be several, for example for a tag.
    pub targets: Vec<NavigationTarget>,
    /// A target on disk that is not in the vault, relative to the root. `targets` is empty then.
    pub on_disk: Option<String>,
}

/// A place in a file to navigate to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NavigationTarget {
    /// The file.
    pub file: FileId,
    /// The whole target: the line of a heading, a block id, a definition. Empty at 0 if the target is
    /// the whole file.
    pub span: Span,
    /// The part of `span` to put the cursor on.
    pub focus: Span,
}

impl NavigationTarget {
    /// The target that is the whole of `file`.
    #[must_use]
    pub fn whole_file(file: FileId) -> NavigationTarget {
        NavigationTarget::from_span(file, Span::empty(0))
    }

    pub(crate) fn from_span(file: FileId, span: Span) -> NavigationTarget {
        NavigationTarget { file, span, focus: span }
    }
}

/// Returns the definition of the thing at `offset` of `note`, whose text is `text`. `None` if there is
/// nothing at the offset, or if it has no definition.
///
/// - On the path of a link: the file. On a segment of its subpath: that heading. On any other part: the
///   heading or block that the link resolves to. If the heading or block is missing: the file.
/// - On a footnote reference: the footnote's definition. On the definition: its references.
/// - On the text of a reference link: the target of the definition. On its label: the definition. On the
///   label of the definition: its uses.
/// - On a tag: all uses of the tag and of the tags nested in it, sorted by path.
/// - On a heading, a block id or an alias: the thing itself.
/// - In a base: on text that names a file, the file; on a folder, the notes in it; on a tag, its uses; on
///   `formula.x`, the formula.
#[must_use]
pub fn definition(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<Definition> {
    if let Some(yaml) = base_at(vault, note, offset) {
        return bases::definition(vault, note, text, yaml, offset);
    }
    let indexed = vault.with_text(note, text)?;
    let facts = indexed.facts();
    match element_at(indexed, offset)? {
        Element::Link(index, part) => {
            let origin = facts.links[index as usize].span;
            let link = LinkRef { source: note, index };
            match link_target(vault, link, part) {
                Some(target) => with_targets(origin, vec![target]),
                None => target_on_disk(vault, link, origin),
            }
        }
        Element::LabelText(index) => {
            let label = &facts.labels[index as usize];
            let definition = label_definition(facts, text, label)?;
            let link = facts.links.iter().position(|link| link.span == definition.span);
            let link = link.and_then(|index| u32::try_from(index).ok());
            let link = link.map(|index| LinkRef { source: note, index });
            // A definition that is not a link to a file, such as one of a web page, is shown itself.
            let Some(link) = link else {
                return with_targets(label.span, vec![label_target(note, definition)]);
            };
            match link_target(vault, link, LinkPart::Rest) {
                Some(target) => with_targets(label.span, vec![target]),
                None => target_on_disk(vault, link, label.span),
            }
        }
        Element::Label(index) => {
            let label = &facts.labels[index as usize];
            let targets = match label.is_definition {
                false => vec![label_target(note, label_definition(facts, text, label)?)],
                true => same_labels(facts, text, label)
                    .filter(|other| !other.is_definition)
                    .map(|other| label_target(note, other))
                    .collect(),
            };
            with_targets(label.span, targets)
        }
        Element::Footnote(index) => {
            let footnote = &facts.footnotes[index as usize];
            let label = fold(&text[footnote.label]);
            let counterparts = facts.footnotes.iter().filter(|other| {
                other.is_definition != footnote.is_definition && fold(&text[other.label]) == label
            });
            let targets = counterparts.map(|other| footnote_target(note, other));
            let targets = match footnote.is_definition {
                true => targets.collect(),
                false => targets.take(1).collect(),
            };
            with_targets(footnote.span, targets)
        }
        Element::Tag(index) => {
            let span = facts.tags[index as usize].span;
            with_targets(span, tag_targets(vault, &text[span]))
        }
        Element::BlockId(index) => own_target(note, facts.block_ids[index as usize].span),
        Element::Fragment(index) => own_target(note, facts.fragments[index as usize].span),
        Element::Alias(index) => own_target(
            note,
            facts.frontmatter.as_ref()?.all_aliases().nth(index as usize)?.scalar.span,
        ),
        Element::Heading(index) => {
            let heading = &facts.headings[index as usize];
            with_targets(heading.text, vec![heading_target(vault, note, index)?])
        }
    }
}

/// The uses of a tag and of the tags nested in it, sorted by path.
fn tag_targets(vault: &Vault, tag: &str) -> Vec<NavigationTarget> {
    let tag = ReferenceTarget::Tag(fold(tag).into_owned());
    let uses = occurrences(vault, &tag, None).into_iter();
    let mut targets: Vec<_> =
        uses.map(|found| NavigationTarget::from_span(found.file, found.span)).collect();
    targets.sort_unstable_by_key(|target| (&vault.file(target.file).path, target.span));
    targets
}

/// A definition that is its own target. Editors offer the references then.
fn own_target(note: FileId, span: Span) -> Option<Definition> {
    with_targets(span, vec![NavigationTarget::from_span(note, span)])
}

fn with_targets(origin: Span, targets: Vec<NavigationTarget>) -> Option<Definition> {
    (!targets.is_empty()).then_some(Definition { origin, targets, on_disk: None })
}

/// The target of a link that resolves to no file of the vault: a file on disk, or the file that a
/// folder opens (`docs/semantics.md §8`).
fn target_on_disk(vault: &Vault, link: LinkRef, origin: Span) -> Option<Definition> {
    let path = opened_path(vault, link)?;
    match vault.find_file(&path) {
        Some(file) => with_targets(origin, vec![NavigationTarget::whole_file(file)]),
        None => Some(Definition { origin, targets: Vec::new(), on_disk: Some(path) }),
    }
}

/// The path of the file that a link opens if it resolves to no file of the vault: a file on disk, or
/// the file that a folder opens. Relative to the root.
pub(crate) fn opened_path(vault: &Vault, link: LinkRef) -> Option<String> {
    match vault.resolve_outside(link) {
        OutsideTarget::File(path) => Some(path),
        OutsideTarget::Folder { index_file, .. } => index_file,
        OutsideTarget::SitePage(_) | OutsideTarget::Unknown | OutsideTarget::Missing => None,
    }
}

/// The target of a part of a link. `None` if the link resolves to no file.
fn link_target(vault: &Vault, link: LinkRef, part: LinkPart) -> Option<NavigationTarget> {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    let target = match (part, anchor) {
        (LinkPart::Path, _) => NavigationTarget::whole_file(file),
        (LinkPart::Segment(segment), Anchor::Headings(headings)) => {
            let heading = headings.get(segment).or(headings.last());
            let target = heading.and_then(|heading| heading_target(vault, file, *heading));
            target.unwrap_or(NavigationTarget::whole_file(file))
        }
        (_, anchor) => anchor_target(vault, file, &anchor),
    };
    Some(target)
}

/// The place of `anchor` in `file`. The whole file if the anchor is missing.
pub(crate) fn anchor_target(vault: &Vault, file: FileId, anchor: &Anchor) -> NavigationTarget {
    let facts = vault.note(file).map(|note| &note.facts);
    let target = facts.and_then(|facts| match anchor {
        Anchor::Headings(headings) => heading_target(vault, file, *headings.last()?),
        Anchor::Block(index) => {
            let id = facts.block_ids.get(*index as usize)?;
            Some(NavigationTarget::from_span(file, id.span))
        }
        Anchor::Footnote(index) => {
            Some(footnote_target(file, facts.footnotes.get(*index as usize)?))
        }
        Anchor::Fragment(index) => match heading_with_fragment(facts, *index) {
            Some(heading) => heading_target(vault, file, heading),
            None => {
                let fragment = facts.fragments.get(*index as usize)?;
                Some(NavigationTarget::from_span(file, fragment.span))
            }
        },
        Anchor::WholeFile | Anchor::Opaque | Anchor::Missing(_) => None,
    });
    target.unwrap_or(NavigationTarget::whole_file(file))
}

fn heading_target(vault: &Vault, file: FileId, index: u32) -> Option<NavigationTarget> {
    let heading = vault.note(file)?.facts.headings.get(index as usize)?;
    Some(NavigationTarget { file, span: heading.span, focus: heading.text })
}

fn footnote_target(file: FileId, footnote: &Footnote) -> NavigationTarget {
    NavigationTarget { file, span: footnote.span, focus: footnote.label }
}

fn label_target(file: FileId, label: &ReferenceLabel) -> NavigationTarget {
    NavigationTarget { file, span: label.span, focus: label.label }
}

/// The definition that a use of a reference label resolves to: the first one of that label.
pub(crate) fn label_definition<'a>(
    facts: &'a Facts,
    text: &'a str,
    label: &ReferenceLabel,
) -> Option<&'a ReferenceLabel> {
    same_labels(facts, text, label).find(|other| other.is_definition)
}

/// All uses and definitions of the label `label` in the note, including itself.
fn same_labels<'a>(
    facts: &'a Facts,
    text: &'a str,
    label: &ReferenceLabel,
) -> impl Iterator<Item = &'a ReferenceLabel> {
    let key = label_key(&text[label.label]);
    facts.labels.iter().filter(move |other| label_key(&text[other.label]) == key)
}

#[cfg(test)]
mod tests;
