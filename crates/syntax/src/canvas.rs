//! Canvas files: JSON, of which some strings link to files (`docs/semantics.md §2`).

mod json;
#[cfg(test)]
mod tests;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use linkwright_text::{Span, bom_len};

pub(crate) use json::{escape, unescape};

use crate::{Facts, FileKind, Link, LinkForm, LinkPlace, NOTE_EXTENSIONS, digest, scan};
use json::Decoded;

/// JSON, and none of its extensions.
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

/// The facts of the file at `path`, which is read: of a canvas by [`scan_canvas`], else by [`scan`].
#[must_use]
pub fn scan_file(path: &str, text: &str) -> Facts {
    match FileKind::of(path, &NOTE_EXTENSIONS) {
        FileKind::Canvas => scan_canvas(text),
        _ => scan(text),
    }
}

/// The links of a canvas: of its cards that show a file, and those in the Markdown of its cards of
/// text. It says nothing else, and nothing at all while it is no JSON.
///
/// Never fails and never panics; JSON that is nested deeper than 512 levels is taken for none.
#[must_use]
pub fn scan_canvas(text: &str) -> Facts {
    let mut facts = Facts { digest: digest(text), ..Facts::default() };
    if u32::try_from(text.len()).is_err() {
        return facts;
    }
    // JSON has no byte order mark, but files do.
    let begin = bom_len(text);
    let parsed = parse_to_ast(&text[begin..], &CollectOptions::default(), &JSON);
    let Some(Value::Object(canvas)) = parsed.ok().and_then(|parsed| parsed.value) else {
        return facts;
    };
    let Some(Value::Array(nodes)) = property(&canvas, "nodes") else { return facts };
    for node in &nodes.elements {
        let Value::Object(node) = node else { continue };
        match property(node, "type") {
            Some(Value::StringLit(kind)) if kind.value == "file" => {
                facts.links.extend(file_link(text, begin, node));
            }
            Some(Value::StringLit(kind)) if kind.value == "text" => {
                if let Some(literal) = literal(begin, node, "text") {
                    text_links(text, literal, &mut facts.links);
                }
            }
            _ => {}
        }
    }
    facts.links.sort_by_key(|link| link.span.start);
    facts
}

/// Why the text is no canvas, so that nothing is known of its links; `None` if it is one. An empty
/// file is a canvas without cards.
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

/// The link of a card that shows a file: `"file": "path"`, and perhaps `"subpath": "#heading"`.
fn file_link(text: &str, begin: usize, node: &Object<'_>) -> Option<Link> {
    let path = literal(begin, node, "file").filter(|path| !path.is_empty())?;
    let subpath = literal(begin, node, "subpath").filter(|subpath| text[*subpath].starts_with('#'));
    let ends = subpath.unwrap_or(path);
    Some(Link {
        span: Span { start: path.start.min(ends.start) - 1, end: path.end.max(ends.end) + 1 },
        form: LinkForm::Canvas,
        is_embed: false,
        path,
        subpath: subpath.map(|subpath| Span { start: subpath.start + 1, ..subpath }),
        display: None,
        place: LinkPlace::Canvas { in_table_row: false },
    })
}

/// The links of the Markdown that the literal says.
fn text_links(text: &str, literal: Span, links: &mut Vec<Link>) {
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

/// A property's value: of several of the name the last, as in JavaScript.
fn property<'a, 'v>(object: &'a Object<'v>, name: &str) -> Option<&'a Value<'v>> {
    let mut properties = object.properties.iter().rev();
    properties.find(|property| property.name.as_str() == name).map(|property| &property.value)
}

/// What stands between the quotes of a property that is a string, in a text whose JSON begins at the
/// byte `begin`.
fn literal(begin: usize, object: &Object<'_>, name: &str) -> Option<Span> {
    let Value::StringLit(string) = property(object, name)? else { return None };
    Some(Span::new(begin + string.range.start + 1, begin + string.range.end - 1))
}
