//! The thing at the cursor that references are searched for.

use linkwright_syntax::frontmatter::KeyKind;
use linkwright_syntax::{fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, IndexedText, LinkRef, Note, Vault};

use crate::element::{Element, LinkPart, element_at, heading_with_fragment};

/// A thing that can have references.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ReferenceTarget {
    /// A file.
    File(FileId),
    /// A heading of a note.
    Heading(FileId, u32),
    /// A block id of a note.
    Block(FileId, u32),
    /// The id of an HTML element in a note, or a heading in a quote or list.
    Fragment(FileId, u32),
    /// A footnote of a note, by its case-folded label.
    Footnote(FileId, String),
    /// A reference label of a note, by its [`label_key`].
    Label(FileId, String),
    /// A tag with the tags nested in it, case-folded.
    Tag(String),
    /// An alias of a note, case-folded.
    Alias(FileId, String),
    /// A property of notes, case-folded.
    Property(String),
    /// A folder with the folders in it, by its case-folded path.
    Folder(String),
    /// A formula of the base at this place of a file.
    Formula(FileId, Span, String),
}

/// The target of references to the thing at `offset`, as [`plan`](super::plan) describes it.
pub(crate) fn reference_target_at(
    vault: &Vault,
    source: IndexedText<'_>,
    offset: u32,
) -> Option<ReferenceTarget> {
    let (note, text) = (source.file(), source.text());
    let (indexed, facts) = (source.note(), source.facts());
    let target = match element_at(source, offset) {
        Some(Element::Link(index, part)) => {
            link_target(vault, LinkRef { source: note, index }, part)?
        }
        Some(Element::LabelText(index) | Element::Label(index)) => {
            let label = &facts.labels[index as usize];
            ReferenceTarget::Label(note, label_key(&text[label.label]).into_owned())
        }
        Some(Element::Footnote(index)) => {
            let footnote = &facts.footnotes[index as usize];
            ReferenceTarget::Footnote(note, fold(&text[footnote.label]).into_owned())
        }
        Some(Element::Tag(index)) => {
            ReferenceTarget::Tag(fold(&text[facts.tags[index as usize].span]).into_owned())
        }
        Some(Element::BlockId(index)) => ReferenceTarget::Block(note, index),
        Some(Element::Fragment(index)) => fragment_target(indexed, note, index),
        Some(Element::Alias(index)) => {
            let mut aliases = facts.frontmatter.as_ref()?.all_aliases();
            let value = aliases.nth(index as usize)?.scalar.value;
            ReferenceTarget::Alias(note, fold(value).into_owned())
        }
        Some(Element::Heading(index)) => match indexed.first_h1 == Some(index) {
            true => ReferenceTarget::File(note),
            false => ReferenceTarget::Heading(note, index),
        },
        None => {
            let mut keys = indexed.located_property_keys();
            let key = keys.find(|(_, span)| span.touches(offset)).map(|(key, _)| key);
            match key.filter(|key| KeyKind::of(key) == KeyKind::Other) {
                Some(key) => ReferenceTarget::Property(fold(key).into_owned()),
                None => ReferenceTarget::File(note),
            }
        }
    };
    Some(target)
}

/// The target of a part of a link. `None` if the link does not resolve.
fn link_target(vault: &Vault, link: LinkRef, part: LinkPart) -> Option<ReferenceTarget> {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    let target = match (part, anchor) {
        (LinkPart::Segment(at), Anchor::Headings(path)) => {
            path.get(at).or(path.last()).map(|heading| ReferenceTarget::Heading(file, *heading))
        }
        (LinkPart::Path, _) => None,
        (_, Anchor::Headings(path)) => {
            path.last().map(|heading| ReferenceTarget::Heading(file, *heading))
        }
        (_, Anchor::Block(block)) => Some(ReferenceTarget::Block(file, block)),
        (_, Anchor::Fragment(index)) => {
            vault.note(file).map(|note| fragment_target(note, file, index))
        }
        (_, Anchor::Footnote(footnote)) => {
            let label = vault.note(file).and_then(|note| note.footnotes.get(footnote as usize));
            label.map(|label| ReferenceTarget::Footnote(file, fold(label).into_owned()))
        }
        _ => None,
    };
    Some(target.unwrap_or(ReferenceTarget::File(file)))
}

/// The heading that contains the fragment, or the fragment itself.
fn fragment_target(note: &Note, file: FileId, index: u32) -> ReferenceTarget {
    match heading_with_fragment(&note.facts, index) {
        Some(heading) => ReferenceTarget::Heading(file, heading),
        None => ReferenceTarget::Fragment(file, index),
    }
}
