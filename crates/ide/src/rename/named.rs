//! Renames of what the user names: a place in a note, a tag, a property or its value.

use linkwright_syntax::{Link, LinkForm, fold};
use linkwright_vault::{Anchor, FileId, MissingAnchor, Vault};

use super::{RenamePlan, name, property, title, within};
use crate::Refusal;
use crate::title::heading_text;

/// Plans the rename of the place to which `[[#subpath]]` in `note` leads: a heading, a block id, a
/// footnote or an HTML id. The first H1 is the title of the note.
pub(super) fn plan_subpath(
    vault: &Vault,
    note: FileId,
    subpath: &str,
    new: &str,
) -> Result<RenamePlan, Refusal> {
    let path = &vault.file(note).path;
    let resolve = |form| vault.resolve_anchor(note, &Link::unwritten(form), subpath);
    let anchor = match resolve(LinkForm::Wiki) {
        // An HTML id or a slug.
        Anchor::Missing(_) => resolve(LinkForm::Inline { angle_bracketed: true }),
        anchor => anchor,
    };
    match (anchor, vault.note(note)) {
        (Anchor::Headings(headings), Some(known)) => {
            let Some(&index) = headings.last() else { return Ok(RenamePlan::default()) };
            match known.first_h1 == Some(index) {
                true => title::rename_title(vault, note, heading_text(known, index), new, None),
                false => within::rename_heading(vault, note, index, new),
            }
        }
        (Anchor::Block(index), _) => within::rename_block_id(vault, note, index, new),
        (Anchor::Fragment(index), _) => within::rename_fragment(vault, note, index, new),
        (Anchor::Footnote(index), Some(known)) => {
            within::rename_footnote(vault, note, &known.footnotes[index as usize], new)
        }
        (Anchor::Missing(missing), _) => {
            let kind = match missing {
                MissingAnchor::Heading => "heading",
                MissingAnchor::Block => "block id",
                MissingAnchor::Footnote => "footnote",
            };
            Err(Refusal(format!("`{path}` has no {kind} `{}`", subpath.trim())))
        }
        (Anchor::WholeFile, _) => {
            Err(Refusal(format!("write the heading of `{path}` after the `#`")))
        }
        _ => Err(Refusal(format!("`{path}` is not a note"))),
    }
}

/// Plans the rename of the tag `old`, with or without `#`, and its nested tags in the whole vault.
pub(super) fn plan_tag(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    let old = name::parse_tag(old)?;
    if vault.notes_with_tag(old).is_empty() {
        return Err(Refusal(format!("no note has the tag `#{old}`")));
    }
    within::rename_tag(vault, old, new)
}

/// Plans the rename of the property `old` in the whole vault, or of the value that follows a `=` in `old`.
pub(super) fn plan_property(vault: &Vault, old: &str, new: &str) -> Result<RenamePlan, Refusal> {
    let old = name::parse_one_line(old, "a property")?;
    let is_old = |key: &str| fold(key) == fold(old);
    let is_property = || vault.notes().any(|(_, note)| note.property_keys().any(is_old));
    if let Some((of, value)) = old.split_once('=')
        && !is_property()
    {
        let of = name::parse_one_line(of, "a property")?;
        let plan = property::rename_value(vault, of, value, new)?;
        let missing =
            Refusal(format!("no note has the property `{of}` with the value `{}`", value.trim()));
        let nothing = Some(missing).filter(|_| value.trim() != new.trim());
        return Ok(RenamePlan { nothing, ..plan });
    }
    let plan = property::rename_property(vault, old, new)?;
    match plan.notes().is_empty() && old != new.trim() {
        true => Err(Refusal(format!("no note has the property `{old}`"))),
        false => Ok(plan),
    }
}
