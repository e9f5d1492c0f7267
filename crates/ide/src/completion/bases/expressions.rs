//! What can stand in an expression.

use linkwright_query::expr::{ExprKind, parse};
use linkwright_query::{BaseSlot, ExprSlot, Type, fields_of, functions, methods, unfinished_expr};
use linkwright_syntax::frontmatter::QuoteStyle;

use super::BaseCursor;
use super::word::Word;
use crate::completion::{Completion, SuggestionKind};

/// The names with a meaning of their own in expressions.
const NAMESPACES: [(&str, &str); 4] = [
    ("file", "The file of the row."),
    ("formula", "The formulas of this base."),
    ("note", "The properties of the note."),
    ("this", "The file that the base is in."),
];

impl BaseCursor<'_> {
    /// The suggestions in an expression. `typed` is the part of it before the cursor.
    pub(super) fn in_expression(&self, slot: BaseSlot, typed: &str) -> Completion {
        let source = unescape(typed, self.style);
        let Some(found) = unfinished_expr(&source) else { return Completion::default() };
        let part = &source[found.typed.range()];
        let typed_len = escape(part, self.style).len();
        let is_part = |c: char| c.is_alphanumeric() || "_$".contains(c);
        let mut rest = self.after.find(|c| !is_part(c)).unwrap_or(self.after.len());
        let is_called = self.after[rest..].starts_with('(');
        let words = match found.slot {
            ExprSlot::Value => {
                let is_start = slot == BaseSlot::Filter && found.typed.start == 0;
                let keys = if is_start { self.keys(slot) } else { Vec::new() };
                self.value_words(is_called).chain(keys).collect()
            }
            ExprSlot::Member(receiver) => member_words(receiver, is_called).collect(),
            ExprSlot::Formula => self.formulas().filter(is_identifier).collect(),
            ExprSlot::Property => self.properties().into_iter().filter(is_identifier).collect(),
            ExprSlot::Text { kind, compared, quote, with_hash } => {
                let end = end_of_text(self.after, quote, self.style);
                rest = end.unwrap_or(0);
                let closing = match end {
                    Some(_) => String::new(),
                    None => escape(&quote.to_string(), self.style),
                };
                let words = match (kind, compared) {
                    (Some(kind), _) => self.named(kind, part, with_hash),
                    (None, Some(property)) => self.values(&property),
                    (None, None) => Vec::new(),
                };
                let write = |word: Word| {
                    let escaped = word.insert.replace('\\', "\\\\");
                    let escaped = escaped.replace(quote, &format!("\\{quote}"));
                    Word { insert: escape(&escaped, self.style) + &closing, ..word }
                };
                words.into_iter().map(write).collect()
            }
        };
        self.rank(part, typed_len, rest, words)
    }

    /// What a value can start with: the properties, the names with a meaning of their own, and functions.
    fn value_words(&self, is_called: bool) -> impl Iterator<Item = Word> {
        let properties = self.properties().into_iter().map(|mut word| {
            let is_reserved = NAMESPACES.iter().any(|(reserved, _)| *reserved == word.label);
            if is_reserved || !is_identifier(&word) {
                let name = word.label.replace('\\', "\\\\").replace('"', "\\\"");
                word.insert = escape(&format!("note[\"{name}\"]"), self.style);
            }
            word
        });
        let namespace = |(name, summary): (&str, _)| {
            Word::new(SuggestionKind::Field, name).described("", summary)
        };
        let globals = functions().filter(|function| function.receiver.is_none());
        let globals = globals.map(move |function| Word::call(function, is_called));
        properties.chain(NAMESPACES.map(namespace)).chain(globals)
    }
}

/// The fields and functions of values of the type `receiver`.
fn member_words(receiver: Option<Type>, is_called: bool) -> impl Iterator<Item = Word> {
    let methods = methods(receiver).map(move |function| Word::call(function, is_called));
    fields_of(receiver).map(Word::field).chain(methods)
}

/// Whether an expression can name the property or formula `word` without quotes.
fn is_identifier(word: &Word) -> bool {
    let is_whole = |kind: &ExprKind| matches!(kind, ExprKind::Name(read) if **read == *word.label);
    parse(&word.label).is_ok_and(|expr| is_whole(&expr.kind))
}

/// The value of the part of a scalar in these quotes.
fn unescape(part: &str, style: QuoteStyle) -> String {
    match style {
        QuoteStyle::Single => part.replace("''", "'"),
        QuoteStyle::Double => part.replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => part.to_owned(),
    }
}

/// Where the text that is open before `after`, the rest of the line, ends: at its quote. `None` if no quote
/// closes it, so that the next one opens another text.
fn end_of_text(after: &str, quote: char, style: QuoteStyle) -> Option<usize> {
    let (mut end, mut open, mut escaped) = (None, Some(quote), false);
    let mut rest = after;
    while let Some((c, next)) = next_char(rest, style) {
        match open {
            _ if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(mark) if c == mark => {
                open = None;
                end.get_or_insert(after.len() - rest.len());
            }
            None if matches!(c, '"' | '\'') => open = Some(c),
            // A comment.
            None if style == QuoteStyle::Plain && rest.starts_with(" #") => break,
            _ => {}
        }
        rest = next;
    }
    end.filter(|_| open.is_none())
}

/// The next character of a scalar in these quotes, and the text after it; `None` at the end of the scalar.
fn next_char(text: &str, style: QuoteStyle) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let c = chars.next()?;
    match (style, c) {
        (QuoteStyle::Double, '"') => None,
        (QuoteStyle::Double, '\\') => Some((chars.next()?, chars.as_str())),
        (QuoteStyle::Single, '\'') => Some((c, chars.as_str().strip_prefix('\'')?)),
        _ => Some((c, chars.as_str())),
    }
}

/// A text as it is written in a scalar in these quotes.
fn escape(text: &str, style: QuoteStyle) -> String {
    match style {
        QuoteStyle::Single => text.replace('\'', "''"),
        QuoteStyle::Double => text.replace('\\', "\\\\").replace('"', "\\\""),
        _ => text.to_owned(),
    }
}
