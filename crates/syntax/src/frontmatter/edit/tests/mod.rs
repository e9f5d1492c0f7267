mod add;
mod key;
mod remove;
mod rename_value;
mod set;
mod value;

use expect_test::{Expect, expect};
use linkwright_text::apply_edits;

use super::super::{AliasRules, read};
use super::*;

const RULES: AliasRules = AliasRules { split_comma: true, legacy_keys: true };

/// The note after the edit, or the reason of the refusal.
fn outcome(text: &str, edit: Result<Edit, YamlRefusal>) -> String {
    match edit {
        Ok(edit) => apply_edits(text, &[edit]).expect("an edit inside the text"),
        Err(YamlRefusal { span, reason }) => format!("refused at {:?}: {reason}\n", &text[span]),
    }
}

/// The YAML after an edit of the note with `yaml`, `nothing` without one, or the reason of the refusal.
fn yaml_after(
    yaml: &str,
    edit: impl FnOnce(&str, &Frontmatter) -> Result<Option<Edit>, YamlRefusal>,
) -> String {
    let text = format!("---\n{yaml}---\nBody\n");
    let frontmatter = crate::scan(&text).frontmatter.expect("there is one");
    match edit(&text, &frontmatter) {
        Ok(Some(edit)) => {
            let after = apply_edits(&text, [&edit]).expect("the edit fits");
            after["---\n".len()..].split("---\nBody").next().unwrap_or_default().to_owned()
        }
        Ok(None) => "nothing".to_owned(),
        Err(refusal) => format!("refused: {}", refusal.reason),
    }
}

fn frontmatter_of(text: &str) -> Frontmatter {
    read(text).expect("a frontmatter").frontmatter
}

/// The note with this YAML.
fn note(yaml: &str) -> String {
    format!("---\n{yaml}---\n")
}

fn added(yaml: &str, value: &str) -> String {
    let text = note(yaml);
    let edit = add_alias(&text, Some(&frontmatter_of(&text)), value, RULES);
    outcome(&text, edit)
}

/// The note with the alias `old` replaced by `new`, or removed.
fn changed(yaml: &str, old: &str, new: Option<&str>) -> String {
    let text = note(yaml);
    let frontmatter = frontmatter_of(&text);
    let alias = frontmatter
        .aliases(RULES)
        .find(|alias| *alias.scalar.value == *old)
        .unwrap_or_else(|| panic!("no alias {old:?} in {yaml:?}"));
    let edit = match new {
        Some(new) => set_scalar(&text, &frontmatter, &alias.scalar, new),
        None => remove_alias(&text, &frontmatter, &alias),
    };
    outcome(&text, edit)
}

/// Checks that the note `after` an edit has this YAML.
#[track_caller]
#[allow(clippy::needless_pass_by_value)] // as the functions above make it
fn becomes(after: String, yaml: &str) {
    assert_eq!(after, note(yaml));
}

#[allow(clippy::needless_pass_by_value)] // as `expect!` makes it
fn check(after: String, expected: Expect) {
    expected.assert_eq(&after);
}

#[test]
fn unsafe_edits_are_refused_with_a_span_and_a_reason() {
    let all = [
        changed("aliases:\n- &a a\n- *a\n", "a", Some("x")),
        changed("t: &a a\naliases:\n- *a\n", "a", Some("x")),
        changed("aliases: &l [a]\nb: *l\n", "a", None),
        changed("aliases:\n- !t a\n", "a", None),
        changed("aliases:\n- |-\n  a\n", "a", Some("x")),
        changed("aliases: >-\n  a\n", "a", None),
        changed("aliases:\n-\n  a\n", "a", None),
        changed("? aliases\n: a\n", "a", Some("x")),
        changed("&k aliases: a\n", "a", Some("x")),
        changed("{aliases: [a]}\n", "a", None),
        added("aliases:\n- a\n- [b]\n", "x"),
        added("aliases:\n- b: c\n", "x"),
        added("aliases:\n  b: c\n", "x"),
        added("b: &a c\naliases: *a\n", "x"),
        added("aliases: |\n  b\n", "x"),
        added("{title: t}\n", "x"),
        added("title: t\n...\n", "x"),
        added("title: t\ntitle: u\n", "x"),
        added("title: t\naliases:\n- @b\n", "x"),
        added("title: *t\n", "x"),
        added("titl\n", "x"),
        {
            let text = "---\ntitle: t\n--- \n";
            outcome(text, add_alias(text, Some(&frontmatter_of(text)), "x", RULES))
        },
        outcome(
            "---\na: b\n---\n",
            add_alias("---\na: b\n---\n", Some(&frontmatter_of("---\n---\n")), "x", RULES),
        ),
    ];
    check(
        all.concat(),
        expect![[r#"
            refused at "a": cannot edit a value with an anchor (`&`) or tag (`!`)
            refused at "*a": cannot edit a value that `*` repeats from another place
            refused at "[a]": cannot edit a value with an anchor (`&`) or tag (`!`)
            refused at "a": cannot edit a value with an anchor (`&`) or tag (`!`)
            refused at "a\n": cannot edit a block scalar (`|` or `>`)
            refused at "a\n": cannot edit a block scalar (`|` or `>`)
            refused at "a": put this item and its dash on one line
            refused at "aliases": cannot edit a key that is not written as `key:`
            refused at "aliases": cannot edit a key that is not written as `key:`
            refused at "{aliases: [a]}": cannot add or remove properties in `{…}`
            refused at "[b]": expected text, found a list or map
            refused at "b: c": expected text, found a list or map
            refused at "b: c": expected text, found a list or map
            refused at "*a": cannot edit a value that `*` repeats from another place
            refused at "b\n": cannot edit a block scalar (`|` or `>`)
            refused at "{title: t}": cannot add or remove properties in `{…}`
            refused at "...": remove `...`: it ends the YAML before the closing `---`
            refused at "title": the frontmatter is invalid: duplicate key `title`
            refused at "@b": the frontmatter is invalid: quote text that starts with `@`
            refused at "*t": the frontmatter is invalid: no anchor `t` is defined: quote text that starts with `*`
            refused at "titl": the frontmatter is invalid: expected `key: value`
            refused at "--- ": the closing line of the frontmatter must be exactly `---`
            refused at "": the note has changed: try again
        "#]],
    );
}
