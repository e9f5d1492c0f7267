use super::*;
use crate::frontmatter::{PropertyScalar, PropertyValue, remove_property, set_value};

fn text(value: &str) -> PropertyScalar {
    PropertyScalar::Text(value.to_owned())
}

fn list(items: &[&str]) -> PropertyValue {
    PropertyValue::List(items.iter().map(|item| text(item)).collect())
}

fn set(yaml: &str, value: &PropertyValue) -> String {
    let before = format!("---\n{yaml}---\nText\n");
    outcome(&before, set_value(&before, Some(&frontmatter_of(&before)), "k", value))
}

fn becomes(yaml: &str, value: &PropertyValue, after: &str) {
    assert_eq!(set(yaml, value), format!("---\n{after}---\nText\n"), "{yaml}");
}

#[test]
fn single_values_are_set() {
    let number = PropertyValue::Single(PropertyScalar::Verbatim("5".to_owned()));
    let word = PropertyValue::Single(text("a: b"));
    becomes("k: 1 # why\nm: 2\n", &number, "k: 5 # why\nm: 2\n");
    becomes("m: 2\n", &number, "m: 2\nk: 5\n");
    becomes("k:\nm: 2\n", &number, "k: 5\nm: 2\n");
    becomes("k: 'x'\n", &word, "k: 'a: b'\n");
    becomes("k: x\n", &word, "k: \"a: b\"\n");
    becomes("k:\n  - a\n  - b\nm: 2\n", &number, "k: 5\nm: 2\n");
    becomes("k: [a, b] # why\n", &number, "k: 5 # why\n");
    assert_eq!(
        outcome("Text\n", set_value("Text\n", None, "k", &number)),
        "---\nk: 5\n---\nText\n"
    );
}

#[test]
fn lists_keep_their_form() {
    becomes("k:\n  - a\n  - b\nm: 2\n", &list(&["x", "y: z"]), "k:\n  - x\n  - \"y: z\"\nm: 2\n");
    becomes("k:\n- a\nm: 2\n", &list(&["x", "y"]), "k:\n- x\n- y\nm: 2\n");
    becomes("k: [a] # why\n", &list(&["x", "y, z"]), "k: [x, \"y, z\"] # why\n");
    becomes("k:\n  - a\n", &list(&[]), "k: []\n");
    becomes("k: a\nm: 2\n", &list(&["x"]), "k:\n  - x\nm: 2\n");
    becomes("k:\nm: 2\n", &list(&["x"]), "k:\n  - x\nm: 2\n");
    becomes("m: 2\n", &list(&["x", "y"]), "m: 2\nk:\n  - x\n  - y\n");
}

#[test]
fn maps_and_anchors_are_refused() {
    for yaml in ["k:\n  a: b\n", "k: {a: b}\n", "k: &x [a]\n", "k: |\n  x\n"] {
        let before = format!("---\n{yaml}---\n");
        let refused = set_value(&before, Some(&frontmatter_of(&before)), "k", &list(&["x"]));
        assert!(refused.is_err(), "{yaml}");
    }
}

#[test]
fn properties_are_removed_with_their_values() {
    let removed = |yaml: &str| {
        let before = format!("---\n{yaml}---\nText\n");
        let edit = remove_property(&before, &frontmatter_of(&before), "k");
        outcome(&before, edit.map(|edit| edit.expect("the key is there")))
    };
    let after = |yaml: &str| format!("---\n{yaml}---\nText\n");
    assert_eq!(removed("a: 1\nk: 2 # why\nb: 3\n"), after("a: 1\nb: 3\n"));
    assert_eq!(removed("k:\n  - x\n  - y\nb: 3\n"), after("b: 3\n"));
    assert_eq!(removed("k:\nb: 3\n"), after("b: 3\n"));
    assert_eq!(removed("k: |\n  x\n  y\nb: 3\n"), after("b: 3\n"));
    assert_eq!(removed("k:\n  a:\n    b: c\n"), after(""));
    let none = "---\na: 1\n---\n";
    assert_eq!(remove_property(none, &frontmatter_of(none), "k"), Ok(None));
}
