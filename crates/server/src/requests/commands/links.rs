//! `linkwright.backlinks` and `linkwright.outgoing`: the backlinks and the outgoing links of a note.

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, diagnostics};
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
    /// Whether to say what is wrong with broken links.
    #[serde(default)]
    messages: bool,
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
    /// What is wrong with a broken link, also while it is being typed and not reported yet; `None` if its
    /// diagnostic is turned off.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// The backlinks of a note, sorted by path and position:
/// `{uri}` → `[{uri, range, line}]`.
pub(super) fn backlinks(mut call: CommandCall) -> Result<Answer> {
    let LinksArgument { uri, .. } = call.argument()?;
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

/// The outgoing links of a note, in order: `{uri, messages?}` → `[{range, text, target, broken, message?}]`.
pub(super) fn links(mut call: CommandCall) -> Result<Answer> {
    let LinksArgument { uri, messages } = call.argument()?;
    let plan = move |state: &mut State, document: &Url| {
        let (open_vault, note) = note_at(state, document)?;
        let plan = outgoing_links(&open_vault.vault, note);
        let targets = plan.iter().filter_map(|link| link.target.as_ref());
        let texts = targets.clone().filter(|to| to.span.end > 0).map(|to| to.file);
        let texts = texts.chain([note]).collect();
        let files = targets.map(|to| to.file).collect();
        let problems = match messages && plan.iter().any(|link| link.is_broken) {
            true => diagnostics(&open_vault.vault, note),
            false => Vec::new(),
        };
        let links = plan.into_iter().map(|link| {
            let message = problem_of(&link, &problems);
            (link, message)
        });
        let links = links.collect();
        Ok(Some(Planned::new(open_vault.id, texts, files, (note, links))))
    };
    let finish = |(note, links): (FileId, Vec<(OutgoingLink, Option<String>)>),
                  context: &RequestContext| {
        let counting = context.counting(note);
        let whole = context.texts.of(note);
        let text = Text::new(whole);
        let link = |(link, message): (OutgoingLink, _)| {
            let to = link.target.as_ref();
            ListedLink {
                range: convert::range(&text, link.span, counting),
                text: link.display_text(whole),
                target: to.and_then(|to| locations::location(to.file, to.focus, context)),
                broken: link.is_broken,
                message,
            }
        };
        json(links.into_iter().map(link).collect())
    };
    let needs = if messages { Needs::Links } else { Needs::Notes };
    Ok(InBackground(needs, plan, finish).answer(&call.vaults, uri))
}

/// The message of the diagnostic of a broken link. `problems` are those of its note.
fn problem_of(link: &OutgoingLink, problems: &[Diagnostic]) -> Option<String> {
    use DiagnosticCode::{BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink};
    if !link.is_broken {
        return None;
    }
    let start = problems.partition_point(|problem| problem.span.start < link.span.start);
    let mut inside = problems[start..].iter().take_while(|it| it.span.start < link.span.end);
    let is_broken = |it: &&Diagnostic| {
        matches!(it.code, BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock)
    };
    inside.find(is_broken).map(|problem| problem.message.clone())
}

fn json<T: Serialize>(found: Vec<T>) -> Result<Value> {
    serde_json::to_value(found).map_err(|_| Error::internal_error())
}
