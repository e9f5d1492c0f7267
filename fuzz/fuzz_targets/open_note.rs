//! After any edits, an open note equals a new one: its rope equals the client's text, its blocks those of a
//! new tree, and its facts those of the same bytes on disk.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use linkwright_syntax::{OpenText, blocks, scan};
use linkwright_text::{ColumnCounting, Edit, PositionEncoding, Span};

#[derive(Arbitrary, Debug)]
struct Session {
    text: String,
    edits: Vec<(u16, u8, bool, String)>,
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fuzz_target!(|session: Session| {
    let mut shown = session.text;
    let mut open = OpenText::new(&shown);
    open.parse();
    for (from, length, rest, insert) in session.edits {
        let start = boundary(&shown, usize::from(from) % (shown.len() + 1));
        let end = boundary(&shown, start + usize::from(length)).max(start);
        let edit = Edit::new(Span::new(start, end), insert);
        shown.replace_range(edit.span.range(), &edit.insert);
        open.edit(&edit);
        assert_eq!(open.to_string(), shown);
        if rest {
            assert_eq!(open.blocks(&shown), blocks(&shown), "in {shown:?}");
        }
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
            let counting = ColumnCounting::of_buffer(encoding);
            let position = open.position(edit.span.start, counting);
            let offset = open.offset(position, counting);
            // A position between `\r` and `\n` counts as the one before both.
            assert!(offset == edit.span.start || shown[offset as usize..].starts_with("\r\n"));
        }
    }
    let text = open.to_string();
    assert_eq!(open.blocks(&text), blocks(&shown), "in {shown:?}");
    assert_eq!(scan(&text), scan(&shown));
});
