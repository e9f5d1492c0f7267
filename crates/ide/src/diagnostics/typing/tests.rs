use linkwright_settings::{DiagnosticCode, Settings, Severity};
use linkwright_text::Text;
use linkwright_vault::Change;

use super::TypedItem;
use crate::diagnostics::diagnostics;
use crate::fixture::Vaulted;

/// The text that is being typed at the `$0`.
fn typed(source: &str) -> Option<String> {
    let vaulted = Vaulted::parse(source);
    let (note, text, offset) = vaulted.cursor();
    let item = TypedItem::at(&vaulted.vault, note, &Text::new(text), offset)?;
    Some(text[item.span].trim_end().to_owned())
}

#[test]
fn a_link_is_typed_between_its_ends() {
    for (source, link) in [
        ("a [[sle$0]] b", "[[sle]]"),
        ("a [[sle]$0] b", "[[sle]]"),
        ("a ![[sle#He$0]] b", "![[sle#He]]"),
        ("a [[sle|wor$0ds]] b", "[[sle|words]]"),
        ("a [x](sle$0) b", "[x](sle)"),
        ("a [![x](pic$0.png)](sle) b", "[![x](pic.png)](sle)"),
        ("[x]: sle$0\n", "[x]: sle"),
        ("[x]: sle#he$0\n", "[x]: sle#he"),
        ("<a href=sle$0>b</a>", "href=sle"),
        ("---\nup: \"[[sle$0]]\"\n---\n", "[[sle]]"),
    ] {
        assert_eq!(typed(source).as_deref(), Some(link), "{source}");
    }
}

#[test]
fn other_items_are_typed_where_the_cursor_touches_them() {
    for (source, item) in [
        ("a[^1$0] b", "[^1]"),
        ("[^1$0]: b", "[^1]:"),
        ("a [the text][la$0] c", "la"),
        ("[la$0]: https://a.example\n", "[la]: https://a.example"),
        ("[la]: https://a.example$0\n", "[la]: https://a.example"),
        ("a [b](c d.md$0) e", "c d.md"),
        ("words ^ab$0\n", "ab"),
        ("# Title\n\n## Pa$0\n", "## Pa"),
        ("---\na: b\nti$0\n---\n", "ti"),
        ("---\ntags: [a, $0\n---\n", "tags: [a,"),
        ("---\naliases:\n  - $0\n---\n", "  -"),
        ("```base\nviews:\n  - typ$0e\n```\n", "  - type"),
        ("//- /a.base\nfilters: a.$0\nviews:\n", "filters: a."),
        ("a\n\n```base$0\n\nwords\n", "```base"),
        ("- > ~~~base$0\n  >\n", "- > ~~~base"),
    ] {
        assert_eq!(typed(source).as_deref(), Some(item), "{source}");
    }
}

#[test]
fn a_cursor_before_or_behind_an_item_types_none() {
    for source in [
        "a [[sle]]$0 b",
        "a $0[[sle]] b",
        "[[a]]$0[[b]]",
        "[x](sle)$0",
        "[[sle$0",
        "a[^1]$0",
        "a$0[^1]",
        "[^1]:$0 words",
        "[^1]: wo$0rds",
        "words ^ab\n$0",
        "# Title\n$0",
        "wo$0rds ^ab",
        "#ta$0g",
    ] {
        assert_eq!(typed(source), None, "{source}");
    }
}

/// Types the part between the first `‹` and `›` of a text, letter by letter, and closes brackets as editors
/// do: the part behind `›` is there from the start. Returns the problems that are not held back.
fn shown_while_typing(source: &str) -> Vec<String> {
    let (before, rest) = source.split_once('‹').expect("a ‹");
    let (keys, after) = rest.split_once('›').expect("a ›");
    let mut shown = Vec::new();
    let ends = keys.char_indices().map(|(at, letter)| at + letter.len_utf8());
    for end in ends {
        let text = format!("{before}{}$0{after}", &keys[..end]);
        let mut vaulted = Vaulted::parse(&text);
        let mut settings = Settings::default();
        for code in [DiagnosticCode::DuplicateHeading, DiagnosticCode::OrphanNote] {
            settings.severities.insert(code, Severity::Hint);
        }
        vaulted.vault.apply(Change::Settings(Box::new(settings)));
        let (note, text, offset) = vaulted.cursor();
        let item = TypedItem::at(&vaulted.vault, note, &Text::new(text), offset);
        let found = diagnostics(&vaulted.vault, note).into_iter();
        let found = found.filter(|it| !item.is_some_and(|item| item.has_problem(it.code, it.span)));
        shown.extend(found.map(|it| format!("{}: {}", &text[..offset as usize], it.code.name())));
    }
    shown
}

#[test]
fn nothing_is_reported_about_what_is_being_typed() {
    let other = "\n//- /other.md\n---\naliases: [Ada]\n---\n[[note]]\n";
    let mut flashes = Vec::new();
    for source in [
        "See [[‹sle›]]",
        "See [[‹other#Par›]]",
        "See [[‹other#^bl›]]",
        "See [[‹Ada›]]",
        "See ![[‹pic.pn›]]",
        "See [x](‹a b.md›)",
        "See [x](‹other.md#par›)",
        "A note[^‹12›]",
        "[^‹note›]: words",
        "[the text][‹label›]",
        "[‹label›]: https://a.example",
        "[label]: ‹https://a.example›",
        "One ^ab\n\nTwo ^‹abc›",
        "# Title\n\n## One\n\n## ‹One more›",
        "---\n‹aliases: [Ada, \"Bo b\", 12 years]›\ntitle: x\n---\n",
        "---\naliases:\n  - ‹12 years›\n---\n",
        "---\naliases:\n  - ‹Ada L›\n---\n",
        "---\ntags: ‹[a b, #c›]\ntitle: x\n---\n",
        "---\ntags:\n  - ‹#c›\n---\n",
        "---\nup: ‹\"[[sle›]]\"\n---\n",
        "---\nup: ‹[[sle›]]\n---\n",
        "---\nkey: ‹{a: b: c›}\n---\n",
        "---\n‹date: 2020-01-01 12:›\n---\n",
    ] {
        flashes.extend(shown_while_typing(&format!("{source}\n{other}")));
    }
    assert_eq!(flashes, [""; 0]);
}

#[test]
fn every_other_problem_is_reported_at_once() {
    let other = "\n//- /other.md\n[[note]]\n";
    for (source, code) in [
        ("[[gone]] [[‹s›]]", "broken-link"),
        ("[^1] [[‹o›]]", "undefined-footnote"),
        ("[^1] [^‹2›]", "undefined-footnote"),
        ("One ^ab\n\nTwo ^ab\n\n^‹c›", "duplicate-block-id"),
        ("# Title ‹a›\n\n[[gone]]", "broken-link"),
        ("---\nup: [\"[[gone]]\", ‹a›]\n---\n", "broken-link"),
        ("---\na: \"b\nc: ‹d›\n---\n", "invalid-frontmatter"),
    ] {
        let shown = shown_while_typing(&format!("{source}\n{other}"));
        assert!(
            shown.iter().all(|it| it.ends_with(code)) && shown.len() == 1,
            "{source}: {shown:?}"
        );
    }
    // A note that nothing links to, while its title is typed.
    let shown = shown_while_typing("# Ti‹t›\n");
    assert_eq!(shown, ["# Tit: orphan-note"]);
}
