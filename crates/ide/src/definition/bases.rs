//! What the names in a base refer to.

use linkwright_query::{Base, BaseName, BaseNameKind, BasePart, base_names};
use linkwright_syntax::{LinkForm, fold};
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use super::{Definition, NavigationTarget};
use crate::references::{ReferenceTarget, occurrences};

/// The name at `offset` of the base `yaml` of `text`.
fn name_at(text: &str, yaml: Span, offset: u32) -> Option<BaseName> {
    let is_around = |name: &BaseName| name.span.start <= offset && offset <= name.span.end;
    base_names(text, yaml).into_iter().find(is_around)
}

/// The file that a name in the base `source` refers to.
fn named_file(vault: &Vault, source: FileId, name: &BaseName) -> Option<FileId> {
    match name.kind {
        BaseNameKind::Link => {
            vault.resolve_path(&vault.file(source).path, &name.name, LinkForm::Wiki).file()
        }
        BaseNameKind::Path => vault.find_file(&name.name),
        BaseNameKind::FileName | BaseNameKind::Basename => {
            vault.files_ending_with(&name.name, 1).first().copied()
        }
        BaseNameKind::Subpath => {
            let path = name.of.as_deref()?;
            vault.resolve_path(&vault.file(source).path, path, LinkForm::Wiki).file()
        }
        BaseNameKind::Folder | BaseNameKind::Tag | BaseNameKind::Property | BaseNameKind::Value => {
            None
        }
    }
}

/// The definition of the thing at `offset` of the base `yaml` in `source`: the file that a string names,
/// the uses of a tag, or a formula.
pub(super) fn definition(
    vault: &Vault,
    source: FileId,
    text: &str,
    yaml: Span,
    offset: u32,
) -> Option<Definition> {
    let Some(name) = name_at(text, yaml, offset) else {
        return formula(source, text, yaml, offset);
    };
    let targets = match name.kind {
        BaseNameKind::Tag => {
            let tag = ReferenceTarget::Tag(fold(&name.name).into_owned());
            let uses = occurrences(vault, &tag, None).into_iter();
            let mut targets: Vec<_> =
                uses.map(|found| NavigationTarget::from_span(found.file, found.span)).collect();
            targets.sort_unstable_by_key(|target| (&vault.file(target.file).path, target.span));
            targets
        }
        _ => {
            named_file(vault, source, &name).map(NavigationTarget::whole_file).into_iter().collect()
        }
    };
    (!targets.is_empty()).then_some(Definition { origin: name.span, targets, on_disk: None })
}

fn formula(source: FileId, text: &str, yaml: Span, offset: u32) -> Option<Definition> {
    let base = Base::parse(text, yaml);
    let (origin, BasePart::Formula(name)) = base.part_at(offset)? else { return None };
    let formula = base.formulas.iter().find(|formula| formula.name == name)?;
    let targets = vec![NavigationTarget::from_span(source, formula.name_span)];
    Some(Definition { origin, targets, on_disk: None })
}

#[cfg(test)]
mod tests {
    use crate::definition;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let notes = "//- /Notes/Tides.md\n#sea\n//- /b.md\n---\ntags: [sea/deep]\n---\n";
        let vaulted = Vaulted::parse(&format!("{source}\n{notes}"));
        let (file, text, offset) = vaulted.cursor();
        let found = definition(&vaulted.vault, file, text, offset);
        let targets = found.map_or_else(Vec::new, |found| found.targets);
        let shown: Vec<String> = targets
            .iter()
            .map(|to| format!("{} {}", vaulted.path(to.file), &vaulted.text(to.file)[to.span]))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn names_lead_to_files_tags_and_formulas() {
        check("//- /a.base\nfilters: file.hasLink(\"Ti$0des\")", &["Notes/Tides.md "]);
        check("//- /a.base\nfilters: link('Notes/Ti$0des#x') == up", &["Notes/Tides.md "]);
        check("//- /a.base\nfilters: 'file.path == \"Notes/$0Tides.md\"'", &["Notes/Tides.md "]);
        check("//- /a.base\nfilters: 'file.name == \"Tides$0.md\"'", &["Notes/Tides.md "]);
        check("//- /a.base\nfilters: 'file.basename == \"Tides$0\"'", &["Notes/Tides.md "]);
        check(
            "//- /a.base\nfilters: file.hasTag(\"se$0a\")",
            &["Notes/Tides.md sea", "b.md sea/deep"],
        );
        check("//- /a.base\nformulas:\n  x: 1\n  y: formula.x$0 + 1", &["a.base x"]);
        check("//- /a.base\nfilters: file.hasLink(\"No$0ne\")", &[]);
        check("//- /a.base\nfilters: $0file.hasLink(\"None\")", &[]);
        check(
            "//- /n.md\n```base\nfilters: file.hasLink(\"Ti$0des\")\n```\n",
            &["Notes/Tides.md "],
        );
    }
}
