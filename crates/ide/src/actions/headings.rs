//! A link to a heading that its note does not have: the one that was meant, or one to be made.

use linkwright_syntax::{Link, heading_key, scan};
use linkwright_text::{Edit, Span, apply_edits, bom_len, count_line_endings, line_ending_near};
use linkwright_vault::{Anchor, FileId, LinkRef, decode_link_part};

use super::{ActionContext, Operation};
use crate::Refusal;
use crate::diagnostics::{Diagnostic, HeadingMatcher};
use crate::element::segments;
use crate::rename::heading_as_segment;

/// Headings that a note lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewHeadings {
    /// The note.
    pub note: FileId,
    /// The heading under which they go, at the end of its section; `None` is the end of the note.
    pub under: Option<u32>,
    /// What they say, each one level below the one before.
    pub headings: Vec<String>,
}

/// ActionContext the nearest heading of the target, and to add the one asked for.
pub(super) fn missing(ctx: &mut ActionContext<'_>, finding: &Diagnostic, at: LinkRef, link: Link) {
    let (vault, text) = (ctx.vault, ctx.text);
    let (Some(file), Some(subpath)) = (vault.resolve(at).file(), link.subpath) else { return };
    let fixes = (finding.code, finding.span);
    let said = decode_link_part(&text[subpath], link.form, link.place);
    if let Some(heading) = HeadingMatcher::default().nearest(vault, file, &said) {
        let written = heading_as_segment(heading, &link);
        if let Anchor::Headings(_) = vault.anchor(file, &link, &written) {
            let title = format!("Link to the heading `{heading}`");
            ctx.add_fix(fixes, false, title, Operation::Edit(vec![Edit::new(subpath, written)]));
        }
    }
    let spans: Vec<Span> = segments(text, subpath).collect();
    let leads = |count: usize| {
        let prefix = Span { start: subpath.start, end: spans[count - 1].end };
        match vault.anchor(file, &link, &text[prefix]) {
            Anchor::Headings(took) => Some((count, *took.last()?)),
            _ => None,
        }
    };
    let there = (1..spans.len()).rev().find_map(leads);
    let (known, under) = there.map_or((0, None), |(count, heading)| (count, Some(heading)));
    let words =
        |span: &Span| decode_link_part(&text[*span], link.form, link.place).trim().to_owned();
    let headings: Vec<String> = spans[known..].iter().map(words).collect();
    let name = vault.file(file).name();
    let title = match headings.last() {
        Some(last) if file == at.source => format!("Add the heading `{last}`"),
        Some(last) => format!("Add the heading `{last}` to `{name}`"),
        None => return,
    };
    ctx.add_fix(
        fixes,
        false,
        title,
        Operation::AddHeadings(NewHeadings { note: file, under, headings }),
    );
}

impl NewHeadings {
    /// The edit that adds the headings to the note, whose text is `text`. At the end of a note
    /// they begin at level 2: level 1 is the note's title.
    pub(super) fn edit(&self, text: &str) -> Result<Edit, Refusal> {
        let refuse = |reason: &str| Err(Refusal(format!("the heading cannot be added: {reason}")));
        let facts = scan(text);
        let (at, level) = match self.under.and_then(|index| facts.headings.get(index as usize)) {
            None => (text.len(), 2),
            Some(under) => {
                let behind = |start: u32| start > under.span.start;
                let next = facts
                    .headings
                    .iter()
                    .find(|heading| behind(heading.span.start) && heading.level <= under.level);
                let end = next.map_or(text.len(), |next| next.span.range().start);
                (end, usize::from(under.level) + 1)
            }
        };
        if level + self.headings.len() > 7 {
            return refuse("Markdown has six levels of them");
        }
        let eol = line_ending_near(text, at);
        let (before, behind) = text.split_at(at);
        let before = &before[bom_len(text)..];
        let mut insert = String::new();
        if !before.is_empty() && !before.ends_with(['\n', '\r']) {
            insert.push_str(eol);
        }
        let blank = before.trim_end_matches([' ', '\t', '\r', '\n']);
        if !blank.is_empty() && count_line_endings(&before[blank.len()..]) < 2 {
            insert.push_str(eol);
        }
        let lines = (level..).zip(&self.headings);
        let lines = lines.map(|(level, name)| format!("{} {name}{eol}", "#".repeat(level)));
        insert.push_str(&lines.collect::<Vec<_>>().join(eol));
        if !behind.is_empty() {
            insert.push_str(eol);
        }
        let edit = Edit::new(Span::new(at, at), insert);
        let read_back = apply_edits(text, std::slice::from_ref(&edit)).is_ok_and(|after| {
            let read = scan(&after).headings;
            let is_there = |name: &str| {
                let wanted = heading_key(name);
                read.iter().any(|heading| heading_key(&after[heading.text.range()]) == wanted)
            };
            read.len() == facts.headings.len() + self.headings.len()
                && self.headings.iter().all(|name| is_there(name))
        });
        match read_back {
            true => Ok(edit),
            false => refuse("Markdown would not read it there"),
        }
    }
}
