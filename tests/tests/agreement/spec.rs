//! The examples of the CommonMark specification.

use pulldown_cmark::Options;

use super::oracle::{only, ours, theirs};

const SPEC: &str = include_str!("../../commonmark/spec.txt");

/// The examples that are parsed differently here, and why.
const DIFFERENT: &[(usize, &str)] = &[
    (548, "`[[foo]]` is a wikilink, also within a third pair of brackets"),
    (559, "`[[…]]` is a wikilink, not a reference in brackets"),
    (590, "`![[foo]]` is an embed"),
];

/// The Markdown of every example, in order from number 1.
fn examples() -> Vec<String> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut rest = SPEC;
    while let Some((_, behind)) = rest.split_once(&format!("{fence} example\n")) {
        let (example, behind) = behind.split_once(&fence).expect("examples are closed");
        let markdown = example.split_once("\n.\n").map_or("", |(markdown, _)| markdown);
        let markdown = if example.starts_with(".\n") { "" } else { markdown };
        examples.push(markdown.replace('→', "\t") + "\n");
        rest = behind;
    }
    examples
}

#[test]
fn examples_are_parsed_as_in_commonmark() {
    let examples = examples();
    assert!(examples.len() > 600, "{} examples", examples.len());
    let mut wrong = Vec::new();
    for (n, markdown) in (1..).zip(&examples) {
        // A `---` at the very start would be frontmatter.
        let text = format!("\n{markdown}");
        let (ours, theirs) = (ours(&text), theirs(&text, 0, Options::empty()));
        let listed = DIFFERENT.iter().any(|(listed, _)| *listed == n);
        if (ours != theirs) != listed {
            wrong.push(format!(
                "{n}: {markdown:?}\n  only here: {:?}\n  only there: {:?}",
                only(&text, &ours, &theirs),
                only(&text, &theirs, &ours)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
}
