//! The types that Obsidian gives properties.

use super::vaulted::Vaulted;
use crate::evaluate;
use crate::expr::parse;

#[test]
fn types_decide_what_is_a_date() {
    let vaulted = Vaulted::parse(
        "//- /.obsidian/types.json\n{\"types\": {\"A\": \"text\", \"b\": \"date\", \"c\": \"datetime\", \"d\": \"number\", \"e\": 1, \"x\": \"later\"}}\n\
         //- /note.md\n---\na: 2026-12-01\nb: 2026-12-01T10:30\nC: 2026-12-01\nd: 2026-12-01\ne: {a: 2026-12-01}\nx: 2026-12-01\n---\n",
    );
    let note = vaulted.file("note.md");
    let cx = vaulted.context(None);
    let shown = |source: &str| {
        let value = evaluate(&parse(source).expect("an expression"), &cx, note).expect("a value");
        cx.text(&value).to_string()
    };
    assert_eq!(shown("[a.isType(\"string\"), a]"), "true, 2026-12-01");
    assert_eq!(shown("[b, b == date(\"2026-12-01\")]"), "2026-12-01, true");
    assert_eq!(shown("c"), "2026-12-01 00:00:00");
    assert_eq!(shown("[d, e.a, x].map(value.isType(\"date\"))"), "true, true, true");
}
