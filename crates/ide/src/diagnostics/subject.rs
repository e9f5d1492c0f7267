//! What a diagnostic is about, to recognise it when its lines have moved or its message is another one.

use linkwright_settings::DiagnosticCode;
use linkwright_text::Span;
use linkwright_vault::{FileId, Note, Vault};

use super::Diagnostic;

/// What the diagnostic `found` of `note` is about: for a link, its path and its subpath; for a heading or
/// an alias, its text; else the message, which names it. It needs no text of the note.
#[must_use]
pub fn subject(vault: &Vault, note: FileId, found: &Diagnostic) -> String {
    let named = vault.note(note).and_then(|it| match found.code {
        DiagnosticCode::DuplicateHeading => heading_at(it, found.span),
        DiagnosticCode::DuplicateAlias => alias_at(vault, it, found.span),
        code if is_about_link(code) => link_at(vault, it, found.span),
        _ => None,
    });
    named.unwrap_or_else(|| found.message.clone())
}

fn is_about_link(code: DiagnosticCode) -> bool {
    use DiagnosticCode::{
        AliasLink, AmbiguousLink, BrokenBlock, BrokenEmbed, BrokenHeading, BrokenLink, NotRelative,
    };
    matches!(
        code,
        BrokenLink
            | BrokenEmbed
            | BrokenHeading
            | BrokenBlock
            | AliasLink
            | AmbiguousLink
            | NotRelative
    )
}

fn link_at(vault: &Vault, note: &Note, span: Span) -> Option<String> {
    let links = &note.facts.links;
    let before = links.partition_point(|link| link.span.start <= span.start);
    // Links nest: an image in the text of a link.
    let index = (0..before).rev().take(4).find(|&index| {
        let link = &links[index];
        link.path.covers(span) || link.subpath == Some(span) || link.span == span
    })?;
    let index = u32::try_from(index).ok()?;
    let path = vault.target_path(*note.links.get(index as usize)?);
    Some(format!("{path}#{}", note.subpath(index).unwrap_or_default()))
}

fn heading_at(note: &Note, span: Span) -> Option<String> {
    let mut headings = note.facts.headings.iter().zip(note.headings.iter());
    headings.find(|(fact, _)| fact.text == span).map(|(_, text)| text.to_owned())
}

fn alias_at(vault: &Vault, note: &Note, span: Span) -> Option<String> {
    let frontmatter = note.facts.frontmatter.as_deref()?;
    let mut aliases = frontmatter.aliases(vault.settings().aliases);
    aliases.find(|alias| alias.scalar.span == span).map(|alias| alias.scalar.value.to_owned())
}
