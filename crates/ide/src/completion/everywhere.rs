//! Behind `[[##`: the headings of all notes.

use linkwright_syntax::heading_without_id;
use linkwright_vault::{After, FileId, Vault};

use super::context::Wikilink;
use super::links::Writer;
use super::matching::{Query, best};
use super::subpaths::subpath_to;
use super::{Completion, Item, ItemKind};

/// Only so many headings are compared: where there are more, more has to be typed.
const MOST_HEADINGS: usize = 50_000;

/// The proposals where `typed` stands behind `[[##`.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    typed: &str,
) -> Completion {
    let mut query = Query::new(typed);
    let headings = vault.notes().flat_map(|(file, note)| {
        (0..note.headings.len()).map(move |at| (file, &note.headings[at], at))
    });
    let mut left_off = false;
    let mut ranked = Vec::new();
    for (count, (file, heading, at)) in headings.enumerate() {
        if count == MOST_HEADINGS {
            left_off = true;
            break;
        }
        if let Some(rank) = query.rank(&heading.text) {
            let key = (rank, file != source, heading.text.len(), &vault.file(file).path, at);
            ranked.push((key, (file, at)));
        }
    }
    let (found, more) = best(ranked, vault.settings().max_items);
    let after = After::new(vault);
    let writer = Writer { after: &after, source, link };
    let items = found.into_iter().filter_map(|(file, at)| {
        let note = vault.note(file)?;
        let subpath = subpath_to(vault, file, note, at, "")?;
        Some(Item {
            label: heading_without_id(&note.headings[at].text).to_owned(),
            detail: vault.file(file).name().to_owned(),
            kind: ItemKind::Heading,
            edit: writer.heading(file, &subpath)?,
            file: Some(file),
        })
    });
    let items = items.collect();
    Completion { items, incomplete: more || left_off, typed: link.typed_from(link.inner) }
}
