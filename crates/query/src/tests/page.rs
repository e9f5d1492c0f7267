//! Runs the examples of `docs/queries.md`, and checks that the page names everything that there is.
//!
//! A block `vault queries` is the vault of the blocks after it. In a block `search` or `expressions`, a line
//! is a query, an arrow, and the result. A block `yaml base` is a base; the next block has its rows. A
//! mistake is shown as the text that is wrong, in backticks, and the message.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use linkwright_fixture::page::{Example, examples};
use linkwright_text::Span;

use super::vaulted::{Vaulted, shown};
use crate::check::check;
use crate::expr::{BinaryOperator, parse};
use crate::problem::KnownNames;
use crate::{Base, FIELDS, OPERATORS, Problem, SUMMARIES, Search, Type, evaluate, functions};

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/queries.md");
    std::fs::read_to_string(page).expect("the page can be read")
}

fn mistake(text: &str, problem: &Problem) -> String {
    format!("`{}` {}", &text[problem.span], problem.message)
}

fn search(vaulted: &Vaulted, query: &str) -> String {
    match Search::parse(query, false) {
        Ok(search) => vaulted.found(&search).join(", "),
        Err(problem) => mistake(query, &problem),
    }
}

fn expression(vaulted: &Vaulted, text: &str) -> String {
    let cx = vaulted.context(Some(vaulted.file("Ada.md")));
    let expr = match parse(text) {
        Ok(expr) => expr,
        Err(problem) => return mistake(text, &problem),
    };
    let value = evaluate(&expr, &cx, vaulted.file("Notes/Tides.md"));
    let found = check(&expr, &KnownNames::new(["total"]));
    match (value, found.first()) {
        (Ok(value), None) => shown(&cx, &value),
        (Err(problem), _) => mistake(text, &problem),
        (Ok(value), Some(problem)) => {
            format!("{} but {}", shown(&cx, &value), mistake(text, problem))
        }
    }
}

/// The rows of all views of a base: its columns, rows and summaries, and its problems.
fn base(vaulted: &Vaulted, text: &str) -> String {
    let cx = vaulted.context(Some(vaulted.file("Ada.md")));
    let base = Base::parse(text, Span::new(0, text.len()));
    let mut result = String::new();
    let mut line = |line: String| writeln!(result, "{}", line.trim_end()).expect("a string grows");
    for problem in &base.problems {
        line(mistake(text, problem));
    }
    if !base.problems.is_empty() {
        return result;
    }
    for view in &base.views {
        let table = base.run(view, &cx).expect("the rows are few");
        if base.views.len() > 1 {
            line(format!("# {}", view.name));
        }
        line(table.columns.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" | "));
        let mut group = None;
        for row in &table.rows {
            if table.is_grouped && group.as_ref() != Some(&row.group) {
                line(format!("## {}", cx.text(&row.group)));
                group = Some(row.group.clone());
            }
            let cells: Vec<_> = row.cells.iter().map(|cell| cx.text(cell).to_string()).collect();
            line(cells.join(" | "));
        }
        for summary in &table.summaries {
            let value = cx.text(&summary.value);
            line(format!("{} of {}: {value}", summary.summary, summary.property));
        }
        for problem in &table.problems {
            line(mistake(text, problem));
        }
    }
    result
}

#[test]
fn examples_give_their_results() {
    let page = page();
    let mut vaulted = None;
    let mut wrong = String::new();
    let mut count = 0;
    let mut examples = examples(&page).into_iter();
    while let Some(Example { info, text, line, .. }) = examples.next() {
        if info == "vault queries" {
            vaulted = Some(Vaulted::parse(&text));
            continue;
        }
        let Some(vaulted) = &vaulted else { continue };
        let run = match &*info {
            "search" => search,
            "expressions" => expression,
            "yaml base" => {
                count += 1;
                let result = examples.next().expect("a base has a result");
                let found = base(vaulted, &text);
                if found != result.text {
                    let _ = writeln!(wrong, "{}: found:\n{found}", result.line);
                }
                continue;
            }
            _ => continue,
        };
        for (number, query) in (line + 1..).zip(text.lines()) {
            let (query, expected) = query.split_once('→').expect("an arrow");
            count += 1;
            let found = run(vaulted, query.trim());
            if found != expected.trim() {
                let _ = writeln!(wrong, "{number}: {} → {found}", query.trim());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 250, "{count}");
}

/// The row of a table of the page.
fn row(cells: &[&str]) -> String {
    format!("| {} |", cells.join(" | ").replace("string | ", "string \\| "))
}

/// The part of the page below the last heading before `line`, up to the next one.
fn section<'p>(page: &'p str, line: &str) -> &'p str {
    let Some(at) = page.find(line) else { return "" };
    let start = page[..at].rfind("\n### ").map_or(0, |start| start + 1);
    let end = page[at..].find("\n##").map_or(page.len(), |end| at + end);
    &page[start..end]
}

#[test]
fn everything_that_there_is_has_a_row_and_an_example() {
    let page = page();
    let blocks: Vec<_> = examples(&page).into_iter().collect();
    let in_examples = |what: &str| blocks.iter().any(|block| block.text.contains(what));
    let mut missing = String::new();
    let mut rows = BTreeSet::new();
    let mut require = |is_there: bool, what: String| {
        if !is_there {
            let _ = writeln!(missing, "{what}");
        }
    };
    // Those of Obsidian's help, and `mean`.
    assert_eq!(functions().count(), 69);
    for function in functions() {
        let signature = function.signature().replace(" | ", " \\| ");
        let line = format!("| `{signature}` | {} |", function.summary);
        // An example of a function of the same name, but of other values, does not count.
        let call = match function.receiver {
            Some(_) => format!(".{}(", function.name),
            None => format!("{}(", function.name),
        };
        let examples = section(&page, &line).split_once("```expressions").unwrap_or_default().1;
        require(examples.contains(&call), format!("no example of {signature}"));
        require(page.contains(&line), line.clone());
        rows.insert(line);
    }
    for field in FIELDS {
        let (receiver, kind) = (field.receiver.name(), field.kind.name());
        let line = format!("| `{receiver}.{}` | {kind} | {} |", field.name, field.summary);
        require(page.contains(&line), line.clone());
        require(in_examples(&format!(".{}", field.name)), format!("no example of {}", field.name));
        rows.insert(line);
    }
    for operator in OPERATORS {
        let line = row(&[&format!("`{}:`", operator.name), operator.summary]);
        require(page.contains(&line), line.clone());
        require(in_examples(&format!("{}:", operator.name)), operator.name.to_owned());
        rows.insert(line);
    }
    for summary in SUMMARIES {
        let names: Vec<_> = summary.types.iter().map(|kind| kind.name()).collect();
        let types = if names.is_empty() { Type::Any.name().to_owned() } else { names.join(", ") };
        let line = row(&[&format!("`{}`", summary.name), &types, summary.summary]);
        require(page.contains(&line), line.clone());
        require(in_examples(&format!(": {}\n", summary.name)), summary.name.to_owned());
        rows.insert(line);
    }
    for (symbol, ..) in BinaryOperator::ALL {
        require(in_examples(&format!(" {symbol} ")), symbol.to_owned());
    }
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let is_unit = section(&page, line).starts_with("### Dates and durations");
        require(is_unit || rows.contains(line), format!("nothing is like the row {line}"));
    }
    assert!(missing.is_empty(), "{missing}");
}
