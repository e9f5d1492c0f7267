//! Writing links (`docs/semantics.md §2`).

use linkwright_syntax::LinkForm;
use proptest::prelude::*;

use super::random::{Model, steps, written};
use super::{id, vault, vault_with};
use crate::fold::to_nfc;
use crate::reference::decode_link_part;
use crate::{
    MatchKind, Resolution, Vault, VaultPreview, choose_link_path, encode_link_path,
    encode_link_segment,
};
use linkwright_settings::{LinkFormat, Settings};

const WIKI: LinkForm = LinkForm::Wiki;
const INLINE: LinkForm = LinkForm::Inline { angle_bracketed: false };
const ANGLE: LinkForm = LinkForm::Inline { angle_bracketed: true };

fn like(vault: &Vault, from: &str, to: &str, moved: &str, form: LinkForm, like: &str) -> String {
    let target = id(vault, to);
    let after = VaultPreview::new(vault).with_moved(target, moved);
    choose_link_path(&after, id(vault, from), target, form, Some(like))
        .expect("the link can be written")
}

#[test]
fn a_link_keeps_its_form() {
    let vault = vault("//- /x/a.md\n//- /x/y/b.md\n");
    let to = |path: &str, form, written| like(&vault, "x/a.md", "x/y/b.md", path, form, written);
    assert_eq!(to("x/y/c.md", WIKI, "b"), "c");
    assert_eq!(to("x/y/c.md", WIKI, "b.md"), "c.md");
    assert_eq!(to("x/y/c.md", WIKI, "y/b"), "y/c");
    assert_eq!(to("z/c.md", WIKI, "y/b"), "z/c");
    assert_eq!(to("z/w/c.md", WIKI, "x/y/b"), "z/w/c");
    assert_eq!(to("c.md", WIKI, "y/b"), "c");
    assert_eq!(to("x/y/c.md", WIKI, "./y/b"), "./y/c");
    assert_eq!(to("z/c.md", INLINE, "./y/b.md"), "../z/c.md");
    assert_eq!(to("z/c.md", INLINE, "/x/y/b.md"), "/z/c.md");
    assert_eq!(to("z/c.md", INLINE, "y/b"), "z/c");
}

#[test]
fn a_name_that_resolves_to_another_file_becomes_a_path() {
    let vault = vault(
        "\
//- /a.md
//- /x/a.md
//- /x/b.md
//- /y/c.md
//- /z/d.md
//- /x/z/d.md
",
    );
    // `[[c]]` would be a tie between `x/c.md` and `y/c.md`.
    assert_eq!(like(&vault, "a.md", "x/b.md", "x/c.md", WIKI, "b"), "x/c");
    assert_eq!(like(&vault, "x/a.md", "x/b.md", "x/c.md", WIKI, "b"), "c");
    // Even the full path resolves to another file only if the paths differ in case alone.
    assert_eq!(like(&vault, "x/a.md", "x/b.md", "z/q/d.md", WIKI, "b"), "z/q/d");
}

#[test]
fn a_name_that_another_file_has_too_keeps_its_extension() {
    let vault = vault("//- /a.md\n//- /b.md\n//- /v1.2\n");
    assert_eq!(like(&vault, "a.md", "b.md", "v1.2.md", WIKI, "b"), "v1.2.md");
}

#[test]
fn a_path_with_empty_components_keeps_them_where_it_does_not_change() {
    let vault = vault("//- /x/a.md\n//- /x/b.md\n//- /y/c.md\n//- /y/d.md\n");
    assert_eq!(like(&vault, "x/a.md", "y/c.md", "y/new.md", WIKI, "..//y//c"), "..//y//new");
    assert_eq!(like(&vault, "x/a.md", "x/b.md", "x/new.md", INLINE, ".//b.md"), ".//new.md");
    assert_eq!(like(&vault, "x/a.md", "y/c.md", "y/new.md", WIKI, "y//c"), "y//new");
    assert_eq!(like(&vault, "x/a.md", "y/c.md", "y/new.md", INLINE, "/./y/c"), "/./y/new");
    assert_eq!(like(&vault, "x/a.md", "y/c.md", "z/new.md", WIKI, "y//c"), "z/new");
}

#[test]
fn new_links_follow_the_settings() {
    let source = "//- /x/a.md\n//- /x/y/b.md\n//- /x/y/c.md\n//- /z/c.md\n//- /z/p.png\n";
    let new = |link_format, to: &str, form| {
        let settings = Settings { link_format, ..Settings::default() };
        let vault = vault_with(settings, source);
        let after = VaultPreview::new(&vault);
        choose_link_path(&after, id(&vault, "x/a.md"), id(&vault, to), form, None)
            .expect("the link can be written")
    };
    assert_eq!(new(LinkFormat::Shortest, "x/y/b.md", WIKI), "b");
    assert_eq!(new(LinkFormat::Shortest, "x/y/b.md", INLINE), "b.md");
    assert_eq!(new(LinkFormat::Shortest, "x/y/c.md", WIKI), "x/y/c");
    assert_eq!(new(LinkFormat::Shortest, "z/p.png", WIKI), "p.png");
    assert_eq!(new(LinkFormat::Absolute, "x/y/b.md", INLINE), "x/y/b.md");
    assert_eq!(new(LinkFormat::Relative, "x/y/b.md", INLINE), "y/b.md");
    assert_eq!(new(LinkFormat::Relative, "z/c.md", WIKI), "../z/c");
}

#[test]
fn destinations_are_written_relative_to_their_note_if_set() {
    let source = "//- /x/a.md\n//- /x/y/b.md\n//- /z/c.md\n//- /x/p:q.md\n";
    let written = |link_format, to: &str, form, like| {
        let settings = Settings { link_format, relative_destinations: true, ..Settings::default() };
        let vault = vault_with(settings, source);
        let (source, target) = (id(&vault, "x/a.md"), id(&vault, to));
        choose_link_path(&VaultPreview::new(&vault), source, target, form, like)
            .expect("the link can be written")
    };
    let new = |to: &str, form| written(LinkFormat::Shortest, to, form, None);
    assert_eq!(new("x/y/b.md", INLINE), "y/b.md");
    assert_eq!(new("z/c.md", ANGLE), "../z/c.md");
    assert_eq!(new("x/p:q.md", INLINE), "./p:q.md");
    assert_eq!(new("x/y/b.md", WIKI), "b");
    assert_eq!(written(LinkFormat::Absolute, "z/c.md", INLINE, None), "/z/c.md");
    assert_eq!(written(LinkFormat::Absolute, "z/c.md", WIKI, None), "z/c");
    let like = |to: &str, form, like| written(LinkFormat::Shortest, to, form, Some(like));
    assert_eq!(like("x/y/b.md", INLINE, "./old.md"), "./y/b.md");
    assert_eq!(like("x/y/b.md", INLINE, "../old.md"), "./y/b.md");
    assert_eq!(like("x/y/b.md", INLINE, "/old.md"), "/x/y/b.md");
    assert_eq!(like("x/y/b.md", INLINE, "old"), "y/b");
    assert_eq!(like("z/c.md", INLINE, "old.md"), "../z/c.md");
    assert_eq!(like("z/c.md", WIKI, "old"), "c");
}

#[test]
fn a_wikilink_cannot_contain_every_name() {
    let vault = vault("//- /a.md\n//- /C#.md\n//- /x[1].md\n//- /b.md\n");
    let after = VaultPreview::new(&vault);
    let to =
        |path, form| choose_link_path(&after, id(&vault, "a.md"), id(&vault, path), form, None);
    assert!(to("C#.md", WIKI).is_err());
    assert!(to("C#.md", ANGLE).is_err());
    assert!(to("x[1].md", WIKI).is_err());
    let written = to("C#.md", INLINE).expect("a Markdown link can contain it");
    assert_eq!(encode_link_path(&written, INLINE), "C%23.md");
}

#[test]
fn destinations_are_encoded() {
    assert_eq!(encode_link_path("my note (1).md", INLINE), "my%20note%20(1).md");
    assert_eq!(encode_link_path("a) 100% b\\c.md", INLINE), "a%29%20100%25%20b%5Cc.md");
    assert_eq!(encode_link_path("Grüße.md", INLINE), "Grüße.md");
    assert_eq!(encode_link_path("my note.md", ANGLE), "my note.md");
    assert_eq!(encode_link_path("my note", WIKI), "my note");
    assert_eq!(encode_link_path("why?.png", INLINE), "why%3F.png");
    assert_eq!(encode_link_segment("Why (1)?", INLINE), "Why%20(1)?");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_written_link_resolves_to_its_target(
        steps in steps(),
        source in any::<prop::sample::Index>(),
        target in any::<prop::sample::Index>(),
        original in prop::option::of(written()),
        form in prop::sample::select(&[WIKI, INLINE, ANGLE][..]),
    ) {
        let mut model = Model::default();
        for step in &steps {
            model.apply(step);
        }
        let vault = &model.vault;
        let mut files: Vec<_> = vault.files().map(|(file, _)| file).collect();
        files.sort_by_key(|&file| &vault.file(file).path);
        prop_assume!(!files.is_empty());
        let (source, target) = (*source.get(&files), *target.get(&files));
        let after = VaultPreview::new(vault);
        match choose_link_path(&after, source, target, form, original.as_deref()) {
            Ok(text) => {
                let encoded = encode_link_path(&text, form);
                let place = linkwright_syntax::LinkPlace::Body;
                let read = decode_link_part(&encoded, form, place);
                prop_assert_eq!(to_nfc(&read), to_nfc(&text));
                let Resolution::File(file, how) = after.resolve_path(source, &read, form) else {
                    panic!("`{text}` resolves to nothing");
                };
                prop_assert_eq!(file, target);
                prop_assert!(!matches!(how, MatchKind::Alias | MatchKind::NotRelative));
            }
            // The file has no extension, or another path differs from its path only in case.
            Err(_) => {
                let path = &vault.file(target).path;
                let has_twin = vault.find_file(&path.to_uppercase()) != Some(target);
                prop_assert!(has_twin || !crate::reference::has_extension(vault.file(target).file_name()));
            }
        }
    }
}
