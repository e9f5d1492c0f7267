//! What a note has within it: headings, block ids, tags, footnotes, reference labels.

use linkwright_syntax::{Link, LinkForm, LinkPlace, fold, label_key};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, Note, Vault, decode_link_part};

use super::follow::Follow;
use super::{RenamePlan, name};
use crate::title::heading_text;
use crate::{EditReason, Refusal};

/// The rename of a heading that is not the note's title.
pub(super) fn heading(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::one_line(new, "a heading")?;
    let note = known(vault, file)?;
    if heading_text(note, index) == new {
        return Ok(RenamePlan::default());
    }
    let mut follow = Follow::new(vault);
    follow.set_heading(file, note, index, new);
    follow.plan()
}

/// The rename of a block id.
pub(super) fn block(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::block_id(new)?;
    let note = known(vault, file)?;
    if &*note.block_ids[index as usize] == new {
        return Ok(RenamePlan::default());
    }
    let mut others = (0..).zip(&note.block_ids).filter(|&(other, _)| other != index);
    if others.any(|(_, id)| id.eq_ignore_ascii_case(new)) {
        return Err(Refusal(format!("`^{new}` exists already in {}", vault.file(file).path)));
    }
    let mut follow = Follow::new(vault);
    follow.edit(file, Edit::new(note.facts.block_ids[index as usize].span, new), EditReason::Title);
    subpaths(&mut follow, file, &Anchor::Block(index), '^', new);
    follow.plan()
}

/// The rename of an id of HTML, or of the one that a heading is given.
pub(super) fn fragment(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::fragment(new)?;
    let note = known(vault, file)?;
    if &note.fragments[index as usize] == new {
        return Ok(RenamePlan::default());
    }
    let link = Link {
        span: Span::empty(0),
        form: LinkForm::Inline { angle_bracketed: false },
        is_embed: false,
        path: Span::empty(0),
        subpath: None,
        display: None,
        place: LinkPlace::Body,
    };
    if !matches!(vault.resolve_anchor(file, &link, new), Anchor::Missing(_)) {
        let path = &vault.file(file).path;
        return Err(Refusal(format!("`#{new}` leads to another place of {path} already")));
    }
    let mut follow = Follow::new(vault);
    follow.edit(file, Edit::new(note.facts.fragments[index as usize].span, new), EditReason::Title);
    for at in vault.backlinks(file) {
        if vault.resolve_with_anchor(at).is_some_and(|(_, found)| found == Anchor::Fragment(index))
        {
            follow.set_subpath(at, new.to_owned());
        }
    }
    follow.plan()
}

/// The rename of a footnote's label, by its present one.
pub(super) fn footnote(
    vault: &Vault,
    file: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::footnote(new)?;
    let note = known(vault, file)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let is = |label: &str, name: &str| fold(label) == fold(name);
    if !is(old, new) && note.footnotes.iter().any(|label| is(label, new)) {
        return Err(Refusal(format!("`[^{new}]` exists already in {}", vault.file(file).path)));
    }
    let mut follow = Follow::new(vault);
    let mut definition = None;
    for ((index, label), fact) in (0..).zip(&note.footnotes).zip(&note.facts.footnotes) {
        if is(label, old) {
            follow.edit(file, Edit::new(fact.label, new), EditReason::Title);
            definition = definition.or(fact.is_definition.then_some(index));
        }
    }
    if let Some(index) = definition {
        subpaths(&mut follow, file, &Anchor::Footnote(index), '^', new);
    }
    follow.plan()
}

/// The rename of a reference label, by its present one.
pub(super) fn label(
    vault: &Vault,
    file: FileId,
    text: &str,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::label(new)?;
    let note = known(vault, file)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let (old, wanted) = (label_key(old), label_key(new));
    let labels = || note.facts.labels.iter().map(|label| (label, label_key(&text[label.label])));
    if old != wanted && labels().any(|(_, key)| key == wanted) {
        return Err(Refusal(format!("`[{new}]` is defined already")));
    }
    let mut follow = Follow::new(vault);
    for (label, _) in labels().filter(|(_, key)| *key == old) {
        follow.edit(file, Edit::new(label.label, new), EditReason::Title);
    }
    follow.plan().map(|plan| RenamePlan { local: true, ..plan })
}

/// The rename of a tag and its children, everywhere.
pub(super) fn tag(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    let new = name::tag(new)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let mut follow = Follow::new(vault);
    let (folded, depth) = (fold(old), old.matches('/').count());
    let mut there = 0;
    for (file, _) in vault.notes() {
        for (tag, fact) in vault.tags_of(file) {
            let end = tag.match_indices('/').nth(depth).map_or(tag.len(), |(slash, _)| slash);
            there += usize::from(fold(&tag[..end]) == fold(new));
            if fold(&tag[..end]) != folded {
                continue;
            }
            if fact.in_frontmatter {
                follow.edit_tag(file, *fact, [new, &tag[end..]].concat());
                continue;
            }
            let start = fact.span.range().start;
            follow.edit(file, Edit::new(Span::new(start, start + end), new), EditReason::Title);
        }
    }
    if there > 0 && fold(new) != folded {
        let times = if there == 1 { "once".to_owned() } else { format!("{there} times") };
        follow.tell(format!("#{new} was there already ({times}): the two are one now."));
    }
    follow.plan()
}

/// Gives the subpaths that lead to `anchor` of `file` another name behind `mark`.
fn subpaths(follow: &mut Follow<'_>, file: FileId, anchor: &Anchor, mark: char, new: &str) {
    let vault = follow.vault;
    for at in vault.backlinks(file) {
        if vault.resolve_with_anchor(at).is_none_or(|(_, found)| found != *anchor) {
            continue;
        }
        let Some(source) = vault.note(at.source) else { continue };
        let Some(raw) = source.subpath(at.index) else { continue };
        let link = source.facts.links[at.index as usize];
        let decoded;
        let raw = match raw.contains(mark) || !link.form.is_url() {
            true => raw,
            false => {
                decoded = decode_link_part(raw, link.form, link.place);
                &link.place.escape(&decoded)
            }
        };
        let start = raw.find(mark).map_or(0, |at| at + mark.len_utf8());
        let name = raw[start..].trim_end().trim_end_matches(']');
        let end = start + name.len();
        follow.set_subpath(at, [&raw[..start], &link.place.escape(new), &raw[end..]].concat());
    }
}

fn known(vault: &Vault, file: FileId) -> Result<&Note, Refusal> {
    vault.note(file).ok_or_else(|| Refusal::new("this note is gone"))
}
