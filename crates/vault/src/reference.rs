//! From the path of a link to its reference key: the text under which the vault interns it.

use std::borrow::Cow;

use linkwright_syntax::{Link, LinkForm, LinkPlace};
use linkwright_text::Span;

use crate::fold::{fold_path, to_nfc};

/// Decodes `raw`, a part of a link's target, for a link of `form` at `place`: see
/// [`Link::subpath_text`].
#[must_use]
pub fn decode_link_part(raw: &str, form: LinkForm, place: LinkPlace) -> Cow<'_, str> {
    let span = Span::new(0, raw.len());
    let subpath = Some(span);
    let link = Link { span, form, is_embed: false, path: span, subpath, display: None, place };
    link.subpath_text(raw).expect("the link was given a subpath")
}

/// Whether a path is relative to the note that contains it: `./x`, `../x`.
pub(crate) fn is_relative(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..")
}

/// Prefix of the reference keys of Markdown destinations, because `links.markdown` decides how they
/// resolve. No path starts with it.
const MARKDOWN_MARKER: char = '\0';

/// The path in a reference key, and whether it is a Markdown destination.
pub(crate) fn strip_marker(key: &str) -> (&str, bool) {
    match key.strip_prefix(MARKDOWN_MARKER) {
        Some(path) => (path, true),
        None => (key, false),
    }
}

/// Whether a path is relative to the folder of its note, whatever the settings say: `./x`, `../x`,
/// and `a/../x` in a Markdown destination.
pub(crate) fn is_from_folder(path: &str, form: LinkForm) -> bool {
    let has_dots = || path.split('/').any(|part| matches!(part, "." | ".."));
    is_relative(path) || form.is_url() && !path.starts_with('/') && has_dots()
}

/// The reference key of the path of a link of `form` in a note of `folder`. A path that is relative
/// to the folder becomes the path from the root, with a leading `/`. Any other path is simplified,
/// and gets the marker if it is a Markdown destination. A path that can only be a folder ends in `/`.
pub(crate) fn reference_key<'a>(path: &'a str, folder: &str, form: LinkForm) -> Cow<'a, str> {
    if is_from_folder(path, form) {
        return from_folder(path, folder);
    }
    let path = simplified(path);
    match form.is_url() && !path.is_empty() && !path.starts_with('/') {
        true => Cow::Owned(format!("{MARKDOWN_MARKER}{path}")),
        false => path,
    }
}

/// The path from the root, with a leading `/`, of `path`, which is relative to `folder`.
pub(crate) fn from_folder<'a>(path: &str, folder: &str) -> Cow<'a, str> {
    let joined = join(folder, path);
    let end = if names_folder(path) && !joined.is_empty() { "/" } else { "" };
    Cow::Owned(format!("/{joined}{end}"))
}

/// The key of an alias. A link `[[a//b]]` resolves by the alias `a//b`, though its path is simplified.
pub(crate) fn alias_key(alias: &str) -> Cow<'_, str> {
    match fold_path(alias) {
        Cow::Borrowed(alias) => simplified(alias),
        Cow::Owned(alias) => Cow::Owned(simplified(&alias).into_owned()),
    }
}

/// `path` without empty components and `.`, and without each `..` that has a folder before it. A URL
/// stays as it is.
pub(crate) fn simplified(path: &str) -> Cow<'_, str> {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.is_empty()
        || !inner.split('/').any(|part| matches!(part, "" | "." | ".."))
        || path.contains("://")
    {
        return Cow::Borrowed(path);
    }
    let from_root = from_folder(path, "");
    match path.starts_with('/') || from_root == "/" {
        true => from_root,
        false => Cow::Owned(from_root[1..].to_owned()),
    }
}

/// The path from the root of `path`, which is relative to `folder`. It starts with `..` if it leads
/// out of the vault.
pub(crate) fn join(folder: &str, path: &str) -> String {
    let mut joined: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            // Above the root there are no files: keep the `..`, so that nothing is found.
            ".." if joined.last().is_none_or(|&last| last == "..") => joined.push(".."),
            ".." => drop(joined.pop()),
            part => joined.push(part),
        }
    }
    to_nfc(&joined.join("/")).into_owned()
}

/// Whether the form of a path says that it is a folder: it ends in a slash, or its last component is
/// `.` or `..`.
pub(crate) fn names_folder(path: &str) -> bool {
    matches!(last_component(path), "" | "." | "..")
}

/// The last component of a path.
pub(crate) fn last_component(path: &str) -> &str {
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
    fn relative_paths_become_paths_from_the_root() {
        let key = |path, folder| super::reference_key(path, folder, LinkForm::Wiki).into_owned();
        assert_eq!(key("./b", "x/y"), "/x/y/b");
        assert_eq!(key("../b.md", "x/y"), "/x/b.md");
        assert_eq!(key("../.././b", "x/y"), "/b");
        assert_eq!(key("../../../b", "x/y"), "/../b");
        assert_eq!(key("./b", ""), "/b");
        assert_eq!(key("./b/", "x"), "/x/b/");
        assert_eq!(key(".", "x"), "/x/");
        assert_eq!(key("..", "x"), "/");
        assert_eq!(key("../..", "x"), "/../");
    }

    #[test]
    fn empty_components_and_dots_between_slashes_count_for_nothing() {
        let wiki = |path| super::reference_key(path, "x/y", LinkForm::Wiki).into_owned();
        let paths = ["..//b", ".//b", ".///b", "./../b", ".././b", "../z//../b", "..//b/"];
        let from_note = ["/x/b", "/x/y/b", "/x/y/b", "/x/b", "/x/b", "/x/b", "/x/b/"];
        assert_eq!(paths.map(wiki), from_note);
        let paths =
            ["a//b", "a/./b", "a/b//", "a/c/../b", "a/../b", "/a//b", "//b", "/./b", "/a/../b"];
        let elsewhere = ["a/b", "a/b", "a/b/", "a/b", "b", "/a/b", "/b", "/b", "/b"];
        assert_eq!(paths.map(wiki), elsewhere);
        assert_eq!(
            ["a/../../b", "/../b", "a/..", "", "/", "b/"].map(wiki),
            ["../b", "/../b", "/", "", "/", "b/"]
        );
    }

    #[test]
    fn markdown_destinations_get_the_marker() {
        let form = LinkForm::Inline { angle_bracketed: false };
        let key = |path, folder| super::reference_key(path, folder, form).into_owned();
        assert_eq!(key("../b.md", "x/y"), "/x/b.md");
        assert_eq!(key("a/../b.md", "x/y"), "/x/y/b.md");
        assert_eq!(key("/b.md", "x"), "/b.md");
        assert_eq!(key("", "x"), "");
        assert_eq!(strip_marker(&key("b.md", "x")), ("b.md", true));
        assert_eq!(strip_marker("b.md"), ("b.md", false));
    }

    #[test]
    fn extensions() {
        assert!(has_extension("a.md") && has_extension("v1.2"));
        assert!(!has_extension("a") && !has_extension(".a") && !has_extension("a."));
    }
}
