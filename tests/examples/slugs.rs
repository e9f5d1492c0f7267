//! Prints a line of JSON for every note in the given folders: the text of its headings, as
//! pulldown-cmark renders them, and their slugs. `tests/slugs/run` compares the slugs with those of
//! `github-slugger`.
//!
//! The arguments are the folders of vaults.

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};

use linkwright_syntax::{heading_without_ids, scan};
use linkwright_vault::{Change, Vault};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::json;

fn main() {
    let mut paths = Vec::new();
    std::env::args().skip(1).for_each(|folder| notes(Path::new(&folder), &mut paths));
    paths.sort();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let headings = headings(&text);
        if !headings.is_empty() {
            println!("{}", json!({ "path": path, "headings": headings }));
        }
    }
}

/// Adds every Markdown file below `folder`.
fn notes(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = folder.read_dir() else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            notes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The text of every heading and its slug. Headings in quotes and lists have no slug, but they count.
fn headings(text: &str) -> Vec<serde_json::Value> {
    let facts = scan(text);
    let body = facts.frontmatter.as_ref().map_or(0, |yaml| yaml.span.end as usize);
    let spans: Vec<_> = facts.headings.iter().map(|heading| heading.text).collect();
    let mut vault = Vault::default();
    vault.apply(Change::Note { path: "note.md", text });
    let file = vault.find_file("note.md").expect("it was just put there");
    let note = vault.note(file).expect("it was just put there");
    let rendered = rendered(&text[body..]).into_iter();
    let rendered = rendered.map(|(span, words)| {
        let within = |own: &linkwright_text::Span| {
            span.start + body <= own.start as usize && own.end as usize <= span.end + body
        };
        let index = spans.iter().position(within).and_then(|index| u32::try_from(index).ok());
        json!({ "words": heading_without_ids(&words), "slug": index.map(|index| note.slug(index)) })
    });
    rendered.collect()
}

/// The headings of `text` as pulldown-cmark renders them, with their offsets.
fn rendered(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH;
    let mut found = Vec::new();
    let (mut heading, mut images) = (None, 0);
    for (event, span) in Parser::new_ext(text, extensions).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some((span, String::new())),
            Event::End(TagEnd::Heading(_)) => found.extend(heading.take()),
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            event => {
                if let (Some((_, words)), 0) = (&mut heading, images) {
                    add(words, &event);
                }
            }
        }
    }
    found
}

fn add(words: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => words.push_str(text),
        Event::FootnoteReference(label) => words.push_str(label),
        Event::SoftBreak | Event::HardBreak => words.push('\n'),
        _ => {}
    }
}
