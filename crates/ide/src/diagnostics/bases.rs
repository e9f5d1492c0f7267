//! Problems in bases.

use linkwright_query::Base;
use linkwright_text::Span;
use linkwright_vault::FileId;

use super::{Collector, DiagnosticCode};
use crate::bases::bases;

/// Reports the mistakes in the bases of `file`.
pub(super) fn check(collector: &mut Collector<'_>, file: FileId) {
    if !collector.is_enabled(DiagnosticCode::InvalidBase) {
        return;
    }
    for (place, yaml) in bases(collector.vault, file) {
        for problem in Base::parse(yaml, Span::new(0, yaml.len())).problems {
            let (span, message) = (problem.span.shifted(place.start), sentence(&problem.message));
            collector.add(DiagnosticCode::InvalidBase, span, message, Vec::new());
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
