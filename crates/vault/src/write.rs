//! Writing links: which path a link gets, and how it is encoded (`docs/semantics.md §1`, `§2`).

use std::fmt::Write as _;

use linkwright_syntax::{HtmlQuote, LinkForm};

use crate::file::{folder_of, without_md};
use crate::fold::fold_path;
use crate::reference::{is_from_folder, is_relative, last_component, simplified};
use crate::shape::{
    path_suffix_like, relative_path, relative_path_like, with_dot, with_renamed_folders,
};
use crate::{FileId, MatchKind, Resolution, VaultPreview};
use linkwright_settings::LinkFormat;

/// The reason why a link cannot be written, as a message for the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnwritableLink(pub String);

/// Chooses the path, decoded, with which a link of `form` in `source` resolves to `target` in the
/// previewed vault (`docs/semantics.md §2`, "Writing a link").
///
/// `like` is the decoded path of the link that is rewritten. Its form (bare name, folders, relative,
/// `./`, `/`, with or without `.md`) is kept if the result resolves to the target. `None` stands for
/// a new link, which follows `newLinkFormat`. If the first choice resolves to another file, or only
/// lexicographic order would decide, the full path from the root is tried, then the path relative to
/// the note. The path of a card of a canvas always is `/` and the path from the root.
///
/// # Errors
/// If a link of that form cannot contain the path, or none of the paths resolves to the target.
pub fn choose_link_path(
    preview: &VaultPreview<'_>,
    source: FileId,
    target: FileId,
    form: LinkForm,
    like: Option<&str>,
) -> Result<String, UnwritableLink> {
    choose(preview, source, target, form, like.map(|like| (like, target)))
}

/// Chooses the path for a link that resolved to `old` by the path `like`, so that it resolves to `target`.
/// It keeps its form, as in [`choose_link_path`].
///
/// # Errors
/// As for [`choose_link_path`].
pub fn redirect_link_path(
    preview: &VaultPreview<'_>,
    source: FileId,
    (old, target): (FileId, FileId),
    form: LinkForm,
    like: &str,
) -> Result<String, UnwritableLink> {
    choose(preview, source, target, form, Some((like, old)))
}

/// [`choose_link_path`]; `like` has the file that the link resolved to before.
fn choose(
    preview: &VaultPreview<'_>,
    source: FileId,
    target: FileId,
    form: LinkForm,
    like: Option<(&str, FileId)>,
) -> Result<String, UnwritableLink> {
    let removed = || UnwritableLink("the file does not exist any more".to_owned());
    let from = preview.path(source).ok_or_else(removed)?;
    let path = preview.path(target).ok_or_else(removed)?;
    if form == LinkForm::Canvas {
        return Ok(format!("/{path}"));
    }
    let mut shapes = vec![match like {
        Some(like) => link_path_like(preview, (source, target), from, path, (like, form)),
        None => new_link_path(preview, target, from, path, form),
    }];
    let like = like.map(|(like, _)| like);
    shapes.push(path.to_owned());
    shapes.push(with_dot(relative_path(folder_of(from), path)));

    let keep_md = like.map_or(form != LinkForm::Wiki, |like| without_md(like).len() < like.len());
    let spellings = || {
        shapes.iter().flat_map(|shape| {
            // A name such as `v1.2` may need its `.md` to be distinguished from another file.
            let first = if keep_md { shape } else { without_md(shape) };
            [first, shape].into_iter().take(if first.len() == shape.len() { 1 } else { 2 })
        })
    };
    let matched_by = |path: &str| match preview.resolve_path(source, path, form) {
        Resolution::File(file, how) if file == target => Some(how),
        _ => None,
    };
    // A name that the link already contains stays allowed, even if a new link could not have it.
    let is_allowed = |text: &&str| {
        let same = |like| last_component(without_md(like)) == last_component(without_md(text));
        check_link_path(form, text).is_ok()
            || like.is_some_and(same) && check_link_path(form, folder_of(text)).is_ok()
    };
    let is_sure = |text: &&str| resolves_surely(preview, source, target, text, form);
    if let Some(text) = spellings().filter(is_allowed).find(is_sure) {
        return Ok(text.to_owned());
    }
    // Between files whose paths differ only in case, only their order can decide.
    let is_tie = |text: &&str| matched_by(text) == Some(MatchKind::Tie);
    if let Some(text) = spellings().filter(is_allowed).find(is_tie) {
        return Ok(text.to_owned());
    }
    check_link_path(form, without_md(path))?;
    Err(UnwritableLink(format!("no link in `{from}` can resolve to `{path}`")))
}

/// Whether a link of `form` in `source` with the path `text` resolves to `target`, neither by a
/// fallback nor by lexicographic order alone.
fn resolves_surely(
    preview: &VaultPreview<'_>,
    source: FileId,
    target: FileId,
    text: &str,
    form: LinkForm,
) -> bool {
    match preview.resolve_path(source, text, form) {
        Resolution::File(file, MatchKind::OwnNote | MatchKind::Unique | MatchKind::Preferred) => {
            file == target
        }
        _ => false,
    }
}

/// The path of a new link according to `links.markdown` and `newLinkFormat`.
fn new_link_path(
    preview: &VaultPreview<'_>,
    target: FileId,
    from: &str,
    path: &str,
    form: LinkForm,
) -> String {
    let settings = preview.vault().settings();
    if settings.relative_destinations && form.is_url() {
        return match settings.link_format {
            LinkFormat::Absolute => format!("/{path}"),
            LinkFormat::Relative | LinkFormat::Shortest => relative_path(folder_of(from), path),
        };
    }
    match settings.link_format {
        LinkFormat::Absolute => path.to_owned(),
        LinkFormat::Relative => relative_path(folder_of(from), path),
        LinkFormat::Shortest if preview.view().is_unique(last_component(path), target) => {
            last_component(path).to_owned()
        }
        LinkFormat::Shortest => path.to_owned(),
    }
}

/// The new `path` of the target in the form of `like`. That is the path of the link, which resolved to `old`.
fn link_path_like(
    preview: &VaultPreview<'_>,
    (source, target): (FileId, FileId),
    from: &str,
    path: &str,
    ((like, old), form): ((&str, FileId), LinkForm),
) -> String {
    let before = preview.vault().get(old).map_or("", |file| &*file.path);
    // If only the name changes, the folders stay as they are written.
    let with_name = || {
        let (folders, _) = like.rsplit_once('/')?;
        let (folder, simple) = (fold_path(folder_of(before)), simplified(like));
        let written = fold_path(folder_of(simple.trim_start_matches('/')));
        let is_folder = match like.starts_with('/') {
            true => written == folder,
            false => format!("/{folder}").ends_with(&format!("/{written}")),
        };
        let keeps_folder = is_folder && folder_of(before) == folder_of(path);
        keeps_folder.then(|| format!("{folders}/{}", last_component(path)))
    };
    if like.starts_with('/') {
        return with_name().unwrap_or_else(|| format!("/{path}"));
    }
    let is_from_note = form.is_url() && preview.vault().settings().relative_destinations;
    if is_from_note || is_from_folder(like, form) {
        let folder = folder_of(from);
        // If a folder of both files is renamed, a path that names it keeps its form.
        let path_before = |file| preview.vault().get(file).map(|file| &*file.path);
        let with_renames = path_before(source).zip(path_before(old));
        let with_renames = with_renames
            .and_then(|(source, before)| {
                with_renamed_folders(folder_of(source), before, path, like)
            })
            .filter(|renamed| resolves_surely(preview, source, target, renamed, form));
        if let Some(path) = with_renames {
            return path;
        }
        return relative_path_like(folder, path, like).unwrap_or_else(|| match is_relative(like) {
            true => with_dot(relative_path(folder, path)),
            false => relative_path(folder, path),
        });
    }
    if let Some(path) = with_name() {
        return path;
    }
    let like = &*simplified(like);
    let folders = like.matches('/').count();
    let is_full_path = fold_path(without_md(like)) == fold_path(without_md(before));
    if folders > 0 && is_full_path {
        return path.to_owned();
    }
    path_suffix_like(before, path, like)
}

/// Checks whether a link of `form` can contain the path.
///
/// # Errors
/// The reason, if it cannot.
pub fn check_link_path(form: LinkForm, path: &str) -> Result<(), UnwritableLink> {
    let refuse = |reason: &str| Err(UnwritableLink(format!("{reason}: `{path}`")));
    if path.trim() != path {
        return refuse("the path of a link cannot start or end with a space");
    }
    match form {
        LinkForm::Wiki => {
            if path.contains(['#', '^', '|', '[', '\n', '\r']) || path.contains("]]") {
                return refuse("a wikilink cannot contain `#`, `^`, `|`, `[` or `]]`");
            }
            if path.ends_with(']') {
                return refuse("the path of a wikilink cannot end with `]`");
            }
        }
        LinkForm::Inline { angle_bracketed: true }
        | LinkForm::Definition { angle_bracketed: true } => {
            if path.contains(['#', '<', '>', '\\', '\n', '\r']) {
                return refuse("a destination in `<…>` cannot contain `#`, `<`, `>` or `\\`");
            }
        }
        LinkForm::Inline { angle_bracketed: false }
        | LinkForm::Definition { angle_bracketed: false } => {}
        LinkForm::Html { .. } | LinkForm::Canvas => {}
    }
    // The text before a colon would be read as a URL scheme.
    if form.is_url() && path.split('/').next().is_some_and(|first| first.contains(':')) {
        return refuse("the first component of a destination cannot contain `:`");
    }
    Ok(())
}

/// Encodes a path for a link of `form`. In a Markdown destination outside `<…>`, these are
/// percent-encoded: spaces, controls, `\`, `#`, `?`, `%`, `<`, `>` and unbalanced parentheses. In an
/// HTML attribute, parentheses stay, what its quotes cannot contain is percent-encoded too, and `&`
/// becomes `&amp;`. Everything else, and every other form, is unchanged.
#[must_use]
pub fn encode_link_path(path: &str, form: LinkForm) -> String {
    encode_part(path, form, PathPart::Path)
}

/// Encodes a segment of a subpath for a link of `form`, like [`encode_link_path`], but keeps `?`,
/// which starts a query only before the `#`.
#[must_use]
pub fn encode_link_segment(segment: &str, form: LinkForm) -> String {
    encode_part(segment, form, PathPart::Segment)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PathPart {
    Path,
    Segment,
}

fn encode_part(text: &str, form: LinkForm, part: PathPart) -> String {
    let quote = match form {
        LinkForm::Inline { angle_bracketed: false }
        | LinkForm::Definition { angle_bracketed: false } => None,
        LinkForm::Html { quote } => Some(quote),
        _ => return text.to_owned(),
    };
    let keep_parentheses = quote.is_some() || has_balanced_parentheses(text);
    let ends_attribute = |c: char| match quote {
        Some(HtmlQuote::Double) => c == '"',
        Some(HtmlQuote::Single) => c == '\'',
        Some(HtmlQuote::None) => matches!(c, '"' | '\'' | '=' | '`'),
        None => false,
    };
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        let needs_encoding = c == ' '
            || c.is_control()
            || matches!(c, '\\' | '#' | '%' | '<' | '>')
            || c == '?' && part == PathPart::Path
            || matches!(c, '(' | ')') && !keep_parentheses
            || ends_attribute(c);
        if c == '&' && quote.is_some() {
            result.push_str("&amp;");
        } else if needs_encoding {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(result, "%{byte:02X}");
            }
        } else {
            result.push(c);
        }
    }
    result
}

fn has_balanced_parentheses(text: &str) -> bool {
    let mut open = 0;
    for c in text.chars() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return false,
            ')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
