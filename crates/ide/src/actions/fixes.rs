//! Chooses the quick fixes for the diagnostics at a place.

use linkwright_syntax::Link;
use linkwright_text::{Edit, Span};
use linkwright_vault::{FileId, LinkRef, Resolver};
use rustc_hash::FxHashMap;

use super::{
    ActionContext, Operation, ReportedLink, blocks, definitions, headings, links, missing,
    mistakes, properties, silence,
};
use crate::diagnostics::{Diagnostic, DiagnosticCode, SimilarNames, diagnostics};

/// Maximum number of diagnostics that fixes are offered for. Each fix searches the note or the names
/// of the vault, and nobody reads a longer menu.
const MAX_FIXED_DIAGNOSTICS: usize = 32;

/// A fix of one diagnostic that changes nothing but the diagnostic's note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The code of the diagnostic.
    pub code: DiagnosticCode,
    /// The span of the diagnostic, in bytes of the note.
    pub span: Span,
    /// The title of the quick fix.
    pub title: String,
    /// The edits of the note, sorted and without overlaps.
    pub edits: Vec<Edit>,
    /// Whether it is certainly what the user meant. Other fixes choose the nearest name.
    pub is_safe: bool,
}

/// The codes that [`fixes`] finds fixes of.
const FIXABLE: [DiagnosticCode; 7] = [
    DiagnosticCode::BrokenLink,
    DiagnosticCode::BrokenEmbed,
    DiagnosticCode::BrokenHeading,
    DiagnosticCode::AliasLink,
    DiagnosticCode::NotRelative,
    DiagnosticCode::UnquotedLink,
    DiagnosticCode::DuplicateAlias,
];

/// Whether [`fixes`] can have a fix of a diagnostic with this code.
#[must_use]
pub fn is_fixable(code: DiagnosticCode) -> bool {
    FIXABLE.contains(&code)
}

/// Which fixes are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixLevel {
    /// Those that are [safe](Fix::is_safe).
    Safe,
    /// All.
    Unsafe,
}

/// Returns a fix for each of the `diagnostics` of `note` that has one, in their order. `text` is the
/// note's text. Edits of different fixes can overlap. A canvas has none.
#[must_use]
pub fn fixes(
    resolver: &Resolver<'_>,
    note: FileId,
    text: &str,
    diagnostics: &[Diagnostic],
    level: FixLevel,
) -> Vec<Fix> {
    let vault = resolver.vault();
    let Some(indexed) = vault.with_text(note, text) else { return Vec::new() };
    if vault.file(note).as_note().is_none() {
        return Vec::new();
    }
    let links = LinksByStart::new(&indexed.note().facts.links, |_| true);
    let mut ctx = ActionContext::new(vault, note, text, indexed);
    let names = SimilarNames::new(resolver, note);
    let mut fixes = Vec::new();
    for diagnostic in diagnostics {
        if !is_fixable(diagnostic.code) {
            continue;
        }
        let link = links.find(diagnostic);
        ctx.titles.clear();
        ctx.actions.clear();
        match (diagnostic.code, link) {
            (DiagnosticCode::BrokenLink | DiagnosticCode::BrokenEmbed, Some((index, link))) => {
                let link_ref = LinkRef { source: note, index };
                let reported = ReportedLink { diagnostic, link_ref, link };
                missing::offer_nearest(&mut ctx, reported, &names, level == FixLevel::Safe);
            }
            _ => offer_for(&mut ctx, diagnostic, link),
        }
        let is_name = matches!(
            diagnostic.code,
            DiagnosticCode::BrokenLink
                | DiagnosticCode::BrokenEmbed
                | DiagnosticCode::BrokenHeading
        );
        let fix = ctx.actions.drain(..).find_map(|action| match action.operation {
            Operation::Edit(edits) if action.is_preferred || is_name => Some(Fix {
                code: diagnostic.code,
                span: diagnostic.span,
                title: action.title,
                edits,
                // A link that is not relative may be meant for a file that is not there.
                is_safe: action.is_preferred && diagnostic.code != DiagnosticCode::NotRelative,
            }),
            _ => None,
        });
        fixes.extend(fix.filter(|fix| fix.is_safe || level == FixLevel::Unsafe));
    }
    fixes
}

/// Offers fixes for the first diagnostics that touch `range`, or that are about a link that does. Then
/// offers comments that silence them.
pub(super) fn offer(ctx: &mut ActionContext<'_>, range: Span) {
    let touches = |span: Span| span.start <= range.end && range.start <= span.end;
    let Some(note) = ctx.vault.note(ctx.note) else { return };
    let links = LinksByStart::new(&note.facts.links, |link| touches(link.span));
    let found = diagnostics(ctx.vault, ctx.note).into_iter().filter_map(|diagnostic| {
        let link = links.find(&diagnostic);
        (link.is_some() || touches(diagnostic.span)).then_some((diagnostic, link))
    });
    let found: Vec<_> = found.take(MAX_FIXED_DIAGNOSTICS).collect();
    for (diagnostic, link) in &found {
        offer_for(ctx, diagnostic, *link);
    }
    for (diagnostic, _) in &found {
        silence::offer_comment(ctx, diagnostic);
    }
}

/// Offers the fixes of `diagnostic`, which is about `link`, or about no link.
fn offer_for(ctx: &mut ActionContext<'_>, diagnostic: &Diagnostic, link: Option<(u32, Link)>) {
    let reported = link.map(|(index, link)| ReportedLink {
        diagnostic,
        link_ref: LinkRef { source: ctx.note, index },
        link,
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
        None => match diagnostic.code {
            DiagnosticCode::UnquotedLink => properties::offer_quotes(ctx, diagnostic),
            DiagnosticCode::DuplicateBlockId => blocks::offer_duplicate(ctx, diagnostic),
            DiagnosticCode::UndefinedFootnote => definitions::offer_undefined(ctx, diagnostic),
            DiagnosticCode::UnusedDefinition => definitions::offer_unused(ctx, diagnostic),
            DiagnosticCode::InvalidAlias
            | DiagnosticCode::InvalidTag
            | DiagnosticCode::BlankInDestination => mistakes::offer(ctx, diagnostic),
            DiagnosticCode::DuplicateAlias => properties::offer_removal(ctx, diagnostic),
            DiagnosticCode::InvalidSuppression => silence::offer_code(ctx, diagnostic),
            DiagnosticCode::UnusedSuppression => silence::offer_removal(ctx, diagnostic),
            _ => {}
        },
    }
}

/// Some links of a note, by the starts of the spans that their diagnostics can have.
struct LinksByStart(FxHashMap<u32, Vec<(u32, Link)>>);

impl LinksByStart {
    fn new(links: &[Link], is_wanted: impl Fn(&Link) -> bool) -> LinksByStart {
        let mut by_start: FxHashMap<u32, Vec<(u32, Link)>> = FxHashMap::default();
        for (index, link) in (0..).zip(links).filter(|(_, link)| is_wanted(link)) {
            let spans = [Some(path_diagnostic_span(link)), link.subpath];
            for start in spans.into_iter().flatten().map(|span| span.start) {
                by_start.entry(start).or_default().push((index, *link));
            }
        }
        LinksByStart(by_start)
    }

    /// The link that `diagnostic` is about.
    fn find(&self, diagnostic: &Diagnostic) -> Option<(u32, Link)> {
        let candidates = self.0.get(&diagnostic.span.start)?;
        candidates.iter().find(|(_, link)| is_about(diagnostic, link)).copied()
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
