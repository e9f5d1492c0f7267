//! What the names in a base stand for.

use linkwright_query::{BaseName, BaseNameKind, base_names};
use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, Vault};

use crate::rename::{basename, file_name, same_name};

/// The name at `offset` of the base at `yaml` of `text`.
pub(crate) fn name_at(text: &str, yaml: Span, offset: u32) -> Option<BaseName> {
    base_names(text, yaml).into_iter().find(|name| name.span.touches(offset))
}

/// The files that `name`, in a base of `source`, stands for, sorted by path.
pub(crate) fn named_files(vault: &Vault, source: FileId, name: &BaseName) -> Vec<FileId> {
    match name.kind {
        BaseNameKind::FileName | BaseNameKind::Basename => {
            let files = vault.files().map(|(file, _)| file);
            let mut files: Vec<FileId> =
                files.filter(|file| stands_for(vault, source, name, *file)).collect();
            files.sort_unstable_by_key(|file| &*vault.file(*file).path);
            files
        }
        _ => named_path(vault, source, name).into_iter().collect(),
    }
}

/// Whether `name`, in a base of `source`, stands for `file`.
pub(crate) fn stands_for(vault: &Vault, source: FileId, name: &BaseName, file: FileId) -> bool {
    let path = &vault.file(file).path;
    match name.kind {
        BaseNameKind::FileName => same_name(file_name(path), &name.name),
        BaseNameKind::Basename => same_name(basename(path), &name.name),
        _ => named_path(vault, source, name) == Some(file),
    }
}

/// The file that a name with a path stands for.
fn named_path(vault: &Vault, source: FileId, name: &BaseName) -> Option<FileId> {
    match name.kind {
        BaseNameKind::Link => linked_file(vault, source, &name.name),
        BaseNameKind::Path => vault.find_file(&name.name),
        _ => None,
    }
}

/// The file that a wikilink with this path, in a base of `source`, leads to.
fn linked_file(vault: &Vault, source: FileId, path: &str) -> Option<FileId> {
    vault.resolve_path(&vault.file(source).path, path, LinkForm::Wiki).file()
}

/// The place that the subpath `name` of a link, in a base of `source`, stands for.
pub(crate) fn named_anchor(
    vault: &Vault,
    source: FileId,
    name: &BaseName,
) -> Option<(FileId, Anchor)> {
    let path = name.of.as_deref().filter(|_| name.kind == BaseNameKind::Subpath)?;
    let file = linked_file(vault, source, path)?;
    Some((file, vault.resolve_anchor(file, &Link::unwritten(LinkForm::Wiki), &name.name)))
}

/// Whether `name` is the folder or tag `outer`, or is nested in it. `outer` is case-folded.
pub(crate) fn is_nested_in(name: &str, outer: &str) -> bool {
    let name = fold(name);
    name.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
