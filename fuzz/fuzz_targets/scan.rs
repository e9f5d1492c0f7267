//! Scanning never panics, and every span that it returns is on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use linkwright_syntax::scan;

fuzz_target!(|text: &str| {
    let facts = scan(text);
    for link in &facts.links {
        let _ = (&text[link.span], &text[link.path]);
        assert!(link.span.covers(link.path));
        for part in [link.subpath, link.display].into_iter().flatten() {
            let _ = &text[part];
            assert!(link.span.covers(part));
        }
        let _ = (link.path_text(text), link.subpath_text(text), link.display_text(text));
    }
    for heading in &facts.headings {
        let _ = &text[heading.text];
        assert!(heading.span.covers(heading.text));
    }
    for id in &facts.block_ids {
        assert!(!text[id.span].is_empty());
    }
    for tag in &facts.tags {
        assert!(!text[tag.span].is_empty());
    }
    for label in &facts.labels {
        assert!(label.span.covers(label.label));
        let _ = &text[label.label];
    }
    for footnote in &facts.footnotes {
        let _ = &text[footnote.label];
    }
    for pair in facts.verbatim.windows(2) {
        assert!(pair[0].end <= pair[1].start);
    }
});
