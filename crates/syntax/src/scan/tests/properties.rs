use proptest::prelude::*;

use super::scan;
use crate::{Facts, Link, LinkForm};
use linkwright_text::Span;

const FRAGMENTS: &[&str] = &[
    "[[",
    "]]",
    "[",
    "]",
    "](",
    ")",
    "(",
    "!",
    "![",
    "![[",
    "|",
    "\\",
    "\\|",
    "#",
    "# ",
    "## ",
    "^",
    " ^id",
    "[^",
    "]:",
    "[a]: ",
    "[a]",
    "a",
    "b c",
    "é",
    "한",
    "🙂",
    "\u{a0}",
    "\u{202f}",
    "\u{feff}",
    "\0",
    "`",
    "``",
    "```",
    "~~~",
    "$",
    "$$",
    "<",
    ">",
    "> ",
    "<!--",
    "-->",
    "<div>",
    "<a href=\"b.md#c\" id='d'>",
    "<img src=e&amp;f.png>",
    " {#id}",
    "</b>",
    "<a b=\"",
    "\"",
    "'",
    "<https://e.org>",
    "https://e.org",
    ":",
    "//",
    "- ",
    "* ",
    "1. ",
    "---",
    "===",
    "***",
    "+",
    "    ",
    "\t",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "|-|-|",
    "a|b",
    "%%",
    "**",
    "_",
    "==",
    "~~",
    "---\n",
    "#tag",
    "?>",
    "<?",
    "<![CDATA[",
    "]]>",
    "<!A",
];

fn markup() -> impl Strategy<Value = String> {
    let fragment =
        prop_oneof![9 => prop::sample::select(FRAGMENTS).prop_map(String::from), 1 => ".{0,3}"];
    prop::collection::vec(fragment, 0..60).prop_map(|parts| parts.concat())
}

/// All spans of the facts.
fn spans(facts: &Facts) -> Vec<Span> {
    let link = |l: &Link| [Some(l.span), Some(l.path), l.subpath, l.display];
    let mut spans: Vec<Span> = facts.links.iter().flat_map(link).flatten().collect();
    spans.extend(facts.headings.iter().flat_map(|h| [h.span, h.text]));
    spans.extend(facts.block_ids.iter().map(|b| b.span));
    spans.extend(facts.tags.iter().map(|t| t.span));
    spans.extend(facts.footnotes.iter().flat_map(|f| [f.span, f.label]));
    spans.extend(facts.labels.iter().flat_map(|l| [Some(l.span), Some(l.label), l.text]).flatten());
    spans.extend(facts.fragments.iter().map(|f| f.span));
    spans.extend(facts.mistakes.iter().map(|m| m.span));
    spans.extend(&facts.verbatim);
    spans
}

fn is_sorted(spans: impl Iterator<Item = Span>) -> bool {
    spans.is_sorted_by_key(|span| span.start)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn spans_are_valid_lists_are_sorted_and_verbatim_spans_are_disjoint(text in markup()) {
        let facts = scan(&text);
        for span in spans(&facts) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
        }
        prop_assert!(is_sorted(facts.links.iter().map(|l| l.span)));
        prop_assert!(is_sorted(facts.headings.iter().map(|h| h.span)));
        prop_assert!(is_sorted(facts.block_ids.iter().map(|b| b.span)));
        prop_assert!(is_sorted(facts.tags.iter().map(|t| t.span)));
        prop_assert!(is_sorted(facts.footnotes.iter().map(|f| f.span)));
        prop_assert!(is_sorted(facts.labels.iter().map(|l| l.span)));
        for pair in facts.verbatim.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{pair:?} of {text:?}");
        }
        prop_assert!(is_sorted(facts.fragments.iter().map(|f| f.span)));
        for link in &facts.links {
            let parts = [Some(link.path), link.subpath, link.display].into_iter().flatten();
            prop_assert!(parts.into_iter().all(|part| link.span.covers(part)), "{link:?}");
            let inside = |span: &Span| span.covers(link.span);
            let html = matches!(link.form, LinkForm::Html { .. });
            prop_assert_eq!(facts.verbatim.iter().any(inside), html, "{:?} of {:?}", link, text);
        }
        for tag in &facts.tags {
            let inside = |span: &Span| span.covers(tag.span);
            prop_assert!(tag.in_frontmatter || !facts.verbatim.iter().any(inside), "{tag:?} of {text:?}");
        }
    }

    #[test]
    fn line_endings_do_not_change_the_facts(text in markup()) {
        let text = text.replace('\r', "");
        let facts = scan(&text);
        for ends in ["\r\n", "\r"] {
            let other = text.replace('\n', ends);
            let found = scan(&other);
            let raw = |text: &str, facts: &Facts| -> Vec<String> {
                let all = spans(facts).into_iter();
                all.map(|span| text[span].replace("\r\n", "\n").replace('\r', "\n")).collect()
            };
            // Frontmatter opens with LF or CRLF only.
            if ends == "\r\n" || facts.frontmatter.is_none() {
                prop_assert_eq!(raw(&text, &facts), raw(&other, &found));
            }
        }
    }

    #[test]
    fn a_quote_has_the_facts_of_its_text(text in "[a-c \\[\\]|#`$<>()!\\\\\n]{0,40}") {
        // A line that starts with a letter is neither a lazy continuation nor a block start.
        let text: String = text.lines().map(|line| format!("x{line}\n")).collect();
        let quote: String = text.lines().map(|line| format!("> {line}\n")).collect();
        let without_markers = |text: &str| -> Vec<String> {
            spans(&scan(text)).into_iter().map(|s| text[s].replace("\n> ", "\n")).collect()
        };
        prop_assert_eq!(without_markers(&text), without_markers(&quote));
    }
}
