//! Parses `[property]` and `[property:value]`.

use linkwright_text::Span;

use super::super::tree::{Comparison, Matcher, SearchNode, SearchNodeKind};
use super::SearchParser;
use super::matcher::escape;
use crate::date::Date;
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

    /// The test of a value: `null`, or a search, in which words can be comparisons.
    fn parse_value(&mut self) -> Result<Option<SearchNode>, Problem> {
        self.skip_space();
        let start = self.at;
        let end = self.rest().find(']').unwrap_or(self.rest().len());
        let raw = self.rest()[..end].trim_end();
        if raw != "null" {
            return self.parse_any();
        }
        self.at += end;
        let span = Span::new(start, start + raw.len());
        Ok(Some(SearchNode { span, kind: SearchNodeKind::Null }))
    }

    /// A comparison: its mark and a number or date, perhaps in quotes; `None` if there is no mark.
    pub(super) fn parse_comparison(&mut self) -> Result<Option<SearchNodeKind>, Problem> {
        let start = self.at;
        let found = COMPARISONS.iter().find(|(mark, _)| self.rest().starts_with(mark));
        let Some((mark, comparison)) = found else { return Ok(None) };
        self.at += mark.len();
        self.skip_space();
        let value = match self.peek() {
            Some('"') => self.parse_quoted()?,
            _ => self.parse_operand().to_owned(),
        };
        if value.is_empty() {
            let span = Span::new(start, start + mark.len());
            return Err(Problem::new(span, format!("`{mark}` needs a value to compare with")));
        }
        if value.parse::<f64>().is_err() && Date::read(&value).is_none() {
            let message = format!(
                "`{mark}` compares with a number or a date such as `2026-11-29`, not with `{value}`"
            );
            return Err(Problem::new(Span::new(start, self.at), message));
        }
        Ok(Some(SearchNodeKind::Compare(*comparison, value)))
    }

    /// The word here; also the next one if both are a date with its time.
    fn parse_operand(&mut self) -> &str {
        let rest = &self.rest()[..self.rest().find([']', ')', '"']).unwrap_or(self.rest().len())];
        let ends = rest.match_indices(char::is_whitespace).map(|(at, _)| at).chain([rest.len()]);
        let mut ends = ends.skip_while(|end| rest[..*end].trim().is_empty());
        let first = ends.next().unwrap_or_default();
        let date = ends.find(|end| Date::read(&rest[..*end]).is_some_and(|date| date.has_time));
        let end = date.filter(|_| Date::read(&rest[..first]).is_some()).unwrap_or(first);
        self.at += end;
        rest[..end].trim()
    }
}
