//! The tokens of an expression.

use std::sync::Arc;

use linkwright_text::Span;

use crate::pattern::Pattern;
use crate::problem::Problem;

/// Maximum number of regular expressions in an expression. A short one can be large when it is compiled.
const MAX_PATTERNS: usize = 20;

/// A token with its place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ExprToken {
    pub(crate) span: Span,
    pub(crate) kind: ExprTokenKind,
}

/// The kind of a [`ExprToken`].
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum ExprTokenKind {
    Name(Arc<str>),
    Number(f64),
    String(Arc<str>),
    Regexp(Arc<Pattern>),
    /// An operator, a bracket, a comma, a dot or a colon.
    Mark(&'static str),
    End,
}

/// The marks; of marks that start alike, the longer one first.
const MARKS: [&str; 23] = [
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "(", ")", "[", "]",
    "{", "}", ",", ".", ":",
];

/// Marks of other languages, with what to write instead.
const OTHER_MARKS: [(&str, &str); 8] = [
    ("===", "use `==`"),
    ("!==", "use `!=`"),
    ("=", "use `==` to compare"),
    ("&", "use `&&`"),
    ("|", "use `||`"),
    ("?", "use `if(condition, then, else)`"),
    ("`", "use `\"` or `'` around text"),
    (";", "one expression is expected"),
];

/// Divides `text` into tokens. The last one is [`ExprTokenKind::End`].
///
/// # Errors
/// The first text that is no token.
pub(crate) fn tokens(text: &str) -> Result<Vec<ExprToken>, Problem> {
    let mut tokens: Vec<ExprToken> = Vec::new();
    let (mut at, mut patterns) = (0, 0);
    loop {
        at = text.len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        let expects_operand = tokens.last().is_none_or(|token| match &token.kind {
            ExprTokenKind::Mark(mark) => !matches!(*mark, ")" | "]" | "}"),
            _ => false,
        });
        let (kind, len) = match first {
            '"' | '\'' => string(rest, at)?,
            '0'..='9' => number(rest, at)?,
            '.' if expects_operand && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                number(rest, at)?
            }
            '/' if expects_operand => {
                patterns += 1;
                if patterns > MAX_PATTERNS {
                    let message = "too many regular expressions in one expression";
                    return Err(Problem::new(Span::new(at, at + 1), message));
                }
                regexp(rest, at)?
            }
            c if is_name_start(c) => {
                let len = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
                (ExprTokenKind::Name(rest[..len].into()), len)
            }
            _ => mark(rest, at)?,
        };
        tokens.push(ExprToken { span: Span::new(at, at + len), kind });
        at += len;
    }
    tokens.push(ExprToken { span: Span::new(text.len(), text.len()), kind: ExprTokenKind::End });
    Ok(tokens)
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$' || (!c.is_ascii() && c.is_alphanumeric())
}

/// Whether `c` can be in a name, but not at its start.
pub(crate) fn is_name_part(c: char) -> bool {
    // Marks such as U+0301 belong to the letter before them.
    c.is_alphanumeric()
        || c == '_'
        || c == '$'
        || (!c.is_ascii() && !c.is_whitespace() && !c.is_control())
}

fn mark(rest: &str, at: usize) -> Result<(ExprTokenKind, usize), Problem> {
    let other = OTHER_MARKS.iter().find(|(mark, _)| rest.starts_with(mark));
    let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
    match (mark, other) {
        (mark, Some((other, hint))) if mark.is_none_or(|mark| mark.len() < other.len()) => {
            let span = Span::new(at, at + other.len());
            Err(Problem::new(span, format!("unexpected `{other}`: {hint}")))
        }
        (Some(mark), _) => Ok((ExprTokenKind::Mark(mark), mark.len())),
        (None, _) => {
            let c = rest.chars().next().unwrap_or(' ');
            let span = Span::new(at, at + c.len_utf8());
            Err(Problem::new(span, format!("unexpected `{c}`")))
        }
    }
}

/// A number. A dot belongs to it only if a digit follows: `1.round()`.
fn number(rest: &str, at: usize) -> Result<(ExprTokenKind, usize), Problem> {
    let digits = |from: usize| {
        let end = rest[from..].find(|c: char| !c.is_ascii_digit());
        end.map_or(rest.len(), |end| from + end)
    };
    let mut len = digits(0);
    if let Some(fraction) = rest[len..].strip_prefix('.')
        && fraction.starts_with(|c: char| c.is_ascii_digit())
    {
        len = digits(len + 1);
    }
    let exponent = rest[len..].strip_prefix(['e', 'E']);
    if let Some(exponent) = exponent {
        let signed = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if signed.starts_with(|c: char| c.is_ascii_digit()) {
            len = digits(rest.len() - signed.len());
        }
    }
    if rest[len..].starts_with(is_name_start) {
        let end = rest[len..].find(|c| !is_name_part(c)).map_or(rest.len(), |end| len + end);
        let message = format!(
            "`{0}` is neither a number nor a name. Text needs quotes; a property is `note[\"{0}\"]`",
            &rest[..end]
        );
        return Err(Problem::new(Span::new(at, at + end), message));
    }
    let value = rest[..len].parse().unwrap_or(f64::NAN);
    Ok((ExprTokenKind::Number(value), len))
}

fn string(rest: &str, at: usize) -> Result<(ExprTokenKind, usize), Problem> {
    let quote = rest.chars().next().unwrap_or('"');
    let mut value = String::new();
    let mut end = quote.len_utf8();
    while end < rest.len() {
        if rest[end..].starts_with(quote) {
            return Ok((ExprTokenKind::String(value.into()), end + quote.len_utf8()));
        }
        let Some((c, len)) = string_char(&rest[end..]) else {
            let span = Span::new(at + end, at + end + 2);
            return Err(Problem::new(span, "`\\u` needs four hexadecimal digits"));
        };
        value.push(c);
        end += len;
    }
    Err(Problem::new(Span::new(at, at + 1), format!("no `{quote}` ends this text")))
}

/// The first character of `rest`, which is in the quotes of a string, without its escape, and the number of
/// bytes that it takes. `None` for a `\u` without four hexadecimal digits.
pub(crate) fn string_char(rest: &str) -> Option<(char, usize)> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    let Some(escaped) = chars.next().filter(|_| first == '\\') else {
        return Some((first, first.len_utf8()));
    };
    Some(match escaped {
        'n' => ('\n', 2),
        't' => ('\t', 2),
        'r' => ('\r', 2),
        'u' => {
            let digits = rest.get(2..6).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
            (char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 6)
        }
        other => (other, 1 + other.len_utf8()),
    })
}

fn regexp(rest: &str, at: usize) -> Result<(ExprTokenKind, usize), Problem> {
    let (mut in_class, mut escaped) = (false, false);
    let end = rest.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == '/' && !in_class && !escaped;
        if !escaped {
            in_class = (in_class || c == '[') && c != ']';
        }
        escaped = c == '\\' && !escaped;
        ends
    });
    let Some((end, _)) = end.filter(|&(end, _)| end > 1) else {
        let message = "a value is missing before this `/`, or no `/` ends this regular expression";
        return Err(Problem::new(Span::new(at, at + 1), message));
    };
    let flags = rest[end + 1..].find(|c: char| !c.is_ascii_alphabetic());
    let len = flags.map_or(rest.len(), |flags| end + 1 + flags);
    let pattern = Pattern::new(&rest[1..end], &rest[end + 1..len]).map_err(|problem| {
        let from = at + 1;
        Problem::new(Span::new(from + problem.span.start, from + problem.span.end), problem.message)
    })?;
    Ok((ExprTokenKind::Regexp(Arc::new(pattern)), len))
}
