//! Checks on the disk whether a vault path is free, whatever the index of the vault knows
//! (`docs/safety.md`).

mod exclusion;

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::path::{absolute_path, entry_on_disk, path_on_disk, resolve_entry};
use crate::{DiskError, WalkOptions};

pub use exclusion::{Exclusion, exclusion};

/// The obstacle to creating a file at a vault path. Its text is the reason for a refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Occupant {
    /// A file, or a symbolic link to one.
    File {
        /// Its vault path, spelled as on the disk: possibly in another case or Unicode form.
        path: String,
        /// The reason why it does not belong to the vault; `None` if it does.
        excluded: Option<Exclusion>,
    },
    /// A folder, or a symbolic link to one.
    Folder {
        /// Its vault path.
        path: String,
    },
    /// A symbolic link to nothing, at the path or above it. A program that writes to it creates the
    /// file that it leads to.
    Dangling {
        /// The link's vault path.
        path: String,
        /// The text of the link.
        target: PathBuf,
    },
    /// Something that is neither a file nor a folder, such as a pipe.
    Special {
        /// Its vault path.
        path: String,
    },
    /// A parent folder of the path is a file.
    NotFolder {
        /// The file's vault path.
        path: String,
    },
    /// Nothing exists there, but the folder lies outside the vault, behind a symbolic link that is
    /// not followed.
    Outside {
        /// The path.
        path: String,
        /// The link's vault path.
        link: String,
    },
}

impl Occupant {
    /// Whether it is a file or a link to one.
    #[must_use]
    pub fn is_file(&self) -> bool {
        matches!(self, Occupant::File { .. })
    }
}

/// The entry at the vault path `path` on the disk, through symbolic links; `None` if a file can be
/// created there without touching anything.
///
/// # Errors
/// If `path` is not a vault path, or the disk cannot be read. Then the path does not count as free.
pub fn occupant(walk: &WalkOptions, path: &str) -> Result<Option<Occupant>, DiskError> {
    let root = &walk.root;
    absolute_path(root, path)?;
    let mut link = None;
    for (end, _) in path.match_indices('/') {
        let above = &path[..end];
        let full = root.canonical.join(above);
        let kind = match full.symlink_metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => break,
            Err(error) => return Err(DiskError::io(&full, &error)),
        };
        let is_folder = match kind.is_symlink() {
            false => kind.is_dir(),
            true => {
                link.get_or_insert(above);
                match full.metadata() {
                    Ok(metadata) => metadata.is_dir(),
                    Err(_) => return Ok(Some(dangling(above, &full))),
                }
            }
        };
        if !is_folder {
            return Ok(Some(Occupant::NotFolder { path: above.to_owned() }));
        }
    }
    let place = resolve_entry(root, path);
    let outside = link.filter(|_| place.is_err());
    let place = match place {
        Ok(place) => place,
        Err(_) if outside.is_some() => root.canonical.join(path),
        Err(error) => return Err(error),
    };
    let found = at(walk, path, &place, outside)?;
    if found.is_none()
        && let Some(link) = outside
    {
        return Ok(Some(Occupant::Outside { path: path.to_owned(), link: link.to_owned() }));
    }
    Ok(found)
}

/// The entry at the vault path `path`, which is `place` on the disk. `outside` is the link through
/// which the path leaves the vault, if it does.
fn at(
    walk: &WalkOptions,
    path: &str,
    place: &Path,
    outside: Option<&str>,
) -> Result<Option<Occupant>, DiskError> {
    let kind = match place.symlink_metadata() {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(other_form(walk, path)),
        Err(error) => return Err(DiskError::io(place, &error)),
    };
    let target = match kind.is_symlink() {
        false => kind,
        true => match place.metadata() {
            Ok(metadata) => metadata.file_type(),
            Err(_) => return Ok(Some(dangling(path, place))),
        },
    };
    let own = path_on_disk(&walk.root, path).filter(|_| !kind.is_symlink());
    let own = own.unwrap_or_else(|| path.to_owned());
    Ok(Some(if target.is_dir() {
        Occupant::Folder { path: own }
    } else if target.is_file() {
        let excluded = match outside {
            Some(link) => Some(Exclusion::BehindLink { link: link.to_owned() }),
            None => exclusion(walk, &own),
        };
        Occupant::File { path: own, excluded }
    } else {
        Occupant::Special { path: own }
    }))
}

/// A file whose name is the same in another Unicode form. The vault treats such names as equal,
/// even if the disk does not.
fn other_form(walk: &WalkOptions, path: &str) -> Option<Occupant> {
    let own = path_on_disk(&walk.root, path).filter(|own| own != path)?;
    let excluded = exclusion(walk, &own);
    Some(Occupant::File { path: own, excluded })
}

fn dangling(path: &str, full: &Path) -> Occupant {
    let target = fs::read_link(full).unwrap_or_default();
    Occupant::Dangling { path: path.to_owned(), target }
}

/// The obstacle to moving the file or folder at the vault path `from` to `to`. `None` if nothing
/// exists there, or only the file itself, so that the case or Unicode form of its name changes.
///
/// # Errors
/// As [`occupant`].
pub fn move_obstacle(
    walk: &WalkOptions,
    from: &str,
    to: &str,
) -> Result<Option<Occupant>, DiskError> {
    let own = || entry_on_disk(&walk.root, from);
    let is_itself = |found: &Occupant| match found {
        Occupant::File { path, .. } | Occupant::Folder { path } => {
            from != to && own().as_ref() == Some(path)
        }
        _ => false,
    };
    Ok(occupant(walk, to)?.filter(|found| !is_itself(found)))
}

impl fmt::Display for Occupant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Occupant::File { path, excluded: None } => write!(f, "`{path}` already exists"),
            Occupant::File { path, excluded: Some(reason) } => {
                write!(f, "`{path}` exists, but {reason}")
            }
            Occupant::Folder { path } => write!(f, "`{path}` is a folder"),
            Occupant::Dangling { path, target } => write!(
                f,
                "`{path}` is a symbolic link to `{}`, which does not exist",
                target.display()
            ),
            Occupant::Special { path } => write!(f, "`{path}` is neither a file nor a folder"),
            Occupant::NotFolder { path } => {
                write!(f, "`{path}` is a file, so it cannot hold another one")
            }
            Occupant::Outside { path, link } => write!(
                f,
                "`{path}` would lie outside the vault, behind the symbolic link `{link}`, which is \
                 not followed"
            ),
        }
    }
}

impl std::error::Error for Occupant {}

#[cfg(test)]
mod tests;
