//! `linkwright.preview`: what an editor needs to render the wikilinks and embeds of a note.

use std::collections::BTreeMap;

use linkwright_ide::preview::{self, PreviewLink, PreviewPlan};
use linkwright_project::live::{Needs, Planned};
use linkwright_text::Positions;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::Url;

use super::{Answer, CommandCall, note_at};
use crate::answers::modes::{InBackground, Mode as _, Serialized, serialized};
use crate::answers::request_context::RequestContext;
use crate::convert;
use crate::vaults::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewArgument {
    uri: Url,
}

/// A wikilink in the answer.
#[derive(Serialize)]
struct RenderedLink {
    target: String,
    embed: bool,
    broken: bool,
    uri: Option<Url>,
    /// The line in the file, from 0.
    line: u32,
    /// Of an embed of a note: its text.
    content: Option<String>,
}

/// The wikilinks of a note, each target once:
/// `{uri}` → `[{target, embed, broken, uri, line, content}]`.
pub(super) fn links(mut call: CommandCall) -> Result<Answer> {
    let PreviewArgument { uri } = call.argument()?;
    let plan = |state: &mut State, uri: &Url| {
        let (open_vault, note) = note_at(state, uri)?;
        let plan = preview::plan(&open_vault.vault, note);
        let (texts, files) = (plan.notes().collect(), plan.files().collect());
        Ok(Some(Planned::new(open_vault.id, texts, files, plan)))
    };
    let finish = |plan: PreviewPlan, context: &RequestContext| {
        let links = plan.finish(&context.texts).into_iter();
        // The same target leads to the same place wherever the note writes it.
        let links: BTreeMap<_, _> =
            links.map(|link| ((link.target.clone(), link.is_embed), link)).collect();
        let links = links.into_values().map(|link| rendered(link, context));
        Ok(links.collect::<Vec<_>>())
    };
    let mode = Serialized(InBackground(Needs::Links, plan, serialized(finish)));
    Ok(mode.answer(&call.vaults, uri))
}

fn rendered(link: PreviewLink, context: &RequestContext) -> RenderedLink {
    let on_disk = |path: &String| convert::file_uri(context.dir.as_ref()?, path);
    let file = link.file.and_then(|file| context.file(file));
    let text = link.file.and_then(|file| context.string(file));
    let line = text.filter(|_| link.focus.end > 0);
    let line = line.map_or(file.map_or(0, |file| file.start_line), |text| {
        let counting = link.file.map(|file| context.counting(file));
        let place = counting
            .map(|counting| convert::range_with(&mut Positions::new(text, counting), link.focus));
        place.map_or(0, |range| range.start.line)
    });
    RenderedLink {
        target: link.target,
        embed: link.is_embed,
        broken: link.is_broken,
        uri: file.map(|file| file.uri.clone()).or_else(|| link.on_disk.as_ref().and_then(on_disk)),
        line,
        content: link.content,
    }
}
