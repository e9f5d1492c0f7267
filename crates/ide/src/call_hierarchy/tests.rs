use expect_test::{Expect, expect};

use super::*;
use crate::fixture::Vaulted;

/// The item at the cursor, and its calls, in the order of the protocol's answers: `<` incoming, `>`
/// outgoing.
pub(crate) fn show(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let Some(item) = prepare(&vaulted.vault, note, text, offset) else { return String::new() };
    let mut lines = vec![item.name.clone()];
    let mut list = |sign: &str, calls: Vec<Call>, source: Option<FileId>| {
        for Call { item, links } in calls {
            let text = vaulted.text(source.unwrap_or(item.file));
            let links: Vec<_> = links.iter().map(|link| &text[*link]).collect();
            lines.push(format!("{sign} {}: {}", item.name, links.join(", ")));
        }
    };
    let mut calls = incoming(&vaulted.vault, item.file, &item.key);
    calls.sort_by_key(|call| vaulted.path(call.item.file));
    list("<", calls, None);
    let mut calls = outgoing(&vaulted.vault, item.file, &item.key);
    calls.sort_by_key(|call| call.links[0]);
    list(">", calls, Some(item.file));
    lines.join("\n")
}

#[expect(clippy::needless_pass_by_value, reason = "callers write it in place")]
#[track_caller]
fn check(source: &str, expected: Expect) {
    expected.assert_eq(&show(&Vaulted::parse(source), ""));
}

#[test]
fn calls_of_a_note_by_section() {
    check(
        "//- /Beta.md\n---\naliases: [be]\n---\n# Be$0ta\n[[A#Two]] [[A#One]] [[A#A]] [[A]] [[#Part]]\n## Part\n\
         ![[pic.png]] [[Ghost]] [x](https://a.example) [two](A.md#two) [[A#^id]]\n\
         //- /A.md\n[[Beta]]\n# A\n[[Beta#Part]]\n## One\n![[be]] [x](Beta.md)\n### In it\n[[Beta]] ^id\n## Two\n\
         //- /b.canvas\n{\"nodes\":[{\"type\":\"file\",\"file\":\"Beta.md\"}]}\n\
         //- /c.md\n---\nup: \"[[Beta]]\"\n---\n# C\n//- /pic.png\n",
        expect![[r#"
            Beta
            < A: [[Beta]], [[Beta#Part]]
            < A#One: ![[be]], [x](Beta.md)
            < A#In it: [[Beta]]
            < b.canvas: "Beta.md"
            < c: [[Beta]]
            > A#Two: [[A#Two]], [two](A.md#two)
            > A#One: [[A#One]]
            > A: [[A#A]], [[A]]
            > pic.png: ![[pic.png]]
            > A#^id: [[A#^id]]"#]],
    );
}

#[test]
fn calls_of_a_section() {
    // Links to the section and to headings in it; those inside the section itself are left out.
    check(
        "//- /Beta.md\n# Beta\n[[#Part]] [[Beta#Part#Deep]]\n## Pa$0rt\n[[#Part]] [[#Deep]] [[Beta]] [[#Other]] [[A]]\n\
         ### Deep\n[[A#One]]\n## Other\n[[#Part]] [[A]]\n\
         //- /A.md\n[[Beta#Part]] [[Beta]] [x](Beta.md#part) [[Beta#Deep]]\n# One\n",
        expect![[r#"
            Beta#Part
            < A: [[Beta#Part]], [x](Beta.md#part)
            < Beta: [[#Part]], [[Beta#Part#Deep]]
            < Beta#Other: [[#Part]]
            > Beta: [[Beta]]
            > Beta#Other: [[#Other]]
            > A: [[A]], [[A#One]]"#]],
    );
}

#[test]
fn the_item_is_the_target_of_a_link_or_the_note() {
    let other = "\n//- /A.md\n---\naliases: [first]\n---\n# Title\n## One\n^id\n//- /p.png\n";
    for (text, expected) in [
        ("[[A$0]]", Some("A")),
        ("[[A#O$0ne]]", Some("A#One")),
        ("[[A#Ti$0tle]]", Some("A")),
        ("[[A#^i$0d]]", Some("A#^id")),
        ("[[first|sho$0wn]]", Some("A")),
        ("[x](A.md#o$0ne)", Some("A#One")),
        ("![[p.p$0ng]]", Some("p.png")),
        ("[x]$0[l]\n\n[l]: A.md#one", Some("A#One")),
        ("[x][l]\n\n[l]$0: https://a.example", None),
        ("[[Gho$0st]]", None),
        ("[[A#Gh$0ost]]", Some("A")),
        ("#ta$0g", Some("note")),
        ("wor$0ds", Some("note")),
        ("## He$0ading", Some("note#Heading")),
        ("---\nup: \"[[A$0]]\"\n---", Some("A")),
    ] {
        let vaulted = Vaulted::parse(&format!("{text}{other}"));
        let (note, text, offset) = vaulted.cursor();
        let item = prepare(&vaulted.vault, note, text, offset);
        assert_eq!(item.map(|item| item.name).as_deref(), expected, "{text}");
    }
}

#[test]
fn key_finds_a_section_after_edits() {
    let before = "# Title\n## One\n### Sub\n## Two\n### Sub\n### S$0ub\n";
    let vaulted = Vaulted::parse(before);
    let (note, text, offset) = vaulted.cursor();
    let key = prepare(&vaulted.vault, note, text, offset).expect("a heading").key;
    assert_eq!((key.headings.join("/"), key.nth), ("Two/Sub".to_owned(), 1));
    for (after, expected) in [
        ("# Renamed\n## New\n## Two\n### Sub\n### Sub\n### Sub\n", Some(Some(4))),
        ("## Two\n### Sub\n", None),
        ("# Title\n## Two\n### Sub\n#### Sub\n### Sub", Some(Some(4))),
    ] {
        let vaulted = Vaulted::parse(after);
        assert_eq!(find(&vaulted.vault, vaulted.file("note.md"), &key), expected, "{after}");
        assert_eq!(outgoing(&vaulted.vault, vaulted.file("note.md"), &key), []);
    }
}

#[test]
fn items_are_placed_on_titles_sections_and_blocks() {
    let vaulted = Vaulted::parse(
        "[[A]] [[b]] [[A#One]] [[A#^id]] [[p.png]]\n//- /A.md\n---\na: b\n---\n# Title\n## One\ntext ^id\n## Two\n\
         //- /b.md\n---\na: b\n---\ntext\n//- /p.png\n",
    );
    let note = vaulted.file("note.md");
    let shown = outgoing(&vaulted.vault, note, &ItemKey::default()).into_iter().map(|call| {
        let text = vaulted.text(call.item.file);
        let end = call.item.span.range().end.min(text.len());
        let (span, focus) = (&text[call.item.span.range().start..end], call.item.focus);
        format!("{}: {span:?}, at {:?}", call.item.name, &text[focus.range().start..])
    });
    expect![[r###"
        A: "---\na: b\n---\n# Title\n## One\ntext ^id\n## Two\n", at "Title\n## One\ntext ^id\n## Two\n"
        A#One: "## One\ntext ^id\n", at "One\ntext ^id\n## Two\n"
        A#^id: "id", at "id\n## Two\n"
        b: "---\na: b\n---\ntext\n", at "text\n"
        p.png: "", at """###]].assert_eq(&shown.collect::<Vec<_>>().join("\n"));
}
