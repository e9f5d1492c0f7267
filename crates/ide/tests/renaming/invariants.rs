//! Checks the invariants that hold after every rename.

use std::collections::BTreeMap;

use linkwright_ide::Changes;
use linkwright_syntax::{Link, fold};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, LinkRef, MatchKind, Resolution, Vault};

use crate::workspace::Workspace;

/// The target of a link: the path of the file, the anchor in it, and how the link resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LinkDestination {
    pub(crate) path: String,
    pub(crate) anchor: Anchor,
    pub(crate) how: MatchKind,
}

/// The links of a vault and their targets, by the path of the note or canvas that contains them.
pub(crate) type LinkDestinations = BTreeMap<String, Vec<(Link, Option<LinkDestination>)>>;

pub(crate) fn link_destinations(vault: &Vault) -> LinkDestinations {
    let note = |(file, note): (FileId, &linkwright_vault::Note)| {
        let link = |(index, link): (u32, &Link)| {
            let at = LinkRef { source: file, index };
            let destination = match vault.resolve(at) {
                Resolution::Missing => None,
                Resolution::File(target, how) => Some(LinkDestination {
                    path: vault.file(target).path.to_string(),
                    anchor: vault
                        .resolve_with_anchor(at)
                        .map_or(Anchor::WholeFile, |(_, anchor)| anchor),
                    how,
                }),
            };
            (*link, destination)
        };
        let links = (0..).zip(&note.facts.links).map(link).collect();
        (vault.file(file).path.to_string(), links)
    };
    let notes = vault.files().filter_map(|(id, file)| Some((id, file.note.as_deref()?)));
    notes.map(note).collect()
}

/// Checks invariants 1 and 2 after `edits`. `before` are the links before the edits, `texts` the
/// previous texts of the changed notes, and `moved` maps old paths to new ones.
pub(crate) fn check(
    before: &LinkDestinations,
    texts: &BTreeMap<String, String>,
    edits: &BTreeMap<String, Vec<Edit>>,
    moved: &BTreeMap<String, String>,
    workspace: &Workspace,
) -> Result<(), String> {
    let after = link_destinations(&workspace.vault);
    let new_path = |path: &String| moved.get(path).unwrap_or(path).clone();
    for (path, links) in before {
        let none = Vec::new();
        let edits = edits.get(path).unwrap_or(&none);
        let links_after = &after[&new_path(path)];
        let mut kept = 0;
        for (link, destination) in links {
            let Some(start) = mapped_start(link.span, edits) else { continue };
            kept += 1;
            let same_link = links_after.iter().find(|(other, _)| other.span.start == start);
            let Some((_, destination_after)) = same_link else {
                return Err(format!("{path}: the link at {:?} is no longer a link", link.span));
            };
            let Some(destination) = destination else { continue };
            let Some(destination_after) = destination_after else {
                return Err(format!("{path}: the link at {:?} no longer resolves", link.span));
            };
            let is_same = destination_after.path == new_path(&destination.path)
                && is_same_anchor(&destination_after.anchor, &destination.anchor)
                && (!is_fallback(destination_after.how)
                    || destination.how == destination_after.how);
            if !is_same {
                return Err(format!(
                    "{path}: the link at {:?} resolved to {destination:?} and now resolves to \
                     {destination_after:?}",
                    link.span
                ));
            }
        }
        if kept != links_after.len() {
            return Err(format!("{path}: there are {} links, not {kept}", links_after.len()));
        }
        if let Some(text) = texts.get(path) {
            check_edited_spans(path, text, links, edits, moved, workspace)?;
        }
    }
    Ok(())
}

/// Whether a link resolved by a rule that a link may use after a rename only if it did before.
fn is_fallback(how: MatchKind) -> bool {
    matches!(how, MatchKind::Alias | MatchKind::NotRelative)
}

/// The start of a link at `span` after `edits`. `None` if the whole link was replaced.
fn mapped_start(span: Span, edits: &[Edit]) -> Option<u32> {
    if edits.iter().any(|edit| !edit.span.is_empty() && edit.span.covers(span)) {
        return None;
    }
    let grown = edits
        .iter()
        .filter(|edit| edit.span.end <= span.start)
        .map(|edit| edit.insert.len() as i64 - i64::from(edit.span.len()));
    u32::try_from(i64::from(span.start) + grown.sum::<i64>()).ok()
}

fn is_same_anchor(a: &Anchor, b: &Anchor) -> bool {
    match (a, b) {
        (Anchor::Headings(a), Anchor::Headings(b)) => a.last() == b.last(),
        (_, Anchor::Missing(_)) => true,
        (a, b) => a == b,
    }
}

/// Checks invariant 2: each edit changes a name, and a link got a new path only if the old path would
/// resolve to another file.
fn check_edited_spans(
    path: &str,
    text: &str,
    links: &[(Link, Option<LinkDestination>)],
    edits: &[Edit],
    moved: &BTreeMap<String, String>,
    workspace: &Workspace,
) -> Result<(), String> {
    let facts = linkwright_syntax::scan_file(path, text);
    let yaml = facts.frontmatter.as_ref().map_or(Span::empty(0), |yaml| yaml.span);
    let mut names: Vec<Span> = vec![yaml];
    names.extend(facts.headings.iter().map(|heading| heading.text));
    names.extend(facts.block_ids.iter().map(|id| id.span));
    names.extend(facts.tags.iter().map(|tag| tag.span));
    names.extend(facts.footnotes.iter().map(|footnote| footnote.label));
    names.extend(facts.labels.iter().map(|label| label.label));
    names.extend(facts.labels.iter().filter_map(|label| label.text));
    for edit in edits {
        let link = links.iter().find(|(link, _)| link.span.covers(edit.span));
        let Some((link, destination)) = link else {
            if !names.iter().any(|span| span.covers(edit.span)) {
                return Err(format!("{path}: {edit:?} changes text that is not a name"));
            }
            continue;
        };
        if edit.span == link.path && !link.path.is_empty() {
            let Some(destination) = destination else {
                return Err(format!("{path}: a broken link was rewritten: {edit:?}"));
            };
            let new_path = moved.get(&destination.path).unwrap_or(&destination.path);
            let written = link.path_text(text);
            let source = moved.get(path).map_or(path, String::as_str);
            let still_resolves = match workspace.vault.resolve_path(source, &written, link.form) {
                Resolution::File(_, how) if is_fallback(how) && how != destination.how => false,
                Resolution::File(file, _) => *workspace.vault.file(file).path == **new_path,
                Resolution::Missing => false,
            };
            if still_resolves && fold(&destination.path) != fold(new_path) {
                return Err(format!("{path}: {edit:?} rewrites a link that still resolves"));
            }
        }
    }
    Ok(())
}

/// The edits of `changes`, by the path of the file.
pub(crate) fn edits(vault: &Vault, changes: &Changes) -> BTreeMap<String, Vec<Edit>> {
    let file = |(file, edits): &(FileId, Vec<(Edit, _)>)| {
        let edits = edits.iter().map(|(edit, _)| edit.clone()).collect();
        (vault.file(*file).path.to_string(), edits)
    };
    changes.edits.iter().map(file).collect()
}

/// Whether renaming back restores the vault: `changes` replace only the exact spelling of `old`, no link
/// resolves only by lexicographic order, and none is not relative although it should be.
pub(crate) fn is_reversible(workspace: &Workspace, changes: &Changes, old: &str) -> bool {
    let would_be_fixed = |(_, destination): &(Link, Option<LinkDestination>)| {
        let how = destination.as_ref().map(|destination| destination.how);
        matches!(how, Some(MatchKind::Tie | MatchKind::NotRelative))
    };
    let encoded = |text: &str| text.replace('%', "%25").replace(' ', "%20");
    let (plain, encoded) = (old.to_owned(), encoded(old));
    let has_alias_once = |path: &String| {
        let file = workspace.vault.find_file(path).expect("it is edited");
        let aliases = workspace.vault.aliases(file);
        aliases.filter(|alias| fold(alias.scalar.value) == fold(old)).count() <= 1
    };
    !link_destinations(&workspace.vault).values().flatten().any(would_be_fixed)
        && edits(&workspace.vault, changes).keys().all(has_alias_once)
        && edits(&workspace.vault, changes).iter().all(|(path, edits)| {
            edits.iter().all(|edit| {
                let text = &workspace.files[path][edit.span.range()];
                [&plain, &encoded].iter().any(|old| {
                    text.split_once(old.as_str()).is_some_and(|(before, after)| {
                        edit.insert.starts_with(before) && edit.insert.ends_with(after)
                    })
                })
            })
        })
}

/// The position after `edits` of the byte at `offset`.
pub(crate) fn mapped_offset(offset: u32, edits: &[Edit]) -> u32 {
    let mut at = i64::from(offset);
    for edit in edits {
        if edit.span.end <= offset && !edit.span.is_empty() {
            at += edit.insert.len() as i64 - i64::from(edit.span.len());
        }
    }
    u32::try_from(at).expect("offsets are not negative")
}
