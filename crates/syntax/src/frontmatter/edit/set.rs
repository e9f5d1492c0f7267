//! Making a scalar say something else.

use linkwright_text::Edit;

use super::super::quote::{quote, stands_plain};
use super::super::read::split_commas;
use super::super::{Frontmatter, Quote, Refusal, Scalar};
use super::{Document, new_block, refusal};

/// The edit that makes `scalar`, one that reading gave or a piece of a comma string, say `value`.
/// It keeps its quotes where it has any. A comma string becomes a block list where the new piece
/// could not stand in it.
///
/// # Errors
/// If the frontmatter or the scalar is of a kind that is never edited: `docs/semantics.md §4`.
pub fn set_scalar(
    text: &str,
    frontmatter: &Frontmatter,
    scalar: &Scalar,
    value: &str,
) -> Result<Edit, Refusal> {
    let document = Document::open(text, frontmatter)?;
    let at = document.value_at(scalar.span)?;
    let whole = document.tree.nodes[at].span;
    if whole == scalar.span {
        return Ok(document.rewritten(at, value));
    }
    if stands_plain(value, false) && !value.contains(',') {
        return Ok(Edit::new(scalar.span, value));
    }
    let (key, _) = document
        .entries()
        .find(|&(_, value)| value == at)
        .ok_or_else(|| refusal(whole, "only a property's own value can become a list"))?;
    let pieces = split_commas(text, whole).map(|piece| {
        let piece = if piece == scalar.span { value } else { &text[piece] };
        quote(&one_line(piece), Quote::Plain, false)
    });
    let pieces: Vec<_> = pieces.collect();
    document.block_list(key, at, &pieces)
}

/// The edit that makes the top-level `key` say `value`; makes the key, or the frontmatter, if
/// missing.
///
/// # Errors
/// If the frontmatter or the present value is of a kind that is never edited, or a list or map.
pub fn set_property(
    text: &str,
    frontmatter: Option<&Frontmatter>,
    key: &str,
    value: &str,
) -> Result<Edit, Refusal> {
    let plain = |value| quote(value, Quote::Plain, false);
    let line = format!("{}: {}", plain(key), plain(value));
    let Some(frontmatter) = frontmatter else { return Ok(new_block(text, &[&line])) };
    let document = Document::open(text, frontmatter)?;
    let Some((key, present)) = document.entry(|name| name == key) else {
        return document.add_entry(&[&line]);
    };
    document.check_simple(present)?;
    if document.tree.nodes[present].span.is_empty() {
        document.check_block()?;
        let behind = document.behind_colon(key);
        return Ok(Edit::new((behind..behind).into(), format!(" {}", plain(value))));
    }
    Ok(document.rewritten(present, value))
}

/// A piece of a plain scalar as YAML reads it: its line breaks folded.
pub(super) fn one_line(piece: &str) -> String {
    piece.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
