//! Features in bases: `.base` files, and `base` code blocks of notes.

mod describe;
mod named;

use linkwright_query::{Base, BaseView};
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

pub use describe::CountedRows;
pub(crate) use describe::{counted, describe};
pub(crate) use named::{is_nested_in, name_at, named_anchor, named_files, stands_for};

/// The bases of `file`, each as its place in the file and its YAML: all of a `.base` file, and the content of
/// the `base` code blocks of a note.
pub(crate) fn bases(vault: &Vault, file: FileId) -> impl Iterator<Item = (Span, &str)> {
    let note = vault.note(file).into_iter();
    note.flat_map(|note| {
        note.facts.bases.iter().copied().zip(note.bases.iter().map(|yaml| &**yaml))
    })
}

/// Returns the place of the YAML of the base in which `offset` of `file` is.
#[must_use]
pub fn base_at(vault: &Vault, file: FileId, offset: u32) -> Option<Span> {
    vault.note(file)?.facts.bases.iter().copied().find(|place| place.touches(offset))
}

/// Returns the places of the views in `file`: each an empty span where the view starts, or its base if that
/// has no views. Bases with mistakes are left out.
#[must_use]
pub fn views(vault: &Vault, file: FileId) -> Vec<Span> {
    let views = |(place, yaml): (Span, &str)| -> Vec<Span> {
        let base = Base::parse(yaml, Span::new(0, yaml.len()));
        let start = |view: &BaseView| Span::empty(place.start + view.span.start);
        match base.problems.is_empty() {
            true => base.views.iter().map(start).collect(),
            false => Vec::new(),
        }
    };
    bases(vault, file).flat_map(views).collect()
}
