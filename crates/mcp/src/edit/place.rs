//! Finds the place of an edit.

use std::ops::Range;

use linkwright_ide::section::section;
use linkwright_ide::text_move::section_span;
use linkwright_syntax::{fold, heading_key, heading_without_ids};
use linkwright_vault::{FileId, Note, Vault};

use crate::answer::ToolRefusal;
use crate::arguments::{EditAction, EditCall};
use crate::read::{line_of, missing_part};

/// The place of an edit.
pub(super) struct EditPlace {
    /// The bytes that are replaced, without blank lines around them. Text is added before or after them.
    pub(super) content: Range<usize>,
    /// The bytes that are deleted.
    pub(super) whole: Range<usize>,
    /// What is put between this and added text.
    pub(super) separator: &'static str,
    /// What must stay at the end of the content.
    pub(super) suffix: String,
}

/// Maximum number of choices in a refusal.
const MAX_CHOICES: usize = 20;

/// The place that the arguments name.
///
/// # Errors
/// If it does not exist, or there are several.
pub(super) fn place(
    vault: &Vault,
    file: FileId,
    text: &str,
    given: &EditCall,
) -> Result<EditPlace, ToolRefusal> {
    let path = &vault.file(file).path;
    let Some(note) = vault.note(file) else {
        return Err(ToolRefusal(format!(
            "`{path}` is not a note: only the text of notes is edited"
        )));
    };
    match (&given.heading, &given.block, &given.find) {
        (Some(heading), _, _) => heading_place(path, note, text, heading.trim_start_matches('#')),
        (_, Some(block), _) => block_place(vault, file, text, block.trim_start_matches('^'), given),
        (_, _, Some(find)) => exact_place(path, text, find),
        _ => {
            let start = note.facts.frontmatter.as_deref().map_or(0, |yaml| yaml.span.range().end);
            let start = start.max(linkwright_text::bom_len(text));
            let content = trimmed(text, start..text.len());
            Ok(EditPlace {
                whole: content.clone(),
                content,
                separator: "\n",
                suffix: String::new(),
            })
        }
    }
}

/// The section of the heading that `A#B` names: `B` below `A`.
fn heading_place(
    path: &str,
    note: &Note,
    text: &str,
    given: &str,
) -> Result<EditPlace, ToolRefusal> {
    let wanted: Vec<String> =
        given.split('#').filter(|part| !part.trim().is_empty()).map(heading_key).collect();
    let paths: Vec<Vec<u32>> = heading_paths(note);
    let keys: Vec<String> = note.headings.iter().map(heading_key).collect();
    let matches = |path: &Vec<u32>| {
        let mut wanted = wanted.iter().rev();
        let mut own = path.iter().rev().map(|at| &keys[*at as usize]);
        let is_last = wanted.next().is_some_and(|last| own.next() == Some(last));
        is_last && wanted.all(|parent| own.any(|key| key == parent))
    };
    let found: Vec<&Vec<u32>> = paths.iter().filter(|path| matches(path)).collect();
    let [own] = found[..] else {
        if found.is_empty() {
            return Err(missing_part(path, given, note));
        }
        let shown = |path: &&Vec<u32>| {
            let names = path
                .iter()
                .map(|at| heading_without_ids(note.headings.get(*at as usize).unwrap_or_default()));
            let line = path.last().and_then(|at| note.facts.headings.get(*at as usize));
            let line = line.map_or(0, |heading| line_of(text, heading.span.range().start));
            format!("`{}` (line {line})", names.collect::<Vec<_>>().join("#"))
        };
        let choices: Vec<String> = found.iter().take(MAX_CHOICES).map(shown).collect();
        return Err(ToolRefusal(format!(
            "`{path}` has {} headings `{given}`: {}. Nothing was changed. Name one of them by its \
             parents, or use `find` with text that occurs only once",
            found.len(),
            choices.join(", ")
        )));
    };
    let index = own.last().copied().unwrap_or_default();
    let heading = &note.facts.headings[index as usize];
    let section = section_span(note, index).range();
    let end = section.end.min(text.len());
    let below = text[heading.span.range().end.min(end)..end].find('\n');
    let start = below.map_or(end, |line_end| heading.span.range().end + line_end + 1);
    Ok(EditPlace {
        content: trimmed(text, start..end),
        whole: section.start..end,
        separator: "\n",
        suffix: String::new(),
    })
}

/// For each heading, its parents and itself.
fn heading_paths(note: &Note) -> Vec<Vec<u32>> {
    let mut open: Vec<(u8, u32)> = Vec::new();
    (0..)
        .zip(&note.facts.headings)
        .map(|(index, heading)| {
            while open.pop_if(|(level, _)| *level >= heading.level).is_some() {}
            open.push((heading.level, index));
            open.iter().map(|(_, index)| *index).collect()
        })
        .collect()
}

/// The block with the id `id`.
fn block_place(
    vault: &Vault,
    file: FileId,
    text: &str,
    id: &str,
    given: &EditCall,
) -> Result<EditPlace, ToolRefusal> {
    let path = &vault.file(file).path;
    let note = vault.note(file).ok_or_else(|| ToolRefusal(format!("`{path}` is not a note")))?;
    let missing = || missing_part(path, &format!("^{id}"), note);
    let ids = note.block_ids.iter().enumerate().filter(|(_, it)| fold(it) == fold(id));
    let ids: Vec<usize> = ids.map(|(at, _)| at).collect();
    let [index] = ids[..] else {
        if ids.is_empty() {
            return Err(missing());
        }
        return Err(ToolRefusal(format!(
            "`{path}` has {} blocks `^{id}`. Nothing was changed. Use `find` with text that occurs only \
             once",
            ids.len()
        )));
    };
    let span = section(vault, file, &format!("^{id}"), text).ok_or_else(missing)?.range();
    let written = note.facts.block_ids[index].span.range();
    let content = trimmed(text, span);
    let is_list = text[content.clone()].trim_start().starts_with(['-', '*', '+'])
        || text[content.clone()].trim_start().starts_with(|c: char| c.is_ascii_digit());
    let separator = if is_list { "\n" } else { "\n\n" };
    if content.contains(&written.start) {
        let line_end = linkwright_text::next_line_start(text, content.end).min(text.len());
        let whole = line_start(text, content.start)..line_end;
        let suffix = format!(" ^{}", &text[written]);
        return Ok(EditPlace { content, whole, separator, suffix });
    }
    // The id stands below the block, on a line of its own.
    let end = linkwright_text::next_line_start(text, written.end).min(text.len());
    let whole = line_start(text, content.start)..end;
    let content = match given.action {
        // Added text comes after the id.
        EditAction::Append => content.start..written.end,
        _ => content,
    };
    Ok(EditPlace { content, whole, separator, suffix: String::new() })
}

/// The only place where `find` occurs.
fn exact_place(path: &str, text: &str, find: &str) -> Result<EditPlace, ToolRefusal> {
    if find.is_empty() {
        return Err(ToolRefusal::new("`find` is empty"));
    }
    let wanted = match text.contains("\r\n") {
        true => find.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => find.to_owned(),
    };
    let places: Vec<usize> = overlapping(text, &wanted).take(MAX_CHOICES + 1).collect();
    let [start] = places[..] else {
        if places.is_empty() {
            return Err(ToolRefusal(format!(
                "`{path}` does not contain this text. `find` must be exactly as in the note, with all \
                 spaces and line breaks. Call `read` again"
            )));
        }
        let lines: Vec<String> =
            places.iter().take(MAX_CHOICES).map(|at| line_of(text, *at).to_string()).collect();
        return Err(ToolRefusal(format!(
            "`{path}` contains this text in several places, on lines {}. Nothing was changed. Give a \
             longer `find` that occurs only once",
            lines.join(", ")
        )));
    };
    let content = start..start + wanted.len();
    Ok(EditPlace { whole: content.clone(), content, separator: "", suffix: String::new() })
}

/// Where `find` begins in `text`, also where two places overlap.
fn overlapping<'t>(text: &'t str, find: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(find)?;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
}

/// `range` without blank lines and line ends at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let end = range.start + inside.trim_end().len();
    if end == range.start {
        return range.start..range.start;
    }
    let first = range.start + (inside.len() - inside.trim_start().len());
    // Spaces at the end of the last line can be a line break of Markdown.
    let end = linkwright_text::line_end(text, end).min(range.end);
    line_start(text, first).max(range.start)..end
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |line_end| line_end + 1)
}

/// `new` as whole lines that are inserted at `at`, where there is no text yet.
pub(super) fn insertion(text: &str, at: usize, new: &str) -> String {
    let is_line_start = at == 0 || text[..at].ends_with('\n');
    let before = if is_line_start { "" } else { "\n" };
    let rest = &text[at..];
    let after = match () {
        () if rest.trim().is_empty() && !is_line_start => "",
        () => "\n",
    };
    format!("{before}{}{after}", new.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_around_are_left_out() {
        let text = "# A\n\n  x\ny\n\n# B\n";
        assert_eq!(&text[trimmed(text, 4..12)], "  x\ny");
        assert_eq!(trimmed(text, 4..5), 4..4);
    }

    #[test]
    fn overlapping_places_are_several() {
        assert_eq!(overlapping("aaa", "aa").collect::<Vec<_>>(), [0, 1]);
        assert_eq!(overlapping("äöä", "ä").collect::<Vec<_>>(), [0, 4]);
    }
}
