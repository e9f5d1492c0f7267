mod add;
mod remove;
mod set;

use expect_test::{Expect, expect};
use linkwright_text::apply_edits;

use super::super::{AliasRules, read};
use super::*;

const RULES: AliasRules = AliasRules { split_comma: true, legacy_keys: true };

/// The note after the edit, or why there is none.
fn outcome(text: &str, edit: Result<Edit, YamlRefusal>) -> String {
    match edit {
        Ok(edit) => apply_edits(text, &[edit]).expect("an edit inside the text"),
        Err(YamlRefusal { span, reason }) => format!("refused at {:?}: {reason}\n", &text[span]),
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

/// The note with the alias that says `old` changed to `new`, or removed.
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

/// That the note `after` an edit is the one with this YAML.
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
fn what_cannot_be_edited_safely_is_refused_with_its_place() {
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
            refused at "a": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "*a": `*` repeats a value that stands elsewhere
            refused at "[a]": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "a": a value with an anchor (`&`) or tag (`!`) is never edited
            refused at "a\n": a block scalar (`|` or `>`) is never edited
            refused at "a\n": a block scalar (`|` or `>`) is never edited
            refused at "a": this item and its dash are not on one line
            refused at "aliases": a key that is not written as `key:` is never edited
            refused at "aliases": a key that is not written as `key:` is never edited
            refused at "{aliases: [a]}": properties in `{…}` are not added to or taken from
            refused at "[b]": a list or map stands where text should
            refused at "b: c": a list or map stands where text should
            refused at "b: c": a list or map stands where text should
            refused at "*a": `*` repeats a value that stands elsewhere
            refused at "b\n": a block scalar (`|` or `>`) is never edited
            refused at "{title: t}": properties in `{…}` are not added to or taken from
            refused at "...": `...` ends the frontmatter's YAML before its last line
            refused at "title": the frontmatter is invalid: the key `title` is here a second time
            refused at "@b": the frontmatter is invalid: text that begins with `@` needs quotes
            refused at "*t": the frontmatter is invalid: `*t` refers to an anchor that is not there: text that begins with `*` needs quotes
            refused at "titl": the frontmatter is invalid: this is no `key: value`
            refused at "--- ": the line that closes the frontmatter is not just `---`
            refused at "": the note has changed meanwhile
        "#]],
    );
}
