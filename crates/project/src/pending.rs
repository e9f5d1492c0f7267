//! Changes of files that are prepared, shown and applied.

use std::sync::atomic::AtomicBool;

use linkwright_disk::{
    ApplyReport, DiskError, FileChange, Root, SymlinkFix, apply, missing_folders,
    plan_symlink_fixes,
};
use linkwright_ide::rename::{RenamePlan, finish};
use linkwright_ide::{Changes, Refusal, Texts};
use linkwright_syntax::digest;
use linkwright_text::{Edit, Span, apply_edits};
use linkwright_vault::FileId;

use crate::destinations::{Obstacle, require_free};
use crate::hard_links::each_file_once;
use crate::platform::SystemDisk;
use crate::project::stop;
use crate::{Error, Project};

/// The folder to which deleted files move.
const TRASH: &str = ".trash";

/// A change of files that is ready to be shown and applied, completely or not at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingChange {
    /// The changed texts, by path.
    pub rewrites: Vec<Rewrite>,
    /// The symbolic links that are rewritten to keep their targets.
    pub relinks: Vec<SymlinkFix>,
    /// The new files, each with its vault path and its text.
    pub creates: Vec<(String, String)>,
    /// The files that are removed, each with its vault path and its text. Only an undo removes files.
    pub removes: Vec<(String, String)>,
    /// The files and folders that move, from vault path to vault path, in this order. A file to delete
    /// moves to the folder `.trash`, as in Obsidian.
    pub moves: Vec<(String, String)>,
    /// The number of edits in all texts, without new files.
    pub edits: usize,
    /// Messages for the user.
    pub messages: Vec<String>,
    /// The folders that are created, each after its parent.
    pub(crate) folders: Vec<String>,
    /// The changes to apply. A file with several names is written once.
    pub(crate) changes: Vec<FileChange>,
}

/// A changed text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rewrite {
    /// The vault path before the change.
    pub path: String,
    /// The vault path after all moves.
    pub new_path: String,
    /// The text before the change.
    pub before: String,
    /// The text after the change.
    pub after: String,
    /// The edits that make the text before the change from the one after it.
    pub(crate) inverse: Vec<Edit>,
}

impl Project {
    /// The changes of a plan, computed from the texts that it needs.
    ///
    /// # Errors
    /// If the plan is refused, or a note cannot be read or has changed.
    pub fn finish(&self, plan: RenamePlan) -> Result<Changes, Error> {
        let notes = plan.notes().to_vec();
        self.finish_with(&notes, |texts| finish(plan, texts))
    }

    /// The changes that `finish` makes from the texts of `notes`.
    ///
    /// # Errors
    /// The refusal of `finish`, or if a note cannot be read or has changed.
    pub fn finish_with(
        &self,
        notes: &[FileId],
        finish: impl FnOnce(&Texts) -> Result<Changes, Refusal>,
    ) -> Result<Changes, Error> {
        let texts = self.texts(notes)?.into_iter().map(|(file, text)| (file, text.into()));
        Ok(finish(&texts.collect())?)
    }

    /// Prepares `changes` to be shown and applied. Writes nothing.
    ///
    /// # Errors
    /// If the destination of a move is occupied, whether or not the index contains it; if a note
    /// cannot be read or has changed; if a symbolic link cannot be updated; if two names of one
    /// file need different texts; and [`Error::Cancelled`] after `cancel`.
    pub fn pending(&self, changes: Changes, cancel: &AtomicBool) -> Result<PendingChange, Error> {
        let mut moves = changes.moves;
        for path in &changes.deletes {
            moves.push((path.clone(), self.trash_path(path)));
        }
        self.require_free(&changes.creates, &moves)?;
        let links = plan_symlink_fixes(&self.root, &moves)?;
        let mut edits: Vec<_> = changes.edits.iter().collect();
        edits.sort_by_key(|(file, _)| &self.vault.file(*file).path);
        let files: Vec<FileId> = edits.iter().map(|(file, _)| *file).collect();
        let mut rewrites = Vec::with_capacity(files.len());
        for ((_, edits), (file, before)) in edits.iter().zip(self.texts(&files)?) {
            stop(cancel)?;
            let edits: Vec<_> = edits.iter().map(|(edit, _)| edit.clone()).collect();
            let after = apply_edits(&before, &edits);
            let after = after.map_err(|error| Error::Refused(error.to_string()))?;
            let path = self.vault.file(file).path.to_string();
            let inverse = inverse(&before, &edits);
            let new_path = path_after(&self.root, &moves, &path);
            rewrites.push(Rewrite { path, new_path, before, after, inverse });
        }
        let written = self.each_file_once(rewrites.iter().collect())?;
        let mut writes: Vec<FileChange> = written.into_iter().map(write).collect();
        writes.extend(links.fixes.iter().map(|SymlinkFix { path, old, new }| {
            FileChange::Symlink { path: path.clone(), old: old.clone(), new: new.clone() }
        }));
        writes.extend(changes.creates.iter().map(|(path, text)| FileChange::Write {
            path: path.clone(),
            digest: None,
            text: text.clone(),
        }));
        writes.extend(
            moves.iter().map(|(from, to)| FileChange::Move { from: from.clone(), to: to.clone() }),
        );
        let folders = self.new_folders(&changes.creates, &moves)?;
        let mut messages = changes.messages;
        messages.extend(links.captured.iter().map(|path| {
            format!("`{path}`, a symbolic link that led nowhere, leads to something now.")
        }));
        Ok(PendingChange {
            rewrites,
            relinks: links.fixes,
            edits: edits.iter().map(|(_, edits)| edits.len()).sum(),
            creates: changes.creates,
            removes: Vec::new(),
            moves,
            folders,
            messages,
            changes: writes,
        })
    }

    /// Applies `pending` completely or not at all. Afterwards the project is out of date.
    ///
    /// # Errors
    /// If a file has changed or cannot be written, and [`Error::Cancelled`] after `cancel`. Nothing
    /// is changed in these cases, unless the error says so.
    pub fn apply(
        &self,
        pending: &PendingChange,
        cancel: &AtomicBool,
    ) -> Result<ApplyReport, Error> {
        stop(cancel)?;
        Ok(apply(&self.root, &pending.changes, cancel)?)
    }

    /// A free path in the folder `.trash` for the file at `path`.
    fn trash_path(&self, path: &str) -> String {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = self.vault.settings().note_stem(name);
        let extension = &name[stem.len()..];
        let numbered = (2..).map(|number| format!("{TRASH}/{stem} {number}{extension}"));
        let is_free = |path: &String| self.root.path.join(path).symlink_metadata().is_err();
        let mut paths = std::iter::once(format!("{TRASH}/{name}")).chain(numbered);
        paths.find(is_free).expect("the numbers do not end")
    }

    /// The folders that have to be created for new files and moves.
    fn new_folders(
        &self,
        creates: &[(String, String)],
        moves: &[(String, String)],
    ) -> Result<Vec<String>, DiskError> {
        let mut folders = Vec::new();
        for path in creates.iter().map(|(path, _)| path).chain(moves.iter().map(|(_, to)| to)) {
            folders.extend(missing_folders(&self.root, path)?.into_iter().map(str::to_owned));
        }
        folders.sort();
        folders.dedup();
        Ok(folders)
    }

    /// Refuses to create files or move them to paths where something exists on disk, whether or not it
    /// is indexed.
    pub(crate) fn require_free(
        &self,
        creates: &[(String, String)],
        moves: &[(String, String)],
    ) -> Result<(), Error> {
        let creates = creates.iter().map(|(path, _)| path.as_str());
        require_free(&SystemDisk, &self.walk(), creates, moves).map_err(|obstacle| match obstacle {
            Obstacle::Occupied(found) => Error::Refused(found.to_string()),
            Obstacle::Immovable(error) | Obstacle::Unknown(error) => error.into(),
        })
    }

    /// Returns `rewrites` with each file once, even if it has several names (hard links).
    fn each_file_once<'r>(&self, rewrites: Vec<&'r Rewrite>) -> Result<Vec<&'r Rewrite>, Error> {
        // Other files contain no links, so any text suits them.
        let notes = self.vault.files().filter(|(_, file)| file.note.is_some());
        let notes: Vec<&str> = notes.map(|(_, file)| &*file.path).collect();
        let is_same = |one: &&Rewrite, other: &&Rewrite| one.after == other.after;
        each_file_once(&self.root, &notes, rewrites, |it| &it.path, is_same, |_| false)
            .map_err(|error| Error::Refused(error.to_string()))
    }
}

impl PendingChange {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// The edits that restore `text` after `edits`.
fn inverse(text: &str, edits: &[Edit]) -> Vec<Edit> {
    let mut end = 0;
    let mut copied = 0;
    let invert = |edit: &Edit| {
        let start = end + (edit.span.range().start - copied);
        (end, copied) = (start + edit.insert.len(), edit.span.range().end);
        Edit::new(Span::new(start, end), &text[edit.span])
    };
    edits.iter().map(invert).collect()
}

fn write(rewrite: &Rewrite) -> FileChange {
    FileChange::Write {
        path: rewrite.path.clone(),
        digest: Some(digest(&rewrite.before)),
        text: rewrite.after.clone(),
    }
}

/// The path after the moves of the entry at `path`, which can be behind a symbolic link, and can move by
/// another path of the same folder.
pub(crate) fn path_after(root: &Root, moves: &[(String, String)], path: &str) -> String {
    let direct = path_after_moves(moves, path);
    if direct != path || moves.is_empty() {
        return direct;
    }
    let real = |path: &str| {
        let place = root.path.join(path);
        Some(place.parent()?.canonicalize().ok()?.join(place.file_name()?))
    };
    let found = real(path).and_then(|place| {
        moves.iter().find_map(|(from, to)| {
            let rest = place.strip_prefix(real(from)?).ok()?.to_str()?.replace('\\', "/");
            Some(if rest.is_empty() { to.clone() } else { format!("{to}/{rest}") })
        })
    });
    found.unwrap_or(direct)
}

/// The vault path after `moves` of what is at `path`. A folder takes along what is in it.
#[must_use]
pub fn path_after_moves(moves: &[(String, String)], path: &str) -> String {
    let to = moves.iter().find_map(|(from, to)| {
        let rest = path.strip_prefix(from.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
    });
    to.unwrap_or_else(|| path.to_owned())
}
