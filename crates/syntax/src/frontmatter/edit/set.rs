//! Making a scalar say something else.

use linkwright_text::Edit;

use super::super::quote::{escape, quote, stands_plain};
use super::super::read::kind_of;
use super::super::{Frontmatter, KeyKind, QuoteStyle, Scalar, YamlRefusal};
use super::{YamlDocument, new_block, refusal};
use crate::Tag;

/// The edit that makes `scalar`, one that reading gave or a piece of a comma string, say `value`.
/// It keeps its quotes where it has any. A comma string becomes a block list where the new piece
/// could not stand in it.
///
/// # Errors
/// If the frontmatter or the scalar is of a kind that is never edited: `docs/semantics.md §4`.
pub fn set_scalar(
    text: &str,
    frontmatter: &Frontmatter,
    scalar: &Scalar<'_>,
    value: &str,
) -> Result<Edit, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    let at = document.value_at(scalar.span)?;
    let whole = document.tree.nodes[at].span;
    let entry = document.entries().find(|&(_, value)| value == at);
    if whole == scalar.span {
        let edit = document.rewritten(at, value);
        let is_alias = entry.is_some_and(|(key, _)| {
            let name = document.tree.nodes[key].scalar().map(|(name, _)| kind_of(name));
            matches!(name, Some(KeyKind::Aliases | KeyKind::Alias))
        });
        // Plain, it would be a comma string.
        if is_alias && edit.insert == value && value.contains(',') {
            let style = if value.contains('"') { QuoteStyle::Single } else { QuoteStyle::Double };
            return Ok(Edit::new(whole, quote(value, style, false)));
        }
        return Ok(edit);
    }
    if stands_plain(value, false) && !value.contains(',') {
        return Ok(Edit::new(scalar.span, value));
    }
    let (key, _) =
        entry.ok_or_else(|| refusal(whole, "only a property's own value can become a list"))?;
    let pieces = document.pieces(at).into_iter().map(|piece| {
        let value = if piece.span == scalar.span { value } else { piece.value };
        quote(value, QuoteStyle::Plain, false)
    });
    document.block_list(key, at, &pieces.collect::<Vec<_>>())
}

/// The edit that makes a tag of the frontmatter say `value`, which is written without `#`; the
/// tag keeps the `#` it has, and its quotes.
///
/// # Errors
/// If the frontmatter or the tag's scalar is of a kind that is never edited, or a comma string in
/// which `value` could not stand.
pub fn set_tag(
    text: &str,
    frontmatter: &Frontmatter,
    tag: &Tag,
    value: &str,
) -> Result<Edit, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    let node = &document.tree.nodes[document.value_at(tag.span)?];
    let style = node.scalar().map_or(QuoteStyle::Plain, |(_, quote)| quote);
    if style != QuoteStyle::Plain {
        return Ok(Edit::new(tag.span, escape(value, style)));
    }
    let before = &text[node.span.range().start..tag.span.range().start];
    let behind = &text[tag.span.range().end..node.span.range().end];
    let whole = [before, value, behind].concat();
    if stands_plain(&whole.replace(['\n', '\r'], " "), node.in_flow) {
        return Ok(Edit::new(tag.span, value));
    }
    if whole.contains(',') {
        return Err(refusal(node.span, "this tag could not stand between commas"));
    }
    Ok(Edit::new(node.span, quote(&whole, QuoteStyle::Plain, node.in_flow)))
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
) -> Result<Edit, YamlRefusal> {
    let plain = |value| quote(value, QuoteStyle::Plain, false);
    let line = format!("{}: {}", plain(key), plain(value));
    let Some(frontmatter) = frontmatter else { return Ok(new_block(text, &[&line])) };
    let document = YamlDocument::open(text, frontmatter)?;
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
