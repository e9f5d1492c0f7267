//! The forms that the path of a link can have (`docs/semantics.md §2`, "Writing a link"), from paths
//! alone. A path that is rewritten keeps the components that need not change.

use crate::file::folder_of;
use crate::fold::fold;
use crate::reference::last;

/// The way from a folder to a path, both from the root; never with a leading `./`.
pub(crate) fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = folder_of(path).split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut way: Vec<&str> = vec![".."; from.len() - shared];
    way.extend(&to[shared..]);
    way.push(last(path));
    way.join("/")
}

/// A relative path as one that is read as such.
pub(crate) fn dotted(relative: String) -> String {
    if relative.starts_with("../") { relative } else { format!("./{relative}") }
}

/// The way from `folder` to `path` that begins as `like` does, which may be longer than it has to
/// be: from `d`, like `../d/old`, to `d/new` it is `../d/new`. `None` where no folder that `like`
/// names is on the way.
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
            "." => continue,
            ".." if at.last().is_none_or(|&last| last == "..") => at.push(".."),
            ".." => drop(at.pop()),
            part => {
                at.push(part);
                let is_above = at.len() < target.len()
                    && at.iter().zip(&target).all(|(a, b)| fold(a) == fold(b));
                if is_above {
                    longest = Some((end, at.len()));
                }
            }
        }
    }
    let (end, depth) = longest?;
    Some(format!("{}{}", &like[..end], target[depth..].join("/")))
}

/// `like`, which led from `folder` to `before`, with the folders in it that have another name in
/// `path`. `None` where `path` is of another depth, or `like` led elsewhere.
pub(crate) fn renamed(folder: &str, before: &str, path: &str, like: &str) -> Option<String> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split('/').collect(), path.split('/').collect());
    let mut at: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut renamed = Vec::new();
    let (folders, _) = like.rsplit_once('/')?;
    let is_above =
        |at: &[&str]| at.len() < old.len() && at.iter().zip(&old).all(|(a, b)| fold(a) == fold(b));
    for part in folders.split('/') {
        let mut name = part;
        match part {
            "." => {}
            ".." => drop(at.pop()?),
            part => {
                at.push(part);
                let depth = at.len() - 1;
                if is_above(&at) && old.get(depth) != new.get(depth) {
                    name = new.get(depth)?;
                }
            }
        }
        renamed.push(name);
    }
    let led_there = at.len() + 1 == old.len() && is_above(&at);
    renamed.push(new.last()?);
    (led_there && old.len() == new.len()).then(|| renamed.join("/"))
}

/// The end of `path` that a link gets whose path `like` was an end of `before`, where the file was:
/// what `like` named of folders that stay, and what is new below them; else as many components as
/// it had.
pub(crate) fn ending(before: &str, path: &str, like: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split('/').collect(), path.split('/').collect());
    let length = like.split('/').count();
    let folders = old[..old.len() - 1].iter().zip(&new[..new.len() - 1]);
    let same = folders.take_while(|(a, b)| fold(a) == fold(b)).count();
    let start = old.len().saturating_sub(length);
    let start = if same > start { start } else { new.len().saturating_sub(length) };
    new[start..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_keeps_the_folders_that_are_on_the_way() {
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
    }

    #[test]
    fn a_relative_path_has_the_folders_renamed_that_were() {
        let some = |path: &str| Some(path.to_owned());
        assert_eq!(renamed("d/e", "d/e/a", "x/e/a", "../../d/e/a"), some("../../x/e/a"));
        assert_eq!(renamed("e", "d/a", "x/b", "../e/../d/a"), some("../e/../x/b"));
        assert_eq!(renamed("d", "d/a", "x/a", "./a"), some("./a"));
        assert_eq!(renamed("d", "d/a", "x/y/a", "../d/a"), None);
        assert_eq!(renamed("d", "d/a", "d/b", "../e/a"), None);
        assert_eq!(renamed("", "d/a", "x/a", "../d/a"), None);
    }

    #[test]
    fn the_end_of_a_path_keeps_the_folders_that_stay() {
        assert_eq!(ending("x/d/old", "x/d/new", "old"), "new");
        assert_eq!(ending("x/d/old", "y/new", "old"), "new");
        assert_eq!(ending("x/d/old", "x/d/new", "d/old"), "d/new");
        assert_eq!(ending("x/d/old", "x/e/old", "d/old"), "e/old");
        assert_eq!(ending("x/d/old", "x/d/deep/old", "d/old"), "d/deep/old");
        assert_eq!(ending("x/d/deep/old", "x/d/old", "deep/old"), "d/old");
        assert_eq!(ending("x/d/deep/old", "x/d/old", "d/deep/old"), "d/old");
        assert_eq!(ending("x/d/old", "old", "d/old"), "old");
        assert_eq!(ending("old", "x/d/new", "old"), "new");
    }
}
