//! The valid names of each kind of renamable item.

use linkwright_settings::Settings;
use linkwright_vault::check_new_name;

use crate::Refusal;

/// Returns `new` as the name of a file that keeps its `extension`, without surrounding spaces. For
/// a note, an extension in `new` is left out. For another file the extension is a part of the name,
/// and `extension` is empty.
pub(super) fn parse_file_name<'n>(
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

/// The name of the note at `path`, without `.md`; `None` for other files.
pub(super) fn note_name(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("md").then_some(stem)
}

/// Returns `new` as the text of `what` (a heading, a title, an alias), which has to be on one line.
pub(super) fn parse_one_line<'a>(new: &'a str, what: &str) -> Result<&'a str, Refusal> {
    let name = new.trim();
    if name.is_empty() {
        return Err(Refusal(format!("{what} cannot be empty")));
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal(format!("{what} cannot contain line breaks or control characters")));
    }
    Ok(name)
}

/// Returns `new` as a block id. The leading `^` is optional.
pub(super) fn parse_block_id(new: &str) -> Result<&str, Refusal> {
    let id = new.trim();
    let id = id.strip_prefix('^').unwrap_or(id);
    match !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        true => Ok(id),
        false => Err(Refusal(format!(
            "a block id can contain only the letters a to z, digits and `-`: `{id}`"
        ))),
    }
}

/// Returns `new` as a tag (`docs/semantics.md §5`). The leading `#` is optional.
pub(super) fn parse_tag(new: &str) -> Result<&str, Refusal> {
    let tag = new.trim();
    let tag = tag.strip_prefix('#').unwrap_or(tag);
    let refuse = |reason: &str| Err(Refusal(format!("`{tag}` is not a tag: {reason}")));
    if tag.split('/').any(str::is_empty) {
        return refuse("it has an empty part");
    }
    if let Some(c) = tag.chars().find(|&c| !in_tag(c)) {
        return refuse(&match c.is_whitespace() {
            true => "it contains a space".to_owned(),
            false => format!("it contains `{}`", c.escape_debug()),
        });
    }
    match tag.bytes().all(|b| b.is_ascii_digit()) {
        true => refuse("it has only digits"),
        false => Ok(tag),
    }
}

/// Whether a tag can contain `c`.
fn in_tag(c: char) -> bool {
    let punctuation = c.is_ascii_punctuation() && !matches!(c, '_' | '-' | '/');
    let special = matches!(c, '\u{2000}'..='\u{206f}' | '\u{2e00}'..='\u{2e7f}');
    !(punctuation || special || c.is_whitespace() || c.is_control())
}

/// Returns `new` as an HTML id. The leading `#` is optional.
pub(super) fn parse_fragment(new: &str) -> Result<&str, Refusal> {
    let id = new.trim();
    let id = id.strip_prefix('#').unwrap_or(id);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    match !id.is_empty() && id.chars().all(plain) {
        true => Ok(id),
        false => {
            let allowed = "letters, digits, `-`, `_`, `.` and `:`";
            Err(Refusal(format!("an id can contain only {allowed}: `{id}`")))
        }
    }
}

/// Returns `new` as the label of a footnote. The leading `^` is optional.
pub(super) fn parse_footnote(new: &str) -> Result<&str, Refusal> {
    let label = new.trim();
    let label = label.strip_prefix('^').unwrap_or(label);
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"[]^\\|#".contains(c);
    match !label.is_empty() && label.chars().all(plain) {
        true => Ok(label),
        false => Err(Refusal(format!(
            "a footnote label cannot be empty or contain spaces, brackets, `^`, `\\`, `|` or `#`: \
             `{label}`"
        ))),
    }
}

/// Returns `new` as the label of a link reference definition, by the rules of CommonMark.
pub(super) fn parse_label(new: &str) -> Result<&str, Refusal> {
    let label = parse_one_line(new, "a reference label")?;
    let fits = label.len() <= 999 && !label.starts_with('^') && !label.ends_with('\\');
    match fits && !label.contains(['[', ']']) {
        true => Ok(label),
        false => Err(Refusal(format!(
            "a reference label cannot contain brackets, start with `^`, end with `\\` or be longer \
             than 999 bytes: `{label}`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_one_that_a_link_can_contain() {
        let settings = Settings::default();
        let file = |new, extension| parse_file_name(new, extension, &settings);
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
    fn tags_contain_no_character_that_ends_a_tag() {
        assert_eq!(parse_tag("#status/done"), Ok("status/done"));
        assert_eq!(parse_tag("日本_x-1"), Ok("日本_x-1"));
        for bad in ["", "#", "a b", "1984", "a.b", "a#b", "a//b", "/a", "a/", "x\u{200d}y"] {
            assert!(parse_tag(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn block_ids_and_labels() {
        assert_eq!(parse_block_id("^my-id1"), Ok("my-id1"));
        assert!(parse_block_id("my_id").is_err() && parse_block_id("").is_err());
        assert_eq!(parse_fragment("#über-1"), Ok("über-1"));
        assert!(
            parse_fragment("a b").is_err()
                && parse_fragment("").is_err()
                && parse_fragment("a\"").is_err()
        );
        assert_eq!(parse_footnote("^note"), Ok("note"));
        assert!(parse_footnote("a b").is_err() && parse_footnote("a]").is_err());
        assert_eq!(parse_label("my ref"), Ok("my ref"));
        assert!(parse_label("^x").is_err() && parse_label("a]b").is_err());
    }
}
