//! The results of the scanner and of pulldown-cmark in a common form.

use std::collections::BTreeSet;
use std::ops::Range;

use linkwright_syntax::{LinkForm, scan};
use linkwright_text::Span;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// An item: its kind, and its range without surrounding white space.
pub(crate) type Found = BTreeSet<(Span, &'static str)>;

/// The items that the scanner finds in `text`.
pub(crate) fn ours(text: &str) -> Found {
    let facts = scan(text);
    let mut found = Found::new();
    let mut add = |kind, span: Span| {
        found.insert((trim(text, span.range()), kind));
    };
    for heading in &facts.headings {
        add("heading", heading.span);
    }
    for span in &facts.verbatim {
        // pulldown-cmark does not support bare URLs.
        if !text[*span].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            add("verbatim", *span);
        }
    }
    for link in &facts.links {
        match link.form {
            LinkForm::Wiki => add("wikilink", link.span),
            LinkForm::Inline { .. } => add("link", link.span),
            LinkForm::Definition { .. } | LinkForm::Html { .. } | LinkForm::Canvas => {}
        }
    }
    for label in facts.labels.iter().filter(|label| !label.is_definition) {
        add("reference", label.span);
    }
    found
}

/// The items that pulldown-cmark finds in `text` from `start` on.
pub(crate) fn theirs(text: &str, start: usize, extensions: Options) -> Found {
    let mut found = Found::new();
    let mut containers = 0;
    for (event, range) in Parser::new_ext(&text[start..], extensions).into_offset_iter() {
        let range = range.start + start..range.end + start;
        let kind = match event {
            Event::Start(Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_)) => {
                containers += 1;
                continue;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                containers -= 1;
                continue;
            }
            Event::Start(Tag::Heading { .. }) if containers == 0 => "heading",
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => "verbatim",
            Event::Start(
                Tag::Link { link_type, ref dest_url, .. }
                | Tag::Image { link_type, ref dest_url, .. },
            ) => match link_type {
                LinkType::Autolink | LinkType::Email => "verbatim",
                LinkType::WikiLink { .. } => "wikilink",
                LinkType::Inline if !has_scheme(dest_url) => "link",
                LinkType::Reference | LinkType::Shortcut => "reference",
                LinkType::Collapsed => {
                    // The range is without the `[]`.
                    found.insert((trim(text, range.start..range.end + 2), "reference"));
                    continue;
                }
                _ => continue,
            },
            _ => continue,
        };
        found.insert((trim(text, range), kind));
    }
    found
}

/// The items in `a` that are not in `b`, as text.
pub(crate) fn only(text: &str, a: &Found, b: &Found) -> Vec<String> {
    a.difference(b).map(|(span, kind)| format!("{kind} {:?}", &text[*span])).collect()
}

fn has_scheme(destination: &str) -> bool {
    let scheme = destination.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.len() >= 2
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

/// `range` without surrounding white space.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Span {
    let (start, inner) = (range.start, &text[range]);
    let end = start + inner.trim_end().len();
    Span::new(end - inner.trim().len(), end)
}
