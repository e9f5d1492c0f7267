//! Find references: all places that refer to the thing at the cursor.

mod in_bases;
mod occurrences;
mod target;
#[cfg(test)]
mod tests;

use linkwright_syntax::{LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{FileId, MatchKind, Resolution, Vault};

pub(crate) use in_bases::{references_in_bases, targets_in_base};
pub(crate) use occurrences::occurrences;
use occurrences::{alias_definition, link_fact, links_to};
pub(crate) use target::{ReferenceTarget, reference_target_at};

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

    /// Adds what may refer to `target`.
    fn add(&mut self, vault: &Vault, target: ReferenceTarget) {
        let in_bases = references_in_bases(vault, &target, None).into_iter();
        self.candidates.extend(in_bases.map(|reference| (reference, None)));
        match target {
            ReferenceTarget::Alias(file, alias) => {
                for link_ref in vault.backlinks(file) {
                    let Some(link) = link_fact(vault, link_ref) else { continue };
                    let (file, span) = (link_ref.source, link.span);
                    let reference = Reference { file, span, is_definition: false };
                    if matches!(vault.resolve(link_ref), Resolution::File(_, MatchKind::Alias)) {
                        self.candidates.push((reference, None));
                    } else if let Some(display) = link.display {
                        self.candidates.push((reference, Some((display, link.form))));
                    }
                }
                let definition = alias_definition(vault, file, &alias);
                self.candidates.extend(definition.map(|definition| (definition, None)));
                self.alias = alias;
            }
            target => {
                let found = occurrences(vault, &target, None).into_iter();
                self.candidates.extend(found.map(|reference| (reference, None)));
            }
        }
    }
}

/// Plans the search for references to the thing at `offset` of `note`, whose text is `text`
/// (`docs/semantics.md §7`):
///
/// - on a link, to its target;
/// - on a heading, block id, footnote, label or tag, to that;
/// - on an alias, links that resolve by the alias or show it;
/// - on the key of a property, and in a base on a name of a file, folder, tag or property, to that;
/// - on the first heading of level 1, and anywhere else, to the note.
///
/// Names in bases are references too.
///
/// `None` if there is no such note, or if the link does not resolve.
#[must_use]
pub fn plan(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<ReferencesPlan> {
    let indexed = vault.with_text(note, text)?;
    let targets = match targets_in_base(vault, note, text, offset) {
        Some(targets) => targets,
        None => vec![reference_target_at(vault, indexed, offset)?],
    };
    let mut plan = ReferencesPlan { candidates: Vec::new(), alias: String::new() };
    targets.into_iter().for_each(|target| plan.add(vault, target));
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
