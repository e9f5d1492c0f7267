//! The table of contents: a list of links to the note's headings.
//!
//! It stands between the comments `<!-- toc -->` and `<!-- /toc -->`, each alone on its line, and
//! lists the headings that follow it.

use linkwright_settings::LinkStyle;
use linkwright_syntax::{
    Facts, FragmentKind, Link, LinkForm, heading_without_block_id, heading_without_ids,
};
use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start, next_line_start};
use linkwright_vault::{Anchor, Note, SlugSource};

use super::{ActionContext, Operation};
use crate::element::heading_with_fragment;
use crate::rename::heading_as_segment;
use crate::title::parent_headings;

const START_MARKER: &str = "<!-- toc -->";
const END_MARKER: &str = "<!-- /toc -->";

/// On the title, offers to insert a table of contents below it. On the title or in an existing table,
/// offers to update the table.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let title = note.first_h1.map(|index| note.facts.headings[index as usize].span);
    let on_title = title.is_some_and(|title| title.touches(offset));
    match (existing_table(text, &note.facts), title) {
        (Some((table, eol)), _) if on_title || table.touches(offset) => {
            let list = list_of_headings(ctx, table.end, eol);
            let new = format!("{eol}{list}{eol}");
            if text[table] != new && !list.is_empty() {
                let edit = Operation::Edit(vec![Edit::new(table, new)]);
                ctx.add_rewrite("Update the table of contents".to_owned(), edit, None);
            }
        }
        (None, Some(title)) if on_title => {
            let eol = line_ending_near(text, title.range().end);
            let list = list_of_headings(ctx, title.end, eol);
            if list.matches(eol).count() > 1 {
                let new = format!("{eol}{eol}{START_MARKER}{eol}{eol}{list}{eol}{END_MARKER}");
                let edit = Operation::Edit(vec![Edit::insert(title.end, new)]);
                ctx.add_rewrite("Insert a table of contents".to_owned(), edit, None);
            }
        }
        _ => {}
    }
}

/// The span between the markers, from the line after the start marker up to the end marker, and the
/// line break to use in it. `None` if the note has no table of contents.
fn existing_table(text: &str, facts: &Facts) -> Option<(Span, &'static str)> {
    let find_marker = |marker: &str, from: usize| {
        let mut matches = text[from..].match_indices(marker).map(|(at, _)| from + at);
        matches.find(|&at| {
            let line = line_start(text, at);
            let end = at + marker.len();
            let rest = &text[end..line_end(text, end)];
            // A marker in a code block is not a comment: there, the verbatim span starts earlier.
            let starts_verbatim = || {
                let spans = &facts.verbatim;
                spans.binary_search_by_key(&line, |span| span.range().start).is_ok()
            };
            line == at && rest.trim().is_empty() && starts_verbatim()
        })
    };
    let marker = find_marker(START_MARKER, 0)?;
    let start = next_line_start(text, marker);
    let end = find_marker(END_MARKER, start)?;
    Some((Span::new(start, end), line_ending_near(text, marker)))
}

/// The list of links to the headings after `from`, one on each line. A heading is indented one step
/// more than its parent, so that skipped heading levels leave no gap in the list.
fn list_of_headings(ctx: &ActionContext<'_>, from: u32, eol: &str) -> String {
    let Some(note) = ctx.vault.note(ctx.note) else { return String::new() };
    let source = note.slug_source();
    // Where `{#id}` gives a heading its id, no slug is made for it.
    let mut explicit_ids = vec![None; note.headings.len()];
    for (index, fragment) in (0..).zip(&note.facts.fragments) {
        if let Some(heading) = heading_with_fragment(&note.facts, index)
            && fragment.kind == FragmentKind::HeadingId
        {
            explicit_ids[heading as usize] = Some(&note.fragments[index as usize]);
        }
    }
    let parents = parent_headings(note.facts.headings.iter().map(|heading| heading.level));
    let mut open_levels: Vec<u8> = Vec::new();
    let mut list = String::new();
    for (index, heading) in (0..).zip(&note.facts.headings) {
        let words = heading_without_ids(&note.headings[index as usize]);
        if heading.span.start < from || words.is_empty() {
            continue;
        }
        open_levels.retain(|level| *level < heading.level);
        let indent = "  ".repeat(open_levels.len());
        open_levels.push(heading.level);
        let display = display_text(words, &source);
        let explicit_id = explicit_ids[index as usize];
        let link = link_to_heading(ctx, note, (index, &parents), explicit_id, &display);
        list.push_str(&format!("{indent}- {link}{eol}"));
    }
    list
}

/// The text of a link to a heading. It is the heading's raw text, unless that holds characters that a
/// link's text cannot, such as another link.
fn display_text(raw: &str, source: &SlugSource) -> String {
    let raw = match raw.contains(['[', ']', '|', '<', '\n', '\r']) {
        true => &source.rendered_words(raw),
        false => raw,
    };
    let words = raw.replace(['[', ']', '|', '<', '>'], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The link to the heading `index`, or just `display` if no link resolves to it.
///
/// `parents` holds the parent of each heading. `explicit_id` is the id that the note gives the heading.
fn link_to_heading(
    ctx: &ActionContext<'_>,
    note: &Note,
    (index, parents): (u32, &[Option<u32>]),
    explicit_id: Option<&str>,
    display: &str,
) -> String {
    let markdown = ctx.vault.settings().link_style == LinkStyle::Markdown;
    let form = if markdown { LinkForm::Inline { angle_bracketed: false } } else { LinkForm::Wiki };
    let link = Link::unwritten(form);
    let resolves = |subpath: &str| match ctx.vault.resolve_anchor(ctx.note, &link, subpath) {
        Anchor::Headings(path) => path.last() == Some(&index),
        Anchor::Fragment(id) => heading_with_fragment(&note.facts, id) == Some(index),
        _ => false,
    };
    let segment = |index: u32| {
        heading_as_segment(heading_without_block_id(&note.headings[index as usize]), &link)
    };
    if markdown {
        let mut ids = explicit_id.into_iter().chain([note.slug(index)]);
        let id = ids.find(|id| resolves(id)).map(str::to_owned);
        let subpath = id.or_else(|| Some(segment(index)).filter(|words| resolves(words)));
        return subpath.map_or(display.to_owned(), |subpath| format!("[{display}](#{subpath})"));
    }
    let mut subpath = segment(index);
    let mut top = index;
    while !resolves(&subpath) {
        let Some(parent) = parents[top as usize] else { return display.to_owned() };
        top = parent;
        subpath = format!("{}#{subpath}", segment(top));
    }
    match subpath == display {
        true => format!("[[#{subpath}]]"),
        false => format!("[[#{subpath}|{display}]]"),
    }
}
