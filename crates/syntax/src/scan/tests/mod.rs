//! Tests of the scanner, rule by rule. Facts are shown one per line, sorted by start: the kind, the
//! raw text, and the parts.

mod blocks;
mod definitions;
mod linear;
mod links;
mod markdown;
mod mistakes;
mod properties;
mod tables;
mod tags;
mod verbatim;

use expect_test::Expect;
use linkwright_text::Span;

use super::scan;
use crate::{Facts, LinkForm, LinkPlace};

/// Checks all facts of `text`.
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&show(text, &scan(text), |_| true));
}

/// Checks the facts of `text` whose lines start with one of `kinds`.
fn check_only(kinds: &[&str], text: &str, expected: &Expect) {
    let is_checked = |line: &str| kinds.iter().any(|kind| line.starts_with(kind));
    expected.assert_eq(&show(text, &scan(text), is_checked));
}

/// The links in `text`, as written.
fn links(text: &str) -> Vec<&str> {
    scan(text).links.iter().map(|link| &text[link.span]).collect()
}

/// The tags in `text`.
fn tags(text: &str) -> Vec<&str> {
    scan(text).tags.iter().map(|tag| &text[tag.span]).collect()
}

fn show(text: &str, facts: &Facts, is_shown: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<(Span, String)> = Vec::new();
    let quoted = |span: Span| format!("{:?}", &text[span]);
    for link in &facts.links {
        let form = match link.form {
            LinkForm::Wiki => "wiki",
            LinkForm::Inline { angle_bracketed: false } => "inline",
            LinkForm::Inline { angle_bracketed: true } => "inline<>",
            LinkForm::Definition { angle_bracketed: false } => "definition",
            LinkForm::Definition { angle_bracketed: true } => "definition<>",
            LinkForm::Html { .. } => "html",
            LinkForm::Canvas => "canvas",
        };
        let mut line = format!("{form} {} path={}", &text[link.span], quoted(link.path));
        if let Some(subpath) = link.subpath {
            line += &format!(" subpath={}", quoted(subpath));
        }
        if let Some(display) = link.display {
            line += &format!(" display={}", quoted(display));
        }
        line += if link.is_embed { " embed" } else { "" };
        line += if link.place == LinkPlace::TableRow { " row" } else { "" };
        lines.push((link.span, line));
    }
    for heading in &facts.headings {
        let line = format!("heading {} {}", heading.level, quoted(heading.text));
        lines.push((heading.span, line));
    }
    for id in &facts.block_ids {
        lines.push((id.span, format!("block-id {}", &text[id.span])));
    }
    for tag in &facts.tags {
        lines.push((tag.span, format!("tag {}", &text[tag.span])));
    }
    for footnote in &facts.footnotes {
        let kind = if footnote.is_definition { "footnote-definition" } else { "footnote" };
        let line = format!("{kind} {} label={}", &text[footnote.span], quoted(footnote.label));
        lines.push((footnote.span, line));
    }
    for label in &facts.labels {
        let kind = if label.is_definition { "defined" } else { "reference" };
        let mut line = format!("{kind} {} label={}", &text[label.span], quoted(label.label));
        if let Some(span) = label.text {
            line += &format!(" text={}", quoted(span));
        }
        lines.push((label.span, line));
    }
    for fragment in &facts.fragments {
        lines.push((fragment.span, format!("fragment {}", quoted(fragment.span))));
    }
    for span in &facts.verbatim {
        lines.push((*span, format!("verbatim {}", quoted(*span))));
    }
    for span in &facts.bases {
        lines.push((*span, format!("base {}", quoted(*span))));
    }
    lines.sort_by_key(|(span, _)| span.start);
    lines.into_iter().map(|(_, line)| line + "\n").filter(|line| is_shown(line)).collect()
}
