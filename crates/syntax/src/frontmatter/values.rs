//! YAML as plain data with byte spans: the property values of a note, and `.base` files.

use linkwright_text::Span;

use super::quote::is_string;
use super::tree::{self, Node, NodeKind, YamlTree};
use super::{QuoteStyle, YamlProblem};

/// Maximum number of values that are read from one document. References can repeat a value, so a short
/// document could have very many.
const MAX_VALUES: usize = 100_000;

/// Maximum nesting depth of the values that are read.
const MAX_DEPTH: usize = 64;

/// A value of a YAML document. Its spans are spans of the whole text.
#[derive(Clone, PartialEq, Debug)]
pub struct Yaml {
    /// The value, including quotes and brackets; a reference has its own span. It is empty, after the
    /// `:` or `-`, for a missing value.
    pub span: Span,
    /// The kind of the value.
    pub kind: YamlKind,
    /// Whether the value is in a flow list or map: `[…]` or `{…}`.
    pub in_flow: bool,
}

/// The kind of a [`Yaml`] value.
#[derive(Clone, PartialEq, Debug)]
pub enum YamlKind {
    /// A scalar.
    Scalar {
        /// The value: escapes are decoded.
        value: String,
        /// The quotes of the scalar.
        quote: QuoteStyle,
    },
    /// A list.
    List(Vec<Yaml>),
    /// The entries of a map, in order, duplicate keys included.
    Map(Vec<(Yaml, Yaml)>),
}

/// The meaning of a scalar in the core schema of YAML 1.2.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum CoreScalar<'y> {
    /// A missing value, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(&'y str),
}

impl Yaml {
    /// The meaning of a scalar; `None` for lists and maps.
    #[must_use]
    pub fn core(&self) -> Option<CoreScalar<'_>> {
        let YamlKind::Scalar { value, quote } = &self.kind else { return None };
        if *quote != QuoteStyle::Plain || is_string(value) {
            return Some(CoreScalar::String(value));
        }
        Some(match &**value {
            "true" | "True" | "TRUE" => CoreScalar::Bool(true),
            "false" | "False" | "FALSE" => CoreScalar::Bool(false),
            "" | "~" | "null" | "Null" | "NULL" => CoreScalar::Null,
            number => CoreScalar::Number(core_number(number)),
        })
    }
}

/// The value of a number in the core schema.
fn core_number(number: &str) -> f64 {
    let radix = |digits: &str, radix| {
        digits.chars().fold(0.0, |value, digit| {
            value * f64::from(radix) + digit.to_digit(radix).map_or(0.0, f64::from)
        })
    };
    match number {
        _ if number.starts_with("0o") => radix(&number[2..], 8),
        _ if number.starts_with("0x") => radix(&number[2..], 16),
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        _ => match number.trim_start_matches(['-', '+']) {
            ".inf" | ".Inf" | ".INF" if number.starts_with('-') => f64::NEG_INFINITY,
            ".inf" | ".Inf" | ".INF" => f64::INFINITY,
            _ => number.parse().unwrap_or(f64::NAN),
        },
    }
}

/// Parses the YAML in `yaml`, a span of `text`. Returns the root value, `None` for an empty document,
/// and the problems of YAML that can be parsed, such as duplicate keys.
///
/// # Errors
/// The problem that stopped the parser. A second document is such a problem.
pub fn parse_yaml(text: &str, yaml: Span) -> Result<(Option<Yaml>, Vec<YamlProblem>), YamlProblem> {
    let mut tree = tree::parse(text, yaml)?;
    let problems = std::mem::take(&mut tree.problems);
    let mut left = MAX_VALUES;
    let root = (!tree.nodes.is_empty()).then(|| value_at(&tree, 0, 0, &mut left));
    Ok((root, problems))
}

fn value_at(tree: &YamlTree<'_>, at: usize, depth: usize, left: &mut usize) -> Yaml {
    let Node { span, in_flow, .. } = tree.nodes[at];
    let null = YamlKind::Scalar { value: String::new(), quote: QuoteStyle::Plain };
    let Some(resolved) = tree.resolve(at).filter(|_| depth < MAX_DEPTH && *left > 0) else {
        return Yaml { span, kind: null, in_flow };
    };
    *left -= 1;
    let kind = match &tree.nodes[resolved].kind {
        NodeKind::Scalar { value, quote } => {
            YamlKind::Scalar { value: value.to_string(), quote: *quote }
        }
        NodeKind::List { .. } => {
            let items = tree.children(resolved);
            YamlKind::List(items.map(|item| value_at(tree, item, depth + 1, left)).collect())
        }
        NodeKind::Map { .. } => YamlKind::Map(
            tree.entries(resolved)
                .map(|(key, value)| {
                    let key = value_at(tree, key, depth + 1, left);
                    (key, value_at(tree, value, depth + 1, left))
                })
                .collect(),
        ),
        NodeKind::Reference { .. } => null,
    };
    Yaml { span, kind, in_flow }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &Yaml) -> String {
        let all = |items: &[Yaml]| items.iter().map(shown).collect::<Vec<_>>().join(" ");
        match &value.kind {
            YamlKind::Scalar { .. } => format!("{:?}", value.core().expect("a scalar")),
            YamlKind::List(items) => format!("[{}]", all(items)),
            YamlKind::Map(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| format!("{}: {}", shown(key), shown(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn parsed(text: &str) -> String {
        let (root, problems) = parse_yaml(text, Span::new(0, text.len())).expect("valid YAML");
        assert_eq!(problems, []);
        root.as_ref().map_or_else(String::new, shown)
    }

    #[test]
    fn scalars_have_the_types_of_the_core_schema() {
        for (text, value) in [
            ("", ""),
            ("~", "Null"),
            ("True", "Bool(true)"),
            ("0x1F", "Number(31.0)"),
            ("0o17", "Number(15.0)"),
            ("-1.5e1", "Number(-15.0)"),
            ("-.inf", "Number(-inf)"),
            ("'1'", "String(\"1\")"),
            ("yes", "String(\"yes\")"),
            ("2026-11-29", "String(\"2026-11-29\")"),
        ] {
            assert_eq!(parsed(text), value, "{text}");
        }
    }

    #[test]
    fn lists_maps_and_references_are_values() {
        let text = "a: [1, {b: c}]\nd:\n  - &x e\n  - *x\nf:\n";
        let values = "{String(\"a\"): [Number(1.0) {String(\"b\"): String(\"c\")}], \
                      String(\"d\"): [String(\"e\") String(\"e\")], String(\"f\"): Null}";
        assert_eq!(parsed(text), values);
    }

    #[test]
    fn references_that_multiply_and_deep_nesting_are_bounded() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for at in 1..40 {
            let before = at - 1;
            text += &format!("a{at}: &a{at} [*a{before}, *a{before}]\n");
        }
        assert!(parsed(&text).len() < 100 * MAX_VALUES);
        let deep = "[".repeat(90) + &"]".repeat(90);
        assert!(parsed(&deep).contains("Null"));
    }
}
