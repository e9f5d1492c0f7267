//! `replace`, with the references of JavaScript in the replacement: `$1`, `$<name>`, `$&`, `$$`.

use regex::Captures;

use super::super::row::FunctionCall;
use crate::value::Value;

pub(super) fn replace(call: &FunctionCall<'_>) -> Result<Value, String> {
    let (text, replacement) = (call.own_text(), call.text(1));
    call.cx.step(text.len())?;
    let Value::Regexp(pattern) = call.argument(0) else {
        let from = call.text(0);
        let count = text.matches(&*from).count();
        call.cx.step(count.saturating_mul(replacement.len()))?;
        return Ok(Value::string(text.replace(&*from, &replacement)));
    };
    call.cx.step(pattern.cost(text.len()))?;
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    let most = if pattern.is_global() { usize::MAX } else { 1 };
    for captures in pattern.regex().captures_iter(&text).take(most) {
        let Some(found) = captures.get(0) else { continue };
        let before = replaced.len();
        replaced.push_str(&text[end..found.start()]);
        expand(&replacement, &captures, &mut replaced);
        end = found.end();
        // The search for the next one can go to the end of the text.
        let visited = pattern.cost(text.len() - end);
        call.cx.step((replaced.len() - before).saturating_add(visited))?;
    }
    replaced.push_str(&text[end..]);
    Ok(Value::string(replaced))
}

/// Appends `replacement` with its references. One to a group that does not exist is left as it is.
fn expand(replacement: &str, captures: &Captures<'_>, out: &mut String) {
    let mut rest = replacement;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, len) = reference(rest, captures).unwrap_or(("$", 1));
        out.push_str(text);
        rest = &rest[len..];
    }
    out.push_str(rest);
}

/// What the reference at the start of `rest`, which starts with `$`, stands for, and its length.
fn reference<'t>(rest: &'t str, captures: &Captures<'t>) -> Option<(&'t str, usize)> {
    let group = |number: usize| {
        (number > 0 && number < captures.len())
            .then(|| captures.get(number).map_or("", |group| group.as_str()))
    };
    match rest[1..].chars().next()? {
        '$' => Some(("$", 2)),
        '&' => Some((captures.get(0)?.as_str(), 2)),
        '<' => {
            let end = rest.find('>')?;
            Some((captures.name(&rest[2..end]).map_or("", |group| group.as_str()), end + 1))
        }
        '0'..='9' => {
            let digits = rest[1..].bytes().take(2).take_while(u8::is_ascii_digit).count();
            (1..=digits).rev().find_map(|digits| {
                let number = rest[1..=digits].parse().ok()?;
                Some((group(number)?, digits + 1))
            })
        }
        _ => None,
    }
}
