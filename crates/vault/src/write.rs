//! How a link to a file is written (`docs/semantics.md §1`, `§2`).

use std::fmt::Write as _;

use linkwright_syntax::{HtmlQuote, LinkForm};

use crate::file::{folder_of, without_md};
use crate::fold::fold;
use crate::reference::{is_from_folder, is_relative, last};
use crate::shape::{dotted, ending, relative, relative_path_like, renamed};
use crate::{FileId, LinkFormat, MatchKind, Resolution, VaultPreview};

/// Why a link cannot be written, as one would tell the author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnwritableLink(pub String);

/// The path to write, decoded, so that a link of `form` in `source` leads to `target` in the vault
/// as it would be (`docs/semantics.md §2`, "Writing a link").
///
/// `like` is the path, decoded, of the link that is rewritten: its own form (bare name, folders,
/// relative, `./`, `/`, with `.md` or without) is kept as long as that leads to the target. `None`
/// is a new link, written by `newLinkFormat`. Where that leads elsewhere, or only lexicographic
/// order would decide, it becomes the full path from the root, then one relative to the note. A
/// card of a canvas has but the one form: `/` and the path from the root.
///
/// # Errors
/// If a link of that form cannot hold the path, or none of the paths leads there.
pub fn choose_link_path(
    after: &VaultPreview<'_>,
    source: FileId,
    target: FileId,
    form: LinkForm,
    like: Option<&str>,
) -> Result<String, UnwritableLink> {
    let gone = || UnwritableLink("the file is gone".to_owned());
    let from = after.path(source).ok_or_else(gone)?;
    let path = after.path(target).ok_or_else(gone)?;
    if form == LinkForm::Canvas {
        return Ok(format!("/{path}"));
    }
    let mut shapes = vec![match like {
        Some(like) => shape_like(after, (source, target), from, path, (like, form)),
        None => new_shape(after, target, from, path, form),
    }];
    shapes.push(path.to_owned());
    shapes.push(dotted(relative(folder_of(from), path)));

    let keep_md = like.map_or(form != LinkForm::Wiki, |like| without_md(like).len() < like.len());
    let spellings = || {
        shapes.iter().flat_map(|shape| {
            let bare = without_md(shape);
            // A name such as `v1.2` may need its `.md` to be told from another file.
            let first = if keep_md { shape } else { bare };
            [first, shape].into_iter().take(if first.len() == shape.len() { 1 } else { 2 })
        })
    };
    let leads = |text: &str| match after.resolve_path(source, text, form) {
        Resolution::File(file, how) if file == target => Some(how),
        _ => None,
    };
    // A name that the link held already it can hold, though a new link would not be given it.
    let holds = |text: &&str| {
        let same = |like| last(without_md(like)) == last(without_md(text));
        check_link_path(form, text).is_ok()
            || like.is_some_and(same) && check_link_path(form, folder_of(text)).is_ok()
    };
    let sure = |text: &&str| leads_surely(after, source, target, text, form);
    if let Some(text) = spellings().filter(holds).find(sure) {
        return Ok(text.to_owned());
    }
    // Files whose paths differ only in case: nothing but their order ever decides.
    let tied = |text: &&str| leads(text) == Some(MatchKind::Tie);
    if let Some(text) = spellings().filter(holds).find(tied) {
        return Ok(text.to_owned());
    }
    check_link_path(form, without_md(path))?;
    Err(UnwritableLink(format!("no link from `{from}` leads to `{path}`")))
}

/// Whether a link of `form` in `source` with the path `text` leads to `target`, and by no fallback.
fn leads_surely(
    after: &VaultPreview<'_>,
    source: FileId,
    target: FileId,
    text: &str,
    form: LinkForm,
) -> bool {
    match after.resolve_path(source, text, form) {
        Resolution::File(file, MatchKind::OwnNote | MatchKind::Unique | MatchKind::Preferred) => {
            file == target
        }
        _ => false,
    }
}

/// The path a new link gets by `links.markdown` and `newLinkFormat`.
fn new_shape(
    after: &VaultPreview<'_>,
    target: FileId,
    from: &str,
    path: &str,
    form: LinkForm,
) -> String {
    let settings = after.vault().settings();
    if settings.relative_destinations && form.is_url() {
        return match settings.link_format {
            LinkFormat::Absolute => format!("/{path}"),
            LinkFormat::Relative | LinkFormat::Shortest => relative(folder_of(from), path),
        };
    }
    match settings.link_format {
        LinkFormat::Absolute => path.to_owned(),
        LinkFormat::Relative => relative(folder_of(from), path),
        LinkFormat::Shortest if after.view().is_unique(last(path), target) => last(path).to_owned(),
        LinkFormat::Shortest => path.to_owned(),
    }
}

/// `path` in the form in which `like` named the target.
fn shape_like(
    after: &VaultPreview<'_>,
    (source, target): (FileId, FileId),
    from: &str,
    path: &str,
    (like, form): (&str, LinkForm),
) -> String {
    if like.starts_with('/') {
        return format!("/{path}");
    }
    let counts_from_folder = form.is_url() && after.vault().settings().relative_destinations;
    if counts_from_folder || is_from_folder(like, form) {
        let folder = folder_of(from);
        // Where the folder of both is renamed, a path that names it is as long as it was.
        let path_before = |file| after.vault().get(file).map(|file| &*file.path);
        let as_before = path_before(source).zip(path_before(target));
        let as_before = as_before
            .and_then(|(source, target)| renamed(folder_of(source), target, path, like))
            .filter(|renamed| leads_surely(after, source, target, renamed, form));
        if let Some(path) = as_before {
            return path;
        }
        return relative_path_like(folder, path, like).unwrap_or_else(|| match is_relative(like) {
            true => dotted(relative(folder, path)),
            false => relative(folder, path),
        });
    }
    let folders = like.matches('/').count();
    let before = after.vault().get(target).map_or("", |file| &*file.path);
    let whole = fold(without_md(like)) == fold(without_md(before));
    if folders > 0 && whole {
        return path.to_owned();
    }
    ending(before, path, like)
}

/// Whether a link of `form` can hold the path.
///
/// # Errors
/// With the reason, where it cannot.
pub fn check_link_path(form: LinkForm, path: &str) -> Result<(), UnwritableLink> {
    let refuse = |what: &str| Err(UnwritableLink(format!("{what}: `{path}`")));
    if path.trim() != path {
        return refuse("a link cannot begin or end with a space");
    }
    match form {
        LinkForm::Wiki => {
            if path.contains(['#', '^', '|', '[', '\n', '\r']) || path.contains("]]") {
                return refuse("a wikilink cannot hold `#`, `^`, `|`, `[` or `]]`");
            }
            if path.ends_with(']') {
                return refuse("a wikilink's path cannot end with `]`");
            }
        }
        LinkForm::Inline { angle_bracketed: true }
        | LinkForm::Definition { angle_bracketed: true } => {
            if path.contains(['#', '<', '>', '\\', '\n', '\r']) {
                return refuse("a destination in `<…>` cannot hold `#`, `<`, `>` or `\\`");
            }
        }
        LinkForm::Inline { angle_bracketed: false }
        | LinkForm::Definition { angle_bracketed: false } => {}
        LinkForm::Html { .. } | LinkForm::Canvas => {}
    }
    // What stands before a colon would be read as a scheme.
    if form.is_url() && path.split('/').next().is_some_and(|first| first.contains(':')) {
        return refuse("a destination cannot have a `:` in its first part");
    }
    Ok(())
}

/// A path as it stands in a link of `form`. In a Markdown destination outside `<…>` these are
/// percent-encoded: space, controls, `\`, `#`, `?`, `%`, `<`, `>` and parentheses that do not pair.
/// In an attribute of HTML so are `?` and what its quotes cannot hold, and `&` is written `&amp;`.
/// Everything else, and every other form, is left as it is.
#[must_use]
pub fn encode_link_path(path: &str, form: LinkForm) -> String {
    encode_part(path, form, PathPart::Path)
}

/// A segment of a subpath as it stands in a link of `form`: as [`encode`], with `?` left as it is,
/// since only before the `#` it would begin a query.
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
    let paired = quote.is_some() || parentheses_pair(text);
    let in_html = |c: char| match quote {
        Some(HtmlQuote::Double) => c == '"',
        Some(HtmlQuote::Single) => c == '\'',
        Some(HtmlQuote::None) => matches!(c, '"' | '\'' | '=' | '`'),
        None => false,
    };
    let mut result = String::with_capacity(text.len());
    for c in text.chars() {
        let unsafe_here = c == ' '
            || c.is_control()
            || matches!(c, '\\' | '#' | '%' | '<' | '>')
            || c == '?' && part == PathPart::Path
            || matches!(c, '(' | ')') && !paired
            || in_html(c);
        if c == '&' && quote.is_some() {
            result.push_str("&amp;");
        } else if unsafe_here {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(result, "%{byte:02X}");
            }
        } else {
            result.push(c);
        }
    }
    result
}

fn parentheses_pair(text: &str) -> bool {
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
