//! Parses what a search looks for: phrases, regular expressions and words.

use linkwright_text::Span;

use super::super::tree::{Matcher, Place};
use super::SearchParser;
use crate::pattern::Pattern;
use crate::problem::Problem;

impl SearchParser<'_> {
    /// The text of `"…"`, without its escapes.
    pub(super) fn parse_quoted(&mut self) -> Result<String, Problem> {
        let open = Span::new(self.at, self.at + 1);
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                },
                _ => text.push(c),
            }
        }
        Err(Problem::new(open, "no `\"` ends this phrase"))
    }

    pub(super) fn parse_regex(&mut self) -> Result<Matcher, Problem> {
        let start = self.at;
        let (mut in_class, mut escaped) = (false, false);
        let end = self.rest().char_indices().skip(1).find(|&(_, c)| {
            let ends = c == '/' && !in_class && !escaped;
            if !escaped {
                in_class = (in_class || c == '[') && c != ']';
            }
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some((end, _)) = end else {
            let message = "no `/` ends this regular expression. Put text with a `/` in quotes";
            return Err(Problem::new(Span::new(start, start + 1), message));
        };
        let source = &self.rest()[1..end];
        self.at += end + 1;
        let flags = self.rest().find(|c: char| !c.is_ascii_alphabetic());
        let flags = flags.unwrap_or(self.rest().len());
        if flags > 0 {
            let message = "a regular expression has no flags here. For the case, use `match-case:`";
            return Err(Problem::new(Span::new(self.at, self.at + flags), message));
        }
        if source.is_empty() {
            return Err(Problem::new(Span::new(start, self.at), "the regular expression is empty"));
        }
        let flags = if self.match_case { "" } else { "i" };
        let pattern = Pattern::new(source, flags).map_err(|problem| {
            let from = start + 1;
            Problem::new(
                Span::new(from + problem.span.start, from + problem.span.end),
                problem.message,
            )
        })?;
        Ok(Matcher::new(pattern, false))
    }

    /// What finds `text` as it is written.
    pub(super) fn literal(
        &self,
        start: usize,
        text: &str,
        whole: bool,
    ) -> Result<Matcher, Problem> {
        let flags = if self.match_case { "" } else { "i" };
        let text = match self.place {
            Some(Place::Tag) => text.trim_start_matches('#'),
            _ => text,
        };
        let pattern = Pattern::new(&escape(text), flags).map_err(|problem| {
            Problem::new(Span::new(start, self.at.max(start)), problem.message)
        })?;
        Ok(Matcher::new(pattern, whole || self.place == Some(Place::Tag)))
    }
}

/// A regular expression in JavaScript's flavour that matches exactly `text`.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\^$.|?*+()[]{}/-&~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
