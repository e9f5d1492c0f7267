//! `docs/semantics.md §2`, rule by rule.

use super::{resolutions, vault, vault_with, write};
use linkwright_settings::Settings;

#[test]
fn an_empty_path_is_the_note_itself() {
    let vault = vault("//- /a.md\n[[#x]] [[|y]] [t](#x)\n# x\n");
    assert_eq!(resolutions(&vault, "a.md"), ["a.md OwnNote", "a.md OwnNote", "a.md OwnNote"]);
}

#[test]
fn only_the_extension_of_notes_is_optional() {
    let vault = vault(
        "\
//- /a.md
[[b]] [[b.md]] [[B.MD]] [[c.png]] [[c]] [[LICENSE]]
//- /b.md
//- /c.png
//- /LICENSE
",
    );
    assert_eq!(resolutions(&vault, "a.md"), ["b.md", "b.md", "b.md", "c.png", "-", "LICENSE"]);
}

#[test]
fn md_is_appended_unless_a_file_has_the_name_as_written() {
    let source = "\
//- /a.md
[[v1.2]] [[x/v1.2]] [[/x/v1.2]] [[x.md]]
//- /x/v1.2.md
//- /x.md.md
";
    let mut vault = vault(source);
    let note = "x/v1.2.md";
    assert_eq!(resolutions(&vault, "a.md"), [note, note, note, "x.md.md"]);
    // Now a file is named `v1.2`: only `[[v1.2]]` resolves to it, and no link resolves to the
    // note any more.
    write(&mut vault, "other/v1.2", "");
    assert_eq!(resolutions(&vault, "a.md"), ["other/v1.2", "-", "-", "x.md.md"]);
}

#[test]
fn exact_paths_win_over_neighbours() {
    let vault = vault(
        "\
//- /x/y/a.md
[[c]] [[x/c]] [[y/c]]
//- /c.md
//- /x/c.md
//- /x/y/c.md
//- /x/y/x/c.md
",
    );
    assert_eq!(resolutions(&vault, "x/y/a.md"), ["c.md Preferred", "x/c.md", "x/y/c.md"]);
}

#[test]
fn empty_components_and_dots_in_a_path_count_for_nothing() {
    let source = "\
//- /n.md
//- /a/n.md
//- /a/b/x.md
[[..//n]] [[.//y]] [[./../n]] [[a//n]] [[a/./n]] [[/a//n]] [[/./a/n]] [[b/../a/n]]
[t](..//n.md) [t](.//y.md) [t](./../n.md) [t](/a//n.md) [t](..%2F%2Fn.md) [t](<..//n.md>)
[t](/b/../a/n.md)
[[..//n/]] [[../../../n]] [[/../n]] [[a/../../n]] [[https://n]]
//- /a/b/y.md
---
aliases: [q//r]
---
[[q//r]]
";
    for relative_destinations in [false, true] {
        let vault = vault_with(Settings { relative_destinations, ..Settings::default() }, source);
        let (own, beside) = ("a/n.md", "a/b/y.md");
        let wiki = [own, beside, own, own, own, own, own, own];
        let markdown = [own, beside, own, own, own, own, own];
        let nothing = ["-"; 5];
        let expected = [&wiki[..], &markdown, &nothing].concat();
        assert_eq!(resolutions(&vault, "a/b/x.md"), expected);
        assert_eq!(resolutions(&vault, beside), ["a/b/y.md Alias"]);
    }
}

#[test]
fn own_folder_then_shortest_then_lexicographic() {
    let vault = vault(
        "\
//- /p/a.md
[[c]]
//- /q/a.md
[[c]]
//- /a.md
[[c]]
//- /q/r/a.md
[[c]] [[d]]
//- /q/long/d.md
//- /z/d.md
//- /p/deep/er/c.md
//- /q/d/c.md
//- /q/b/c.md
//- /longer/c.md
",
    );
    // The own folder and those below it come first, even if another path is shorter.
    assert_eq!(resolutions(&vault, "p/a.md"), ["p/deep/er/c.md Preferred"]);
    assert_eq!(resolutions(&vault, "q/a.md"), ["q/b/c.md Tie"]);
    // In the whole vault: two paths have eight characters, the fewest.
    assert_eq!(resolutions(&vault, "a.md"), ["q/b/c.md Tie"]);
    // Ancestor folders do not count.
    assert_eq!(resolutions(&vault, "q/r/a.md"), ["q/b/c.md Tie", "z/d.md Preferred"]);
}

#[test]
fn the_length_of_a_path_is_counted_in_characters() {
    let vault = vault("//- /a.md\n[[c]]\n//- /ééé/c.md\n//- /xxxx/c.md\n//- /a/b/d/c.md\n");
    assert_eq!(resolutions(&vault, "a.md"), ["ééé/c.md Preferred"]);
}

#[test]
fn paths_from_the_note_or_the_root_are_exact() {
    let vault = vault(
        "\
//- /x/a.md
[[./c]] [[../c]] [[../../c]] [[/c]] [[/x/c]] [[./y/c]] [[./d]]
[t](./c.md) [t](../x/c.md) [t](../x/./c)
//- /x/c.md
//- /x/y/d.md
//- /z/c.md
",
    );
    let own = "x/c.md";
    assert_eq!(resolutions(&vault, "x/a.md"), [own, "-", "-", "-", own, "-", "-", own, own, own]);
}

#[test]
fn suffixes_end_at_slashes() {
    let vault = vault("//- /a.md\n[[b/c]] [[bb/c]] [[b/c.md]] [[x/bb/c]]\n//- /x/bb/c.md\n");
    assert_eq!(resolutions(&vault, "a.md"), ["-", "x/bb/c.md", "-", "x/bb/c.md"]);
}

#[test]
fn case_and_normalization_are_ignored() {
    let vault = vault(
        "\
//- /a.md
[[ünï]] [[ÜNÏ]] [[U\u{308}ni\u{308}]] [[DIR/ΟΔΟΣ]] [[dir/οδος]] [[no\u{a0}break]]
//- /U\u{308}nï.md
//- /Dir/οδοσ.md
//- /no break.md
",
    );
    let (name, road) = ("U\u{308}nï.md", "Dir/οδοσ.md");
    // `ΟΔΟΣ.md` in lowercase is `οδοσ.md`; a name with a final sigma differs from it.
    assert_eq!(resolutions(&vault, "a.md"), [name, name, name, road, "-", "no break.md"]);
}

#[test]
fn files_that_differ_in_case_tie() {
    let vault = vault("//- /x/n.md\n[[a]] [[/A]] [[y/a]]\n//- /A.md\n//- /a.md\n//- /y/a.md\n");
    assert_eq!(resolutions(&vault, "x/n.md"), ["A.md Tie", "A.md Tie", "y/a.md"]);
}

#[test]
fn markdown_destinations_are_decoded_and_found_vault_wide() {
    let vault = vault(
        "\
//- /a.md
[t](my%20note.md) [t](<my note>) [t](<my%20note>) ![i](pic%C3%BC.png) [t](100%) [r]

[r]: x/my%20note.md
//- /x/my note.md
//- /y/picü.png
//- /100%.md
",
    );
    let note = "x/my note.md";
    assert_eq!(resolutions(&vault, "a.md"), [note, note, "-", "y/picü.png", "100%.md", note]);
}

#[test]
fn destinations_are_relative_to_their_note_if_set() {
    let relative = Settings { relative_destinations: true, ..Settings::default() };
    let source = "\
//- /d/a.md
[t](b.md) [t](b) [t](e/c.md) ![i](<my p.png>) [t](../b.md) [t](/b.md) [t](e/../b.md)
[t](f.md) [t](x/f.md) [t](g.md) [t](d/b.md) [t](Nick) [[b]] [[d/b]] <img src=\"b.md\"> [t](b.md#h)
//- /b.md
//- /d/b.md
//- /d/e/c.md
//- /d/my p.png
//- /x/f.md
//- /x/g.md
//- /y/g.md
---
aliases: [nick]
---
";
    let (own, root) = ("d/b.md", "b.md");
    assert_eq!(
        resolutions(&vault_with(relative.clone(), source), "d/a.md"),
        [
            own,
            own,
            "d/e/c.md",
            "d/my p.png",
            root,
            root,
            own,
            "x/f.md NotRelative",
            "x/f.md NotRelative",
            // Several files have the name.
            "-",
            "d/b.md NotRelative",
            "y/g.md Alias",
            // Wikilinks resolve as always.
            "b.md Preferred",
            own,
            own,
            own,
        ]
    );
    assert_eq!(resolutions(&vault(source), "d/a.md")[..2], ["b.md Preferred", "b.md Preferred"]);
    // In the root, and with a file that is added.
    let mut vault = vault_with(relative, "//- /a.md\n[t](b.md) [t](d/b.md)\n//- /d/b.md\n");
    assert_eq!(resolutions(&vault, "a.md"), ["d/b.md NotRelative", "d/b.md"]);
    write(&mut vault, "b.md", "");
    assert_eq!(resolutions(&vault, "a.md"), ["b.md", "d/b.md"]);
    vault.apply(crate::Change::Settings(Box::default()));
    assert_eq!(resolutions(&vault, "a.md"), ["b.md Preferred", "d/b.md"]);
}

#[test]
fn an_alias_of_one_note_resolves_to_it() {
    let source = "\
//- /a.md
[[Nick]] [[NICK#h]] [[both]] [[b]] [[./Nick]]
//- /b.md
---
aliases: [nick, both]
---
//- /c.md
---
aliases: [both, b]
---
";
    let alias = "b.md Alias";
    assert_eq!(resolutions(&vault(source), "a.md"), [alias, alias, "-", "b.md", "-"]);
    let off = Settings { resolve_aliases: false, ..Settings::default() };
    assert_eq!(resolutions(&vault_with(off, source), "a.md"), ["-", "-", "-", "b.md", "-"]);
}

#[test]
fn paths_of_folders_resolve_to_nothing() {
    let vault = vault("//- /a.md\n[[x/]] [[/]] [[..]] [[.]] [[x//b/]] [[../..]]\n//- /x/b.md\n");
    assert_eq!(resolutions(&vault, "a.md"), ["-"; 6]);
}

#[test]
fn caching_does_not_change_the_resolution_of_common_names() {
    let mut many = String::from("//- /f7/a.md\n[[index]]\n//- /z/a.md\n[[index]] [[f3/index]]\n");
    for folder in 0..40 {
        many.push_str(&format!("//- /f{folder}/index.md\n"));
    }
    let mut vault = vault(&many);
    for _ in 0..2 {
        assert_eq!(resolutions(&vault, "f7/a.md"), ["f7/index.md Preferred"]);
        assert_eq!(resolutions(&vault, "z/a.md"), ["f0/index.md Tie", "f3/index.md"]);
    }
    write(&mut vault, "g/index.md", "");
    assert_eq!(resolutions(&vault, "z/a.md"), ["g/index.md Preferred", "f3/index.md"]);
}
