//! Problems in bases.

use linkwright_query::Base;
use linkwright_vault::FileId;

use super::{Collector, DiagnosticCode};
use crate::bases::regions;

/// Reports the mistakes in the bases of `file`, whose text is `text`.
pub(super) fn check(collector: &mut Collector<'_>, file: FileId, text: &str) {
    if !collector.is_enabled(DiagnosticCode::InvalidBase) {
        return;
    }
    for yaml in regions(collector.vault, file, text) {
        for problem in Base::parse(text, yaml).problems {
            let message = sentence(&problem.message);
            collector.add(DiagnosticCode::InvalidBase, problem.span, message, Vec::new());
        }
    }
}

/// `message` as a sentence: messages of queries start with a small letter.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let Some(first) = chars.next() else { return String::new() };
    let end = if message.ends_with(['.', '?', '!', '`']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}
