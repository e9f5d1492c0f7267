//! Changes scalars: aliases, tags and properties.

use linkwright_text::Edit;

use super::super::quote::{can_be_plain, escape, quote};
use super::super::{Frontmatter, KeyKind, QuoteStyle, Scalar, YamlRefusal};
use super::{YamlDocument, new_frontmatter, refusal};
use crate::Tag;

/// The edit that replaces `scalar`, or a piece of a comma-separated scalar, by `value`. Quotes are
/// kept. A comma-separated scalar becomes a block list if it cannot contain the new piece.
///
/// # Errors
/// If the frontmatter or the scalar is of a kind that is not edited (`docs/semantics.md §4`).
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
        let edit = document.replace_scalar(at, value);
        let is_alias = entry.is_some_and(|(key, _)| {
            let name = document.tree.nodes[key].scalar().map(|(name, _)| KeyKind::of(name));
            matches!(name, Some(KeyKind::Aliases | KeyKind::Alias))
        });
        // Without quotes, it would be a comma-separated list.
        if is_alias && edit.insert == value && value.contains(',') {
            let style = if value.contains('"') { QuoteStyle::Single } else { QuoteStyle::Double };
            return Ok(Edit::new(whole, quote(value, style, false)));
        }
        return Ok(edit);
    }
    if can_be_plain(value, false) && !value.contains(',') {
        return Ok(Edit::new(scalar.span, value));
    }
    let (key, _) =
        entry.ok_or_else(|| refusal(whole, "only the value of a property can become a list"))?;
    let pieces = document.comma_pieces(at).into_iter().map(|piece| {
        let value = if piece.span == scalar.span { value } else { piece.value };
        quote(value, QuoteStyle::Plain, false)
    });
    document.to_block_list(key, at, &pieces.collect::<Vec<_>>())
}

/// The edit that replaces a tag in the frontmatter by `value`, a tag without `#`. A `#` and quotes
/// of the old tag are kept.
///
/// # Errors
/// If the frontmatter or the scalar of the tag is of a kind that is not edited, or a
/// comma-separated scalar that cannot contain `value`.
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
    let after = &text[tag.span.range().end..node.span.range().end];
    let whole = [before, value, after].concat();
    if can_be_plain(&whole.replace(['\n', '\r'], " "), node.in_flow) {
        return Ok(Edit::new(tag.span, value));
    }
    if whole.contains(',') {
        return Err(refusal(
            node.span,
            "this tag does not fit in a list with commas: use `- tag` lines",
        ));
    }
    Ok(Edit::new(node.span, quote(&whole, QuoteStyle::Plain, node.in_flow)))
}

/// The edit that sets the top-level `key` to `value`. Adds the key, or the frontmatter, if missing.
///
/// # Errors
/// If the frontmatter or the present value is of a kind that is not edited, or the value is a list
/// or map.
pub fn set_property(
    text: &str,
    frontmatter: Option<&Frontmatter>,
    key: &str,
    value: &str,
) -> Result<Edit, YamlRefusal> {
    let plain = |value| quote(value, QuoteStyle::Plain, false);
    let line = format!("{}: {}", plain(key), plain(value));
    let Some(frontmatter) = frontmatter else { return Ok(new_frontmatter(text, &[&line])) };
    let document = YamlDocument::open(text, frontmatter)?;
    let Some((key, present)) = document.entry(|name| name == key) else {
        return document.add_entry(&[&line]);
    };
    document.check_editable_scalar(present)?;
    if document.tree.nodes[present].span.is_empty() {
        document.check_block_map()?;
        let at = document.after_colon(key);
        return Ok(Edit::new((at..at).into(), format!(" {}", plain(value))));
    }
    Ok(document.replace_scalar(present, value))
}
