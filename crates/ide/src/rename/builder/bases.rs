//! Renames what bases name: files, headings, folders, tags, properties and their values
//! (`docs/semantics.md §7`). A name that several files match stays.

use linkwright_query::BaseNameKind;
use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, MatchKind, Resolution};

use super::paths::respelled;
use super::{RenameBuilder, RenamedAnchor};
use crate::rename::finish::FrontmatterChange;
use crate::rename::in_bases::{
    NameInBase, NewName, basename, file_name, link_path_in_base, linked_file, means_everywhere,
    rename_in_bases,
};
use crate::rename::links::same_name;
use crate::rename::within::renamed_after;
use crate::{EditReason, Refusal};

impl RenameBuilder<'_> {
    /// Renames the files, headings and folders that bases name.
    pub(super) fn update_bases(&mut self) -> Result<(), Refusal> {
        let changes_aliases = |change: &FrontmatterChange| {
            matches!(
                change,
                FrontmatterChange::Alias { .. }
                    | FrontmatterChange::AddAlias(..)
                    | FrontmatterChange::RemoveAlias(_)
            )
        };
        let mut requested = self.requested.values().flat_map(|changes| &changes.frontmatter);
        let has_changes = !self.moved.is_empty()
            || !self.moved_folders.is_empty()
            || !self.outlines.is_empty()
            || self.renamed_anchor.is_some()
            || requested.any(changes_aliases);
        if !has_changes {
            return Ok(());
        }
        self.rename_names(EditReason::Link, &|builder, NameInBase { source, name, .. }| {
            Ok(match name.kind {
                BaseNameKind::Link => builder.new_link_in_base(source, &name.name),
                BaseNameKind::Path => {
                    let file = builder.vault.find_file(&name.name);
                    let file =
                        file.filter(|file| same_name(&builder.vault.file(*file).path, &name.name));
                    file.and_then(|file| builder.moved.get(&file)).cloned()
                }
                BaseNameKind::FileName => builder.new_file_name(&name.name, file_name),
                BaseNameKind::Basename => builder.new_file_name(&name.name, basename),
                BaseNameKind::Folder => builder.new_folder(&name.name, |a, b| fold(a) == fold(b)),
                BaseNameKind::FolderPath => builder.new_folder(&name.name, same_name),
                BaseNameKind::Subpath => {
                    let path = name.of.as_deref().unwrap_or_default();
                    builder.new_subpath_in_base(source, path, &name.name)?
                }
                BaseNameKind::Tag
                | BaseNameKind::Property
                | BaseNameKind::Value
                | BaseNameKind::Formula => None,
            })
        })
    }

    /// Renames the tag `old` and its nested tags in bases. Both names are without `#`.
    pub(in crate::rename) fn rename_tag_in_bases(
        &mut self,
        old: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let old = fold(old);
        self.rename_names(EditReason::Title, &|_, NameInBase { name, .. }| {
            let depth = old.matches('/').count();
            let end = name.name.match_indices('/').nth(depth).map(|(slash, _)| slash);
            let (tag, nested) = name.name.split_at(end.unwrap_or(name.name.len()));
            let is_old = name.kind == BaseNameKind::Tag && fold(tag) == old;
            Ok(is_old.then(|| [new, nested].concat()))
        })
    }

    /// Renames the property `old` in bases.
    pub(in crate::rename) fn rename_property_in_bases(
        &mut self,
        old: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let old = fold(old);
        self.rename_names(EditReason::Title, &|_, NameInBase { name, .. }| {
            let is_old = name.kind == BaseNameKind::Property && fold(&name.name) == old;
            Ok(is_old.then(|| new.to_owned()))
        })
    }

    /// Renames the value `old` of `property` in bases.
    pub(in crate::rename) fn rename_value_in_bases(
        &mut self,
        property: &str,
        old: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let property = fold(property);
        self.rename_names(EditReason::Title, &|_, NameInBase { name, .. }| {
            let is_of = name.of.as_ref().is_some_and(|of| fold(of) == property);
            let is_old = name.kind == BaseNameKind::Value && same_name(&name.name, old);
            Ok((is_of && is_old).then(|| new.to_owned()))
        })
    }

    /// Renames the formula `old` in the base at `place` of `file`.
    pub(in crate::rename) fn rename_formula_in_base(
        &mut self,
        file: FileId,
        place: Span,
        old: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        self.rename_names(EditReason::Title, &|_, NameInBase { source, name, span, .. }| {
            let is_here = source == file && place.covers(span);
            let is_old = name.kind == BaseNameKind::Formula && name.name == old;
            Ok((is_here && is_old).then(|| new.to_owned()))
        })
    }

    /// Adds the edits that give the names in all bases the new name that `new_name` returns.
    fn rename_names(
        &mut self,
        reason: EditReason,
        new_name: &dyn Fn(&Self, NameInBase<'_>) -> NewName,
    ) -> Result<(), Refusal> {
        for (file, edit) in rename_in_bases(self.vault, &|name| new_name(self, name))? {
            self.edit(file, edit, reason);
        }
        Ok(())
    }

    /// The new subpath of a link to `path` in a base of `source`, if the heading or block changes.
    fn new_subpath_in_base(
        &self,
        source: FileId,
        path: &str,
        old: &str,
    ) -> Result<Option<String>, Refusal> {
        let Some((file, _)) = linked_file(self.vault, source, path) else { return Ok(None) };
        let link = Link::unwritten(LinkForm::Wiki);
        let anchor = self.vault.resolve_anchor(file, &link, old);
        if let Some(RenamedAnchor { file: of, anchor: renamed, mark, new }) = &self.renamed_anchor
            && (*of, renamed) == (file, &anchor)
        {
            return Ok(Some(renamed_after(*mark, old, new)));
        }
        match (anchor, self.outlines.get(&file)) {
            (Anchor::Headings(headings), Some((before, after))) => {
                self.respelled_heading(file, before, after, &link, old, &headings).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The new path of a link in a base of `source`, as a wikilink there would get it. `None` if it stays.
    fn new_link_in_base(&self, source: FileId, old: &str) -> Option<String> {
        let (file, how) = linked_file(self.vault, source, old)?;
        let resolves = |path: &str| means_everywhere(&self.after, source, path, file);
        let after = self.after.resolve_path(source, old, LinkForm::Wiki);
        if Resolution::File(file, how).is_preserved_by(after) && resolves(old) {
            let (from, to) = (&self.vault.file(file).path, self.moved.get(&file)?);
            return if fold(from) == fold(to) { respelled(old, from, to) } else { None };
        }
        if how == MatchKind::Alias
            && let Some(alias) = self.renamed_alias(file, old).filter(|alias| resolves(alias))
        {
            return Some(alias.to_owned());
        }
        link_path_in_base(&self.after, source, file, Some(old))
    }

    /// The new name of the files whose paths have the name `old`, if all of them get the same one.
    fn new_file_name(&self, old: &str, name_of: fn(&str) -> &str) -> Option<String> {
        let moved = self
            .moved
            .iter()
            .filter(|(file, _)| same_name(name_of(&self.vault.file(**file).path), old));
        let mut new: Vec<&str> = moved.map(|(_, to)| name_of(to)).collect();
        let count = new.len();
        new.dedup();
        let [new] = new[..] else { return None };
        let all =
            self.vault.files().filter(|(_, file)| same_name(name_of(&file.path), old)).count();
        (all == count).then(|| new.to_owned())
    }

    /// The new path of the folder `old`, if it or a folder around it moves. `is_same` compares paths.
    fn new_folder(&self, old: &str, is_same: impl Fn(&str, &str) -> bool) -> Option<String> {
        self.moved_folders.iter().find_map(|(from, to)| {
            let end = old.match_indices('/').nth(from.matches('/').count());
            let (around, rest) = old.split_at(end.map_or(old.len(), |(slash, _)| slash));
            is_same(around, from).then(|| [to, rest].concat())
        })
    }
}
