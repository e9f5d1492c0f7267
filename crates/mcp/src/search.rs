//! `search`: names, aliases, tags, headings and texts.

use std::sync::atomic::AtomicBool;

use linkwright_syntax::{fold, heading_without_ids};
use linkwright_vault::Note;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolAnswer, ToolRefusal, char_floor, fields};
use crate::arguments::{SearchCall, offset};
use crate::vault::SessionVault;
use crate::words::{MatchRank, WordMatch, query_words};

/// Maximum number of bytes of an answer, as JSON.
const MAX_ANSWER: usize = 2000;

/// Maximum number of notes in an answer.
const MAX_HITS: usize = 15;

/// Number of bytes of an excerpt.
const EXCERPT: usize = 120;

/// Maximum number of attempts when notes change meanwhile.
const ATTEMPTS: usize = 3;

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
    for _ in 0..ATTEMPTS {
        vault.words.update(&vault.current.project, usize::MAX);
        let found = vault.words.find(&vault.current.project.vault, &words);
        match answer(vault, &words, start, &found) {
            Ok(answer) => return Ok(answer),
            Err(changed) => vault.current.refresh_paths(&[changed], cancel)?,
        }
    }
    Err(ToolRefusal::new("notes change faster than they can be read. Repeat the call"))
}

/// The answer from the position `start` on. `Err` with the path of a note that has changed.
fn answer(
    vault: &SessionVault,
    words: &[String],
    start: usize,
    found: &[WordMatch],
) -> Result<Fields, String> {
    let cursor = |shown: usize| (start + shown < found.len()).then(|| (start + shown).to_string());
    let mut hits: Vec<Value> = Vec::new();
    // With room for the other fields.
    let mut bytes = 100;
    for hit in found.iter().skip(start).take(MAX_HITS) {
        let hit = show(vault, words, hit)?;
        bytes += hit.to_string().len() + 1;
        if bytes > MAX_ANSWER && !hits.is_empty() {
            break;
        }
        hits.push(hit);
    }
    let cursor = cursor(hits.len());
    let mut answer = fields(json!({"total": found.len(), "hits": hits}));
    if let Some(cursor) = cursor {
        answer.insert("cursor".to_owned(), cursor.into());
    }
    Ok(answer)
}

/// A hit, with the best line of its text. `Err` with the path if the note has changed.
fn show(vault: &SessionVault, words: &[String], hit: &WordMatch) -> Result<Value, String> {
    let project = &vault.current.project;
    let path = project.vault.file(hit.file).path.to_string();
    let found_in = match hit.rank {
        MatchRank::Name | MatchRank::NameStart | MatchRank::InName => "name",
        MatchRank::Heading => "heading",
        MatchRank::Tag => "tag",
        MatchRank::Text => "text",
    };
    let mut shown = json!({"note": shorten(&path, 200), "in": found_in});
    let text = match project.texts(&[hit.file]) {
        Ok(texts) => texts.into_iter().next().map(|(_, text)| text).unwrap_or_default(),
        Err(linkwright_project::Error::Refused(_)) => return Err(path),
        // It can be found by its name.
        Err(_) => return Ok(shown),
    };
    let Some(note) = project.vault.note(hit.file) else { return Ok(shown) };
    if let Some((at, line)) = best_line(&text, words) {
        if let Some(heading) = heading_above(note, &text, at) {
            shown["heading"] = shorten(heading, 80).into();
        }
        shown["text"] = excerpt(line, words).into();
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

/// The text of the heading whose section contains the byte `at`.
fn heading_above<'t>(note: &Note, text: &'t str, at: usize) -> Option<&'t str> {
    let headings = &note.facts.headings;
    let next = headings.partition_point(|heading| heading.span.start as usize <= at);
    let heading = headings.get(next.checked_sub(1)?)?;
    text.get(heading.text.range()).map(heading_without_ids)
}

/// The part of `line` around the first word.
fn excerpt(line: &str, words: &[String]) -> String {
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
