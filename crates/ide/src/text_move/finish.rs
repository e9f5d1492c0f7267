//! Makes the changes of a planned move from the texts.

use std::collections::BTreeMap;

use linkwright_syntax::{Facts, scan};
use linkwright_text::{
    Edit, Span, apply_edits, bom_len, line_ending_near, line_start, to_offset, with_line_endings,
};
use linkwright_vault::FileId;

use super::{Destination, InsertPlace, Leftover, TextMovePlan};
use crate::rename::LinkChange;
use crate::{Changes, EditReason, Refusal, Texts};

/// The edits of each file.
type EditsByFile = BTreeMap<FileId, Vec<(Edit, EditReason)>>;

impl TextMovePlan {
    /// Makes all edits. `texts` has the texts of [`TextMovePlan::notes`].
    ///
    /// # Errors
    /// Returns the reason if the part would not mean the same in the other note, for instance because
    /// that note ends in a code block.
    pub fn finish(mut self, texts: &Texts) -> Result<Changes, Refusal> {
        let note = self.text_move.note;
        let text = texts.of(note);
        self.text_move.span = without_blank_ends(self.text_move.span, text);
        let mut changes = Changes { messages: self.messages.clone(), ..Changes::default() };
        let mut edits = EditsByFile::new();
        for (file, links) in &self.outside {
            edits.insert(*file, edits_of(links, texts.of(*file)).collect());
        }
        for (file, in_bases) in &self.bases_outside {
            let in_bases = in_bases.iter().map(|edit| (edit.clone(), EditReason::Link));
            edits.entry(*file).or_default().extend(in_bases);
        }
        let facts = scan(text);
        let part = self.moved_text(text, &facts)?;
        match (&self.text_move.to, &self.target) {
            (Destination::NewNote(path), _) => {
                let created = part.clone() + line_ending_near(text, self.span().range().start);
                check_insertion(&created, 0, &scan(""), &facts, self.span())
                    .map_err(|reason| Refusal(format!("`{path}`: {reason}")))?;
                changes.creates.push((path.clone(), created));
            }
            (_, Some(target)) => {
                let into = texts.of(target.note);
                let (insertion, start) = insertion(into, target.place, &part);
                if !(insertion.insert.is_empty() && insertion.span.is_empty()) {
                    let after = apply_edits(into, std::slice::from_ref(&insertion));
                    let after = after.map_err(|error| Refusal(error.to_string()))?;
                    let mut before = scan(into);
                    before.links.retain(|link| !insertion.span.covers(link.span));
                    check_insertion(&after, start, &before, &facts, self.span())
                        .map_err(|reason| Refusal(format!("`{}`: {reason}", target.path)))?;
                    edits.entry(target.note).or_default().push((insertion, EditReason::Requested));
                }
            }
            (_, None) => {}
        }
        if self.text_move.leaves == Leftover::NoNote {
            edits.remove(&note);
            changes.deletes.push(self.path.clone());
        } else {
            let removal = (self.removal(text), EditReason::Requested);
            edits.entry(note).or_default().push(removal);
        }
        for edits in edits.values_mut() {
            edits.sort_by_key(|(edit, _)| edit.span);
        }
        changes.edits = edits.into_iter().collect();
        Ok(changes)
    }

    fn span(&self) -> Span {
        self.text_move.span
    }

    /// The text of the part, with its links and headings as they are in the other note.
    fn moved_text(&self, text: &str, facts: &Facts) -> Result<String, Refusal> {
        let span = self.span();
        let mut edits: Vec<Edit> = edits_of(&self.inside, text).map(|(edit, _)| edit).collect();
        edits.extend(self.bases_inside.iter().cloned());
        if self.deeper > 0 {
            for heading in facts.headings.iter().filter(|heading| span.covers(heading.span)) {
                if !text[heading.span].starts_with('#') {
                    let heading = text[heading.text].trim();
                    return Err(Refusal(format!(
                        "the heading `{heading}` is underlined and can have no deeper level: write \
                         it with `#` first"
                    )));
                }
                let hashes = "#".repeat(self.deeper.into());
                edits.push(Edit::insert(heading.span.start, hashes));
            }
        }
        edits.sort_by_key(|edit| edit.span);
        for edit in &mut edits {
            edit.span =
                Span { start: edit.span.start - span.start, end: edit.span.end - span.start };
        }
        let nested = |_| Refusal::new("a link contains another link: move one of them out first");
        apply_edits(&text[span], &edits).map_err(nested)
    }

    /// The edit of the note that the part leaves.
    fn removal(&self, text: &str) -> Edit {
        let span = self.span();
        if let Some(replacement) = &self.replacement {
            return Edit::new(span, replacement.clone());
        }
        let Span { start, end } = span;
        let after = &text[end as usize..];
        let next = after.trim_start();
        if next.is_empty() {
            let before = text[..start as usize].trim_end().len().max(bom_len(text));
            let end = if before == bom_len(text) { text.len() } else { end as usize };
            return Edit::delete(Span::new(before, end));
        }
        // Blank lines before the part stay, those after it go.
        let next = line_start(text, text.len() - next.len());
        Edit::delete(Span { start, end: to_offset(next).max(end) })
    }
}

fn edits_of<'l>(
    links: &'l [LinkChange],
    text: &'l str,
) -> impl Iterator<Item = (Edit, EditReason)> + 'l {
    links.iter().flat_map(move |change| change.edits(|span| &text[span]))
}

/// `span` of `text` without blank lines at its ends, and without a byte order mark.
fn without_blank_ends(span: Span, text: &str) -> Span {
    let start = span.range().start.max(bom_len(text));
    Span::new(start, span.range().end.min(text.len()).max(start)).trimmed(text)
}

/// The edit that inserts `part` in `text`, and the start of the part in the edited text.
fn insertion(text: &str, place: InsertPlace, part: &str) -> (Edit, u32) {
    let (replaced, eol) = match place {
        InsertPlace::Replacing(span) => (span, line_ending_near(text, span.range().start)),
        InsertPlace::Before(end) => {
            let end = end.map_or(text.len(), |end| line_start(text, end as usize));
            let at = text[..end].trim_end().len().max(bom_len(text));
            (Span::new(at, at), line_ending_near(text, at))
        }
    };
    let part = with_line_endings(part, eol);
    let start = replaced.range().start;
    let is_first = start == bom_len(text);
    let gap = match place {
        InsertPlace::Before(_) if !part.is_empty() && !is_first => eol.repeat(2),
        _ => String::new(),
    };
    let end = if is_first && start == text.len() && !part.is_empty() { eol } else { "" };
    let at = to_offset(start + gap.len());
    (Edit::new(replaced, [&gap, &*part, end].concat()), at)
}

/// Checks that `after`, in which the part was inserted at `start`, has all that the note had before and
/// all that the part had, and nothing else. `moved` are the facts of the note that `part` comes from.
fn check_insertion(
    after: &str,
    start: u32,
    before: &Facts,
    moved: &Facts,
    part: Span,
) -> Result<(), &'static str> {
    let after = scan(after);
    if after.verbatim.iter().any(|code| code.start < start && start < code.end) {
        return Err("the text would be inside code or HTML there: close that first");
    }
    let before_and_moved =
        counts(before, |_| true).into_iter().zip(counts(moved, |it| part.covers(it)));
    let is_same = before_and_moved.map(|(a, b)| a + b).eq(counts(&after, |_| true));
    match is_same && after.frontmatter.is_some() == before.frontmatter.is_some() {
        true => Ok(()),
        false => Err("the text would not mean the same there: move it by hand"),
    }
}

/// The number of links, headings, block ids, tags, footnotes and labels whose spans `counts`.
fn counts(facts: &Facts, counts: impl Fn(Span) -> bool) -> [usize; 6] {
    let count = |spans: &mut dyn Iterator<Item = Span>| spans.filter(|span| counts(*span)).count();
    [
        count(&mut facts.links.iter().map(|it| it.span)),
        count(&mut facts.headings.iter().map(|it| it.span)),
        count(&mut facts.block_ids.iter().map(|it| it.span)),
        count(&mut facts.tags.iter().map(|it| it.span)),
        count(&mut facts.footnotes.iter().map(|it| it.span)),
        count(&mut facts.labels.iter().map(|it| it.span)),
    ]
}
