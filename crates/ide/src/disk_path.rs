//! Writes the path of a link to a file or folder that is on disk but not in the vault
//! (`docs/semantics.md §8`). Paths are relative to the root.

use linkwright_vault::relative_path_like;

/// The path with which a link reaches the path of `after` from the folder of `after`. It is `written` and
/// reached the path of `before` from the folder of `before`. Its form stays: relative, from the root, with
/// `./`, `/` or `.md`.
pub(crate) fn path_to_disk(
    written: &str,
    (before, from): (&str, &str),
    (after, to): (&str, &str),
) -> String {
    let bare = |path: &str| path.trim_end_matches('/').trim_end_matches(".md").to_owned();
    let dotted = written.starts_with('.') && matches!(written.split('/').next(), Some("." | ".."));
    let from_root = !dotted && bare(written.trim_start_matches('/')) == bare(from);
    let mut new = match (written.starts_with('/'), from_root && !before.is_empty()) {
        (true, _) => format!("/{to}"),
        (_, true) => to.to_owned(),
        _ if from_root && after.is_empty() => to.to_owned(),
        _ => relative_path_like(after, to, written).unwrap_or_else(|| relative_path(after, to)),
    };
    let has_dots = matches!(new.split('/').next(), Some("." | ".."));
    if written.starts_with("./") && !has_dots {
        new.insert_str(0, "./");
    }
    if from.ends_with(".md") && !written.trim_end_matches('/').ends_with(".md") {
        new.truncate(new.trim_end_matches(".md").len());
    }
    if written.ends_with('/') && !new.ends_with('/') {
        new.push('/');
    }
    new
}

/// The relative path from `folder` to `path`.
fn relative_path(folder: &str, path: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut relative = vec!["..".to_owned(); from.len() - shared];
    relative.extend(to[shared..].iter().cloned());
    if relative.is_empty() { ".".to_owned() } else { relative.join("/") }
}
