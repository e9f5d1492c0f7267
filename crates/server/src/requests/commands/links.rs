//! `linkwright.backlinks` and `linkwright.outgoing`: the backlinks and the outgoing links of a note.

use linkwright_ide::outgoing::{OutgoingLink, outgoing_links};
use linkwright_ide::references::{self, Reference};
use linkwright_project::live::{FileResults, Needs, Planned};
use linkwright_text::{ColumnCounting, Positions, Text};
use linkwright_vault::FileId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Location, Range, Url};

use super::{Answer, CommandCall, note_at};
use crate::answers::locations;
use crate::answers::modes::{InBackground, Mode as _, Serialized, TextByText, serialized};
use crate::answers::request_context::{FileRef, RequestContext};
use crate::convert;
use crate::vaults::state::State;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinksArgument {
    uri: Url,
}

/// A range in a note, with the trimmed text of its line.
#[derive(Serialize)]
pub(super) struct PlaceInNote {
    pub(super) uri: Url,
    pub(super) range: Range,
    pub(super) line: String,
}

#[derive(Serialize)]
struct ListedLink {
    range: Range,
    text: String,
    target: Option<Location>,
    broken: bool,
}

/// The backlinks of a note, sorted by path and position:
/// `{uri}` → `[{uri, range, line}]`.
pub(super) fn backlinks(mut call: CommandCall) -> Result<Answer> {
    let LinksArgument { uri } = call.argument()?;
    let plan = |state: &mut State, document: &Url| {
        let (open_vault, note) = note_at(state, document)?;
        let plan = references::backlinks(&open_vault.vault, note);
        let texts: Vec<FileId> = plan.iter().map(|found| found.file).collect();
        Ok(Some(Planned::new(open_vault.id, texts, Vec::new(), plan)))
    };
    let finish = |(_, lines): (_, FileResults<Vec<(Range, String)>>), context: &RequestContext| {
        let mut found = Vec::new();
        for FileRef { file, uri, .. } in context.by_path() {
            let Ok(at) = lines.binary_search_by_key(file, |(file, _)| *file) else { continue };
            let backlink = |(range, line): &(Range, String)| PlaceInNote {
                uri: uri.clone(),
                range: *range,
                line: line.clone(),
            };
            found.extend(lines[at].1.iter().map(backlink));
        }
        Ok(found)
    };
    let each = |links: &Vec<_>, file, text: &str, counting| lines_in(links, file, text, counting);
    let mode = Serialized(TextByText(Needs::Notes, plan, each, serialized(finish)));
    Ok(mode.answer(&call.vaults, uri))
}

/// The ranges of `links` in `file`, and the text of their lines.
pub(super) fn lines_in(
    links: &[Reference],
    file: FileId,
    text: &str,
    counting: ColumnCounting,
) -> Vec<(Range, String)> {
    let mut positions = Positions::new(text, counting);
    let start = links.partition_point(|link| link.file < file);
    let of_file = links[start..].iter().take_while(|link| link.file == file);
    let line = |link: &Reference| convert::line(text, link.span.start).trim().to_owned();
    of_file.map(|link| (convert::range_with(&mut positions, link.span), line(link))).collect()
}

/// The outgoing links of a note, in order: `{uri}` → `[{range, text, target, broken}]`.
pub(super) fn links(mut call: CommandCall) -> Result<Answer> {
    let LinksArgument { uri } = call.argument()?;
    let plan = |state: &mut State, document: &Url| {
        let (open_vault, note) = note_at(state, document)?;
        let plan = outgoing_links(&open_vault.vault, note);
        let targets = plan.iter().filter_map(|link| link.target.as_ref());
        let texts = targets.clone().filter(|to| to.span.end > 0).map(|to| to.file);
        let texts = texts.chain([note]).collect();
        let files = targets.map(|to| to.file).collect();
        Ok(Some(Planned::new(open_vault.id, texts, files, (note, plan))))
    };
    let finish = |(note, plan): (FileId, Vec<OutgoingLink>), context: &RequestContext| {
        let counting = context.counting(note);
        let whole = context.texts.of(note);
        let text = Text::new(whole);
        let link = |link: OutgoingLink| {
            let to = link.target.as_ref();
            ListedLink {
                range: convert::range(&text, link.span, counting),
                text: link.display_text(whole),
                target: to.and_then(|to| locations::location(to.file, to.focus, context)),
                broken: link.is_broken,
            }
        };
        json(plan.into_iter().map(link).collect())
    };
    Ok(InBackground(Needs::Notes, plan, finish).answer(&call.vaults, uri))
}

fn json<T: Serialize>(found: Vec<T>) -> Result<Value> {
    serde_json::to_value(found).map_err(|_| Error::internal_error())
}
