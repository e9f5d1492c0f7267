//! What is wrong with a note's links and frontmatter.

mod links;
mod mistakes;
mod note;
mod similar;

pub(crate) use links::is_note_path;
use linkwright_text::Span;
pub use linkwright_vault::DiagnosticCode;
use linkwright_vault::{FileId, Severity, Vault};
pub(crate) use similar::{HeadingMatcher, similar_files};

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What it is about, in bytes of the note.
    pub span: Span,
    /// Its kind.
    pub code: DiagnosticCode,
    /// How loudly, by the settings; never off.
    pub severity: Severity,
    /// What is wrong and what would mend it.
    pub message: String,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
    /// What it is about could go: editors grey it out.
    pub unnecessary: bool,
}

/// Another place that a finding is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// The file.
    pub file: FileId,
    /// The place, in bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Everything wrong with `note`, in the order of its places. What the settings turn off is not
/// looked for.
///
/// Never diagnosed are links out of the vault, subpaths of files that are no notes
/// (`docs/semantics.md §1`), and links whose target holds a placeholder of a template, `{{…}}` or
/// `<%…%>`.
#[must_use]
pub fn diagnostics(vault: &Vault, note: FileId) -> Vec<Diagnostic> {
    diagnose(vault, note).0
}

/// As [`diagnostics`], and whether more may be found when the disk was asked for what
/// [`Vault::take_disk_queries`] gives.
#[must_use]
pub fn diagnose(vault: &Vault, note: FileId) -> (Vec<Diagnostic>, bool) {
    let mut findings = Findings { vault, found: Vec::new(), unknown: false };
    links::check(&mut findings, note);
    note::check(&mut findings, note);
    mistakes::check(&mut findings, note);
    findings.found.sort_by_key(|finding| (finding.span, finding.code));
    (findings.found, findings.unknown)
}

/// What was found so far.
struct Findings<'v> {
    vault: &'v Vault,
    found: Vec<Diagnostic>,
    /// The disk has to be asked for what a link reaches.
    unknown: bool,
}

impl Findings<'_> {
    /// Whether findings of this kind are wanted.
    fn wants(&self, code: DiagnosticCode) -> bool {
        self.vault.settings().severity(code) != Severity::Off
    }

    /// Adds a finding, if its kind is wanted.
    fn add(&mut self, code: DiagnosticCode, span: Span, message: String, related: Vec<Related>) {
        let severity = self.vault.settings().severity(code);
        if severity != Severity::Off {
            let unnecessary = code == DiagnosticCode::UnusedDefinition;
            self.found.push(Diagnostic { span, code, severity, message, related, unnecessary });
        }
    }
}

#[cfg(test)]
mod tests;
