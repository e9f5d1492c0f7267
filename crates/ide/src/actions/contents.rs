//! A table of contents: a list of links to the note's headings, between two comments.
//!
//! It stands between `<!-- toc -->` and `<!-- /toc -->`, each alone on its line, and lists the
//! headings behind it.

use linkwright_syntax::{
    Facts, FragmentKind, Link, LinkForm, LinkPlace, heading_without_block_id, heading_without_ids,
};
use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start, next_line_start};
use linkwright_vault::{Anchor, LinkStyle, Note, SlugSource};

use super::{ActionContext, Operation};
use crate::element::heading_with_fragment;
use crate::rename::heading_as_segment;
use crate::title::{first_h1, parent_headings};

const OPEN: &str = "<!-- toc -->";
const CLOSE: &str = "<!-- /toc -->";

/// ActionContext to make a table of contents below the title, where the cursor is on that, or to bring one
/// up to date, where it is in it or on the title.
pub(super) fn offer(ctx: &mut ActionContext<'_>, offset: u32) {
    let (Some(note), text) = (ctx.vault.note(ctx.note), ctx.text) else { return };
    let title = first_h1(note).map(|index| note.facts.headings[index as usize].span);
    let on_title = title.is_some_and(|title| title.touches(offset));
    match (markers(text, &note.facts), title) {
        (Some((inside, eol)), _) if on_title || inside.touches(offset) => {
            let list = list(ctx, inside.end, eol);
            let new = format!("{eol}{list}{eol}");
            if text[inside] != new && !list.is_empty() {
                let edits = vec![Edit::new(inside, new)];
                ctx.add_rewrite(
                    "Update the table of contents".into(),
                    Operation::Edit(edits),
                    None,
                );
            }
        }
        (None, Some(title)) if on_title => {
            let eol = line_ending_near(text, title.range().end);
            let list = list(ctx, title.end, eol);
            if list.matches(eol).count() > 1 {
                let table = format!("{eol}{eol}{OPEN}{eol}{eol}{list}{eol}{CLOSE}");
                let edits = vec![Edit::insert(title.end, table)];
                ctx.add_rewrite("Insert a table of contents".into(), Operation::Edit(edits), None);
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
            let begins =
                || facts.verbatim.binary_search_by_key(&line, |it| it.range().start).is_ok();
            line == at && rest.trim().is_empty() && begins()
        })
    };
    let open = alone(OPEN, 0)?;
    let start = next_line_start(text, open);
    Some((Span::new(start, alone(CLOSE, start)?), line_ending_near(text, open)))
}

/// The list of links to the headings behind `from`, a line each. A heading stands one step below the
/// nearest one above it of a lower level, so that skipped levels leave no gap in the list.
fn list(ctx: &ActionContext<'_>, from: u32, eol: &str) -> String {
    let Some(note) = ctx.vault.note(ctx.note) else { return String::new() };
    let source = note.slug_source();
    // What gives headings their ids makes no slugs for those.
    let mut given = vec![None; note.headings.len()];
    for (index, fragment) in (0..).zip(&note.facts.fragments) {
        if let Some(heading) = heading_with_fragment(&note.facts, index)
            && fragment.kind == FragmentKind::HeadingId
        {
            given[heading as usize] = Some(&note.fragments[index as usize]);
        }
    }
    let parents = parent_headings(note.facts.headings.iter().map(|heading| heading.level));
    let mut above: Vec<u8> = Vec::new();
    let mut list = String::new();
    for (index, heading) in (0..).zip(&note.facts.headings) {
        let words = heading_without_ids(&note.headings[index as usize]);
        if heading.span.start < from || words.is_empty() {
            continue;
        }
        above.retain(|level| *level < heading.level);
        let indent = "  ".repeat(above.len());
        above.push(heading.level);
        let shown = shown(words, &source);
        list.push_str(&format!(
            "{indent}- {}{eol}",
            entry(ctx, note, (index, &parents), given[index as usize], &shown)
        ));
    }
    list
}

/// How the words of a heading stand in a link's text: as in the heading, unless they hold what a
/// link's text cannot, such as another link.
fn shown(raw: &str, source: &SlugSource) -> String {
    let raw = match raw.contains(['[', ']', '|', '<', '\n', '\r']) {
        true => &source.rendered_words(raw),
        false => raw,
    };
    let words = raw.replace(['[', ']', '|', '<', '>'], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The link to a heading; its words, where no link leads there.
///
/// `parents` are the headings that each stands under.
fn entry(
    ctx: &ActionContext<'_>,
    note: &Note,
    (index, parents): (u32, &[Option<u32>]),
    given: Option<&str>,
    shown: &str,
) -> String {
    let markdown = ctx.vault.settings().link_style == LinkStyle::Markdown;
    let form = if markdown { LinkForm::Inline { angle_bracketed: false } } else { LinkForm::Wiki };
    let span = Span::empty(0);
    let (path, subpath, place) = (span, Some(span), LinkPlace::Body);
    let link = Link { span, form, is_embed: false, path, subpath, display: None, place };
    let leads = |subpath: &str| match ctx.vault.anchor(ctx.note, &link, subpath) {
        Anchor::Headings(took) => took.last() == Some(&index),
        Anchor::Fragment(id) => heading_with_fragment(&note.facts, id) == Some(index),
        _ => false,
    };
    let words = |index: u32| {
        heading_as_segment(heading_without_block_id(&note.headings[index as usize]), &link)
    };
    if markdown {
        let slug = given.into_iter().chain([note.slug(index)]).find(|slug| leads(slug));
        let target =
            slug.map(str::to_owned).or_else(|| Some(words(index)).filter(|words| leads(words)));
        return target.map_or(shown.to_owned(), |target| format!("[{shown}](#{target})"));
    }
    let mut subpath = words(index);
    let mut top = index;
    while !leads(&subpath) {
        let Some(above) = parents[top as usize] else { return shown.to_owned() };
        top = above;
        subpath = format!("{}#{subpath}", words(top));
    }
    match subpath == shown {
        true => format!("[[#{subpath}]]"),
        false => format!("[[#{subpath}|{shown}]]"),
    }
}
