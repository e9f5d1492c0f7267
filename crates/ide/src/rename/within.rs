//! Renames of headings, block ids, HTML ids, tags, footnotes and reference labels.

use linkwright_syntax::{Link, LinkForm, fold, label_key};
use linkwright_text::{Edit, Span};
use linkwright_vault::{Anchor, FileId, Note, Vault, decode_link_part};

use super::builder::RenameBuilder;
use super::{RenamePlan, name};
use crate::title::heading_text;
use crate::{EditReason, Refusal};

/// Plans the rename of a heading that is not the title of its note.
pub(super) fn rename_heading(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_one_line(new, "a heading")?;
    let note = existing_note(vault, file)?;
    if heading_text(note, index) == new {
        return Ok(RenamePlan::default());
    }
    let mut builder = RenameBuilder::new(vault);
    builder.set_heading(file, note, index, new);
    builder.build()
}

/// Plans the rename of a block id.
pub(super) fn rename_block_id(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_block_id(new)?;
    let note = existing_note(vault, file)?;
    if &*note.block_ids[index as usize] == new {
        return Ok(RenamePlan::default());
    }
    let mut others = (0..).zip(&note.block_ids).filter(|&(other, _)| other != index);
    if others.any(|(_, id)| id.eq_ignore_ascii_case(new)) {
        return Err(Refusal(format!(
            "`{}` already has the block id `^{new}`: choose another id",
            vault.file(file).path
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    builder.edit(
        file,
        Edit::new(note.facts.block_ids[index as usize].span, new),
        EditReason::Title,
    );
    update_subpaths(&mut builder, file, &Anchor::Block(index), '^', new);
    builder.build()
}

/// Plans the rename of an HTML id, or of the `{#id}` of a heading.
pub(super) fn rename_fragment(
    vault: &Vault,
    file: FileId,
    index: u32,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_fragment(new)?;
    let note = existing_note(vault, file)?;
    if &note.fragments[index as usize] == new {
        return Ok(RenamePlan::default());
    }
    let link = Link::unwritten(LinkForm::Inline { angle_bracketed: false });
    if !matches!(vault.resolve_anchor(file, &link, new), Anchor::Missing(_)) {
        let path = &vault.file(file).path;
        return Err(Refusal(format!(
            "`#{new}` already leads to another place in `{path}`: choose another id"
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    builder.edit(
        file,
        Edit::new(note.facts.fragments[index as usize].span, new),
        EditReason::Title,
    );
    for at in vault.backlinks(file) {
        if vault.resolve_with_anchor(at).is_some_and(|(_, found)| found == Anchor::Fragment(index))
        {
            builder.set_subpath(at, new.to_owned());
        }
    }
    builder.build()
}

/// Plans the rename of the footnote label `old`.
pub(super) fn rename_footnote(
    vault: &Vault,
    file: FileId,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_footnote(new)?;
    let note = existing_note(vault, file)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let is = |label: &str, name: &str| fold(label) == fold(name);
    if !is(old, new) && note.footnotes.iter().any(|label| is(label, new)) {
        return Err(Refusal(format!(
            "`{}` already has the footnote `[^{new}]`: choose another label",
            vault.file(file).path
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    let mut definition = None;
    for ((index, label), fact) in (0..).zip(&note.footnotes).zip(&note.facts.footnotes) {
        if is(label, old) {
            builder.edit(file, Edit::new(fact.label, new), EditReason::Title);
            definition = definition.or(fact.is_definition.then_some(index));
        }
    }
    if let Some(index) = definition {
        update_subpaths(&mut builder, file, &Anchor::Footnote(index), '^', new);
    }
    builder.build()
}

/// Plans the rename of the reference label `old`. `text` is the text of the note.
pub(super) fn rename_label(
    vault: &Vault,
    file: FileId,
    text: &str,
    old: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let new = name::parse_label(new)?;
    let note = existing_note(vault, file)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let (old, wanted) = (label_key(old), label_key(new));
    let labels = || note.facts.labels.iter().map(|label| (label, label_key(&text[label.label])));
    if old != wanted && labels().any(|(_, key)| key == wanted) {
        return Err(Refusal(format!(
            "the label `[{new}]` is already defined in this note: choose another label"
        )));
    }
    let mut builder = RenameBuilder::new(vault);
    for (label, _) in labels().filter(|(_, key)| *key == old) {
        builder.edit(file, Edit::new(label.label, new), EditReason::Title);
    }
    builder.build().map(|plan| RenamePlan { local: true, ..plan })
}

/// Plans the rename of a tag and its nested tags in the whole vault.
pub(super) fn rename_tag(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    let new = name::parse_tag(new)?;
    if old == new {
        return Ok(RenamePlan::default());
    }
    let mut builder = RenameBuilder::new(vault);
    let (folded, depth) = (fold(old), old.matches('/').count());
    let mut existing = 0;
    for (file, _) in vault.notes() {
        for (tag, fact) in vault.tags_of(file) {
            let end = tag.match_indices('/').nth(depth).map_or(tag.len(), |(slash, _)| slash);
            existing += usize::from(fold(&tag[..end]) == fold(new));
            if fold(&tag[..end]) != folded {
                continue;
            }
            if fact.in_frontmatter {
                builder.rename_property_tag(file, *fact, [new, &tag[end..]].concat());
                continue;
            }
            let start = fact.span.range().start;
            builder.edit(file, Edit::new(Span::new(start, start + end), new), EditReason::Title);
        }
    }
    builder.rename_tag_in_bases(old, new)?;
    if existing > 0 && fold(new) != folded {
        let uses = if existing == 1 { "1 use".to_owned() } else { format!("{existing} uses") };
        builder.add_message(format!("Merged into the existing tag `#{new}` ({uses})."));
    }
    builder.build()
}

/// Changes the name after `mark` to `new`, in all subpaths that resolve to `anchor` in `file`.
fn update_subpaths(
    builder: &mut RenameBuilder<'_>,
    file: FileId,
    anchor: &Anchor,
    mark: char,
    new: &str,
) {
    let vault = builder.vault;
    builder.rename_anchor(file, anchor.clone(), mark, new);
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
        builder.set_subpath(at, renamed_after(mark, raw, &link.place.escape(new)));
    }
}

/// The subpath `raw` with `new` in place of the name after `mark`.
pub(super) fn renamed_after(mark: char, raw: &str, new: &str) -> String {
    let start = raw.find(mark).map_or(0, |at| at + mark.len_utf8());
    let name = raw[start..].trim_end().trim_end_matches(']');
    let end = start + name.len();
    [&raw[..start], new, &raw[end..]].concat()
}

/// The note, or a refusal if it was removed.
fn existing_note(vault: &Vault, file: FileId) -> Result<&Note, Refusal> {
    vault.note(file).ok_or_else(|| Refusal::new("this note no longer exists"))
}
