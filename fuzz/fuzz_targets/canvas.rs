//! A canvas is read without a panic, be it JSON or not; every span slices it, and a link to a file
//! stands within its string.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkwright_syntax::{LinkForm, scan_canvas};

fuzz_target!(|text: &str| {
    // As it comes, and as the text of a card, so that not all of the time goes into finding JSON.
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
