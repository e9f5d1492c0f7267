//! The link that is being typed, which is probably not complete yet.

use linkwright_settings::DiagnosticCode;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};

/// Returns the span of the outermost link of `note` in which a cursor at `offset` is: behind its first
/// character and before its last, or at the end of a target that nothing closes.
#[must_use]
pub fn typed_link(vault: &Vault, note: FileId, offset: u32) -> Option<Span> {
    let links = vault.note(note)?.facts.links.iter();
    let mut around = links.filter(|link| {
        let target_end = link.subpath.unwrap_or(link.path).end;
        link.span.start < offset && (offset < link.span.end || offset == target_end)
    });
    around.next().map(|link| link.span)
}

/// Whether a diagnostic with this `code` at `span` is about the link at `link`, or about a link inside
/// it.
#[must_use]
pub fn is_about_link(code: DiagnosticCode, span: Span, link: Span) -> bool {
    use DiagnosticCode::{
        AliasLink, AmbiguousLink, BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink, NotRelative,
        UndefinedFootnote,
    };
    let is_about_links = matches!(
        code,
        BrokenLink
            | BrokenEmbed
            | BrokenHeading
            | BrokenBlock
            | AliasLink
            | AmbiguousLink
            | NotRelative
            | UndefinedFootnote
    );
    is_about_links && link.covers(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    /// The text of the link that is being typed at the `$0`.
    fn typed(source: &str) -> Option<String> {
        let vaulted = Vaulted::parse(source);
        let (note, text, offset) = vaulted.cursor();
        typed_link(&vaulted.vault, note, offset).map(|span| text[span].to_owned())
    }

    #[test]
    fn a_link_is_typed_between_its_ends() {
        for (source, link) in [
            ("a [[sle$0]] b", "[[sle]]"),
            ("a [[sle]$0] b", "[[sle]]"),
            ("a ![[sle#He$0]] b", "![[sle#He]]"),
            ("a [[sle|wor$0ds]] b", "[[sle|words]]"),
            ("a [x](sle$0) b", "[x](sle)"),
            ("a [![x](pic$0.png)](sle) b", "[![x](pic.png)](sle)"),
            ("[x]: sle$0\n", "[x]: sle"),
            ("[x]: sle#he$0\n", "[x]: sle#he"),
            ("<a href=sle$0>b</a>", "href=sle"),
            ("---\nup: \"[[sle$0]]\"\n---\n", "[[sle]]"),
        ] {
            assert_eq!(typed(source).as_deref(), Some(link), "{source}");
        }
    }

    #[test]
    fn a_cursor_before_or_behind_a_link_types_none() {
        for source in ["a [[sle]]$0 b", "a $0[[sle]] b", "[[a]]$0[[b]]", "[x](sle)$0", "[[sle$0"] {
            assert_eq!(typed(source), None, "{source}");
        }
    }
}
