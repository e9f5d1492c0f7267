//! Renames of keys.

use super::super::rename_property;
use super::yaml_after;

fn renamed(yaml: &str, old: &str, new: &str) -> String {
    yaml_after(yaml, |text, frontmatter| rename_property(text, frontmatter, old, new))
}

#[test]
fn only_the_key_changes() {
    for (yaml, new, expected) in [
        ("a: 1 # a\nStatus : [a]\nb:\n", "state", "a: 1 # a\nstate : [a]\nb:\n"),
        ("'status': x\n", "it's", "'it''s': x\n"),
        ("status: x\r\n", "a: b", "\"a: b\": x\r\n"),
        ("status:\n  status: x\n", "1", "\"1\":\n  status: x\n"),
        ("{a: 1, status: {status: 2}}\n", "a, b", "{a: 1, \"a, b\": {status: 2}}\n"),
        ("status: |\n  status: x\n", "---", "\"---\": |\n  status: x\n"),
        ("STATUS: x\n", "Status", "Status: x\n"),
        ("other: x\n", "y", "nothing"),
    ] {
        assert_eq!(renamed(yaml, "status", new), expected, "{yaml}");
    }
}

#[test]
fn a_key_that_cannot_be_edited_is_refused() {
    let refused = |yaml| renamed(yaml, "status", "state");
    let both = "refused: the note has both `status` and `state`: remove one of them first";
    assert_eq!(refused("status: x\nState: y\n"), both);
    assert_eq!(refused("status: x\nSTATUS: y\n"), both);
    assert!(refused("status: x\nstatus: y\n").contains("duplicate key"));
    assert!(refused("? status\n: x\n").contains("`key:`"));
    assert!(refused("&a status: x\n").contains("`key:`"));
}
