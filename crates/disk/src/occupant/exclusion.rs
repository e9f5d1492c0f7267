//! Why a file does not belong to the vault.

use std::fmt;
use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::WalkOptions;
use crate::spelling::{clean, vault_path};

/// The reason why a file does not belong to the vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exclusion {
    /// A name in its path starts with a dot.
    Hidden {
        /// That name.
        name: String,
    },
    /// A pattern of `files.exclude` matches it.
    Setting,
    /// A pattern in a file of Git's matches it.
    IgnoreFile {
        /// The file: its vault path, or where it lies if that is outside the vault.
        path: String,
    },
    /// A pattern in the user's own ignore file of Git's matches it.
    GlobalIgnoreFile,
    /// It lies behind a symbolic link that is not followed.
    BehindLink {
        /// The link's vault path.
        link: String,
    },
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exclusion::Hidden { name } => write!(f, "is hidden: `{name}` starts with a dot"),
            Exclusion::Setting => f.write_str("is excluded by `files.exclude`"),
            Exclusion::IgnoreFile { path } => write!(f, "is excluded by `{path}`"),
            Exclusion::GlobalIgnoreFile => f.write_str("is excluded by Git's global ignore file"),
            Exclusion::BehindLink { link } => {
                write!(f, "lies behind the symbolic link `{link}`, which is not followed")
            }
        }
    }
}

/// The reason why a file at the vault path `path` does not, or would not, belong to the vault;
/// `None` if it does. This applies the rules of listing a vault to one path.
#[must_use]
pub fn exclusion(walk: &WalkOptions, path: &str) -> Option<Exclusion> {
    if let Some(name) = path.split('/').find(|name| name.starts_with('.')) {
        return Some(Exclusion::Hidden { name: name.to_owned() });
    }
    let (setting, _) = walk.excluded();
    let prefixes = path.match_indices('/').map(|(end, _)| (&path[..end], true));
    for (prefix, is_folder) in prefixes.chain([(path, false)]) {
        let full = walk.root.canonical.join(prefix);
        if setting.matched(&full, is_folder).is_ignore() {
            return Some(Exclusion::Setting);
        }
        if walk.gitignore
            && let Some(reason) = ignored_by(walk, &full, is_folder)
        {
            return Some(reason);
        }
    }
    None
}

/// The ignore file of Git that excludes `full`. The nearest `.gitignore` with a matching pattern
/// decides, then the repository's `info/exclude`, then the user's global file.
fn ignored_by(walk: &WalkOptions, full: &Path, is_folder: bool) -> Option<Exclusion> {
    let root = &walk.root.canonical;
    let mut excludes = Vec::new();
    for folder in full.ancestors().skip(1) {
        let found = excludes_path(folder, ".gitignore", full, is_folder);
        if let Some(ignored) = found {
            return ignored.then(|| ignore_file(root, &folder.join(".gitignore")));
        }
        let is_repository = folder.join(".git").exists();
        if is_repository {
            excludes.push(folder);
        }
        if is_repository || folder == root && !walk.reads_above() {
            break;
        }
    }
    for folder in excludes {
        let file = ".git/info/exclude";
        if let Some(ignored) = excludes_path(folder, file, full, is_folder) {
            return ignored.then(|| ignore_file(root, &folder.join(file)));
        }
    }
    let (global, _) = Gitignore::global();
    global.matched(full, is_folder).is_ignore().then_some(Exclusion::GlobalIgnoreFile)
}

/// Whether the patterns of the file `name` in `folder` exclude `full`; `None` if none matches.
fn excludes_path(folder: &Path, name: &str, full: &Path, is_folder: bool) -> Option<bool> {
    let file = folder.join(name);
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    builder.add(file);
    match builder.build().ok()?.matched(full, is_folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

fn ignore_file(root: &Path, file: &Path) -> Exclusion {
    let path = vault_path(root, file).unwrap_or_else(|| clean(file).display().to_string());
    Exclusion::IgnoreFile { path }
}
