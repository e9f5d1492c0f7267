//! Backlinks, aliases, unresolved targets, and what a change affects.

use linkwright_syntax::frontmatter::AliasRules;

use super::{id, vault, write};
use crate::{Change, LinkRef, Vault};
use linkwright_settings::{DiagnosticCode, Settings, Severity};

#[test]
fn backlinks_are_found_by_every_spelling() {
    let vault = vault(
        "\
//- /x/a.md
[[c]] [[y/c.md]] [[../y/C]] [[nick]] [[d]] [[c#h|shown]]
//- /y/c.md
---
aliases: Nick
---
[[#h]]
//- /z/c.md
[[c]]
",
    );
    let (a, c) = (id(&vault, "x/a.md"), id(&vault, "y/c.md"));
    let mut expected: Vec<_> = [0, 1, 2, 3, 5].map(|index| LinkRef { source: a, index }).into();
    expected.push(LinkRef { source: c, index: 0 });
    expected.sort_unstable();
    assert_eq!(vault.backlinks(c), expected);
    let own = LinkRef { source: id(&vault, "z/c.md"), index: 0 };
    assert_eq!(vault.backlinks(own.source), [own]);
}

#[test]
fn files_are_found_by_path_name_or_alias() {
    let vault = vault(
        "//- /Beta.md\n//- /b/Beta.md\n//- /c/Gamma.md\n---\naliases: [beta, G, a/b]\n---\n//- /c/d/p.png\n",
    );
    let found = |name: &str| {
        let paths = vault.files_named(name).into_iter().map(|file| &*vault.file(file).path);
        paths.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found("beta"), "b/Beta.md Beta.md c/Gamma.md");
    assert_eq!(found("Beta.md"), "Beta.md");
    assert_eq!(found("/Beta"), "Beta.md");
    assert_eq!(found("b/beta"), "b/Beta.md");
    assert_eq!(found(" g "), "c/Gamma.md");
    assert_eq!(found("a/b"), "c/Gamma.md");
    assert_eq!(found("Gamma.md"), "c/Gamma.md");
    assert_eq!(found("p.png"), "c/d/p.png");
    assert_eq!(found("d/p.png"), "c/d/p.png");
    assert_eq!(found("d/Beta"), "");
    assert_eq!(found("/d/p.png"), "");
    assert_eq!(found(""), "");
    assert_eq!(vault.find_by_name_or_alias("A/B"), [id(&vault, "c/Gamma.md")]);
    assert!(vault.find_by_name_or_alias("b/Beta").is_empty());
}

#[test]
fn a_place_belongs_to_the_longest_name_that_a_note_has() {
    let vault = vault(
        "//- /C.md\n//- /C#.md\n//- /a/C#B.md\n---\naliases: [F#]\n---\n//- /#x.md\n//- /p#1.png\n//- /d#/e.md\n",
    );
    for (given, expected) in [
        ("C", ("C", None)),
        ("C#", ("C#", None)),
        ("c#.md", ("c#.md", None)),
        ("C##A", ("C#", Some("A"))),
        ("C#.md#A#B", ("C#.md", Some("A#B"))),
        ("C#A#B", ("C", Some("A#B"))),
        ("C#B", ("C#B", None)),
        ("a/C#B#^id", ("a/C#B", Some("^id"))),
        ("C.md#B", ("C.md", Some("B"))),
        ("F##A", ("F#", Some("A"))),
        ("#x.md", ("#x.md", None)),
        ("#x", ("#x", None)),
        ("#y", ("#y", None)),
        ("p#1.png", ("p#1.png", None)),
        ("d#/e#A", ("d#/e", Some("A"))),
        ("none#A#B", ("none", Some("A#B"))),
        ("none", ("none", None)),
        ("", ("", None)),
    ] {
        assert_eq!(vault.split_place(given), expected, "{given}");
    }
}

#[test]
fn claimants_and_candidates_are_in_order() {
    let vault = vault(
        "\
//- /q/a.md
[[n]]
//- /z.md
---
aliases: [Same]
---
//- /b.md
---
aliases: [same, SAME]
---
//- /n/long/n.md
//- /q/long/n.md
//- /n/n.md
",
    );
    assert_eq!(*vault.claimants("sAme"), [id(&vault, "b.md"), id(&vault, "z.md")]);
    assert_eq!(*vault.claimants("other"), []);
    let (b, z) = (id(&vault, "b.md"), id(&vault, "z.md"));
    assert_eq!(vault.other_claimants("same", b), [z]);
    assert_eq!(vault.other_claimants("same", z), [b]);
    assert_eq!(vault.other_claimants("same", id(&vault, "n/n.md")), [b, z]);
    assert_eq!(vault.other_claimants("other", b), []);
    let candidates =
        vault.candidates(LinkRef { source: id(&vault, "q/a.md"), index: 0 }, usize::MAX);
    let paths: Vec<_> = candidates.iter().map(|&file| &*vault.file(file).path).collect();
    assert_eq!(paths, ["q/long/n.md", "n/n.md", "n/long/n.md"]);
}

#[test]
fn unresolved_targets_are_counted() {
    let vault = vault("//- /a.md\n[[x]] [[x]] [[a]] [[X]]\n//- /s/b.md\n[[x]] [[./y]] [[#q]]\n");
    let mut unresolved: Vec<_> = vault.unresolved_paths().collect();
    unresolved.sort_unstable();
    assert_eq!(unresolved, [("/s/y", 1), ("X", 1), ("x", 3)]);
}

#[test]
fn the_spelling_of_an_unresolved_target_does_not_depend_on_the_order_of_loading() {
    let notes = [("a.md", "[[Gone Tags]]"), ("b.md", "[[gone tags]] [[GONE tags]]")];
    for order in [[0, 1], [1, 0]] {
        let mut vault = Vault::new(Settings::default());
        for (path, text) in order.map(|at| notes[at]) {
            vault.apply(Change::Note { path, text });
        }
        let [target] = &vault.unresolved_targets()[..] else { panic!("one target") };
        let sources: Vec<_> =
            target.links.iter().map(|it| (&*vault.file(it.source).path, it.index)).collect();
        assert_eq!(target.path, "Gone Tags", "{order:?}");
        assert_eq!(sources, [("a.md", 0), ("b.md", 0), ("b.md", 1)], "{order:?}");
    }
}

#[test]
fn a_file_with_exactly_the_path_is_found_first() {
    let vault = vault("//- /x/A.md\n//- /x/a.md\n//- /e\u{301}.md\n");
    assert_eq!(vault.find_file("x/a.md"), Some(id(&vault, "x/a.md")));
    assert_eq!(vault.find_file("X/a.MD"), Some(id(&vault, "x/A.md")));
    assert_eq!(vault.find_file("É.md"), Some(id(&vault, "e\u{301}.md")));
    assert_eq!(vault.find_file("a.md"), None);
}

#[test]
fn a_change_affects_the_notes_that_name_the_file() {
    let mut vault = vault("//- /a.md\n[[new]]\n//- /b.md\n[[other]]\n//- /c.md\n[[x/v1.2]]\n");
    let delta = write(&mut vault, "x/new.md", "text");
    assert!(vault.is_affected(&delta, id(&vault, "a.md")));
    assert!(vault.is_affected(&delta, id(&vault, "x/new.md")));
    assert!(!vault.is_affected(&delta, id(&vault, "b.md")));
    let delta = write(&mut vault, "x/new.md", "other text");
    assert!(!vault.is_affected(&delta, id(&vault, "a.md")));
    // Whether `[[x/v1.2]]` can be `x/v1.2.md` depends on whether any file is named `v1.2`.
    let delta = write(&mut vault, "q/v1.2", "");
    assert!(vault.is_affected(&delta, id(&vault, "c.md")));
}

#[test]
fn changed_headings_affect_the_notes_that_link_to_headings() {
    let mut vault = vault("//- /a.md\n[[n#h]]\n//- /b.md\n[[n]]\n//- /n.md\n# h\n");
    let delta = write(&mut vault, "n.md", "more\n# h\n");
    assert!(!vault.is_affected(&delta, id(&vault, "a.md")));
    let delta = write(&mut vault, "n.md", "# g\n");
    assert!(vault.is_affected(&delta, id(&vault, "a.md")));
    assert!(!vault.is_affected(&delta, id(&vault, "b.md")));
}

#[test]
fn only_notes_that_name_what_changed_are_affected() {
    let mut vault = vault("//- /a.md\n[[n#h]]\n//- /b.md\n[[other]]\n//- /n.md\n# h\n");
    let delta = write(&mut vault, "n.md", "# g\n");
    assert_eq!(vault.affected_files(&delta), [id(&vault, "a.md"), id(&vault, "n.md")]);
    let delta = vault.apply(Change::Remove { path: "n.md" });
    assert_eq!(vault.affected_files(&delta), [id(&vault, "a.md")]);
}

#[test]
fn a_link_affects_its_target_if_orphans_are_reported() {
    let mut vault = vault("//- /a.md\n//- /x/b.md\n//- /y/c.md\n[[b]]\n");
    let delta = write(&mut vault, "a.md", "[[c]]");
    assert_eq!(vault.affected_files(&delta), [id(&vault, "a.md")]);

    let mut settings = Settings::default();
    settings.severities.insert(DiagnosticCode::OrphanNote, Severity::Hint);
    vault.apply(Change::Settings(Box::new(settings)));
    let both = [id(&vault, "a.md"), id(&vault, "y/c.md")];
    let delta = write(&mut vault, "a.md", "");
    assert_eq!(vault.affected_files(&delta), both);
    let delta = write(&mut vault, "a.md", "[[c]] [[a]]");
    assert_eq!(vault.affected_files(&delta), both);
    let delta = write(&mut vault, "a.md", "Words, [[c]] and [[a]].");
    assert_eq!(vault.affected_files(&delta), both[..1]);
    let delta = vault.apply(Change::Remove { path: "a.md" });
    assert_eq!(vault.affected_files(&delta), both[1..]);
    // The only link to it resolves to a nearer note now, and is then removed.
    let mut delta = write(&mut vault, "y/b.md", "");
    delta.merge(write(&mut vault, "y/c.md", ""));
    assert!(vault.is_affected(&delta, id(&vault, "x/b.md")));
}

#[test]
fn an_alias_affects_its_other_claimants_and_its_links() {
    let text = "---\naliases: Nick\n---\n";
    let mut vault = vault(&format!("//- /a.md\n{text}//- /b.md\n[[nick]]\n//- /c.md\n[[a]]\n"));
    let delta = write(&mut vault, "n.md", text);
    assert!(vault.is_affected(&delta, id(&vault, "a.md")));
    assert!(vault.is_affected(&delta, id(&vault, "b.md")));
    assert!(!vault.is_affected(&delta, id(&vault, "c.md")));
    let delta = vault.apply(Change::Remove { path: "n.md" });
    assert!(vault.is_affected(&delta, id(&vault, "a.md")));
    assert!(!vault.is_affected(&delta, id(&vault, "c.md")));
}

#[test]
fn notes_are_found_by_their_tags() {
    let mut vault = vault(
        "//- /a.md\n#Love #love/deep\n//- /b.md\n---\ntags: love/x\n---\n//- /c.md\n#lovely #love-x\n",
    );
    let tagged = |vault: &crate::Vault, tag: &str| -> Vec<String> {
        vault.notes_with_tag(tag).iter().map(|file| vault.file(*file).path.to_string()).collect()
    };
    assert_eq!(tagged(&vault, "LOVE"), ["a.md", "b.md"]);
    assert_eq!(tagged(&vault, "love/deep"), ["a.md"]);
    write(&mut vault, "a.md", "#love/deep/er #love/deep/er #LOVE/deep/er");
    let (_, deeper) = vault.tags().find(|(tag, _)| *tag == "love/deep/er").expect("the tag exists");
    assert_eq!(deeper.spellings[..], [("love/deep/er".into(), 2), ("LOVE/deep/er".into(), 1)]);
    assert_eq!(tagged(&vault, "love/deep"), ["a.md"]);
    vault.apply(Change::Remove { path: "a.md" });
    assert_eq!(tagged(&vault, "love"), ["b.md"]);
    assert_eq!(vault.tags().count(), 3);
}

#[test]
fn without_legacy_keys_only_the_key_tags_has_tags() {
    let notes = "//- /a.md\n---\ntag: old\ntags: new\n---\n#body\n";
    let rules = AliasRules { legacy_keys: false, ..AliasRules::default() };
    let settings = Settings { aliases: rules, ..Settings::default() };
    let mut vault = vault(notes);
    let tags = |vault: &crate::Vault| -> Vec<String> {
        let of_file = vault.tags_of(id(vault, "a.md")).map(|(tag, _)| tag);
        let all = vault.tags().map(|(tag, _)| tag);
        of_file.chain(all).map(str::to_owned).collect()
    };
    assert_eq!(tags(&vault), ["old", "new", "body", "body", "new", "old"]);
    vault.apply(Change::Settings(Box::new(settings)));
    assert_eq!(tags(&vault), ["new", "body", "body", "new"]);
    write(&mut vault, "a.md", "---\ntag: older\n---\n#body\n");
    assert_eq!(tags(&vault), ["body", "body"]);
    vault.apply(Change::Settings(Box::default()));
    assert_eq!(tags(&vault), ["older", "body", "body", "older"]);
    vault.apply(Change::Remove { path: "a.md" });
    assert_eq!(vault.tags().count(), 0);
}

#[test]
fn typing_leaves_no_stale_entries() {
    let mut vault = vault("//- /a.md\n//- /b.md\n");
    let before = vault.dump();
    for end in 1..=20 {
        write(&mut vault, "a.md", &format!("[[{}]]", &"some/long name.x"[..end.min(16)]));
    }
    write(&mut vault, "a.md", "");
    let count_lines = |dump: &str| dump.lines().filter(|line| !line.starts_with("file")).count();
    assert_eq!(count_lines(&vault.dump()), count_lines(&before));
    assert_eq!(vault.counts().links, 0);
}

#[test]
fn only_what_bases_read_changes_their_rows() {
    let before = "---\nprice: 1\n---\n# One\n#a [[b]]\n";
    let mut vault = vault(&format!("//- /a.md\n{before}//- /b.md\n"));
    let mut changes = |text: &str| {
        let changed = write(&mut vault, "a.md", text).changed_rows;
        write(&mut vault, "a.md", before);
        changed
    };
    for (old, new) in
        [("1\n---", "2\n---"), ("#a", "#b"), ("[[b]]", "![[b]]"), ("[[b]]", "[[b#c]]")]
    {
        assert!(changes(&before.replace(old, new)), "{new}");
    }
    assert!(!changes(&before.replace("# One", "# Two\n\nWords. ^id")));
    assert!(write(&mut vault, "c.png", "").changed_rows);
    assert!(!write(&mut vault, "c.png", "").changed_rows);
    assert!(vault.apply(Change::Remove { path: "c.png" }).changed_rows);
}
