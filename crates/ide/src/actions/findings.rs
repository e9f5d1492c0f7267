//! What mends the findings at a place.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::LinkRef;
use rustc_hash::FxHashMap;

use super::{ActionContext, blocks, definitions, headings, links, missing, mistakes, properties};
use crate::diagnostics::{Diagnostic, DiagnosticCode, diagnostics};

/// Maximum number of findings that fixes are offered for. Each fix looks through the note or the
/// names of the vault, and nobody reads a longer menu.
const MAX_FINDINGS: usize = 32;

/// ActionContext what fixes the first findings that touch `range`, or are about a link that does.
pub(super) fn offer_fixes(ctx: &mut ActionContext<'_>, range: Span) {
    let touches = |span: Span| span.start <= range.end && range.start <= span.end;
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    // By the start of what a finding about the link marks.
    let mut links: FxHashMap<u32, Vec<(u32, &Link)>> = FxHashMap::default();
    for (index, link) in (0..).zip(&note.facts.links).filter(|(_, link)| touches(link.span)) {
        let marks = [Some(marked(link)), link.subpath];
        for start in marks.into_iter().flatten().map(|span| span.start) {
            links.entry(start).or_default().push((index, link));
        }
    }
    let mut left = MAX_FINDINGS;
    for finding in diagnostics(ctx.vault, ctx.note) {
        let near = links.get(&finding.span.start).map_or(&[][..], Vec::as_slice);
        let link = near.iter().find(|(_, link)| is_about(&finding, link));
        if link.is_some() || touches(finding.span) {
            let Some(fewer) = left.checked_sub(1) else { return };
            left = fewer;
        }
        match link.map(|(index, link)| (LinkRef { source: ctx.note, index: *index }, **link)) {
            Some((at, link)) => match finding.code {
                DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed => {
                    missing::file(ctx, &finding, at, link);
                }
                DiagnosticCode::AliasLink => links::by_alias(ctx, &finding, at, link),
                DiagnosticCode::AmbiguousLink => links::ambiguous(ctx, &finding, at, link),
                DiagnosticCode::NotRelative => links::not_relative(ctx, &finding, at, link),
                DiagnosticCode::BrokenHeading => headings::missing(ctx, &finding, at, link),
                DiagnosticCode::BrokenBlock => blocks::missing(ctx, &finding, at, link),
                _ => {}
            },
            None if touches(finding.span) => match finding.code {
                DiagnosticCode::UnquotedLink => properties::unquoted(ctx, &finding),
                DiagnosticCode::DuplicateBlockId => blocks::duplicate(ctx, &finding),
                DiagnosticCode::UndefinedFootnote => definitions::undefined(ctx, &finding),
                DiagnosticCode::UnusedDefinition => definitions::unused(ctx, &finding),
                DiagnosticCode::InvalidAlias
                | DiagnosticCode::InvalidTag
                | DiagnosticCode::BlankInDestination => {
                    mistakes::fix(ctx, &finding);
                }
                DiagnosticCode::DuplicateAlias => properties::duplicate(ctx, &finding),
                _ => {}
            },
            None => {}
        }
    }
}

/// What a finding about the path of `link` marks.
fn marked(link: &Link) -> Span {
    if link.path.is_empty() { link.span } else { link.path }
}

/// Whether a finding is about the link.
fn is_about(finding: &Diagnostic, link: &Link) -> bool {
    match finding.code {
        DiagnosticCode::BrokenLink
        | DiagnosticCode::BrokenEmbed
        | DiagnosticCode::AliasLink
        | DiagnosticCode::AmbiguousLink
        | DiagnosticCode::NotRelative => marked(link) == finding.span,
        DiagnosticCode::BrokenHeading | DiagnosticCode::BrokenBlock => {
            link.subpath == Some(finding.span)
        }
        _ => false,
    }
}
