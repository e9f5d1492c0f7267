//! `links`: links to and from notes, paths between them, unresolved links and orphans.

mod walk;

use std::collections::BTreeMap;
use std::mem;
use std::sync::atomic::AtomicBool;

use linkwright_ide::lists;
use linkwright_ide::outgoing::outgoing_links;
use linkwright_ide::references::backlinks;
use linkwright_project::Project;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};
use serde_json::{Value, json};

use self::walk::{LinkDirection, reachable, shortest_path};
use crate::answer::{Fields, ToolAnswer, ToolRefusal, fields};
use crate::arguments::{LinkList, LinksCall, offset};
use crate::page::Page;
use crate::read::line_of;
use crate::vault::{NamedPlace, SessionVault, TaskError};

/// Maximum number of bytes of the message with an answer.
const MAX_MESSAGE: usize = 12 << 10;

/// Maximum number of links from a note to another.
const MAX_DEPTH: usize = 5;

/// Lists links.
///
/// # Errors
/// If a note is missing or cannot be read.
pub(crate) fn links(
    vault: &mut SessionVault,
    given: &LinksCall,
    cancel: &AtomicBool,
) -> ToolAnswer {
    let start = offset(given.cursor.as_deref())?;
    vault.current.refresh_all(cancel)?;
    vault.current.project.ask_disk_for_all_links();
    let depth = given.depth.unwrap_or(1);
    if !(1..=MAX_DEPTH).contains(&depth) {
        return Err(ToolRefusal(format!("`depth` is {depth}: use 1 to {MAX_DEPTH}")));
    }
    vault.retry(cancel, |vault| list(vault, given, depth, start))
}

fn list(
    vault: &SessionVault,
    given: &LinksCall,
    depth: usize,
    start: usize,
) -> Result<Fields, TaskError> {
    let note = || match &given.note {
        Some(note) => vault.named(note),
        None => Err(ToolRefusal::new("this list needs `note`")),
    };
    let project = &vault.current.project;
    let index = &project.vault;
    let entries: Vec<Value> = match given.list {
        LinkList::In if depth == 1 => return links_to(project, &note()?, start),
        LinkList::Out if depth == 1 => links_of(project, &note()?)?,
        LinkList::In => around(index, note()?.file, LinkDirection::In, depth),
        LinkList::Out => around(index, note()?.file, LinkDirection::Out, depth),
        LinkList::Path => {
            let to = given.to.as_deref();
            let to = to.ok_or_else(|| ToolRefusal::new("a path needs `note` and `to`"))?;
            return Ok(path(index, note()?.file, vault.named(to)?.file));
        }
        LinkList::Unresolved => {
            let path = |file: FileId| &*index.file(file).path;
            let targets = index.unresolved_targets().into_iter().map(|target| {
                let mut from: Vec<&str> = target.links.iter().map(|it| path(it.source)).collect();
                from.dedup();
                from.truncate(5);
                json!({"to": target.path, "links": target.links.len(), "from": from})
            });
            targets.collect()
        }
        LinkList::Orphans => {
            let orphans = lists::orphans(index).into_iter();
            orphans.map(|note| json!({"note": *index.file(note).path})).collect()
        }
    };
    Ok(Page::new(start, MAX_MESSAGE, Fields::new()).of("links", entries.into_iter()))
}

/// The links to a note, or to a heading or block of it, from other notes.
fn links_to(project: &Project, named: &NamedPlace, start: usize) -> Result<Fields, TaskError> {
    let index = &project.vault;
    let wanted =
        named.subpath.as_deref().map(|subpath| place(index, named, subpath)).transpose()?;
    let found = backlinks(index, named.file).into_iter();
    let found = found.filter(|link| {
        let Some(wanted) = wanted else { return true };
        let links = outgoing_links(index, link.file);
        let own = links.iter().find(|it| it.span == link.span);
        own.and_then(|link| link.target.as_ref()).is_some_and(|it| it.focus == wanted)
    });
    let mut by_file: BTreeMap<&str, (FileId, Vec<Span>)> = BTreeMap::new();
    for link in found {
        let path = &*index.file(link.file).path;
        by_file.entry(path).or_insert((link.file, Vec::new())).1.push(link.span);
    }
    let total: usize = by_file.values().map(|(_, spans)| spans.len()).sum();
    let (mut skip, mut page) = (start, Page::new(start, MAX_MESSAGE, Fields::new()));
    'notes: for (path, (file, spans)) in by_file {
        if skip >= spans.len() {
            skip -= spans.len();
            continue;
        }
        let texts = project.texts(&[file])?;
        let text = texts.first().map_or("", |(_, text)| text.as_str());
        for span in spans.into_iter().skip(mem::take(&mut skip)) {
            let link = text.get(span.range()).unwrap_or_default();
            let line = line_of(text, span.range().start);
            if !page.add(json!({"from": path, "line": line, "link": link})) {
                break 'notes;
            }
        }
    }
    Ok(page.answer("links", total))
}

/// The links of a note, or of a section or block of it.
fn links_of(project: &Project, named: &NamedPlace) -> Result<Vec<Value>, TaskError> {
    let index = &project.vault;
    let texts = project.texts(&[named.file])?;
    let text = texts.first().map_or("", |(_, text)| text.as_str());
    let part = match &named.subpath {
        None => 0..text.len(),
        Some(subpath) => {
            let part = linkwright_ide::section::section(index, named.file, subpath, text);
            part.ok_or_else(|| missing(named, subpath))?.range()
        }
    };
    let found = outgoing_links(index, named.file).into_iter();
    let found = found.filter(|link| part.contains(&link.span.range().start));
    let entries = found.map(|link| {
        let to = link.target.as_ref().map(|target| &*index.file(target.file).path);
        let link_text = text.get(link.span.range()).unwrap_or_default();
        let mut entry =
            json!({"link": link_text, "to": to, "line": line_of(text, link.span.range().start)});
        if link.is_broken {
            entry["broken"] = true.into();
        }
        entry
    });
    Ok(entries.collect())
}

/// The place of a heading or block, as a link to it has it.
fn place(index: &Vault, named: &NamedPlace, subpath: &str) -> Result<Span, ToolRefusal> {
    use linkwright_syntax::{Link, LinkForm};
    use linkwright_vault::Anchor;
    let anchor = index.resolve_anchor(named.file, &Link::unwritten(LinkForm::Wiki), subpath);
    let note = index.note(named.file).ok_or_else(|| missing(named, subpath))?;
    match anchor {
        Anchor::Headings(path) => {
            let heading = path.last().and_then(|at| note.facts.headings.get(*at as usize));
            heading.map(|heading| heading.text).ok_or_else(|| missing(named, subpath))
        }
        Anchor::Block(at) => {
            let id = note.facts.block_ids.get(at as usize);
            id.map(|id| id.span).ok_or_else(|| missing(named, subpath))
        }
        _ => Err(missing(named, subpath)),
    }
}

fn missing(named: &NamedPlace, subpath: &str) -> ToolRefusal {
    ToolRefusal(format!(
        "`{}` has no heading or block `{subpath}`. Call `read` with part `outline`",
        named.path
    ))
}

/// The notes within `depth` links, each with its distance and the note that leads to it.
fn around(index: &Vault, note: FileId, direction: LinkDirection, depth: usize) -> Vec<Value> {
    let path = |file: FileId| &*index.file(file).path;
    let mut found = reachable(index, note, direction, depth);
    found.sort_by(|a, b| a.depth.cmp(&b.depth).then_with(|| path(a.file).cmp(path(b.file))));
    let entry =
        |it: walk::Reached| json!({"note": path(it.file), "depth": it.depth, "via": path(it.via)});
    found.into_iter().map(entry).collect()
}

/// The shortest path from a note to another: along links, or else along links in both directions.
fn path(index: &Vault, from: FileId, to: FileId) -> Fields {
    let path = |direction| shortest_path(index, from, to, direction);
    let (path, directed) = match path(LinkDirection::Out) {
        Some(path) => (path, true),
        None => (path(LinkDirection::Both).unwrap_or_default(), false),
    };
    let notes: Vec<&str> = path.iter().map(|file| &*index.file(*file).path).collect();
    match notes.len() {
        0 => fields(json!({"total": 0, "links": []})),
        notes_on_it => fields(json!({
            "total": notes_on_it - 1, "links": [{"path": notes, "followsLinks": directed}],
        })),
    }
}
