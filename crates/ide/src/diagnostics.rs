//! Problems with the links and the frontmatter of a note.

mod bases;
mod links;
mod mistakes;
mod note;
mod similar;
mod subject;
mod suppressions;
mod typing;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub(crate) use links::is_note_path;
pub use linkwright_settings::DiagnosticCode;
use linkwright_settings::Severity;
use linkwright_text::{Span, to_offset};
use linkwright_vault::{FileId, Resolver, Vault};
pub(crate) use similar::{
    HeadingMatcher, SimilarFile, SimilarNames, is_stem_of, nearest_block, similar_files,
};
pub use subject::subject;
pub(crate) use suppressions::nearest_code;
pub use typing::TypedItem;

/// One problem in a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The text that the problem is about, in bytes of the note.
    pub span: Span,
    /// The kind of problem.
    pub code: DiagnosticCode,
    /// The severity that the settings give this kind; never [`Severity::Off`].
    pub severity: Severity,
    /// What is wrong, then what to do about it.
    pub message: String,
    /// Other places that belong to the problem.
    pub related: Vec<Related>,
    /// The text at `span` could be deleted. Editors grey it out.
    pub unnecessary: bool,
}

/// A place that belongs to a problem elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The file that the place is in.
    pub file: FileId,
    /// The place, in bytes of that file.
    pub span: Span,
    /// How the place belongs to the problem.
    pub message: String,
}

/// Returns the problems of `note`, sorted by position, except those that comments in it silence. Kinds
/// that the settings turn off for this note are not looked for.
///
/// Some links are never reported: links out of the vault, links with a subpath into a file that is
/// not a note (`docs/semantics.md §1`), and links whose target contains a template placeholder,
/// `{{…}}` or `<%…%>`.
#[must_use]
pub fn diagnostics(vault: &Vault, note: FileId) -> Vec<Diagnostic> {
    diagnose(vault, note).0
}

/// Returns the same as [`diagnostics`], and whether there may be more problems once the disk has
/// been asked for the paths in [`Vault::take_disk_queries`].
#[must_use]
pub fn diagnose(vault: &Vault, note: FileId) -> (Vec<Diagnostic>, bool) {
    let resolver = Resolver::for_one_note(vault);
    let diagnosis = Diagnosis::of(&resolver, note);
    let needs_disk = diagnosis.needs_disk();
    (diagnosis.finish(&resolver), needs_disk)
}

/// The problems of a note, before and after the disk has been asked for the targets of some links. Only
/// these links are checked twice.
pub struct Diagnosis {
    note: FileId,
    /// What was found so far, in no order; comments in the note do not silence it yet.
    found: Vec<Diagnostic>,
    /// The indexes of the links whose target may be on disk.
    unknown: Vec<u32>,
}

impl Diagnosis {
    /// Checks `note`. The paths that the disk must be asked for are in [`Vault::take_disk_queries`].
    #[must_use]
    pub fn of(resolver: &Resolver<'_>, note: FileId) -> Diagnosis {
        let mut collector = Collector::new(resolver.vault(), note, Vec::new());
        collector.collect(resolver, note);
        Diagnosis { note, found: collector.diagnostics, unknown: collector.unknown }
    }

    /// Whether there may be more problems once the disk has been asked.
    #[must_use]
    pub fn needs_disk(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// Returns the same as [`diagnostics`], if only answers of the disk were applied to the vault of
    /// `resolver` since the note was checked.
    #[must_use]
    pub fn finish(self, resolver: &Resolver<'_>) -> Vec<Diagnostic> {
        let Diagnosis { note, found, unknown } = self;
        let mut collector = Collector::new(resolver.vault(), note, found);
        links::check_outside(&mut collector, resolver, note, unknown);
        suppressions::apply(&mut collector, note);
        collector.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        collector.diagnostics
    }
}

/// Returns the problems that [`diagnose`] may return for `note` without a change of any note: those of all
/// kinds, whatever the settings turn off, and broken links to targets that only the disk knows.
#[must_use]
pub fn possible_diagnostics(resolver: &Resolver<'_>, note: FileId) -> Vec<Diagnostic> {
    let vault = resolver.vault();
    let all = DiagnosticCode::ALL.iter().map(|code| (*code, Severity::Hint)).collect();
    let mut collector = Collector {
        severities: Cow::Owned(all),
        unknown_is_missing: true,
        ..Collector::new(vault, note, Vec::new())
    };
    collector.collect(resolver, note);
    suppressions::apply(&mut collector, note);
    collector.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    collector.diagnostics
}

/// The problems found so far.
struct Collector<'v> {
    vault: &'v Vault,
    /// The severities in the note.
    severities: Cow<'v, BTreeMap<DiagnosticCode, Severity>>,
    diagnostics: Vec<Diagnostic>,
    /// The indexes of the links for which only the disk can tell whether their target exists.
    unknown: Vec<u32>,
    /// These links are reported as broken.
    unknown_is_missing: bool,
}

impl<'v> Collector<'v> {
    fn new(vault: &'v Vault, note: FileId, diagnostics: Vec<Diagnostic>) -> Collector<'v> {
        let path = vault.get(note).map_or("", |file| &file.path);
        let severities = vault.settings().severities_in(path);
        Collector { vault, severities, diagnostics, unknown: Vec::new(), unknown_is_missing: false }
    }

    /// Checks `note`.
    fn collect(&mut self, resolver: &Resolver<'_>, note: FileId) {
        let links = self.vault.note(note).map_or(0, |note| to_offset(note.links.len()));
        links::check(self, resolver, note, 0..links);
        note::check(self, note);
        mistakes::check(self, note);
        bases::check(self, note);
    }

    fn severity(&self, code: DiagnosticCode) -> Severity {
        self.severities.get(&code).copied().unwrap_or(code.default_severity())
    }

    /// Whether the settings turn on this kind of diagnostic.
    fn is_enabled(&self, code: DiagnosticCode) -> bool {
        self.severity(code) != Severity::Off
    }

    /// Adds a diagnostic if its kind is turned on.
    fn add(&mut self, code: DiagnosticCode, span: Span, message: String, related: Vec<Related>) {
        let severity = self.severity(code);
        if severity != Severity::Off {
            let unnecessary = matches!(
                code,
                DiagnosticCode::UnusedDefinition | DiagnosticCode::UnusedSuppression
            );
            self.diagnostics.push(Diagnostic {
                span,
                code,
                severity,
                message,
                related,
                unnecessary,
            });
        }
    }
}

#[cfg(test)]
mod tests;
