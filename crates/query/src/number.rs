//! Numbers as JavaScript writes and reads them.

/// The number as JavaScript writes it: `1`, `0.5`, `1e+21`.
pub(crate) fn to_text(number: f64) -> String {
    let size = number.abs();
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) {
        number.to_string()
    } else {
        let text = format!("{number:e}");
        match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => {
                format!("{digits}e+{exponent}")
            }
            _ => text,
        }
    }
}

/// The number that `text` is, as JavaScript's `Number(text)` reads it; `None` if it is not one.
pub(crate) fn from_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let radix = |digits: &str, radix: u32| {
        let value = |value: f64, digit: char| {
            Some(value * f64::from(radix) + f64::from(digit.to_digit(radix)?))
        };
        (!digits.is_empty()).then(|| digits.chars().try_fold(0.0, value)).flatten()
    };
    match text.get(..2) {
        _ if text.is_empty() => None,
        Some("0x" | "0X") => radix(&text[2..], 16),
        Some("0o" | "0O") => radix(&text[2..], 8),
        Some("0b" | "0B") => radix(&text[2..], 2),
        // Rust also reads `inf`, `nan` and `infinity`.
        _ if text.contains(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')) => None,
        _ => text.parse().ok(),
    }
}

/// `number` as a whole number, for counts and indices; those that do not fit become the nearest.
pub(crate) fn to_whole(number: f64) -> i64 {
    number as i64
}

/// `number` as a float.
pub(crate) fn from_whole(number: i64) -> f64 {
    number as f64
}

/// A length or count as a float.
pub(crate) fn from_count(count: usize) -> f64 {
    from_whole(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_javascript() {
        for (number, text) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e21, "1e+21"),
            (1.5e-7, "1.5e-7"),
            (1e20, "100000000000000000000"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(to_text(number), text);
        }
    }

    #[test]
    fn numbers_are_read_as_in_javascript() {
        for (text, number) in [
            (" 3.4 ", Some(3.4)),
            ("0x1F", Some(31.0)),
            ("", None),
            ("inf", None),
            ("3px", None),
            ("-1e3", Some(-1000.0)),
        ] {
            assert_eq!(from_text(text), number, "{text:?}");
        }
    }
}
