//! Inside `[[`: notes by name and by alias, attachments, and names that links ask for in vain.

use linkwright_vault::{After, File, FileId, Vault};

use super::context::Wikilink;
use super::links::Writer;
use super::matching::{Query, Rank, best};
use super::{Completion, Item, ItemKind};

/// By what a proposal is ranked, best first; the last is only there to have one order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// An attachment where a note is the likelier, or the note that is written.
    late: bool,
    rank: Rank,
    kind: ItemKind,
    /// In another folder than the note that is written.
    far: bool,
    length: usize,
    found: usize,
}

enum Candidate<'v> {
    File(FileId),
    Alias(FileId, &'v str),
    Unresolved(&'v str),
}

/// The proposals where `typed` is the path of `link` so far, which is written in `source`.
///
/// With a `/` it is compared with paths, else with names and aliases.
pub(super) fn complete<'v>(
    vault: &'v Vault,
    source: FileId,
    link: &Wikilink<'_>,
    typed: &str,
) -> Completion {
    let mut query = Query::new(typed);
    let folder = vault.file(source).folder();
    let by_path = typed.contains('/');
    let mut found: Vec<(Key, Candidate<'v>)> = Vec::new();
    let mut consider = |kind: ItemKind, near: bool, name: &str, candidate: Candidate<'v>| {
        if let Some(rank) = query.rank(name) {
            let late = match candidate {
                Candidate::File(file) | Candidate::Alias(file, _) if file == source => true,
                _ => kind == ItemKind::Attachment && !link.embed,
            };
            let length = if query.is_empty() { 0 } else { name.len() };
            let key = Key { late, rank, kind, far: !near, length, found: found.len() };
            found.push((key, candidate));
        }
    };
    for (id, file) in vault.files() {
        let near = file.folder() == folder;
        let kind = if is_note(file) { ItemKind::Note } else { ItemKind::Attachment };
        let name = if by_path { path_as_linked(file) } else { file.name() };
        consider(kind, near, name, Candidate::File(id));
        if by_path {
            continue;
        }
        for alias in vault.aliases(id).map(|alias| &*alias.scalar.value) {
            if alias != name {
                consider(ItemKind::Alias, near, alias, Candidate::Alias(id, alias));
            }
        }
    }
    let written = link.path();
    for (text, count) in vault.unresolved() {
        // The link that is being typed asks for itself.
        if count == 1 && text == written {
            continue;
        }
        let text = text.trim_start_matches('/');
        consider(ItemKind::Unresolved, false, text, Candidate::Unresolved(text));
    }
    let (found, incomplete) = best(found, vault.settings().max_items);
    let after = After::new(vault);
    let writer = Writer { after: &after, source, link };
    let items = found.into_iter().filter_map(|candidate| match candidate {
        Candidate::File(file) => by_name(&writer, file),
        Candidate::Alias(file, alias) => by_alias(&writer, file, alias),
        Candidate::Unresolved(text) => Some(Item {
            label: text.to_owned(),
            detail: "not created yet".to_owned(),
            kind: ItemKind::Unresolved,
            edit: writer.to_nothing(text),
            file: None,
        }),
    });
    Completion { items: items.collect(), incomplete, typed: link.typed_from(link.inner) }
}

fn by_name(writer: &Writer<'_>, id: FileId) -> Option<Item> {
    let file = writer.after.vault().file(id);
    let written = writer.link(id, None)?;
    let kind = if is_note(file) { ItemKind::Note } else { ItemKind::Attachment };
    // A name that means several files is shown with what tells them apart.
    let clashes = written.path.contains('/');
    let label = if clashes { path_as_linked(file) } else { file.name() };
    Some(Item {
        label: label.to_owned(),
        detail: file.folder().to_owned(),
        kind,
        edit: written.edit,
        file: Some(id),
    })
}

fn by_alias(writer: &Writer<'_>, id: FileId, alias: &str) -> Option<Item> {
    let written = writer.link(id, Some(alias))?;
    Some(Item {
        label: alias.to_owned(),
        detail: writer.after.vault().file(id).name().to_owned(),
        kind: ItemKind::Alias,
        edit: written.edit,
        file: Some(id),
    })
}

/// Whether it is a note, readable or not.
fn is_note(file: &File) -> bool {
    file.note.is_some() || file.name().len() < file.file_name().len()
}

/// The path from the root, of a note without its extension.
fn path_as_linked(file: &File) -> &str {
    &file.path[..file.path.len() - file.file_name().len() + file.name().len()]
}
