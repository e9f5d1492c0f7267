//! Find references: all places that refer to the thing at the cursor.

use linkwright_syntax::{LinkForm, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, IndexedText, LinkRef, MatchKind, Note, Resolution, Vault};

use crate::element::{Element, LinkPart, element_at, heading_with_fragment};

/// A reference, or the definition of what is referred to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The file.
    pub file: FileId,
    /// The whole link, tag, label or heading, in bytes. Empty at 0 for a whole file.
    pub span: Span,
    /// Whether this is the definition: a heading, a block id, the definition of a footnote or label, an
    /// alias, or a whole file.
    pub is_definition: bool,
}

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
}

/// A planned search for references. The texts of the notes decide which candidates are references.
pub struct ReferencesPlan {
    /// Sorted by file and place. A candidate with a display text is a reference only if that text is
    /// `alias`.
    candidates: Vec<(Reference, Option<(Span, LinkForm)>)>,
    /// The case-folded alias, if references to an alias are searched.
    alias: String,
}

impl ReferencesPlan {
    /// The places that may be references, sorted by file and place.
    pub fn candidates(&self) -> impl Iterator<Item = (FileId, Span)> {
        self.candidates.iter().map(|(reference, _)| (reference.file, reference.span))
    }

    /// Returns the references in `file`, whose text is `text`, sorted and without duplicates.
    #[must_use]
    pub fn references_in(&self, file: FileId, text: &str) -> Vec<Reference> {
        let start = self.candidates.partition_point(|(reference, _)| reference.file < file);
        let candidates = self.candidates[start..].iter();
        let candidates = candidates.take_while(|(reference, _)| reference.file == file);
        let shows_alias = |display: &Option<(Span, LinkForm)>| match *display {
            None => true,
            Some((span, form)) => text.get(span.range()).is_some_and(|display| {
                let display = match form {
                    LinkForm::Wiki => display.replace("\\|", "|"),
                    _ => display.to_owned(),
                };
                fold(display.trim()) == self.alias
            }),
        };
        let found = candidates.filter(|(_, display)| shows_alias(display));
        let mut found: Vec<Reference> = found.map(|(reference, _)| *reference).collect();
        found.dedup();
        found
    }
}

/// Plans the search for references to the thing at `offset` of `note`, whose text is `text`
/// (`docs/semantics.md §7`):
///
/// - on a link, to its target;
/// - on a heading, block id, footnote, label or tag, to that;
/// - on an alias, links that resolve by the alias or show it;
/// - on the first heading of level 1, and anywhere else, to the note.
///
/// `None` if there is no such note, or if the link does not resolve.
#[must_use]
pub fn plan(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<ReferencesPlan> {
    let target = reference_target_at(vault, vault.with_text(note, text)?, offset)?;
    let mut plan = ReferencesPlan { candidates: Vec::new(), alias: String::new() };
    match target {
        ReferenceTarget::Alias(file, alias) => {
            for link_ref in vault.backlinks(file) {
                let Some(link) = link_fact(vault, link_ref) else { continue };
                let (file, span) = (link_ref.source, link.span);
                let reference = Reference { file, span, is_definition: false };
                if matches!(vault.resolve(link_ref), Resolution::File(_, MatchKind::Alias)) {
                    plan.candidates.push((reference, None));
                } else if let Some(display) = link.display {
                    plan.candidates.push((reference, Some((display, link.form))));
                }
            }
            let definition = alias_definition(vault, file, &alias);
            plan.candidates.extend(definition.map(|definition| (definition, None)));
            plan.alias = alias;
        }
        target => {
            let found = occurrences(vault, &target, None).into_iter();
            plan.candidates.extend(found.map(|reference| (reference, None)));
        }
    }
    plan.candidates.sort_unstable_by_key(|(reference, _)| *reference);
    Some(plan)
}

/// Returns the links in other notes that resolve to `note`, by path or alias, sorted by file and place.
#[must_use]
pub fn backlinks(vault: &Vault, note: FileId) -> Vec<Reference> {
    let mut found: Vec<_> =
        links_to(vault, note, None, |_| true).filter(|found| found.file != note).collect();
    found.sort_unstable();
    found
}

/// Returns the uses of `tag`, given without `#`, and of the tags nested in it, sorted by file and place.
/// The case of the tag does not matter.
#[must_use]
pub fn tag_references(vault: &Vault, tag: &str) -> Vec<Reference> {
    let mut found = occurrences(vault, &ReferenceTarget::Tag(fold(tag).into_owned()), None);
    found.sort_unstable();
    found
}

/// The target of references to the thing at `offset`, as [`plan`] describes it.
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
        None => ReferenceTarget::File(note),
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

/// Returns the definition of `target` and all references to it, except for display texts of links, in
/// no particular order. With `within`, only that note is searched.
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
    }
    found.retain(|found| within.is_none_or(|note| note == found.file));
    found
}

fn definition(file: FileId, span: Span) -> Reference {
    Reference { file, span, is_definition: true }
}

/// The links to `file` whose anchor is `wanted`, from all notes or only from the note `within`.
fn links_to(
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

fn link_fact(vault: &Vault, link: LinkRef) -> Option<&linkwright_syntax::Link> {
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
        let other = fold(other);
        let rest = other.strip_prefix(&*tag)?;
        let matches = rest.is_empty() || rest.starts_with('/');
        matches.then_some(Reference { file, span: fact.span, is_definition: false })
    })
}

fn alias_definition(vault: &Vault, file: FileId, alias: &str) -> Option<Reference> {
    let yaml = vault.note(file)?.facts.frontmatter.as_deref()?;
    let alias = yaml.find_alias(alias, vault.settings().aliases)?;
    Some(definition(file, alias.scalar.span))
}

#[cfg(test)]
mod tests;
