//! What each kind of thing may be called.

use linkwright_vault::{Settings, check_new_name};

use crate::Refusal;

/// `new` as the name of a file that keeps its `extension`, without edge spaces. The extension of a
/// note may be typed and is left out; that of another file is a part of its name, and `extension`
/// is empty.
pub(super) fn file<'n>(
    new: &'n str,
    extension: &str,
    settings: &Settings,
) -> Result<&'n str, Refusal> {
    let mut name = new.trim();
    if !extension.is_empty() {
        name = settings.note_stem(name).trim_end();
    }
    check_new_name(name, extension, settings).map_err(Refusal)?;
    Ok(name)
}

/// The name of the note at `path`, without its `.md`; `None` for other files.
pub(super) fn of_note(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("md").then_some(stem)
}

/// `new` as something that stands on one line: a heading, a title, an alias.
pub(super) fn one_line<'a>(new: &'a str, what: &str) -> Result<&'a str, Refusal> {
    let name = new.trim();
    if name.is_empty() {
        return Err(Refusal(format!("{what} needs a name")));
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal(format!("{what} stands on one line, without control characters")));
    }
    Ok(name)
}

/// `new` as a block id, with or without its `^`.
pub(super) fn block_id(new: &str) -> Result<&str, Refusal> {
    let id = new.trim();
    let id = id.strip_prefix('^').unwrap_or(id);
    match !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        true => Ok(id),
        false => Err(Refusal(format!(
            "a block id is made of letters from a to z, digits and `-`: `{id}`"
        ))),
    }
}

/// `new` as a tag, with or without its `#` (`docs/semantics.md §5`).
pub(super) fn tag(new: &str) -> Result<&str, Refusal> {
    let tag = new.trim();
    let tag = tag.strip_prefix('#').unwrap_or(tag);
    let refuse = |reason: &str| Err(Refusal(format!("no tag: {reason}: `{tag}`")));
    if tag.split('/').any(str::is_empty) {
        return refuse("it has an empty part");
    }
    if let Some(c) = tag.chars().find(|&c| !in_tag(c)) {
        return refuse(&match c.is_whitespace() {
            true => "tags have no spaces".to_owned(),
            false => format!("`{}` ends a tag", c.escape_debug()),
        });
    }
    match tag.bytes().all(|b| b.is_ascii_digit()) {
        true => refuse("it is only digits"),
        false => Ok(tag),
    }
}

fn in_tag(c: char) -> bool {
    let punctuation = c.is_ascii_punctuation() && !matches!(c, '_' | '-' | '/');
    let special = matches!(c, '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}');
    !(punctuation || special || c.is_whitespace() || c.is_control())
}

/// `new` as an id of HTML, with or without its `#`.
pub(super) fn fragment(new: &str) -> Result<&str, Refusal> {
    let id = new.trim();
    let id = id.strip_prefix('#').unwrap_or(id);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    match !id.is_empty() && id.chars().all(plain) {
        true => Ok(id),
        false => {
            Err(Refusal(format!("an id has only letters, digits, `-`, `_`, `.` and `:`: `{id}`")))
        }
    }
}

/// `new` as a footnote's label, with or without its `^`.
pub(super) fn footnote(new: &str) -> Result<&str, Refusal> {
    let label = new.trim();
    let label = label.strip_prefix('^').unwrap_or(label);
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"[]^\\|#".contains(c);
    match !label.is_empty() && label.chars().all(plain) {
        true => Ok(label),
        false => Err(Refusal(format!("a footnote's label has no spaces and brackets: `{label}`"))),
    }
}

/// `new` as the label of a link reference definition, as CommonMark has it.
pub(super) fn label(new: &str) -> Result<&str, Refusal> {
    let label = one_line(new, "a reference label")?;
    let fits = label.len() <= 999 && !label.starts_with('^') && !label.ends_with('\\');
    match fits && !label.contains(['[', ']']) {
        true => Ok(label),
        false => Err(Refusal(format!("a reference label cannot hold brackets: `{label}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_a_link_can_name() {
        let settings = Settings::default();
        let file = |new, extension| super::file(new, extension, &settings);
        assert_eq!(file(" New name ", ".md"), Ok("New name"));
        assert_eq!(file("New name.md", ".md"), Ok("New name"));
        assert_eq!(file("New name.MD", ".markdown"), Ok("New name"));
        assert_eq!(file("image.png", ""), Ok("image.png"));
        assert_eq!(file("it's 5% (x), y & z.v2", ".md"), Ok("it's 5% (x), y & z.v2"));
        let bad = [
            "",
            "  ",
            ".md",
            ".x",
            "a/b",
            "a\\b",
            "What is love?",
            "a:b",
            "C#",
            "a^b",
            "[x]",
            "a\nb",
            "a|b",
        ];
        for bad in bad {
            assert!(file(bad, ".md").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn tags_follow_the_rule_of_where_they_end() {
        assert_eq!(tag("#status/done"), Ok("status/done"));
        assert_eq!(tag("日本_x-1"), Ok("日本_x-1"));
        for bad in ["", "#", "a b", "1984", "a.b", "a#b", "a//b", "/a", "a/", "x\u{200d}y"] {
            assert!(tag(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn block_ids_and_labels() {
        assert_eq!(block_id("^my-id1"), Ok("my-id1"));
        assert!(block_id("my_id").is_err() && block_id("").is_err());
        assert_eq!(fragment("#über-1"), Ok("über-1"));
        assert!(fragment("a b").is_err() && fragment("").is_err() && fragment("a\"").is_err());
        assert_eq!(footnote("^note"), Ok("note"));
        assert!(footnote("a b").is_err() && footnote("a]").is_err());
        assert_eq!(label("my ref"), Ok("my ref"));
        assert!(label("^x").is_err() && label("a]b").is_err());
    }
}
