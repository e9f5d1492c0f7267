//! Undoes one write: restores the old text, unless another program saved the file again.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::content::{Content, content};
use super::in_place;
use super::journal::{Journal, Write};
use super::place::{Label, copy_beside, exchange, move_beside, rename_new};
use super::staging::Staging;
use crate::{DiskError, Root};

/// The result of undoing a change.
#[derive(Debug, Default)]
pub(super) struct UndoResult {
    /// Number of files whose old text was restored, or that were removed again.
    pub(super) files: usize,
    /// Number of files and folders that were moved back.
    pub(super) moves: usize,
    /// Files that another program saved meanwhile, each with the file that holds the other text.
    pub(super) conflicts: Vec<(PathBuf, PathBuf)>,
    /// The errors of what could not be undone. If there are any, the journal must stay.
    pub(super) failed: Vec<DiskError>,
    /// Folders to sync, because names in them changed.
    pub(super) touched: BTreeSet<PathBuf>,
}

impl UndoResult {
    /// Records that a name in the folder of `path` changed.
    pub(super) fn touch(&mut self, path: &Path) {
        self.touched.extend(path.parent().map(Path::to_owned));
    }

    /// Moves the entry at `from`, which the change replaced, back to `place`. If another program has put
    /// something there meanwhile, the entry is moved beside it. `is_before` returns whether the entry is
    /// as it was before the change.
    pub(super) fn put_back(
        &mut self,
        from: &Path,
        place: &Path,
        is_before: impl FnOnce() -> Result<bool, DiskError>,
    ) -> Result<(), DiskError> {
        let fail = |error| DiskError::io(place, &error);
        match rename_new(from, place) {
            Ok(()) => self.files += 1,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let label = if is_before()? { Label::Before } else { Label::Meanwhile };
                let beside = move_beside(from, place, label).map_err(fail)?;
                self.conflicts.push((place.to_owned(), beside));
            }
            Err(error) => return Err(fail(error)),
        }
        Ok(())
    }
}

/// Undoes write `number` as far as it was done.
pub(super) fn unwrite(
    root: &Root,
    staging: &Staging,
    number: usize,
    write: &Write,
    undone: &mut UndoResult,
) -> Result<(), DiskError> {
    let target = Journal::target(root, write)?;
    let (old, text, ours) = (staging.old(number), staging.text(number), staging.ours(number));
    let mut it = Unwrite { write, target: &target, old, text, ours, undone };
    if write.in_place {
        return it.restore_in_place();
    }
    it.remove_our_text()?;
    match write.old {
        Some(before) => it.restore(before),
        None => it.remove_new(),
    }
}

struct Unwrite<'a> {
    write: &'a Write,
    target: &'a Path,
    /// The files of this write in the staging folder, which may exist or not.
    old: PathBuf,
    text: PathBuf,
    ours: PathBuf,
    undone: &'a mut UndoResult,
}

impl Unwrite<'_> {
    fn fail(&self) -> impl Fn(io::Error) -> DiskError + use<'_> {
        |error| DiskError::io(self.target, &error)
    }

    fn has_our_text(&self, path: &Path) -> bool {
        content(path).is_ok_and(|it| it == Content::Text(self.write.new))
    }

    fn restore(&mut self, before: u64) -> Result<(), DiskError> {
        let new = Content::Text(self.write.new);
        // The file in the staging folder that is not our new text is the user's file.
        let (replaced, its) = match content(&self.old)? {
            Content::Missing => (self.text.clone(), content(&self.text)?),
            its => (self.old.clone(), its),
        };
        if its == Content::Missing || its == new {
            return Ok(());
        }
        let now = content(self.target)?;
        if now == Content::Text(before) && its == now {
            return Ok(());
        }
        self.undone.touch(self.target);
        if now == new && self.swap(&replaced).map_err(self.fail())? {
            self.undone.files += 1;
            return Ok(());
        }
        let is_before = || Ok(content(&replaced)? == Content::Text(before));
        self.undone.put_back(&replaced, self.target, is_before)
    }

    /// Replaces our text by the user's file at `replaced`. Returns `false` if another program saved
    /// a file there at this moment: then that file is kept, and the user's file stays at
    /// `replaced`.
    fn swap(&self, replaced: &Path) -> io::Result<bool> {
        if exchange(replaced, self.target)? {
            if self.has_our_text(replaced) {
                return Ok(true);
            }
            exchange(replaced, self.target)?;
            return Ok(false);
        }
        rename_new(self.target, &self.ours)?;
        if !self.has_our_text(&self.ours) {
            rename_new(&self.ours, self.target)?;
            return Ok(false);
        }
        fs::remove_file(&self.ours)?;
        // If the path was taken again, the caller handles that.
        Ok(rename_new(replaced, self.target).is_ok())
    }

    /// Handles a file that was taken out of the vault as our text, but not checked before the
    /// process was killed: removes our text, and moves any other file back.
    fn remove_our_text(&self) -> Result<(), DiskError> {
        let ours = &self.ours;
        let moved = match content(ours)? {
            Content::Missing => Ok(()),
            Content::Text(text) if text == self.write.new => fs::remove_file(ours),
            _ => match rename_new(ours, self.target) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    move_beside(ours, self.target, Label::Meanwhile).map(drop)
                }
                moved => moved,
            },
        };
        moved.map_err(self.fail())
    }

    /// Removes the new file if it still has our text. It is moved out of the vault before the last
    /// check, so that nobody can save into it afterwards.
    fn remove_new(&mut self) -> Result<(), DiskError> {
        let new = Content::Text(self.write.new);
        if content(self.target)? != new {
            return Ok(());
        }
        // If our file is not there yet, this is another program's file with the same text.
        let is_staged = self.text.symlink_metadata().is_ok();
        if is_staged && !same_file::is_same_file(&self.text, self.target).unwrap_or(false) {
            return Ok(());
        }
        self.undone.touch(self.target);
        rename_new(self.target, &self.old).map_err(self.fail())?;
        if content(&self.old)? != new {
            return rename_new(&self.old, self.target).map_err(self.fail());
        }
        self.undone.files += 1;
        Ok(())
    }

    fn restore_in_place(&mut self) -> Result<(), DiskError> {
        let (Some(new), now) = (read(&self.text)?, read(self.target)?) else { return Ok(()) };
        if self.write.old.is_none() {
            return match now {
                Some(now) if in_place::is_between(&now, b"", &new) => {
                    self.undone.touch(self.target);
                    self.undone.files += 1;
                    fs::remove_file(self.target).map_err(self.fail())
                }
                _ => Ok(()),
            };
        }
        let Some(before) = read(&self.old)? else { return Ok(()) };
        let Some(now) = now else {
            self.undone.touch(self.target);
            self.undone.files += 1;
            return in_place::create(self.target, &before).map_err(self.fail());
        };
        if now == before {
            return Ok(());
        }
        // The write, or an earlier undo of it, was interrupted.
        let is_ours = |now: &[u8]| {
            in_place::is_between(now, &before, &new) || in_place::is_between(now, &new, &before)
        };
        match in_place::overwrite(self.target, &before, is_ours) {
            Ok(()) => self.undone.files += 1,
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                let beside = copy_beside(&self.old, self.target, Label::Before);
                let beside = beside.map_err(self.fail())?;
                self.undone.touch(self.target);
                self.undone.conflicts.push((self.target.to_owned(), beside));
                // Keep one copy only, however often this runs.
                fs::remove_file(&self.old).map_err(self.fail())?;
            }
            Err(error) => return Err(self.fail()(error)),
        }
        Ok(())
    }
}

/// The bytes of the file at `path`; `None` if there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(|error| DiskError::io(path, &error)),
    }
}
