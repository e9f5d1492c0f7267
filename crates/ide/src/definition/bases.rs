//! What the names in a base refer to.

use linkwright_query::{BaseName, BaseNameKind, base_names};
use linkwright_syntax::fold;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

use super::{Definition, NavigationTarget, anchor_target, tag_targets, with_targets};
use crate::bases::{is_nested_in, name_at, named_anchor, named_files};

/// The definition of the thing at `offset` of the base `yaml` in `source`: the file that a string names,
/// the uses of a tag, the notes in a folder, or a formula.
pub(super) fn definition(
    vault: &Vault,
    source: FileId,
    text: &str,
    yaml: Span,
    offset: u32,
) -> Option<Definition> {
    let name = name_at(text, yaml, offset)?;
    let targets = match name.kind {
        BaseNameKind::Tag => tag_targets(vault, &name.name),
        BaseNameKind::Folder | BaseNameKind::FolderPath => folder_targets(vault, &name.name),
        BaseNameKind::Formula => {
            let names = base_names(text, yaml).into_iter();
            let mut formulas = names.filter(|it| it.is_definition() && it.name == name.name);
            let target = |it: BaseName| NavigationTarget::from_span(source, it.span);
            formulas.next().map(target).into_iter().collect()
        }
        BaseNameKind::Subpath => {
            let anchor = named_anchor(vault, source, &name);
            anchor.map(|(file, anchor)| anchor_target(vault, file, &anchor)).into_iter().collect()
        }
        _ => named_files(vault, source, &name)
            .into_iter()
            .map(NavigationTarget::whole_file)
            .collect(),
    };
    with_targets(name.span, targets)
}

/// The notes in a folder and below it, sorted by path.
fn folder_targets(vault: &Vault, folder: &str) -> Vec<NavigationTarget> {
    let folder = fold(folder);
    let notes = vault.notes().map(|(note, _)| note);
    let mut notes: Vec<FileId> =
        notes.filter(|note| is_nested_in(vault.file(*note).folder(), &folder)).collect();
    notes.sort_unstable_by_key(|note| &*vault.file(*note).path);
    notes.into_iter().map(NavigationTarget::whole_file).collect()
}

#[cfg(test)]
mod tests {
    use crate::definition;
    use crate::fixture::Vaulted;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let notes = "//- /Notes/Tides.md\n#sea\n## Low\n//- /b.md\n---\ntags: [sea/deep]\n---\n";
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
        check("//- /a.base\nfilters: file.inFolder(\"no$0tes/\")", &["Notes/Tides.md "]);
        check("//- /a.base\nfilters: file.hasLink(\"Tides#Lo$0w\")", &["Notes/Tides.md ## Low"]);
        check("//- /a.base\nformulas:\n  x: 1\n  y: formula.x$0 + 1", &["a.base x"]);
        check("//- /a.base\nformulas:\n  x: 1\nviews:\n  - order: [formula.x$0]", &["a.base x"]);
        check("//- /a.base\nformulas:\n  'a b': 1\n  y: formula[\"a$0 b\"]", &["a.base a b"]);
        check("//- /a.base\nformulas:\n  y: formula.x$0 + 1", &[]);
        check("//- /a.base\nfilters: file.hasLink(\"No$0ne\")", &[]);
        check("//- /a.base\nfilters: $0file.hasLink(\"None\")", &[]);
        check(
            "//- /n.md\n```base\nfilters: file.hasLink(\"Ti$0des\")\n```\n",
            &["Notes/Tides.md "],
        );
    }
}
