//! What a rename renames on a name in a base.

use linkwright_query::{BaseName, BaseNameKind, base_names};
use linkwright_syntax::LinkForm;
use linkwright_text::Span;
use linkwright_vault::{FileId, MatchKind, Resolution};

use super::{RenamePosition, RenameTarget, TargetKind, named};
use crate::Refusal;

impl RenamePosition<'_> {
    /// The target on a name in a base, if the cursor is in a base.
    pub(super) fn in_base(&self) -> Option<Result<RenameTarget, Refusal>> {
        let base = self.known.facts.bases.iter().find(|base| base.touches(self.offset))?;
        let names = base_names(self.text, *base);
        Some(match names.iter().find(|name| name.span.touches(self.offset)) {
            Some(name) => self.base_name(name),
            None => Err(Refusal::new(
                "there is nothing to rename here: put the cursor on a property, or on a note or tag in \
                 quotes",
            )),
        })
    }

    fn base_name(&self, name: &BaseName) -> Result<RenameTarget, Refusal> {
        let whole = |kind| Ok(named(name.span, name.name.clone(), kind));
        match name.kind {
            BaseNameKind::Property => {
                super::super::property::check_meaning(&name.name)?;
                whole(TargetKind::Property(name.name.clone()))
            }
            BaseNameKind::Tag => whole(TargetKind::Tag(name.name.clone())),
            BaseNameKind::Link => {
                let source = &self.file(self.note)?.path;
                match self.vault.resolve_path(source, &name.name, LinkForm::Wiki) {
                    Resolution::File(file, MatchKind::Alias) => {
                        whole(TargetKind::Alias(file, name.name.clone()))
                    }
                    Resolution::File(file, _) => self.file_in_base(name, file),
                    Resolution::Missing => Err(Refusal(format!(
                        "`{}` does not resolve to a file: create the note, or fix the name",
                        name.name
                    ))),
                }
            }
            BaseNameKind::Path => match self.vault.find_file(&name.name) {
                Some(file) => self.file_in_base(name, file),
                None => Err(Refusal(format!("there is no file `{}`: fix the path", name.name))),
            },
            BaseNameKind::FileName | BaseNameKind::Basename => Err(Refusal::new(
                "this name can stand for several files: rename a file from a link to it",
            )),
            BaseNameKind::Folder => {
                Err(Refusal::new("a folder gets another name when it moves in the file explorer"))
            }
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
