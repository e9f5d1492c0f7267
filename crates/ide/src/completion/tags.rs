//! Completion after a `#`, and in `tags` of the frontmatter: the tags of the vault.

use std::cmp::Reverse;

use linkwright_syntax::fold;
use linkwright_text::{Edit, Span, bom_len};
use linkwright_vault::Vault;

use super::context::facts_with;
use super::{Completion, Suggestion, SuggestionKind};
use crate::matching::Query;

/// The tags that match what the user typed, of equal matches the most used first; `None` if the
/// cursor is not in a tag. Each tag has its most frequent spelling.
pub(super) fn complete(vault: &Vault, text: &str, cursor: u32) -> Option<Completion> {
    let before = text.get(..cursor as usize)?;
    // Most positions cannot be in a tag. This is cheap to see without scanning the note.
    let start = before.rfind(|c: char| c.is_whitespace() || "#[,'\"".contains(c))?;
    let in_frontmatter = text[bom_len(text)..].starts_with("---");
    if !before[start..].starts_with('#') && !in_frontmatter {
        return None;
    }
    // A list in brackets that is not closed yet is not valid YAML.
    let tag = ["x", "x]"].into_iter().take(1 + usize::from(in_frontmatter)).find_map(|finish| {
        let facts = facts_with(text, cursor, finish);
        let mut tags = facts.recognized_tags(vault.settings().aliases);
        tags.find(|(_, tag)| tag.span.contains(cursor)).map(|(_, tag)| *tag)
    })?;
    let typed = Span { start: tag.span.start, end: cursor };
    // Without the inserted `x`.
    let span = Span { start: tag.span.start, end: tag.span.end - 1 };
    let written = &text[span];

    let used_tags = vault.tags().filter_map(|(key, tag)| {
        let spellings = tag.spellings.iter().map(|(spelling, count)| {
            // The tag at the cursor does not count as a use.
            (count - u32::from(**spelling == *written), &**spelling)
        });
        let count: u32 = spellings.clone().map(|(count, _)| count).sum();
        let (_, tag) = spellings.min_by_key(|&(count, tag)| (Reverse(count), tag))?;
        (count > 0).then_some((key, tag, Reverse(count)))
    });
    let used_tags: Vec<_> = used_tags.collect();
    // A new tag may have been typed in front of text that it now includes: in Chinese up to the next space.
    let rest = &text[Span { start: cursor, ..span }];
    let written_key = fold(written);
    let is_new = before[..span.range().start].ends_with('#')
        && used_tags.iter().all(|(key, ..)| **key != *written_key);
    let replaced = |tag: &str| match is_new && !tag.ends_with(rest) {
        true => typed,
        false => span,
    };
    let tags = used_tags.iter().map(|&(_, tag, count)| (tag, count));
    let (tags, incomplete) = Query::new(&text[typed]).top(vault.settings().max_items, tags);
    let items = tags.into_iter().map(|(tag, Reverse(count))| {
        let replaced = replaced(tag);
        Suggestion {
            label: format!("#{tag}"),
            detail: format!("{count}×"),
            kind: SuggestionKind::Tag,
            edit: Edit::new(replaced, tag),
            rest: span.end - replaced.end,
            ..Suggestion::default()
        }
    });
    Some(Completion::new(items, incomplete, typed))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::completion::tests::check;

    #[test]
    fn tags_in_an_unclosed_list() {
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
        // Text behind a new tag stays, except the end of the tag.
        check(
            &format!("- #lo$0功能性，追求耐力{notes}"),
            &expect![[r#"
            #Love/deep (2×) → - #Love/deep功能性，追求耐力
            #long (1×) → - #long功能性，追求耐力
        "#]],
        );
        check(
            &format!("See #lo$0eep{notes}"),
            &expect![[r#"
            #Love/deep (2×) → See #Love/deep
            #long (1×) → See #longeep
        "#]],
        );
        check(
            &format!("---\ntags: [lo$0other]\n---\n{notes}"),
            &expect![[r#"
            #Love/deep (2×) → tags: [Love/deep]
            #long (1×) → tags: [long]
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
