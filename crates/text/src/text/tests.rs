use super::*;
use proptest::prelude::*;

pub(crate) const ENCODINGS: [PositionEncoding; 3] =
    [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];

pub(crate) const COUNTINGS: [ColumnCounting; 6] = [
    ColumnCounting::of_buffer(PositionEncoding::Utf8),
    ColumnCounting::of_buffer(PositionEncoding::Utf16),
    ColumnCounting::of_buffer(PositionEncoding::Utf32),
    ColumnCounting::of_file(PositionEncoding::Utf8),
    ColumnCounting::of_file(PositionEncoding::Utf16),
    ColumnCounting::of_file(PositionEncoding::Utf32),
];

const UTF16: ColumnCounting = ColumnCounting::of_buffer(PositionEncoding::Utf16);

#[test]
fn only_the_line_endings_of_lsp_end_a_line() {
    let text = Text::new("a\nb\r\nc\rd\u{2028}e\u{85}f\u{b}g\u{c}h");
    let lines: Vec<_> =
        (0..text.line_count()).map(|line| text.slice(text.line_span(line)).into_owned()).collect();
    assert_eq!(lines, ["a", "b", "c", "d\u{2028}e\u{85}f\u{b}g\u{c}h"]);
}

#[test]
fn the_width_of_a_character_depends_on_the_encoding() {
    let text = Text::new("x𝒳é\ny");
    let columns = ENCODINGS.map(|it| text.position(7, ColumnCounting::of_buffer(it)).column);
    assert_eq!(columns, [7, 4, 3]);
    // A column between the halves of a surrogate pair counts as the start of the character.
    assert_eq!(text.offset(Position::new(0, 2), UTF16), 1);
    assert_eq!(text.offset(Position::new(0, 3), UTF16), 5);
}

#[test]
fn a_byte_order_mark_takes_columns_only_in_a_buffer() {
    let text = Text::new("\u{feff}ab\ncd");
    for (encoding, width) in ENCODINGS.into_iter().zip([3, 1, 1]) {
        let (file, buffer) =
            (ColumnCounting::of_file(encoding), ColumnCounting::of_buffer(encoding));
        let columns = |counting| [0, 3, 4].map(|at| text.position(at, counting).column);
        assert_eq!(columns(file), [0, 0, 1]);
        assert_eq!(columns(buffer), [0, width, width + 1]);
        assert_eq!(text.offset(Position::new(0, 0), file), 3);
        assert_eq!(text.offset(Position::new(0, 0), buffer), 0);
        assert_eq!(text.offset(Position::new(0, width), buffer), 3);
        assert_eq!(text.position(6, file), Position::new(1, 0));
        assert_eq!(text.offset(Position::new(1, 1), file), 7);
    }
    // Only the first byte order mark is hidden; a second one is part of the text.
    let twice = Text::new("\u{feff}\u{feff}a");
    let file = ColumnCounting::of_file(PositionEncoding::Utf16);
    assert_eq!(twice.position(6, file), Position::new(0, 1));
}

#[test]
fn positions_past_the_end_are_clamped() {
    let text = Text::new("ab\r\ncd");
    assert_eq!(text.offset(Position::new(0, 99), UTF16), 2);
    assert_eq!(text.offset(Position::new(99, 0), UTF16), 6);
    assert_eq!(text.position(3, UTF16), Position::new(0, 2));
    assert_eq!(text.position(99, UTF16), Position::new(1, 2));
}

#[test]
fn a_chunk_starts_at_the_given_offset() {
    let long = "0123456789é".repeat(1000);
    let text = Text::new(&long);
    let mut read: Vec<u8> = Vec::new();
    while read.len() < long.len() {
        read.extend(text.chunk_from(to_offset(read.len())));
    }
    assert_eq!(read, long.as_bytes());
    assert_eq!(text.chunk_from(11)[..2], long.as_bytes()[11..13]);
    assert_eq!(text.chunk_from(text.len()), b"");
}

pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let bom = proptest::sample::select(vec!["", "\u{feff}"]);
    let body = proptest::collection::vec(
        prop_oneof![
            "[a-z ]",
            Just("\n".into()),
            Just("\r\n".into()),
            Just("\r".into()),
            Just("é".into()),
            Just("日本".into()),
            Just("𝒳".into()),
            Just("👩‍🚀".into()),
            Just("\u{feff}".into()),
            "[a-z]{600,900}"
        ],
        0..12,
    );
    (bom, body).prop_map(|(bom, pieces)| bom.to_owned() + &pieces.concat())
}

proptest! {
    #[test]
    fn positions_round_trip(string in any_text()) {
        let text = Text::new(&string);
        for counting in COUNTINGS {
            let ends = [(string.len(), ' ')];
            for (offset, _) in string.char_indices().chain(ends).step_by(7) {
                if string[..offset].ends_with('\r') && string[offset..].starts_with('\n') {
                    continue;
                }
                let hidden = counting.hidden_len(string.starts_with(BOM));
                let offset = to_offset(offset.max(hidden));
                let position = text.position(offset, counting);
                prop_assert_eq!(text.offset(position, counting), offset);
            }
        }
    }

    #[test]
    fn edits_change_a_rope_as_they_change_a_string(
        string in any_text(),
        edits in proptest::collection::vec((0.0..1.0, 0.0..1.0, any_text()), 1..6),
    ) {
        let mut string = string;
        let mut text = Text::new(&string);
        for (from, to, insert) in edits {
            let boundary_at = |share: f64| {
                let mut at = (share * string.len() as f64) as usize;
                while !string.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (from, to) = (boundary_at(from), boundary_at(to));
            let edit = Edit::new(Span::new(from.min(to), from.max(to)), insert);
            string.replace_range(edit.span.range(), &edit.insert);
            text.apply(&edit);
            prop_assert_eq!(text.to_string(), string.as_str());
        }
    }
}
