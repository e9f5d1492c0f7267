//! What is being typed, which is probably not complete yet.

use linkwright_settings::DiagnosticCode;
use linkwright_syntax::ReferenceLabel;
use linkwright_text::{ColumnCounting, PositionEncoding, Span, Text};
use linkwright_vault::{FileId, Vault};

use crate::bases::base_at;

/// A link, footnote, label, block id or heading that is being typed, or a line of the frontmatter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypedItem {
    /// In bytes of the note.
    span: Span,
    kind: ItemKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ItemKind {
    /// A link, or anything else that nothing refers to.
    Link,
    /// A line of the frontmatter. It may contain links, and none of them is being typed.
    Property,
    /// A line of a base.
    BaseLine,
    Footnote,
    Label,
    BlockId,
    Heading,
}

impl TypedItem {
    /// Returns the item of `note` in which a cursor at `offset` is. `text` is the text of the note.
    ///
    /// In a base, and where its code block begins, it is the line. Elsewhere it is the outermost link around
    /// the cursor. If there is no link, it is the line in the frontmatter. Elsewhere it is a footnote around
    /// the cursor, or something that the cursor touches, that can have a problem, and that no bracket closes.
    /// The cursor is in a link or footnote if it is behind the first character and before the last.
    #[must_use]
    pub fn at(vault: &Vault, note: FileId, text: &Text, offset: u32) -> Option<TypedItem> {
        let line = line_at(text, offset);
        // A block that has just been begun has all the text below it.
        let below = line_below(text, offset);
        let begins_base = base_at(vault, note, below).is_some_and(|base| base.start == below);
        if begins_base || base_at(vault, note, offset).is_some() {
            return Some(TypedItem { span: line, kind: ItemKind::BaseLine });
        }
        let facts = &vault.note(note)?.facts;
        let is_inside = |span: Span| span.start < offset && offset < span.end;
        let touches = |span: Span| span.start <= offset && offset <= span.end;
        let mut links = facts.links.iter().filter(|link| {
            let target_end = link.subpath.unwrap_or(link.path).end;
            is_inside(link.span) || link.span.start < offset && offset == target_end
        });
        if let Some(link) = links.next() {
            let defines_it =
                |label: &ReferenceLabel| label.is_definition && label.span == link.span;
            let kind = match facts.labels.iter().any(defines_it) {
                true => ItemKind::Label,
                false => ItemKind::Link,
            };
            return Some(TypedItem { span: link.span, kind });
        }
        if facts.frontmatter.as_ref().is_some_and(|yaml| is_inside(yaml.span)) {
            return Some(TypedItem { span: line, kind: ItemKind::Property });
        }
        let footnotes = facts.footnotes.iter().map(|footnote| footnote.span);
        let footnotes =
            footnotes.filter(|span| is_inside(*span)).map(|it| (it, ItemKind::Footnote));
        let open = (facts.mistakes.iter().map(|mistake| (mistake.span, ItemKind::Link)))
            .chain(facts.labels.iter().map(|label| (label.span, ItemKind::Label)))
            .chain(facts.block_ids.iter().map(|id| (id.span, ItemKind::BlockId)))
            .chain(facts.headings.iter().map(|heading| (heading.span, ItemKind::Heading)));
        let (span, kind) = footnotes.chain(open.filter(|(span, _)| touches(*span))).next()?;
        Some(TypedItem { span, kind })
    }

    /// Whether `later`, the item that is being typed after another edit of the same note, is this one.
    #[must_use]
    pub fn is_continued_by(self, later: TypedItem) -> bool {
        self.span.start == later.span.start && self.kind == later.kind
    }

    /// Whether there may be a diagnostic with this `code` elsewhere because the item is not complete: in
    /// the same note if `is_same_note`, else in another note.
    #[must_use]
    pub fn may_cause(self, code: DiagnosticCode, is_same_note: bool) -> bool {
        use DiagnosticCode as Code;
        match self.kind {
            ItemKind::Link => false,
            // A formula that is not an expression yet is missing where it is used.
            ItemKind::BaseLine => is_same_note && code == Code::InvalidBase,
            // It may be an alias.
            ItemKind::Property => {
                !is_same_note
                    && matches!(
                        code,
                        Code::BrokenLink
                            | Code::BrokenEmbed
                            | Code::AliasLink
                            | Code::AmbiguousLink
                            | Code::DuplicateAlias
                    )
            }
            ItemKind::Footnote => {
                is_same_note && matches!(code, Code::UndefinedFootnote | Code::UnusedDefinition)
            }
            ItemKind::Label => {
                is_same_note && matches!(code, Code::UndefinedLabel | Code::UnusedDefinition)
            }
            ItemKind::BlockId => matches!(code, Code::BrokenBlock | Code::DuplicateBlockId),
            ItemKind::Heading => matches!(code, Code::BrokenHeading | Code::DuplicateHeading),
        }
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
            | NotRelative | UndefinedFootnote => self.kind == ItemKind::Property,
            _ => false,
        };
        !is_about_other && self.span.covers(span)
    }
}

fn line_at(text: &Text, offset: u32) -> Span {
    text.line_span(line_number(text, offset))
}

/// Where the line after the one with `offset` starts.
fn line_below(text: &Text, offset: u32) -> u32 {
    text.line_span(line_number(text, offset) + 1).start
}

fn line_number(text: &Text, offset: u32) -> u32 {
    text.position(offset, ColumnCounting::of_buffer(PositionEncoding::Utf8)).line
}

#[cfg(test)]
mod tests;
