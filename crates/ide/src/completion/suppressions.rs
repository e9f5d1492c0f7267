//! Completion in a comment that silences findings: how it begins, and the codes.

use linkwright_settings::DiagnosticCode;
use linkwright_text::{Edit, Span, to_offset};
use rustc_hash::FxHashSet;

use super::context::{facts_with, line_at};
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The words that such a comment begins with, each with what it does.
const BEGINNINGS: [(&str, &str); 3] = [
    ("linkwright-disable-line", "silences findings on this line"),
    ("linkwright-disable-next-line", "silences findings on the next line"),
    ("linkwright-disable-file", "silences findings in this note"),
];

/// Number of letters after which a word in a comment is completed to [`BEGINNINGS`].
const MIN_TYPED: usize = 3;

/// The beginnings or codes that match what the user typed; `None` if the cursor is not in a comment
/// that silences findings.
pub(super) fn complete(text: &str, cursor: u32) -> Option<Completion> {
    let (before, after) = line_at(text, cursor)?;
    let html = before.rfind("<!--").map(|at| (at + 4, "-->"));
    let percent = before.rfind("%%").map(|at| (at + 2, "%%"));
    let (start, close) = html.max(percent)?;
    let inside = &before[start..];
    let separates = |c: char| c.is_whitespace() || c == ',';
    let typed = inside.rsplit(separates).next().unwrap_or_default();
    let mut words = inside[..inside.len() - typed.len()].split(separates);
    let first = words.find(|word| !word.is_empty()).unwrap_or(typed);
    let (stem, _) = BEGINNINGS[0].0.rsplit_once('-')?;
    let is_first = first.len() == typed.len() && first.as_ptr() == typed.as_ptr();
    let begins = first.starts_with(stem) || is_first && stem.starts_with(first);
    if !begins || first.len() < MIN_TYPED || words.any(|word| word == "--") {
        return None;
    }
    let closed = after.find(close);
    let rest = &after[..closed.unwrap_or(after.len())];
    let word = rest.find(separates).unwrap_or(rest.len());
    // In code, there are no comments.
    let finish = BEGINNINGS[0].0.get(typed.len()..).filter(|_| is_first).unwrap_or("x");
    let finish = format!("{finish}{}", if closed.is_some() { "" } else { " " });
    let facts = facts_with(text, cursor, &(finish + closed.map_or(close, |_| "")));
    let suppression = facts.suppressions.iter().find(|it| it.comment.contains(cursor))?;
    let written: FxHashSet<&str> = suppression
        .codes
        .iter()
        .filter(|code| code.end < cursor)
        .map(|code| &text[*code])
        .collect();
    let codes = DiagnosticCode::ALL.iter().map(|code| (code.name(), code.description()));
    let found: Vec<(&str, &str)> = match is_first {
        true => BEGINNINGS.to_vec(),
        false => codes.filter(|(name, _)| !written.contains(name)).collect(),
    };
    let numbered = found.iter().zip(0..).map(|((name, _), index)| (*name, index));
    let (names, incomplete) = Query::new(typed).top(found.len(), numbered);
    let typed = Span { start: cursor - to_offset(typed.len()), end: cursor };
    let span = Span { start: typed.start, end: cursor + to_offset(word) };
    let items = names.into_iter().map(|(name, index)| Suggestion {
        label: name.to_owned(),
        detail: found[index].1.to_owned(),
        kind: SuggestionKind::Value,
        edit: Edit::new(span, name),
        ..Suggestion::default()
    });
    Some(Completion::new(items, incomplete, typed))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    #[test]
    fn codes() {
        check(
            "[[a]] <!-- linkwright-disable-line broken-e$0mb -->\n",
            &expect![[r#"
                broken-embed (an embed of a note or file that does not exist) → [[a]] <!-- linkwright-disable-line broken-embed -->
                broken-heading (a link to a heading that the note does not have) → [[a]] <!-- linkwright-disable-line broken-heading -->
            "#]],
        );
        check(
            "[[a]] %% linkwright-disable-line broken-embed, alias$0 %%\n",
            &expect![[r#"
                alias-link (a link that resolves only by an alias, which Obsidian does not follow) → [[a]] %% linkwright-disable-line broken-embed, alias-link %%
                duplicate-alias (an alias that another note also has, or that its note lists twice) → [[a]] %% linkwright-disable-line broken-embed, duplicate-alias %%
                invalid-alias (an alias that is empty, or that YAML does not read as text) → [[a]] %% linkwright-disable-line broken-embed, invalid-alias %%
                invalid-base (a mistake in a base: in a `.base` file, or in a `base` code block of a note) → [[a]] %% linkwright-disable-line broken-embed, invalid-base %%
            "#]],
        );
        check("[[a]] <!-- linkwright-disable-line broken-heading broken-hea$0\n", &expect![[""]]);
        check(
            "%%linkwright-disable-file orph$0\n\nwords %%x%%\n",
            &expect![[r#"
            orphan-note (a note that no other note links to) → %%linkwright-disable-file orphan-note
        "#]],
        );
    }

    #[test]
    fn beginnings() {
        check(
            "[[a]] <!-- lin$0\n",
            &expect![[r#"
            linkwright-disable-line (silences findings on this line) → [[a]] <!-- linkwright-disable-line
            linkwright-disable-next-line (silences findings on the next line) → [[a]] <!-- linkwright-disable-next-line
            linkwright-disable-file (silences findings in this note) → [[a]] <!-- linkwright-disable-file
        "#]],
        );
        check(
            "%% linkwright-disable-f$0oo%%\n",
            &expect![[r#"
            linkwright-disable-file (silences findings in this note) → %% linkwright-disable-file%%
        "#]],
        );
    }

    #[test]
    fn no_codes_elsewhere() {
        for text in [
            "`<!-- linkwright-disable-line broken-e$0 -->`\n",
            "```\n%% linkwright-disable-line broken-e$0 %%\n```\n",
            "<!-- linkwright-disable-line broken-link -- broken-e$0 -->\n",
            "<!-- linkwright-disable-line broken-link --> broken-e$0\n",
            "%% linkwright-disable-line broken-link %% broken-e$0\n",
            "<!-- other broken-e$0 -->\n",
            "%% li$0 %%\n",
            "linkwright-disable-line broken-e$0\n",
        ] {
            check(text, &expect![[""]]);
        }
    }
}
