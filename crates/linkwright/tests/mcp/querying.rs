//! `query`: searches with operators, and bases.

use serde_json::{Value, json};

use crate::client::{McpClient, distinct_notes};
use crate::session;
use crate::support::Vault;

const BOOKS: &str = "\
//- /Books/Storm.md
---
price: 9.5
status: open
author: \"[[Ada]]\"
due: 2026-12-01
tags: [book]
---
//- /Books/Tides.md
---
price: 4
status: done
tags: [book]
---
About `waves`.
//- /Ada.md
//- /shelf.base
filters: file.hasTag(\"book\")
views:
  - name: Cheap
    filters: price < 5
    order: [file.name, price]
  - name: All
    order: [file.name, price, author, due, missing]
    groupBy: {property: status, direction: DESC}
    summaries: {price: Sum}
";

#[test]
fn query_gives_what_a_search_finds_and_the_typed_rows_of_a_base() {
    let (vault, mut client) = session(BOOKS);
    let mut query = |arguments: Value| client.get("query", arguments);
    let found = query(json!({"search": "tag:#book -[status:done]"}));
    assert_eq!(found["rows"], json!([{"note": "Books/Storm.md"}]));
    assert_eq!(query(json!({"search": "line:(about waves)"}))["total"], 1);
    let cheap = query(json!({"base": "shelf.base"}));
    assert_eq!(cheap["columns"], json!(["file.name", "price"]));
    assert_eq!(cheap["rows"], json!([{"note": "Books/Tides.md", "values": ["Tides.md", 4]}]));
    let all = query(json!({"base": "shelf.base", "view": "all"}));
    let storm = json!(["Storm.md", 9.5, "[[Ada]]", "2026-12-01", null]);
    assert_eq!(all["rows"][0], json!({"note": "Books/Storm.md", "group": "open", "values": storm}));
    assert_eq!(all["summaries"], json!([{"of": "price", "summary": "Sum", "value": 13.5}]));
    let yaml = "filters: price > 5\nformulas: {a: price < \"x\"}\nviews: [{order: [formula.a]}]";
    let inline = query(json!({"yaml": yaml}));
    assert_eq!(inline["rows"], json!([{"note": "Books/Storm.md", "values": [null]}]));
    let problem = inline["problems"][0].as_str().expect("there is a problem");
    assert!(problem.starts_with("line 2: `<` cannot compare"), "{problem}");
    // A change by another program is seen.
    vault.write("Books/Storm.md", b"---\nprice: 1\n---\n");
    vault.write("shelf.base", b"filters: price < 5\n");
    let after = query(json!({"base": "shelf"}));
    assert_eq!(after["total"], 2, "{after}");
}

#[test]
fn query_says_what_is_wrong_and_where() {
    let (_vault, mut client) = session(BOOKS);
    let mut refused = |arguments: Value| {
        let refusal = client.refused("query", arguments);
        refusal.strip_suffix(" (version 1)").expect("the version is last").to_owned()
    };
    assert_eq!(
        refused(json!({"search": "waves tga:#book"})),
        "line 1: unknown operator `tga:`. Did you mean `tag`?\nwaves tga:#book\n      ^^^^\n\
         Correct the search, and repeat the call."
    );
    assert_eq!(
        refused(json!({"yaml": "views:\n  - limit: many\n"})),
        "line 2: `limit` must be a whole number\n  - limit: many\n           ^^^^\n\
         Correct the base, and repeat the call."
    );
    let refusal = refused(json!({"base": "shelf.base", "view": "Dear"}));
    assert_eq!(refusal, "no view is named `Dear`. The views are `Cheap`, `All`");
    let refusal = refused(json!({"base": "Ada"}));
    assert!(refusal.starts_with("`Ada.md` is not a `.base` file."), "{refusal}");
    let refusal = refused(json!({"base": "no.base"}));
    assert!(refusal.contains("Call `search`"), "{refusal}");
    for arguments in [json!({}), json!({"search": "x", "base": "shelf.base"})] {
        let refusal = refused(arguments);
        assert_eq!(refusal, "give exactly one of `search`, `base` and `yaml`");
    }
    let refusal = refused(json!({"search": "x", "view": "All"}));
    assert!(refusal.contains("leave it out"), "{refusal}");
}

#[test]
fn query_answers_are_short_and_have_a_cursor() {
    let vault = Vault::new("");
    for n in 0..60 {
        let text = format!("---\nlong: {}\n---\n", "honey ".repeat(100 * (n % 3)));
        vault.write(&format!("Note {n}.md"), text.as_bytes());
    }
    let mut client = McpClient::start(vault.path());
    let yaml = "views: [{order: [file.name, long], sort: [file.path]}]";
    for arguments in [json!({"yaml": yaml}), json!({"search": "file:note"})] {
        let rows = client.pages("query", &arguments, "rows", 8_192);
        assert_eq!(distinct_notes(&rows), 60);
    }
    let refusal = client.refused("query", json!({"search": "x", "cursor": "y"}));
    assert!(refusal.contains("repeat the call without `cursor`"), "{refusal}");
}
