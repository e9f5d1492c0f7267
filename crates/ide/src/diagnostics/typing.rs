//! What is being typed, which is probably not complete yet.

use linkwright_settings::DiagnosticCode;
use linkwright_text::{ColumnCounting, PositionEncoding, Span, Text};
use linkwright_vault::{FileId, Vault};

/// A link, footnote, label, block id or heading that is being typed, or a line of the frontmatter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypedItem {
    /// In bytes of the note.
    span: Span,
    /// It is a line of the frontmatter. It may contain links, and none of them is being typed.
    is_property: bool,
}

impl TypedItem {
    /// Returns the item of `note` in which a cursor at `offset` is. `text` is the text of the note.
    ///
    /// It is the outermost link around the cursor. If there is none, it is the line in the frontmatter, and
    /// elsewhere a footnote around the cursor, or anything that the cursor touches, that can have a problem,
    /// and that no bracket closes. The cursor is in a link or footnote if it is behind the first character
    /// and before the last.
    #[must_use]
    pub fn at(vault: &Vault, note: FileId, text: &Text, offset: u32) -> Option<TypedItem> {
        let facts = &vault.note(note)?.facts;
        let item = |span| TypedItem { span, is_property: false };
        let is_inside = |span: &Span| span.start < offset && offset < span.end;
        let touches = |span: &Span| span.start <= offset && offset <= span.end;
        let mut links = facts.links.iter().filter(|link| {
            let target_end = link.subpath.unwrap_or(link.path).end;
            is_inside(&link.span) || link.span.start < offset && offset == target_end
        });
        if let Some(link) = links.next() {
            return Some(item(link.span));
        }
        if facts.frontmatter.as_ref().is_some_and(|yaml| is_inside(&yaml.span)) {
            let counting = ColumnCounting::of_buffer(PositionEncoding::Utf8);
            let line = text.position(offset, counting).line;
            return Some(TypedItem { span: text.line_span(line), is_property: true });
        }
        let footnote = facts.footnotes.iter().map(|footnote| footnote.span).find(is_inside);
        let mut open = (facts.mistakes.iter().map(|mistake| mistake.span))
            .chain(facts.labels.iter().map(|label| label.span))
            .chain(facts.block_ids.iter().map(|id| id.span))
            .chain(facts.headings.iter().map(|heading| heading.span));
        footnote.or_else(|| open.find(touches)).map(item)
    }

    /// Whether a diagnostic with this `code` at `span` is about the item, or about something in it.
    #[must_use]
    pub fn has_problem(self, code: DiagnosticCode, span: Span) -> bool {
        use DiagnosticCode::{
            AliasLink, AmbiguousLink, BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink,
            NotRelative, OrphanNote, UndefinedFootnote,
        };
        let is_about_other = match code {
            OrphanNote => true,
            BrokenLink | BrokenEmbed | BrokenHeading | BrokenBlock | AliasLink | AmbiguousLink
            | NotRelative | UndefinedFootnote => self.is_property,
            _ => false,
        };
        !is_about_other && self.span.covers(span)
    }
}

#[cfg(test)]
mod tests;
