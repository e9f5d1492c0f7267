//! Renames what bases name: files, folders, tags and properties (`docs/semantics.md §7`). A name that
//! several files match stays.

use linkwright_query::{BaseName, BaseNameKind, base_names, rename_base_names};
use linkwright_syntax::{LinkForm, fold};
use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, MatchKind, Resolution, choose_link_path, without_md};

use super::RenameBuilder;
use super::paths::respelled;
use crate::EditReason;
use crate::rename::finish::FrontmatterChange;

impl RenameBuilder<'_> {
    /// Renames the files and folders that bases name.
    pub(super) fn update_bases(&mut self) {
        let changes_aliases = |change: &FrontmatterChange| {
            matches!(
                change,
                FrontmatterChange::Alias { .. }
                    | FrontmatterChange::AddAlias(..)
                    | FrontmatterChange::RemoveAlias(_)
            )
        };
        let mut requested = self.requested.values().flat_map(|changes| &changes.frontmatter);
        if self.moved.is_empty() && self.moved_folders.is_empty() && !requested.any(changes_aliases)
        {
            return;
        }
        self.rename_in_bases(EditReason::Link, &|builder, source, name| match name.kind {
            BaseNameKind::Link => builder.new_link_in_base(source, &name.name),
            BaseNameKind::Path => {
                let file = builder.vault.find_file(&name.name)?;
                let is_exact = *builder.vault.file(file).path == *name.name;
                builder.moved.get(&file).filter(|_| is_exact).cloned()
            }
            BaseNameKind::FileName => builder.new_file_name(&name.name, file_name),
            BaseNameKind::Basename => builder.new_file_name(&name.name, basename),
            BaseNameKind::Folder => builder.new_folder(&name.name),
            BaseNameKind::Tag | BaseNameKind::Property => None,
        });
    }

    /// Renames the tag `old` and its nested tags in bases. Both names are without `#`.
    pub(in crate::rename) fn rename_tag_in_bases(&mut self, old: &str, new: &str) {
        let old = fold(old);
        self.rename_in_bases(EditReason::Title, &|_, _, name| {
            let depth = old.matches('/').count();
            let end = name.name.match_indices('/').nth(depth).map(|(slash, _)| slash);
            let (tag, nested) = name.name.split_at(end.unwrap_or(name.name.len()));
            let is_old = name.kind == BaseNameKind::Tag && fold(tag) == old;
            is_old.then(|| [new, nested].concat())
        });
    }

    /// Renames the property `old` in bases.
    pub(in crate::rename) fn rename_property_in_bases(&mut self, old: &str, new: &str) {
        let old = fold(old);
        self.rename_in_bases(EditReason::Title, &|_, _, name| {
            let is_old = name.kind == BaseNameKind::Property && fold(&name.name) == old;
            is_old.then(|| new.to_owned())
        });
    }

    /// Gives the names in all bases the new name that `new_name` returns for the file and the name.
    fn rename_in_bases(
        &mut self,
        reason: EditReason,
        new_name: &dyn Fn(&Self, FileId, &BaseName) -> Option<String>,
    ) {
        let mut edits = Vec::new();
        for (file, entry) in self.vault.files() {
            let Some(note) = &entry.note else { continue };
            for (place, yaml) in note.facts.bases.iter().zip(&note.bases) {
                let names = base_names(yaml, Span::new(0, yaml.len()));
                let renamed = names.iter().filter_map(|name| {
                    let new = new_name(self, file, name).filter(|new| *new != name.name)?;
                    Some((name, new))
                });
                let renamed: Vec<(&BaseName, String)> = renamed.collect();
                let renamed: Vec<_> =
                    renamed.iter().map(|(name, new)| (*name, new.as_str())).collect();
                for Edit { span, insert } in rename_base_names(&renamed) {
                    let start = place.start + span.start;
                    let span = Span { start, end: start + span.len() };
                    edits.push((file, Edit { span, insert }));
                }
            }
        }
        for (file, edit) in edits {
            self.edit(file, edit, reason);
        }
    }

    /// The new path of a link in a base of `source`, as a wikilink there would get it. `None` if it stays.
    fn new_link_in_base(&self, source: FileId, old: &str) -> Option<String> {
        let before = self.vault.resolve_path(&self.vault.file(source).path, old, LinkForm::Wiki);
        let Resolution::File(file, how @ (MatchKind::Unique | MatchKind::Alias)) = before else {
            return None;
        };
        let resolves = |path: &str| {
            let after = self.after.resolve_path(source, path, LinkForm::Wiki);
            matches!(after, Resolution::File(found, MatchKind::Unique | MatchKind::Alias) if found == file)
        };
        if before.is_preserved_by(self.after.resolve_path(source, old, LinkForm::Wiki)) {
            let (from, to) = (&self.vault.file(file).path, self.moved.get(&file)?);
            return if fold(from) == fold(to) { respelled(old, from, to) } else { None };
        }
        if how == MatchKind::Alias
            && let Some(alias) = self.renamed_alias(file, old).filter(|alias| resolves(alias))
        {
            return Some(alias.to_owned());
        }
        let chosen = choose_link_path(&self.after, source, file, LinkForm::Wiki, Some(old));
        let chosen = chosen.ok().filter(|path| resolves(path));
        chosen.or_else(|| {
            // Rows of other folders could read a bare name as another file.
            let path = self.after.path(file)?;
            let bare = if old == without_md(old) { without_md(path) } else { path };
            Some(bare.to_owned()).filter(|path| resolves(path))
        })
    }

    /// The new name of the files whose paths have the name `old`, if all of them get the same one.
    fn new_file_name(&self, old: &str, name_of: fn(&str) -> &str) -> Option<String> {
        let moved =
            self.moved.iter().filter(|(file, _)| name_of(&self.vault.file(**file).path) == old);
        let mut new: Vec<&str> = moved.map(|(_, to)| name_of(to)).collect();
        let count = new.len();
        new.dedup();
        let [new] = new[..] else { return None };
        let all = self.vault.files().filter(|(_, file)| name_of(&file.path) == old).count();
        (all == count).then(|| new.to_owned())
    }

    /// The new path of the folder `old`, if it or a folder around it moves.
    fn new_folder(&self, old: &str) -> Option<String> {
        self.moved_folders.iter().find_map(|(from, to)| {
            let around = old.get(..from.len())?;
            let rest = &old[from.len()..];
            let is_below = rest.is_empty() || rest.starts_with('/');
            (is_below && fold(around) == fold(from)).then(|| [to, rest].concat())
        })
    }
}

/// The name of the file at `path`, as `file.name` has it.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name of the file at `path` without its extension, as `file.basename` has it.
fn basename(path: &str) -> &str {
    let name = file_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}
