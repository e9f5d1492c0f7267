//! Answers of tools, and refusals in words for a model.

use linkwright_disk::{DiskError, Reason};
use linkwright_ide::Refusal as IdeRefusal;
use linkwright_project::Error;
use serde_json::{Map, Value};

/// The fields of an answer.
pub(crate) type Fields = Map<String, Value>;

/// The fields of an answer, or the reason for a refusal.
pub(crate) type ToolAnswer = Result<Fields, ToolRefusal>;

/// The reason why a tool did not do what was asked: what is wrong, and what to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ToolRefusal(pub(crate) String);

impl ToolRefusal {
    pub(crate) fn new(reason: impl Into<String>) -> ToolRefusal {
        ToolRefusal(reason.into())
    }

    /// Adds a sentence that says what to do next.
    pub(crate) fn with_advice(self, advice: &str) -> ToolRefusal {
        let ToolRefusal(reason) = self;
        let end = if reason.ends_with(['.', '!', '?', '\n']) { "" } else { "." };
        ToolRefusal(format!("{reason}{end} {advice}"))
    }
}

impl From<Error> for ToolRefusal {
    fn from(error: Error) -> ToolRefusal {
        match error {
            Error::Disk(error) => error.into(),
            Error::Refused(reason) => ToolRefusal(reason),
            Error::Changed(path) => ToolRefusal(format!(
                "`{path}` is being changed by another program. Nothing was changed. Repeat the call"
            )),
            Error::Cancelled => ToolRefusal::new("Cancelled. Nothing was changed."),
        }
    }
}

impl From<DiskError> for ToolRefusal {
    fn from(error: DiskError) -> ToolRefusal {
        let advice = match &error.reason {
            Reason::Changed => {
                "Nothing was changed. Call `read` for it again, then repeat the call."
            }
            Reason::Busy => "Nothing was changed. Repeat the call in a second.",
            Reason::Exists => "Nothing was changed. Choose another path.",
            Reason::UndoneWithConflicts { .. } | Reason::NotUndone(_) => {
                "Tell the user about these files."
            }
            Reason::OutsideVault | Reason::SymlinkToOutside => "Use a path in the vault.",
            Reason::Missing => "Call `search` to find the right path.",
            _ => return ToolRefusal(error.to_string()),
        };
        ToolRefusal(error.to_string()).with_advice(advice)
    }
}

impl From<IdeRefusal> for ToolRefusal {
    fn from(IdeRefusal(reason): IdeRefusal) -> ToolRefusal {
        ToolRefusal(reason)
    }
}

/// The fields of a JSON object that `json!` made.
pub(crate) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// `text`, cut off after at most `max` bytes, at the end of a line if there is one.
pub(crate) fn cut_at_line(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let end = char_floor(text, max);
    match text[..end].rfind('\n') {
        Some(line_end) => &text[..=line_end],
        None => &text[..end],
    }
}

/// The last place at or before `at` that is not inside a character.
pub(crate) fn char_floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_lines() {
        assert_eq!(cut_at_line("a\nbc\n", 9), "a\nbc\n");
        assert_eq!(cut_at_line("a\nbc\n", 4), "a\n");
        assert_eq!(cut_at_line("äöü", 3), "ä");
    }

    #[test]
    fn advice_is_a_sentence_of_its_own() {
        assert_eq!(ToolRefusal::new("no").with_advice("Do so."), ToolRefusal::new("no. Do so."));
        assert_eq!(ToolRefusal::new("No.").with_advice("Do so."), ToolRefusal::new("No. Do so."));
    }
}
