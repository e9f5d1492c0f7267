//! The parts of a base that editors colour.

use linkwright_syntax::base_text;
use linkwright_syntax::frontmatter::{CoreScalar, Yaml, YamlKind, parse_yaml};
use linkwright_text::Span;

use super::scalar::ScalarOffsets;
use super::unfinished::{BaseSlot, Parent, content_slot, value_slot};
use crate::expr::{ExprToken, ExprTokenKind, tokens};

/// A part of a base with a meaning of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BaseToken {
    /// The part, in bytes of the file. It includes the quotes of text in an expression, and can have
    /// several lines.
    pub span: Span,
    /// The kind of the part.
    pub kind: BaseTokenKind,
}

/// The kind of a [`BaseToken`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BaseTokenKind {
    /// A key of bases, a word such as `table` or `DESC`, `true`, `null`, or a name such as `file`.
    Keyword,
    /// A property, a field or a formula.
    Property,
    /// A function or a summary.
    Function,
    /// Text.
    String,
    /// A number.
    Number,
    /// An operator.
    Operator,
    /// A regular expression.
    Regexp,
}

/// Returns the tokens of the base in `yaml`, a span of `text`, sorted. They do not overlap. YAML that is not
/// valid has none, and so has an expression with a character that cannot be there.
#[must_use]
pub fn base_tokens(text: &str, yaml: Span) -> Vec<BaseToken> {
    let text = &*base_text(text, yaml);
    let mut finder = TokenFinder { text, tokens: Vec::new() };
    if let Ok((Some(root), _)) = parse_yaml(text, yaml) {
        finder.add(&root, &mut Vec::new());
    }
    let mut tokens = finder.tokens;
    tokens.retain(|token| !token.span.is_empty());
    tokens.sort_by_key(|token| (token.span, token.kind));
    // A YAML reference repeats what it refers to.
    tokens.dedup_by(|a, b| a.span == b.span);
    tokens
}

struct TokenFinder<'t> {
    text: &'t str,
    tokens: Vec<BaseToken>,
}

impl TokenFinder<'_> {
    fn add<'y>(&mut self, yaml: &'y Yaml, parents: &mut Vec<Parent<'y>>) {
        match &yaml.kind {
            YamlKind::Scalar { .. } => {
                let slot = match parents.last() {
                    Some(Parent::Key(_)) => value_slot(parents, ""),
                    _ => content_slot(parents),
                };
                self.add_scalar(yaml, slot);
            }
            YamlKind::List(items) => {
                parents.push(Parent::Item);
                items.iter().for_each(|item| self.add(item, parents));
                parents.pop();
            }
            YamlKind::Map(entries) => {
                let slot = content_slot(parents);
                for (key, value) in entries {
                    let YamlKind::Scalar { value: name, .. } = &key.kind else { continue };
                    let is_known = |slot: BaseSlot| slot.keys().iter().any(|it| it.name == *name);
                    let kind = match slot.is_some_and(is_known) {
                        true => BaseTokenKind::Keyword,
                        false => BaseTokenKind::Property,
                    };
                    self.push(key.span, kind);
                    parents.push(Parent::Key(name));
                    self.add(value, parents);
                    parents.pop();
                }
            }
        }
    }

    fn add_scalar(&mut self, yaml: &Yaml, slot: Option<BaseSlot>) {
        let kind = match slot {
            Some(BaseSlot::Expression | BaseSlot::Filter) => return self.add_expression(yaml),
            Some(BaseSlot::Property | BaseSlot::Sort | BaseSlot::PropertyKey) => {
                BaseTokenKind::Property
            }
            Some(BaseSlot::ViewType | BaseSlot::Direction) => BaseTokenKind::Keyword,
            Some(BaseSlot::Summary) => BaseTokenKind::Function,
            Some(BaseSlot::Key(_)) | None => match yaml.core() {
                Some(CoreScalar::Number(_)) => BaseTokenKind::Number,
                Some(CoreScalar::Bool(_) | CoreScalar::Null) => BaseTokenKind::Keyword,
                _ => BaseTokenKind::String,
            },
        };
        self.push(yaml.span, kind);
    }

    fn add_expression(&mut self, yaml: &Yaml) {
        let YamlKind::Scalar { value, quote } = &yaml.kind else { return };
        let Ok(found) = tokens(value) else { return };
        let offsets = ScalarOffsets::of(self.text, yaml.span, value, *quote);
        for (at, token) in found.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| &found[at].kind);
            let kind = kind(token, before, found.get(at + 1).map(|it| &it.kind));
            if let (Some(kind), Some(span)) = (kind, offsets.in_file(token.span)) {
                self.push(span, kind);
            }
        }
    }

    fn push(&mut self, span: Span, kind: BaseTokenKind) {
        self.tokens.push(BaseToken { span, kind });
    }
}

/// The kind of a token of an expression, between these; `None` for brackets, commas and dots.
fn kind(
    token: &ExprToken,
    before: Option<&ExprTokenKind>,
    after: Option<&ExprTokenKind>,
) -> Option<BaseTokenKind> {
    let is_mark = |kind: Option<&ExprTokenKind>, mark: &str| matches!(kind, Some(ExprTokenKind::Mark(it)) if *it == mark);
    Some(match &token.kind {
        ExprTokenKind::Name(_) if is_mark(after, "(") => BaseTokenKind::Function,
        ExprTokenKind::Name(_) if is_mark(before, ".") => BaseTokenKind::Property,
        ExprTokenKind::Name(name) => match &**name {
            "file" | "note" | "formula" | "this" | "true" | "false" | "null" => {
                BaseTokenKind::Keyword
            }
            _ => BaseTokenKind::Property,
        },
        ExprTokenKind::Number(_) => BaseTokenKind::Number,
        ExprTokenKind::String(_) => BaseTokenKind::String,
        ExprTokenKind::Regexp(_) => BaseTokenKind::Regexp,
        ExprTokenKind::Mark("(" | ")" | "[" | "]" | "{" | "}" | "," | "." | ":")
        | ExprTokenKind::End => return None,
        ExprTokenKind::Mark(_) => BaseTokenKind::Operator,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(base: &str, expected: &str) {
        let found = base_tokens(base, Span::new(0, base.len()));
        let shown: Vec<_> =
            found.iter().map(|it| format!("{:?} {}", it.kind, &base[it.span])).collect();
        assert_eq!(shown.join(", "), expected, "{base}");
    }

    #[test]
    fn expressions() {
        check(
            "filters: file.hasTag(\"a\") && !(status != 1.5)",
            "Keyword filters, Keyword file, Function hasTag, String \"a\", Operator &&, Operator !, \
             Property status, Operator !=, Number 1.5",
        );
        check(
            "formulas: {x: /a/i.matches(file.name) || true}",
            "Keyword formulas, Property x, Regexp /a/i, Function matches, Keyword file, Property name, \
             Operator ||, Keyword true",
        );
        check(
            "filters:\n  and:\n    - 'a == ''b'''",
            "Keyword filters, Keyword and, Property a, Operator ==, String ''b''",
        );
        check("filters: a = b", "Keyword filters");
        check("filters: \"a", "");
    }

    #[test]
    fn views() {
        check(
            "views:\n  - type: table\n    name: All\n    limit: 5\n    order: [file.name, note.x]\n    groupBy: y\n    \
             sort:\n      - property: z\n        direction: DESC\n    summaries: {price: Sum}\n    image: note.cover",
            "Keyword views, Keyword type, Keyword table, Keyword name, String All, Keyword limit, Number 5, \
             Keyword order, Property file.name, Property note.x, Keyword groupBy, Property y, Keyword sort, \
             Keyword property, Property z, Keyword direction, Keyword DESC, Keyword summaries, Property price, \
             Function Sum, Property image, String note.cover",
        );
        check(
            "properties:\n  a:\n    displayName: B\nother: {c: null}",
            "Keyword properties, Property a, Keyword displayName, String B, Property other, Property c, \
             Keyword null",
        );
        check("views:\n  - &v\n    name: a\n  - *v", "Keyword views, Keyword name, String a");
    }

    proptest! {
        #[test]
        fn tokens_are_sorted_and_do_not_overlap(
            parts in prop::collection::vec(prop::sample::select(&[
                "filters", "views", "order", ": ", ":\n", "\n", "- ", "  ", "a", "é", "\"", "'", "[", "]", "{", "}",
                ", ", "&x ", "*x", "|\n", ">-\n", "file.", "f(", ")", " == ", "/", "\\", "1", "#", "\r\n", "\u{feff}",
            ][..]), 0..24)
        ) {
            let base = parts.concat();
            let found = base_tokens(&base, Span::new(0, base.len()));
            for pair in found.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start, "{:?} in {:?}", pair, base);
            }
            for token in found {
                prop_assert!(base.get(token.span.range()).is_some(), "{:?} in {:?}", token, base);
            }
        }
    }
}
