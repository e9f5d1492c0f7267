//! Adds an alias.

use linkwright_text::{Edit, Span, line_end, line_ending_near, line_start};

use super::super::quote::{can_be_plain, quote};
use super::super::tree::NodeKind;
use super::super::{AliasRules, Frontmatter, QuoteStyle, YamlRefusal};
use super::{YamlDocument, new_frontmatter, refusal};

/// The edit that adds an alias after the last one under `aliases`. Adds the key, or the
/// frontmatter, if missing. A legacy `alias` key is not changed. `rules` decide whether a plain
/// scalar with commas is a comma-separated list, which gets one more piece, or one alias.
///
/// # Errors
/// If the frontmatter or the list is of a kind that is not edited (`docs/semantics.md §4`).
pub fn add_alias(
    text: &str,
    frontmatter: Option<&Frontmatter>,
    value: &str,
    rules: AliasRules,
) -> Result<Edit, YamlRefusal> {
    let plain = quote(value, QuoteStyle::Plain, false);
    let lines = ["aliases:", &format!("  - {plain}")];
    let Some(frontmatter) = frontmatter else { return Ok(new_frontmatter(text, &lines)) };
    let document = YamlDocument::open(text, frontmatter)?;
    let mut keys = document.entries_named(|name| name.eq_ignore_ascii_case("aliases"));
    let Some((key, at)) = keys.next() else { return document.add_entry(&lines) };
    if let Some((second, _)) = keys.next() {
        return Err(refusal(
            document.tree.nodes[second].span,
            "duplicate key `aliases`: merge the two first",
        ));
    }
    document.check_block_map()?;
    let node = &document.tree.nodes[at];
    if node.has_anchor_or_tag {
        return Err(document.anchor_or_tag_refusal(at));
    }
    match node.kind {
        NodeKind::List { flow } => {
            document.tree.children(at).try_for_each(|item| document.check_editable_scalar(item))?;
            let last = document.tree.children(at).last();
            match last.map(|last| document.tree.nodes[last].span) {
                Some(last) if flow => Ok(Edit::insert(
                    last.end,
                    format!(", {}", quote(value, QuoteStyle::Plain, true)),
                )),
                Some(last) => document.add_item_line(last, &plain),
                None if text[node.span].trim_matches(['[', ']']).trim().is_empty() => {
                    document.to_block_list(key, at, &[plain])
                }
                // There is a comment between the brackets.
                None => Ok(Edit::insert(node.span.end - 1, quote(value, QuoteStyle::Plain, true))),
            }
        }
        _ if node.is_null() => document.to_block_list(key, at, &[plain]),
        _ => {
            document.check_editable_scalar(at)?;
            let raw = &text[node.span];
            let is_plain = matches!(node.scalar(), Some((_, QuoteStyle::Plain)));
            if is_plain && rules.split_comma && raw.contains(',') {
                if can_be_plain(value, false) && !value.contains(',') {
                    let comma = if raw.ends_with(',') { "" } else { "," };
                    return Ok(Edit::insert(node.span.end, format!("{comma} {value}")));
                }
                let pieces = document.comma_pieces(at).into_iter();
                let pieces = pieces.map(|piece| quote(piece.value, QuoteStyle::Plain, false));
                return document.to_block_list(key, at, &pieces.chain([plain]).collect::<Vec<_>>());
            }
            // The indent of a scalar over several lines could be too small for a list item.
            let present = match node.scalar() {
                Some((value, style)) if raw.contains(['\n', '\r']) => quote(value, style, false),
                _ => raw.to_owned(),
            };
            document.to_block_list(key, at, &[present, plain])
        }
    }
}

impl YamlDocument<'_> {
    /// The edit that adds an item after the last one of a block list.
    fn add_item_line(&self, last: Span, item: &str) -> Result<Edit, YamlRefusal> {
        let indent = self.dash_indent(last)?;
        let end = line_end(self.text, last.range().end);
        let insert = format!("{}{indent}- {item}", line_ending_near(self.text, last.range().end));
        Ok(Edit::new(Span::new(end, end), insert))
    }

    /// The spaces before the dash of an item of a block list. The dash must be on the line of the
    /// item, and only spaces may come before it.
    pub(super) fn dash_indent(&self, item: Span) -> Result<&str, YamlRefusal> {
        let start = item.range().start;
        let before = &self.text[line_start(self.text, start)..start];
        let indent = before.trim_end_matches([' ', '\t']).strip_suffix('-');
        indent
            .filter(|indent| indent.bytes().all(|byte| byte == b' '))
            .ok_or_else(|| refusal(item, "put this item and its dash on one line"))
    }
}
