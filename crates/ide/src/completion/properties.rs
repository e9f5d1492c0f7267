//! Completion in the frontmatter: the keys and values that the notes of the vault use.

use std::cmp::Reverse;

use linkwright_syntax::frontmatter::{QuoteStyle, quote};
use linkwright_text::{Edit, Span, bom_len, line_end, next_line_start, to_offset};
use linkwright_vault::Vault;
use rustc_hash::FxHashSet;

use super::context::line_at;
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// Keys that Obsidian knows. They are suggested even if no note has them.
const KNOWN: [&str; 3] = ["aliases", "cssclasses", "tags"];

/// The keys or values that match what the user typed, of equal matches the most used first; `None`
/// if the cursor is in neither.
pub(super) fn complete(vault: &Vault, text: &str, cursor: u32) -> Option<Completion> {
    let yaml = yaml(text)?;
    if !(yaml.start <= cursor && cursor <= yaml.end) {
        return None;
    }
    let (before, after) = line_at(text, cursor)?;
    let above = &text[yaml.range().start..cursor as usize - before.len()];
    if let Some((key, value)) = before.split_once(':').filter(|(key, _)| is_key(key)) {
        let value = value.strip_prefix(' ')?;
        return values(vault, key, value, after, cursor);
    }
    if let Some(value) = before.trim_start().strip_prefix("- ") {
        let is_item = |line: &&str| line.trim_start().starts_with('-') || line.trim().is_empty();
        let key = above.split(['\n', '\r']).rev().find(|line| !is_item(line))?;
        let key = key.strip_suffix(':').or_else(|| key.trim_end().strip_suffix(':'))?;
        return values(vault, key, value, after, cursor).filter(|_| is_key(key));
    }
    let below = text
        [cursor as usize + after.len()..yaml.range().end.max(cursor as usize + after.len())]
        .split(['\n', '\r']);
    let others = above.split(['\n', '\r']).chain(below);
    is_key(before).then(|| keys(vault, others, before, after, cursor))
}

/// The lines of the frontmatter. If it is not closed yet, the lines up to the first empty one.
fn yaml(text: &str) -> Option<Span> {
    let fence = |line: &str| line.trim_end() == "---";
    let first = bom_len(text);
    let start = next_line_start(text, first);
    if !fence(&text[first..start]) || !text[..start].ends_with(['\n', '\r']) {
        return None;
    }
    // Of a line that is empty, the end of the one before it.
    let (mut end, mut last, mut open) = (start, start, None);
    while end < text.len() {
        if text[end..].starts_with("---") {
            return Some(Span::new(start, end));
        }
        let this = line_end(text, end);
        if this == end {
            open = open.or(Some(last));
        }
        (last, end) = (this, next_line_start(text, end));
    }
    Some(Span::new(start, open.unwrap_or(end)))
}

/// Whether `key` can be a key, or the start of one.
fn is_key(key: &str) -> bool {
    !key.starts_with([' ', '-', '#', '\t'])
        && key.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
}

/// The suggestions for a key: those that `others`, the other lines, do not have.
fn keys<'t>(
    vault: &Vault,
    others: impl Iterator<Item = &'t str>,
    typed: &str,
    after: &str,
    cursor: u32,
) -> Completion {
    let word = after.find(|c: char| !(c.is_alphanumeric() || "_-".contains(c)));
    let word = word.unwrap_or(after.len());
    let span = Span { start: cursor - to_offset(typed.len()), end: cursor + to_offset(word) };
    let written: FxHashSet<&str> =
        others.filter_map(|line| Some(line.split_once(':')?.0)).filter(|key| is_key(key)).collect();
    let known = KNOWN.into_iter().map(|key| (key, 0));
    let mut used: Vec<(&str, u32)> = vault.property_usage().keys().chain(known).collect();
    // Of duplicate keys, the one with more uses stays.
    used.sort_unstable_by_key(|(key, count)| (*key, Reverse(*count)));
    used.dedup_by_key(|(key, _)| *key);
    used.retain(|(key, _)| !written.contains(key));
    let colon = if after[word..].starts_with(':') { "" } else { ": " };
    let used = used.into_iter().map(|(key, count)| (key, Reverse(count)));
    let (found, incomplete) = Query::new(typed).top(vault.settings().max_items, used);
    let items = found.into_iter().map(|(key, Reverse(count))| Suggestion {
        label: key.to_owned(),
        detail: uses(count),
        kind: SuggestionKind::Property,
        edit: Edit::new(span, format!("{}{colon}", quote(key, QuoteStyle::Plain, false))),
        ..Suggestion::default()
    });
    let typed = Span { start: span.start, end: cursor };
    Completion::new(items, incomplete, typed)
}

/// The suggestions for a value of `key`. `value` is what the user typed after the key or the dash.
fn values(vault: &Vault, key: &str, value: &str, after: &str, cursor: u32) -> Option<Completion> {
    let in_flow = value.trim_start().starts_with('[');
    if value.contains("[[") || !in_flow && value.contains(" #") {
        return None;
    }
    let typed = match in_flow {
        true => value.rsplit(['[', ',']).next().unwrap_or_default(),
        false => value,
    };
    let typed = typed.trim_start();
    let end = if in_flow { after.find([',', ']']) } else { after.find(" #") };
    let rest = after[..end.unwrap_or(after.len())].trim_end();
    let style = match typed.chars().next() {
        Some('"') => QuoteStyle::Double,
        Some('\'') => QuoteStyle::Single,
        _ => QuoteStyle::Plain,
    };
    let start = cursor - to_offset(typed.len());
    let span = Span { start, end: cursor + to_offset(rest.len()) };
    let written = format!("{typed}{rest}");
    let written = written.trim_matches(['"', '\'']);
    let mut query = Query::new(typed.trim_start_matches(['"', '\'']));
    let used = vault.property_usage().values(key).filter_map(|(value, count)| {
        let count = count - u32::from(value == written);
        (count > 0).then_some((value, Reverse(count)))
    });
    let (found, incomplete) = query.top(vault.settings().max_items, used);
    let items = found.into_iter().map(|(value, Reverse(count))| Suggestion {
        label: value.to_owned(),
        detail: uses(count),
        kind: SuggestionKind::Value,
        edit: Edit::new(span, write_value(value, style, in_flow)),
        ..Suggestion::default()
    });
    let typed = Span { start, end: cursor };
    Some(Completion::new(items, incomplete, typed))
}

/// Writes a value as YAML. `true` and `false` are not quoted, because they are meant as booleans.
fn write_value(value: &str, style: QuoteStyle, in_flow: bool) -> String {
    match value {
        "true" | "false" if style == QuoteStyle::Plain => value.to_owned(),
        _ => quote(value, style, in_flow),
    }
}

/// The number of uses, as text; empty for 0.
fn uses(count: u32) -> String {
    if count == 0 { String::new() } else { format!("{count}×") }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

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
}
