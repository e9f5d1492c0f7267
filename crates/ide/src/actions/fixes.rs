//! Chooses the quick fixes for the diagnostics at a place.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::LinkRef;
use rustc_hash::FxHashMap;

use super::{
    ActionContext, ReportedLink, blocks, definitions, headings, links, missing, mistakes,
    properties,
};
use crate::diagnostics::{Diagnostic, DiagnosticCode, diagnostics};

/// Maximum number of diagnostics that fixes are offered for. Each fix searches the note or the names
/// of the vault, and nobody reads a longer menu.
const MAX_FIXED_DIAGNOSTICS: usize = 32;

/// Offers fixes for the first diagnostics that touch `range`, or that are about a link that does.
pub(super) fn offer(ctx: &mut ActionContext<'_>, range: Span) {
    let touches = |span: Span| span.start <= range.end && range.start <= span.end;
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    // The links that touch the range, by the starts of the spans that their diagnostics can have.
    let mut links: FxHashMap<u32, Vec<(u32, &Link)>> = FxHashMap::default();
    for (index, link) in (0..).zip(&note.facts.links).filter(|(_, link)| touches(link.span)) {
        let spans = [Some(path_diagnostic_span(link)), link.subpath];
        for start in spans.into_iter().flatten().map(|span| span.start) {
            links.entry(start).or_default().push((index, link));
        }
    }
    let mut remaining = MAX_FIXED_DIAGNOSTICS;
    for diagnostic in diagnostics(ctx.vault, ctx.note) {
        let candidates = links.get(&diagnostic.span.start).map_or(&[][..], Vec::as_slice);
        let link = candidates.iter().find(|(_, link)| is_about(&diagnostic, link));
        if link.is_some() || touches(diagnostic.span) {
            let Some(fewer) = remaining.checked_sub(1) else { return };
            remaining = fewer;
        }
        let reported = link.map(|(index, link)| ReportedLink {
            diagnostic: &diagnostic,
            link_ref: LinkRef { source: ctx.note, index: *index },
            link: **link,
        });
        match reported {
            Some(reported) => match diagnostic.code {
                DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed => {
                    missing::offer(ctx, reported);
                }
                DiagnosticCode::AliasLink => links::offer_note_names(ctx, reported),
                DiagnosticCode::AmbiguousLink => links::offer_unambiguous(ctx, reported),
                DiagnosticCode::NotRelative => links::offer_relative(ctx, reported),
                DiagnosticCode::BrokenHeading => headings::offer_missing(ctx, reported),
                DiagnosticCode::BrokenBlock => blocks::offer_missing(ctx, reported),
                _ => {}
            },
            None if touches(diagnostic.span) => match diagnostic.code {
                DiagnosticCode::UnquotedLink => properties::offer_quotes(ctx, &diagnostic),
                DiagnosticCode::DuplicateBlockId => blocks::offer_duplicate(ctx, &diagnostic),
                DiagnosticCode::UndefinedFootnote => definitions::offer_undefined(ctx, &diagnostic),
                DiagnosticCode::UnusedDefinition => definitions::offer_unused(ctx, &diagnostic),
                DiagnosticCode::InvalidAlias
                | DiagnosticCode::InvalidTag
                | DiagnosticCode::BlankInDestination => mistakes::offer(ctx, &diagnostic),
                DiagnosticCode::DuplicateAlias => properties::offer_removal(ctx, &diagnostic),
                _ => {}
            },
            None => {}
        }
    }
}

/// The span of a diagnostic about the path of `link`.
fn path_diagnostic_span(link: &Link) -> Span {
    if link.path.is_empty() { link.span } else { link.path }
}

/// Whether a diagnostic is about the link.
fn is_about(diagnostic: &Diagnostic, link: &Link) -> bool {
    match diagnostic.code {
        DiagnosticCode::BrokenLink
        | DiagnosticCode::BrokenEmbed
        | DiagnosticCode::AliasLink
        | DiagnosticCode::AmbiguousLink
        | DiagnosticCode::NotRelative => path_diagnostic_span(link) == diagnostic.span,
        DiagnosticCode::BrokenHeading | DiagnosticCode::BrokenBlock => {
            link.subpath == Some(diagnostic.span)
        }
        _ => false,
    }
}
