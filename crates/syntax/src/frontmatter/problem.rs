//! What is wrong with the YAML, as one would tell the author, and where.

use granit_parser::{ErrorKind, ScanError};
use linkwright_text::{Span, line_end, line_start};

use super::YamlProblem;

/// About how many problems of one note are told at most.
pub(super) const MOST: usize = 50;

const NOT_AN_ENTRY: &str = "this is no `key: value`";

/// What stopped the parser in `yaml`, a part of `text`.
pub(super) fn of_scan(text: &str, yaml: Span, error: &ScanError) -> YamlProblem {
    let at = error.marker().byte_offset().unwrap_or(0);
    let at = (yaml.start as usize + at).min(yaml.end as usize);
    YamlProblem { span: place(text, yaml, at), message: message(error.kind()) }
}

/// A second document begins at `at`.
pub(super) fn second_document(text: &str, yaml: Span, at: u32) -> YamlProblem {
    let span = place(text, yaml, at as usize);
    YamlProblem { span, message: "a second YAML document begins here".into() }
}

pub(super) fn duplicate_key(span: Span, name: &str) -> YamlProblem {
    YamlProblem { span, message: format!("the key `{name}` is here a second time") }
}

pub(super) fn unknown_reference(span: Span, name: &str) -> YamlProblem {
    let message = format!(
        "`*{name}` refers to an anchor that is not there: text that begins with `*` needs quotes"
    );
    YamlProblem { span, message }
}

/// A tag in a list in brackets begins with `#`, and so a comment does.
pub(super) fn tag_as_comment(text: &str, span: Span) -> YamlProblem {
    let tag = &text[span];
    YamlProblem { span, message: format!("YAML reads `{tag}` as a comment: quote it, `\"{tag}\"`") }
}

/// The root is no map; `span` is all of it.
pub(super) fn not_an_entry(text: &str, span: Span) -> YamlProblem {
    YamlProblem { span: place(text, span, span.start as usize), message: NOT_AN_ENTRY.into() }
}

/// `span` is all of the map: empty where it is a lone `?`.
pub(super) fn alias_is_a_map(text: &str, yaml: Span, span: Span) -> YamlProblem {
    let span = if span.is_empty() { place(text, yaml, span.range().start) } else { span };
    let message = "this alias is read as a key with a value: it needs quotes";
    YamlProblem { span, message: message.into() }
}

/// What to underline for an error at `at`: the rest of its line, or, where nothing follows, the
/// last line before that says something.
fn place(text: &str, yaml: Span, at: usize) -> Span {
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
            format!("text that begins with `{character}` needs quotes")
        }
        ErrorKind::InvalidTagTerminator
        | ErrorKind::InvalidGlobalTagCharacter
        | ErrorKind::MissingTagUri
        | ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagEscape => "text that begins with `!` needs quotes".into(),
        ErrorKind::MissingAnchorOrAliasName => {
            "text that begins with `*` or `&` needs quotes".into()
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => "a tab cannot indent: use spaces".into(),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text follows the closing quote: the quotes must hold the whole value".into()
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            "a quote is not closed".into()
        }
        ErrorKind::UnclosedFlowCollection { open } => format!("the `{open}` is not closed"),
        ErrorKind::UnexpectedEofFlowSequence => "the `[` is not closed".into(),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "the `{` is not closed".into()
        }
        ErrorKind::MappingValueNotAllowed => {
            "a second `: ` in one value: text that holds `: ` needs quotes".into()
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => NOT_AN_ENTRY.into(),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidIndentation => {
            "this does not go on from the lines above: see to its indentation".into()
        }
        ErrorKind::UnexpectedEofBlockMapping | ErrorKind::ExpectedNodeContent => {
            "this cannot begin a value: put it in quotes".into()
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            r"no such escape: within double quotes a `\` is written `\\`".into()
        }
        ErrorKind::RecursionLimitExceeded => "lists or maps are nested too deeply".into(),
        other => other.to_string(),
    }
}
