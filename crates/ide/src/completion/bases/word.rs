//! A word that can be inserted, before its place is known.

use linkwright_query::{Field, Function};

use crate::completion::SuggestionKind;

/// A word that can be inserted.
pub(super) struct Word {
    pub(super) label: String,
    pub(super) detail: String,
    pub(super) documentation: &'static str,
    pub(super) kind: SuggestionKind,
    pub(super) insert: String,
    /// Where the cursor goes in `insert`, if not at its end.
    pub(super) stop: Option<usize>,
}

impl Word {
    pub(super) fn new(kind: SuggestionKind, label: impl Into<String>) -> Word {
        let label = label.into();
        let insert = label.clone();
        let (detail, documentation) = (String::new(), "");
        Word { label, detail, documentation, kind, insert, stop: None }
    }

    pub(super) fn described(self, detail: impl Into<String>, documentation: &'static str) -> Word {
        Word { detail: detail.into(), documentation, ..self }
    }

    /// The word, with the number of its uses in the vault.
    pub(super) fn used(self, uses: u32) -> Word {
        self.described(format!("{uses}×"), "")
    }

    /// The word, with `prefix` before what is shown and inserted.
    pub(super) fn prefixed(self, prefix: &str) -> Word {
        let (label, insert) = ([prefix, &self.label].concat(), [prefix, &self.insert].concat());
        Word { label, insert, ..self }
    }

    pub(super) fn field(field: &Field) -> Word {
        Word::new(SuggestionKind::Field, field.name).described(field.kind.name(), field.summary)
    }

    /// A call of a function, without its parentheses if they follow already.
    pub(super) fn call(function: &'static Function, is_called: bool) -> Word {
        let mut word = Word::new(SuggestionKind::Function, function.name)
            .described(function.signature(), function.summary);
        if !is_called {
            word.insert.push_str("()");
            word.stop = (!function.parameters.is_empty()).then(|| word.insert.len() - 1);
        }
        word
    }
}
