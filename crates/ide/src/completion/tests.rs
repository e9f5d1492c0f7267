//! Helpers for the tests of completion, and tests of what holds everywhere. The tests of each kind
//! of suggestion are beside its code.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use linkwright_settings::{LinkStyle, Settings};
use linkwright_text::apply_edits;
use linkwright_vault::{Change, FileId};

use super::{Completion, SessionInfo};
use crate::fixture::Vaulted;

pub(super) const SESSION: SessionInfo<'static> =
    SessionInfo { recent: &[], today: jiff::civil::date(2026, 11, 22) };

/// Checks the suggestions at the cursor: `label (detail) → the line after accepting it`.
#[track_caller]
pub(super) fn check(source: &str, expected: &Expect) {
    check_with(source, |_| {}, expected);
}

#[track_caller]
pub(super) fn check_with(source: &str, set: impl FnOnce(&mut Settings), expected: &Expect) {
    let mut vaulted = Vaulted::parse(source);
    let mut settings = Settings::default();
    set(&mut settings);
    vaulted.vault.apply(Change::Settings(Box::new(settings)));
    expected.assert_eq(&show(&vaulted, ""));
}

/// The suggestions at the cursor, on the day of `SESSION`.
pub(crate) fn show(vaulted: &Vaulted, _: &str) -> String {
    let (note, text, offset) = vaulted.cursor();
    let completion = complete(vaulted, note, text, offset);
    let mut shown = String::new();
    for item in &completion.suggestions {
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

/// The suggestions, including those that need the text of a note.
pub(super) fn complete(vaulted: &Vaulted, note: FileId, text: &str, offset: u32) -> Completion {
    let found = super::completion(&vaulted.vault, note, text, offset, &SESSION);
    let texts = found.blocks.iter().map(|plan| (plan.note, vaulted.text(plan.note).into()));
    let texts = texts.collect();
    super::finish(found, &texts)
}

#[test]
fn no_suggestions_where_there_can_be_no_link() {
    check("`[[be$0`\n//- /Beta.md\n", &expect![[""]]);
    check("```\n[[be$0\n```\n//- /Beta.md\n", &expect![[""]]);
    check("$$\n[[be$0\n$$\n//- /Beta.md\n", &expect![[""]]);
    check("<!-- [[be$0 -->\n//- /Beta.md\n", &expect![[""]]);
    check("[[a]] be$0\n//- /Beta.md\n", &expect![[""]]);
}

/// The invariant of completion: an inserted link resolves to what the suggestion shows.
#[test]
fn inserted_links_resolve_to_what_is_shown() {
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
                assert!(found.suggestions.len() > 15, "{place}: {}", found.suggestions.len());
                let text = text.to_owned();
                for item in found.suggestions {
                    let after = apply_edits(&text, &[item.edit]).expect("one edit applies");
                    vaulted.vault.apply(Change::Note { path: source, text: &after });
                    let link = linkwright_vault::LinkRef { source: note, index: 0 };
                    let leads = vaulted.vault.resolve(link).file();
                    assert_eq!(leads, item.file, "{} in {source}: {after}", item.label);
                }
            }
        }
    }
}
