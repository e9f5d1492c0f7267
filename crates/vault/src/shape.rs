//! The forms that the path of a link can have (`docs/semantics.md §2`, "Writing a link"), computed
//! from paths alone. A rewritten path keeps the components that do not have to change.

use crate::file::folder_of;
use crate::fold::fold_path;
use crate::reference::last_component;

/// The relative path from `folder` to `path`, without a leading `./`. Both are given from the root.
pub(crate) fn relative_path(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = folder_of(path).split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts: Vec<&str> = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.push(last_component(path));
    parts.join("/")
}

/// `relative` with a leading `./`, unless it starts with `../`.
pub(crate) fn with_dot(relative: String) -> String {
    if relative.starts_with("../") { relative } else { format!("./{relative}") }
}

/// The relative path from `folder` to `path` that starts as `like` does, even if a shorter one
/// exists: from `d` to `d/new` like `../d/old` it is `../d/new`. `None` if no folder that `like`
/// names contains `path`.
#[must_use]
pub fn relative_path_like(folder: &str, path: &str, like: &str) -> Option<String> {
    let target: Vec<&str> = path.split('/').collect();
    let mut at: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let (folders, _) = like.rsplit_once('/')?;
    let mut longest = None;
    let mut end = 0;
    for part in folders.split('/') {
        end += part.len() + 1;
        match part {
            "" | "." => continue,
            ".." if at.last().is_none_or(|&last| last == "..") => at.push(".."),
            ".." => drop(at.pop()),
            part => {
                at.push(part);
                let is_above = at.len() < target.len()
                    && at.iter().zip(&target).all(|(a, b)| fold_path(a) == fold_path(b));
                if is_above {
                    longest = Some((end, at.len()));
                }
            }
        }
    }
    let (end, depth) = longest?;
    Some(format!("{}{}", &like[..end], target[depth..].join("/")))
}

/// `like`, a relative path from `folder` to `before`, with each of its folders renamed that has
/// another name in `path`. `None` if `path` has another depth, or `like` is not the path to `before`.
pub(crate) fn with_renamed_folders(
    folder: &str,
    before: &str,
    path: &str,
    like: &str,
) -> Option<String> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split('/').collect(), path.split('/').collect());
    let mut at: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut parts = Vec::new();
    let (folders, _) = like.rsplit_once('/')?;
    let is_above = |at: &[&str]| {
        at.len() < old.len() && at.iter().zip(&old).all(|(a, b)| fold_path(a) == fold_path(b))
    };
    for part in folders.split('/') {
        let mut name = part;
        match part {
            "" | "." => {}
            ".." => drop(at.pop()?),
            part => {
                at.push(part);
                let depth = at.len() - 1;
                if is_above(&at) && old.get(depth) != new.get(depth) {
                    name = new.get(depth)?;
                }
            }
        }
        parts.push(name);
    }
    let was_correct = at.len() + 1 == old.len() && is_above(&at);
    parts.push(new.last()?);
    (was_correct && old.len() == new.len()).then(|| parts.join("/"))
}

/// The suffix of `path` for a link whose path `like` was a suffix of `before`, the old path of the
/// file. It keeps the folders of `like` that did not change and adds what is new below them; if
/// there are none, it has as many components as `like`.
pub(crate) fn path_suffix_like(before: &str, path: &str, like: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split('/').collect(), path.split('/').collect());
    let length = like.split('/').count();
    let folders = old[..old.len() - 1].iter().zip(&new[..new.len() - 1]);
    let same = folders.take_while(|(a, b)| fold_path(a) == fold_path(b)).count();
    let start = old.len().saturating_sub(length);
    let start = if same > start { start } else { new.len().saturating_sub(length) };
    new[start..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_keeps_the_folders_that_contain_the_file() {
        let like = |folder, path, like| relative_path_like(folder, path, like);
        let some = |path: &str| Some(path.to_owned());
        assert_eq!(like("d", "d/new", "../d/old"), some("../d/new"));
        assert_eq!(like("d", "d/e/new", "../D/old"), some("../D/e/new"));
        assert_eq!(like("d", "e/new", "../d/old"), None);
        assert_eq!(like("d", "d/new", "./old"), None);
        assert_eq!(like("", "d/new", "./d/old"), some("./d/new"));
        assert_eq!(like("", "d/new", "d/e/old"), some("d/new"));
        assert_eq!(like("d", "d/new", "./e/../f/old"), None);
        assert_eq!(like("d", "x/d/new", "../old"), None);
        assert_eq!(like("d", "../x/new", "../../x/old"), some("../../x/new"));
        assert_eq!(like("a/b", "a/c/new", "../../a/./c/old"), some("../../a/./c/new"));
        assert_eq!(like("a/b", "a/c/new", "..//c//old"), some("..//c/new"));
    }

    #[test]
    fn a_relative_path_follows_renamed_folders() {
        let some = |path: &str| Some(path.to_owned());
        assert_eq!(
            with_renamed_folders("d/e", "d/e/a", "x/e/a", "../../d/e/a"),
            some("../../x/e/a")
        );
        assert_eq!(with_renamed_folders("e", "d/a", "x/b", "../e/../d/a"), some("../e/../x/b"));
        assert_eq!(with_renamed_folders("d", "d/a", "x/a", "./a"), some("./a"));
        assert_eq!(with_renamed_folders("e", "d/a", "x/a", "..//d/a"), some("..//x/a"));
        assert_eq!(with_renamed_folders("d", "d/a", "x/y/a", "../d/a"), None);
        assert_eq!(with_renamed_folders("d", "d/a", "d/b", "../e/a"), None);
        assert_eq!(with_renamed_folders("", "d/a", "x/a", "../d/a"), None);
    }

    #[test]
    fn a_path_suffix_keeps_the_unchanged_folders() {
        assert_eq!(path_suffix_like("x/d/old", "x/d/new", "old"), "new");
        assert_eq!(path_suffix_like("x/d/old", "y/new", "old"), "new");
        assert_eq!(path_suffix_like("x/d/old", "x/d/new", "d/old"), "d/new");
        assert_eq!(path_suffix_like("x/d/old", "x/e/old", "d/old"), "e/old");
        assert_eq!(path_suffix_like("x/d/old", "x/d/deep/old", "d/old"), "d/deep/old");
        assert_eq!(path_suffix_like("x/d/deep/old", "x/d/old", "deep/old"), "d/old");
        assert_eq!(path_suffix_like("x/d/deep/old", "x/d/old", "d/deep/old"), "d/old");
        assert_eq!(path_suffix_like("x/d/old", "old", "d/old"), "old");
        assert_eq!(path_suffix_like("old", "x/d/new", "old"), "new");
    }
}
