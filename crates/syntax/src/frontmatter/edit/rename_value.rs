//! Renames values of properties.

use linkwright_text::{Edit, Span};

use super::super::quote::is_string;
use super::super::tree::NodeKind;
use super::super::{Frontmatter, QuoteStyle, YamlRefusal};
use super::YamlDocument;
use crate::fold;

/// A value of a property: the value itself, or an item of its list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedValue {
    /// The name of the property.
    pub property: String,
    /// The value as text.
    pub value: String,
    /// The place of the value, without quotes.
    pub span: Span,
}

/// Returns the value of a top-level property that contains `offset` or ends at it. `None` if there is none, if
/// it is empty, or if it is a map, a nested list or a block scalar.
///
/// # Errors
/// If the frontmatter is of a kind that is not edited (`docs/semantics.md §4`).
pub fn value_at(
    text: &str,
    frontmatter: &Frontmatter,
    offset: u32,
) -> Result<Option<NamedValue>, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    let nodes = &document.tree.nodes;
    let found = document.entries().find_map(|(key, value)| {
        let values = document.values(value).into_iter();
        let mut values = values.filter(|at| nodes[*at].span.touches(offset));
        Some((nodes[key].scalar()?.0, values.next()?))
    });
    let Some((property, at)) = found else { return Ok(None) };
    let Some((value, quote)) = nodes[at].scalar().filter(|_| !nodes[at].is_null()) else {
        return Ok(None);
    };
    let mut span = nodes[at].span;
    match quote {
        QuoteStyle::Plain => {}
        QuoteStyle::Single | QuoteStyle::Double => {
            span = Span { start: span.start + 1, end: span.end - 1 };
        }
        QuoteStyle::Block => return Ok(None),
    }
    Ok(Some(NamedValue { property: property.to_owned(), value: value.trim().to_owned(), span }))
}

/// The edit that gives the first value `old` of the property `key`, in any case, the name `new`. Quotes are kept,
/// and added if YAML needs them; a number or boolean becomes one if `new` is one. An item is removed if its list
/// has `new` already. `None` if the property has no such value.
///
/// # Errors
/// If the frontmatter or the value is of a kind that is not edited (`docs/semantics.md §4`).
pub fn rename_value(
    text: &str,
    frontmatter: &Frontmatter,
    key: &str,
    old: &str,
    new: &str,
) -> Result<Option<Edit>, YamlRefusal> {
    let key = fold(key);
    let document = match YamlDocument::open(text, frontmatter) {
        Ok(document) => document,
        Err(refusal) => {
            // The frontmatter matters only if the value may be there.
            let is_key = |span: Span| fold(text[span].trim_matches(['"', '\''])) == key;
            let mut keys = frontmatter.keys.iter().filter(|it| is_key(it.span));
            let may_have = keys.any(|it| text[it.value].contains(old));
            return if may_have { Err(refusal) } else { Ok(None) };
        }
    };
    let is = |at: usize, value: &str| {
        let node = document.tree.resolve(at).map(|at| &document.tree.nodes[at]);
        let node = node.filter(|node| !node.is_null());
        node.and_then(|node| node.scalar()).is_some_and(|(it, _)| it.trim() == value)
    };
    for (_, value) in document.entries_named(|name| fold(name) == key) {
        let values = document.values(value);
        let Some(&at) = values.iter().find(|at| is(**at, old)) else { continue };
        let is_reference =
            |at: usize| matches!(document.tree.nodes[at].kind, NodeKind::Reference { .. });
        if is_reference(value) {
            document.check_editable_scalar(value)?;
        }
        document.value_at(document.tree.nodes[at].span)?;
        let is_other = |other: &usize| *other != at && is(*other, new);
        if value != at && values.iter().any(is_other) {
            let previous = values.iter().copied().take_while(|other| *other != at).last();
            return document.remove_item(value, at, previous).map(Some);
        }
        return Ok(Some(document.replace_value(at, new)));
    }
    Ok(None)
}

impl YamlDocument<'_> {
    /// The values of a property with the value at `value`: the items of a list, or the value itself.
    fn values(&self, value: usize) -> Vec<usize> {
        let Some(resolved) = self.tree.resolve(value) else { return Vec::new() };
        match self.tree.nodes[resolved].kind {
            NodeKind::List { .. } => self.tree.children(resolved).collect(),
            _ => vec![value],
        }
    }

    /// The edit that replaces the scalar at `at` by `new`, which is a number or boolean if both are.
    fn replace_value(&self, at: usize, new: &str) -> Edit {
        let node = &self.tree.nodes[at];
        let is_text =
            |plain: &str| is_string(plain) || matches!(plain, "" | "~" | "null" | "Null" | "NULL");
        match node.scalar() {
            Some((old, QuoteStyle::Plain)) if !is_text(old) && !is_text(new) => {
                Edit::new(node.span, new)
            }
            _ => self.replace_scalar(at, new),
        }
    }
}
