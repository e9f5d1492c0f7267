//! `linkwright.mentions` and `linkwright.linkMentions`: mentions of a note's name in other notes that
//! are not links yet.

use std::sync::Arc;

use linkwright_ide::mentions::{Mention, MentionFinder, MentionLinker};
use linkwright_ide::{Changes, EditReason};
use linkwright_project::live::{Needs, Planned, VaultId};
use linkwright_text::{Positions, Span};
use linkwright_vault::FileId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Range, Url};

use super::work::in_batches;
use super::{Answer, CommandCall, apply_all, note_at};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::edits::workspace_edit;
use crate::vaults::state::State;
use crate::vaults::threads::run;
use crate::wire::results::stash_result;
use crate::wire::serialized::SerializedResult;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionsArgument {
    uri: Url,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkArgument {
    uri: Url,
    mentions: Option<Vec<ChosenMention>>,
}

/// A mention that the user chose. Other fields of [`ReportedMention`] may be sent along.
#[derive(Clone, Deserialize)]
struct ChosenMention {
    uri: Url,
    range: Range,
}

/// A mention in the answer of `linkwright.mentions`.
#[derive(Serialize)]
struct ReportedMention {
    uri: Url,
    range: Range,
    line: String,
    name: String,
    #[serde(skip)]
    path: String,
}

/// The mentions to search for, and the notes to search.
struct MentionSearch {
    vault_id: VaultId,
    note: FileId,
    mentions: Option<Arc<MentionFinder>>,
    /// The notes to search, without the note itself.
    others: Vec<FileId>,
}

impl MentionSearch {
    fn of(state: &State, uri: &Url, chosen: Option<&[ChosenMention]>) -> Result<MentionSearch> {
        let (open_vault, note) = note_at(state, uri)?;
        let mut others: Vec<FileId> = match chosen {
            None => open_vault.vault.notes().map(|(note, _)| note).collect(),
            Some(places) => {
                let notes = places.iter().map(|place| Ok(note_at(state, &place.uri)?.1));
                notes.collect::<Result<_>>()?
            }
        };
        others.retain(|other| *other != note);
        others.sort_unstable();
        others.dedup();
        let mentions = MentionFinder::new(&open_vault.vault, note).map(Arc::new);
        Ok(MentionSearch { vault_id: open_vault.id, note, mentions, others })
    }
}

/// Lists the mentions of a note in its vault: `{uri}` → `[{uri, range, line, name}]`.
pub(super) fn list(mut call: CommandCall) -> Result<Answer> {
    let MentionsArgument { uri } = call.argument()?;
    let document = uri.clone();
    let search = call
        .vaults
        .request(uri.clone(), Needs::Notes, move |state| MentionSearch::of(state, &document, None));
    Ok(Box::pin(async move {
        let MentionSearch { vault_id, mentions, others, .. } = search.await?;
        let Some(mentions) = mentions else { return Ok(Some(Value::Array(Vec::new()))) };
        let plan = move |_: &mut State, notes: &[FileId]| {
            Ok(Some(Planned::new(vault_id, notes.to_vec(), Vec::new(), notes.to_vec())))
        };
        let finish = move |notes: Vec<FileId>, context: &RequestContext| {
            let found = notes.into_iter().flat_map(|note| mentions_in(&mentions, note, context));
            Ok(found.collect::<Vec<ReportedMention>>())
        };
        let found = in_batches(&call, "Looking for mentions", uri, others, plan, finish).await?;
        // There may be thousands, so they are serialized on another thread.
        let serialize = move || {
            let mut found: Vec<ReportedMention> = found.into_iter().flatten().collect();
            found.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
            SerializedResult::of(&found, 0)
        };
        Ok(stash_result(Some(run(&call.vaults.platform, serialize).await??)))
    }))
}

fn mentions_in(
    mentions: &MentionFinder,
    note: FileId,
    context: &RequestContext,
) -> Vec<ReportedMention> {
    let Some(file) = context.file(note) else { return Vec::new() };
    let source = context.texts.of(note);
    let found = mentions.find(source);
    if found.is_empty() {
        return Vec::new();
    }
    let mut positions = Positions::new(source, context.counting(note));
    let convert = |Mention { span, name }: Mention| {
        let line = convert::line(source, span.start).trim().to_owned();
        let range = convert::range_with(&mut positions, span);
        ReportedMention { uri: file.uri.clone(), range, line, name, path: file.path.clone() }
    };
    found.into_iter().map(convert).collect()
}

/// Converts mentions of a note into links: `{uri, mentions?: [{uri, range}]}`. Without `mentions`,
/// converts all. Ranges that are no longer mentions are skipped.
pub(super) fn link(mut call: CommandCall) -> Result<Answer> {
    let LinkArgument { uri, mentions: chosen } = call.argument()?;
    let argument = (uri.clone(), chosen.clone());
    let search = call.vaults.request(uri.clone(), Needs::Whole, move |state| {
        MentionSearch::of(state, &argument.0, argument.1.as_deref())
    });
    Ok(Box::pin(async move {
        let MentionSearch { vault_id, note, mentions, others } = search.await?;
        let Some(mentions) = mentions else { return Ok(None) };
        let plan = move |state: &mut State, notes: &[FileId]| {
            let Some(open_vault) = state.vaults.get(vault_id) else { return Ok(None) };
            let linking = |&source: &FileId| {
                Some((source, MentionLinker::new(&open_vault.vault, source, note)?))
            };
            let plan: Vec<(FileId, MentionLinker)> = notes.iter().filter_map(linking).collect();
            let texts = plan.iter().map(|(source, _)| *source).collect();
            Ok(Some(Planned::new(open_vault.id, texts, Vec::new(), plan)))
        };
        let finish = move |plan: Vec<(FileId, MentionLinker)>, context: &RequestContext| {
            let mut changes = Changes::default();
            for (source, linking) in plan {
                let text = context.texts.of(source);
                let mut words: Vec<Span> =
                    mentions.find(text).into_iter().map(|mention| mention.span).collect();
                if let Some(chosen) = &chosen {
                    keep_chosen(&mut words, chosen, source, context);
                }
                let edits = linking.edits(text, &words);
                if !edits.is_empty() {
                    let edits =
                        edits.into_iter().map(|edit| (edit, EditReason::Requested)).collect();
                    changes.edits.push((source, edits));
                }
            }
            Ok((workspace_edit(&changes, context)?, context.seen()))
        };
        let title = "Linking mentions";
        let edits = in_batches(&call, title, uri.clone(), others, plan, finish).await?;
        apply_all(&call, uri, "Link mentions", edits).await
    }))
}

fn keep_chosen(
    words: &mut Vec<Span>,
    chosen: &[ChosenMention],
    source: FileId,
    context: &RequestContext,
) {
    if words.is_empty() {
        return;
    }
    let Some(file) = context.file(source) else { return words.clear() };
    let mut positions = Positions::new(context.texts.of(source), context.counting(source));
    let is_same = |uri: &Url| *uri == file.uri || uri.to_file_path() == file.uri.to_file_path();
    words.retain(|span| {
        let range = convert::range_with(&mut positions, *span);
        chosen.iter().any(|place| place.range == range && is_same(&place.uri))
    });
}
