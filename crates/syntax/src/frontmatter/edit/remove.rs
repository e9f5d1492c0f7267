//! Removing an alias.

use linkwright_text::{Edit, Span, line_start, narrow, next_line_start};

use super::super::quote::{quote, stands_plain};
use super::super::tree::NodeKind;
use super::super::{Alias, AliasSource, Frontmatter, QuoteStyle, YamlRefusal};
use super::{YamlDocument, refusal};

/// The edit that removes an alias: its line of a block list with the comment on it, its item of a
/// flow list, its piece of a comma string, or the whole value. The key stays, without a value if
/// this was its last alias. A comma string becomes a block list where the rest would no longer be
/// read as it was.
///
/// # Errors
/// If the frontmatter or the alias is of a kind that is never edited: `docs/semantics.md §4`.
pub fn remove_alias(
    text: &str,
    frontmatter: &Frontmatter,
    alias: &Alias<'_>,
) -> Result<Edit, YamlRefusal> {
    let document = YamlDocument::open(text, frontmatter)?;
    document.check_block()?;
    let span = alias.scalar.span;
    let at = document.value_at(span)?;
    let (key, value) = document
        .entries()
        .find(|&(_, value)| value <= at && at < document.tree.nodes[value].end)
        .ok_or_else(|| refusal(span, "this is not a property's value"))?;
    match (alias.source, &document.tree.nodes[value].kind) {
        (AliasSource::Item, NodeKind::List { flow: true }) => document.remove_item(value, at),
        (AliasSource::Item, _) => {
            document.dash_indent(span)?;
            let line = line_start(text, span.range().start);
            Ok(Edit::delete(Span::new(line, next_line_start(text, span.range().end))))
        }
        (AliasSource::Whole, _) => Ok(document.remove_value(key, value)),
        (AliasSource::Piece, _) => document.remove_piece(key, value, span),
    }
}

impl YamlDocument<'_> {
    /// Removes an item of a flow list and one of the commas beside it, but no comment.
    fn remove_item(&self, list: usize, item: usize) -> Result<Edit, YamlRefusal> {
        let span = self.tree.nodes[item].span;
        let end = self.tree.nodes[list].span.end - 1;
        let items = || self.tree.children(list);
        let previous = items().take_while(|&other| other != item).last();
        let next = items().find(|&other| other > item);
        let place = |item: usize| self.tree.nodes[item].span;
        let between = |from: u32, to: u32| self.text[Span { start: from, end: to }].trim();
        if let Some(next) = next.map(place)
            && between(span.end, next.start) == ","
        {
            return Ok(Edit::delete(Span { end: next.start, ..span }));
        }
        if let Some(previous) = previous.map(place)
            && between(previous.end, span.start) == ","
        {
            return Ok(Edit::delete(Span { start: previous.end, ..span }));
        }
        let behind = &self.text[Span { start: span.end, end }];
        if let Some(rest) = behind.trim_start().strip_prefix(',') {
            let span = Span { end: end - narrow(rest.len()), ..span };
            return Ok(Edit::delete(self.with_line(span)));
        }
        // The last item may leave a comma behind.
        if next.is_none() && !behind.contains(',') {
            return Ok(Edit::delete(self.with_line(span)));
        }
        Err(refusal(span, "a comment stands between this item and its comma"))
    }

    /// Removes the value of a key, with the space before it unless a comment stands there.
    fn remove_value(&self, key: usize, value: usize) -> Edit {
        let span = self.tree.nodes[value].span;
        let colon = self.behind_colon(key);
        if self.text[colon..span.range().start].trim().is_empty() {
            return Edit::delete(Span::new(colon, span.range().end));
        }
        Edit::delete(self.with_line(span))
    }

    /// `span`, or the lines it stands on if nothing else does.
    fn with_line(&self, span: Span) -> Span {
        let start = line_start(self.text, span.range().start);
        let end = next_line_start(self.text, span.range().end);
        let is_blank = |from, to| self.text[from..to].trim().is_empty();
        if is_blank(start, span.range().start) && is_blank(span.range().end, end) {
            Span::new(start, end)
        } else {
            span
        }
    }

    /// Removes a piece of a comma string and the comma beside it.
    fn remove_piece(&self, key: usize, value: usize, piece: Span) -> Result<Edit, YamlRefusal> {
        let whole = self.tree.nodes[value].span;
        let mut others = self.pieces(value);
        others.retain(|other| other.span != piece);
        if others.is_empty() {
            return Ok(self.remove_value(key, value));
        }
        let before = &self.text[whole.range().start..piece.range().start];
        let behind = &self.text[piece.range().end..whole.range().end];
        let removed = match (before.rfind(','), behind.find(',')) {
            (Some(comma), _) => Span { start: whole.start + narrow(comma), end: piece.end },
            (None, Some(comma)) => {
                let rest = behind[comma + 1..].trim_start();
                Span { start: piece.start, end: whole.end - narrow(rest.len()) }
            }
            (None, None) => piece,
        };
        let rest = [
            &self.text[whole.range().start..removed.range().start],
            &self.text[removed.range().end..whole.range().end],
        ];
        if stands_plain(rest.concat().replace(['\n', '\r'], " ").trim(), false) {
            return Ok(Edit::delete(removed));
        }
        let others = others.iter().map(|other| quote(other.value, QuoteStyle::Plain, false));
        self.block_list(key, value, &others.collect::<Vec<_>>())
    }
}
