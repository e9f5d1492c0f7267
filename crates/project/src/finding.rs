//! A problem in a vault, as data.

use linkwright_settings::Severity;

use crate::text_place::TextPlace;

/// A problem in a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The vault path of the file.
    pub path: String,
    /// The place in the file; `None` for the whole file.
    pub place: Option<TextPlace>,
    /// The severity.
    pub severity: Severity,
    /// The diagnostic code. The page of the docs and the setting of the severity have the same
    /// name.
    pub code: &'static str,
    /// The message for the user.
    pub message: String,
    /// Related places: a message, the vault path, and the place in the file.
    pub related: Vec<(String, String, Option<TextPlace>)>,
    /// Recognises the finding again when its lines have moved: it is made of the code, the vault
    /// path and the text that the finding is about.
    pub fingerprint: String,
    /// A fix that changes only this file.
    pub fix: Option<FindingFix>,
}

/// A fix of a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FindingFix {
    /// What it does, in a few words.
    pub title: String,
    /// The places to replace, with their new texts.
    pub edits: Vec<(TextPlace, String)>,
    /// Whether it is certainly what the user meant.
    pub is_safe: bool,
}
