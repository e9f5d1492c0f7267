//! The record of a change, with all that is needed to undo it.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use linkwright_disk::{FileChange, Root, SymlinkFix};
use linkwright_syntax::digest;
use linkwright_text::Edit;
use serde::{Deserialize, Serialize};

use crate::Project;
use crate::pending::{PendingChange, path_after, path_after_moves};

/// The version of the format.
const FORMAT: u32 = 1;

/// A change that a command made in a vault, with all that is needed to undo it. Paths are vault paths
/// after the change, unless said otherwise.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct RecordedChange {
    /// The version of the format.
    format: u32,
    /// The digest of a fixed text. Another version of linkwright may compute digests in another way.
    marker: u64,
    /// The vault's folder, for people who read the file.
    root: String,
    /// The arguments of the command.
    pub command: Vec<String>,
    /// When the change was made, in seconds since 1970.
    pub time: u64,
    pub(crate) writes: Vec<RecordedWrite>,
    pub(crate) relinks: Vec<RecordedLink>,
    /// The created files, with the digests of their texts.
    pub(crate) creates: Vec<(String, u64)>,
    /// The moves in their order, each with its old and its new path.
    pub(crate) moves: Vec<(String, String)>,
    /// The files that moved without being written, with the digests of notes.
    pub(crate) moved: Vec<(String, Option<u64>)>,
    /// The created folders, each after its parent.
    pub(crate) folders: Vec<String>,
}

/// A text that was changed.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordedWrite {
    /// The path before the change.
    pub(crate) old_path: String,
    pub(crate) path: String,
    /// The digest of the text before the change.
    pub(crate) old: u64,
    /// The digest of the text after the change.
    pub(crate) new: u64,
    /// The edits that restore the old text: each a start and an end in bytes, and a text.
    pub(crate) inverse: Vec<(u32, u32, String)>,
}

/// A symbolic link whose text was changed.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordedLink {
    pub(crate) path: String,
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
}

impl RecordedChange {
    /// The record of `pending`, which the command with the arguments `command` makes in `project`.
    #[must_use]
    pub fn new(project: &Project, pending: &PendingChange, command: Vec<String>) -> RecordedChange {
        let PendingChange { rewrites, relinks, creates, moves, folders, changes, .. } = pending;
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        // Of a file with several names, only one is written.
        let is_written = |path: &str| {
            changes.iter().any(|it| matches!(it, FileChange::Write { path: it, .. } if it == path))
        };
        let written = rewrites.iter().filter(|rewrite| is_written(&rewrite.path));
        let writes = written.map(|rewrite| RecordedWrite {
            old_path: rewrite.path.clone(),
            path: rewrite.new_path.clone(),
            old: digest(&rewrite.before),
            new: digest(&rewrite.after),
            inverse: rewrite
                .inverse
                .iter()
                .map(|Edit { span, insert }| (span.start, span.end, insert.clone()))
                .collect(),
        });
        let relink = |SymlinkFix { path, old, new }: &SymlinkFix| RecordedLink {
            path: path_after(&project.root, moves, path),
            old: old.clone(),
            new: new.clone(),
        };
        let is_rewritten = |path: &str| rewrites.iter().any(|rewrite| rewrite.path == path);
        let vault = &project.vault;
        let digest_of = |path: &str| {
            if project.root.path.join(path).is_symlink() {
                return None;
            }
            let file = vault.find_file(path).filter(|it| *vault.file(*it).path == *path)?;
            Some(vault.note(file)?.facts.digest)
        };
        let files = moves.iter().flat_map(|(from, _)| files_below(&project.root, from));
        let untouched = files.filter(|path| !is_rewritten(path));
        let mut moved_files: Vec<_> =
            untouched.map(|path| (path_after_moves(moves, &path), digest_of(&path))).collect();
        moved_files.sort();
        RecordedChange {
            format: FORMAT,
            marker: marker(),
            root: project.root.canonical.display().to_string(),
            command,
            time,
            writes: writes.collect(),
            relinks: relinks.iter().map(relink).collect(),
            creates: creates.iter().map(|(path, text)| (path.clone(), digest(text))).collect(),
            moves: moves.clone(),
            moved: moved_files,
            folders: folders.clone(),
        }
    }

    /// Whether this version of linkwright understands the record.
    pub(crate) fn is_understood(&self) -> bool {
        self.format == FORMAT && self.marker == marker()
    }

    /// The counts of the change: changed texts, created files, and moved files and folders.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        [self.writes.len(), self.creates.len(), self.moves.len()]
    }
}

/// The vault paths of the files at and below `path`, without hidden ones. Symbolic links count as
/// files.
pub(crate) fn files_below(root: &Root, path: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(path) = folders.pop() {
        let place = root.path.join(&path);
        if place.is_symlink() || !place.is_dir() {
            files.push(path);
            continue;
        }
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                folders.push(format!("{path}/{name}"));
            }
        }
    }
    files
}

fn marker() -> u64 {
    digest("linkwright undo journal")
}
