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

/// Every span of the facts.
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

fn in_order(spans: impl Iterator<Item = Span>) -> bool {
    spans.is_sorted_by_key(|span| span.start)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn spans_slice_lists_are_in_order_and_verbatim_is_disjoint(text in markup()) {
        let facts = scan(&text);
        for span in spans(&facts) {
            prop_assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
        }
        prop_assert!(in_order(facts.links.iter().map(|l| l.span)));
        prop_assert!(in_order(facts.headings.iter().map(|h| h.span)));
        prop_assert!(in_order(facts.block_ids.iter().map(|b| b.span)));
        prop_assert!(in_order(facts.tags.iter().map(|t| t.span)));
        prop_assert!(in_order(facts.footnotes.iter().map(|f| f.span)));
        prop_assert!(in_order(facts.labels.iter().map(|l| l.span)));
        for pair in facts.verbatim.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{pair:?} of {text:?}");
        }
        prop_assert!(in_order(facts.fragments.iter().map(|f| f.span)));
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
    fn line_ends_change_nothing(text in markup()) {
        let text = text.replace('\r', "");
        let facts = scan(&text);
        for ends in ["\r\n", "\r"] {
            let other = text.replace('\n', ends);
            let found = scan(&other);
            let written = |text: &str, facts: &Facts| -> Vec<String> {
                let all = spans(facts).into_iter();
                all.map(|span| text[span].replace("\r\n", "\n").replace('\r', "\n")).collect()
            };
            // Frontmatter opens with LF or CRLF only.
            if ends == "\r\n" || facts.frontmatter.is_none() {
                prop_assert_eq!(written(&text, &facts), written(&other, &found));
            }
        }
    }

    #[test]
    fn a_quote_says_what_its_text_says(text in "[a-c \\[\\]|#`$<>()!\\\\\n]{0,40}") {
        // Lines that begin with a letter are neither lazy nor blocks of their own.
        let text: String = text.lines().map(|line| format!("x{line}\n")).collect();
        let quote: String = text.lines().map(|line| format!("> {line}\n")).collect();
        let bare = |text: &str| -> Vec<String> {
            spans(&scan(text)).into_iter().map(|s| text[s].replace("\n> ", "\n")).collect()
        };
        prop_assert_eq!(bare(&text), bare(&quote));
    }
}
