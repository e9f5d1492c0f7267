//! What holds after every rename.

use std::collections::BTreeMap;

use linkwright_ide::Changes;
use linkwright_syntax::{Link, fold};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, LinkRef, MatchKind, Resolution, Vault};

use crate::world::World;

/// Where one link leads: the file's path, the place in it, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Destination {
    pub(crate) path: String,
    pub(crate) anchor: Anchor,
    pub(crate) how: MatchKind,
}

/// Where all links of a vault lead, by the path of their note or canvas.
pub(crate) type Leads = BTreeMap<String, Vec<(Link, Option<Destination>)>>;

pub(crate) fn leads(vault: &Vault) -> Leads {
    let note = |(file, note): (FileId, &linkwright_vault::Note)| {
        let link = |(index, link): (u32, &Link)| {
            let at = LinkRef { source: file, index };
            let destination = match vault.resolve(at) {
                Resolution::Missing => None,
                Resolution::File(target, how) => Some(Destination {
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
    let said = vault.files().filter_map(|(id, file)| Some((id, file.note.as_deref()?)));
    said.map(note).collect()
}

/// Laws 1 and 2, of `changes` that led from `before` to what `world` is now. `texts` are those of
/// the changed notes before; `moved` says where a path is now.
pub(crate) fn check(
    before: &Leads,
    texts: &BTreeMap<String, String>,
    edits: &BTreeMap<String, Vec<Edit>>,
    moved: &BTreeMap<String, String>,
    world: &World,
) -> Result<(), String> {
    let after = leads(&world.vault);
    let now = |path: &String| moved.get(path).unwrap_or(path).clone();
    for (path, links) in before {
        let none = Vec::new();
        let edits = edits.get(path).unwrap_or(&none);
        let there = &after[&now(path)];
        let mut kept = 0;
        for (link, destination) in links {
            let Some(start) = mapped(link.span, edits) else { continue };
            kept += 1;
            let Some((_, led)) = there.iter().find(|(other, _)| other.span.start == start) else {
                return Err(format!("{path}: the link at {:?} is no link any more", link.span));
            };
            let Some(destination) = destination else { continue };
            let Some(led) = led else {
                return Err(format!("{path}: the link at {:?} leads nowhere now", link.span));
            };
            let same = led.path == now(&destination.path)
                && same_place(&led.anchor, &destination.anchor)
                && (!is_fallback(led.how) || destination.how == led.how);
            if !same {
                return Err(format!(
                    "{path}: the link at {:?} led to {destination:?} and leads to {led:?}",
                    link.span
                ));
            }
        }
        if kept != there.len() {
            return Err(format!("{path}: there are {} links, not {kept}", there.len()));
        }
        if let Some(text) = texts.get(path) {
            named_bytes(path, text, links, edits, moved, world)?;
        }
    }
    Ok(())
}

/// What a link may need after a rename only if it needed it before.
fn is_fallback(how: MatchKind) -> bool {
    matches!(how, MatchKind::Alias | MatchKind::NotRelative)
}

/// Where a link that began at `span.start` begins after `edits`; `None` if it was replaced whole.
fn mapped(span: Span, edits: &[Edit]) -> Option<u32> {
    if edits.iter().any(|edit| !edit.span.is_empty() && edit.span.covers(span)) {
        return None;
    }
    let grown = edits
        .iter()
        .filter(|edit| edit.span.end <= span.start)
        .map(|edit| edit.insert.len() as i64 - i64::from(edit.span.len()));
    u32::try_from(i64::from(span.start) + grown.sum::<i64>()).ok()
}

fn same_place(a: &Anchor, b: &Anchor) -> bool {
    match (a, b) {
        (Anchor::Headings(a), Anchor::Headings(b)) => a.last() == b.last(),
        (_, Anchor::Missing(_)) => true,
        (a, b) => a == b,
    }
}

/// Law 2: an edit is of something that may follow, and the path of a link was rewritten only if it
/// would lead elsewhere.
fn named_bytes(
    path: &str,
    text: &str,
    links: &[(Link, Option<Destination>)],
    edits: &[Edit],
    moved: &BTreeMap<String, String>,
    world: &World,
) -> Result<(), String> {
    let facts = linkwright_syntax::scan_file(path, text);
    let yaml = facts.frontmatter.as_ref().map_or(Span::empty(0), |yaml| yaml.span);
    let mut named: Vec<Span> = vec![yaml];
    named.extend(facts.headings.iter().map(|heading| heading.text));
    named.extend(facts.block_ids.iter().map(|id| id.span));
    named.extend(facts.tags.iter().map(|tag| tag.span));
    named.extend(facts.footnotes.iter().map(|footnote| footnote.label));
    named.extend(facts.labels.iter().map(|label| label.label));
    named.extend(facts.labels.iter().filter_map(|label| label.text));
    for edit in edits {
        let link = links.iter().find(|(link, _)| link.span.covers(edit.span));
        let Some((link, destination)) = link else {
            if !named.iter().any(|span| span.covers(edit.span)) {
                return Err(format!("{path}: {edit:?} changes what nothing names"));
            }
            continue;
        };
        if edit.span == link.path && !link.path.is_empty() {
            let Some(destination) = destination else {
                return Err(format!("{path}: a link that led nowhere was rewritten: {edit:?}"));
            };
            let to = moved.get(&destination.path).unwrap_or(&destination.path);
            let written = link.path_text(text);
            let source = moved.get(path).map_or(path, String::as_str);
            let stayed = match world.vault.resolve_path(source, &written, link.form) {
                Resolution::File(_, how) if is_fallback(how) && how != destination.how => false,
                Resolution::File(file, _) => *world.vault.file(file).path == **to,
                Resolution::Missing => false,
            };
            if stayed && fold(&destination.path) != fold(to) {
                return Err(format!("{path}: {edit:?} rewrites a link that led there already"));
            }
        }
    }
    Ok(())
}

/// The edits of `changes`, by the path of their file.
pub(crate) fn edits(vault: &Vault, changes: &Changes) -> BTreeMap<String, Vec<Edit>> {
    let file = |(file, edits): &(FileId, Vec<(Edit, _)>)| {
        let edits = edits.iter().map(|(edit, _)| edit.clone()).collect();
        (vault.file(*file).path.to_string(), edits)
    };
    changes.edits.iter().map(file).collect()
}

/// Whether `changes` replace nothing but `old`, spelt exactly so, and no link leads where it leads
/// only by lexicographic order or is not relative where it should be: then renaming back undoes them.
pub(crate) fn exact(world: &World, changes: &Changes, old: &str) -> bool {
    let mends = |(_, destination): &(Link, Option<Destination>)| {
        let how = destination.as_ref().map(|destination| destination.how);
        matches!(how, Some(MatchKind::Tie | MatchKind::NotRelative))
    };
    let encoded = |text: &str| text.replace('%', "%25").replace(' ', "%20");
    let (plain, written) = (old.to_owned(), encoded(old));
    let once = |path: &String| {
        let file = world.vault.find_file(path).expect("it is edited");
        let aliases = world.vault.aliases(file);
        aliases.filter(|alias| fold(alias.scalar.value) == fold(old)).count() <= 1
    };
    !leads(&world.vault).values().flatten().any(mends)
        && edits(&world.vault, changes).keys().all(once)
        && edits(&world.vault, changes).iter().all(|(path, edits)| {
            edits.iter().all(|edit| {
                let text = &world.files[path][edit.span.range()];
                [&plain, &written].iter().any(|old| {
                    text.split_once(old.as_str()).is_some_and(|(before, behind)| {
                        edit.insert.starts_with(before) && edit.insert.ends_with(behind)
                    })
                })
            })
        })
}

/// Where the byte at `offset` of the file that holds the cursor stands after `edits`.
pub(crate) fn mapped_offset(offset: u32, edits: &[Edit]) -> u32 {
    let mut at = i64::from(offset);
    for edit in edits {
        if edit.span.end <= offset && !edit.span.is_empty() {
            at += edit.insert.len() as i64 - i64::from(edit.span.len());
        }
    }
    u32::try_from(at).expect("offsets are not negative")
}
