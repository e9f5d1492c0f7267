//! What mends the findings at a place.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::LinkRef;

use super::{Found, blocks, definitions, headings, links, missing, mistakes, properties};
use crate::diagnostics::{Code, Diagnostic, diagnostics};

/// Offers what mends the findings that touch `range`, or are about a link that does.
pub(super) fn mend(found: &mut Found<'_>, range: Span) {
    let touches = |span: Span| span.start <= range.end && range.start <= span.end;
    let Some(note) = found.vault.note(found.note) else { return };
    let links = (0..).zip(&note.facts.links).filter(|(_, link)| touches(link.span));
    let links: Vec<(u32, &Link)> = links.collect();
    for finding in diagnostics(found.vault, found.note) {
        let link = links.iter().find(|(_, link)| is_about(&finding, link));
        match link.map(|(index, link)| (LinkRef { source: found.note, index: *index }, **link)) {
            Some((at, link)) => match finding.code {
                Code::BrokenLink | Code::BrokenEmbed => missing::file(found, &finding, at, link),
                Code::AliasLink => links::by_alias(found, &finding, at, link),
                Code::AmbiguousLink => links::ambiguous(found, &finding, at, link),
                Code::BrokenHeading => headings::missing(found, &finding, at, link),
                Code::BrokenBlock => blocks::missing(found, &finding, at, link),
                _ => {}
            },
            None if touches(finding.span) => match finding.code {
                Code::UnquotedLink => properties::unquoted(found, &finding),
                Code::DuplicateBlockId => blocks::duplicate(found, &finding),
                Code::UndefinedFootnote => definitions::undefined(found, &finding),
                Code::UnusedDefinition => definitions::unused(found, &finding),
                Code::InvalidAlias | Code::InvalidTag | Code::BlankInDestination => {
                    mistakes::fix(found, &finding);
                }
                Code::DuplicateAlias => properties::duplicate(found, &finding),
                _ => {}
            },
            None => {}
        }
    }
}

/// Whether a finding is about the link.
fn is_about(finding: &Diagnostic, link: &Link) -> bool {
    match finding.code {
        Code::BrokenLink | Code::BrokenEmbed | Code::AliasLink | Code::AmbiguousLink => {
            let span = if link.path.is_empty() { link.span } else { link.path };
            span == finding.span
        }
        Code::BrokenHeading | Code::BrokenBlock => link.subpath == Some(finding.span),
        _ => false,
    }
}
