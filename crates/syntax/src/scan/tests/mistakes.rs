use crate::{MistakeKind, scan};

/// The mistakes in `text`: kind and raw text.
fn mistakes(text: &str) -> Vec<(MistakeKind, &str)> {
    scan(text).mistakes.iter().map(|mistake| (mistake.kind, &text[mistake.span])).collect()
}

#[test]
fn a_full_reference_with_an_undefined_label_is_a_mistake() {
    let label = |text| mistakes(text);
    assert_eq!(label("see [the text][nolabel]."), [(MistakeKind::UndefinedLabel, "nolabel")]);
    assert_eq!(label("> [a\n> text][nolabel]"), [(MistakeKind::UndefinedLabel, "nolabel")]);
    assert_eq!(label("[Text][1]\n\n[2]: a.md"), [(MistakeKind::UndefinedLabel, "1")]);
    assert_eq!(label("![text][img]"), [(MistakeKind::UndefinedLabel, "img")]);
    for prose in [
        "[text][a]\n\n[a]: b.md",
        "[x][y] [1][2] [ ][ ]",
        "- [ ] [x][y]",
        "list[one][two] f()[one][two] [one][two](c.md) [one][two][three]",
        "[A-Za-z][a-z0-9] [^one][two] [one][a*b]",
        "`[text][label]` $[text][label]$ \\[text\\][label]",
        "[text][] [text] [label]",
        "[[Note]][label] [string][int]$x",
        "[text][{{label}}] [text][^1]",
    ] {
        assert_eq!(label(prose), [], "{prose}");
    }
}

#[test]
fn a_space_in_a_destination_is_a_mistake() {
    let found = |path| vec![(MistakeKind::SpaceInDestination, path)];
    assert_eq!(mistakes("[x](From the.md)"), found("From the.md"));
    assert_eq!(mistakes("![x](a b (c).png \"title\") d"), found("a b (c).png"));
    assert_eq!(mistakes("[x](a b.md#c d)"), found("a b.md#c d"));
    for prose in [
        "[x](a.md) [x](<a b.md>) [x](a%20b.md) [x](a.md \"t t\") [x]( a.md )",
        "[x](https://e.org/a b) [x](a b\nc) [x]([[a b]])",
        "`[x](a b.md)` [x] (a b.md) [x](a b.md",
    ] {
        assert_eq!(mistakes(prose), [], "{prose}");
    }
}

#[test]
fn ignored_aliases_and_tags_are_mistakes() {
    use MistakeKind::{EmptyAlias, NonStringAlias, SpaceInTag, TagAsComment};
    let yaml = |yaml: &str| -> Vec<(MistakeKind, String)> {
        let text = format!("---\n{yaml}\n---\n");
        mistakes(&text).into_iter().map(|(kind, written)| (kind, written.to_owned())).collect()
    };
    let one = |kind, written: &str| vec![(kind, written.to_owned())];
    assert_eq!(yaml("aliases: 1984"), one(NonStringAlias, "1984"));
    assert_eq!(yaml("aliases: [a, 1e3]"), one(NonStringAlias, "1e3"));
    assert_eq!(yaml("alias:\n  - true"), one(NonStringAlias, "true"));
    assert_eq!(yaml("aliases:\n  - a\n  -\n  - b"), one(EmptyAlias, "-"));
    assert_eq!(yaml("aliases: ['']"), one(EmptyAlias, "''"));
    assert_eq!(yaml("aliases: [~]"), one(EmptyAlias, "~"));
    assert_eq!(yaml("tags: [a b, c]"), one(SpaceInTag, "a b"));
    assert_eq!(yaml("tags: a b, c"), one(SpaceInTag, "a b"));
    assert_eq!(yaml("tags:\n  - 'a b'"), one(SpaceInTag, "a b"));
    assert_eq!(yaml("tags:\n  - #x\n  - y"), one(TagAsComment, "#x"));
    assert_eq!(yaml("tags: #x"), one(TagAsComment, "#x"));
    for good in [
        "aliases:",
        "aliases: []",
        "aliases: [\"1984\", a b]",
        "aliases: # none\ntags: # none",
        "tags:",
        "tags: [a, '#b']",
        "tags: a, b",
        "other: [1, '', a b]",
    ] {
        assert_eq!(yaml(good), [], "{good}");
    }
}

#[test]
fn a_hash_in_a_list_of_tags_is_explained() {
    let problems = |text| scan(text).frontmatter.expect("a frontmatter").problems;
    let text = "---\ntags: [a, #x, b]\n---\n";
    let found = problems(text);
    assert_eq!(&text[found[0].span], "#x");
    assert!(found[0].message.contains("as a comment"), "{found:?}");
    assert_eq!(problems("---\ntags: [a, '#x', b]\n---\n"), []);
}

#[test]
fn definitions_used_as_comments_are_not_links() {
    let text = "[//]: # (words)\n[comment]: <> (words)\n[a]: # 'x'\n[b]: c.md\n[d]: #e\n";
    let facts = scan(text);
    let comments: Vec<_> = facts.labels.iter().map(|label| label.is_comment).collect();
    assert_eq!(comments, [true, true, true, false, false]);
    assert_eq!(facts.links.len(), 2);
}
