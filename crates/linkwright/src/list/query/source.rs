//! The problems of a query, with the lines that they are in.

use std::path::PathBuf;

use linkwright_query::Problem;
use linkwright_text::{line_end, line_start};

use super::super::open::line_and_column;
use crate::excerpt::Excerpt;
use crate::style::{ERROR, WARNING, width};

/// The text of a query.
pub(super) struct QueryText<'t> {
    /// The file that it is in; `None` for an argument.
    pub(super) path: Option<PathBuf>,
    pub(super) text: &'t str,
}

/// Prints problems to standard error, each with a caret under its place.
pub(super) fn print_problems(query: &QueryText<'_>, problems: &[Problem], are_errors: bool) {
    let (name, style) = if are_errors { ("error", ERROR) } else { ("warning", WARNING) };
    for Problem { span, message } in problems {
        let place = query.path.as_ref().map_or_else(String::new, |path| {
            let (line, column) = line_and_column(query.text)(span.start);
            format!("{}:{line}:{column}: ", path.display())
        });
        let (start, end) =
            (line_start(query.text, span.range().start), line_end(query.text, span.range().start));
        let line = &query.text[start..end];
        let marked =
            span.range().start - start..span.range().end.min(end).max(span.range().start) - start;
        let excerpt = Excerpt::new(line, marked, width().saturating_sub(2));
        let carets = excerpt.carets();
        let Excerpt { before, marked, after } = excerpt;
        anstream::eprintln!("{style}{name}{style:#}: {place}{message}");
        anstream::eprintln!("  {before}{style}{marked}{style:#}{after}");
        anstream::eprintln!("  {style}{carets}{style:#}");
    }
}
