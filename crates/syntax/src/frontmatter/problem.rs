//! The problems of YAML: their spans and messages.

use granit_parser::{ErrorKind, ScanError};
use linkwright_text::{Span, line_end, line_start};

use super::YamlProblem;

/// Approximate maximum number of problems that are reported for one note.
pub(super) const MAX_PROBLEMS: usize = 50;

const NOT_AN_ENTRY: &str = "expected `key: value`";
const NO_TABS: &str = "indent with spaces, not tabs";

/// The problem for a parser error in `yaml`, a span of `text`.
pub(super) fn from_scan_error(text: &str, yaml: Span, error: &ScanError) -> YamlProblem {
    let at = error.marker().byte_offset().unwrap_or(0);
    let at = (yaml.start as usize + at).min(yaml.end as usize);
    YamlProblem { span: error_span(text, yaml, at), message: message(error.kind()) }
}

/// The problem for a key or item at `at` that is indented with a tab.
pub(super) fn tab_indent(text: &str, yaml: Span, at: usize) -> YamlProblem {
    YamlProblem { span: error_span(text, yaml, at), message: NO_TABS.into() }
}

/// The problem for a second YAML document that starts at `at`.
pub(super) fn second_document(text: &str, yaml: Span, at: u32) -> YamlProblem {
    let span = error_span(text, yaml, at as usize);
    YamlProblem { span, message: "unexpected second YAML document".into() }
}

pub(super) fn duplicate_key(span: Span, name: &str) -> YamlProblem {
    YamlProblem { span, message: format!("duplicate key `{name}`") }
}

pub(super) fn unknown_reference(span: Span, name: &str) -> YamlProblem {
    let message = format!("no anchor `{name}` is defined: quote text that starts with `*`");
    YamlProblem { span, message }
}

/// The problem for an unquoted `#tag` in a flow list, which YAML reads as a comment.
pub(super) fn tag_as_comment(text: &str, span: Span) -> YamlProblem {
    let tag = &text[span];
    YamlProblem { span, message: format!("YAML reads `{tag}` as a comment: write `\"{tag}\"`") }
}

/// The problem for a root node that is not a map. `span` is the root node.
pub(super) fn not_an_entry(text: &str, span: Span) -> YamlProblem {
    YamlProblem { span: error_span(text, span, span.start as usize), message: NOT_AN_ENTRY.into() }
}

/// The problem for an alias that is a map. `span` is the map; it is empty for a lone `?`.
pub(super) fn alias_is_a_map(text: &str, yaml: Span, span: Span) -> YamlProblem {
    let span = if span.is_empty() { error_span(text, yaml, span.range().start) } else { span };
    let message = "YAML reads this alias as `key: value`: put it in quotes";
    YamlProblem { span, message: message.into() }
}

/// The span to underline for an error at `at`: the rest of the line, or the last line before it that
/// is not blank if the rest is blank.
fn error_span(text: &str, yaml: Span, at: usize) -> Span {
    let rest = text[at..line_end(text, at).min(yaml.end as usize)].trim_end();
    if !rest.is_empty() {
        return Span::new(at, at + rest.len());
    }
    let end = yaml.start as usize + text[yaml.start as usize..at].trim_end().len();
    let start = line_start(text, end).max(yaml.start as usize);
    let indent = text[start..end].len() - text[start..end].trim_start().len();
    Span::new(start + indent, end)
}

fn message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            format!("quote text that starts with `{character}`")
        }
        ErrorKind::InvalidTagTerminator
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::MissingTagUri
        | ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagEscape => "quote text that starts with `!`".into(),
        ErrorKind::MissingAnchorOrAliasName => "quote text that starts with `*` or `&`".into(),
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => NO_TABS.into(),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text after the closing quote: quote the whole value".into()
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            "missing closing quote".into()
        }
        ErrorKind::UnclosedFlowCollection { open } => format!("unclosed `{open}`"),
        ErrorKind::UnexpectedEofFlowSequence => "unclosed `[`".into(),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "unclosed `{`".into()
        }
        ErrorKind::MappingValueNotAllowed => {
            "unexpected `: ` in a value: put the value in quotes".into()
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => NOT_AN_ENTRY.into(),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation => "unexpected indentation".into(),
        ErrorKind::UnexpectedEofBlockMapping | ErrorKind::ExpectedNodeContent => {
            "a value cannot start like this: put it in quotes".into()
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            r"unknown escape: in double quotes, write `\\` for a backslash".into()
        }
        ErrorKind::RecursionLimitExceeded => "too many nested lists or maps".into(),
        other => other.to_string(),
    }
}
