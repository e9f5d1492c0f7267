//! Inside `[[`: notes by name and by alias, attachments, and names that links ask for in vain.

use std::cmp::Reverse;

use linkwright_vault::{After, File, FileId, Folder, Name, Named, Target, Vault, loose, mask};

use super::context::Wikilink;
use super::links::Writer;
use super::matching::{Query, Rank, best};
use super::{Completion, Item, ItemKind};

/// By what proposals are ranked, best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'v> {
    group: Group,
    rank: Rank,
    kind: ItemKind,
    /// In another folder than the note that is written.
    far: bool,
    length: usize,
    name: &'v str,
    named: Named,
}

/// What comes before the match.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Group {
    First,
    /// Attachments where a note is the likelier, and the note that is written.
    Late,
}

/// Where the proposals are wanted.
struct Place<'a> {
    vault: &'a Vault,
    source: FileId,
    folder: Folder,
    embed: bool,
    own: Option<Target>,
}

/// The proposals where `typed` is the path of `link` so far, which is written in `source`.
///
/// With a `/` it is compared with paths, else with names and aliases.
pub(super) fn complete(
    vault: &Vault,
    source: FileId,
    link: &Wikilink<'_>,
    typed: &str,
) -> Completion {
    let own = vault.target(&link.path()).filter(|target| vault.asked(*target) == 1);
    let (found, incomplete) = search(vault, source, typed, link.embed, own);
    let after = After::new(vault);
    let writer = Writer { after: &after, source, link };
    let items = found.into_iter().filter_map(|name| item(&writer, name));
    let items = items.collect();
    Completion { items, incomplete, typed: link.typed_from(link.inner) }
}

/// What `typed` could mean in `source`, best first, and whether there is more; in an embed,
/// attachments are as likely as notes. `own` is no proposal: only what is typed asks for it.
pub(super) fn search<'v>(
    vault: &'v Vault,
    source: FileId,
    typed: &str,
    embed: bool,
    own: Option<Target>,
) -> (Vec<Name<'v>>, bool) {
    let folder = vault.file(source).folder_id();
    let place = Place { vault, source, folder, embed, own };
    let most = vault.settings().max_items;
    if typed.contains('/') { by_path(&place, typed, most) } else { by_name(&place, typed, most) }
}

impl<'a> Place<'a> {
    fn key<'v>(&self, name: Name<'v>, rank: Rank, length: usize) -> Key<'v> {
        let (group, kind, far) = self.bucket(name);
        Key { group, rank, kind, far, length, name: name.text, named: name.named }
    }

    fn bucket(&self, name: Name<'_>) -> (Group, ItemKind, bool) {
        let kind = kind(name.named);
        let own = match name.named {
            Named::Note(file) | Named::Alias(file) => file == self.source,
            Named::Missing(_) | Named::Attachment(_) => false,
        };
        let late = own || kind == ItemKind::Attachment && !self.embed;
        let group = if late { Group::Late } else { Group::First };
        (group, kind, name.folder != self.folder)
    }

    fn names(&self, mask: u64) -> impl Iterator<Item = Name<'a>> {
        let own = self.own;
        let names = self.vault.names().filter(move |other| mask & !other == 0);
        names.filter(move |name| match name.named {
            Named::Missing(target) => Some(target) != own,
            _ => true,
        })
    }
}

/// Only so many names are matched letter by letter: where there are more, so little was typed that
/// those are not what is looked for.
const MOST_FUZZY: usize = 50_000;

/// Those that hold `typed` from the beginning of a word on; only if these are few, those that match
/// otherwise.
fn by_name<'v>(place: &Place<'v>, typed: &str, most: usize) -> (Vec<Name<'v>>, bool) {
    let mut query = Query::new(typed);
    if query.is_empty() {
        return all(place, most);
    }
    let mut found = Vec::new();
    let mut few = 0;
    for name in place.names(query.mask()) {
        if let Some(rank) = query.rank_whole(name.text) {
            let key = place.key(name, rank, name.text.len());
            few += usize::from(key.group == Group::First);
            found.push((key, name));
        }
    }
    let mut left_off = false;
    if few <= most {
        let names = place.names(query.mask()).enumerate();
        for (at, name) in names {
            if at == MOST_FUZZY {
                left_off = true;
                break;
            }
            if query.rank_whole(name.text).is_none()
                && let Some(rank) = query.rank_fuzzy(name.text)
            {
                found.push((place.key(name, rank, name.text.len()), name));
            }
        }
    }
    let (found, more) = best(found, most);
    (found, more || left_off)
}

/// Where nothing was typed: no more than `most` of a kind are looked at.
fn all<'v>(place: &Place<'v>, most: usize) -> (Vec<Name<'v>>, bool) {
    let mut buckets: [Vec<_>; 16] = Default::default();
    let mut left_off = false;
    for name in place.names(0) {
        let (group, kind, far) = place.bucket(name);
        let bucket = &mut buckets[group as usize * 8 + kind as usize * 2 + usize::from(far)];
        match bucket.len() < most {
            true => bucket.push((place.key(name, Rank::Fuzzy(Reverse(0)), 0), name)),
            false => left_off = true,
        }
    }
    let (found, more) = best(buckets.into_iter().flatten().collect(), most);
    (found, more || left_off)
}

fn by_path<'v>(place: &Place<'v>, typed: &str, most: usize) -> (Vec<Name<'v>>, bool) {
    let mut query = Query::new(typed);
    let (_, last) = typed.rsplit_once('/').unwrap_or(("", typed));
    // Only a file whose name has what was typed behind the last slash can match well.
    let names = place.names(mask(&loose(last.trim())));
    let names = names.filter(|name| !matches!(name.named, Named::Alias(_))).take(MOST_FUZZY);
    let found = names.filter_map(|name| match name.named {
        Named::Note(file) | Named::Attachment(file) => {
            let path = path_as_linked(place.vault.file(file));
            let rank = query.rank(path)?;
            Some((place.key(name, rank, path.len()), name))
        }
        Named::Missing(target) => {
            let text = place.vault.target_text(target);
            let rank = query.rank(text).filter(|_| text.contains('/'))?;
            Some((place.key(name, rank, text.len()), name))
        }
        Named::Alias(_) => None,
    });
    best(found.collect(), most)
}

pub(super) fn kind(named: Named) -> ItemKind {
    match named {
        Named::Note(_) => ItemKind::Note,
        Named::Alias(_) => ItemKind::Alias,
        Named::Missing(_) => ItemKind::Unresolved,
        Named::Attachment(_) => ItemKind::Attachment,
    }
}

fn item(writer: &Writer<'_>, name: Name<'_>) -> Option<Item> {
    let vault = writer.after.vault();
    let kind = kind(name.named);
    match name.named {
        Named::Note(id) | Named::Attachment(id) => {
            let file = vault.file(id);
            let written = writer.link(id, None)?;
            // A name that means several files is shown with what tells them apart.
            let clashes = written.path.contains('/');
            let label = if clashes { path_as_linked(file) } else { file.name() };
            let detail = file.folder().to_owned();
            Some(Item { label: label.to_owned(), detail, kind, edit: written.edit, file: Some(id) })
        }
        Named::Alias(id) => {
            let alias = vault.aliases(id).find(|alias| loose(&alias.scalar.value) == name.text)?;
            let label = alias.scalar.value.to_string();
            let edit = writer.link(id, Some(&label))?.edit;
            let detail = vault.file(id).name().to_owned();
            Some(Item { label, detail, kind, edit, file: Some(id) })
        }
        Named::Missing(target) => {
            let path = vault.target_text(target).trim_start_matches('/');
            let edit = writer.to_nothing(path);
            let detail = "not created yet".to_owned();
            Some(Item { label: path.to_owned(), detail, kind, edit, file: None })
        }
    }
}

/// The path from the root, of a note without its extension.
pub(super) fn path_as_linked(file: &File) -> &str {
    &file.path[..file.path.len() - file.file_name().len() + file.name().len()]
}
