//! Tests of the names in a base, and of their renames.

use linkwright_syntax::frontmatter::{QuoteStyle, quote};
use linkwright_text::{Span, apply_edits};

use super::{BaseName, BaseNameKind, base_names, rename_base_names};

fn names(text: &str) -> Vec<BaseName> {
    base_names(text, Span::new(0, text.len()))
}

/// The names of a base: the kind, and the name in brackets if the text in the file differs.
fn found(text: &str) -> Vec<String> {
    let shown = |name: &BaseName| match text[name.span] == *name.name {
        true => format!("{:?} {}", name.kind, name.name),
        false => format!("{:?} {} ({})", name.kind, &text[name.span], name.name),
    };
    names(text).iter().map(shown).collect()
}

/// The names in an expression that is a filter without quotes.
fn in_filter(expression: &str) -> Vec<String> {
    found(&format!("filters: {expression}\n"))
}

/// The base after every name `old` of this kind became `new`.
fn renamed(text: &str, kind: BaseNameKind, old: &str, new: &str) -> String {
    let names = names(text);
    let chosen = names.iter().filter(|name| name.kind == kind && name.name == old);
    let chosen: Vec<_> = chosen.map(|name| (name, new)).collect();
    assert!(!chosen.is_empty(), "{text} has no {old}");
    let edits = rename_base_names(&chosen);
    let after = apply_edits(text, &edits).expect("the edits fit");
    let expected = names.iter().map(|name| match name.kind == kind && name.name == old {
        true => (name.kind, new),
        false => (name.kind, name.name.as_str()),
    });
    let expected: Vec<_> = expected.collect();
    let names = base_names(&after, Span::new(0, after.len()));
    let read: Vec<_> = names.iter().map(|name| (name.kind, name.name.as_str())).collect();
    assert_eq!(read, expected, "{after}");
    after
}

#[test]
fn a_formula_is_renamed_in_its_base() {
    let text = r#"formulas:
  total: price * 2
  'per page': formula.total / pages + formula["total"] # total
  "x": 'formula[''total''] + total'
properties:
  formula.total: {displayName: total}
views:
  - order: [formula.total, total, "formula.per page"]
    sort: [{property: formula.total}]
    groupBy: formula.total
    summaries: {formula.total: Sum}
"#;
    let after = renamed(text, BaseNameKind::Formula, "total", "it's \"new\"");
    let expected = r#"formulas:
  it's "new": price * 2
  'per page': formula["it's \"new\""] / pages + formula["it's \"new\""] # total
  "x": 'formula[''it\''s "new"''] + total'
properties:
  formula.it's "new": {displayName: total}
views:
  - order: [formula.it's "new", total, "formula.per page"]
    sort: [{property: formula.it's "new"}]
    groupBy: formula.it's "new"
    summaries: {formula.it's "new": Sum}
"#;
    assert_eq!(after, expected);
    let after = renamed(text, BaseNameKind::Formula, "per page", "a: b");
    assert!(
        after.contains("\n  'a: b': formula") && after.contains("\"formula.a: b\"]"),
        "{after}"
    );
    let after = renamed(text, BaseNameKind::Formula, "total", "a: #b");
    assert!(
        after.contains("formula[\"a: #b\"]") && after.contains("groupBy: \"formula.a: #b\""),
        "{after}"
    );
}

#[test]
fn strings_name_files_folders_and_tags() {
    for (expression, expected) in [
        (r#"link("Tides")"#, "Link Tides"),
        (r#"link("Tides#Spring#a", "shown")"#, "Link Tides, Subpath Spring#a"),
        (r#"author == "[[Ada#^x|Countess]]""#, "Property author, Link Ada, Subpath ^x"),
        (r##"link("#Spring") == link("Tides#")"##, "Link Tides"),
        (r#"file.hasLink("a/b.md")"#, "Link a/b.md"),
        (r#"file.hasLink(this.file)"#, ""),
        (r#"file(" Tides ")"#, "Link Tides"),
        (r#"link("https://a.b/c")"#, ""),
        (r#"link("[shown](Tides.md)")"#, ""),
        (r#"file.path == "a/b.md" || "c.md" != file.path"#, "Path a/b.md, Path c.md"),
        (r#"file.name == "b.md""#, "FileName b.md"),
        (r#"this.file.basename != "b""#, "Basename b"),
        (r#"file.inFolder("/a/b/")"#, "Folder a/b"),
        (r#"file.folder == "a" && folder == "b""#, "FolderPath a, Property folder, Value b"),
        (r#"link("x").asFile().folder == "a""#, "Link x, FolderPath a"),
        (r#"file.folder == "/a/""#, "FolderPath /a/"),
        (r#"file.folder == "a" + x"#, "Property x"),
        (r#"list(1).contains(file.folder)"#, ""),
        (r##"file.hasTag("a", '#b')"##, "Tag a, Tag b"),
        (
            r##"file.tags.contains("#a") || tags.containsAny("b", c)"##,
            "Tag a, Property tags, Tag b, Property c",
        ),
        (r#"title.contains("a")"#, "Property title, Value a"),
        (r#"link("it\"s") && link('"')"#, r#"Link it\"s (it"s), Link ""#),
        (r##"link("\u0041 \"b\"#\"c\"")"##, r#"Link \u0041 \"b\" (A "b"), Subpath \"c\" ("c")"#),
    ] {
        assert_eq!(in_filter(expression).join(", "), expected, "{expression}");
    }
    assert_eq!(
        found(r#"filters: '["a", "b"].contains(file.folder)'"#),
        ["FolderPath a", "FolderPath b"]
    );
}

#[test]
fn what_a_property_is_compared_with_is_a_value() {
    for (expression, expected) in [
        (r#"status == "a" || "b" != note.status"#, "status = a, status = b"),
        (r#"note["due date"] == 'x'"#, "due date = x"),
        (r#"this.status == "a" && file.properties.x == "b""#, "status = a, x = b"),
        (r#"price == 3 && read != true && x == -1.5"#, "price = 3, read = true, x = -1.5"),
        (r#"topics.containsAny("a", "b", c)"#, "topics = a, topics = b"),
        (r#"list(topics).contains("a")"#, "topics = a"),
        (r#"["a", 2].contains(status)"#, "status = a, status = 2"),
        (r#"up == "[[Note]]""#, ""),
        (r#"status.lower() == "a" && status == "a" + "b" && status > "a""#, ""),
        (r#"formula.x == "a" && this.file == "b" && file.ext == "md""#, ""),
        (r#"["x"].map(value == "a") && x.filter(value == "b")"#, ""),
        (r#"file.tags.contains("a") && "a".contains("b") && if(status, "c") == "d""#, ""),
    ] {
        let names = names(&format!("filters: {}\n", quote(expression, QuoteStyle::Plain, false)));
        let values = names.iter().filter(|name| name.kind == BaseNameKind::Value);
        let shown = values.map(|it| format!("{} = {}", it.of.as_deref().unwrap_or("?"), it.name));
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected, "{expression}");
    }
}

#[test]
fn values_keep_the_kind_of_their_literal() {
    for (expression, old, new, expected) in [
        (r#"x == "3""#, "3", "4", r#"x == "4""#),
        ("x == 3", "3", "4.5", "x == 4.5"),
        ("x == 3", "3", "three", r#"x == "three""#),
        ("x == -3", "-3", "-4", "x == -4"),
        ("x == true", "true", "false", "x == false"),
        (r#"x == "a""#, "a", r#"the "b""#, r#"x == "the \"b\"""#),
        (r#"x == "a\\b\tc""#, "a\\b\tc", "d", r#"x == "d""#),
    ] {
        let text = format!("filters: {expression}\n");
        let after = renamed(&text, BaseNameKind::Value, old, new);
        assert_eq!(after, format!("filters: {expected}\n"));
    }
}

#[test]
fn identifiers_and_keys_name_properties() {
    for (expression, expected) in [
        ("status", "status"),
        ("note.status", "status"),
        (r#"note["a b"]"#, "a b"),
        (r#"this.status == this["x"]"#, "status x"),
        ("this.file.name", ""),
        (r#"file.properties.status || file.properties["x"]"#, "status x"),
        ("formula.total + formula['x'] + formula[y]", "Formula total Formula x y"),
        (r#"file.hasProperty("due")"#, "due"),
        ("value + values.map(value + index + acc + a).length", "value values a"),
        ("{a: b}.a", ""),
        ("if(a, true, null)", "a"),
        ("a.b.c", "a"),
    ] {
        let found = in_filter(expression);
        let found = found.iter().map(|it| it.strip_prefix("Property ").unwrap_or(it));
        assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{expression}");
    }
    let base = r#"
formulas: {a: price}
summaries: {all: values.length + offset}
properties:
  note.status: {displayName: x}
  "due date": {}
  file.name: {}
views:
  - type: cards
    name: status
    order: [file.name, status, note.x, formula.y]
    sort:
      - {property: due, direction: ASC}
    groupBy: 'who'
    image: note.cover
    columnSize: {note.w: 10, other: 20}
    summaries: {price: Average}
    filters: {or: [a, {not: [b]}]}
"#;
    assert_eq!(
        found(base).iter().map(|it| it.strip_prefix("Property ").unwrap_or(it)).collect::<Vec<_>>(),
        [
            "Formula a",
            "price",
            "offset",
            "status",
            "due date",
            "status",
            "x",
            "Formula y",
            "due",
            "who",
            "cover",
            "w",
            "price",
            "a",
            "b"
        ]
    );
}

#[test]
fn only_the_name_changes() {
    let base = "filters:\n  and:\n    - 'file.hasLink(\"It''s\")' # why\n    - \"link(\\\"It's\\\")\"\n    \
                - |\n      link( \"It's#x\" )\n        && a\n    - >-\n      b ||\n      file(\"It's\")\n";
    assert_eq!(
        renamed(base, BaseNameKind::Link, "It's", "a \"b\" c's"),
        "filters:\n  and:\n    - 'file.hasLink(\"a \\\"b\\\" c''s\")' # why\n    \
         - \"link(\\\"a \\\\\\\"b\\\\\\\" c's\\\")\"\n    \
         - |\n      link( \"a \\\"b\\\" c's#x\" )\n        && a\n    \
         - >-\n      b ||\n      file(\"a \\\"b\\\" c's\")\n"
    );
    assert_eq!(
        renamed("filters: a &&\n  file.inFolder('/x/')\r\n", BaseNameKind::Folder, "x", "y/z"),
        "filters: a &&\n  file.inFolder('/y/z/')\r\n"
    );
}

#[test]
fn a_name_gets_the_quotes_that_it_needs() {
    let property = |text: &str, new: &str| renamed(text, BaseNameKind::Property, "x", new);
    for (text, new, expected) in [
        ("filters: x > 1", "y", "filters: y > 1"),
        ("filters: x > 1", "a b", r#"filters: note["a b"] > 1"#),
        ("filters: x > 1", "file", r#"filters: note["file"] > 1"#),
        ("filters: x > 1", "true", r#"filters: note["true"] > 1"#),
        ("filters: note.x > 1", "file", "filters: note.file > 1"),
        ("filters: note.x > 1", "a-b", r#"filters: note["a-b"] > 1"#),
        ("filters: \"x > 1\"", "a b", "filters: \"note['a b'] > 1\""),
        ("filters: note['x'] > x", "a: b", "filters: 'note[''a: b''] > note[\"a: b\"]'"),
        ("filters: {or: [x > 1]}", "a b", r#"filters: {or: ['note["a b"] > 1']}"#),
        ("views: [{order: [x]}]", "a, b", r#"views: [{order: ["a, b"]}]"#),
        ("views: [{order: [x]}]", "file.y", "views: [{order: [note.file.y]}]"),
        ("views: [{order: [note.x]}]", "file.y", "views: [{order: [note.file.y]}]"),
        ("views: [{groupBy: 'x'}]", "it's", "views: [{groupBy: 'it''s'}]"),
        ("properties:\n  x:\n    displayName: x", "1", "properties:\n  \"1\":\n    displayName: x"),
    ] {
        assert_eq!(property(text, new), expected, "{text}");
    }
}

#[test]
fn a_name_is_found_whatever_ends_the_lines() {
    let base = "filters: >\n  link(\"A\")\n\n  && link(\"A\")\n    && link(\"A\")\n\n\nformulas:\n  \
                a: |\n    link(\"A\")\n      .asFile()\n\n    .hasLink(\"A\")\n  \
                b: \"link(\\\"A\\\") \\\n    && link(\\\"A\\\")\n\n    && \\\n    \\ link(\\\"A\\\")\"\n  \
                c: link(\"A\") &&\n\n    link(\"A\")\n  d: 'link(\"A\") &&\n\n    link(\"A\")'\n";
    let expected = base.replace("\"A", "\"B c");
    for end in ["\n", "\r\n", "\r"] {
        let with = |text: &str| text.replace('\n', end);
        assert_eq!(renamed(&with(base), BaseNameKind::Link, "A", "B c"), with(&expected));
    }
}

#[test]
fn a_name_is_found_beside_and_in_escapes_of_yaml() {
    for (text, expected) in [
        (r#""link(\"A\") && \"\t\x41\u00e9\U0001F98B\/\_\" == b && link(\"A\")""#, ["A", "A"]),
        (r#""link(\"\x41\") && link(\"\u0041\")""#, [r"\x41", r"\u0041"]),
    ] {
        let base = format!("filters: {text}\n");
        let found = found(&base);
        assert_eq!(found.iter().filter(|it| it.starts_with("Link")).count(), 2, "{found:?}");
        let renamed = renamed(&base, BaseNameKind::Link, "A", "it's \"B\"");
        let new = r#"it's \\\"B\\\""#;
        let [one, two] = expected.map(|old| format!(r#"link(\"{old}\")"#));
        let expected = base.replace(&one, &format!(r#"link(\"{new}\")"#));
        assert_eq!(renamed, expected.replace(&two, &format!(r#"link(\"{new}\")"#)));
    }
}

#[test]
fn names_that_yaml_hides_are_left_out() {
    assert_eq!(found("filters: &a link(\"A\")\nviews: [{filters: *a}]"), ["Link A"]);
    assert_eq!(found("filters: [a"), [""; 0]);
    assert_eq!(found("filters: a =\nviews: [{order: [a]}]"), ["Property a"]);
}
