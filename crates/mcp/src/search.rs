//! `search`: names, aliases, tags, headings and texts.

use std::sync::atomic::AtomicBool;

use linkwright_project::Error;
use linkwright_syntax::{Heading, fold, heading_without_ids};
use linkwright_vault::Note;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolAnswer, ToolRefusal, char_floor};
use crate::arguments::{SearchCall, offset};
use crate::page::Page;
use crate::vault::{SessionVault, TaskError};
use crate::words::{MatchRank, WordMatch, query_words};

/// Maximum number of bytes of the message with an answer.
const MAX_MESSAGE: usize = 2 << 10;

/// Maximum number of notes in an answer.
const MAX_HITS: usize = 15;

/// Maximum number of bytes of a path. A longer one, which is rare, is cut off.
const MAX_PATH: usize = 240;

/// Maximum number of bytes of a heading.
const MAX_HEADING: usize = 60;

/// Number of bytes of an excerpt.
const EXCERPT: usize = 90;

/// Searches the vault.
///
/// # Errors
/// If the query is empty, or the vault cannot be read.
pub(crate) fn search(
    vault: &mut SessionVault,
    given: &SearchCall,
    cancel: &AtomicBool,
) -> ToolAnswer {
    let words = query_words(&given.query);
    if !given.query.contains(char::is_alphanumeric) {
        return Err(ToolRefusal::new("`query` needs at least one letter or digit"));
    }
    let start = offset(given.cursor.as_deref())?;
    vault.current.refresh(cancel)?;
    vault.retry(cancel, |vault| {
        vault.update_words();
        answer(vault, &words, start)
    })
}

/// The answer from the position `start` on.
fn answer(vault: &SessionVault, words: &[String], start: usize) -> Result<Fields, TaskError> {
    let found = vault.words.find(&vault.current.project.vault, words, start, MAX_HITS);
    let mut page = Page::new(start, MAX_MESSAGE, Fields::new());
    for hit in &found.matches {
        if !page.add(show(vault, words, hit)?) {
            break;
        }
    }
    Ok(page.answer("hits", found.total))
}

/// A hit, with the best line of its text.
fn show(vault: &SessionVault, words: &[String], hit: &WordMatch) -> Result<Value, TaskError> {
    let project = &vault.current.project;
    let found_in = match hit.rank {
        MatchRank::Name | MatchRank::NameStart | MatchRank::InName => "name",
        MatchRank::Heading => "heading",
        MatchRank::Tag => "tag",
        MatchRank::Text => "text",
    };
    let file = project.vault.file(hit.file);
    let mut shown = json!({"note": shorten(&file.path, MAX_PATH), "in": found_in});
    let text = match project.texts(&[hit.file]) {
        Ok(texts) => texts.into_iter().next().map(|(_, text)| text).unwrap_or_default(),
        Err(error @ Error::Changed(_)) => return Err(error.into()),
        // It can be found by its name.
        Err(_) => return Ok(shown),
    };
    let Some(note) = project.vault.note(hit.file) else { return Ok(shown) };
    if let Some((at, line)) = best_line(&text, words) {
        let heading = heading_at(note, at);
        if let Some(text) = heading.and_then(|heading| text.get(heading.text.range())) {
            shown["heading"] = shorten(heading_without_ids(text), MAX_HEADING).into();
        }
        if heading.is_none_or(|heading| heading.span.range().end <= at) {
            shown["text"] = excerpt(line, words).into();
        }
    }
    Ok(shown)
}

/// The first line with the most words, and where it begins.
fn best_line<'t>(text: &'t str, words: &[String]) -> Option<(usize, &'t str)> {
    let mut best: Option<(usize, usize, &str)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let folded = fold(line);
        let count = words.iter().filter(|word| folded.contains(word.as_str())).count();
        if count > best.map_or(0, |(count, _, _)| count) {
            best = Some((count, start, line.trim()));
            if count == words.len() {
                break;
            }
        }
        start += line.len();
    }
    best.map(|(_, start, line)| (start, line))
}

/// The heading that is at the byte `at`, or else the last one before it.
fn heading_at(note: &Note, at: usize) -> Option<&Heading> {
    let headings = &note.facts.headings;
    let next = headings.partition_point(|heading| heading.span.range().start <= at);
    headings.get(next.checked_sub(1)?)
}

/// The part of `line` around the first word.
fn excerpt(line: &str, words: &[String]) -> String {
    // A control character would take up to thirteen bytes in a message.
    let line = &line.replace(char::is_control, " ");
    if line.len() <= EXCERPT {
        return line.to_owned();
    }
    let lower = line.to_lowercase();
    let at = words.iter().filter_map(|word| lower.find(word.as_str())).min().unwrap_or(0);
    let from = char_floor(line, at.saturating_sub(EXCERPT / 3));
    let to = char_floor(line, from + EXCERPT);
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{}{}", cut(from > 0), line[from..to].trim(), cut(to < line.len()))
}

fn shorten(text: &str, max: usize) -> String {
    match text.len() <= max {
        true => text.to_owned(),
        false => format!("{}…", &text[..char_floor(text, max)]),
    }
}
