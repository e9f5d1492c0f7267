//! Plans the move of a part of a note.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use linkwright_text::Span;
use linkwright_vault::{Note, UnwritableLink, Vault, VaultPreview};

use super::conflicts;
use super::links::MovePlanner;
use super::{Destination, InsertPlace, Leftover, TargetNote, TextMove, TextMovePlan};
use crate::Refusal;
use crate::title::section_end;

/// The deepest level of a heading.
const MAX_LEVEL: u8 = 6;

pub(super) fn plan(vault: &Vault, text_move: TextMove) -> Result<TextMovePlan, Refusal> {
    let gone = || Refusal::new("the note no longer exists");
    let (note, span) = (text_move.note, text_move.span);
    let indexed = vault.note(note).ok_or_else(gone)?;
    let target = target(vault, &text_move)?;
    let target_note = target.as_ref().and_then(|target| vault.note(target.note));
    if !conflicts::cuts_nothing(indexed, span) {
        return Err(Refusal::new(
            "the moved text would cut through a link, a heading or code: move all of it",
        ));
    }
    conflicts::check_definitions(indexed, span)?;
    if let (Some(target), Some(target_note)) = (&target, target_note) {
        conflicts::check_unique(indexed, span, target_note, &target.path)?;
    }
    let deletes_note = text_move.leaves == Leftover::NoNote;
    let before = VaultPreview::new(vault);
    let (after, target_id) = match (&text_move.to, &target) {
        (Destination::NewNote(path), _) => before.with_created(path),
        (_, Some(target)) => (before, target.note),
        (_, None) => return Err(gone()),
    };
    let after = if deletes_note { after.with_removed(note) } else { after };
    if let Some(diverted) = after.diverted_links().iter().find(|link| link.before != note) {
        let source = &vault.file(diverted.link.source).path;
        let other = diverted.after.file().and_then(|file| after.path(file)).unwrap_or("nothing");
        return Err(Refusal(format!(
            "a link in `{source}` would resolve to `{other}`: change that link first"
        )));
    }
    let deeper = deeper(indexed, span, &text_move.to, target_note)?;
    let place = target.as_ref().map(|target| target.place);
    let headings = OnceCell::new();
    let planner = MovePlanner {
        vault,
        after,
        note,
        indexed,
        target: target_id,
        target_note: target_note.zip(place),
        span,
        deeper,
        deletes_note,
        headings,
    };
    let replacement = planner.replacement(text_move.leaves);
    let mut plan = TextMovePlan {
        path: vault.file(note).path.to_string(),
        replacement: replacement.map_err(|UnwritableLink(reason)| Refusal(reason))?,
        text_move,
        target,
        deeper,
        inside: Vec::new(),
        outside: BTreeMap::new(),
        bases_inside: Vec::new(),
        bases_outside: BTreeMap::new(),
        messages: planner.messages(),
    };
    for link_ref in planner.links() {
        if let Some((change, is_inside)) = planner.link_change(link_ref)? {
            match is_inside {
                true => plan.inside.push(change),
                false => plan.outside.entry(link_ref.source).or_default().push(change),
            }
        }
    }
    for (file, edit, is_inside) in planner.base_edits()? {
        match is_inside {
            true => plan.bases_inside.push(edit),
            false => plan.bases_outside.entry(file).or_default().push(edit),
        }
    }
    Ok(plan)
}

/// The note that the part moves to, if it exists.
fn target(vault: &Vault, text_move: &TextMove) -> Result<Option<TargetNote>, Refusal> {
    let (note, heading, link) = match text_move.to {
        Destination::NewNote(_) => return Ok(None),
        Destination::End(note) => (note, None, None),
        Destination::Section { note, heading } => (note, Some(heading), None),
        Destination::Link { note, link } => (note, None, Some(link)),
    };
    let indexed = vault.note(note).ok_or_else(|| Refusal::new("the note no longer exists"))?;
    let path = vault.file(note).path.to_string();
    if note == text_move.note {
        return Err(Refusal(format!("the text is in `{path}` already")));
    }
    let place = match link {
        Some(link) => InsertPlace::Replacing(indexed.facts.links[link as usize].span),
        None => InsertPlace::Before(
            heading.and_then(|heading| section_end(&indexed.facts.headings, heading as usize)),
        ),
    };
    Ok(Some(TargetNote { note, path, place }))
}

/// The number of `#` to add to each moved heading, so that all are below the heading of the section that
/// they move to.
fn deeper(note: &Note, part: Span, to: &Destination, target: Option<&Note>) -> Result<u8, Refusal> {
    let (Destination::Section { heading, .. }, Some(target)) = (to, target) else { return Ok(0) };
    let levels = || {
        let moved = note.facts.headings.iter().filter(|heading| part.covers(heading.span));
        moved.map(|heading| heading.level)
    };
    let above = target.facts.headings[*heading as usize].level;
    let (Some(highest), Some(deepest)) = (levels().min(), levels().max()) else { return Ok(0) };
    let deeper = (above + 1).saturating_sub(highest);
    match deepest + deeper > MAX_LEVEL {
        true => Err(Refusal(format!(
            "a heading would need {} `#`, and {MAX_LEVEL} are allowed: choose a section with fewer",
            deepest + deeper
        ))),
        false => Ok(deeper),
    }
}
