//! The rows of a base do not depend on the number of threads, and all of them together are bounded.

use linkwright_text::Span;

use super::vaulted::Vaulted;
use crate::{Base, Problem, QueryNeeds, ResultTable};

/// A vault of `count` notes, each with a link to the one before and properties of its own.
fn many_notes(count: usize) -> Vaulted {
    let note = |at: usize| {
        format!(
            "//- /{at}.md\n---\nrank: {}\nname: n{at}\n---\n[[{}]]\n",
            at % 7,
            at.saturating_sub(1)
        )
    };
    Vaulted::parse(&(0..count).map(note).collect::<String>())
}

fn rows(vaulted: &Vaulted, text: &str, threads: usize) -> Result<ResultTable, Problem> {
    let base = Base::parse(text, Span::new(0, text.len()));
    assert_eq!(base.problems, []);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| base.run(&base.views[0], &vaulted.context(None)))
}

#[test]
fn any_number_of_threads_makes_the_same_rows() {
    let vaulted = many_notes(300);
    let text = "
formulas:
  links: file.backlinks.length
  lucky: random()
  wrong: number(name)
views:
  - order: [file.name, formula.lucky, formula.wrong, file.backlinks]
    groupBy: rank
    sort: [formula.lucky, formula.links]
    summaries: {formula.lucky: Sum}
    filters: 'file.hasLink(\"0\") || random() < 0.7'
";
    let one = rows(&vaulted, text, 1).expect("few rows");
    assert!(one.rows.len() > 100 && one.rows.len() < 300, "{} rows", one.rows.len());
    assert_eq!(one.problems.len(), 100, "only the first problems are kept");
    for threads in [2, 5] {
        assert_eq!(rows(&vaulted, text, threads), Ok(one.clone()));
    }
}

#[test]
fn all_rows_together_are_bounded() {
    let vaulted = many_notes(100);
    let numbers = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]";
    let steps = format!("{numbers}.map({numbers}.map({numbers}.map({numbers}.length))).length > 0");
    let steps = format!("filters: '{}'", vec![steps; 40].join(" && "));
    let memory = "formulas:\n  long: '\"x\".repeat(1e6) + name'\nviews:\n  - order: [formula.long]";
    let columns = format!(
        "views:\n  - order: [{}]",
        (0..50_000).map(|at| format!("p{at}")).collect::<Vec<_>>().join(", ")
    );
    for text in [steps.as_str(), memory, &columns] {
        let problem = rows(&vaulted, text, 1).expect_err("too much");
        assert!(problem.message.contains("too many steps, or its rows are larger"), "{problem}");
        assert_eq!(rows(&vaulted, text, 3), Err(problem));
    }
    let few = "formulas:\n  long: '\"x\".repeat(5e5) + name'\nviews:\n  - order: [formula.long]";
    assert_eq!(rows(&vaulted, few, 2).map(|table| table.rows.len()), Ok(100));
}

#[test]
fn the_backlinks_of_all_files_are_those_of_each() {
    let vaulted = Vaulted::parse(
        r#"
//- /Ada.md
---
aliases: [Countess]
---
[[#Life]] [[Ada]] ![[x.png]]
//- /a/Note.md
[[Countess]] [[Note]] [up](../Ada.md) [[Note]]
//- /b/Note.md
[[Note]] [[/a/Note]] [](Note.md)
//- /b/other.md
[[Note]] [[x.png]] [[ada|A]] [[nobody]]
//- /x.png
//- /c/plan.canvas
{"nodes":[{"id":"1","type":"file","file":"Ada.md","x":0,"y":0,"width":1,"height":1}],"edges":[]}
"#,
    );
    let cx = vaulted.context(None);
    let all = cx.for_all_files(QueryNeeds { backlinks: true, ..QueryNeeds::default() });
    let mut count = 0;
    for (file, entry) in vaulted.vault.files() {
        let own = cx.backlinks(file);
        assert_eq!(all.backlinks(file), own, "{}", entry.path);
        count += usize::from(!own.is_empty());
    }
    assert_eq!(count, 4, "files with backlinks");
}
