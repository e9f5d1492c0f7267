//! From the bytes of a link to what it asks for.

use std::borrow::Cow;

use linkwright_syntax::{Link, LinkForm, Place};
use linkwright_text::Span;

use crate::fold::normal;

/// What a part of a link's target says, where a link of `form` stands at `place`: see
/// [`Link::subpath_text`].
#[must_use]
pub fn decode(raw: &str, form: LinkForm, place: Place) -> Cow<'_, str> {
    let span = Span::new(0, raw.len());
    let subpath = Some(span);
    let link = Link { span, form, embed: false, path: span, subpath, display: None, place };
    link.subpath_text(raw).expect("the link was given a subpath")
}

/// Whether a path is relative to the note it stands in: `./x`, `../x`.
pub(crate) fn is_relative(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..")
}

/// What a path asks for when it stands in a note of `folder`: a relative one as the path from the
/// root that it means, with a leading `/`; any other as it is. One that can only be a folder ends in
/// a `/`.
pub(crate) fn asked<'a>(path: &'a str, folder: &str) -> Cow<'a, str> {
    if !is_relative(path) {
        return Cow::Borrowed(path);
    }
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
    fn extensions() {
        assert!(has_extension("a.md") && has_extension("v1.2"));
        assert!(!has_extension("a") && !has_extension(".a") && !has_extension("a."));
    }
}
