use std::fmt::Write;

use expect_test::{Expect, expect};
use linkwright_text::Span;

use super::super::{AliasRules, AliasSource, Frontmatter, KeyKind};
use super::*;

/// The facts of the frontmatter with this YAML: one line for each, with its raw text.
fn facts_of(yaml: &str) -> String {
    let text = &*format!("---\n{yaml}---\n");
    let FrontmatterFacts { frontmatter, links, tags, .. } = read(text).expect("a frontmatter");
    let mut facts = String::new();
    let mut line = |kind: &str, span: Span, value: &str| {
        let raw = &text[span];
        let value = if raw == value { String::new() } else { format!(" = {value:?}") };
        writeln!(facts, "{kind} {raw:?}{value}").unwrap();
    };
    for Alias { scalar, source, is_legacy } in frontmatter.all_aliases() {
        let kind = match source {
            AliasSource::Item => "item",
            AliasSource::Whole => "whole",
            AliasSource::Piece => "piece",
        };
        let kind = if is_legacy { format!("legacy {kind}") } else { kind.to_owned() };
        line(&kind, scalar.span, scalar.value);
    }
    for tag in &tags {
        line("tag", tag.span, &text[tag.span]);
    }
    for (kind, scalar) in [("title", frontmatter.title()), ("linter", frontmatter.linter_title())] {
        if let Some(scalar) = scalar {
            line(kind, scalar.span, scalar.value);
        }
    }
    for link in &links {
        line("link", link.span, &text[link.span]);
    }
    for &span in &frontmatter.unquoted_links {
        line("unquoted", span, &text[span]);
    }
    for problem in &frontmatter.problems {
        line("problem", problem.span, &problem.message);
    }
    facts
}

#[allow(clippy::needless_pass_by_value)] // as `expect!` makes it
fn check(yaml: &str, expected: Expect) {
    expected.assert_eq(&facts_of(yaml));
}

fn recognized_aliases(yaml: &str, rules: AliasRules) -> Vec<String> {
    let text = format!("---\n{yaml}---\n");
    let frontmatter = read(&text).expect("a frontmatter").frontmatter;
    frontmatter.aliases(rules).map(|alias| alias.scalar.value.to_string()).collect()
}

#[test]
fn lists_of_strings_are_aliases_and_tags() {
    check(
        "aliases:\n  - One\n  - 'it''s'\n  - \"a \\\"b\\\"\" # comment\n  -\n  - \"\"\n- bad\n",
        expect![[r#"
            item "One"
            item "'it''s'" = "it's"
            item "\"a \\\"b\\\"\"" = "a \"b\""
            problem "- bad" = "unexpected indentation"
        "#]],
    );
    check(
        "Aliases: [a, 'b, c',\n  d ]\nTAGS:\n- x\n- '#y/z'\n- \"two words\"\n- #z\n- w\n",
        expect![[r#"
            item "a"
            item "'b, c'" = "b, c"
            item "d"
            tag "x"
            tag "y/z"
            tag "w"
        "#]],
    );
    check(
        "alias: Old\naliases:\n- New\ntag: t\ntags: [u]\n",
        expect![[r#"
        legacy whole "Old"
        item "New"
        tag "t"
        tag "u"
    "#]],
    );
}

#[test]
fn numbers_booleans_and_null_are_not_aliases() {
    check(
        "aliases:\n- 12\n- 1.5\n- 1e3\n- 0x1F\n- 0o17\n- .inf\n- -.INF\n- .nan\n- ~\n- Null\n\
         - true\n- FALSE\n- Yes\n- 2023-03-28\n- 1_000\n- 0b1\n- '12'\n- 1.2.3\n- tRue\n- e3\n",
        expect![[r#"
            item "Yes"
            item "2023-03-28"
            item "1_000"
            item "0b1"
            item "'12'" = "12"
            item "1.2.3"
            item "tRue"
            item "e3"
        "#]],
    );
    check(
        "aliases: 12\ntags: 2023\ntitle: 2023\n",
        expect![[r#"
        title "2023"
    "#]],
    );
    check("aliases: null\ntitle: ~\ntags:\n", expect![""]);
}

#[test]
fn a_single_scalar_is_listed_whole_and_in_pieces() {
    check(
        "aliases: One\n",
        expect![[r#"
        whole "One"
    "#]],
    );
    check(
        "aliases: a, , b c\ntags: x, #y, z w\n",
        expect![[r#"
        whole "a, , b c"
        piece "a"
        piece "b c"
        tag "x"
    "#]],
    );
    check(
        "aliases: plain, \"quoted\"\n",
        expect![[r#"
        whole "plain, \"quoted\""
        piece "plain"
        piece "\"quoted\""
    "#]],
    );
    check(
        "aliases: 'a, b'\ntags: 'x, y'\n",
        expect![[r#"
        whole "'a, b'" = "a, b"
    "#]],
    );
    check(
        "aliases: a,\n  b\n  c\n",
        expect![[r#"
        whole "a,\n  b\n  c" = "a, b c"
        piece "a"
        piece "b\n  c" = "b c"
    "#]],
    );
    check(
        "aliases: ,\n",
        expect![[r#"
            problem "," = "a value cannot start like this: put it in quotes"
        "#]],
    );
}

#[test]
fn rules_select_whole_scalars_or_pieces_and_exclude_legacy_keys() {
    let yaml = "aliases: a, b\nalias: c\n";
    let all = AliasRules::default();
    assert_eq!(recognized_aliases(yaml, all), ["a", "b", "c"]);
    assert_eq!(recognized_aliases(yaml, AliasRules { split_comma: false, ..all }), ["a, b", "c"]);
    assert_eq!(recognized_aliases(yaml, AliasRules { legacy_keys: false, ..all }), ["a", "b"]);
    assert_eq!(recognized_aliases("aliases: ,\n", all), [""; 0]);

    let text = "---\ntag: a\ntags: [b]\n---\n";
    let FrontmatterFacts { frontmatter, tags, .. } = read(text).unwrap();
    let recognized =
        |rules| tags.iter().map(|tag| frontmatter.recognizes_tag(tag, rules)).collect();
    let without_legacy = AliasRules { legacy_keys: false, ..all };
    let results: [Vec<bool>; 2] = [recognized(all), recognized(without_legacy)];
    assert_eq!(results, [vec![true, true], vec![false, true]]);
}

#[test]
fn titles_are_scalars() {
    check(
        "title: A title # comment\nlinter-yaml-title-alias: 'A title'\n",
        expect![[r#"
        title "A title"
        linter "'A title'" = "A title"
    "#]],
    );
    check(
        "title: [a]\nlinter-yaml-title-alias:\n  folded\n  over lines\n",
        expect![[r#"
        linter "folded\n  over lines" = "folded over lines"
    "#]],
    );
}

#[test]
fn anchors_references_and_block_scalars_are_read() {
    check(
        "title: &t Name\naliases:\n- *t\n- >-\n- >-\n  folded\n  text\n- |\n  literal\n",
        expect![[r#"
            item "*t" = "Name"
            item "folded\n  text\n" = "folded text"
            item "literal\n" = "literal"
            title "Name"
        "#]],
    );
    check(
        "base: &b [x, y]\naliases: *b\n",
        expect![[r#"
        item "x"
        item "y"
    "#]],
    );
    check(
        "title: *bold*\naliases: [a]\n",
        expect![[r#"
        item "a"
        problem "*bold*" = "no anchor `bold*` is defined: quote text that starts with `*`"
    "#]],
    );
}

#[test]
fn nested_items_are_not_aliases() {
    check(
        "aliases:\n- a\n- T4: Task\n- [p, q]\n- {r: s}\n- b\n",
        expect![[r#"
            item "a"
            item "b"
            problem "T4: Task" = "YAML reads this alias as `key: value`: put it in quotes"
        "#]],
    );
    check(
        "aliases:\n- ?\n- b\n",
        expect![[r#"
            item "b"
            problem "- ?" = "YAML reads this alias as `key: value`: put it in quotes"
        "#]],
    );
    check("aliases:\n  a: b\ntags: {x}\n", expect![""]);
}

#[test]
fn unquoted_links_are_listed() {
    check(
        "a: [[x]]\nb:\n- [[y|z]]\n- - w\n- - [v]\nc: [[1, 2], [3]]\nd: [ [[u]], [[t]] ]\n",
        expect![[r#"
            unquoted "[[x]]"
            unquoted "[[y|z]]"
            unquoted "[[u]]"
            unquoted "[[t]]"
        "#]],
    );
}

#[test]
fn invalid_yaml_has_a_span_and_the_rest_is_read() {
    check(
        "aliases: \"A \", b\ntags: [t]\n",
        expect![[r#"
        tag "t"
        problem ", b" = "text after the closing quote: quote the whole value"
    "#]],
    );
    check(
        "title: T\naliases:\n- a\n- @name\n- b\ntags: t\n",
        expect![[r#"
        item "a"
        item "b"
        tag "t"
        title "T"
        problem "@name" = "quote text that starts with `@`"
    "#]],
    );
    check(
        "aliases:\n- a\n- %\n- \"b\ntags: t\n",
        expect![[r#"
        item "a"
        tag "t"
        problem "%" = "quote text that starts with `%`"
        problem "- \"b" = "missing closing quote"
    "#]],
    );
    check(
        "title: T\naliases:\n\t- a\ntags: t\n",
        expect![[r#"
        tag "t"
        title "T"
        problem "- a" = "indent with spaces, not tabs"
    "#]],
    );
    for (yaml, problem) in [
        ("\ttitle: T\n", "title: T"),
        (" \ttitle: T\n", "title: T"),
        ("# c\n\ttitle: T\n\ttags: t\n", "T"),
        ("\t- a\n", "- a"),
        ("a:\n\tb: c\n", "b: c"),
        ("a:\n  b:\n  \tc: d\n", "c: d"),
        ("a:\n \t- b\n", "- b"),
        ("-\ta: b\n", "a: b"),
    ] {
        let text = format!("---\n{yaml}---\n");
        let problems = crate::scan(&text).frontmatter.expect("a frontmatter").problems;
        let shown = problems.iter().map(|it| (&text.as_str()[it.span], &*it.message));
        let shown: Vec<_> = shown.collect();
        assert_eq!(shown, [(problem, "indent with spaces, not tabs")], "{yaml:?}");
    }
    for yaml in
        ["title:\tT\n", "a: [\n \tb]\n", "a: |\n  x\n  \ty\n", "a: \"b\n \tc\"\n", "a: b\t\n"]
    {
        let text = format!("---\n{yaml}---\n");
        assert_eq!(crate::scan(&text).frontmatter.expect("a frontmatter").problems, [], "{yaml:?}");
    }
    check(
        "title: a: b\naliases: c\n",
        expect![[r#"
        whole "c"
        problem ": b" = "unexpected `: ` in a value: put the value in quotes"
    "#]],
    );
    check(
        "aliases: [a, b\ntitle: T\n",
        expect![[r#"
        title "T"
        problem "[a, b" = "unclosed `[`"
    "#]],
    );
    check(
        "aliases: a\naliases: b\ntitle: T\ntitle: U\n",
        expect![[r#"
        whole "a"
        whole "b"
        title "T"
        problem "aliases" = "duplicate key `aliases`"
        problem "title" = "duplicate key `title`"
    "#]],
    );
    check(
        "x:\n  y: 1\n  y: 2\naliases: a\n",
        expect![[r#"
        whole "a"
        problem "y" = "duplicate key `y`"
    "#]],
    );
    check(
        "title: T\n...\naliases: a\n",
        expect![[r#"
            whole "a"
            title "T"
            problem "aliases: a" = "unexpected second YAML document"
        "#]],
    );
    check(
        "%YAML 1.2\ntitle: T\n",
        expect![[r#"
            title "T"
            problem "%YAML 1.2" = "unexpected indentation"
        "#]],
    );
}

#[test]
fn incomplete_yaml_is_a_problem_and_not_guessed_at() {
    check(
        "ali\n",
        expect![[r#"
        problem "ali" = "expected `key: value`"
    "#]],
    );
    check(
        "title: T\nali\naliases: a\n",
        expect![[r#"
        whole "a"
        title "T"
        problem "ali" = "expected `key: value`"
    "#]],
    );
    check(
        "ali\naliases: a\n",
        expect![[r#"
        whole "a"
        problem "ali" = "expected `key: value`"
    "#]],
    );
    check(
        "aliases:\n-foo\ntitle: T\n",
        expect![[r#"
            title "T"
            problem "-foo" = "expected `key: value`"
        "#]],
    );
    check(
        "title: \"T\naliases: a\n",
        expect![[r#"
        whole "a"
        problem "title: \"T" = "missing closing quote"
    "#]],
    );
    check(
        "aliases: [a, 'b\ntags:\n  - t\n",
        expect![[r#"
        tag "t"
        problem "'b" = "missing closing quote"
    "#]],
    );
    check(
        "- a\n- b\n",
        expect![[r#"
            problem "a" = "expected `key: value`"
        "#]],
    );
    check(
        "prose\n\nmore prose\n",
        expect![[r#"
            problem "prose" = "expected `key: value`"
        "#]],
    );
    check("# only a comment\n", expect![""]);
    check("", expect![""]);
}

#[test]
fn prose_between_two_thematic_breaks_has_a_limited_number_of_problems() {
    let text = format!("---\n{}---\n", "A line, that is no YAML\n".repeat(10_000));
    let text = text.replace(',', ": \"so\" it says:");
    let problems = read(&text).unwrap().frontmatter.problems;
    assert!(!problems.is_empty() && problems.len() <= 50, "{}", problems.len());
}

#[test]
fn line_endings_and_a_byte_order_mark_change_only_spans() {
    let lf = "---\naliases:\n  - é\n  - b # c\ntags: x, y\ntitle: T\n---\n";
    for (from, to) in [("\n", "\r\n"), ("\n", "\r"), ("---\naliases", "\u{feff}---\naliases")] {
        let text = lf.replace(from, to);
        let text = if from == "\n" { text } else { lf.replacen(from, to, 1) };
        let text = text.as_str();
        let FrontmatterFacts { frontmatter, tags, .. } = read(text).unwrap();
        let aliases: Vec<_> = frontmatter.all_aliases().map(|a| &text[a.scalar.span]).collect();
        assert_eq!(aliases, ["é", "b"]);
        assert_eq!(tags.iter().map(|tag| &text[tag.span]).collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(&text[frontmatter.title().unwrap().span], "T");
        assert_eq!(frontmatter.span.end as usize, text.len());
    }
}

#[test]
fn keys_are_listed_with_their_values() {
    let text =
        "---\na:\n- x\n-  y\n'b': [1]\nALIAS:\nc:   # d\n  - e: f\n    g: h\nt: |\n  u\n---\n";
    let Frontmatter { keys, .. } = read(text).unwrap().frontmatter;
    let keys: Vec<_> = keys.iter().map(|key| (&text[key.span], &text[key.value])).collect();
    assert_eq!(
        keys,
        [
            ("a", "- x\n-  y"),
            ("'b'", "[1]"),
            ("ALIAS", ""),
            ("c", "- e: f\n    g: h"),
            ("t", "u\n"),
        ]
    );
    let frontmatter = read(text).unwrap().frontmatter;
    let key_at = |needle| frontmatter.key_at(text.find(needle).unwrap() as u32).unwrap();
    assert_eq!(&text[key_at("y\n").span], "a");
    assert_eq!(key_at("ALIAS").kind, KeyKind::Alias);
}

#[test]
fn a_string_that_is_one_link_is_a_link_at_any_depth() {
    check(
        "up: \"[[A#b|c]]\"\nlist:\n- '[[it''s]]'\n- deep: { x: \"[t](u.md)\" }\n- ![[B]]\n",
        expect![[r#"
            link "[[A#b|c]]"
            link "[[it''s]]"
            link "[t](u.md)"
            problem "![[B]]" = "quote text that starts with `!`"
        "#]],
    );
    check(
        "a: \"see [[A]]\"\nb: \" [[A]]\"\nc: \"[[A]][[B]]\"\nd: 'x'\n\"[[k]]\": y\n",
        expect![""],
    );
    check(
        "a: >-\n  [[A]]\nb: |\n  [[B]]\nc: >-\n  [[C\n  D]]\ne: \"[[E\n  F]]\"\n",
        expect![[r#"
            link "[[A]]"
        "#]],
    );
    check(
        "a: \"[[A]]\"\nb: @\nc: [\"[[C]]\", '![[D]]']\naliases:\n- '[[E]]'\n- \"x\n",
        expect![[r#"
        item "'[[E]]'" = "[[E]]"
        link "[[A]]"
        link "[[C]]"
        link "[[E]]"
        problem "@" = "quote text that starts with `@`"
        problem "- \"x" = "missing closing quote"
    "#]],
    );
}
