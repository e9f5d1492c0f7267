//! Reading a canvas never panics, whether it is JSON or not. Every span is on character boundaries, and a
//! link to a file is inside its JSON string.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkwright_syntax::{LinkForm, scan_canvas};

fuzz_target!(|text: &str| {
    // Also as the text of a card, so that the fuzzer does not spend all its time on finding valid JSON.
    let card = format!(r#"{{"nodes":[{{"type":"text","text":"{text}"}}]}}"#);
    for text in [text, &card] {
        for link in &scan_canvas(text).links {
            let _ = (&text[link.span], &text[link.path]);
            assert!(link.span.covers(link.path) || link.path.is_empty());
            for part in [link.subpath, link.display].into_iter().flatten() {
                let _ = &text[part];
                assert!(link.span.covers(part));
            }
            if link.form == LinkForm::Canvas {
                assert!(text[..link.path.start as usize].ends_with('"'));
                assert!(text[link.path.end as usize..].starts_with('"'));
            }
            let _ = (link.path_text(text), link.subpath_text(text), link.display_text(text));
        }
    }
});
