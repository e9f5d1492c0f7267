//! `linkwright.dailyNote` finds or creates the note of a day, `linkwright.adjacentDailyNote` finds the one
//! before or after another.

use jiff::civil::Date;
use linkwright_disk::Occupant;
use linkwright_ide::{NewNote, adjacent_daily_note, daily_note, daily_path};
use linkwright_project::live::{Needs, Planned, VaultOwner as _};
use linkwright_vault::FileId;
use serde::Deserialize;
use serde_json::json;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Url, WorkspaceEdit};

use super::{Answer, CommandCall, no_vault, note_at, vault_of};
use crate::answers::modes::{InBackground, Mode as _};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::edits::free::{found_at, occupied};
use crate::edits::workspace_edit;
use crate::refusals::{refusal, refused};
use crate::vaults::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DailyNoteArgument {
    /// A file of the vault; without it, the first vault of the workspace is meant.
    uri: Option<Url>,
    /// `YYYY-MM-DD`; without it, today.
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdjacentArgument {
    /// A daily note. Any other file of the vault, or none, stands for today.
    uri: Option<Url>,
    direction: Direction,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Previous,
    Next,
}

/// The daily note of a date, which may not exist yet.
struct DailyNote {
    uri: Url,
    /// The path relative to the vault's root.
    path: String,
    exists: bool,
    /// Creates it if it does not exist; `Err` if the template that is set cannot be used.
    new: Option<Result<NewNote>>,
}

/// The daily note of a date: `{uri?, date?: "YYYY-MM-DD"}` → `{uri, exists}`. A note that does not exist
/// is created if the client supports that.
pub(super) fn note(mut call: CommandCall) -> Result<Answer> {
    let DailyNoteArgument { uri, date } = call.argument()?;
    let date = match date {
        Some(date) => parse_date(&date)?,
        None => jiff::Zoned::now().date(),
    };
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let vault = vault.await?;
        let plan = move |state: &mut State, at: &Url| plan(state, at, date);
        let answer = InBackground(Needs::Notes, plan, finish).answer(&vaults, vault.clone());
        let (day, edit) = answer.await?.ok_or_else(no_vault)?;
        if let Some(edit) = edit {
            let apply = move |state: &mut State| state.apply_edit("Create the daily note", edit);
            vaults.request(vault, Needs::Notes, apply).await?;
        }
        Ok(Some(json!({"uri": day.uri, "exists": day.exists})))
    }))
}

/// The existing daily note before or after another:
/// `{uri?, direction: "previous" | "next"}` → `{uri}`, or null if there is none.
pub(super) fn adjacent(mut call: CommandCall) -> Result<Answer> {
    let AdjacentArgument { uri, direction } = call.argument()?;
    let vaults = call.vaults;
    let vault = vault_of(&vaults, uri);
    Ok(Box::pin(async move {
        let plan = move |state: &mut State, at: &Url| {
            let Some(open_vault) = state.open_vault_of(at) else { return Ok(None) };
            let from = note_at(state, at).ok().map(|(_, note)| note);
            let today = jiff::Zoned::now().date();
            let found =
                adjacent_daily_note(&open_vault.vault, from, today, direction == Direction::Next);
            let files = found.into_iter().collect();
            Ok(Some(Planned::new(open_vault.id, Vec::new(), files, found)))
        };
        let finish = |found: Option<FileId>, context: &RequestContext| {
            Ok(found.and_then(|note| Some(json!({"uri": context.file(note)?.uri}))))
        };
        let answer = InBackground(Needs::Notes, plan, finish).answer(&vaults, vault.await?);
        answer.await?.ok_or_else(no_vault)
    }))
}

/// Parses `YYYY-MM-DD`.
///
/// # Errors
/// If `date` is not a day of the calendar in this form. The message is for the user, so it does not have
/// the parser's words.
fn parse_date(date: &str) -> Result<Date> {
    let invalid = |_| {
        Error::invalid_params(format!(
            "`{date}` is not a date. Write the year, month and day, for example `2026-11-28`."
        ))
    };
    date.parse().map_err(invalid)
}

fn plan(state: &State, at: &Url, date: Date) -> Result<Option<Planned<DailyNote>>> {
    let Some(open_vault) = state.open_vault_of(at) else { return Ok(None) };
    let path = daily_path(open_vault.vault.settings(), date).map_err(refusal)?;
    let file = daily_note(&open_vault.vault, date);
    // The path as it is spelled on disk.
    let path = file.map_or(path, |file| open_vault.vault.file(file).path.to_string());
    let uri = state.uri(open_vault, &path);
    let uri =
        uri.ok_or_else(|| refusal("the note is not in a vault; open its folder in the editor"))?;
    let new = || NewNote::of_day(&open_vault.vault, path.clone(), date).map_err(refused);
    let new = file.is_none().then(new);
    let template = new.as_ref().and_then(|new| new.as_ref().ok()?.template());
    let texts = template.into_iter().collect();
    let day = DailyNote { uri, path, exists: file.is_some(), new };
    Ok(Some(Planned::new(open_vault.id, texts, Vec::new(), day)))
}

/// A note that exists on disk is opened, even if it is not in the index yet.
fn finish(
    mut day: DailyNote,
    context: &RequestContext,
) -> Result<(DailyNote, Option<WorkspaceEdit>)> {
    if !day.exists
        && let Some(found) = found_at(&day.path, context)?
    {
        let Occupant::File { path, .. } = &found else { return Err(occupied(&found.to_string())) };
        let dir = context.dir.as_ref();
        let uri = dir.and_then(|dir| convert::file_uri(dir, path));
        (day.uri, day.exists) = (uri.unwrap_or(day.uri), true);
    }
    if day.exists
        || !context.client_capabilities.create_files
        || !context.client_capabilities.apply_edit
    {
        return Ok((day, None));
    }
    let Some(new) = day.new.take() else { return Ok((day, None)) };
    let edit = workspace_edit(&new?.finish(&context.texts).map_err(refused)?, context)?;
    Ok((day, Some(edit)))
}
