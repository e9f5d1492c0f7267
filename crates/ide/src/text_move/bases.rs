//! How names in bases have to change when a part of a note moves. A name that several files match stays.

use linkwright_query::BaseNameKind;
use linkwright_syntax::{Link, LinkForm};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, MatchKind, Resolution};

use super::headings::Side;
use super::links::MovePlanner;
use crate::Refusal;
use crate::rename::{
    NameInBase, basename, file_name, link_path_in_base, linked_file, means_everywhere,
    rename_in_bases, same_name,
};

impl MovePlanner<'_> {
    /// The edits of names in bases, each with its file, and whether it is in the part.
    pub(super) fn base_edits(&self) -> Result<Vec<(FileId, Edit, bool)>, Refusal> {
        let edits = rename_in_bases(self.vault, &|name| self.new_name(name))?.into_iter();
        let edits = edits.map(|(file, edit)| {
            let is_inside = self.is_inside(file, edit.span);
            (file, edit, is_inside)
        });
        Ok(edits.filter(|(file, _, is_inside)| *is_inside || !self.is_deleted(*file)).collect())
    }

    fn is_inside(&self, file: FileId, span: Span) -> bool {
        file == self.note && self.span.covers(span)
    }

    fn is_deleted(&self, file: FileId) -> bool {
        self.deletes_note && file == self.note
    }

    fn new_name(&self, found: NameInBase<'_>) -> Result<Option<String>, Refusal> {
        let name = found.name;
        let written = name.name.as_str();
        Ok(match name.kind {
            BaseNameKind::Link => self.new_link_in_base(found, written),
            BaseNameKind::Subpath => {
                let path = name.of.as_deref().unwrap_or_default();
                self.new_subpath_in_base(found.source, path, written)?
            }
            BaseNameKind::Path => self.new_file_in_base(written, |path| path),
            BaseNameKind::FileName => self.new_file_in_base(written, file_name),
            BaseNameKind::Basename => self.new_file_in_base(written, basename),
            BaseNameKind::Folder
            | BaseNameKind::FolderPath
            | BaseNameKind::Tag
            | BaseNameKind::Property
            | BaseNameKind::Value
            | BaseNameKind::Formula => None,
        })
    }

    /// The name of the target, if `old` is the name of the deleted note and of no other file.
    fn new_file_in_base(&self, old: &str, name_of: fn(&str) -> &str) -> Option<String> {
        let mut named = self.vault.files().filter(|(_, file)| same_name(name_of(&file.path), old));
        let is_only = named.all(|(file, _)| self.is_deleted(file));
        let is_note = same_name(name_of(&self.vault.file(self.note).path), old);
        let target = self.after.path(self.target).filter(|_| is_only && is_note);
        target.map(|path| name_of(path).to_owned())
    }

    fn anchor_in_base(&self, file: FileId, subpath: &str) -> Anchor {
        self.vault.resolve_anchor(file, &Link::unwritten(LinkForm::Wiki), subpath)
    }

    fn new_link_in_base(&self, found: NameInBase<'_>, old: &str) -> Option<String> {
        let (file, how) = linked_file(self.vault, found.source, old)?;
        let leads_inside = |subpath: &str| self.moves(&self.anchor_in_base(file, subpath));
        let moves =
            self.is_deleted(file) || file == self.note && found.subpath.is_some_and(leads_inside);
        let target = if moves { self.target } else { file };
        let from =
            if self.is_inside(found.source, found.span) { self.target } else { found.source };
        let after = self.after.resolve_path(from, old, LinkForm::Wiki);
        let is_preserved = Resolution::File(target, how).is_preserved_by(after);
        if is_preserved && means_everywhere(&self.after, from, old, target) {
            return None;
        }
        let form = Some(old).filter(|_| !moves && how != MatchKind::Alias);
        link_path_in_base(&self.after, from, target, form)
    }

    fn new_subpath_in_base(
        &self,
        source: FileId,
        path: &str,
        old: &str,
    ) -> Result<Option<String>, Refusal> {
        let Some((file, _)) = linked_file(self.vault, source, path) else { return Ok(None) };
        let side = match file {
            file if file == self.note => Side::Note,
            file if file == self.target => Side::Target,
            _ => return Ok(None),
        };
        let Anchor::Headings(headings) = self.anchor_in_base(file, old) else { return Ok(None) };
        self.subpath_on(side, &Link::unwritten(LinkForm::Wiki), source, old, &headings)
    }
}
