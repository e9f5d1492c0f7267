//! Behind a `#`, and in the frontmatter's `tags`: the vault's tags.

use std::cmp::Reverse;

use linkwright_text::{Edit, Span, bom_len};
use linkwright_vault::Vault;

use super::context::finished;
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The tags that match what is typed, of equal matches the most used first; `None` where no tag is
/// being written. A tag is spelt as it mostly is.
pub(super) fn complete(vault: &Vault, text: &str, cursor: u32) -> Option<Completion> {
    let before = text.get(..cursor as usize)?;
    // In most places no tag can be: that is seen without reading the note.
    let start = before.rfind(|c: char| c.is_whitespace() || "#[,'\"".contains(c))?;
    let in_frontmatter = text[bom_len(text)..].starts_with("---");
    if !before[start..].starts_with('#') && !in_frontmatter {
        return None;
    }
    // A list in brackets that is not closed yet is no YAML.
    let tag = ["x", "x]"].into_iter().take(1 + usize::from(in_frontmatter)).find_map(|finish| {
        let facts = finished(text, cursor, finish);
        let mut tags = facts.recognized_tags(vault.settings().aliases);
        tags.find(|(_, tag)| tag.span.contains(cursor)).map(|(_, tag)| *tag)
    })?;
    let typed = Span { start: tag.span.start, end: cursor };
    // Without the letter that finished it.
    let span = Span { start: tag.span.start, end: tag.span.end - 1 };
    let written = &text[span];

    let tags = vault.tags().filter_map(|(_, tag)| {
        let spellings = tag.spellings.iter().map(|(spelling, count)| {
            // What is being written here is no use yet.
            (count - u32::from(**spelling == *written), &**spelling)
        });
        let count: u32 = spellings.clone().map(|(count, _)| count).sum();
        let (_, tag) = spellings.min_by_key(|&(count, tag)| (Reverse(count), tag))?;
        (count > 0).then_some((tag, Reverse(count)))
    });
    let (tags, incomplete) = Query::new(&text[typed]).top(vault.settings().max_items, tags);
    let items = tags.into_iter().map(|(tag, Reverse(count))| Suggestion {
        label: format!("#{tag}"),
        detail: format!("{count}×"),
        kind: SuggestionKind::Tag,
        edit: Edit::new(span, tag),
        ..Suggestion::default()
    });
    Some(Completion::new(items, incomplete, typed))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    #[test]
    fn in_a_list_that_is_not_closed() {
        let notes = "\n//- /a.md\n---\ntags: [Love/deep, work]\n---\n";
        check(
            &format!("---\ntags: [a, lo$0\n---\n{notes}"),
            &expect![[r#"
            #Love/deep (1×) → tags: [a, Love/deep
        "#]],
        );
        check(
            &format!("---\ntags: [lo$0\nup: x\n---\n{notes}"),
            &expect![[r#"
            #Love/deep (1×) → tags: [Love/deep
        "#]],
        );
        check(&format!("---\nother: [a, lo$0\n---\n{notes}"), &expect![[""]]);
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
}
