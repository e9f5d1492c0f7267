//! Parses `[property]` and `[property:value]`.

use linkwright_text::Span;

use super::super::tree::{Comparison, Matcher, SearchNode, SearchNodeKind};
use super::{SearchParser, escape};
use crate::pattern::Pattern;
use crate::problem::Problem;

/// The comparisons, those of two characters first.
const COMPARISONS: [(&str, Comparison); 4] = [
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

impl SearchParser<'_> {
    pub(super) fn parse_property(&mut self) -> Result<SearchNodeKind, Problem> {
        let open = Span::new(self.at, self.at + 1);
        let unclosed =
            || Problem::new(open, "no `]` for this `[`. Put text with brackets in quotes");
        self.at += 1;
        let name = self.parse_name().ok_or_else(unclosed)??;
        let value = match self.peek() {
            Some(':') => {
                self.at += 1;
                let place = self.place.take();
                self.in_property = true;
                let value = self.parse_value();
                self.in_property = false;
                self.place = place;
                let colon = Span::new(self.at - 1, self.at);
                let none =
                    || Problem::new(colon, "no value after the `:`. For no value, write `null`");
                Some(Box::new(value?.ok_or_else(none)?))
            }
            _ => None,
        };
        if self.peek() != Some(']') {
            return Err(unclosed());
        }
        self.at += 1;
        Ok(SearchNodeKind::Property(Box::new(name), value))
    }

    /// The name of a property, up to `:` or `]`; `None` if neither comes.
    fn parse_name(&mut self) -> Option<Result<SearchNode, Problem>> {
        let start = self.at;
        let quoted_or_regex = self.rest().trim_start().starts_with(['"', '/', '(']);
        let raw = match quoted_or_regex {
            false => &self.rest()[..self.rest().find([':', ']'])?],
            true => "",
        };
        let is_plain = !quoted_or_regex && !raw.split_whitespace().any(|word| word == "OR");
        if !is_plain {
            return Some(self.parse_names());
        }
        self.at += raw.len();
        let span = Span::new(start, self.at).trimmed(self.query);
        if span.is_empty() {
            let problem =
                Problem::new(Span::new(start - 1, self.at + 1), "the property has no name");
            return Some(Err(problem));
        }
        Some(self.name(span, raw.trim()))
    }

    /// Names with `OR` between them, in brackets, in quotes, or a regular expression.
    fn parse_names(&mut self) -> Result<SearchNode, Problem> {
        let start = self.at;
        self.enter()?;
        let mut names = Vec::new();
        loop {
            self.skip_space();
            let at = self.at;
            names.push(match self.peek() {
                Some('"') => {
                    let text = self.parse_quoted()?;
                    self.name(Span::new(at, self.at), &text)?
                }
                Some('/') => {
                    let matcher = self.parse_regex()?;
                    SearchNode { span: Span::new(at, self.at), kind: SearchNodeKind::Text(matcher) }
                }
                Some('(') => {
                    self.at += 1;
                    let inside = self.parse_names()?;
                    if self.peek() != Some(')') {
                        return Err(Problem::new(Span::new(at, at + 1), "no `)` for this `(`"));
                    }
                    self.at += 1;
                    inside
                }
                _ => {
                    let rest = self.rest();
                    let or = rest.find(" OR ").unwrap_or(rest.len());
                    let end = rest.find([':', ']', ')']).unwrap_or(rest.len()).min(or);
                    self.at += end;
                    let span = Span::new(at, self.at).trimmed(self.query);
                    if span.is_empty() {
                        let span = Span::new(at.saturating_sub(1), at);
                        return Err(Problem::new(span, "the property has no name"));
                    }
                    self.name(span, rest[..end].trim())?
                }
            });
            self.skip_space();
            if !self.is_or() {
                break;
            }
            self.at += 2;
        }
        self.depth -= 1;
        Ok(self.joined(start, names, SearchNodeKind::Any))
    }

    /// A property with this name. Case does not matter.
    fn name(&self, span: Span, name: &str) -> Result<SearchNode, Problem> {
        let pattern = Pattern::new(&escape(name), "i");
        let pattern = pattern.map_err(|problem| Problem::new(span, problem.message))?;
        Ok(SearchNode { span, kind: SearchNodeKind::Text(Matcher::new(pattern, true)) })
    }

    /// The test of a value: `null`, a comparison, or a search.
    fn parse_value(&mut self) -> Result<Option<SearchNode>, Problem> {
        self.skip_space();
        let start = self.at;
        let end = self.rest().find(']').unwrap_or(self.rest().len());
        let raw = self.rest()[..end].trim_end();
        let kind = match COMPARISONS.iter().find(|(mark, _)| raw.starts_with(mark)) {
            _ if raw == "null" => SearchNodeKind::Null,
            Some((mark, comparison)) => {
                let value = raw[mark.len()..].trim();
                if value.is_empty() {
                    let span = Span::new(start, start + mark.len());
                    return Err(Problem::new(
                        span,
                        format!("`{mark}` needs a value to compare with"),
                    ));
                }
                SearchNodeKind::Compare(*comparison, value.trim_matches('"').to_owned())
            }
            None => return self.parse_any(),
        };
        self.at += end;
        Ok(Some(SearchNode { span: Span::new(start, start + raw.len()), kind }))
    }
}
