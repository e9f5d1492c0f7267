//! Canvas files: JSON, with links in some of its strings (`docs/semantics.md §2`).

mod json;
#[cfg(test)]
mod tests;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use linkwright_text::{Span, bom_len};

pub(crate) use json::{escape, unescape};

use crate::bases::scan_base;
use crate::{Facts, FileKind, Link, LinkForm, LinkPlace, NOTE_EXTENSIONS, digest, scan};
use json::Decoded;

/// Standard JSON, without extensions.
const JSON: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Scans the file at `path`: a canvas with [`scan_canvas`], a `.base` file for its base, any other file with
/// [`scan`].
#[must_use]
pub fn scan_file(path: &str, text: &str) -> Facts {
    match FileKind::of(path, &NOTE_EXTENSIONS) {
        FileKind::Canvas => scan_canvas(text),
        FileKind::Base => scan_base(text),
        _ => scan(text),
    }
}

/// Scans a canvas. Its links are the file cards and the links in the Markdown of its text cards. It
/// has no other facts, and no links while it is not valid JSON.
///
/// Never fails and never panics. JSON nested deeper than 512 levels counts as invalid.
#[must_use]
pub fn scan_canvas(text: &str) -> Facts {
    let mut facts = Facts { digest: digest(text), ..Facts::default() };
    if u32::try_from(text.len()).is_err() {
        return facts;
    }
    // A file may have a byte order mark, JSON may not.
    let json_start = bom_len(text);
    let parsed = parse_to_ast(&text[json_start..], &CollectOptions::default(), &JSON);
    let Some(Value::Object(canvas)) = parsed.ok().and_then(|parsed| parsed.value) else {
        return facts;
    };
    let Some(Value::Array(nodes)) = property(&canvas, "nodes") else { return facts };
    for node in &nodes.elements {
        let Value::Object(node) = node else { continue };
        match property(node, "type") {
            Some(Value::StringLit(kind)) if kind.value == "file" => {
                facts.links.extend(file_link(text, json_start, node));
            }
            Some(Value::StringLit(kind)) if kind.value == "text" => {
                if let Some(literal) = string_literal(json_start, node, "text") {
                    add_text_links(text, literal, &mut facts.links);
                }
            }
            _ => {}
        }
    }
    facts.links.sort_by_key(|link| link.span.start);
    facts
}

/// The reason why `text` is not a valid canvas, so that its links are unknown; `None` if it is
/// valid. An empty file is a canvas without cards.
#[must_use]
pub fn canvas_problem(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    if u32::try_from(text.len()).is_err() {
        return Some("longer than 4 GiB".to_owned());
    }
    match parse_to_ast(text, &CollectOptions::default(), &JSON) {
        Ok(parsed) if matches!(parsed.value, Some(Value::Object(_))) => None,
        Ok(_) => Some("not an object".to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// The link of a file card: `"file": "path"`, and optionally `"subpath": "#heading"`.
fn file_link(text: &str, json_start: usize, node: &Object<'_>) -> Option<Link> {
    let path = string_literal(json_start, node, "file").filter(|path| !path.is_empty())?;
    let subpath = string_literal(json_start, node, "subpath");
    let subpath = subpath.filter(|subpath| text[*subpath].starts_with('#'));
    let other = subpath.unwrap_or(path);
    Some(Link {
        span: Span { start: path.start.min(other.start) - 1, end: path.end.max(other.end) + 1 },
        form: LinkForm::Canvas,
        is_embed: false,
        path,
        subpath: subpath.map(|subpath| Span { start: subpath.start + 1, ..subpath }),
        display: None,
        place: LinkPlace::Canvas { in_table_row: false },
    })
}

/// Adds the links in the Markdown of a string literal.
fn add_text_links(text: &str, literal: Span, links: &mut Vec<Link>) {
    let decoded = Decoded::of(text, literal);
    let found = scan(&decoded.text).links;
    links.extend(found.iter().map(|link| Link {
        span: decoded.source(link.span),
        path: decoded.source(link.path),
        subpath: link.subpath.map(|span| decoded.source(span)),
        display: link.display.map(|span| decoded.source(span)),
        place: LinkPlace::Canvas { in_table_row: link.place.in_table_row() },
        ..*link
    }));
}

/// The value of the property `name`; the last one of duplicates, as in JavaScript.
fn property<'a, 'v>(object: &'a Object<'v>, name: &str) -> Option<&'a Value<'v>> {
    let mut properties = object.properties.iter().rev();
    properties.find(|property| property.name.as_str() == name).map(|property| &property.value)
}

/// The span of a string property without its quotes. The JSON starts at the byte `json_start` of
/// the text.
fn string_literal(json_start: usize, object: &Object<'_>, name: &str) -> Option<Span> {
    let Value::StringLit(string) = property(object, name)? else { return None };
    Some(Span::new(json_start + string.range.start + 1, json_start + string.range.end - 1))
}
