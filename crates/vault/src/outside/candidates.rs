//! The paths where the target of a link may be on disk.

use smallvec::SmallVec;

use crate::file::without_md;
use crate::reference::{has_extension, is_relative, join, last_component, names_folder};

/// Maximum length in bytes of a path that is looked up on disk.
const MAX_PATH_BYTES: usize = 1024;

/// A path where the target of a link may be on disk.
pub(super) struct DiskCandidate {
    pub(super) path: String,
    /// Only a folder matches, not a file.
    pub(super) must_be_folder: bool,
}

/// The pages that GitHub has for every repository. It shows a file two folders below them, at
/// `blob/BRANCH/PATH`, so a README links to them with `../../issues`.
const SITE_PAGES: [&str; 22] = [
    "actions",
    "branches",
    "commits",
    "compare",
    "contributors",
    "discussions",
    "fork",
    "graphs",
    "issues",
    "labels",
    "milestones",
    "network",
    "packages",
    "projects",
    "pull",
    "pulls",
    "pulse",
    "releases",
    "security",
    "stargazers",
    "tags",
    "wiki",
];

/// Whether a path, relative to the vault's root, names one of [`SITE_PAGES`].
pub(super) fn is_site_page(path: &str) -> bool {
    let page = path.strip_prefix("../../").and_then(|path| path.split('/').next());
    page.is_some_and(|page| SITE_PAGES.contains(&page))
}

/// The paths where the target of a link may be on disk, best first: relative to the note's folder
/// for `./`, `../` and Markdown destinations, and relative to the root. All are given from the root.
pub(super) fn disk_candidates(
    folder: &str,
    written: &str,
    is_url: bool,
) -> SmallVec<[DiskCandidate; 4]> {
    let mut found = SmallVec::new();
    let written = written.trim();
    if written.is_empty() || written.len() > MAX_PATH_BYTES || written.contains(char::is_control) {
        return found;
    }
    let bases: &[&str] = match (written.starts_with('/'), is_relative(written), is_url) {
        (true, ..) => &[""],
        (_, true, _) => &[folder],
        (.., true) if !folder.is_empty() => &[folder, ""],
        _ => &[""],
    };
    let name = last_component(written);
    let is_folder = names_folder(written);
    for base in bases {
        let path = join(base, written);
        let with_md = !is_folder && without_md(name) == name;
        // A name without extension is first the name of a note.
        let note = with_md
            .then(|| DiskCandidate { path: [&*path, ".md"].concat(), must_be_folder: false });
        let own = DiskCandidate { path, must_be_folder: is_folder };
        match has_extension(name) {
            true => found.extend([Some(own), note].into_iter().flatten()),
            false => found.extend([note, Some(own)].into_iter().flatten()),
        }
    }
    found
}
