//! Sets a property to a value of any type, and removes properties.

use linkwright_text::{Edit, Span, line_ending_near, line_start, next_line_start};

use super::super::quote::quote;
use super::super::tree::NodeKind;
use super::super::{Frontmatter, QuoteStyle, YamlRefusal};
use super::{YamlDocument, new_frontmatter, refusal, set_property};

/// A value of a property.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertyValue {
    /// A single value.
    Single(PropertyScalar),
    /// A list.
    List(Vec<PropertyScalar>),
}

/// A scalar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertyScalar {
    /// A text, which gets quotes if it needs them.
    Text(String),
    /// A number or a boolean, as YAML writes it.
    Verbatim(String),
}

impl PropertyScalar {
    fn written(&self, in_flow: bool) -> String {
        match self {
            PropertyScalar::Text(text) => quote(text, QuoteStyle::Plain, in_flow),
            PropertyScalar::Verbatim(written) => written.clone(),
        }
    }
}

impl PropertyValue {
    /// The value on one line.
    fn in_line(&self) -> String {
        match self {
            PropertyValue::Single(scalar) => scalar.written(false),
            PropertyValue::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.written(true)).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

/// The edit that sets the top-level `key` to `value`. Adds the key, or the frontmatter, if missing. A list
/// keeps its form: with dashes or in brackets. Comments in a replaced list are removed with it.
///
/// # Errors
/// If the frontmatter or the present value is of a kind that is not edited: a map, a block scalar, or
/// with an anchor or tag.
pub fn set_value(
    text: &str,
    frontmatter: Option<&Frontmatter>,
    key: &str,
    value: &PropertyValue,
) -> Result<Edit, YamlRefusal> {
    let name = quote(key, QuoteStyle::Plain, false);
    let lines = match value {
        PropertyValue::List(items) if !items.is_empty() => {
            let items = items.iter().map(|item| format!("  - {}", item.written(false)));
            std::iter::once(format!("{name}:")).chain(items).collect()
        }
        value => vec![format!("{name}: {}", value.in_line())],
    };
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let Some(frontmatter) = frontmatter else { return Ok(new_frontmatter(text, &lines)) };
    let document = YamlDocument::open(text, frontmatter)?;
    let Some((key_at, present)) = document.entry(|name| name == key) else {
        return document.add_entry(&lines);
    };
    let node = &document.tree.nodes[present];
    let is_in_flow = match node.kind {
        NodeKind::List { .. } | NodeKind::Map { .. } if node.has_anchor_or_tag => {
            return Err(document.anchor_or_tag_refusal(present));
        }
        NodeKind::List { flow } => flow,
        NodeKind::Map { .. } => {
            return Err(refusal(node.span, "cannot replace a map: edit its text instead"));
        }
        _ => {
            document.check_editable_scalar(present)?;
            if let PropertyValue::Single(PropertyScalar::Text(value)) = value {
                return set_property(text, Some(frontmatter), key, value);
            }
            false
        }
    };
    let is_list = matches!(node.kind, NodeKind::List { .. });
    match value {
        PropertyValue::List(items) if !items.is_empty() && !is_in_flow => {
            let items: Vec<String> = items.iter().map(|item| item.written(false)).collect();
            match is_list {
                true => document.replace_items(key_at, present, &items),
                false => document.to_block_list(key_at, present, &items),
            }
        }
        value if is_list && !is_in_flow => {
            // The dashes are below the key.
            let span = Span::new(document.after_colon(key_at), node.span.range().end);
            Ok(Edit::new(span, format!(" {}", value.in_line())))
        }
        value if node.span.is_empty() => {
            document.check_block_map()?;
            let at = document.after_colon(key_at);
            Ok(Edit::new((at..at).into(), format!(" {}", value.in_line())))
        }
        value => Ok(Edit::new(node.span, value.in_line())),
    }
}

impl YamlDocument<'_> {
    /// The edit that replaces the items of the block list at `list`, with the dashes where they are.
    fn replace_items(
        &self,
        key: usize,
        list: usize,
        items: &[String],
    ) -> Result<Edit, YamlRefusal> {
        let (key, list) = (self.tree.nodes[key].span, self.tree.nodes[list].span);
        let entry = self.frontmatter.keys.iter().find(|entry| entry.span == key);
        let start = entry.map_or(list.range().start, |entry| entry.value.range().start);
        let indent = &self.text[line_start(self.text, start)..start];
        if !indent.trim_matches(' ').is_empty() {
            return Err(refusal(list, "put each item of this list on a line of its own"));
        }
        let eol = line_ending_near(self.text, start);
        let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        let insert = items.join(&format!("{eol}{indent}"));
        Ok(Edit::new(Span::new(start, list.range().end), insert))
    }
}

/// The edit that removes the top-level `key` with its value; `None` if there is no such key.
///
/// # Errors
/// If the frontmatter is of a kind that is not edited.
pub fn remove_property(
    text: &str,
    frontmatter: &Frontmatter,
    key: &str,
) -> Result<Option<Edit>, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    document.check_block_map()?;
    let Some((key_at, present)) = document.entry(|name| name == key) else { return Ok(None) };
    let start = line_start(text, document.tree.nodes[key_at].span.range().start);
    let end = document.tree.nodes[present].span.range().end;
    let end = next_line_start(text, end.max(document.after_colon(key_at)));
    let end = end.min(frontmatter.yaml.range().end);
    // A block scalar can end at the start of the next key's line.
    let next = document.entries().map(|(key, _)| document.tree.nodes[key].span.range().start);
    let next = next.filter(|at| *at > start).map(|at| line_start(text, at));
    let limit = next.filter(|at| *at > start).min().unwrap_or(end);
    Ok(Some(Edit::delete(Span::new(start, end.min(limit)))))
}
