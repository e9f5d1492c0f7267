//! A table of contents: a list of links to the note's headings, between two comments.
//!
//! It stands between `<!-- toc -->` and `<!-- /toc -->`, each alone on its line, and lists the
//! headings behind it.

use linkwright_syntax::{Facts, Link, LinkForm, Place, heading_without_id};
use linkwright_text::{Edit, Span, line_break_near, line_end, line_start, next_line};
use linkwright_vault::{Anchor, LinkStyle, Slugs};

use super::{Found, What};
use crate::rename::write_segment;
use crate::title::first_h1;

const OPEN: &str = "<!-- toc -->";
const CLOSE: &str = "<!-- /toc -->";

/// Offers to make a table of contents below the title, where the cursor is on that, or to bring one
/// up to date, where it is in it or on the title.
pub(super) fn offer(found: &mut Found<'_>, offset: u32) {
    let (Some(note), text) = (found.vault.note(found.note), found.text) else { return };
    let title = first_h1(note).map(|index| note.facts.headings[index as usize].span);
    let on_title = title.is_some_and(|title| title.touches(offset));
    match (markers(text, &note.facts), title) {
        (Some((inside, eol)), _) if on_title || inside.touches(offset) => {
            let list = list(found, inside.end, eol);
            let new = format!("{eol}{list}{eol}");
            if text[inside] != new && !list.is_empty() {
                let edits = vec![Edit::new(inside, new)];
                found.offer("Update the table of contents".into(), What::Edit(edits), None);
            }
        }
        (None, Some(title)) if on_title => {
            let eol = line_break_near(text, title.range().end);
            let list = list(found, title.end, eol);
            if list.matches(eol).count() > 1 {
                let table = format!("{eol}{eol}{OPEN}{eol}{eol}{list}{eol}{CLOSE}");
                let edits = vec![Edit::insert(title.end, table)];
                found.offer("Insert a table of contents".into(), What::Edit(edits), None);
            }
        }
        _ => {}
    }
}

/// What stands between the markers, from behind the first one's line to the second, and the line
/// break behind the first.
fn markers(text: &str, facts: &Facts) -> Option<(Span, &'static str)> {
    let alone = |marker: &str, from: usize| {
        let mut places = text[from..].match_indices(marker).map(|(at, _)| from + at);
        places.find(|&at| {
            let line = line_start(text, at);
            let end = at + marker.len();
            let rest = &text[end..line_end(text, end)];
            // In code it is no comment: a comment begins what is no Markdown.
            let begins = |span: &Span| span.range().start == line;
            line == at && rest.trim().is_empty() && facts.verbatim.iter().any(begins)
        })
    };
    let open = alone(OPEN, 0)?;
    let start = next_line(text, open);
    Some((Span::new(start, alone(CLOSE, start)?), line_break_near(text, open)))
}

/// The list of links to the headings behind `from`, a line each.
fn list(found: &Found<'_>, from: u32, eol: &str) -> String {
    let Some(note) = found.vault.note(found.note) else { return String::new() };
    let headings = || {
        let all = (0..).zip(&note.facts.headings).zip(note.headings.iter());
        let behind = all.filter(|((_, heading), _)| heading.span.start >= from);
        behind.filter(|(_, name)| !heading_without_id(name).is_empty())
    };
    let top = headings().map(|((_, heading), _)| heading.level).min().unwrap_or(1);
    let mut slugs = Slugs::default();
    let slugs: Vec<String> = note.headings.iter().map(|heading| slugs.next(heading)).collect();
    let line = |((index, heading), _): ((usize, &linkwright_syntax::Heading), _)| {
        let indent = "  ".repeat(usize::from(heading.level - top));
        format!("{indent}- {}{eol}", entry(found, index, &slugs[index]))
    };
    headings().map(line).collect()
}

/// The link to a heading; its words, where no link leads there.
fn entry(found: &Found<'_>, index: usize, slug: &str) -> String {
    let Some(note) = found.vault.note(found.note) else { return String::new() };
    let name = heading_without_id(&note.headings[index]);
    let markdown = found.vault.settings().link_style == LinkStyle::Markdown;
    let form = if markdown { LinkForm::Inline { angle: false } } else { LinkForm::Wiki };
    let span = Span::empty(0);
    let (path, subpath, place) = (span, Some(span), Place::Body);
    let link = Link { span, form, embed: false, path, subpath, display: None, place };
    let leads = |subpath: &str| match found.vault.anchor(found.note, &link, subpath) {
        Anchor::Headings(took) => took.last().is_some_and(|last| *last as usize == index),
        _ => false,
    };
    let shown: String = name.replace(['[', ']', '|'], " ");
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    if markdown {
        return match leads(slug) {
            true => format!("[{shown}](#{slug})"),
            false => shown,
        };
    }
    let mut subpath = write_segment(name, &link);
    let mut top = index;
    while !leads(&subpath) {
        let level = note.facts.headings[top].level;
        let above = (0..top).rev().find(|&above| note.facts.headings[above].level < level);
        let Some(above) = above else { return shown };
        top = above;
        let segment = write_segment(heading_without_id(&note.headings[top]), &link);
        subpath = format!("{segment}#{subpath}");
    }
    match subpath == shown {
        true => format!("[[#{subpath}]]"),
        false => format!("[[#{subpath}|{shown}]]"),
    }
}
