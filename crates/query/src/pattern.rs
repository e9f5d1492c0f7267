//! Regular expressions in JavaScript's flavour, run by a linear engine.

mod escape;

use std::fmt;
use std::ops::Range;

use regex::{Regex, RegexBuilder};

use escape::{Escape, read_escape};

/// The sizes in bytes that a compiled regular expression can have, each with the slowness of one that needs it. The
/// time for a byte of text grows with the size in the worst case.
const SIZES: [(usize, usize); 3] = [(16 << 10, 1), (128 << 10, 8), (1 << 20, 64)];

/// Maximum size of what the engine remembers while it matches, in bytes.
const MAX_REMEMBERED: usize = 1 << 20;

/// A regular expression. Matching takes time that grows with the text only linearly.
#[derive(Clone)]
pub struct Pattern {
    source: String,
    flags: String,
    regex: Regex,
    /// See [`SIZES`].
    slowness: usize,
}

/// Why a regular expression cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatternProblem {
    /// The wrong part, in bytes of the source, or the whole source.
    pub span: Range<usize>,
    /// The message for the user.
    pub message: String,
}

impl Pattern {
    /// Compiles the regular expression `source`, written as in JavaScript, with the flags after it.
    ///
    /// # Errors
    /// If it is not valid, or has what a linear engine cannot do: look-around and backreferences.
    pub fn new(source: &str, flags: &str) -> Result<Pattern, PatternProblem> {
        let whole = || 0..source.len();
        for flag in flags.chars() {
            if !"gimsu".contains(flag) {
                let message =
                    format!("the flag `{flag}` is not supported; use `g`, `i`, `m`, `s` or `u`");
                return Err(PatternProblem { span: whole(), message });
            }
        }
        let translated = translate(source, flags.contains('s'))?;
        let compile = |size| {
            RegexBuilder::new(&translated)
                .case_insensitive(flags.contains('i'))
                .multi_line(flags.contains('m'))
                .size_limit(size)
                .dfa_size_limit(MAX_REMEMBERED)
                .build()
        };
        let mut sizes = SIZES.iter().map(|(size, slowness)| (compile(*size), *slowness));
        let fits = |(regex, _): &(Result<_, regex::Error>, _)| {
            !matches!(regex, Err(regex::Error::CompiledTooBig(_)))
        };
        let (regex, slowness) = sizes.find(fits).ok_or_else(|| PatternProblem {
            span: whole(),
            message: "the regular expression is too large".to_owned(),
        })?;
        let regex =
            regex.map_err(|error| PatternProblem { span: whole(), message: reason(&error) })?;
        Ok(Pattern { source: source.to_owned(), flags: flags.to_owned(), regex, slowness })
    }

    /// What it costs to match a text of `len` bytes, in bytes that are only visited.
    pub(crate) fn cost(&self, len: usize) -> usize {
        len.saturating_mul(self.slowness)
    }

    /// Whether it matches a part of `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether the flag `g` is set.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.flags.contains('g')
    }

    /// The regular expression as it is written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    pub(crate) fn regex(&self) -> &Regex {
        &self.regex
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.source, self.flags)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        (&self.source, &self.flags) == (&other.source, &other.flags)
    }
}

fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
    format!("the regular expression is not valid: {last}")
}

/// What JavaScript's `.` matches without the flag `s`.
const DOT: &str = r"[^\n\r\x{2028}\x{2029}]";

/// The same regular expression in the syntax of the engine.
fn translate(js: &str, dot_all: bool) -> Result<String, PatternProblem> {
    let mut out = String::with_capacity(js.len() + 8);
    let mut in_class = false;
    let mut at = 0;
    while let Some(c) = js[at..].chars().next() {
        let rest = &js[at..];
        let mut len = c.len_utf8();
        match c {
            '\\' => {
                let Escape { translated, len: escaped } =
                    read_escape(rest, in_class).map_err(|message| {
                        let end = rest.chars().take(2).map(char::len_utf8).sum::<usize>();
                        PatternProblem { span: at..at + end, message: message.to_owned() }
                    })?;
                out.push_str(&translated);
                len = escaped;
            }
            '[' if !in_class && rest.starts_with("[^]") => {
                out.push_str(r"[\s\S]");
                len = 3;
            }
            '[' if !in_class && rest.starts_with("[]") => {
                out.push_str(r"[^\s\S]");
                len = 2;
            }
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                if rest.starts_with("[^") {
                    out.push('^');
                    len = 2;
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            // The engine gives `[`, `&&`, `--` and `~~` in a class a meaning of its own.
            '[' | ']' | '&' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '-' if in_class && out.ends_with('-') => out.push_str(r"\-"),
            '.' if !in_class => out.push_str(if dot_all { r"[\s\S]" } else { DOT }),
            '(' if !in_class => {
                if let Some(group) = look_around(rest) {
                    let message = format!(
                        "`{group}` (look-around) is not supported, because it could take too long"
                    );
                    return Err(PatternProblem { span: at..at + group.len(), message });
                }
                out.push('(');
            }
            '{' | '}' if !in_class => {
                let quantifier = quantifier(rest);
                if quantifier.is_empty() {
                    out.push('\\');
                    out.push(c);
                } else {
                    out.push_str(quantifier);
                    len = quantifier.len();
                }
            }
            _ => out.push(c),
        }
        at += len;
    }
    Ok(out)
}

fn look_around(rest: &str) -> Option<&str> {
    ["(?=", "(?!", "(?<=", "(?<!"].into_iter().find(|group| rest.starts_with(group))
}

/// The quantifier `{1}`, `{1,}` or `{1,2}` at the start of `rest`; empty if there is none, so that the
/// brace stands for itself.
fn quantifier(rest: &str) -> &str {
    let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) else { return "" };
    let inside = &rest[1..end];
    let (from, to) = inside.split_once(',').unwrap_or((inside, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match !from.is_empty() && digits(from) && digits(to) {
        true => &rest[..=end],
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javascript_means_what_it_means_there() {
        for (source, flags, text, matches) in [
            (r"\d{4}-\d{2}", "", "2026-11", true),
            (r"\d", "", "٣", false),
            (r"\w", "", "é", false),
            (r"\bcat\b", "", "a cat.", true),
            (r"\_\-\/", "", "_-/", true),
            ("a{", "", "a{", true),
            ("a}b{2}", "", "a}bb", true),
            ("[a&&b]", "", "&", true),
            ("[[]", "", "[", true),
            ("[+--]", "", ",", true),
            ("x[^]y", "", "x\ny", true),
            ("x[]", "", "x", false),
            ("a.b", "", "a\nb", false),
            ("a.b", "s", "a\nb", true),
            ("^b", "", "a\nb", false),
            ("^b", "m", "a\nb", true),
            ("ÄB", "i", "äb", true),
            ("(?<year>[0-9]+)", "", "a1", true),
            (r"\u00e9\x41", "", "éA", true),
            (r"\u{1F600}", "u", "😀", true),
            (r"[\d\s]x", "", " x", true),
            (r"[^\d]x", "", "1x", false),
            (r"\p{L}", "u", "é", true),
        ] {
            let pattern =
                Pattern::new(source, flags).unwrap_or_else(|it| panic!("{source}: {it:?}"));
            assert_eq!(pattern.is_match(text), matches, "{source} on {text:?}");
        }
    }

    #[test]
    fn what_a_linear_engine_cannot_do_is_an_error_at_its_place() {
        for (source, flags, part) in [
            ("a(?=b)", "", "(?="),
            ("a(?<!b)", "", "(?<!"),
            (r"(a)\1", "", r"\1"),
            (r"(?<n>a)\k<n>", "", r"\k"),
            ("(", "", "("),
            ("a", "y", "a"),
            ("(a{500}){500}{500}", "", "(a{500}){500}{500}"),
        ] {
            let problem = Pattern::new(source, flags).expect_err(source);
            assert_eq!(&source[problem.span], part, "{source}");
        }
    }
}
