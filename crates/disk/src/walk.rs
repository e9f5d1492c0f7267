//! Which files a vault has.

use std::fs::{self, FileType};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use linkwright_syntax::is_canvas;

use crate::path::vault_path;
use crate::scope::{Scope, is_hidden};
use crate::{DiskError, Reason, Root};

/// Which files belong to a vault. Hidden ones (a name that begins with a dot, or in such a folder)
/// never do.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Where the vault lies.
    pub root: Root,
    /// The extensions of notes, without dots; case does not matter. Canvases are read too; other
    /// files are listed without being read.
    pub extensions: Vec<String>,
    /// What is left out, as lines of a `.gitignore` in the root.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files are honoured: those in the vault and, where the vault lies in a
    /// Git repository, the repository's and the user's own.
    pub gitignore: bool,
}

/// The files of a vault, in no order.
#[derive(Default, Debug)]
pub(crate) struct Listing {
    /// Notes and canvases.
    pub(crate) notes: Vec<String>,
    /// Those that are not read: attachments, and symbolic links to files.
    pub(crate) files: Vec<String>,
    pub(crate) warnings: Vec<DiskError>,
}

impl Walk {
    /// Whether a file of this name is read: a note or a canvas.
    pub(crate) fn is_read(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.rsplit_once('.').is_some_and(|(_, extension)| {
            self.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        }) || is_canvas(path)
    }

    fn excluded(&self) -> (Gitignore, Vec<DiskError>) {
        let mut builder = GitignoreBuilder::new(&self.root.canonical);
        let mut warnings = Vec::new();
        for pattern in &self.exclude {
            if let Err(error) = builder.add_line(None, pattern) {
                warnings.push(DiskError::new(pattern, Reason::Pattern(error.to_string())));
            }
        }
        let excluded = builder.build().unwrap_or_else(|error| {
            let reason = Reason::Pattern(error.to_string());
            warnings.push(DiskError::new(self.exclude.join(" "), reason));
            Gitignore::empty()
        });
        (excluded, warnings)
    }

    /// Walks from `starts`, which are folders of the vault, through what belongs to the vault and,
    /// if given, to `scope`.
    fn builder(
        &self,
        starts: &[PathBuf],
        excluded: Gitignore,
        scope: Option<Scope>,
    ) -> WalkBuilder {
        let mut builder = WalkBuilder::empty();
        for start in starts {
            builder.add(start);
        }
        // Without a repository, what lies above the vault is none of its business: a home folder
        // with a `.gitignore` of `*` must not hide it.
        let repository = self.root.canonical.ancestors().any(|above| above.join(".git").exists());
        let base = self.root.canonical.clone();
        builder
            .standard_filters(false)
            .hidden(true)
            .git_ignore(self.gitignore)
            .git_exclude(self.gitignore)
            .git_global(self.gitignore)
            .parents(self.gitignore && repository)
            .require_git(false)
            .follow_links(false)
            .filter_entry(move |entry: &DirEntry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                if excluded.matched(entry.path(), is_folder).is_ignore() {
                    return false;
                }
                let Some(scope) = &scope else { return true };
                let Some(path) = vault_path(&base, entry.path()) else { return true };
                scope.holds(&path) || is_folder && scope.leads_from(&path)
            });
        builder
    }
}

/// The files of the vault, or those of them that stand at or below one of `paths`, be that a file,
/// a folder, or gone.
///
/// # Errors
/// If the vault's own folder cannot be listed.
pub(crate) fn list(walk: &Walk, scope: Option<&Scope>) -> Result<Listing, DiskError> {
    let base = &walk.root.canonical;
    fs::read_dir(base).map_err(|error| DiskError::io(base, &error))?;
    let (excluded, warnings) = walk.excluded();
    let mut listing = Listing { warnings, ..Listing::default() };

    // Only a walk from the root meets every `.gitignore`; without them it can begin at the paths.
    let starts = match scope {
        Some(scope) if !walk.gitignore => starts(walk, scope, &excluded, &mut listing),
        _ => vec![base.clone()],
    };
    if starts.is_empty() {
        return Ok(listing);
    }
    let all = Mutex::new(listing);
    walk.builder(&starts, excluded, scope.cloned()).build_parallel().run(|| {
        let mut part = Part { listing: Listing::default(), all: &all };
        Box::new(move |entry| part.visit(walk, entry))
    });
    Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The folders of the vault, or those of them at or below the folder `within`, each before what it
/// holds is listed: a watch that is set on a folder as it comes misses nothing that appears in it.
pub(crate) fn folders(walk: &Walk, within: Option<&str>) -> impl Iterator<Item = PathBuf> {
    let (excluded, _) = walk.excluded();
    let scope = within.map(|path| Scope::new(&walk.root, &[path.to_owned()]));
    let starts = match &scope {
        Some(scope) if !walk.gitignore => starts(walk, scope, &excluded, &mut Listing::default()),
        _ => vec![walk.root.canonical.clone()],
    };
    let base = walk.root.canonical.clone();
    walk.builder(&starts, excluded, scope.clone())
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()))
        .map(DirEntry::into_path)
        .filter(move |folder| match (&scope, vault_path(&base, folder)) {
            (Some(scope), Some(path)) => scope.holds(&path),
            _ => true,
        })
}

/// The folders among the scope's paths, to walk from; files are listed at once.
fn starts(walk: &Walk, scope: &Scope, excluded: &Gitignore, listing: &mut Listing) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for path in &scope.present {
        let full = walk.root.canonical.join(path);
        let Ok(kind) = full.symlink_metadata().map(|metadata| metadata.file_type()) else {
            continue;
        };
        let excluded = excluded.matched_path_or_any_parents(path, kind.is_dir()).is_ignore();
        if excluded || is_hidden(path) {
            continue;
        }
        if kind.is_dir() {
            folders.push(full);
        } else {
            listing.place(walk, &full, kind);
        }
    }
    folders
}

/// What one thread finds.
struct Part<'a> {
    listing: Listing,
    all: &'a Mutex<Listing>,
}

impl Part<'_> {
    fn visit(&mut self, walk: &Walk, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.listing.warn(walk, &error);
                return WalkState::Continue;
            }
        };
        if let Some(error) = entry.error() {
            self.listing.warn(walk, error);
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() && entry.path().to_str().is_some() => WalkState::Continue,
            Some(kind) => {
                self.listing.place(walk, entry.path(), kind);
                WalkState::Skip
            }
            None => WalkState::Continue,
        }
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.notes.append(&mut self.listing.notes);
        all.files.append(&mut self.listing.files);
        all.warnings.append(&mut self.listing.warnings);
    }
}

impl Listing {
    /// Lists what stands at `path`, which is no folder to be entered.
    fn place(&mut self, walk: &Walk, path: &Path, kind: FileType) {
        let Some(relative) = vault_path(&walk.root.canonical, path) else {
            self.warnings.push(DiskError::new(path, Reason::Name));
            return;
        };
        if kind.is_symlink() {
            match fs::metadata(path) {
                Ok(target) if target.is_file() => self.files.push(relative),
                Ok(_) => self.warnings.push(DiskError::new(path, Reason::Symlink)),
                Err(error) => self.warnings.push(DiskError::io(path, &error)),
            }
        } else if kind.is_file() {
            if walk.is_read(&relative) {
                self.notes.push(relative);
            } else {
                self.files.push(relative);
            }
        }
    }

    /// What vanished while it was listed is no news.
    fn warn(&mut self, walk: &Walk, error: &ignore::Error) {
        if error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return;
        }
        let (path, reason) = reason(&walk.root.canonical, error);
        self.warnings.push(DiskError::new(path, reason));
    }
}

fn reason<'a>(path: &'a Path, error: &'a ignore::Error) -> (&'a Path, Reason) {
    match error {
        ignore::Error::WithPath { path, err } => reason(path, err),
        ignore::Error::WithDepth { err, .. } => reason(path, err),
        ignore::Error::Partial(errors) if errors.len() == 1 => reason(path, &errors[0]),
        error => (path, Reason::Io(error.to_string())),
    }
}

#[cfg(test)]
mod tests;
