//! Decides which scalars need quotes, and quotes them.

use std::borrow::Cow;
use std::fmt::Write;

/// The style of a scalar: its quotes, or a block scalar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuoteStyle {
    /// Without quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|` or `>`. Such scalars are read but not edited.
    Block,
}

/// Whether a plain scalar is a string in the core schema of YAML 1.2: not null, a boolean or a
/// number.
pub(super) fn is_string(plain: &str) -> bool {
    !matches!(
        plain,
        "" | "~"
            | "null"
            | "Null"
            | "NULL"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
    ) && !is_number(plain)
}

fn is_number(plain: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if let Some(octal) = plain.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| matches!(b, b'0'..=b'7'));
    }
    if let Some(hex) = plain.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if matches!(plain, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let mantissa = match mantissa.split_once('.') {
        Some(("", part)) => digits(part),
        Some((whole, part)) => digits(whole) && (part.is_empty() || digits(part)),
        None => digits(mantissa),
    };
    mantissa && exponent.is_none_or(|e| digits(e.strip_prefix(['-', '+']).unwrap_or(e)))
}

/// Writes `value` as a scalar. `style` is the preferred style, usually that of the replaced scalar;
/// `in_flow` is whether the scalar is in a flow list or map. If plain text would have another
/// meaning in YAML, it gets double quotes, or single quotes if it contains a `"`. A block style
/// counts as plain. Text that single quotes cannot express gets double quotes.
#[must_use]
pub fn quote(value: &str, style: QuoteStyle, in_flow: bool) -> String {
    let style = match style {
        QuoteStyle::Plain | QuoteStyle::Block if can_be_plain(value, in_flow) => {
            return value.to_owned();
        }
        QuoteStyle::Plain | QuoteStyle::Block if value.contains('"') => QuoteStyle::Single,
        QuoteStyle::Plain | QuoteStyle::Block => QuoteStyle::Double,
        quoted => quoted,
    };
    if style == QuoteStyle::Single && !value.contains(needs_escape) {
        format!("'{}'", escape(value, QuoteStyle::Single))
    } else {
        format!("\"{}\"", escape(value, QuoteStyle::Double))
    }
}

/// Escapes `text` for the inside of a scalar of this style, for example to replace a link in a
/// property. In plain and block scalars nothing is escaped.
#[must_use]
pub fn escape(text: &str, quote: QuoteStyle) -> Cow<'_, str> {
    match quote {
        QuoteStyle::Single if text.contains('\'') => text.replace('\'', "''").into(),
        QuoteStyle::Double if text.contains(|c| matches!(c, '"' | '\\') || needs_escape(c)) => {
            let mut escaped = String::with_capacity(text.len() + 8);
            for c in text.chars() {
                match c {
                    '"' | '\\' => escaped.extend(['\\', c]),
                    '\n' => escaped.push_str("\\n"),
                    '\t' => escaped.push_str("\\t"),
                    c if needs_escape(c) => {
                        write!(escaped, "\\u{:04X}", u32::from(c))
                            .expect("writing to a string cannot fail");
                    }
                    c => escaped.push(c),
                }
            }
            escaped.into()
        }
        _ => text.into(),
    }
}

/// Whether a character must be escaped: a line break of YAML 1.1 or 1.2, or a character that YAML
/// does not allow unescaped. All of them have at most four hex digits.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether `value` can be written without quotes. `in_flow` is whether it is in a flow list or map.
pub(super) fn can_be_plain(value: &str, in_flow: bool) -> bool {
    const INDICATORS: &[char] =
        &['#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '[', ']', '{', '}', ','];
    // A lone `-`, `?` or `:` is an indicator too.
    let starts_with_indicator = |indicator: char| {
        value.strip_prefix(indicator).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let is_null_bool_or_number = || {
        ["null", "~", "true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word))
            || !is_string(value)
    };
    !(value.is_empty()
        || value.trim() != value
        || value.starts_with(INDICATORS)
        || ['-', '?', ':'].into_iter().any(starts_with_indicator)
        || value.contains(": ")
        || value.contains(" #")
        || value.ends_with(':')
        || value.contains(needs_escape)
        || (in_flow && value.contains([',', '[', ']', '{', '}']))
        || is_null_bool_or_number())
}

#[cfg(test)]
mod tests;
