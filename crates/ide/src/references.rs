//! References: everything that leads to the thing at a place.

use linkwright_syntax::{LinkForm, fold, label_key};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, MatchKind, Note, Resolution, Vault};

use crate::element::{Element, LinkPart, element_at, heading_with_fragment};
use crate::title::first_h1;

/// A place that means the thing asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The file.
    pub file: FileId,
    /// The whole link, tag, label or heading, in bytes; empty at 0 for a file as a whole.
    pub span: Span,
    /// Whether it is where the thing is made: a heading, a block id, a definition, an alias, or a
    /// file as a whole.
    pub definition: bool,
}

/// What references are looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ReferenceTarget {
    /// A file.
    File(FileId),
    /// A heading of a note.
    Heading(FileId, u32),
    /// A block id of a note.
    Block(FileId, u32),
    /// An id of HTML in a note, or a heading in a quote or list.
    Fragment(FileId, u32),
    /// A footnote of a note, by its label, folded.
    Footnote(FileId, String),
    /// A reference label of a note, as it is compared.
    Label(FileId, String),
    /// A tag and those nested in it, folded.
    Tag(String),
    /// An alias of a note, folded.
    Alias(FileId, String),
}

/// Where references are, but for those that the texts decide.
pub struct ReferencesPlan {
    /// Sorted by file and place; with what a link shows if it means the alias only by showing it.
    candidates: Vec<(Reference, Option<(Span, LinkForm)>)>,
    alias: String,
}

impl ReferencesPlan {
    /// The places that may be found, sorted by file and place.
    pub fn candidates(&self) -> impl Iterator<Item = (FileId, Span)> {
        self.candidates.iter().map(|(reference, _)| (reference.file, reference.span))
    }

    /// The references in `file`, whose text is `text`, in order; each once.
    #[must_use]
    pub fn references_in(&self, file: FileId, text: &str) -> Vec<Reference> {
        let start = self.candidates.partition_point(|(reference, _)| reference.file < file);
        let of_file = self.candidates[start..].iter();
        let of_file = of_file.take_while(|(reference, _)| reference.file == file);
        let means = |shown: &Option<(Span, LinkForm)>| match *shown {
            None => true,
            Some((span, form)) => text.get(span.range()).is_some_and(|shown| {
                let shown = match form {
                    LinkForm::Wiki => shown.replace("\\|", "|"),
                    _ => shown.to_owned(),
                };
                fold(shown.trim()) == self.alias
            }),
        };
        let found = of_file.filter(|(_, shown)| means(shown));
        let mut found: Vec<Reference> = found.map(|(reference, _)| *reference).collect();
        found.dedup();
        found
    }
}

/// Plans the search for what leads to the thing at `offset` of `note`, whose text is `text`
/// (`docs/semantics.md §7`): on a link what it leads to, on a heading, a block id, a footnote, a
/// label or a tag that, on an alias the links that mean it, on the first heading of level 1 and
/// anywhere else the note. `None` if there is no such note.
#[must_use]
pub fn plan(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<ReferencesPlan> {
    let subject = reference_target_at(vault, note, text, offset)?;
    let mut plan = ReferencesPlan { candidates: Vec::new(), alias: String::new() };
    match subject {
        ReferenceTarget::Alias(file, alias) => {
            for link in vault.backlinks(file) {
                let Some(fact) = fact_of(vault, link) else { continue };
                let reference = Reference { file: link.source, span: fact.span, definition: false };
                if matches!(vault.resolve(link), Resolution::File(_, MatchKind::Alias)) {
                    plan.candidates.push((reference, None));
                } else if let Some(display) = fact.display {
                    plan.candidates.push((reference, Some((display, fact.form))));
                }
            }
            let made = alias_definition(vault, file, &alias);
            plan.candidates.extend(made.map(|made| (made, None)));
            plan.alias = alias;
        }
        subject => {
            let found = occurrences(vault, &subject, None).into_iter();
            plan.candidates.extend(found.map(|reference| (reference, None)));
        }
    }
    plan.candidates.sort_unstable_by_key(|(reference, _)| *reference);
    Some(plan)
}

/// The links in other notes that lead to `note`, by path or alias; sorted by file and place.
#[must_use]
pub fn backlinks(vault: &Vault, note: FileId) -> Vec<Reference> {
    let mut found: Vec<_> =
        links_to(vault, note, None, |_| true).filter(|found| found.file != note).collect();
    found.sort_unstable();
    found
}

/// The places that have `tag`, without `#`, or a tag nested in it; sorted by file and place. Case
/// does not count.
#[must_use]
pub fn of_tag(vault: &Vault, tag: &str) -> Vec<Reference> {
    let mut found = occurrences(vault, &ReferenceTarget::Tag(fold(tag).into_owned()), None);
    found.sort_unstable();
    found
}

/// What the thing at `offset` means.
pub(crate) fn reference_target_at(
    vault: &Vault,
    note: FileId,
    text: &str,
    offset: u32,
) -> Option<ReferenceTarget> {
    let known = vault.note(note)?;
    let facts = &known.facts;
    let subject = match element_at(facts, text, offset) {
        Some(Element::Link(index, part)) => linked(vault, LinkRef { source: note, index }, part)?,
        Some(Element::LabelText(index) | Element::Label(index)) => {
            let label = &facts.labels[index as usize];
            ReferenceTarget::Label(note, label_key(&text[label.label]))
        }
        Some(Element::Footnote(index)) => {
            let footnote = &facts.footnotes[index as usize];
            ReferenceTarget::Footnote(note, fold(&text[footnote.label]).into_owned())
        }
        Some(Element::Tag(index)) => {
            ReferenceTarget::Tag(fold(&text[facts.tags[index as usize].span]).into_owned())
        }
        Some(Element::BlockId(index)) => ReferenceTarget::Block(note, index),
        Some(Element::Fragment(index)) => fragment(known, note, index),
        Some(Element::Alias(index)) => {
            let mut aliases = facts.frontmatter.as_ref()?.all_aliases();
            let value = aliases.nth(index as usize)?.scalar.value;
            ReferenceTarget::Alias(note, fold(value).into_owned())
        }
        Some(Element::Heading(index)) => match first_h1(known) == Some(index) {
            true => ReferenceTarget::File(note),
            false => ReferenceTarget::Heading(note, index),
        },
        None => ReferenceTarget::File(note),
    };
    Some(subject)
}

/// What a part of a link leads to.
fn linked(vault: &Vault, link: LinkRef, part: LinkPart) -> Option<ReferenceTarget> {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    let subject = match (part, anchor) {
        (LinkPart::Segment(at), Anchor::Headings(path)) => {
            path.get(at).or(path.last()).map(|heading| ReferenceTarget::Heading(file, *heading))
        }
        (LinkPart::Path, _) => None,
        (_, Anchor::Headings(path)) => {
            path.last().map(|heading| ReferenceTarget::Heading(file, *heading))
        }
        (_, Anchor::Block(block)) => Some(ReferenceTarget::Block(file, block)),
        (_, Anchor::Fragment(index)) => vault.note(file).map(|note| fragment(note, file, index)),
        (_, Anchor::Footnote(footnote)) => {
            let label = vault.note(file).and_then(|note| note.footnotes.get(footnote as usize));
            label.map(|label| ReferenceTarget::Footnote(file, fold(label).into_owned()))
        }
        _ => None,
    };
    Some(subject.unwrap_or(ReferenceTarget::File(file)))
}

/// The heading that has the id, or the id itself.
fn fragment(note: &Note, file: FileId, index: u32) -> ReferenceTarget {
    match heading_with_fragment(&note.facts, index) {
        Some(heading) => ReferenceTarget::Heading(file, heading),
        None => ReferenceTarget::Fragment(file, index),
    }
}

/// Everything in the vault that means `subject`, but for the words links show; in no order. If it
/// is only asked for `within` one note, no other is looked at.
pub(crate) fn occurrences(
    vault: &Vault,
    subject: &ReferenceTarget,
    within: Option<FileId>,
) -> Vec<Reference> {
    let mut found = Vec::new();
    match subject {
        ReferenceTarget::File(file) => {
            found.extend(links_to(vault, *file, within, |_| true));
            found.push(Reference { file: *file, span: Span::empty(0), definition: true });
        }
        ReferenceTarget::Heading(file, heading) => {
            let facts = vault.note(*file).map(|note| &note.facts);
            let gives = |index: u32| {
                facts.and_then(|facts| heading_with_fragment(facts, index)) == Some(*heading)
            };
            found.extend(links_to(vault, *file, within, |anchor| match anchor {
                Anchor::Headings(path) => path.contains(heading),
                Anchor::Fragment(index) => gives(*index),
                _ => false,
            }));
            let fact =
                vault.note(*file).and_then(|note| note.facts.headings.get(*heading as usize));
            found.extend(fact.map(|fact| definition(*file, fact.text)));
        }
        ReferenceTarget::Block(file, block) => {
            let Some(note) = vault.note(*file) else { return found };
            // Of several blocks with the id links reach the first.
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
                Anchor::Footnote(at) => {
                    note.footnotes.get(*at as usize).is_some_and(|other| fold(other) == *label)
                }
                _ => false,
            }));
            let same = note.footnotes.iter().zip(&note.facts.footnotes);
            let same = same.filter(|(other, _)| fold(other) == *label);
            found.extend(same.map(|(_, fact)| Reference {
                file: *file,
                span: fact.span,
                definition: fact.is_definition,
            }));
        }
        ReferenceTarget::Label(file, label) => {
            let Some(note) = vault.note(*file) else { return found };
            let same = note.labels.iter().zip(&note.facts.labels);
            let same = same.filter(|(other, _)| label_key(other) == *label);
            found.extend(same.map(|(_, fact)| Reference {
                file: *file,
                span: fact.span,
                definition: fact.is_definition,
            }));
        }
        ReferenceTarget::Tag(tag) => {
            for file in within.map_or_else(|| vault.notes_with_tag(tag), |note| vec![note]) {
                found.extend(tags(vault, file, tag));
            }
        }
        ReferenceTarget::Alias(file, alias) => found.extend(alias_definition(vault, *file, alias)),
    }
    found.retain(|found| within.is_none_or(|note| note == found.file));
    found
}

fn definition(file: FileId, span: Span) -> Reference {
    Reference { file, span, definition: true }
}

/// The links to places of `file` that are `wanted`; of all notes, or those `within` one.
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
        let found = wanted(&vault.anchor_in(file, link)?);
        let span = fact_of(vault, link)?.span;
        found.then_some(Reference { file: link.source, span, definition: false })
    })
}

fn fact_of(vault: &Vault, link: LinkRef) -> Option<&linkwright_syntax::Link> {
    vault.note(link.source)?.facts.links.get(link.index as usize)
}

/// Where a note writes a tag, or one nested in it.
fn tags<'v>(
    vault: &'v Vault,
    file: FileId,
    tag: &str,
) -> impl Iterator<Item = Reference> + use<'v> {
    let tag = tag.to_owned();
    vault.tags_of(file).filter_map(move |(other, fact)| {
        let other = fold(other);
        let rest = other.strip_prefix(&*tag)?;
        let same = rest.is_empty() || rest.starts_with('/');
        same.then_some(Reference { file, span: fact.span, definition: false })
    })
}

fn alias_definition(vault: &Vault, file: FileId, alias: &str) -> Option<Reference> {
    let yaml = vault.note(file)?.facts.frontmatter.as_deref()?;
    let written = yaml.find_alias(alias, vault.settings().aliases)?;
    Some(definition(file, written.scalar.span))
}

#[cfg(test)]
mod tests;
