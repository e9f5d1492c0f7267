//! Problems with the links and the frontmatter of a note.

mod bases;
mod links;
mod mistakes;
mod note;
mod similar;
mod suppressions;
mod typing;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub(crate) use links::is_note_path;
pub use linkwright_settings::DiagnosticCode;
use linkwright_settings::Severity;
use linkwright_text::Span;
use linkwright_vault::{FileId, Vault};
pub(crate) use similar::{
    HeadingMatcher, SimilarFile, SimilarNames, is_stem_of, nearest_block, similar_files,
};
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
    diagnose_with(vault, note, None)
}

/// Returns the same as [`diagnose`], and the problems in bases: those in code blocks of the note `file`,
/// whose text is `text`, or all problems of `file` if it is a `.base` file.
#[must_use]
pub fn diagnose_text(vault: &Vault, file: FileId, text: &str) -> (Vec<Diagnostic>, bool) {
    diagnose_with(vault, file, Some(text))
}

fn diagnose_with(vault: &Vault, note: FileId, text: Option<&str>) -> (Vec<Diagnostic>, bool) {
    let path = vault.get(note).map_or("", |file| &file.path);
    let severities = vault.settings().severities_in(path);
    let mut collector = Collector {
        vault,
        severities,
        diagnostics: Vec::new(),
        needs_disk: false,
        is_complete: text.is_some() || vault.note(note).is_none_or(|it| it.facts.bases.is_empty()),
    };
    if let Some(text) = text {
        bases::check(&mut collector, note, text);
    }
    links::check(&mut collector, note);
    note::check(&mut collector, note);
    mistakes::check(&mut collector, note);
    suppressions::apply(&mut collector, note);
    collector.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    (collector.diagnostics, collector.needs_disk)
}

/// The problems found so far.
struct Collector<'v> {
    vault: &'v Vault,
    /// The severities in the note.
    severities: Cow<'v, BTreeMap<DiagnosticCode, Severity>>,
    diagnostics: Vec<Diagnostic>,
    /// Only the disk can tell whether the target of some link exists.
    needs_disk: bool,
    /// All of the note is checked. Without its text, its bases are not.
    is_complete: bool,
}

impl Collector<'_> {
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
