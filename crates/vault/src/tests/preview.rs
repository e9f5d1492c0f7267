//! Previews of changes, compared with the vault after the changes.

use proptest::prelude::*;

use super::random::{Model, path, steps};
use super::{id, shown, vault, vault_with};
use crate::{LinkRef, Resolution, VaultPreview};
use linkwright_settings::Settings;

#[test]
fn a_rename_diverts_links_to_the_note_and_links_that_it_captures() {
    let vault = vault(
        "\
//- /x/a.md
[[old]] [[x/old]] [[new]] [[./old]] [[none]]
//- /x/old.md
[[../y/new]]
//- /y/new.md
",
    );
    let (a, old) = (id(&vault, "x/a.md"), id(&vault, "x/old.md"));
    let after = VaultPreview::new(&vault).with_moved(old, "x/new.md");
    let changed: Vec<_> = after
        .diverted_links()
        .iter()
        .map(|diverted| (diverted.link.index, diverted.before, diverted.after.file()))
        .collect();
    let new = id(&vault, "y/new.md");
    // `[[new]]` would resolve to the renamed note beside it.
    assert_eq!(changed, [(0, old, None), (1, old, None), (2, new, Some(old)), (3, old, None)]);
    assert!(after.diverted_links().iter().all(|diverted| diverted.link.source == a));
    assert_eq!(after.captured_links(), []);
    let after = VaultPreview::new(&vault).with_moved(old, "x/none.md");
    assert_eq!(after.captured_links(), [LinkRef { source: a, index: 4 }]);
}

#[test]
fn relative_links_of_a_moved_note_are_resolved_from_its_new_folder() {
    let vault = vault(
        "\
//- /x/a.md
[[./b]] [[/x/b]] [t](../x/b.md) [[b]]
//- /x/b.md
",
    );
    let (a, b) = (id(&vault, "x/a.md"), id(&vault, "x/b.md"));
    let after = VaultPreview::new(&vault).with_moved(a, "y/a.md");
    let changed: Vec<_> =
        after.diverted_links().iter().map(|diverted| diverted.link.index).collect();
    assert_eq!(changed, [0]);
    // The whole folder moves: relative links inside it stay.
    let after = after.with_moved(b, "y/b.md");
    let changed: Vec<_> =
        after.diverted_links().iter().map(|diverted| diverted.link.index).collect();
    assert_eq!(changed, [1, 2]);
}

#[test]
fn a_relative_destination_has_to_stay_relative() {
    let relative = Settings { relative_destinations: true, ..Settings::default() };
    let source = "//- /a.md\n[t](b.md) [t](x/c.md) [t](c.md) [[b]]\n//- /b.md\n//- /x/c.md\n";
    let vault = vault_with(relative, source);
    let (a, b, c) = (id(&vault, "a.md"), id(&vault, "b.md"), id(&vault, "x/c.md"));
    let changed = |after: VaultPreview<'_>| -> Vec<u32> {
        after.diverted_links().iter().map(|diverted| diverted.link.index).collect()
    };
    assert_eq!(changed(VaultPreview::new(&vault).with_moved(b, "sub/b.md")), [0]);
    // The third link needs the vault-wide search before and after.
    assert_eq!(changed(VaultPreview::new(&vault).with_moved(c, "y/c.md")), [1]);
    assert_eq!(changed(VaultPreview::new(&vault).with_moved(a, "x/a.md")), [0, 1]);
    assert_eq!(changed(VaultPreview::new(&vault).with_moved(c, "c.md")), [1]);
}

#[test]
fn removing_a_file_name_lets_links_resolve_to_notes() {
    let vault = vault("//- /n.md\n[[a/v1.2]]\n//- /a/v1.2.md\n//- /b/v1.2\n");
    let (note, file) = (id(&vault, "a/v1.2.md"), id(&vault, "b/v1.2"));
    let link = LinkRef { source: id(&vault, "n.md"), index: 0 };
    assert_eq!(vault.resolve(link), Resolution::Missing);
    let after = VaultPreview::new(&vault).with_moved(file, "b/other");
    assert_eq!(after.captured_links(), [link]);
    assert_eq!(after.resolve(link).file(), Some(note));
}

#[test]
fn two_notes_can_swap_paths() {
    let vault = vault("//- /n.md\n[[a]] [[b]]\n//- /a.md\n//- /b.md\n");
    let (a, b) = (id(&vault, "a.md"), id(&vault, "b.md"));
    let after = VaultPreview::new(&vault).with_moved(a, "b.md").with_moved(b, "a.md");
    let files: Vec<_> =
        after.diverted_links().iter().map(|diverted| diverted.after.file()).collect();
    assert_eq!(files, [Some(b), Some(a)]);
    assert_eq!((after.find_file("A.md"), after.path(a)), (Some(b), Some("b.md")));
}

#[test]
fn renaming_an_alias_diverts_its_links() {
    let vault = vault("//- /n.md\n[[Nick]] [[Nom]]\n//- /a.md\n---\naliases: [nick, x]\n---\n");
    let a = id(&vault, "a.md");
    let after = VaultPreview::new(&vault).with_alias_replaced(a, "nick", "nom");
    let changed = after.diverted_links();
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].before, changed[0].after), (a, Resolution::Missing));
    assert_eq!(after.captured_links().len(), 1);
    let removed = VaultPreview::new(&vault).with_removed(a);
    assert_eq!(removed.diverted_links().len(), 1);
    assert_eq!(removed.path(a), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_preview_of_moves_agrees_with_the_moved_vault(
        steps in steps(),
        moves in prop::collection::vec((any::<prop::sample::Index>(), path(), 0..5), 1..5),
    ) {
        let mut model = Model::default();
        for step in &steps {
            model.apply(step);
        }
        let before = model.rebuild();
        prop_assume!(!model.files.is_empty());
        let mut after = VaultPreview::new(&before);
        let mut moved = Vec::new();
        for (index, to, kind) in &moves {
            let from = index.get(&model.files.keys().collect::<Vec<_>>()).to_string();
            if moved.iter().any(|(path, _)| *path == from) {
                continue;
            }
            let file = id(&before, &from);
            let to = if model.files.contains_key(to) { None } else { Some(to.as_str()) };
            let same_kind = to.is_none_or(|to| to.ends_with(".md") == from.ends_with(".md"));
            if *kind == 0 {
                after = after.with_removed(file);
                moved.push((from, None));
            } else if let (Some(to), true) = (to, same_kind)
                && moved.iter().all(|(_, taken)| taken.as_deref() != Some(to))
            {
                after = after.with_moved(file, to);
                moved.push((from, Some(to.to_owned())));
            }
        }
        let mut texts = Vec::new();
        for (from, to) in &moved {
            let text = model.files.remove(from).expect("the file exists");
            texts.extend(to.clone().map(|to| (to, text)));
        }
        model.files.extend(texts);
        let then = model.rebuild();

        let affected = after.affected_links();
        for (source, note) in before.notes() {
            let Some(path) = after.path(source) else { continue };
            let there = id(&then, path);
            for index in 0..note.links.len() as u32 {
                let link = LinkRef { source, index };
                let previewed = match after.resolve(link) {
                    Resolution::File(file, how) => {
                        format!("{} {how:?}", after.path(file).expect("the file exists"))
                    }
                    Resolution::Missing => "-".to_owned(),
                };
                let actual = match then.resolve(LinkRef { source: there, index }) {
                    Resolution::File(file, how) => format!("{} {how:?}", then.file(file).path),
                    Resolution::Missing => "-".to_owned(),
                };
                prop_assert_eq!(&previewed, &actual);
                if !before.resolve(link).is_preserved_by(after.resolve(link)) {
                    prop_assert!(affected.contains(&link), "{}", shown(&before, before.resolve(link)));
                }
            }
        }
    }
}
