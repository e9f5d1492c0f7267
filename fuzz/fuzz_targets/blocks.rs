//! The block grammar, which is C code, parses any text. Every block is on character boundaries, and inner
//! blocks are inside outer ones.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkwright_syntax::blocks;
use linkwright_text::Span;

fuzz_target!(|text: &str| {
    let mut open: Vec<Span> = Vec::new();
    for block in blocks(text) {
        let _ = &text[block.span];
        open.truncate(block.depth as usize);
        assert_eq!(open.len(), block.depth as usize);
        assert!(open.last().is_none_or(|outer| outer.covers(block.span)), "{block:?}");
        open.push(block.span);
    }
});
