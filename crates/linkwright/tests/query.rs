//! `linkwright query`: formats, exit statuses, and mistakes shown at their place.

#![allow(clippy::unwrap_used, reason = "this is for tests")]

mod support;

use std::fmt::Write as _;

use expect_test::expect;
use support::Vault;

const NOTES: &str = "\
//- /Tides.md
---
tags: [sea]
price: 3.5
topics: [moon, \"a|b\"]
due: 2026-12-01
---
The moon pulls.
//- /deep/Storm.md
---
tags: [sea/deep]
up: \"[[Tides]]\"
---
A storm, see [[Tides]].
//- /wave.png
//- /sea.base
filters: file.hasTag(\"sea\")
formulas:
  double: price * 2
views:
  - order: [file.name, topics, due, up, formula.double, file.backlinks]
  - name: Small
    filters: file.size < 0
  - name: Grouped
    order: [price]
    groupBy: file.folder
//- /wrong.base
filters:
  and:
    - 'file.hasTgs(\"sea\")'
    - price ! 2
//- /types.base
filters: file.ext == \"md\"
formulas:
  wrong: price.contains(\"1\")
views:
  - order: [file.name, formula.wrong]
";

/// The output of the queries, each with its arguments.
fn shown(queries: &[&[&str]]) -> String {
    let vault = Vault::new(NOTES);
    queries.iter().fold(String::new(), |mut shown, query| {
        let run = vault.run(&[&["query"], *query].concat());
        writeln!(shown, "$ {}\n{}", query.join(" "), run.show()).unwrap();
        shown
    })
}

#[test]
fn a_search_prints_paths_and_its_exit_status_says_whether_there_are_any() {
    expect![[r#"
        $ tag:sea -path:deep
        Tides.md
        [exit 0]

        $ moon OR storm --format md
        | path |
        |---|
        | Tides.md |
        | deep/Storm.md |
        [exit 0]

        $ moon --total
        1
        [exit 0]

        $ MOON --match-case
        [exit 1]

        $ MOON --match-case --total
        0
        [exit 1]

        $ file:.png --format csv
        path
        wave.png
        [exit 0]

        $ -tag:sea
        [exit 1]

        $ nothing --format json
        []
        [exit 1]

    "#]]
    .assert_eq(&shown(&[
        &["tag:sea -path:deep"],
        &["moon OR storm", "--format", "md"],
        &["moon", "--total"],
        &["MOON", "--match-case"],
        &["MOON", "--match-case", "--total"],
        &["file:.png", "--format", "csv"],
        &["-tag:sea"],
        &["nothing", "--format", "json"],
    ]));
}

#[test]
fn a_base_is_printed_in_every_format() {
    expect![[r#"
        $ sea.base
        file.name  topics     due         up         double  file.backlinks
        Tides.md   moon, a|b  2026-12-01             7       deep/Storm.md
        Storm.md                          [[Tides]]
        [exit 0]

        $ sea.base --format json
        [
        {"path":"Tides.md","values":{"file.name":"Tides.md","topics":["moon","a|b"],"due":"2026-12-01","up":null,"formula.double":7,"file.backlinks":["deep/Storm.md"]}},
        {"path":"deep/Storm.md","values":{"file.name":"Storm.md","topics":null,"due":null,"up":"[[Tides]]","formula.double":null,"file.backlinks":[]}}
        ]
        [exit 0]

        $ sea.base --format jsonl --view grouped
        {"path":"deep/Storm.md","group":"deep","values":{"price":null}}
        {"path":"Tides.md","group":"","values":{"price":3.5}}
        [exit 0]

        $ sea.base --format csv
        file.name,topics,due,up,double,file.backlinks
        Tides.md,"moon, a|b",2026-12-01,,7,deep/Storm.md
        Storm.md,,,[[Tides]],,
        [exit 0]

        $ sea.base --format tsv --view Grouped
        group	price
        deep	
        	3.5
        [exit 0]

        $ sea.base --format md
        | file.name | topics | due | up | double | file.backlinks |
        |---|---|---|---|---|---|
        | Tides.md | moon, a\|b | 2026-12-01 |  | 7 | deep/Storm.md |
        | Storm.md |  |  | [[Tides]] |  |  |
        [exit 0]

        $ sea.base --format paths
        Tides.md
        deep/Storm.md
        [exit 0]

        $ sea.base --view Small
        [exit 1]

        $ sea.base --view Small --format json
        []
        [exit 1]

    "#]].assert_eq(&shown(&[
        &["sea.base"],
        &["sea.base", "--format", "json"],
        &["sea.base", "--format", "jsonl", "--view", "grouped"],
        &["sea.base", "--format", "csv"],
        &["sea.base", "--format", "tsv", "--view", "Grouped"],
        &["sea.base", "--format", "md"],
        &["sea.base", "--format", "paths"],
        &["sea.base", "--view", "Small"],
        &["sea.base", "--view", "Small", "--format", "json"],
    ]));
}

#[test]
fn a_mistake_is_shown_at_its_place() {
    expect![[r#"
        $ tga:sea
        [exit 2]
        [stderr]
        error: unknown operator `tga:`. Did you mean `tag`?
          tga:sea
          ^^^^

        $ moon /a(?=b)/
        [exit 2]
        [stderr]
        error: `(?=` (look-around) is not supported, because it could take too long
          moon /a(?=b)/
                 ^^^

        $ moon --view x
        [exit 2]
        [stderr]
        error: `--view` is for a base: name a file that ends in `.base`

        $ sea.base --view x
        [exit 2]
        [stderr]
        error: sea.base: no view is named `x`: it has `Small`, `Grouped`

        $ wrong.base
        [exit 2]
        [stderr]
        error: wrong.base:3:13: unknown function `hasTgs`. Did you mean `hasTag`?
              - 'file.hasTgs("sea")'
                      ^^^^^^
        error: wrong.base:4:13: expected an operator or the end of the expression, found `!`
              - price ! 2
                      ^

        $ types.base
        file.name  wrong
        Tides.md
        Storm.md
        [exit 0]
        [stderr]
        warning: types.base:3:16: a number has no function `contains`
            wrong: price.contains("1")
                         ^^^^^^^^

        $ none.base
        [exit 2]
        [stderr]
        error: none.base: no such base in the vault VAULT

    "#]]
    .assert_eq(&shown(&[
        &["tga:sea"],
        &["moon /a(?=b)/"],
        &["moon", "--view", "x"],
        &["sea.base", "--view", "x"],
        &["wrong.base"],
        &["types.base"],
        &["none.base"],
    ]));
}
