//! LSP positions, computed independently of the product, and strictly: a position that is not exactly
//! at a character is an error.

use serde_json::{Value, json};

/// The unit in which columns are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit units.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The encoding with this LSP name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn named(name: &str) -> Encoding {
        match name {
            "utf-8" => Encoding::Utf8,
            "utf-16" => Encoding::Utf16,
            "utf-32" => Encoding::Utf32,
            _ => panic!("unknown encoding: {name}"),
        }
    }

    fn width(self, c: char) -> u64 {
        match self {
            Encoding::Utf8 => c.len_utf8() as u64,
            Encoding::Utf16 => c.len_utf16() as u64,
            Encoding::Utf32 => 1,
        }
    }
}

/// The position of the byte offset `offset`.
#[must_use]
pub fn position(text: &str, offset: usize, encoding: Encoding) -> Value {
    let (mut line, mut character) = (0, 0);
    let mut chars = text[..offset].chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => (line, character) = (line + 1, 0),
            _ => character += encoding.width(c),
        }
    }
    json!({"line": line, "character": character})
}

/// The byte offset of `position`.
///
/// # Panics
/// If `position` is not exactly at a character.
#[must_use]
pub fn offset(text: &str, position: &Value, encoding: Encoding) -> usize {
    let found = text.char_indices().map(|(at, _)| at).chain([text.len()]).find(|&at| {
        let inside_line_end = text[..at].ends_with('\r') && text[at..].starts_with('\n');
        !inside_line_end && self::position(text, at, encoding) == *position
    });
    found.unwrap_or_else(|| panic!("{position} is not a position in {text:?}"))
}

/// The text in `range`.
#[must_use]
pub fn slice<'t>(text: &'t str, range: &Value, encoding: Encoding) -> &'t str {
    &text[offset(text, &range["start"], encoding)..offset(text, &range["end"], encoding)]
}

/// `text` with `edits` applied; each edit is an object with a `range` and a `newText`.
///
/// # Panics
/// If two edits overlap.
#[must_use]
pub fn edited(text: &str, edits: &[Value], encoding: Encoding) -> String {
    let byte_range = |edit: &Value| {
        let range = &edit["range"];
        offset(text, &range["start"], encoding)..offset(text, &range["end"], encoding)
    };
    let mut edits: Vec<_> = edits.iter().map(|edit| (byte_range(edit), &edit["newText"])).collect();
    edits.sort_by_key(|(range, _)| range.start);
    let (mut result, mut done) = (String::new(), 0);
    for (range, new) in edits {
        assert!(done <= range.start && range.start <= range.end, "edits overlap in {text:?}");
        result.push_str(&text[done..range.start]);
        result.push_str(new.as_str().expect("an edit has a text"));
        done = range.end;
    }
    result.push_str(&text[done..]);
    result
}
