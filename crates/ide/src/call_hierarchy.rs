//! The call hierarchy: backlinks as incoming calls, links as outgoing calls (`docs/features.md`).

use linkwright_syntax::label_key;
use linkwright_text::Span;
use linkwright_vault::{Anchor, FileId, LinkRef, Note, Vault};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::element::heading_with_fragment;
use crate::references::{ReferenceTarget, reference_target_at};
use crate::title::{heading_text, section_span};

/// A file, or a section of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HierarchyItem {
    /// The file.
    pub file: FileId,
    /// What the calls of the item belong to: a section, or the whole file.
    pub key: ItemKey,
    /// The name as a link writes it: `Note`, `Note#Heading` or `Note#^block`.
    pub name: String,
    /// The section or the whole text, in bytes. The end may be past the end of the text.
    pub span: Span,
    /// The place in `span` to put the cursor on: a heading, a block id, or the first line.
    pub focus: Span,
}

/// Finds an item again after its note was edited.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ItemKey {
    /// The section's heading after the headings that contain it, without the title of the note. Empty
    /// for the whole file.
    pub headings: Vec<String>,
    /// Number of sections before it with the same headings.
    pub nth: usize,
}

/// The links between two items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// The item at the other end of the links.
    pub item: HierarchyItem,
    /// The links, in order: in the item's file if the call is incoming, else in the file that was asked
    /// about.
    pub links: Vec<Span>,
}

/// The part of a file that an item stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum ItemPart {
    File,
    Section(u32),
    Block(u32),
}

/// Returns the item for the thing at `offset` of `note`, whose text is `text`: on a link its target, on
/// a heading its section, anywhere else the note. `None` if the link does not resolve.
#[must_use]
pub fn prepare(vault: &Vault, note: FileId, text: &str, offset: u32) -> Option<HierarchyItem> {
    let (file, part) = match reference_target_at(vault, vault.with_text(note, text)?, offset)? {
        ReferenceTarget::File(file) => (file, ItemPart::File),
        ReferenceTarget::Heading(file, heading) => (file, part_of_heading(vault, file, heading)),
        ReferenceTarget::Block(file, block) => (file, ItemPart::Block(block)),
        ReferenceTarget::Fragment(file, _)
        | ReferenceTarget::Footnote(file, _)
        | ReferenceTarget::Alias(file, _) => (file, ItemPart::File),
        ReferenceTarget::Label(note, label) => {
            let facts = &vault.note(note)?.facts;
            let is_definition = |link: &Span| {
                let labels = facts.labels.iter().filter(|it| it.is_definition && it.span == *link);
                labels.into_iter().any(|it| label_key(&text[it.label]) == label)
            };
            let index = facts.links.iter().position(|link| is_definition(&link.span))?;
            let index = u32::try_from(index).ok()?;
            target(vault, LinkRef { source: note, index })?
        }
        ReferenceTarget::Tag(_)
        | ReferenceTarget::Property(_)
        | ReferenceTarget::Folder(_)
        | ReferenceTarget::Formula(..) => (note, ItemPart::File),
    };
    let mut item = item(vault, file, part);
    if let ItemPart::Section(heading) = part {
        item.key = keys(vault.note(file)?, &[heading].into_iter().collect()).remove(&heading)?;
    }
    Some(item)
}

/// Returns the links to an item, grouped by the section that contains them and sorted by file and place.
/// The callers stand for their whole notes, so that the hierarchy shows the backlinks of backlinks; their
/// names, spans and focuses are those of the sections. Links that stand in the item itself are left out.
/// Empty if the file has no such section any more.
#[must_use]
pub fn incoming(vault: &Vault, file: FileId, key: &ItemKey) -> Vec<Call> {
    let Some(section) = find(vault, file, key) else { return Vec::new() };
    let note = vault.note(file);
    let own = section.and_then(|heading| Some(section_span(note?, heading)));
    let mut calls: Vec<Call> = Vec::new();
    let mut last = None;
    for link in vault.backlinks(file) {
        let Some(source) = vault.note(link.source) else { continue };
        let Some(span) = source.facts.links.get(link.index as usize).map(|link| link.span) else {
            continue;
        };
        let stands_in_item = link.source == file && own.is_none_or(|own| own.covers(span));
        let is_to_section = || match (section, vault.anchor_in(file, link)) {
            (None, _) => true,
            (Some(heading), Some(Anchor::Headings(path))) => path.contains(&heading),
            (heading, Some(Anchor::Fragment(fragment))) => {
                note.and_then(|note| heading_with_fragment(&note.facts, fragment)) == heading
            }
            _ => false,
        };
        if stands_in_item || !is_to_section() {
            continue;
        }
        let caller = (link.source, section_at(source, span));
        if last != Some(caller) {
            last = Some(caller);
            let item = item(vault, caller.0, caller.1.map_or(ItemPart::File, ItemPart::Section));
            calls.push(Call { item, links: Vec::new() });
        }
        calls.last_mut().expect("a call was just pushed").links.push(span);
    }
    calls
}

/// Returns the links of an item, grouped by their targets and sorted by the file of the target. Left out
/// are links without a target in the vault, and links to the item itself or to a part of it. Empty if the
/// file has no such section any more.
#[must_use]
pub fn outgoing(vault: &Vault, file: FileId, key: &ItemKey) -> Vec<Call> {
    let (Some(section), Some(note)) = (find(vault, file, key), vault.note(file)) else {
        return Vec::new();
    };
    let own = section.map(|heading| section_span(note, heading));
    let mut links: FxHashMap<(FileId, ItemPart), Vec<Span>> = FxHashMap::default();
    for (index, link) in (0..).zip(&note.facts.links) {
        if own.is_some_and(|own| !own.covers(link.span)) {
            continue;
        }
        let Some((to, part)) = target(vault, LinkRef { source: file, index }) else { continue };
        let is_in_item = || match own {
            None => true,
            Some(own) => focus_of(note, part).is_some_and(|focus| own.covers(focus)),
        };
        if to != file || !is_in_item() {
            links.entry((to, part)).or_default().push(link.span);
        }
    }
    let mut calls: Vec<_> = links.into_iter().collect();
    calls.sort_unstable_by(|((a, _), from), ((b, _), to)| a.cmp(b).then(from.cmp(to)));
    let mut found = Vec::with_capacity(calls.len());
    for of_file in calls.chunk_by(|((a, _), _), ((b, _), _)| a == b) {
        let to = of_file[0].0.0;
        let sections = of_file.iter().filter_map(|((_, part), _)| match part {
            ItemPart::Section(heading) => Some(*heading),
            _ => None,
        });
        let mut keys = vault.note(to).map(|note| keys(note, &sections.collect()));
        for ((_, part), links) in of_file {
            let mut item = item(vault, to, *part);
            if let (ItemPart::Section(heading), Some(keys)) = (part, &mut keys) {
                item.key = keys.remove(heading).unwrap_or_default();
            }
            found.push(Call { item, links: links.clone() });
        }
    }
    found
}

/// The part of a file that a link resolves to.
fn target(vault: &Vault, link: LinkRef) -> Option<(FileId, ItemPart)> {
    let (file, anchor) = vault.resolve_with_anchor(link)?;
    let heading = match anchor {
        Anchor::Headings(path) => path.last().copied(),
        Anchor::Fragment(index) => heading_with_fragment(&vault.note(file)?.facts, index),
        Anchor::Block(block) => return Some((file, ItemPart::Block(block))),
        _ => None,
    };
    Some((file, heading.map_or(ItemPart::File, |heading| part_of_heading(vault, file, heading))))
}

/// The section of a heading. The title of a note stands for the note.
fn part_of_heading(vault: &Vault, file: FileId, heading: u32) -> ItemPart {
    let is_title = vault.note(file).and_then(|note| note.first_h1) == Some(heading);
    if is_title { ItemPart::File } else { ItemPart::Section(heading) }
}

/// The item for a part of a file, with the key of the whole file.
fn item(vault: &Vault, file: FileId, part: ItemPart) -> HierarchyItem {
    let entry = vault.file(file);
    let note = entry.note.as_deref();
    let subpath = note.and_then(|note| match part {
        ItemPart::File => None,
        ItemPart::Section(heading) => Some(format!("#{}", heading_text(note, heading))),
        ItemPart::Block(block) => Some(format!("#^{}", note.block_ids.get(block as usize)?)),
    });
    let span = note.and_then(|note| span_of(note, part)).unwrap_or_default();
    let focus = note.and_then(|note| focus_of(note, part)).unwrap_or_default();
    let name = format!("{}{}", entry.name(), subpath.unwrap_or_default());
    HierarchyItem { file, key: ItemKey::default(), name, span, focus }
}

/// The span of a part of a note.
fn span_of(note: &Note, part: ItemPart) -> Option<Span> {
    match part {
        ItemPart::File => Some(Span { start: 0, end: u32::MAX }),
        ItemPart::Section(heading) => Some(section_span(note, heading)),
        ItemPart::Block(_) => focus_of(note, part),
    }
}

/// The place to put the cursor on in a part of a note.
fn focus_of(note: &Note, part: ItemPart) -> Option<Span> {
    let facts = &note.facts;
    match part {
        ItemPart::File => {
            let title = note.first_h1.map(|heading| facts.headings[heading as usize].text);
            let body = || facts.frontmatter.as_ref().map(|yaml| Span::empty(yaml.span.end));
            Some(title.or_else(body).unwrap_or_default())
        }
        ItemPart::Section(heading) => Some(facts.headings.get(heading as usize)?.text),
        ItemPart::Block(block) => Some(facts.block_ids.get(block as usize)?.span),
    }
}

/// The heading of the innermost section that contains `span`; `None` if that is the title of the note.
fn section_at(note: &Note, span: Span) -> Option<u32> {
    let next = note.facts.headings.partition_point(|heading| heading.span.start <= span.start);
    let heading = u32::try_from(next.checked_sub(1)?).ok()?;
    (note.first_h1 != Some(heading)).then_some(heading)
}

/// The keys of the sections of these headings.
fn keys(note: &Note, wanted: &FxHashSet<u32>) -> FxHashMap<u32, ItemKey> {
    if wanted.is_empty() {
        return FxHashMap::default();
    }
    let mut found = FxHashMap::default();
    visit_sections(note, |heading, path, nth| {
        if wanted.contains(&heading) {
            let headings = path.iter().map(|text| (*text).to_owned()).collect();
            found.insert(heading, ItemKey { headings, nth });
        }
    });
    found
}

/// The heading of the section that `key` identifies, or `Some(None)` for the whole file.
fn find(vault: &Vault, file: FileId, key: &ItemKey) -> Option<Option<u32>> {
    if key.headings.is_empty() {
        return Some(None);
    }
    let mut found = None;
    visit_sections(vault.note(file)?, |heading, path, nth| {
        if nth == key.nth && path == key.headings {
            found = Some(heading);
        }
    });
    found.map(Some)
}

/// Calls `visit` with the heading of each section, the texts of it and of the headings that contain it,
/// without the title, and the number of sections before it with the same headings.
fn visit_sections(note: &Note, mut visit: impl FnMut(u32, &[&str], usize)) {
    let title = note.first_h1;
    let mut levels: Vec<u8> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut seen: FxHashMap<Vec<&str>, usize> = FxHashMap::default();
    for (index, heading) in (0..).zip(&note.facts.headings) {
        while levels.pop_if(|level| *level >= heading.level).is_some() {
            path.pop();
        }
        if title == Some(index) {
            continue;
        }
        levels.push(heading.level);
        path.push(heading_text(note, index));
        let nth = seen.entry(path.clone()).or_default();
        visit(index, &path, *nth);
        *nth += 1;
    }
}

#[cfg(test)]
pub(crate) mod tests;
