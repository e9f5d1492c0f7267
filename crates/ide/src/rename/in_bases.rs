//! Gives names in bases new names.

use linkwright_query::{Base, BaseName, BaseNameKind, Problem, base_names, rename_base_names};
use linkwright_syntax::LinkForm;
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::{
    FileId, MatchKind, Resolution, Vault, VaultPreview, choose_link_path, without_md,
};

use crate::Refusal;

/// A name in a base.
#[derive(Clone, Copy)]
pub(crate) struct NameInBase<'n> {
    /// The file of the base.
    pub(crate) source: FileId,
    /// The name, with its place in the base.
    pub(crate) name: &'n BaseName,
    /// The place of the name in the file.
    pub(crate) span: Span,
    /// The subpath of a link.
    pub(crate) subpath: Option<&'n str>,
}

/// The new name of a name in a base; `None` if it stays.
pub(crate) type NewName = Result<Option<String>, Refusal>;

/// Returns the edits that give the names in all bases the new names that `new_name` returns.
///
/// # Errors
/// Those of `new_name`, and if a base would have a mistake that it does not have.
pub(crate) fn rename_in_bases(
    vault: &Vault,
    new_name: &dyn Fn(NameInBase<'_>) -> NewName,
) -> Result<Vec<(FileId, Edit)>, Refusal> {
    let mut edits = Vec::new();
    for (source, entry) in vault.files() {
        let Some(note) = &entry.note else { continue };
        for (place, yaml) in note.facts.bases.iter().zip(&note.bases) {
            let names = base_names(yaml, Span::new(0, yaml.len()));
            let mut renamed: Vec<(&BaseName, String)> = Vec::new();
            let in_file =
                |span: Span| Span { start: place.start + span.start, end: place.start + span.end };
            for (at, name) in names.iter().enumerate() {
                let next = names.get(at + 1).filter(|next| next.kind == BaseNameKind::Subpath);
                let subpath = next.filter(|_| name.kind == BaseNameKind::Link);
                let subpath = subpath.map(|next| next.name.as_str());
                let new = new_name(NameInBase { source, name, span: in_file(name.span), subpath })?;
                renamed.extend(new.filter(|new| *new != name.name).map(|new| (name, new)));
            }
            let renamed: Vec<_> = renamed.iter().map(|(name, new)| (*name, new.as_str())).collect();
            let in_base = rename_base_names(&renamed);
            require_no_new_mistake(&entry.path, yaml, &in_base)?;
            for Edit { span, insert } in in_base {
                edits.push((source, Edit { span: in_file(span), insert }));
            }
        }
    }
    Ok(edits)
}

/// Refuses edits of the base `yaml` in the file at `path` after which it has one more mistake, such as a key twice.
fn require_no_new_mistake(path: &str, yaml: &str, edits: &[Edit]) -> Result<(), Refusal> {
    let mistakes = |yaml: &str| Base::parse(yaml, Span::new(0, yaml.len())).problems;
    let after = match apply_edits(yaml, edits) {
        Ok(after) if !edits.is_empty() => mistakes(&after),
        _ => return Ok(()),
    };
    let before = mistakes(yaml);
    let is_new = |it: &&Problem| before.iter().all(|old| old.message != it.message);
    match after.iter().find(is_new).or(after.last()) {
        Some(mistake) if after.len() > before.len() => Err(Refusal(format!(
            "`{path}` has a base that would be invalid then: {}. Change it there first",
            mistake.message
        ))),
        _ => Ok(()),
    }
}

/// The file that the path of a link in a base of `source` means, and how. `None` if no file matches, or several do.
pub(crate) fn linked_file(
    vault: &Vault,
    source: FileId,
    path: &str,
) -> Option<(FileId, MatchKind)> {
    match vault.resolve_path(&vault.file(source).path, path, LinkForm::Wiki) {
        Resolution::File(file, how @ (MatchKind::Unique | MatchKind::Alias)) => Some((file, how)),
        _ => None,
    }
}

/// Whether the path of a link in a base of `source` means `file` in rows of all folders.
pub(crate) fn means_everywhere(
    after: &VaultPreview<'_>,
    source: FileId,
    path: &str,
    file: FileId,
) -> bool {
    match after.resolve_path(source, path, LinkForm::Wiki) {
        Resolution::File(found, MatchKind::Unique | MatchKind::Alias) => found == file,
        _ => false,
    }
}

/// The path of a link in a base of `source` that means `file` in rows of all folders; `None` if there is none.
/// `like` is the path that is rewritten, whose form is kept.
pub(crate) fn link_path_in_base(
    after: &VaultPreview<'_>,
    source: FileId,
    file: FileId,
    like: Option<&str>,
) -> Option<String> {
    let is_sure = |path: &String| means_everywhere(after, source, path, file);
    let chosen = choose_link_path(after, source, file, LinkForm::Wiki, like);
    chosen.ok().filter(is_sure).or_else(|| {
        let path = after.path(file)?;
        let keeps_md = like.is_some_and(|like| like != without_md(like));
        let path = if keeps_md { path } else { without_md(path) };
        [path.to_owned(), format!("/{path}")].into_iter().find(is_sure)
    })
}

/// The name of the file at `path`, as `file.name` has it.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of the file at `path` without its extension, as `file.basename` has it.
pub(crate) fn basename(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
