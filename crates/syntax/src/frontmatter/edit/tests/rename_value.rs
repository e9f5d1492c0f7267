//! Renames of values.

use super::super::{rename_value, value_at};
use super::yaml_after;
use crate::scan;

fn renamed(yaml: &str, old: &str, new: &str) -> String {
    yaml_after(yaml, |text, frontmatter| rename_value(text, frontmatter, "status", old, new))
}

#[test]
fn only_the_value_changes() {
    for (yaml, old, new, expected) in [
        ("a: open\nStatus : open # x\n", "open", "in work", "a: open\nStatus : in work # x\n"),
        ("status: 'it''s'\r\n", "it's", "isn't", "status: 'isn''t'\r\n"),
        ("status: \"open\"\n", "open", "a \"b\"", "status: \"a \\\"b\\\"\"\n"),
        ("status: open\n", "open", "a: b", "status: \"a: b\"\n"),
        ("status: open\n", "open", "3", "status: \"3\"\n"),
        ("status: 3\n", "3", "4", "status: 4\n"),
        ("status: 3\n", "3", "three", "status: three\n"),
        ("status: 3\n", "3", "null", "status: \"null\"\n"),
        ("status: '3'\n", "3", "4", "status: '4'\n"),
        ("status: true\n", "true", "false", "status: false\n"),
        ("status: 2026-01-01\n", "2026-01-01", "2026-01-02", "status: 2026-01-02\n"),
        ("status: [x, open, y]\n", "open", "a, b", "status: [x, \"a, b\", y]\n"),
        ("status:\n  - x\n  - open # o\n", "open", "done", "status:\n  - x\n  - done # o\n"),
        ("status:\n- open\n- done\n", "open", "done", "status:\n- done\n"),
        ("status: [done, open]\n", "open", "done", "status: [done]\n"),
        ("{status: open, a: open}\n", "open", "{x", "{status: \"{x\", a: open}\n"),
        ("status: a\n  b\n", "a b", "c", "status: c\n"),
    ] {
        assert_eq!(renamed(yaml, old, new), expected, "{yaml}");
    }
    for yaml in [
        "status: Open\n",
        "status: reopen\n",
        "status: {a: open}\n",
        "status: [[open]]\n",
        "status: ~\n",
        "a: *x\nstatus: x\n",
        "other: open\nstatus: x\nstatus: y\n",
    ] {
        assert_eq!(renamed(yaml, "open", "done"), "nothing", "{yaml}");
    }
}

#[test]
fn a_value_that_cannot_be_edited_is_refused() {
    let refused = |yaml| renamed(yaml, "open", "done");
    assert_eq!(refused("status: |\n  open\n"), "refused: cannot edit a block scalar (`|` or `>`)");
    assert!(refused("status: &a open\nb: *a\n").contains("anchor"));
    assert!(refused("b: &a open\nstatus: *a\n").contains("repeats"));
    assert!(refused("b: &a [open]\nstatus: *a\n").contains("repeats"));
    assert!(refused("status: open\nstatus: x\n").contains("duplicate key"));
}

#[test]
fn the_value_at_an_offset() {
    let text = "---\nstatus: open\n'a b': [\"x\\ty\", z]\nc:\n  - d\ne: {f: g}\nh:\n---\nBody\n";
    let frontmatter = scan(text).frontmatter.expect("there is one");
    let found = |word: &str| {
        let offset = u32::try_from(text.find(word).expect(word)).expect("short");
        let found = value_at(text, &frontmatter, offset).expect("valid");
        found.map(|it| format!("{} = {} ({})", it.property, it.value, &text[it.span]))
    };
    assert_eq!(found("open").as_deref(), Some("status = open (open)"));
    assert_eq!(found("x\\t").as_deref(), Some("a b = x\ty (x\\ty)"));
    assert_eq!(found("z]").as_deref(), Some("a b = z (z)"));
    assert_eq!(found("d\n").as_deref(), Some("c = d (d)"));
    assert_eq!((found("g}"), found("tatus"), found("Body")), (None, None, None));
}
