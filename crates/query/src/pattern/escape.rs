//! The escapes of regular expressions.

/// An escape in the syntax of the engine.
pub(super) struct Escape {
    pub(super) translated: String,
    /// The length of the escape in JavaScript, in bytes.
    pub(super) len: usize,
}

const BACKREFERENCE: &str = "a backreference is not supported, because it could take too long";

/// Reads the escape at the start of `rest`, which starts with a backslash.
///
/// # Errors
/// If the escape is not supported.
pub(super) fn read_escape(rest: &str, in_class: bool) -> Result<Escape, &'static str> {
    let Some(c) = rest[1..].chars().next() else {
        return Err("a `\\` at the end escapes nothing");
    };
    let whole = |class: &str| match in_class {
        true => class.to_owned(),
        false => format!("[{class}]"),
    };
    let mut len = 1 + c.len_utf8();
    let translated = match c {
        'd' => whole("0-9"),
        'w' => whole("0-9A-Za-z_"),
        's' => whole(r"\s\x{FEFF}"),
        'D' => "[^0-9]".to_owned(),
        'W' => "[^0-9A-Za-z_]".to_owned(),
        'S' => r"[^\s\x{FEFF}]".to_owned(),
        'b' if in_class => r"\x08".to_owned(),
        'b' => r"(?-u:\b)".to_owned(),
        'B' if !in_class => r"\B".to_owned(),
        '0' => r"\x00".to_owned(),
        '1'..='9' if !in_class => return Err(BACKREFERENCE),
        'k' if !in_class => return Err(BACKREFERENCE),
        'n' | 'r' | 't' | 'f' | 'v' => format!("\\{c}"),
        'p' | 'P' => {
            let end = rest.find('}').filter(|_| rest[2..].starts_with('{'));
            let end = end.ok_or("write a property of characters as `\\p{L}`")?;
            len = end + 1;
            rest[..len].to_owned()
        }
        'c' => {
            let letter = rest[2..].chars().next().filter(char::is_ascii_alphabetic);
            let letter = letter.ok_or("`\\c` needs a letter")?;
            len = 3;
            format!("\\x{:02x}", u32::from(letter) % 32)
        }
        'x' => {
            let code = hex(rest, 2, 2).ok_or("`\\x` needs two hexadecimal digits")?;
            len = 4;
            code_point(code)?
        }
        'u' => {
            let (code, length) = unicode(rest).ok_or("`\\u` needs four hexadecimal digits")?;
            len = length;
            code_point(code)?
        }
        _ => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    Ok(Escape { translated, len })
}

fn hex(rest: &str, start: usize, digits: usize) -> Option<u32> {
    let digits = rest.get(start..start + digits)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
    u32::from_str_radix(digits, 16).ok()
}

/// The code point of `\uXXXX`, of a surrogate pair (two of these), or of `\u{X…}`; and the length of the escape.
fn unicode(rest: &str) -> Option<(u32, usize)> {
    if let Some(inside) = rest[2..].strip_prefix('{') {
        let end = inside.find('}')?;
        return Some((u32::from_str_radix(&inside[..end], 16).ok()?, 4 + end));
    }
    let first = hex(rest, 2, 4)?;
    let second = (rest.get(6..8) == Some("\\u")).then(|| hex(rest, 8, 4)).flatten();
    match (first, second) {
        (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
            Some((0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), 12))
        }
        _ => Some((first, 6)),
    }
}

fn code_point(code: u32) -> Result<String, &'static str> {
    char::from_u32(code).ok_or("this is half of a character")?;
    Ok(format!("\\x{{{code:x}}}"))
}
