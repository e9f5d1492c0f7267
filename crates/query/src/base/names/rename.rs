//! Writes other names in place of those in a base.

use linkwright_syntax::frontmatter::{QuoteStyle, escape, quote};
use linkwright_text::{Edit, Span, apply_edits};

use super::kinds::{is_bare_value, is_identifier, is_safe_identifier};
use super::{BaseName, BaseNameForm};
use crate::expr::parse;

impl BaseName {
    /// Whether this is where the thing is defined: the key of a formula.
    #[must_use]
    pub fn is_definition(&self) -> bool {
        self.form == BaseNameForm::FormulaKey
    }

    /// What replaces which part of the scalar's value, if the name becomes `new`.
    fn replacement(&self, new: &str) -> (Span, String) {
        // The quotes that need no escape in YAML.
        let mark = if self.scalar.quote == QuoteStyle::Double { '\'' } else { '"' };
        let quoted = || format!("{mark}{}{mark}", in_literal(new, mark));
        let index = |of: &str| format!("{of}[{}]", quoted());
        match &self.form {
            BaseNameForm::Literal { quote } => (self.in_value, in_literal(new, *quote)),
            BaseNameForm::Bare if is_bare(new) => (self.in_value, new.to_owned()),
            BaseNameForm::Bare => (self.in_value, quoted()),
            BaseNameForm::Identifier if is_safe_identifier(new) => (self.in_value, new.to_owned()),
            BaseNameForm::Identifier => (self.in_value, index("note")),
            BaseNameForm::Field { .. } if is_identifier(new) => (self.in_value, new.to_owned()),
            BaseNameForm::Field { whole, of } => (*whole, index(of)),
            BaseNameForm::FormulaKey => (self.in_value, new.to_owned()),
            BaseNameForm::Key { has_prefix } => {
                let reads_as_prefix =
                    matches!(new.split_once('.'), Some(("file" | "formula" | "note", _)));
                let prefix = if reads_as_prefix && !has_prefix { "note." } else { "" };
                (self.in_value, [prefix, new].concat())
            }
        }
    }
}

/// Whether `text` is a number or a boolean of the expression language.
fn is_bare(text: &str) -> bool {
    let expr = parse(text);
    expr.is_ok_and(|expr| is_bare_value(&expr) && expr.span == Span::new(0, text.len()))
}

/// Escapes `text` for a string of an expression between these quotes.
fn in_literal(text: &str, quote: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == quote || c == '\\' {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Returns the edits that give names of one base new names. `names` are some of those that
/// [`base_names`](super::base_names) found in it, in the same order, each with its new name. The edits stay
/// inside the literals and keep their quotes. A scalar without quotes gets some if YAML needs them then.
#[must_use]
pub fn rename_base_names(names: &[(&BaseName, &str)]) -> Vec<Edit> {
    let same_scalar = names.chunk_by(|(a, _), (b, _)| a.scalar.span == b.scalar.span);
    same_scalar.flat_map(edits_in_scalar).collect()
}

/// The edits for names that are all in one scalar.
fn edits_in_scalar(names: &[(&BaseName, &str)]) -> Vec<Edit> {
    let Some((BaseName { scalar, .. }, _)) = names.first() else { return Vec::new() };
    let mut parts: Vec<Edit> = names
        .iter()
        .map(|(name, new)| name.replacement(new))
        .map(|(span, new)| Edit::new(span, new))
        .collect();
    parts.sort_by_key(|part| part.span);
    let Ok(value) = apply_edits(&scalar.value, &parts) else { return Vec::new() };
    let is_plain = |value: &str| quote(value, QuoteStyle::Plain, scalar.in_flow) == value;
    // A plain scalar over several lines has no form in which `is_plain` could be asked.
    if scalar.quote == QuoteStyle::Plain && is_plain(&scalar.value) && !is_plain(&value) {
        let quoted = quote(&value, QuoteStyle::Plain, scalar.in_flow);
        return vec![Edit::new(scalar.span, quoted)];
    }
    parts
        .into_iter()
        .filter_map(|Edit { span, insert }| {
            let span = scalar.offsets.in_file(span)?;
            Some(Edit::new(span, escape(&insert, scalar.quote)))
        })
        .collect()
}
