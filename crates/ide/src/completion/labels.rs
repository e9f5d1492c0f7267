//! Completion after `[^` and `][`: the footnotes and reference labels that the note defines.

use linkwright_text::to_offset;
use linkwright_vault::{FileId, Vault};
use rustc_hash::FxHashSet;

use super::context::{facts_with, line_at};
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The labels that match what the user typed; `None` if the cursor is not in a label.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    text: &str,
    cursor: u32,
) -> Option<Completion> {
    let (before, after) = line_at(text, cursor)?;
    let open = before.rfind("[^").max(before.rfind("]["))?;
    let typed = &before[open + 2..];
    if typed.contains([']', '[']) {
        return None;
    }
    let start = cursor - to_offset(typed.len());
    let rest = after.find([']', '[']).filter(|at| after[*at..].starts_with(']'));
    let note = vault.note(source)?;
    let defined: Vec<&str> = if before[open..].starts_with("[^") {
        let finish = if rest.is_some() { "x" } else { "x]" };
        let facts = facts_with(text, cursor, finish);
        facts.footnotes.iter().find(|footnote| footnote.label.start == start)?;
        let footnotes = note.footnotes.iter().zip(&note.facts.footnotes);
        footnotes.filter(|(_, fact)| fact.is_definition).map(|(label, _)| &**label).collect()
    } else {
        if note.facts.verbatim.iter().any(|span| span.contains(cursor)) {
            return None;
        }
        let labels = note.labels.iter().zip(&note.facts.labels);
        labels
            .filter(|(_, fact)| fact.is_definition && !fact.is_comment)
            .map(|(label, _)| &**label)
            .collect()
    };
    let mut seen = FxHashSet::default();
    let labels = defined.into_iter().filter(|label| seen.insert(*label)).zip(0..);
    let (labels, incomplete) = Query::new(typed).top(vault.settings().max_items, labels);
    // Up to and including the closing bracket, if there is one.
    let end = cursor + rest.map_or(0, |at| to_offset(at + 1));
    let item = Suggestion { kind: SuggestionKind::Label, ..Suggestion::default() };
    let labels = labels.into_iter().map(|(label, _)| label);
    Some(Completion::in_brackets(&item, labels, incomplete, (start, cursor, end)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

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
}
