use proptest::prelude::*;
use serde_yaml::Value;

use super::super::tree;
use super::*;

#[test]
fn text_that_only_looks_special_stays_plain() {
    for plain in [
        "it's",
        "A:B",
        "yes",
        "No",
        "2023-03-28",
        "5%",
        "A - B",
        "-x",
        "?x",
        ":x",
        "a, b",
        "a]b",
        "a#b",
        "C#",
        "1.2.3",
        "1_000",
        "e3",
        "0b1",
        "a\\b",
        "a \"b\"",
        "日本",
        "--- x",
    ] {
        assert_eq!(quote(plain, QuoteStyle::Plain, false), plain);
    }
}

#[test]
fn text_with_another_meaning_in_yaml_is_quoted() {
    for value in [
        "", " a", "a ", "\u{a0}a", "#a", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", "[a",
        "]a", "{a", "}a", ",a", "- a", "? a", ": a", "-", "?", ":", "a: b", "a #b", "a:", "null",
        "NuLL", "~", "tRUE", "False", "12", "1.5", "1e3", "0x1F", "0o17", ".inf", "-.INF", ".NaN",
        "'a'",
    ] {
        assert_eq!(quote(value, QuoteStyle::Plain, false), format!("\"{value}\""));
    }
    assert_eq!(quote("\"a\"", QuoteStyle::Plain, false), "'\"a\"'");
    assert_eq!(quote("\"a\": it's", QuoteStyle::Plain, false), "'\"a\": it''s'");
    assert_eq!(quote("#\\", QuoteStyle::Plain, false), "\"#\\\\\"");
}

#[test]
fn commas_and_brackets_need_quotes_in_a_flow_list_only() {
    for value in ["a, b", "a[b", "a]b", "a{b", "a}b"] {
        assert_eq!(quote(value, QuoteStyle::Plain, false), value);
        assert_eq!(quote(value, QuoteStyle::Plain, true), format!("\"{value}\""));
    }
}

#[test]
fn the_preferred_style_is_kept() {
    assert_eq!(quote("it's", QuoteStyle::Single, false), "'it''s'");
    assert_eq!(quote("say \"a\\b\"", QuoteStyle::Double, false), r#""say \"a\\b\"""#);
    assert_eq!(quote("a", QuoteStyle::Block, false), "a");
    // Single quotes have no escapes.
    assert_eq!(quote("a\nb", QuoteStyle::Single, false), "\"a\\nb\"");
}

#[test]
fn text_is_escaped_for_its_style() {
    assert_eq!(escape("it's", QuoteStyle::Single), "it''s");
    assert_eq!(escape("a\"\\", QuoteStyle::Double), "a\\\"\\\\");
    assert_eq!(escape("it's \"a\"", QuoteStyle::Plain), "it's \"a\"");
}

/// The scalar under `k`, or in a list under `k`, by our parser.
fn our_value(yaml: &str) -> String {
    let span = linkwright_text::Span::new(0, yaml.len());
    let tree = tree::parse(yaml, span).unwrap_or_else(|problem| panic!("{yaml:?}: {problem:?}"));
    let (value, style) = tree.nodes.last().unwrap().scalar().expect("a scalar");
    assert!(style != QuoteStyle::Plain || is_string(value), "{yaml:?} is not a string");
    value.to_owned()
}

/// The same value by `serde_yaml`.
fn serde_value(yaml: &str) -> Value {
    let document: Value = serde_yaml::from_str(yaml).unwrap_or_else(|e| panic!("{yaml:?}: {e}"));
    let value = &document["k"];
    if value.is_sequence() { value[0].clone() } else { value.clone() }
}

/// Whether only `serde_yaml` reads `value` as a number: the core schema of YAML 1.2 has no binary
/// numbers, and no signs before hexadecimal and octal numbers.
fn is_number_only_in_serde(value: &str) -> bool {
    let unsigned = value.trim_start_matches(['-', '+']);
    unsigned.starts_with("0b") || unsigned != value && unsigned.starts_with(['0'])
}

proptest! {
    #[test]
    fn a_quoted_value_is_read_back_unchanged(
        value in prop_oneof![
            any::<String>(),
            "[-+]?[0-9.]{0,4}([eExo][-+]?[0-9a-f]{0,3})?",
            proptest::collection::vec(
                proptest::sample::select(vec![
                    " ", "a", "é", ":", ": ", "-", "- ", "#", " #", ",", ", ", "'", "\"", "\\", "[",
                    "]", "{", "}", "?", "!", "&", "*", "@", "`", "%", "|", ">", "~", "null", "true",
                    "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{feff}", "\u{a0}", "---", "...", "0",
                    "日本", "👩‍🚀", "<<", "=", "\u{7f}",
                ]),
                0..8,
            ).prop_map(|pieces| pieces.concat()),
        ],
        style in proptest::sample::select(vec![
            QuoteStyle::Plain, QuoteStyle::Single, QuoteStyle::Double, QuoteStyle::Block,
        ]),
    ) {
        let in_block = quote(&value, style, false);
        for yaml in [
            format!("k: {in_block}"),
            format!("k: {in_block} # c\n"),
            format!("k:\n- {in_block}\n"),
        ] {
            prop_assert_eq!(our_value(&yaml), value.as_str(), "{}", yaml);
            if !is_number_only_in_serde(&value) {
                prop_assert_eq!(serde_value(&yaml), Value::String(value.clone()), "{}", yaml);
            }
        }
        let in_flow = quote(&value, style, true);
        for yaml in [format!("k: [{in_flow}]\n"), format!("k: [ {in_flow}, ]\n")] {
            prop_assert_eq!(our_value(&yaml), value.as_str(), "{}", yaml);
            // serde_yaml reads YAML 1.1, where `?` and `:` have more meanings in a flow list.
            let differs = value.starts_with(['?', ':']) || value.contains(":?");
            if !is_number_only_in_serde(&value) && (in_flow != value || !differs) {
                prop_assert_eq!(serde_value(&yaml), Value::String(value.clone()), "{}", yaml);
            }
        }
    }
}
