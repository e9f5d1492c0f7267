//! Removes an alias.

use linkwright_text::{Edit, Span, line_start, next_line_start, to_offset};

use super::super::quote::{can_be_plain, quote};
use super::super::tree::NodeKind;
use super::super::{Alias, AliasSource, Frontmatter, QuoteStyle, YamlRefusal};
use super::{YamlDocument, refusal};

/// The edit that removes an alias: its line of a block list, with a comment on that line, its item
/// of a flow list, its piece of a comma-separated scalar, or the whole value. The key stays,
/// without a value if this was its last alias. A comma-separated scalar becomes a block list if
/// YAML would read the remaining pieces differently.
///
/// # Errors
/// If the frontmatter or the alias is of a kind that is not edited (`docs/semantics.md §4`).
pub fn remove_alias(
    text: &str,
    frontmatter: &Frontmatter,
    alias: &Alias<'_>,
) -> Result<Edit, YamlRefusal> {
    AliasRemovals::new(text, frontmatter)?.remove(alias)
}

/// Frontmatter from which aliases can be removed, each by itself: the edits of many aliases cost about as
/// much as reading it once.
pub struct AliasRemovals<'t> {
    document: YamlDocument<'t>,
    /// The top-level entries, as node indices of key and value.
    entries: Vec<(usize, usize)>,
    /// For each node in a list or map, the node before it there.
    previous: Vec<Option<usize>>,
}

impl<'t> AliasRemovals<'t> {
    /// # Errors
    /// If the frontmatter is of a kind that is not edited (`docs/semantics.md §4`).
    pub fn new(
        text: &'t str,
        frontmatter: &'t Frontmatter,
    ) -> Result<AliasRemovals<'t>, YamlRefusal> {
        let document = YamlDocument::open(text, frontmatter)?;
        document.check_block_map()?;
        let entries = document.entries().collect();
        let mut previous = vec![None; document.tree.nodes.len()];
        for parent in 0..previous.len() {
            let mut before = None;
            for child in document.tree.children(parent) {
                previous[child] = before.replace(child);
            }
        }
        Ok(AliasRemovals { document, entries, previous })
    }

    /// As [`remove_alias`].
    ///
    /// # Errors
    /// As there.
    pub fn remove(&self, alias: &Alias<'_>) -> Result<Edit, YamlRefusal> {
        let (document, span) = (&self.document, alias.scalar.span);
        let at = document.value_at(span)?;
        let before = self.entries.partition_point(|&(_, value)| value <= at);
        let (key, value) = before
            .checked_sub(1)
            .map(|before| self.entries[before])
            .filter(|&(_, value)| at < document.tree.nodes[value].end)
            .ok_or_else(|| refusal(span, "this is not the value of a property"))?;
        match alias.source {
            AliasSource::Item => document.remove_item(value, at, self.previous[at]),
            AliasSource::Whole => Ok(document.remove_value(key, value)),
            AliasSource::Piece => document.remove_piece(key, value, span),
        }
    }
}

impl YamlDocument<'_> {
    /// The edit that removes an item of the list at `list`, with its line if that is a block list.
    /// `previous` is the item before it.
    pub(super) fn remove_item(
        &self,
        list: usize,
        item: usize,
        previous: Option<usize>,
    ) -> Result<Edit, YamlRefusal> {
        if let NodeKind::List { flow: true } = self.tree.nodes[list].kind {
            return self.remove_flow_item(list, item, previous);
        }
        let span = self.tree.nodes[item].span;
        self.dash_indent(span)?;
        let line = line_start(self.text, span.range().start);
        Ok(Edit::delete(Span::new(line, next_line_start(self.text, span.range().end))))
    }

    /// The edit that removes an item of a flow list and a comma next to it, but no comment.
    fn remove_flow_item(
        &self,
        list: usize,
        item: usize,
        previous: Option<usize>,
    ) -> Result<Edit, YamlRefusal> {
        let span = self.tree.nodes[item].span;
        let end = self.tree.nodes[list].span.end - 1;
        let next = Some(self.tree.nodes[item].end).filter(|&next| next < self.tree.nodes[list].end);
        let span_of = |item: usize| self.tree.nodes[item].span;
        let between = |from: u32, to: u32| self.text[Span { start: from, end: to }].trim();
        if let Some(next) = next.map(span_of)
            && between(span.end, next.start) == ","
        {
            return Ok(Edit::delete(Span { end: next.start, ..span }));
        }
        if let Some(previous) = previous.map(span_of)
            && between(previous.end, span.start) == ","
        {
            return Ok(Edit::delete(Span { start: previous.end, ..span }));
        }
        let after = &self.text[Span { start: span.end, end }];
        if let Some(rest) = after.trim_start().strip_prefix(',') {
            let span = Span { end: end - to_offset(rest.len()), ..span };
            return Ok(Edit::delete(self.including_line(span)));
        }
        // The comma before the last item may stay as a trailing comma.
        if next.is_none() && !after.contains(',') {
            return Ok(Edit::delete(self.including_line(span)));
        }
        Err(refusal(span, "move the comment between this item and its comma"))
    }

    /// The edit that removes the value of a key, and the space before it unless a comment is there.
    fn remove_value(&self, key: usize, value: usize) -> Edit {
        let span = self.tree.nodes[value].span;
        let colon = self.after_colon(key);
        if self.text[colon..span.range().start].trim().is_empty() {
            return Edit::delete(Span::new(colon, span.range().end));
        }
        Edit::delete(self.including_line(span))
    }

    /// The lines of `span` if there is nothing else on them, otherwise `span`.
    fn including_line(&self, span: Span) -> Span {
        let start = line_start(self.text, span.range().start);
        let end = next_line_start(self.text, span.range().end);
        let is_blank = |from, to| self.text[from..to].trim().is_empty();
        if is_blank(start, span.range().start) && is_blank(span.range().end, end) {
            Span::new(start, end)
        } else {
            span
        }
    }

    /// The edit that removes a piece of a comma-separated scalar and a comma next to it.
    fn remove_piece(&self, key: usize, value: usize, piece: Span) -> Result<Edit, YamlRefusal> {
        let whole = self.tree.nodes[value].span;
        let before = &self.text[whole.range().start..piece.range().start];
        let after = &self.text[piece.range().end..whole.range().end];
        let is_separator = |c: char| c == ',' || c.is_whitespace();
        if before.trim_matches(is_separator).is_empty()
            && after.trim_matches(is_separator).is_empty()
        {
            return Ok(self.remove_value(key, value));
        }
        let removed = match (before.rfind(','), after.find(',')) {
            (Some(comma), next) => {
                // `:` and a blank that follow each other would be read as a key.
                let blanks = next.map_or(0, |_| after.len() - after.trim_start().len());
                let (start, end) = (whole.start + to_offset(comma), piece.end + to_offset(blanks));
                Span { start, end }
            }
            (None, Some(comma)) => {
                let rest = after[comma + 1..].trim_start();
                Span { start: piece.start, end: whole.end - to_offset(rest.len()) }
            }
            (None, None) => piece,
        };
        // Only at its ends, what remains can be read in another way than before.
        let (first, last) = (whole.range().start, whole.range().end);
        let ends = match (removed.range().start == first, removed.range().end == last) {
            (false, false) => return Ok(Edit::delete(removed)),
            (true, _) => &self.text[removed.range().end..last],
            (false, true) => &self.text[first..removed.range().start],
        };
        if can_be_plain(ends.replace(['\n', '\r'], " ").trim(), false) {
            return Ok(Edit::delete(removed));
        }
        let mut others = self.comma_pieces(value);
        others.retain(|other| other.span != piece);
        let others = others.iter().map(|other| quote(other.value, QuoteStyle::Plain, false));
        self.to_block_list(key, value, &others.collect::<Vec<_>>())
    }
}
