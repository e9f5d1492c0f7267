//! Features in bases: `.base` files, and `base` code blocks of notes.

mod describe;

use linkwright_query::{Base, BaseView};
use linkwright_syntax::FileKind;
use linkwright_text::{Span, bom_len, to_offset};
use linkwright_vault::{FileId, Note, Vault};

pub(crate) use describe::describe;

/// Returns the YAML of the bases in `file`, whose text is `text`: all of a `.base` file, and of a note the
/// content of its `base` code blocks.
#[must_use]
pub fn regions(vault: &Vault, file: FileId, text: &str) -> Vec<Span> {
    match vault.get(file) {
        Some(file) if file.kind == FileKind::Base => {
            vec![Span { start: to_offset(bom_len(text)), end: to_offset(text.len()) }]
        }
        Some(_) if has_bases(vault, file) => {
            vault.with_text(file, text).map_or_else(Vec::new, |it| it.facts().bases.clone())
        }
        _ => Vec::new(),
    }
}

/// Whether `file` is a `.base` file, or a note with `base` code blocks.
#[must_use]
pub fn has_bases(vault: &Vault, file: FileId) -> bool {
    vault.get(file).is_some_and(|entry| {
        let has_blocks = |note: &Note| !note.facts.bases.is_empty();
        entry.kind == FileKind::Base || entry.note.as_deref().is_some_and(has_blocks)
    })
}

/// Whether `offset` of `file` is in the YAML of a base.
#[must_use]
pub fn is_in_base(vault: &Vault, file: FileId, offset: u32) -> bool {
    let is_around = |yaml: &Span| yaml.start <= offset && offset <= yaml.end;
    vault.get(file).is_some_and(|entry| match &entry.note {
        Some(note) => note.facts.bases.iter().any(is_around),
        None => entry.kind == FileKind::Base,
    })
}

/// Returns the YAML of the base in which `offset` is.
#[must_use]
pub fn region_at(vault: &Vault, file: FileId, text: &str, offset: u32) -> Option<Span> {
    let found = is_in_base(vault, file, offset).then(|| regions(vault, file, text));
    found?.into_iter().find(|yaml| yaml.start <= offset && offset <= yaml.end)
}

/// Returns the places of the views in `file`, whose text is `text`: each an empty span where the view
/// starts, or its base if that has no views. Bases with mistakes are left out.
#[must_use]
pub fn views(vault: &Vault, file: FileId, text: &str) -> Vec<Span> {
    let bases = regions(vault, file, text).into_iter();
    let bases = bases.map(|yaml| (yaml, Base::parse(text, yaml)));
    let bases = bases.filter(|(_, base)| base.problems.is_empty());
    let place = |yaml: Span, view: &BaseView| {
        Span::empty(if view.span.is_empty() { yaml.start } else { view.span.start })
    };
    bases
        .flat_map(|(yaml, base)| {
            base.views.iter().map(|view| place(yaml, view)).collect::<Vec<_>>()
        })
        .collect()
}
