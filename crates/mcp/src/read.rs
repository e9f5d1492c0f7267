//! `read`: a note, or a part of it.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use linkwright_ide::outgoing::outgoing_links;
use linkwright_ide::references::backlinks;
use linkwright_ide::section::section;
use linkwright_syntax::{heading_key, heading_without_ids};
use linkwright_vault::{FileId, Note};
use serde_json::{Value, json};

use crate::answer::{ToolAnswer, ToolRefusal, cut_at_line, fields};
use crate::arguments::{ReadCall, ReadPart};
use crate::seen::shown;
use crate::vault::{NamedPlace, SessionVault};

/// Default number of bytes of text in an answer.
const BYTES: usize = 8_000;

/// Maximum number of bytes of text in an answer.
const MAX_BYTES: usize = 100_000;

/// Maximum number of links of each kind in an answer.
const MAX_LINKS: usize = 50;

/// Reads a note, or a part of it.
///
/// # Errors
/// If there is no such note or part, or the note cannot be read.
pub(crate) fn read(vault: &mut SessionVault, given: &ReadCall, cancel: &AtomicBool) -> ToolAnswer {
    vault.current.refresh(cancel)?;
    let named = vault.named(&given.note)?;
    let NamedPlace { file, path, .. } = &named;
    let text = vault.text(*file, cancel)?;
    let project = &vault.current.project;
    let Some(note) = project.vault.note(*file) else {
        return Err(ToolRefusal(format!("`{path}` is not a note: it has no text to read")));
    };
    let part = part(&vault.current.project.vault, &named, note, &text, given)?;
    let max = given.bytes.unwrap_or(BYTES).clamp(1, MAX_BYTES);
    let mut answer =
        fields(json!({"note": path, "digest": shown(linkwright_syntax::digest(&text))}));
    if given.part == ReadPart::Outline {
        answer.insert("headings".to_owned(), outline(note, &text, &part));
    } else {
        let cut = cut_at_line(&text[part.clone()], max);
        let end = part.start + cut.len();
        let first = line_of(&text, part.start);
        let last = line_of(&text, end.max(part.start + 1) - 1).max(first);
        answer.insert("text".to_owned(), cut.into());
        answer.insert("lines".to_owned(), format!("{first}-{last}").into());
        if end < part.end {
            let rest = format!("{}-{}", line_of(&text, end), line_of(&text, part.end - 1));
            answer.insert("more".to_owned(), rest.into());
        }
        if let Some(choices) = equal_headings(&named, note) {
            answer.insert("hint".to_owned(), choices.into());
        }
    }
    if given.links {
        // Whether a target outside the vault exists is known once the links were resolved.
        let _ = outgoing_links(&vault.current.project.vault, named.file);
        vault.current.project.ask_disk();
        add_links(vault, *file, &text, &part, &mut answer);
    }
    vault.seen.add(&text);
    Ok(answer)
}

/// The bytes of the part that is asked for.
fn part(
    vault: &linkwright_vault::Vault,
    named: &NamedPlace,
    note: &Note,
    text: &str,
    given: &ReadCall,
) -> Result<Range<usize>, ToolRefusal> {
    let path = &named.path;
    let whole = match &named.subpath {
        None => 0..text.len(),
        Some(subpath) => {
            let found = section(vault, named.file, subpath, text);
            found
                .map(linkwright_text::Span::range)
                .ok_or_else(|| missing_part(path, subpath, note))?
        }
    };
    let asked = match given.part {
        ReadPart::All | ReadPart::Outline => whole,
        ReadPart::Frontmatter => {
            note.facts.frontmatter.as_deref().map_or(0..0, |it| it.span.range())
        }
    };
    let Some(lines) = &given.lines else { return Ok(asked) };
    let bad = || ToolRefusal(format!("`lines` is `{lines}`: write it as `10-20`, counted from 1"));
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let first: usize = first.trim().parse().map_err(|_| bad())?;
    let last: usize = last.trim().parse().map_err(|_| bad())?;
    let count = text.split_inclusive('\n').count();
    // An empty note is read too, although it has no line.
    if first == 0 || last < first || first > count.max(1) {
        return Err(ToolRefusal(format!("`lines` is `{lines}`, and `{path}` has {count} lines")));
    }
    Ok(line_start(text, first)..line_start(text, last.saturating_add(1)))
}

/// The refusal for a heading or block that does not exist, with those that do.
pub(crate) fn missing_part(path: &str, subpath: &str, note: &Note) -> ToolRefusal {
    let names: Vec<String> = match subpath.starts_with('^') {
        true => note.block_ids.iter().map(|id| format!("^{id}")).take(30).collect(),
        false => {
            note.headings.iter().map(|it| heading_without_ids(it).to_owned()).take(30).collect()
        }
    };
    let kind = if subpath.starts_with('^') { "block" } else { "heading" };
    let names =
        if names.is_empty() { "none".to_owned() } else { format!("`{}`", names.join("`, `")) };
    ToolRefusal(format!("`{path}` has no {kind} `{subpath}`. It has: {names}"))
}

/// The headings in `part`, each with its level and line.
fn outline(note: &Note, text: &str, part: &Range<usize>) -> Value {
    let headings = note.facts.headings.iter().zip(note.headings.iter());
    let inside = headings.filter(|(fact, _)| part.contains(&(fact.span.start as usize)));
    let shown = inside.map(|(fact, heading)| {
        let line = line_of(text, fact.span.start as usize);
        json!(format!(
            "{} {} (line {line})",
            "#".repeat(fact.level.into()),
            heading_without_ids(heading)
        ))
    });
    shown.collect()
}

/// A sentence about other headings that are equal to the one that is read.
fn equal_headings(named: &NamedPlace, note: &Note) -> Option<String> {
    let last = named.subpath.as_deref()?.rsplit('#').next()?;
    let key = heading_key(last);
    let equal = note.headings.iter().filter(|heading| heading_key(heading) == key).count();
    (equal > 1 && !last.starts_with('^')).then(|| {
        format!("{equal} headings of this note are `{last}`. Name the one you mean by its parents: `A#B`")
    })
}

fn add_links(
    vault: &SessionVault,
    file: FileId,
    text: &str,
    part: &Range<usize>,
    answer: &mut crate::answer::Fields,
) {
    let index = &vault.current.project.vault;
    let path = |file: FileId| index.file(file).path.to_string();
    let out = outgoing_links(index, file).into_iter();
    let out = out.filter(|link| part.contains(&(link.span.start as usize))).take(MAX_LINKS);
    let out: Vec<Value> = out
        .map(|link| {
            let to = link.target.as_ref().map(|target| path(target.file));
            let mut shown = json!({"link": text[link.span], "to": to});
            if link.is_broken {
                shown["broken"] = true.into();
            }
            shown
        })
        .collect();
    let mut from: Vec<String> =
        backlinks(index, file).into_iter().map(|it| path(it.file)).collect();
    from.dedup();
    from.truncate(MAX_LINKS);
    answer.insert("links".to_owned(), out.into());
    answer.insert("linkedFrom".to_owned(), from.into());
}

/// The line, from 1, of the byte `at`.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1
}

/// Where the line `line`, from 1, begins; the end of the text for a line after the last one.
fn line_start(text: &str, line: usize) -> usize {
    match line.checked_sub(2) {
        None => 0,
        Some(before) => {
            memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(text.len(), |at| at + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let text = "a\nb\n\nc";
        let starts: Vec<usize> = (1..=6).map(|line| line_start(text, line)).collect();
        assert_eq!(starts, [0, 2, 4, 5, 6, 6]);
        assert_eq!((line_of(text, 0), line_of(text, 2), line_of(text, 6)), (1, 2, 4));
    }
}
