//! An open note stays what it would be if it were read anew: its rope equals the client's text,
//! its tree a fresh one, its facts those of the same bytes on disk.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use linkwright_syntax::scan;
use linkwright_syntax::tree::BlockTree;
use linkwright_text::{Edit, Encoding, Span, Text};

#[derive(Arbitrary, Debug)]
struct Session {
    text: String,
    edits: Vec<(u16, u8, String)>,
}

fn boundary(text: &str, share: usize) -> usize {
    let mut at = share.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fuzz_target!(|session: Session| {
    let mut string = session.text;
    let mut text = Text::new(&string);
    let mut tree = BlockTree::parse(&text);
    for (from, length, insert) in session.edits {
        let start = boundary(&string, usize::from(from));
        let end = boundary(&string, start + usize::from(length)).max(start);
        let edit = Edit::new(Span::new(start, end), insert);
        if let Some(tree) = &mut tree {
            tree.edit(&text, &edit);
        }
        string.replace_range(edit.span.range(), &edit.insert);
        text.apply(&edit);
        let fresh = BlockTree::parse(&text);
        tree = match tree {
            Some(tree) => tree.update(&text),
            None => fresh.clone(),
        };
        assert_eq!(text.to_string(), string);
        assert_eq!(tree.as_ref().map(BlockTree::blocks), fresh.as_ref().map(BlockTree::blocks));
        assert_eq!(scan(&text.to_string()), scan(&string));
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let position = text.position(edit.span.start, encoding);
            assert!(text.offset(position, encoding) <= text.len());
        }
    }
});
