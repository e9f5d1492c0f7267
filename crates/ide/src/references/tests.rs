use super::plan;
use crate::fixture::Vaulted;

/// Compares the references at the cursor: `path: text`, with a `=` before definitions.
#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let vaulted = Vaulted::parse(source);
    let (note, text, offset) = vaulted.cursor();
    let plan = plan(&vaulted.vault, note, text, offset).expect("the note is there");
    let mut files: Vec<_> = plan.candidates().map(|(file, _)| file).collect();
    files.dedup();
    let mut shown: Vec<_> = files
        .into_iter()
        .flat_map(|file| plan.references_in(file, vaulted.text(file)))
        .map(|found| {
            let mark = if found.is_definition { "= " } else { "" };
            let words = &vaulted.text(found.file)[found.span];
            format!("{mark}{}: {words}", vaulted.path(found.file))
        })
        .collect();
    shown.sort();
    assert_eq!(shown, expected);
}

#[test]
fn note_from_a_link_its_title_or_its_text() {
    let links = "[[Beta]] ![[beta#One]] [x](Beta.md) [[bell]] [[Other]]\n";
    let found = [
        "= Beta.md: ",
        "a.md: ![[beta#One]]",
        "a.md: [[Beta]]",
        "a.md: [[bell]]",
        "a.md: [x](Beta.md)",
    ];
    let beta = "//- /Beta.md\n---\naliases: [bell]\n---\n";
    check(&format!("//- /a.md\n{links}{beta}# Ti$0tle\n## One\n"), &found);
    check(&format!("//- /a.md\n{links}{beta}words$0\n## One\n"), &found);
    let links = links.replacen("Be", "Be$0", 1);
    check(&format!("//- /a.md\n{links}{beta}# Title\n## One\n"), &found);
}

#[test]
fn heading() {
    let found = ["= Beta.md: One", "a.md: [[Beta#One#Two]]", "a.md: [[Beta#one|x]]"];
    let a = "//- /a.md\n[[Beta#one|x]] [[Beta#One#Two]] [[Beta]]\n";
    check(&format!("{a}//- /Beta.md\n# Title\n## O$0ne\n### Two\n"), &found);
    let a = a.replacen("one", "on$0e", 1);
    check(&format!("{a}//- /Beta.md\n# Title\n## One\n### Two\n"), &found);
}

#[test]
fn block_footnote_and_label() {
    check(
        "[[#^id]]\n\nwords ^i$0d\n//- /b.md\n[[note#^ID]] [[note#^other]]\n",
        &["= note.md: id", "b.md: [[note#^ID]]", "note.md: [[#^id]]"],
    );
    check("a[^x$0] b[^X]\n\n[^x]: y\n", &["= note.md: [^x]:", "note.md: [^X]", "note.md: [^x]"]);
    check(
        "[a][x$0] [X]\n\n[x]: b.md\n",
        &["= note.md: [x]: b.md", "note.md: [X]", "note.md: [a][x]"],
    );
}

#[test]
fn tag_with_nested_tags() {
    check(
        "#lo$0ve\n//- /b.md\n---\ntags: [love/deep, lovely]\n---\n#Love\n",
        &["b.md: Love", "b.md: love/deep", "note.md: love"],
    );
}

#[test]
fn alias() {
    check(
        "//- /Beta.md\n---\naliases: [be$0ll, second]\n---\n//- /a.md\n[[Beta|Bell]] [[bell]] [[Beta|second]] [[Beta]] [bell](Beta.md)\n",
        &["= Beta.md: bell", "a.md: [[Beta|Bell]]", "a.md: [[bell]]", "a.md: [bell](Beta.md)"],
    );
}

#[test]
fn broken_link_has_no_references() {
    let vaulted = Vaulted::parse("[[No$0thing]]\n");
    let (note, text, offset) = vaulted.cursor();
    assert!(plan(&vaulted.vault, note, text, offset).is_none());
}

#[test]
fn fragment() {
    let a = "//- /a.md\n[x](Beta.md#mine) [y](Beta.md#one) [z](Beta.md#there)\n";
    let beta = "//- /Beta.md\n## One {#mine}\n<i id=\"there\"></i> [w](#mine)\n";
    let found = [
        "= Beta.md: One {#mine}",
        "Beta.md: [w](#mine)",
        "a.md: [x](Beta.md#mine)",
        "a.md: [y](Beta.md#one)",
    ];
    check(&format!("{a}{}", beta.replacen("One", "O$0ne", 1)), &found);
    check(&format!("{a}{}", beta.replacen("mine", "mi$0ne", 1)), &found);
    check(&format!("{}{beta}", a.replacen("mine", "mi$0ne", 1)), &found);
    let found = ["= Beta.md: there", "a.md: [z](Beta.md#there)"];
    check(&format!("{a}{}", beta.replacen("there", "the$0re", 1)), &found);
    check(&format!("{}{beta}", a.replacen("there", "the$0re", 1)), &found);
}

#[test]
fn note_from_html() {
    check(
        "//- /a.md\n<a href=\"Be$0ta.md\">x</a> <img src='Beta.md#one'>\n//- /Beta.md\n# One\n",
        &["= Beta.md: ", "a.md: href=\"Beta.md\"", "a.md: src='Beta.md#one'"],
    );
}

/// A note, a base and a note with a base, which name notes, folders, tags and properties.
const NAMED: &str = "\
//- /Notes/Tides.md
---
aliases: [ebb]
Status: done
tags: [sea/deep]
---
## Low
//- /Up.md
---
status: [open]
---
[[Tides]] #sea
//- /about.base
filters:
  or:
    - file.hasLink('Tides')
    - link(\"ebb\") == up
    - file.path == \"Notes/Tides.md\"
    - file.name == \"Tides.md\"
    - file.basename == \"Tides\"
    - file.inFolder(\"Notes\")
    - file.hasTag(\"Sea\")
    - status == 1
views:
  - order: [note.STATUS]
//- /Block.md
```base
filters: file.hasLink(\"notes/tides#low\") && file.hasProperty(\"status\") && file.folder == \"notes/deep\"
```
";

#[track_caller]
fn check_named(at: &str, expected: &[&str]) {
    assert_eq!(NAMED.matches(&at.replace("$0", "")).count(), 1, "{at}");
    check(&NAMED.replace(&at.replace("$0", ""), at), expected);
}

#[test]
fn names_in_bases_refer_to_files() {
    let found = [
        "= Notes/Tides.md: ",
        "Block.md: notes/tides",
        "Up.md: [[Tides]]",
        "about.base: Notes/Tides.md",
        "about.base: Tides",
        "about.base: Tides",
        "about.base: Tides.md",
        "about.base: ebb",
    ];
    for at in
        ["hasLink('Ti$0des')", "notes/ti$0des#low", "(\"ebb$0\")", "\"Tides.$0md\"", "[[Ti$0des]]"]
    {
        check_named(at, &found);
    }
    check_named("[eb$0b]", &["= Notes/Tides.md: ebb", "about.base: ebb"]);
}

#[test]
fn a_formula_has_references_in_its_base() {
    let source = "//- /a.base\nformulas:\n  x: 1\n  y: formula.x + x\nviews:\n  - order: [formula.x, x]\n//- /b.base\nformulas: {x: formula.x}\n";
    let found = ["= a.base: x", "a.base: x", "a.base: x"];
    for (at, with) in
        [("  x: 1", "  $0x: 1"), ("formula.x +", "formula.x$0 +"), ("[formula.x,", "[formula.$0x,")]
    {
        check(&source.replacen(at, with, 1), &found);
    }
}

#[test]
fn names_in_bases_refer_to_headings() {
    let found = ["= Notes/Tides.md: Low", "Block.md: low"];
    check_named("tides#lo$0w", &found);
    check_named("## Lo$0w", &found);
}

#[test]
fn names_in_bases_refer_to_folders_tags_and_properties() {
    check_named("inFolder(\"No$0tes\")", &["Block.md: notes/deep", "about.base: Notes"]);
    let tags = ["Notes/Tides.md: sea/deep", "Up.md: sea", "about.base: Sea"];
    check_named("hasTag(\"Se$0a\")", &tags);
    check_named("#se$0a", &tags);
    let properties = [
        "Block.md: status",
        "Notes/Tides.md: Status",
        "Up.md: status",
        "about.base: STATUS",
        "about.base: status",
    ];
    check_named("note.STAT$0US", &properties);
    check_named("sta$0tus == 1", &properties);
    check_named("Sta$0tus: done", &properties);
}
