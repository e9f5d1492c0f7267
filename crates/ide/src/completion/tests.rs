use std::fmt::Write as _;

use expect_test::{Expect, expect};
use linkwright_text::apply_edits;
use linkwright_vault::{Change, FileId, LinkStyle, Settings};

use super::{Completion, Session};
use crate::fixture::Vaulted;

const SESSION: Session<'static> = Session { recent: &[], today: jiff::civil::date(2026, 11, 22) };

/// What is proposed at the cursor: `label (detail) → the line after accepting it`.
#[track_caller]
fn check(source: &str, expected: &Expect) {
    check_with(source, |_| {}, expected);
}

#[track_caller]
fn check_with(source: &str, set: impl FnOnce(&mut Settings), expected: &Expect) {
    let mut vaulted = Vaulted::parse(source);
    let mut settings = Settings::default();
    set(&mut settings);
    vaulted.vault.apply(Change::Settings(Box::new(settings)));
    expected.assert_eq(&show(&vaulted, ""));
}

/// What is proposed at the cursor, on the day of `SESSION`.
pub(crate) fn show(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let completion = complete(vaulted, note, text, offset);
    let mut shown = String::new();
    for item in &completion.items {
        assert!(item.edit.span.start <= completion.typed.start, "{item:?}");
        assert!(item.edit.span.end >= offset && completion.typed.end == offset, "{item:?}");
        assert!(!text[item.edit.span].contains('\n'), "{item:?}");
        let after = apply_edits(text, std::slice::from_ref(&item.edit)).expect("one edit applies");
        let line = after[..item.edit.span.range().start].matches('\n').count();
        let line = after.lines().nth(line).unwrap_or_default();
        let detail = match &*item.detail {
            "" => String::new(),
            detail => format!(" ({detail})"),
        };
        let _ = writeln!(shown, "{}{detail} → {line}", item.label);
    }
    if completion.incomplete {
        shown.push_str("…\n");
    }
    shown
}

/// What is proposed, those included that only a text tells.
fn complete(vaulted: &Vaulted, note: FileId, text: &str, offset: u32) -> Completion {
    let found = super::completion(&vaulted.vault, note, text, offset, &SESSION);
    let texts = found.blocks.iter().map(|plan| (plan.note, vaulted.text(plan.note).into()));
    let texts = texts.collect();
    super::finish(found, &texts)
}

#[test]
fn names_and_aliases() {
    let notes = "\
//- /folder/Beta.md
---
aliases: [be good, second]
---
//- /Best.md
//- /Gamma.md
";
    check(
        &format!("See [[be$0\n{notes}"),
        &expect![[r#"
        Best → See [[Best]]
        Beta (folder) → See [[Beta]]
        be good (Beta) → See [[Beta|be good]]
    "#]],
    );
    check(
        &format!("See [[be$0]] more\n{notes}"),
        &expect![[r#"
            Best → See [[Best]] more
            Beta (folder) → See [[Beta]] more
            be good (Beta) → See [[Beta|be good]] more
        "#]],
    );
    check(
        &format!("See ![[$0]]\n{notes}"),
        &expect![[r#"
            Best → See ![[Best]]
            Gamma → See ![[Gamma]]
            Beta (folder) → See ![[Beta]]
            be good (Beta) → See ![[Beta|be good]]
            second (Beta) → See ![[Beta|second]]
            note → See ![[note]]
        "#]],
    );
}

#[test]
fn an_alias_that_is_its_notes_name_is_proposed_once() {
    check(
        "[[be$0\n//- /Beta.md\n---\naliases: [Beta, beta]\n---\n",
        &expect![[r#"
            Beta → [[Beta]]
            beta (Beta) → [[Beta|beta]]
        "#]],
    );
}

#[test]
fn what_stands_behind_the_path_stays() {
    let notes = "\n//- /Beta.md\n---\naliases: [bell]\n---\n";
    check(
        &format!("[[be$0|shown]]{notes}"),
        &expect![[r#"
            Beta → [[Beta|shown]]
            bell (Beta) → [[Beta|shown]]
        "#]],
    );
    check(
        &format!("[[be$0#One|shown]]{notes}"),
        &expect![[r#"
            Beta → [[Beta#One|shown]]
            bell (Beta) → [[Beta#One|shown]]
        "#]],
    );
    check(
        &format!("[[be$0ginning]] and [[Other]]{notes}"),
        &expect![[r#"
            Beta → [[Beta]] and [[Other]]
            bell (Beta) → [[Beta|bell]] and [[Other]]
        "#]],
    );
    check(
        &format!("[[be$0 and [[Other]]{notes}"),
        &expect![[r#"
        Beta → [[Beta]] and [[Other]]
        bell (Beta) → [[Beta|bell]] and [[Other]]
    "#]],
    );
}

#[test]
fn in_tables_bars_are_escaped() {
    check(
        "| a | b |\n|---|---|\n| [[be$0]] | x |\n//- /Beta.md\n---\naliases: [bell]\n---\n",
        &expect![[r#"
            Beta → | [[Beta]] | x |
            bell (Beta) → | [[Beta\|bell]] | x |
        "#]],
    );
}

#[test]
fn in_properties_quotes_are_escaped() {
    check(
        "---\nup: \"[[be$0]]\"\n---\n//- /Beta.md\n---\naliases: ['be \"good\"']\n---\n",
        &expect![[r#"
            Beta → up: "[[Beta]]"
            be "good" (Beta) → up: "[[Beta|be \"good\"]]"
        "#]],
    );
    check(
        "---\nup: \"[[be$0\n---\n//- /Beta.md\n",
        &expect![[r#"
        Beta → up: "[[Beta]]
    "#]],
    );
}

#[test]
fn names_that_clash_are_told_apart_by_their_paths() {
    check(
        "[[be$0\n//- /a/Beta.md\n//- /b/Beta.md\n",
        &expect![[r#"
        a/Beta (a) → [[a/Beta]]
        b/Beta (b) → [[b/Beta]]
    "#]],
    );
    check(
        "//- /b/note.md\n[[be$0\n//- /a/Beta.md\n//- /b/Beta.md\n//- /Beta.md\n",
        &expect![[r#"
        b/Beta (b) → [[b/Beta]]
        a/Beta (a) → [[a/Beta]]
        Beta → [[Beta]]
    "#]],
    );
}

#[test]
fn a_slash_asks_for_paths() {
    check(
        "[[fo/be$0\n//- /folder/Beta.md\n//- /other/Beta.md\n//- /Fobe.md\n",
        &expect![[r#"
        folder/Beta (folder) → [[folder/Beta]]
    "#]],
    );
}

#[test]
fn a_name_that_no_wikilink_can_hold_becomes_a_markdown_link() {
    check(
        "See [[c$0]].\n//- /C# in depth.md\n",
        &expect![[r#"
            C# in depth → See [C# in depth](C%23%20in%20depth.md).
        "#]],
    );
    check(
        "See [[c$0|words]].\n//- /C#.md\n",
        &expect![[r#"
            C# → See [words](C%23.md).
        "#]],
    );
}

#[test]
fn markdown_links_where_the_vault_writes_them() {
    let markdown = |settings: &mut Settings| settings.link_style = LinkStyle::Markdown;
    let notes = "\n//- /a folder/Beta one.md\n---\naliases: ['be [good]']\n---\n";
    check_with(
        &format!("See [[be$0]].{notes}"),
        markdown,
        &expect![[r#"
            Beta one (a folder) → See [Beta one](Beta%20one.md).
            be [good] (Beta one) → See [be \[good\]](Beta%20one.md).
        "#]],
    );
    check_with(
        &format!("See ![[be$0{notes}"),
        markdown,
        &expect![[r#"
        Beta one (a folder) → See ![Beta one](Beta%20one.md)
        be [good] (Beta one) → See ![be \[good\]](Beta%20one.md)
    "#]],
    );
    check_with(
        &format!("See [[be$0#One|words]].{notes}"),
        markdown,
        &expect![[r#"
            Beta one (a folder) → See [words](Beta%20one.md#One).
            be [good] (Beta one) → See [words](Beta%20one.md#One).
        "#]],
    );
}

#[test]
fn attachments_come_late_but_in_embeds() {
    let files = "\n//- /picture.png\n//- /my picture notes.md\n";
    check(
        &format!("[[pic$0]]{files}"),
        &expect![[r#"
            my picture notes → [[my picture notes]]
            picture.png → [[picture.png]]
        "#]],
    );
    check(
        &format!("![[pic$0]]{files}"),
        &expect![[r#"
            picture.png → ![[picture.png]]
            my picture notes → ![[my picture notes]]
        "#]],
    );
}

#[test]
fn names_that_others_ask_for_in_vain() {
    check(
        "[[pl$0]]\n//- /other.md\n[[Planned]] [[planned too|x]]\n",
        &expect![[r#"
            Planned (not created yet) → [[Planned]]
            planned too (not created yet) → [[planned too]]
        "#]],
    );
}

#[test]
fn nothing_where_nothing_is_a_link() {
    check("`[[be$0`\n//- /Beta.md\n", &expect![[""]]);
    check("```\n[[be$0\n```\n//- /Beta.md\n", &expect![[""]]);
    check("$$\n[[be$0\n$$\n//- /Beta.md\n", &expect![[""]]);
    check("<!-- [[be$0 -->\n//- /Beta.md\n", &expect![[""]]);
    check("[[a]] be$0\n//- /Beta.md\n", &expect![[""]]);
}

#[test]
fn more_than_the_settings_allow_is_incomplete() {
    check_with(
        "[[b$0\n//- /bb.md\n//- /abc.md\n//- /b.md\n",
        |settings| settings.max_items = 2,
        &expect![[r#"
            b → [[b]]
            bb → [[bb]]
            …
        "#]],
    );
}

#[test]
fn headings() {
    let beta = "\n//- /Beta.md\n# One\n## Two: more\n# Three\n## Two: more\n## Last ^id\n";
    check(
        &format!("[[Beta#$0{beta}"),
        &expect![[r#"
        One (#) → [[Beta#One]]
        Two: more (##) → [[Beta#Two more]]
        Three (#) → [[Beta#Three]]
        Two: more (##) → [[Beta#Three#Two more]]
        Last (##) → [[Beta#Last]]
    "#]],
    );
    check(
        &format!("[[Beta#tw$0]]{beta}"),
        &expect![[r#"
        Two: more (##) → [[Beta#Two more]]
        Two: more (##) → [[Beta#Three#Two more]]
    "#]],
    );
    check(
        &format!("[[Beta#One#$0|shown]]{beta}"),
        &expect![[r#"
        Two: more (##) → [[Beta#One#Two more|shown]]
    "#]],
    );
    check(
        "[[#$0]]\n\n# Here\n",
        &expect![[r#"
        Here (#) → [[#Here]]
    "#]],
    );
    check(&format!("[[Nothing#$0]]{beta}"), &expect![[""]]);
}

#[test]
fn headings_of_all_notes() {
    check(
        "[[##tw$0]]\n\n# Two: own\n//- /a/Beta.md\n# One\n## Two\n//- /b/Beta.md\n# Twelve\n",
        &expect![[r#"
            Two: own (note) → [[#Two own]]
            Two (Beta) → [[a/Beta#Two]]
            Twelve (Beta) → [[b/Beta#Twelve]]
        "#]],
    );
    check(
        "[[##tw$0|shown]]\n//- /Beta.md\n# Two\n",
        &expect![[r#"
        Two (Beta) → [[Beta#Two|shown]]
    "#]],
    );
}

#[test]
fn blocks() {
    check(
        "[[Beta#^$0]]\n//- /Beta.md\none ^first\n\ntwo ^id2\n\ntwice ^FIRST\n",
        &expect![[r#"
        ^first (Beta) → [[Beta#^first]]
        ^id2 (Beta) → [[Beta#^id2]]
    "#]],
    );
    check(
        "[[#^i$0\n\none ^id\n",
        &expect![[r#"
        ^id (note) → [[#^id]]
    "#]],
    );
}

#[test]
fn a_block_without_an_id_gets_one() {
    let blocks = "One block.\n\n- an item\n  of two lines\n\nnamed ^id\n";
    let source = format!("See [[#^it$0|this]].\n\n{blocks}");
    let vaulted = Vaulted::parse(&source);
    let (note, text, offset) = vaulted.cursor();
    let found = complete(&vaulted, note, text, offset).items;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].label, "an item of two lines");
    let also = found[0].also.clone().expect("an edit of the block");
    let after = apply_edits(text, &[found[0].edit.clone(), also]).expect("they do not overlap");
    let id = found[0].detail.strip_prefix("new ^").expect("the id");
    let expected = format!(
        "See [[#^{id}|this]].\n\nOne block.\n\n- an item\n  of two lines ^{id}\n\nnamed ^id\n"
    );
    assert_eq!(after, expected);

    // Of another note: what gets the id is told, and nothing of this note changes.
    let vaulted = Vaulted::parse(&format!("See [[Beta#^$0\n//- /Beta.md\n{blocks}"));
    let (note, text, offset) = vaulted.cursor();
    let found = complete(&vaulted, note, text, offset).items;
    let labels: Vec<_> = found.iter().map(|item| &*item.label).collect();
    assert_eq!(labels, ["^id", "One block.", "an item of two lines"]);
    assert_eq!((&found[1].also, found[1].named.is_some()), (&None, true));
    assert_eq!(found[1].edit.insert, format!("^{}]]", found[1].named.as_deref().expect("an id")));
}

#[test]
fn words_to_show() {
    let beta = "\n//- /Beta.md\n---\naliases: [be, second]\n---\n# The title\n## Two\n";
    check(
        &format!("[[Beta|$0]]{beta}"),
        &expect![[r#"
        be (Beta) → [[Beta|be]]
        second (Beta) → [[Beta|second]]
        The title (Beta) → [[Beta|The title]]
        Beta (Beta) → [[Beta|Beta]]
    "#]],
    );
    check(
        &format!("[[Beta#Two|$0{beta}"),
        &expect![[r#"
        Two (Beta) → [[Beta#Two|Two]]
        be (Beta) → [[Beta#Two|be]]
        second (Beta) → [[Beta#Two|second]]
        The title (Beta) → [[Beta#Two|The title]]
        Beta (Beta) → [[Beta#Two|Beta]]
    "#]],
    );
    check(
        &format!("[[Beta|se$0 rest]]{beta}"),
        &expect![[r#"
        second (Beta) → [[Beta|second]]
    "#]],
    );
}

#[test]
fn tags() {
    let notes = "\n//- /a.md\n---\ntags: [Love/deep, work]\n---\n#love/deep #long\n";
    check(
        &format!("See #lo$0 more{notes}"),
        &expect![[r#"
        #Love/deep (2×) → See #Love/deep more
        #long (1×) → See #long more
    "#]],
    );
    check(
        &format!("See #lo$0ng{notes}"),
        &expect![[r#"
            #Love/deep (2×) → See #Love/deep
            #long (1×) → See #long
        "#]],
    );
    check(
        &format!("---\ntags: [wo$0]\n---\n{notes}"),
        &expect![[r#"
        #work (1×) → tags: [work]
    "#]],
    );
    check(
        &format!("---\ntags:\n  - $0\n---\n{notes}"),
        &expect![[r#"
        #Love/deep (2×) →   - Love/deep
        #long (1×) →   - long
        #work (1×) →   - work
    "#]],
    );
    check(&format!("See a#lo$0{notes}"), &expect![[""]]);
    check(&format!("`#lo$0`{notes}"), &expect![[""]]);
}

#[test]
fn labels_of_footnotes_and_references() {
    check(
        "one[^$0\n\n[^note]: x\n[^other]: y\n",
        &expect![[r#"
        note → one[^note]
        other → one[^other]
    "#]],
    );
    check(
        "one[^no$0] two\n\n[^note]: x\n[^other]: y\n",
        &expect![[r#"
        note → one[^note] two
    "#]],
    );
    check("`[^$0`\n\n[^note]: x\n", &expect![[""]]);
    check(
        "[words][$0]\n\n[one]: Beta.md\n",
        &expect![[r#"
        one → [words][one]
    "#]],
    );
}

#[test]
fn callouts() {
    check(
        "> [!w$0\n> words\n",
        &expect![[r#"
        warning (callout) → > [!warning]
    "#]],
    );
    check(
        "> [!qu$0]- Title\n",
        &expect![[r#"
        question (callout) → > [!question]- Title
        quote (callout) → > [!quote]- Title
    "#]],
    );
    check("[!qu$0]\n", &expect![[""]]);
}

#[test]
fn markdown_destinations() {
    let notes =
        "\n//- /a folder/Beta one.md\n---\naliases: [bell]\n---\n# What: now\n//- /be.png\n";
    check(
        &format!("[words](be$0) more{notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md) more
        bell (Beta one) → [words](Beta%20one.md) more
        be.png → [words](be.png) more
    "#]],
    );
    check(
        &format!("[words](be$0{notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md)
        bell (Beta one) → [words](Beta%20one.md)
        be.png → [words](be.png)
    "#]],
    );
    check(
        &format!("![words](be$0ta%20one.md){notes}"),
        &expect![[r#"
            be.png → ![words](be.png)
            Beta one (a folder) → ![words](Beta%20one.md)
            bell (Beta one) → ![words](Beta%20one.md)
        "#]],
    );
    check(
        &format!("[words](<be$0>){notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](<Beta one.md>)
        bell (Beta one) → [words](<Beta one.md>)
        be.png → [words](<be.png>)
    "#]],
    );
    check(
        &format!("[words](a%20folder/b$0){notes}"),
        &expect![[r#"
        Beta one (a folder) → [words](Beta%20one.md)
    "#]],
    );
    check(
        &format!("[words](Beta%20one.md#$0){notes}"),
        &expect![[r#"
        What: now (#) → [words](Beta%20one.md#What%20now)
    "#]],
    );
    check(
        &format!("[words](#$0)\n\n# Own heading{notes}"),
        &expect![[r#"
        Own heading (#) → [words](#Own%20heading)
    "#]],
    );
    check(&format!("[words](https://b$0){notes}"), &expect![[""]]);
}

#[test]
fn keys_of_frontmatter() {
    let notes = "
//- /a.md
---
status: draft
topics: [one]
---
//- /b.md
---
status: done
Some key: x
---
";
    check(
        &format!("---\nst$0\n---\n{notes}"),
        &expect![[r#"
            status (2×) → status: 
        "#]],
    );
    check(
        &format!("---\nstatus: x\n$0\n---\n{notes}"),
        &expect![[r#"
            Some key (1×) → Some key: 
            topics (1×) → topics: 
            aliases → aliases: 
            cssclasses → cssclasses: 
            tags → tags: 
        "#]],
    );
    check(
        &format!("---\nta$0gs: x\n---\n{notes}"),
        &expect![[r#"
            tags (1×) → tags: x
            status (2×) → status: x
        "#]],
    );
    // A block that is not closed yet.
    check(
        &format!("---\nto$0\n\nWords.\n{notes}"),
        &expect![[r#"
        topics (1×) → topics: 
    "#]],
    );
    check(&format!("st$0\n---\n{notes}"), &expect![[""]]);
    check(&format!("---\n---\nst$0\n{notes}"), &expect![[""]]);
}

#[test]
fn values_of_frontmatter() {
    let notes = "
//- /a.md
---
status: draft
topics: [one, 'two: three']
public: true
---
//- /b.md
---
status: done
topics:
  - one
---
//- /c.md
---
status: done
---
";
    check(
        &format!("---\nstatus: $0\n---\n{notes}"),
        &expect![[r#"
            done (2×) → status: done
            draft (1×) → status: draft
        "#]],
    );
    check(
        &format!("---\nstatus: \"dr$0aft\" # why\n---\n{notes}"),
        &expect![[r#"
            draft (1×) → status: "draft" # why
        "#]],
    );
    check(
        &format!("---\ntopics: [tw$0]\n---\n{notes}"),
        &expect![[r#"
            two: three (1×) → topics: ["two: three"]
        "#]],
    );
    check(
        &format!("---\ntopics:\n  - one\n  - t$0\n---\n{notes}"),
        &expect![[r#"
            two: three (1×) →   - "two: three"
        "#]],
    );
    check(
        &format!("---\npublic: $0\n---\n{notes}"),
        &expect![[r#"
        true (1×) → public: true
    "#]],
    );
    check(&format!("---\nnew: $0\n---\n{notes}"), &expect![[""]]);
}

#[test]
fn days_by_their_words() {
    // The 22nd of November 2026 is a Sunday.
    check(
        "[[tod$0]]\n//- /todo.md\n//- /Today I learnt.md\n",
        &expect![[r#"
            today (2026-11-22) → [[2026-11-22]]
            todo → [[todo]]
            Today I learnt → [[Today I learnt]]
        "#]],
    );
    check(
        "[[monday$0\n",
        &expect![[r#"
        next monday (2026-11-23) → [[2026-11-23]]
        last monday (2026-11-16) → [[2026-11-16]]
    "#]],
    );
    check(
        "[[last sun$0\n",
        &expect![[r#"
        last sunday (2026-11-15) → [[2026-11-15]]
    "#]],
    );
    let folder = |settings: &mut Settings| {
        settings.daily_folder = "Journal".to_owned();
        settings.daily_format = "YYYY/MM-DD".to_owned();
    };
    check_with(
        "[[tom$0\n//- /Journal/2026/11-23.md\n",
        folder,
        &expect![[r#"
            tomorrow (11-23) → [[11-23]]
        "#]],
    );
    check_with(
        "[[yester$0\n//- /11-21.md\n",
        folder,
        &expect![[r#"
            yesterday (11-21) → [[Journal/2026/11-21]]
        "#]],
    );
    check_with(
        "See [[today$0]].\n",
        |settings| settings.link_style = LinkStyle::Markdown,
        &expect![[r#"
            today (2026-11-22) → See [2026-11-22](2026-11-22.md).
        "#]],
    );
    check("[[to$0\n", &expect![[""]]);
}

#[test]
fn equal_matches_are_told_by_folder_and_by_when_they_were_used() {
    let vaulted = Vaulted::parse(
        "//- /a/note.md\n[[be$0]]\n//- /a/bee.md\n//- /a/been.md\n//- /b/beat.md\n//- /b/beast.md\n",
    );
    let (note, text, offset) = vaulted.cursor();
    let recent = ["b/beast.md", "a/been.md"].map(|path| vaulted.file(path));
    let session = Session { recent: &recent, ..SESSION };
    let found = super::completion(&vaulted.vault, note, text, offset, &session);
    let labels: Vec<_> = found.items.iter().map(|item| &*item.label).collect();
    assert_eq!(labels, ["been", "bee", "beast", "beat"]);
}

#[test]
fn what_the_settings_ignore_comes_last() {
    check_with(
        "[[be$0]]\n//- /Archive/be.md\n//- /folder/maybe be.md\n",
        |settings| settings.ignore_filters = vec!["Archive/".to_owned()],
        &expect![[r#"
            maybe be (folder) → [[maybe be]]
            be (Archive) → [[be]]
        "#]],
    );
}

/// The invariant of completion: what is inserted leads to what is shown, from where it stands.
#[test]
fn what_is_inserted_leads_there() {
    let files = "
//- /note.md
//- /a/note.md
//- /a/b/same.md
//- /b/same.md
//- /same.md
//- /c#.md
//- /caret^x.md
//- /[brackets].md
//- /v1.2.md
//- /v1.2
//- /x.md.md
//- /pic (1).png
//- /b/pic (1).png
//- /percent%20.md
//- /it's.md
//- /Ünï café.md
//- /한글.md
//- /100% & more.md
//- /deep/er/Note with words.md
---
aliases: ['a [b]', 'c|d', 'e \"f\"', it''s one, 'x]]', 'caret^y']
---
# Head: one|two
";
    let places = [
        "[[$0]]",
        "[[$0",
        "![[$0]]",
        "| [[$0]] |\n|---|",
        "[[$0|words]]",
        "[words]($0)",
        "![words]($0",
        "[words](<$0>)",
    ];
    for style in [LinkStyle::Wikilink, LinkStyle::Markdown] {
        for source in ["a/from.md", "from.md"] {
            for place in places {
                let mut vaulted = Vaulted::parse(&format!("//- /{source}\n{place}\n{files}"));
                let settings = Settings { link_style: style, ..Settings::default() };
                vaulted.vault.apply(Change::Settings(Box::new(settings)));
                let (note, text, offset) = vaulted.cursor();
                let found = super::completion(&vaulted.vault, note, text, offset, &SESSION);
                assert!(found.items.len() > 15, "{place}: {}", found.items.len());
                let text = text.to_owned();
                for item in found.items {
                    let after = apply_edits(&text, &[item.edit]).expect("one edit applies");
                    let facts = linkwright_syntax::scan(&after);
                    vaulted.vault.apply(Change::Note { path: source, text: &after, facts });
                    let link = linkwright_vault::LinkRef { source: note, index: 0 };
                    let leads = vaulted.vault.resolve(link).file();
                    assert_eq!(leads, item.file, "{} in {source}: {after}", item.label);
                }
            }
        }
    }
}
