//! Parses searches.

mod matcher;
mod property;

use linkwright_text::Span;

use super::tree::{Place, SearchNode, SearchNodeKind};
use super::{Search, SearchOperator};
use crate::problem::{Problem, suggestion};

/// Maximum nesting depth of a search.
const MAX_DEPTH: usize = 64;

/// The operators of the search language, except brackets, `OR` and `-`.
pub const OPERATORS: &[SearchOperator] = &[
    SearchOperator { name: "file", summary: "in the file name; finds files of every kind" },
    SearchOperator { name: "path", summary: "in the path; finds files of every kind" },
    SearchOperator { name: "content", summary: "in the text, not in the name" },
    SearchOperator { name: "match-case", summary: "with upper and lower case as written" },
    SearchOperator { name: "ignore-case", summary: "in upper or lower case" },
    SearchOperator { name: "tag", summary: "a tag, or a tag nested in it" },
    SearchOperator { name: "line", summary: "all in one line" },
    SearchOperator { name: "block", summary: "all in one block" },
    SearchOperator { name: "section", summary: "all between two headings" },
    SearchOperator { name: "task", summary: "in a task" },
    SearchOperator { name: "task-todo", summary: "in a task that is not done" },
    SearchOperator { name: "task-done", summary: "in a task that is done" },
];

/// What an operator does.
enum Meaning {
    In(Place),
    MatchCase(bool),
}

fn meaning(name: &str) -> Option<Meaning> {
    Some(match name {
        "file" => Meaning::In(Place::FileName),
        "path" => Meaning::In(Place::Path),
        "content" => Meaning::In(Place::Content),
        "tag" => Meaning::In(Place::Tag),
        "line" => Meaning::In(Place::Line),
        "block" => Meaning::In(Place::Block),
        "section" => Meaning::In(Place::Section),
        "task" => Meaning::In(Place::Task),
        "task-todo" => Meaning::In(Place::OpenTask),
        "task-done" => Meaning::In(Place::DoneTask),
        "match-case" => Meaning::MatchCase(true),
        "ignore-case" => Meaning::MatchCase(false),
        _ => return None,
    })
}

impl Search {
    /// Parses a search. With `match_case`, upper and lower case differ, except in `ignore-case:`. An
    /// empty search finds nothing.
    ///
    /// # Errors
    /// The first problem, with its place.
    pub fn parse(query: &str, match_case: bool) -> Result<Search, Problem> {
        let mut parser = SearchParser {
            query,
            at: 0,
            depth: 0,
            match_case,
            in_property: false,
            place: None,
            finds_attachments: false,
        };
        let root = parser.parse_any()?;
        if parser.at < query.len() {
            let span = Span::new(parser.at, parser.at + parser.next_len());
            let message = match parser.peek() {
                Some(')') => "no `(` for this `)`. Put text with brackets in quotes",
                _ => "no `[` for this `]`. Put text with brackets in quotes",
            };
            return Err(Problem::new(span, message));
        }
        Ok(Search { root, finds_attachments: parser.finds_attachments })
    }
}

struct SearchParser<'q> {
    query: &'q str,
    at: usize,
    depth: usize,
    match_case: bool,
    /// Inside `[…]`, where `]` ends the search and a phrase is a whole value.
    in_property: bool,
    /// The operator around the text.
    place: Option<Place>,
    finds_attachments: bool,
}

impl<'q> SearchParser<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next_len(&self) -> usize {
        self.peek().map_or(0, char::len_utf8)
    }

    fn skip_space(&mut self) {
        self.at = self.query.len() - self.rest().trim_start().len();
    }

    /// Whether the search, or the part of it in brackets, ends here.
    fn is_end(&self) -> bool {
        match self.peek() {
            None | Some(')') => true,
            Some(']') => self.in_property,
            Some(_) => false,
        }
    }

    /// Whether the word `OR` is next.
    fn is_or(&self) -> bool {
        let after = self.rest().strip_prefix("OR");
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '[' | ']');
        after.is_some_and(|after| after.is_empty() || after.starts_with(ends))
    }

    /// `a b OR c d`; `None` if there is nothing.
    fn parse_any(&mut self) -> Result<Option<SearchNode>, Problem> {
        self.skip_space();
        let start = self.at;
        let mut parts = Vec::new();
        let mut or = None;
        loop {
            let all = self.parse_all()?;
            let next_or = self.is_or().then(|| Span::new(self.at, self.at + 2));
            match (all, next_or.or(or)) {
                (Some(all), _) => parts.push(all),
                (None, Some(or)) => {
                    return Err(Problem::new(or, "`OR` needs something on both sides"));
                }
                (None, None) => return Ok(None),
            }
            if next_or.is_none() {
                break;
            }
            or = next_or;
            self.at += 2;
        }
        Ok(Some(self.joined(start, parts, SearchNodeKind::Any)))
    }

    /// `a b`; `None` if there is nothing.
    fn parse_all(&mut self) -> Result<Option<SearchNode>, Problem> {
        let start = self.at;
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            if self.is_end() || self.is_or() {
                break;
            }
            parts.push(self.parse_one()?);
        }
        Ok((!parts.is_empty()).then(|| self.joined(start, parts, SearchNodeKind::All)))
    }

    fn joined(
        &self,
        start: usize,
        mut parts: Vec<SearchNode>,
        kind: fn(Vec<SearchNode>) -> SearchNodeKind,
    ) -> SearchNode {
        match parts.len() {
            1 => parts.remove(0),
            _ => SearchNode { span: Span::new(start, self.at), kind: kind(parts) },
        }
    }

    /// Goes one level deeper.
    fn enter(&mut self) -> Result<(), Problem> {
        self.depth += 1;
        let span = Span::new(self.at, self.at + self.next_len());
        match self.depth > MAX_DEPTH {
            true => Err(Problem::new(span, "the search is nested too deeply")),
            false => Ok(()),
        }
    }

    /// One word, phrase, regular expression, group, operator or property.
    fn parse_one(&mut self) -> Result<SearchNode, Problem> {
        let start = self.at;
        self.enter()?;
        let kind = match self.peek() {
            Some('-') if self.rest()[1..].starts_with(|c: char| !c.is_whitespace()) => {
                self.at += 1;
                if self.is_end() {
                    let span = Span::new(start, self.at);
                    return Err(Problem::new(span, "`-` needs something to exclude"));
                }
                SearchNodeKind::Not(Box::new(self.parse_one()?))
            }
            Some('(') => self.parse_group()?.kind,
            Some('"') => {
                let text = self.parse_quoted()?;
                SearchNodeKind::Text(self.literal(start, &text, self.in_property)?)
            }
            Some('/') => SearchNodeKind::Text(self.parse_regex()?),
            Some('[') if !self.in_property => self.parse_property()?,
            Some('<' | '>') if self.in_property => match self.parse_comparison()? {
                Some(comparison) => comparison,
                None => self.parse_word()?,
            },
            _ => self.parse_word()?,
        };
        self.depth -= 1;
        Ok(SearchNode { span: Span::new(start, self.at), kind })
    }

    fn parse_group(&mut self) -> Result<SearchNode, Problem> {
        let open = Span::new(self.at, self.at + 1);
        self.at += 1;
        let inside = self.parse_any()?;
        if self.peek() != Some(')') {
            return Err(Problem::new(open, "no `)` for this `(`"));
        }
        self.at += 1;
        inside.ok_or_else(|| {
            Problem::new(
                Span { start: open.start, end: open.end + 1 },
                "nothing between `(` and `)`",
            )
        })
    }

    /// A word, or an operator with what it applies to.
    fn parse_word(&mut self) -> Result<SearchNodeKind, Problem> {
        let start = self.at;
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '"' | '(' | ')') || (self.in_property && c == ']')
        };
        let rest = self.rest();
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        if let Some((name, _)) = word.split_once(':')
            && is_operator_name(name)
        {
            return self.parse_operator(start, name);
        }
        if !self.in_property
            && let Some(at) = word.find('[')
            && at > 0
        {
            self.at += at;
            return Ok(SearchNodeKind::Text(self.literal(start, &word[..at], false)?));
        }
        self.at += word.len();
        Ok(SearchNodeKind::Text(self.literal(start, word, false)?))
    }

    fn parse_operator(&mut self, start: usize, name: &str) -> Result<SearchNodeKind, Problem> {
        let span = Span::new(start, start + name.len() + 1);
        let Some(meaning) = meaning(&name.to_ascii_lowercase()) else {
            let near = suggestion(name, OPERATORS.iter().map(|operator| operator.name));
            let near = match near.is_empty() {
                true => format!(
                    ". For a property, write `[{name}:\u{2026}]`. Put other text with a colon in quotes"
                ),
                false => near,
            };
            return Err(Problem::new(span, format!("unknown operator `{name}:`{near}")));
        };
        self.at = start + name.len() + 1;
        if self.peek().is_none_or(char::is_whitespace) || self.is_end() {
            let message = format!("`{name}:` needs text right after the colon");
            return Err(Problem::new(span, message));
        }
        let (place, match_case) = (self.place, self.match_case);
        match meaning {
            Meaning::In(place) => self.place = Some(place),
            Meaning::MatchCase(match_case) => self.match_case = match_case,
        }
        let inside = self.parse_one();
        (self.place, self.match_case) = (place, match_case);
        let inside = inside?;
        Ok(match meaning {
            Meaning::In(place) => {
                self.finds_attachments |= matches!(place, Place::FileName | Place::Path);
                SearchNodeKind::In(place, Box::new(inside))
            }
            Meaning::MatchCase(_) => inside.kind,
        })
    }
}

/// Whether `name`, before a colon, looks like the name of an operator.
fn is_operator_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
}
