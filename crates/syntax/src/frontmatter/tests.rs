//! Properties of any frontmatter: reading and editing of generated frontmatter, and agreement with
//! `serde_yaml` on real frontmatter.

mod vaults;

use linkwright_text::{Edit, Span, apply_edits};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const RULES: AliasRules = AliasRules { split_comma: true, legacy_keys: true };

/// Random sequences of YAML tokens, seldom valid.
fn random_tokens() -> impl Strategy<Value = String> {
    let pieces = [
        "\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
        "- ",
        "-",
        ": ",
        ":",
        "aliases",
        "tags",
        "title",
        "a",
        "é",
        "日本",
        "\u{feff}",
        "\u{85}",
        "'",
        "\"",
        "\\",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ",",
        "#",
        " #",
        "&a ",
        "*a",
        "!t ",
        "|",
        ">-",
        "? ",
        "@",
        "%",
        "`",
        "...",
        "---",
        "12",
        "~",
        "true",
        "aliases:\n  - ",
        "tags: [",
        "title: ",
        "linter-yaml-title-alias: ",
        "\n- ",
        "\n  - ",
        "\nalias: a, b",
        "\naliases: [a, ",
        "\naliases:\n",
        "b\n",
        "c\n",
    ];
    vec(select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

/// Entries as people write them, mostly valid.
fn entries() -> impl Strategy<Value = String> {
    let item = select(vec![
        "a",
        "b c",
        "it's",
        "'q r'",
        "\"s \\\" t\"",
        "12",
        "\"12\"",
        "",
        "",
        "\"x, y\"",
        "日本",
        "~",
        "'[[z]]'",
        "\"\"",
        "-x",
        "true",
        "*t",
        "&u v",
    ]);
    let comment = select(vec!["", "", "", " # why", "  "]);
    let indent = select(vec!["", "  ", "    "]);
    let block = (indent, vec((item.clone(), comment.clone(), any::<u8>()), 0..5)).prop_map(
        |(indent, items)| {
            let line = |(item, comment, more): (&str, &str, u8)| match more {
                0..10 => format!("\n{indent}# between"),
                10..16 => format!("\n{indent}- one\n{indent}   two{comment}"),
                16..20 => format!("\n{indent}- \"one\n{indent}   two\"{comment}"),
                20..24 => format!("\n{indent}- [p, q]"),
                24..28 => format!("\n{indent}- >-\n{indent}    p"),
                28..32 => format!("\n{indent}-\n{indent}    late"),
                _ => format!("\n{indent}- {item}{comment}"),
            };
            items.into_iter().map(line).collect::<String>()
        },
    );
    let gap = select(vec!["", "", " ", "\n  ", " # in\n  "]);
    let flow = (vec((item, gap.clone(), gap), 0..4), any::<bool>()).prop_map(|(items, comma)| {
        let items: Vec<_> = items
            .into_iter()
            .filter(|(item, ..)| !item.is_empty())
            .map(|(item, before, after)| format!("{before}{item}{after}"))
            .collect();
        let comma = if comma && !items.is_empty() { "," } else { "" };
        format!(" [{}{comma}]", items.join(","))
    });
    let scalar = select(vec![
        "",
        " ~",
        " a",
        " 'a, b'",
        " a, b",
        " a, , b,",
        " a, \"b\", c",
        " a, 12",
        " a, b\n  c, d",
        "\n  a, b",
        "\n  a",
        " # in\n  a",
        " 12",
        " |\n  a",
        " a, - b",
        " a b",
        "   \"c\"",
        " *t",
    ]);
    let value = prop_oneof![block, flow, scalar.prop_map(str::to_owned)];
    let aliases = (select(vec!["aliases", "aliases", "Aliases", "alias"]), value, comment)
        .prop_map(|(key, value, comment)| format!("{key}:{value}{comment}\n"));
    let other = select(vec![
        "title: T\n",
        "tags: [t, u]\n",
        "# note\n",
        "\n",
        "text: |\n  a\n\n",
        "t: &t T\n",
        "x:\n",
        "up: \"[[U]]\"\n",
        "tag: 'v'\n",
        "tags: w, '#x, y'\n",
        "TAGS:\n- '#u'\n- v/w # why\n",
        "Tags: \"#x\"\n",
        "tag: a,#b\n",
        "list:\n- aliases\n",
    ]);
    let entry = prop_oneof![aliases, other.prop_map(str::to_owned)];
    vec(entry, 0..4).prop_map(|entries| entries.concat())
}

/// Notes with such frontmatter and any line endings.
fn notes() -> impl Strategy<Value = String> {
    let eol = select(vec!["\n", "\n", "\r\n", "\r"]);
    let bom = select(vec!["", "\u{feff}"]);
    let body = select(vec!["", "\n", "\nbody\n"]);
    let yaml = prop_oneof![1 => random_tokens(), 4 => entries()];
    (yaml, eol, bom, body).prop_map(|(yaml, eol, bom, body)| {
        let line = if yaml.is_empty() || yaml.ends_with('\n') { "" } else { "\n" };
        format!("{bom}---\n{yaml}{line}---{body}").replace('\n', eol)
    })
}

/// New aliases, usual and unusual ones.
fn new_aliases() -> impl Strategy<Value = String> {
    let pieces = [
        "x", "y z", ", ", ": ", " #", "'", "\"", "[", "]", "- ", "12", "true", "é", "\\", "---",
        "?",
    ];
    let text = vec(select(pieces.to_vec()), 1..4).prop_map(|pieces| pieces.concat());
    text.prop_map(|text| text.trim().to_owned()).prop_filter("empty", |text| !text.is_empty())
}

fn aliases(frontmatter: &Frontmatter) -> Vec<String> {
    frontmatter.aliases(RULES).map(|alias| alias.scalar.value.to_string()).collect()
}

/// The messages of all problems.
fn messages(frontmatter: &Frontmatter) -> Vec<&str> {
    frontmatter.problems.iter().map(|problem| &*problem.message).collect()
}

fn frontmatter_of(text: &str) -> Option<Frontmatter> {
    read(text).map(|read| read.frontmatter)
}

/// Everything that an edit of an alias must not change: the comments except those in `without`, the
/// values of the other keys, and the body.
fn unrelated(text: &str, without: &str) -> (usize, Vec<String>, String) {
    let FrontmatterFacts { frontmatter, tags, links, .. } = read(text).expect("frontmatter");
    let is_alias_key = |key: &PropertyKey| matches!(key.kind, KeyKind::Aliases | KeyKind::Alias);
    let mut others: Vec<_> = frontmatter
        .keys
        .iter()
        .filter(|key| !is_alias_key(key))
        .flat_map(|key| [text[key.span].to_owned(), text[key.value].to_owned()])
        .collect();
    others.extend(tags.iter().map(|tag| text[tag.span].to_owned()));
    let in_aliases =
        |span: Span| frontmatter.keys.iter().any(|key| is_alias_key(key) && key.value.covers(span));
    others.extend(links.iter().filter(|l| !in_aliases(l.span)).map(|l| text[l.span].to_owned()));
    let comments = ["# why", "# in", "# between", "# note"];
    let count = |text: &str| comments.iter().map(|c| text.matches(c).count()).sum::<usize>();
    let body = text[frontmatter.span.range().end..].to_owned();
    (count(text) - count(without), others, body)
}

/// The text after an edit, which must be inside the YAML of the frontmatter.
fn apply(text: &str, frontmatter: &Frontmatter, edit: Edit) -> String {
    assert!(frontmatter.yaml.covers(edit.span), "{edit:?} in {text:?}");
    apply_edits(text, &[edit]).expect("an edit on character boundaries")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn reading_never_panics_and_spans_are_in_the_frontmatter(text in notes()) {
        let Some(FrontmatterFacts { frontmatter, links, tags, .. }) = read(&text) else { return Ok(()) };
        let aliases = frontmatter.all_aliases().map(|alias| alias.scalar.span);
        let titles = [frontmatter.title(), frontmatter.linter_title()];
        let spans = aliases
            .chain(titles.into_iter().flatten().map(|scalar| scalar.span))
            .chain(frontmatter.keys.iter().flat_map(|key| [key.span, key.value]))
            .chain(frontmatter.problems.iter().map(|problem| problem.span))
            .chain(frontmatter.unquoted_links.iter().copied())
            .chain(links.iter().map(|link| link.span))
            .chain(tags.iter().map(|tag| tag.span));
        for span in spans {
            prop_assert!(text.get(span.range()).is_some());
            prop_assert!(frontmatter.yaml.covers(span));
        }
    }

    #[test]
    fn the_simple_parser_agrees_with_the_yaml_parser(text in notes()) {
        let Some(fence::Fences { yaml, .. }) = fence::find(&text) else { return Ok(()) };
        if let Some((simple, full)) = tree::parse_both_ways(&text, yaml) {
            prop_assert_eq!(simple, full);
        }
    }

    #[test]
    fn setting_an_alias_changes_nothing_else(text in notes(), new in new_aliases()) {
        let Some(frontmatter) = frontmatter_of(&text) else { return Ok(()) };
        for (index, alias) in frontmatter.aliases(RULES).enumerate() {
            let Ok(edit) = set_scalar(&text, &frontmatter, &alias.scalar, &new) else { continue };
            let after = apply(&text, &frontmatter, edit);
            let mut expected = aliases(&frontmatter);
            expected[index].clone_from(&new);
            let read = frontmatter_of(&after).expect("still frontmatter");
            prop_assert_eq!(aliases(&read), expected, "{}", after);
            prop_assert_eq!(messages(&read), messages(&frontmatter));
            prop_assert_eq!(unrelated(&after, ""), unrelated(&text, ""), "{}", after);
        }
    }

    #[test]
    fn removing_an_alias_changes_nothing_else(text in notes()) {
        let Some(frontmatter) = frontmatter_of(&text) else { return Ok(()) };
        for (index, alias) in frontmatter.aliases(RULES).enumerate() {
            let Ok(edit) = remove_alias(&text, &frontmatter, &alias) else { continue };
            let removed = text[edit.span.range()].to_owned();
            let removed = if edit.insert.is_empty() { removed.as_str() } else { "" };
            let after = apply(&text, &frontmatter, edit);
            let mut expected = aliases(&frontmatter);
            expected.remove(index);
            let read = frontmatter_of(&after).expect("still frontmatter");
            prop_assert_eq!(aliases(&read), expected, "{}", after);
            prop_assert_eq!(messages(&read), messages(&frontmatter));
            prop_assert_eq!(unrelated(&after, ""), unrelated(&text, removed), "{}", after);
        }
    }

    #[test]
    fn adding_an_alias_changes_nothing_else(text in notes(), new in new_aliases()) {
        let Some(frontmatter) = frontmatter_of(&text) else { return Ok(()) };
        let Ok(edit) = add_alias(&text, Some(&frontmatter), &new, RULES) else { return Ok(()) };
        let after = apply(&text, &frontmatter, edit);
        let mut expected = aliases(&frontmatter);
        expected.push(new);
        let read = frontmatter_of(&after).expect("still frontmatter");
        let mut found = aliases(&read);
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected, "{}", after);
        prop_assert_eq!(messages(&read), messages(&frontmatter));
        prop_assert_eq!(unrelated(&after, ""), unrelated(&text, ""), "{}", after);
    }

    #[test]
    fn setting_a_tag_changes_nothing_else(
        text in notes(),
        new in select(vec!["x", "x/y-z", "12", "null", "é"]),
    ) {
        let Some(FrontmatterFacts { frontmatter, tags, .. }) = read(&text) else { return Ok(()) };
        for (index, tag) in tags.iter().enumerate() {
            let Ok(edit) = set_tag(&text, &frontmatter, tag, new) else { continue };
            let mut expected: Vec<_> =
                tags.iter().map(|tag| text[tag.span.range()].to_owned()).collect();
            expected[index] = new.to_owned();
            let after = apply(&text, &frontmatter, edit);
            let FrontmatterFacts { frontmatter: read, tags, .. } = read(&after).expect("still frontmatter");
            let found = tags.iter().map(|tag| after[tag.span.range()].to_owned());
            prop_assert_eq!(found.collect::<Vec<_>>(), expected, "{}", after);
            prop_assert_eq!(aliases(&read), aliases(&frontmatter));
            prop_assert_eq!(messages(&read), messages(&frontmatter));
        }
    }

    #[test]
    fn setting_a_property_changes_nothing_else(text in notes(), new in new_aliases()) {
        let Some(frontmatter) = frontmatter_of(&text) else { return Ok(()) };
        let Ok(edit) = set_property(&text, Some(&frontmatter), "title", &new) else { return Ok(()) };
        let after = apply(&text, &frontmatter, edit);
        let read = frontmatter_of(&after).expect("still frontmatter");
        prop_assert_eq!(read.title().map(|title| title.value), Some(&*new), "{}", after);
        prop_assert_eq!(aliases(&read), aliases(&frontmatter));
        prop_assert_eq!(messages(&read), messages(&frontmatter));
    }
}
