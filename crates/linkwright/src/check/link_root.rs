//! The note about broken links that start from another folder than the vault's root.

use linkwright_ide::{LinkRoot, RootFolder, link_root};
use linkwright_project::Project;

use super::scope::CheckScope;
use crate::style::thousands;

/// What the user can do about the broken links of `scope` if most of them have the same cause. `None` if
/// they do not.
pub(super) fn advice(project: &Project, scope: &CheckScope) -> Option<String> {
    // A folder above a marked vault does not become the vault.
    let name = scope.vault.root.canonical.file_name().filter(|_| !scope.vault.marked);
    let notes = scope.notes(project).into_iter().map(|(note, _)| note);
    let root = link_root(&project.vault, notes, name.and_then(|name| name.to_str()))?;
    let shown = |path: &str| project.shown(path).display().to_string();
    Some(text(&root, shown))
}

fn text(root: &LinkRoot, shown: impl Fn(&str) -> String) -> String {
    let links = thousands(root.links);
    let (written, file) = (&root.example.0, shown(&root.example.1));
    if root.are_pages {
        return format!(
            "{links} broken links are addresses of web pages: `{written}` stands for `{file}`. To \
             leave them out, set `diagnostics.broken-link = \"off\"` or use `--ignore broken-link`."
        );
    }
    let folder = match &root.folder {
        RootFolder::Inside(folder) => format!("the folder `{}`", shown(folder)),
        RootFolder::Above => "the folder above the vault".to_owned(),
    };
    format!(
        "{links} broken links start from {folder}: `{written}` stands for `{file}`. To make it the \
         vault, create an empty `.linkwright.toml` in it."
    )
}
