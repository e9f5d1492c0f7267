//! Parsing never panics, and every evaluation ends.

use linkwright_syntax::BlockKind;
use linkwright_text::Span;
use proptest::prelude::*;

use super::vaulted::Vaulted;
use crate::check::check;
use crate::expr::parse;
use crate::problem::KnownNames;
use crate::{Base, Problem, Search, evaluate};

/// Pieces of expressions, so that many of the random ones are valid.
const PIECES: &[&str] = &[
    "a",
    "file",
    "note",
    "this",
    "formula",
    "value",
    "acc",
    "index",
    ".",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"x\"",
    "'",
    "\"",
    "1",
    "0.5",
    "1e300",
    "-",
    "+",
    "*",
    "/",
    "%",
    "!",
    "&&",
    "||",
    "==",
    "!=",
    "<",
    ">=",
    "/a+/g",
    "\\",
    " ",
    "name",
    "tags",
    "if(",
    ".map(",
    ".filter(",
    ".reduce(",
    ".repeat(",
    ".replace(",
    ".split(",
    ".slice(",
    ".join(",
    "duration(\"1d\")",
    "now()",
    "list(",
    "date(\"2026-11-29\")",
    "null",
    "true",
    "[1,2,3]",
    "\"abc\"",
    ".format(\"LLLL\")",
    "é",
    "😀",
    "\u{301}",
    ".toFixed(",
    ".round(",
    "number(",
];

const SEARCH_PIECES: &[&str] = &[
    "a",
    "tide",
    "-",
    "(",
    ")",
    "\"",
    "/",
    "[",
    "]",
    ":",
    "OR",
    " ",
    "tag:",
    "#x",
    "file:",
    "path:",
    "line:",
    "block:",
    "section:",
    "task:",
    "match-case:",
    "ignore-case:",
    "content:",
    "null",
    "<",
    ">=",
    "5",
    "\\",
    "[status:done]",
    "/a.*b/",
    "é",
    "😀",
    "task-done:",
];

// Only what the grammar of the block tree divides as CommonMark does: no tables, HTML and lines of `---`.
const MARKDOWN_PIECES: &[&str] =
    &["ebb", "flow", " ", "\n", "\n", "\n\n", "- ", "> ", "# ", "```\n", "  ", "1. ", "\n\n"];

fn joined(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

/// Panics unless the place of the problem is in the text, on character boundaries.
fn is_sliced(text: &str, problem: &Problem) {
    assert!(text.get(problem.span.range()).is_some(), "{problem:?} in {text:?}");
}

fn vaulted() -> Vaulted {
    Vaulted::parse("//- /a.md\n---\nstatus: done\na: [1, b]\n---\n# Tide #x\n\n- [ ] a\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_expression_is_parsed_checked_and_evaluated(text in joined(PIECES)) {
        let vaulted = vaulted();
        match parse(&text) {
            Ok(expr) => {
                let cx = vaulted.context(None);
                for problem in check(&expr, &KnownNames::new([])) {
                    is_sliced(&text, &problem);
                }
                match evaluate(&expr, &cx, vaulted.file("a.md")) {
                    Ok(value) => drop(cx.text(&value)),
                    Err(problem) => is_sliced(&text, &problem),
                }
            }
            Err(problem) => is_sliced(&text, &problem),
        }
    }

    #[test]
    fn block_finds_what_is_in_one_block(text in joined(MARKDOWN_PIECES)) {
        let vaulted = Vaulted::parse(&format!("//- /n.md\n{text}\n"));
        let text = vaulted.fixture.text("n.md");
        let found = Search::parse("block:(ebb flow)", false).map(|search| vaulted.found(&search).len());
        let blocks = linkwright_syntax::blocks(text);
        let is_container = |kind| matches!(
            kind,
            BlockKind::Section | BlockKind::List | BlockKind::Item | BlockKind::Quote
        );
        let blocks = blocks.iter().filter(|block| !is_container(block.kind));
        let mut texts = blocks.map(|block| &text[block.span]);
        let has_both = |part: &str| part.contains("ebb") && part.contains("flow");
        // The tree leaves out some lines that its grammar does not know. Each of them is in one block too.
        let expected = texts.any(has_both) || text.lines().any(has_both);
        prop_assert_eq!(found, Ok(usize::from(expected)), "{:?}", text);
    }

    #[test]
    fn line_finds_what_is_in_one_line(text in joined(MARKDOWN_PIECES), has_cr in any::<bool>()) {
        let text = if has_cr { text.replace('\n', "\r\n") } else { text };
        let vaulted = Vaulted::parse(&format!("//- /n.md\n{text}\n"));
        let text = vaulted.fixture.text("n.md");
        let is_in_line = |test: fn(&str) -> bool| usize::from(text.lines().any(test));
        for (query, expected) in [
            ("line:(ebb flow)", is_in_line(|line| line.contains("ebb") && line.contains("flow"))),
            ("line:/w[^x]*eb/", is_in_line(|line| line.rfind("eb") > line.find('w') && line.contains('w'))),
            ("line:(ebb -flow)", is_in_line(|line| line.contains("ebb") && !line.contains("flow"))),
            ("line:(/^ebb/ flow)", is_in_line(|line| line.starts_with("ebb") && line.contains("flow"))),
        ] {
            let found = Search::parse(query, false).map(|search| vaulted.found(&search).len());
            prop_assert_eq!(found, Ok(expected), "{} in {:?}", query, text);
        }
    }

    #[test]
    fn any_search_is_parsed_and_run(text in joined(SEARCH_PIECES)) {
        match Search::parse(&text, false) {
            Ok(search) => drop(vaulted().found(&search)),
            Err(problem) => is_sliced(&text, &problem),
        }
    }

    #[test]
    fn any_base_is_parsed(expression in joined(PIECES), quote in prop::sample::select(&["", "'", "\""][..])) {
        let text = format!("filters:\n  and:\n    - {quote}{expression}{quote}\nformulas:\n  x: {expression}\n");
        let base = Base::parse(&text, Span::new(0, text.len()));
        for problem in &base.problems {
            is_sliced(&text, problem);
        }
        let vaulted = vaulted();
        match base.run(&base.views[0], &vaulted.context(None)) {
            Ok(table) => table.problems.iter().for_each(|problem| is_sliced(&text, problem)),
            Err(problem) => is_sliced(&text, &problem),
        }
    }

    #[test]
    fn any_text_is_parsed(text in "\\PC*") {
        let _ = parse(&text);
        let _ = Search::parse(&text, true);
        let _ = Base::parse(&text, Span::new(0, text.len()));
    }
}

#[test]
fn regular_expressions_are_bounded() {
    let many = vec!["/a{1000}/.matches(x)"; 21].join(" || ");
    let problem = parse(&many).expect_err("too many");
    assert!(problem.message.contains("too many"), "{problem}");
    let problem = parse("/((a{100}){100}){100}/").expect_err("too large");
    assert!(problem.message.contains("too large"), "{problem}");
    let formula =
        |at: usize| format!("  f{at}: \"{}\"\n", vec!["/a{500}/.matches(x)"; 20].join(" || "));
    let text = format!("formulas:\n{}", (0..9).map(formula).collect::<String>());
    let base = Base::parse(&text, Span::new(0, text.len()));
    assert_eq!((base.formulas.len(), base.problems.len()), (5, 4), "{:?}", base.problems);
}

#[test]
fn expressions_that_would_take_for_ever_are_stopped() {
    let vaulted = vaulted();
    let over_and_over = |visit: &str| {
        let numbers = (0..90).map(|it| it.to_string()).collect::<Vec<_>>().join(",");
        format!(
            "[{numbers}].reduce(if([{numbers}].map([{numbers}].map({visit})), acc), \"x\".repeat(1e6))"
        )
    };
    let numbers = format!("[{}]", (0..90).map(|it| it.to_string()).collect::<Vec<_>>().join(","));
    for text in [
        "\"x\".repeat(1e18)".to_owned(),
        "\"x\".repeat(1e6).repeat(1e6)".to_owned(),
        format!("{numbers}.reduce(acc + acc, \"xxxxxxxx\")"),
        format!("{numbers}.reduce([acc, acc], 1)"),
        format!("{numbers}.reduce([acc], 1)"),
        format!("{numbers}.reduce(acc.map([value, value]), {numbers})"),
        format!("{numbers}.reduce({{a: acc, b: acc}}, 1).toString()"),
        format!("{numbers}.map({numbers}.map({numbers}.map({numbers})))"),
        "\"x\".repeat(1e6).replace(/x/g, \"x\".repeat(1e6))".to_owned(),
        "\"x\".repeat(1e6).replace(\"x\", \"x\".repeat(1e6))".to_owned(),
        format!("{numbers}.map(\"x\".repeat(1e6)).join(\"x\".repeat(1e6))"),
        // What only visits a large value counts too.
        over_and_over("acc == acc"),
        over_and_over("acc < acc"),
        over_and_over("acc.length > 1"),
        over_and_over("acc[999999]"),
        over_and_over("acc.contains(\"y\")"),
        over_and_over("acc.startsWith(acc)"),
        over_and_over("/y/.matches(acc)"),
        over_and_over("link(acc) == acc"),
        over_and_over("[acc].contains(acc)"),
        over_and_over("acc.isType(\"list\")"),
        format!("{numbers}.reduce({numbers}.map(acc.sort()), {numbers}.map({numbers}).flat())"),
        // Each search goes to the end of the text.
        "\"b\".repeat(1e5).replace(/[^a]*a|b/g, \"\")".to_owned(),
        "\"b\".repeat(1e5).split(/[^a]*a|b/)".to_owned(),
        // In the worst case, the engine visits all of a large pattern for each byte.
        "/[01]*1[01]{9000}$/.matches(\"01\".repeat(1e6))".to_owned(),
    ] {
        let expr = parse(&text).expect("a valid expression");
        let problem =
            evaluate(&expr, &vaulted.context(None), vaulted.file("a.md")).expect_err(&text);
        assert!(problem.message.contains("too"), "{text}: {problem}");
    }
}
