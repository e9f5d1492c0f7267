//! Finds the folder that the broken links of a vault start from, if it is not the vault's root. A website
//! is often made from one folder of a repository, and its links start with `/`.

use std::collections::BTreeMap;

use linkwright_syntax::LinkForm;
use linkwright_vault::{FileId, LinkRef, OutsideTarget, Vault};

/// A folder that many broken links start from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkRoot {
    /// The folder.
    pub folder: RootFolder,
    /// Number of broken links to files of this folder, of one kind.
    pub links: usize,
    /// The links end with `/`, as addresses of web pages do. They are broken from any folder.
    pub are_pages: bool,
    /// One of the links, as written, and the vault path of the file that it is meant for.
    pub example: (String, String),
}

/// The folder that links start from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RootFolder {
    /// The vault path of a folder, empty for the vault's root.
    Inside(String),
    /// The folder that contains the vault.
    Above,
}

/// Minimum number of links that start from the folder.
const MIN_LINKS: usize = 10;

/// Maximum number of files that one link may be meant for.
const MAX_FILES: usize = 32;

/// The folder that more than half of the broken links in `notes` start from that begin with `/`. `None` if
/// there is no such folder, or if the links are few. `vault_name` is the name of the vault's own folder,
/// unless links that start above it do not matter.
#[must_use]
pub fn link_root(
    vault: &Vault,
    notes: impl IntoIterator<Item = FileId>,
    vault_name: Option<&str>,
) -> Option<LinkRoot> {
    let mut broken: BTreeMap<&str, usize> = BTreeMap::new();
    for note in notes {
        let Some(known) = vault.note(note) else { continue };
        let links = (0..).zip(&known.facts.links);
        for (index, _) in links.filter(|(_, link)| link.form != LinkForm::Wiki) {
            let link_ref = LinkRef { source: note, index };
            let written = vault.written_path(link_ref).filter(|path| path.starts_with('/'));
            let Some(written) = written else { continue };
            if vault.resolve(link_ref).file().is_none()
                && vault.resolve_outside(link_ref) == OutsideTarget::Missing
            {
                *broken.entry(written).or_default() += 1;
            }
        }
    }
    let mut roots: BTreeMap<RootFolder, [Vec<LinkToFile<'_>>; 2]> = BTreeMap::new();
    for (written, count) in &broken {
        for (folder, file) in roots_of(vault, written, vault_name) {
            let kinds = roots.entry(folder).or_default();
            kinds[usize::from(written.ends_with('/'))].push((written, *count, file));
        }
    }
    let number = |links: &[LinkToFile<'_>]| links.iter().map(|(_, count, _)| count).sum::<usize>();
    let all: usize = broken.values().sum();
    let of_root = |kinds: &[Vec<LinkToFile<'_>>; 2]| number(&kinds[0]) + number(&kinds[1]);
    let (folder, kinds) = roots.into_iter().rev().max_by_key(|(_, kinds)| of_root(kinds))?;
    if of_root(&kinds) * 2 <= all {
        return None;
    }
    let are_pages = number(&kinds[1]) > number(&kinds[0]);
    let links = &kinds[usize::from(are_pages)];
    let &(written, _, file) = links.first()?;
    let example = (written.to_owned(), vault.file(file).path.to_string());
    let links = number(links);
    (links >= MIN_LINKS).then_some(LinkRoot { folder, links, are_pages, example })
}

/// A link as written, the number of links that are written so, and the file that it is meant for.
type LinkToFile<'v> = (&'v str, usize, FileId);

/// The folders from which `written`, which starts with `/`, is the path of a file, each with the file.
fn roots_of(
    vault: &Vault,
    written: &str,
    vault_name: Option<&str>,
) -> BTreeMap<RootFolder, FileId> {
    let path = written.trim_matches('/');
    let mut names = vec![path.to_owned()];
    if written.ends_with('/') {
        // The page of a folder.
        names.extend(["index", "_index", "README"].map(|name| format!("{path}/{name}")));
    }
    let mut found = BTreeMap::new();
    for name in names.iter().filter(|name| !name.starts_with('/')) {
        for file in vault.files_ending_with(name, MAX_FILES) {
            let below = name.split('/').count();
            let mut parts: Vec<&str> = vault.file(file).path.split('/').collect();
            parts.truncate(parts.len().saturating_sub(below));
            found.entry(RootFolder::Inside(parts.join("/"))).or_insert(file);
        }
        let inside = vault_name.and_then(|own| name.strip_prefix(own)?.strip_prefix('/'));
        let file = inside.and_then(|path| {
            vault.find_file(path).or_else(|| vault.find_file(&format!("{path}.md")))
        });
        if let Some(file) = file {
            found.entry(RootFolder::Above).or_insert(file);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Vaulted;

    /// A note with each of `links` six times, in a vault with `files`.
    fn found(files: &[&str], links: &[&str], vault_name: Option<&str>) -> Option<LinkRoot> {
        let links: String = links.iter().map(|link| format!("[x]({link})\n").repeat(6)).collect();
        let files: String = files.iter().map(|path| format!("//- /{path}\n")).collect();
        let vaulted = Vaulted::parse(&format!("{links}{files}"));
        link_root(&vaulted.vault, [vaulted.file("note.md")], vault_name)
    }

    fn shown(files: &[&str], links: &[&str], vault_name: Option<&str>) -> String {
        found(files, links, vault_name).map_or_else(String::new, |root| {
            let folder = match root.folder {
                RootFolder::Inside(folder) => folder,
                RootFolder::Above => "..".to_owned(),
            };
            let pages = if root.are_pages { " pages" } else { "" };
            format!("{} in {folder}{pages}: {} {}", root.links, root.example.0, root.example.1)
        })
    }

    #[test]
    fn links_start_from_a_folder_of_the_vault() {
        let files = ["site/a.md", "site/d/b.md", "other/a.md", "c.md"];
        assert_eq!(shown(&files, &["/a", "/d/b.md"], None), "12 in site: /a site/a.md");
        assert_eq!(shown(&files, &["/a", "/nothing", "/no"], None), "", "most are something else");
        assert_eq!(shown(&files, &["/d/b"], None), "", "there are only six");
        assert_eq!(shown(&files, &["/c", "d/b", "nothing"], None), "", "none starts elsewhere");
        let spelled = shown(&["Site/Über uns.md"], &["/%C3%BCber%20uns", "/über%20uns.md"], None);
        assert_eq!(spelled, "12 in Site: /über uns Site/Über uns.md");
    }

    #[test]
    fn addresses_of_pages_end_with_a_slash() {
        let files = ["site/a.md", "site/en/_index.md", "site/en/b.md"];
        let links = ["/a/", "/en/", "/en/b"];
        assert_eq!(shown(&files, &links, None), "12 in site pages: /a/ site/a.md");
        let files = ["a.md", "en/b.md"];
        assert_eq!(shown(&files, &["/a/", "/en/b/"], None), "12 in  pages: /a/ a.md");
    }

    #[test]
    fn links_start_above_the_vault() {
        let (files, links) = (["a.md", "d/b.md"], ["/docs/a.md", "/docs/d/b"]);
        assert_eq!(shown(&files, &links, Some("docs")), "12 in ..: /docs/a.md a.md");
        assert_eq!(shown(&files, &links, None), "");
        assert_eq!(shown(&files, &links, Some("doc")), "");
    }
}
