//! Hover on text in a base that names something of the vault.

use linkwright_query::{BaseName, BaseNameKind};
use linkwright_syntax::fold;
use linkwright_vault::{Anchor, FileId, Vault};

use super::planner::HoverPlanner;
use super::{HoverPlan, file_hover};
use crate::bases::{counted, is_nested_in, named_anchor, named_files};

/// The hover on `name`, in a base of `source`. `None` for names of other things than files, folders and tags.
pub(super) fn plan(
    planner: HoverPlanner<'_>,
    source: FileId,
    name: &BaseName,
) -> Option<HoverPlan> {
    let vault = planner.vault;
    let message = match name.kind {
        BaseNameKind::Subpath => {
            let (file, anchor) = named_anchor(vault, source, name)?;
            let mut plan = file_hover(planner, name.span, file, &anchor);
            if matches!(anchor, Anchor::Missing(_)) {
                let path = &vault.file(file).path;
                plan.message = format!("`{path}` has no heading or block `{}`.", name.name);
            }
            return Some(plan);
        }
        BaseNameKind::Link
        | BaseNameKind::Path
        | BaseNameKind::FileName
        | BaseNameKind::Basename => match named_files(vault, source, name)[..] {
            [file] => return Some(file_hover(planner, name.span, file, &Anchor::WholeFile)),
            [] => format!("The vault has no file `{}`.", name.name),
            ref files => format!("{} files have the name `{}`.", files.len(), name.name),
        },
        BaseNameKind::Folder => {
            let folder = fold(&name.name);
            let notes = count_notes(vault, |of| is_nested_in(of, &folder));
            format!("{notes} in the folder `{}` and below it.", name.name)
        }
        BaseNameKind::FolderPath => {
            let notes = count_notes(vault, |of| of == name.name);
            format!("{notes} in the folder `{}`.", name.name)
        }
        BaseNameKind::Tag => {
            let notes = counted(vault.notes_with_tag(&name.name).len());
            format!("{notes} with the tag `#{}` or a tag nested in it.", name.name)
        }
        BaseNameKind::Property | BaseNameKind::Value | BaseNameKind::Formula => return None,
    };
    Some(HoverPlan::from_message(name.span, message))
}

/// The number of notes whose folder `is_wanted`.
fn count_notes(vault: &Vault, is_wanted: impl Fn(&str) -> bool) -> String {
    let notes = vault.notes().filter(|(note, _)| is_wanted(vault.file(*note).folder()));
    counted(notes.count())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::hover::tests::check;

    #[track_caller]
    fn check_filter(filter: &str, expected: &Expect) {
        let notes = "//- /Notes/Tides.md\n#sea\n## Low\nMud.\n//- /Notes/Deep/b.md\n---\ntags: [sea/deep]\n---\n\
                     //- /p.png\n//- /c/p.png\n//- /p.pdf\n";
        check(&format!("//- /a.base\nfilters: {filter}\n{notes}"), expected);
    }

    #[test]
    fn a_name_of_a_file_shows_what_a_link_to_it_shows() {
        let whole = expect![[r"
            **Tides**  
            #sea  
            0 backlinks

            ---

            #sea
            ## Low
            Mud."]];
        for filter in [
            "file.hasLink(\"Ti$0des\")",
            "link('Notes/Ti$0des#Low') == up",
            "'up == \"[[Ti$0des|shown]]\"'",
            "'file.path == \"Notes/$0Tides.md\"'",
            "'file.name == \"Tides$0.md\"'",
            "'\"Tides$0\" != file.basename'",
        ] {
            check_filter(filter, &whole);
        }
        check_filter(
            "file.hasLink(\"Tides#Lo$0w\")",
            &expect![[r#"
            ## Low
            Mud."#]],
        );
        check_filter(
            "file.hasLink(\"Tides#Hi$0gh\")",
            &expect![[r#"
            **Tides**  
            #sea  
            0 backlinks

            ---

            `Notes/Tides.md` has no heading or block `High`.

            #sea
            ## Low
            Mud."#]],
        );
        check_filter("file.hasLink(\"p.p$0df\")", &expect!["`p.pdf`"]);
        check_filter("'file.name == \"p.p$0ng\"'", &expect!["2 files have the name `p.png`."]);
        check_filter("file.hasLink(\"No$0ne\")", &expect!["The vault has no file `None`."]);
    }

    #[test]
    fn a_folder_or_tag_shows_how_many_notes_it_has() {
        check_filter(
            "file.inFolder(\"no$0tes/\")",
            &expect!["2 notes in the folder `notes` and below it."],
        );
        check_filter("'file.folder == \"Notes$0\"'", &expect!["1 note in the folder `Notes`."]);
        check_filter("'file.folder == \"notes$0\"'", &expect!["0 notes in the folder `notes`."]);
        check_filter(
            "file.hasTag(\"$0sea\")",
            &expect!["2 notes with the tag `#sea` or a tag nested in it."],
        );
        check_filter(
            "file.tags.contains(\"#sea/de$0ep\")",
            &expect!["1 note with the tag `#sea/deep` or a tag nested in it."],
        );
        check_filter(
            "file.has$0Tag(\"sea\")",
            &expect![[r#"
            `file.hasTag(...values: string): boolean`

            Whether the note has one of these tags, or a tag nested in one."#]],
        );
        check_filter("'status == \"do$0ne\"'", &expect!["nothing"]);
    }
}
