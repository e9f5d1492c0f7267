//! `undo`: the last writes of the session.

use std::sync::atomic::AtomicBool;

use serde_json::json;

use crate::answer::{ToolAnswer, ToolRefusal, fields};
use crate::arguments::UndoCall;
use crate::vault::SessionVault;
use crate::write::{apply, prepare, summary};

/// Undoes the last writes of the session, one after the other, as long as nothing else changed their files.
///
/// # Errors
/// If there is nothing to undo, or the last write cannot be undone.
pub(crate) fn undo(vault: &mut SessionVault, given: &UndoCall, cancel: &AtomicBool) -> ToolAnswer {
    let wanted = given.writes.unwrap_or(1);
    if wanted == 0 {
        return Err(ToolRefusal::new("`writes` is 0: give the number of writes to undo"));
    }
    prepare(vault, cancel)?;
    let mut undone = Vec::new();
    let mut answer = None;
    for _ in 0..wanted {
        let next = match step(vault, given.dry_run, cancel) {
            Ok(next) => next,
            Err(refusal) if undone.is_empty() => return Err(refusal),
            Err(ToolRefusal(reason)) => {
                let hint =
                    format!("Undid {} of {wanted} writes. The next one: {reason}", undone.len());
                answer = answer.map(|mut answer: crate::answer::Fields| {
                    answer.insert("hint".to_owned(), hint.into());
                    answer
                });
                break;
            }
        };
        let (title, fields) = next;
        undone.push(title);
        answer = Some(fields);
        if given.dry_run {
            break;
        }
    }
    let mut answer = answer.unwrap_or_default();
    answer.extend(fields(json!({"undone": undone, "left": vault.writes.len()})));
    Ok(answer)
}

/// Undoes the last write. Returns its title, and the fields that say what changed.
fn step(
    vault: &mut SessionVault,
    dry_run: bool,
    cancel: &AtomicBool,
) -> Result<(String, crate::answer::Fields), ToolRefusal> {
    let Some(last) = vault.writes.last() else {
        return Err(ToolRefusal::new("this session has no write to undo"));
    };
    let title = last.command.join(" ");
    let pending = vault.current.project.pending_undo(last).map_err(|error| {
        ToolRefusal::from(error).with_advice(
            "Nothing was changed. Call `read` for these notes, and change back with `edit` what is \
             still wanted.",
        )
    })?;
    // The only messages of an undo are about links that it would break.
    if !pending.messages.is_empty() {
        return Err(ToolRefusal::new(pending.messages.join(" ")).with_advice(
            "Nothing was changed. Change these notes first, or move back with `move`.",
        ));
    }
    let mut answer = summary(&pending, dry_run);
    if !dry_run {
        apply(vault, &pending, &mut answer, cancel)?;
        vault.writes.pop();
    }
    Ok((title, answer))
}
