//! What a rename renames on a name in a base.

use linkwright_query::{BaseName, BaseNameKind, base_names};
use linkwright_syntax::{Link, LinkForm};
use linkwright_text::Span;
use linkwright_vault::{FileId, MatchKind, Resolution};

use super::{RenamePosition, RenameTarget, TargetKind, named};
use crate::Refusal;
use crate::rename::in_bases::{basename, file_name};
use crate::rename::links::same_name;
use crate::rename::property::{check_meaning, check_value};

impl RenamePosition<'_> {
    /// The target on a name in a base, if the cursor is in a base.
    pub(super) fn in_base(&self) -> Option<Result<RenameTarget, Refusal>> {
        let base = self.known.facts.bases.iter().find(|base| base.touches(self.offset))?;
        let names = base_names(self.text, *base);
        Some(match names.iter().find(|name| name.span.touches(self.offset)) {
            Some(name) => self.base_name(*base, name),
            None => Err(Refusal::new(
                "there is nothing to rename here: put the cursor on a property, its value, a formula, or \
                 on a note or tag in quotes",
            )),
        })
    }

    fn base_name(&self, base: Span, name: &BaseName) -> Result<RenameTarget, Refusal> {
        let whole = |kind| Ok(named(name.span, name.name.clone(), kind));
        match name.kind {
            BaseNameKind::Property => {
                check_meaning(&name.name)?;
                whole(TargetKind::Property(name.name.clone()))
            }
            BaseNameKind::Tag => whole(TargetKind::Tag(name.name.clone())),
            BaseNameKind::Link => {
                let source = &self.file(self.note)?.path;
                match self.vault.resolve_path(source, &name.name, LinkForm::Wiki) {
                    Resolution::File(file, MatchKind::Alias) => {
                        whole(TargetKind::Alias(file, name.name.clone()))
                    }
                    _ => self.file_in_base(name, self.linked_file(&name.name)?),
                }
            }
            BaseNameKind::Path => match self.vault.find_file(&name.name) {
                Some(file) => self.file_in_base(name, file),
                None => Err(Refusal(format!("there is no file `{}`: fix the path", name.name))),
            },
            BaseNameKind::FileName => self.only_file(name, file_name),
            BaseNameKind::Basename => self.only_file(name, basename),
            BaseNameKind::Folder | BaseNameKind::FolderPath => Err(Refusal(format!(
                "rename the folder in the file explorer, or with `linkwright mv {0} NEW`: `{0}` follows",
                name.name
            ))),
            BaseNameKind::Subpath => {
                let path = name.of.as_deref().unwrap_or_default();
                let file = self.linked_file(path)?;
                let link = Link::unwritten(LinkForm::Wiki);
                let anchor = self.vault.resolve_anchor(file, &link, &name.name);
                let before = Span { start: name.span.start, end: self.offset.max(name.span.start) };
                let segment = self.text[before].matches('#').count();
                let shown = format!("{path}#{}", name.name);
                self.subpath(&shown, name.span, file, &anchor, segment)
            }
            BaseNameKind::Formula => whole(TargetKind::Formula(self.note, base, name.name.clone())),
            BaseNameKind::Value => {
                let property = name.of.clone().unwrap_or_default();
                check_value(&property, &name.name)?;
                whole(TargetKind::Value(property, name.name.clone()))
            }
        }
    }

    /// The file that a link to `path` leads to.
    fn linked_file(&self, path: &str) -> Result<FileId, Refusal> {
        let source = &self.file(self.note)?.path;
        let file = self.vault.resolve_path(source, path, LinkForm::Wiki).file();
        file.ok_or_else(|| {
            Refusal(format!(
                "`{path}` does not resolve to a file: create the note, or fix the name"
            ))
        })
    }

    /// The target on the name of a file, if only one file has it.
    fn only_file(
        &self,
        name: &BaseName,
        name_of: fn(&str) -> &str,
    ) -> Result<RenameTarget, Refusal> {
        let files =
            self.vault.files().filter(|(_, file)| same_name(name_of(&file.path), &name.name));
        match files.map(|(file, _)| file).collect::<Vec<_>>()[..] {
            [] => Err(Refusal(format!("no file is named `{}`: fix the name", name.name))),
            [file] => {
                let placeholder = self.file(file)?.name().to_owned();
                Ok(named(name.span, placeholder, TargetKind::File(file)))
            }
            [..] => Err(Refusal(format!(
                "several files are named `{}`: rename one of them from a link to it",
                name.name
            ))),
        }
    }

    /// The target on the last component of the path of a file.
    fn file_in_base(&self, name: &BaseName, file: FileId) -> Result<RenameTarget, Refusal> {
        let text = &self.text[name.span];
        let start = name.span.range().start + text.rfind('/').map_or(0, |slash| slash + 1);
        let span = Span::new(start, name.span.range().end);
        Ok(named(span, self.file(file)?.name().to_owned(), TargetKind::File(file)))
    }
}
