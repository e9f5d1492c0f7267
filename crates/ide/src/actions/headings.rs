//! Fixes for a link to a missing heading: link to a similar heading, or add the heading.

use linkwright_syntax::{heading_key, scan};
use linkwright_text::{Edit, Span, apply_edits, bom_len, count_line_endings, line_ending_near};
use linkwright_vault::{Anchor, FileId, Vault, decode_link_part};

use super::{ActionContext, Operation, ReportedLink};
use crate::Refusal;
use crate::diagnostics::HeadingMatcher;
use crate::element::segments;
use crate::rename::heading_as_segment;

/// Headings to add to a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewHeadings {
    /// The note.
    pub note: FileId,
    /// The index of the heading whose section they are added to, at its end. `None` adds them at the
    /// end of the note.
    pub under: Option<u32>,
    /// The texts of the headings. Each is one level below the one before.
    pub headings: Vec<String>,
}

/// Offers the most similar heading of the target, and to add the missing heading to it.
pub(super) fn offer_missing(ctx: &mut ActionContext<'_>, reported: ReportedLink<'_>) {
    let ReportedLink { diagnostic, link_ref, link } = reported;
    let (vault, text) = (ctx.vault, ctx.text);
    let (Some(file), Some(subpath)) = (vault.resolve(link_ref).file(), link.subpath) else {
        return;
    };
    let wanted = decode_link_part(&text[subpath], link.form, link.place);
    let with_slug = heading_with_slug(vault, file, &wanted);
    let nearest = with_slug.or_else(|| HeadingMatcher::default().nearest(vault, file, &wanted));
    if let Some(heading) = nearest {
        let new = heading_as_segment(heading, &link);
        if let Anchor::Headings(_) = vault.resolve_anchor(file, &link, &new) {
            let title = format!("Link to the heading `{heading}`");
            let edit = Operation::Edit(vec![Edit::new(subpath, new)]);
            ctx.add_fix(diagnostic, with_slug.is_some(), title, edit);
        }
    }
    let segments: Vec<Span> = segments(text, subpath).collect();
    // The longest beginning of the subpath that resolves: the missing headings belong under it.
    let resolve_first = |count: usize| {
        let prefix = Span { start: subpath.start, end: segments[count - 1].end };
        match vault.resolve_anchor(file, &link, &text[prefix]) {
            Anchor::Headings(headings) => Some((count, *headings.last()?)),
            _ => None,
        }
    };
    let resolved = (1..segments.len()).rev().find_map(resolve_first);
    let (count, under) = resolved.map_or((0, None), |(count, heading)| (count, Some(heading)));
    let segment_text =
        |span: &Span| decode_link_part(&text[*span], link.form, link.place).trim().to_owned();
    let headings: Vec<String> = segments[count..].iter().map(segment_text).collect();
    let name = vault.file(file).name();
    let title = match headings.last() {
        Some(last) if file == link_ref.source => format!("Add the heading `{last}`"),
        Some(last) => format!("Add the heading `{last}` to `{name}`"),
        None => return,
    };
    let new = NewHeadings { note: file, under, headings };
    ctx.add_fix(diagnostic, false, title, Operation::AddHeadings(new));
}

/// The first heading of `file` that has the slug `slug`, as written in the file.
fn heading_with_slug<'v>(vault: &'v Vault, file: FileId, slug: &str) -> Option<&'v str> {
    let note = vault.note(file).filter(|_| !slug.is_empty())?;
    let mut headings = (0..).zip(note.headings.iter());
    headings.find(|(index, _)| note.slug(*index) == slug).map(|(_, heading)| heading)
}

impl NewHeadings {
    /// Returns the edit that adds the headings to the note, whose text is `text`. At the end of the
    /// note they start at level 2, because level 1 is the title.
    pub(super) fn edit(&self, text: &str) -> Result<Edit, Refusal> {
        let refuse = |reason: &str| Err(Refusal(format!("the heading cannot be added: {reason}")));
        let facts = scan(text);
        let (at, level) = match self.under.and_then(|index| facts.headings.get(index as usize)) {
            None => (text.len(), 2),
            Some(under) => {
                let next = facts.headings.iter().find(|heading| {
                    heading.span.start > under.span.start && heading.level <= under.level
                });
                let end = next.map_or(text.len(), |next| next.span.range().start);
                (end, usize::from(under.level) + 1)
            }
        };
        if level + self.headings.len() > 7 {
            return refuse("Markdown has only six heading levels");
        }
        let eol = line_ending_near(text, at);
        let (before, after) = text.split_at(at);
        let before = &before[bom_len(text)..];
        let mut insert = String::new();
        if !before.is_empty() && !before.ends_with(['\n', '\r']) {
            insert.push_str(eol);
        }
        let trimmed = before.trim_end_matches([' ', '\t', '\r', '\n']);
        if !trimmed.is_empty() && count_line_endings(&before[trimmed.len()..]) < 2 {
            insert.push_str(eol);
        }
        let lines = (level..).zip(&self.headings);
        let lines = lines.map(|(level, heading)| format!("{} {heading}{eol}", "#".repeat(level)));
        insert.push_str(&lines.collect::<Vec<_>>().join(eol));
        if !after.is_empty() {
            insert.push_str(eol);
        }
        let edit = Edit::new(Span::new(at, at), insert);
        let is_read_as_headings =
            apply_edits(text, std::slice::from_ref(&edit)).is_ok_and(|after| {
                let read = scan(&after).headings;
                let has_heading = |wanted: &str| {
                    let wanted = heading_key(wanted);
                    read.iter().any(|heading| heading_key(&after[heading.text.range()]) == wanted)
                };
                read.len() == facts.headings.len() + self.headings.len()
                    && self.headings.iter().all(|heading| has_heading(heading))
            });
        match is_read_as_headings {
            true => Ok(edit),
            false => refuse("Markdown would not read it as a heading there"),
        }
    }
}
