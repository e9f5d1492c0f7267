//! Renames keys.

use linkwright_text::Edit;

use super::super::{Frontmatter, YamlRefusal};
use super::{YamlDocument, refusal};
use crate::fold;

/// The edit that gives the property `old`, in any case, the name `new`. The quotes of the key are kept, and
/// added if YAML needs them. `None` if there is no such property.
///
/// # Errors
/// If the frontmatter is of a kind that is not edited (`docs/semantics.md §4`), or if there are two
/// properties with the old name, or another one with the new name.
pub fn rename_property(
    text: &str,
    frontmatter: &Frontmatter,
    old: &str,
    new: &str,
) -> Result<Option<Edit>, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    let (old, folded) = (fold(old), fold(new));
    let mut keys = document.entries_named(|name| fold(name) == old);
    let Some((key, _)) = keys.next() else { return Ok(None) };
    let other = keys.next().or_else(|| {
        document.entries_named(|name| fold(name) == folded).find(|(other, _)| *other != key)
    });
    if let Some((other, _)) = other {
        let reason = format!("the note has both `{old}` and `{new}`: remove one of them first");
        return Err(refusal(document.tree.nodes[other].span, reason));
    }
    document.check_editable_scalar(key)?;
    Ok(Some(document.replace_scalar(key, new)))
}
