//! References and bases: what a name in a base refers to, and the names in bases that refer to a thing.

use linkwright_query::{BaseName, BaseNameKind, base_names};
use linkwright_syntax::{LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, MatchKind, Resolution, Vault};

use super::{Reference, ReferenceTarget};
use crate::bases::{base_at, bases, is_nested_in, name_at, named_anchor, named_files, stands_for};

/// The targets of the name in a base at `offset` of `source`, whose text is `text`; `None` if there is no
/// name. A file name can have several, and a value of a property has none.
pub(crate) fn targets_in_base(
    vault: &Vault,
    source: FileId,
    text: &str,
    offset: u32,
) -> Option<Vec<ReferenceTarget>> {
    let base = base_at(vault, source, offset)?;
    let name = name_at(text, base, offset)?;
    let folded = || fold(&name.name).into_owned();
    Some(match name.kind {
        BaseNameKind::Tag => vec![ReferenceTarget::Tag(folded())],
        BaseNameKind::Property => vec![ReferenceTarget::Property(folded())],
        BaseNameKind::Folder | BaseNameKind::FolderPath => vec![ReferenceTarget::Folder(folded())],
        BaseNameKind::Subpath => {
            let (file, anchor) = named_anchor(vault, source, &name)?;
            vec![match anchor {
                Anchor::Headings(path) => ReferenceTarget::Heading(file, *path.last()?),
                Anchor::Block(block) => ReferenceTarget::Block(file, block),
                _ => ReferenceTarget::File(file),
            }]
        }
        BaseNameKind::Value => Vec::new(),
        BaseNameKind::Formula => vec![ReferenceTarget::Formula(source, base, name.name)],
        BaseNameKind::Link
        | BaseNameKind::Path
        | BaseNameKind::FileName
        | BaseNameKind::Basename => {
            named_files(vault, source, &name).into_iter().map(ReferenceTarget::File).collect()
        }
    })
}

/// The names in bases that refer to `target`, in no order. With `within`, only in that file.
pub(crate) fn references_in_bases(
    vault: &Vault,
    target: &ReferenceTarget,
    within: Option<FileId>,
) -> Vec<Reference> {
    let refers = |source: FileId, name: &BaseName| match (target, name.kind) {
        (ReferenceTarget::Tag(tag), BaseNameKind::Tag) => is_nested_in(&name.name, tag),
        (ReferenceTarget::Folder(path), BaseNameKind::Folder | BaseNameKind::FolderPath) => {
            is_nested_in(&name.name, path)
        }
        (ReferenceTarget::Property(key), BaseNameKind::Property) => fold(&name.name) == *key,
        (ReferenceTarget::Heading(file, heading), BaseNameKind::Subpath) => {
            let found = named_anchor(vault, source, name);
            matches!(found, Some((of, Anchor::Headings(path))) if of == *file && path.contains(heading))
        }
        (ReferenceTarget::Block(file, block), BaseNameKind::Subpath) => {
            named_anchor(vault, source, name) == Some((*file, Anchor::Block(*block)))
        }
        // Only names of one base are visited.
        (ReferenceTarget::Formula(.., formula), BaseNameKind::Formula) => name.name == *formula,
        (ReferenceTarget::File(file), _) => stands_for(vault, source, name, *file),
        (ReferenceTarget::Alias(file, alias), BaseNameKind::Link) => {
            let path = &vault.file(source).path;
            let resolved = vault.resolve_path(path, &name.name, LinkForm::Wiki);
            resolved == Resolution::File(*file, MatchKind::Alias) && fold(&name.name) == *alias
        }
        _ => false,
    };
    let (within, of) = match target {
        ReferenceTarget::Formula(file, base, _) => (Some(*file), Some(*base)),
        _ => (within, None),
    };
    let files: Vec<FileId> = match within {
        Some(file) => vec![file],
        None => vault.files().map(|(file, _)| file).collect(),
    };
    let mut found = Vec::new();
    for file in files {
        for (place, yaml) in
            bases(vault, file).filter(|(place, _)| of.is_none_or(|of| of == *place))
        {
            let names = base_names(yaml, Span::new(0, yaml.len())).into_iter();
            found.extend(names.filter(|name| refers(file, name)).map(|name| {
                let span = name.span.shifted(place.start);
                Reference { file, span, is_definition: name.is_definition() }
            }));
        }
    }
    found
}
