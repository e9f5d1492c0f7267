//! From the bytes of a link to what it asks for.

use std::borrow::Cow;

use linkwright_syntax::{Link, LinkForm, LinkPlace};
use linkwright_text::Span;

use crate::fold::normal;

/// What a part of a link's target says, where a link of `form` stands at `place`: see
/// [`Link::subpath_text`].
#[must_use]
pub fn decode_link_part(raw: &str, form: LinkForm, place: LinkPlace) -> Cow<'_, str> {
    let span = Span::new(0, raw.len());
    let subpath = Some(span);
    let link = Link { span, form, is_embed: false, path: span, subpath, display: None, place };
    link.subpath_text(raw).expect("the link was given a subpath")
}

/// Whether a path is relative to the note it stands in: `./x`, `../x`.
pub(crate) fn is_relative(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..")
}

/// Marks what a Markdown destination asks for, so that the settings can decide from where it is
/// resolved (`links.markdown`). No path begins with it.
const DESTINATION: char = '\0';

/// What a target asks for without the mark of a Markdown destination, and whether it had the mark.
pub(crate) fn unmarked(text: &str) -> (&str, bool) {
    match text.strip_prefix(DESTINATION) {
        Some(path) => (path, true),
        None => (text, false),
    }
}

/// Whether a path counts from the folder of its note, whatever the settings say: `./x`, `../x`, and
/// as a Markdown destination `a/../x`.
pub(crate) fn is_from_folder(path: &str, form: LinkForm) -> bool {
    let has_dots = || path.split('/').any(|part| matches!(part, "." | ".."));
    is_relative(path) || form.is_url() && !path.starts_with('/') && has_dots()
}

/// What the path of a link of `form` asks for in a note of `folder`: the path from the root, with a
/// leading `/`, if it counts from the folder; any other as it is, marked if it is a Markdown
/// destination. A path that can only be a folder ends in a `/`.
pub(crate) fn asked<'a>(path: &'a str, folder: &str, form: LinkForm) -> Cow<'a, str> {
    if !is_from_folder(path, form) {
        return match form.is_url() && !path.is_empty() && !path.starts_with('/') {
            true => Cow::Owned(format!("{DESTINATION}{path}")),
            false => Cow::Borrowed(path),
        };
    }
    from_folder(path, folder)
}

/// The path from the root, with a leading `/`, of one that counts from `folder`.
pub(crate) fn from_folder<'a>(path: &str, folder: &str) -> Cow<'a, str> {
    let mut joined: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            // Above the root there is nothing: the `..` stays, and no file is there.
            ".." if joined.last().is_none_or(|&last| last == "..") => joined.push(".."),
            ".." => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    if matches!(last(path), "." | "..") {
        joined.push("");
    }
    Cow::Owned(format!("/{}", normal(&joined.join("/"))))
}

/// The last component of a path.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a file name has an extension: a dot that is neither its first nor its last character.
pub(crate) fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && !extension.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_asked_from_the_root() {
        let asked = |path, folder| super::asked(path, folder, LinkForm::Wiki).into_owned();
        assert_eq!(asked("./b", "x/y"), "/x/y/b");
        assert_eq!(asked("../b.md", "x/y"), "/x/b.md");
        assert_eq!(asked("../.././b", "x/y"), "/b");
        assert_eq!(asked("../../../b", "x/y"), "/../b");
        assert_eq!(asked("./b", ""), "/b");
        assert_eq!(asked("./b/", "x"), "/x/b/");
        assert_eq!(asked(".", "x"), "/x/");
        assert_eq!(asked("..", "x"), "/");
        assert_eq!(asked("../..", "x"), "/../");
        assert_eq!(asked("a/./b", "x"), "a/./b");
    }

    #[test]
    fn destinations_are_marked() {
        let form = LinkForm::Inline { angle_bracketed: false };
        let asked = |path, folder| super::asked(path, folder, form).into_owned();
        assert_eq!(asked("../b.md", "x/y"), "/x/b.md");
        assert_eq!(asked("a/../b.md", "x/y"), "/x/y/b.md");
        assert_eq!(asked("/b.md", "x"), "/b.md");
        assert_eq!(asked("", "x"), "");
        assert_eq!(unmarked(&asked("b.md", "x")), ("b.md", true));
        assert_eq!(unmarked("b.md"), ("b.md", false));
    }

    #[test]
    fn extensions() {
        assert!(has_extension("a.md") && has_extension("v1.2"));
        assert!(!has_extension("a") && !has_extension(".a") && !has_extension("a."));
    }
}
