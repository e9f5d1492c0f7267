//! What is wrong with a note's links and frontmatter.

use linkwright_text::Span;
use linkwright_vault::{FileId, Severity, Vault};

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What it is about, in bytes of the note.
    pub span: Span,
    /// Its kind.
    pub code: Code,
    /// How loudly, by the settings; never off.
    pub severity: Severity,
    /// What is wrong and what would mend it.
    pub message: String,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
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

/// The kinds of findings; each has a page under `docs/diagnostics/`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Code {
    /// A link to a note or file that does not exist.
    BrokenLink,
    /// An embed of a file that does not exist.
    BrokenEmbed,
}

impl Code {
    /// The code as it is reported and set: `broken-link`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::BrokenLink => "broken-link",
            Code::BrokenEmbed => "broken-embed",
        }
    }
}

/// Everything wrong with `note`, in the order of its places.
#[must_use]
pub fn diagnostics(_vault: &Vault, _note: FileId) -> Vec<Diagnostic> {
    Vec::new()
}
