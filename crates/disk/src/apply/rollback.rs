//! Undoes a change from any point.
//!
//! The disk shows how far the change got. So the same code undoes a change that failed and a change
//! whose process was killed, and continues an undo that was interrupted. Before anything is
//! restored, the current content is compared with what the change wrote. If it differs, another
//! program saved it: it is kept, and the old text is placed beside it.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::commit::fold_os_path;
use super::content::{Content, content};
use super::journal::{Journal, Move, Write};
use super::place::{Label, inode, move_beside, rename_new, sync_folder};
use super::relink::restore_link;
use super::remove;
use super::staging::Staging;
use super::unwrite::{UndoResult, unwrite};
use crate::file_number::FileNumber;
use crate::{DiskError, Root};

/// Undoes the change as far as it was done.
pub(super) fn roll_back(root: &Root, staging: &Staging, journal: &Journal) -> UndoResult {
    Undo { root, staging, journal, undone: UndoResult::default() }.run()
}

struct Undo<'a> {
    root: &'a Root,
    staging: &'a Staging,
    journal: &'a Journal,
    undone: UndoResult,
}

impl Undo<'_> {
    fn run(mut self) -> UndoResult {
        if let Err(error) = remove::restore_folders(self.root, self.journal, &mut self.undone) {
            self.undone.failed.push(error);
            return self.undone;
        }
        for number in (0..self.journal.moves.len()).rev() {
            if let Err(error) = self.unmove(number) {
                // Earlier moves and the writes may depend on this one, so stop here.
                self.undone.failed.push(error);
                return self.undone;
            }
        }
        for number in 0..self.journal.removals.len() {
            let undone = &mut self.undone;
            if let Err(error) =
                remove::restore(self.root, self.staging, self.journal, number, undone)
            {
                undone.failed.push(error);
            }
        }
        for number in (0..self.journal.links.len()).rev() {
            let undone = &mut self.undone;
            if let Err(error) = restore_link(self.root, self.staging, self.journal, number, undone)
            {
                undone.failed.push(error);
            }
        }
        for (number, write) in self.journal.writes.iter().enumerate().rev() {
            if let Err(error) = unwrite(self.root, self.staging, number, write, &mut self.undone) {
                self.undone.failed.push(error);
            }
        }
        for folder in self.journal.folders.iter().rev() {
            match remove::remove_folder(self.root, self.journal, folder) {
                Ok(removed) => removed.iter().for_each(|folder| self.undone.touch(folder)),
                Err(error) => self.undone.failed.push(error),
            }
        }
        self.undone.touched.insert(self.staging.folder.clone());
        for folder in std::mem::take(&mut self.undone.touched) {
            if let Err(error) = sync_folder(&folder)
                && error.kind() != ErrorKind::NotFound
            {
                self.undone.failed.push(DiskError::io(&folder, &error));
            }
        }
        self.undone
    }

    fn unmove(&mut self, number: usize) -> Result<(), DiskError> {
        let it = &self.journal.moves[number];
        let from = self.journal.real_path(self.root, &it.from)?;
        let to = self.journal.real_path(self.root, &it.to)?;
        let at = |path: &Path| path.symlink_metadata().ok();
        let fail = |error| DiskError::io(&from, &error);
        let aside = self.staging.aside();
        let case_only = fold_os_path(&from) == fold_os_path(&to);
        let unnumbered = it.inode.is_none();
        let (now_from, now_to) = (at(&from), at(&to));
        let moved = |path: &Path| it.inode.is_some() && inode(path) == it.inode;
        if case_only && at(&aside).is_some() {
            // On a case-sensitive file system, the other spelling can be another entry.
            let free = if now_from.is_some() { &to } else { &from };
            rename_new(&aside, free).map_err(fail)?;
        } else if case_only && (moved(&to) || unnumbered && now_to.is_some()) {
            // The entry has one of its two spellings.
            rename_new(&to, &aside).map_err(fail)?;
            let free = if at(&from).is_some() { &to } else { &from };
            rename_new(&aside, free).map_err(fail)?;
        } else if moved(&to) && moved(&from) && FileNumber::at(&to).is_some_and(|it| it.names > 1) {
            // The process was killed between creating the second name and removing the first.
            fs::remove_file(&to).map_err(|error| DiskError::io(&to, &error))?;
        } else if moved(&to) || now_to.is_some() && now_from.is_none() && self.is_only_move_at(it) {
            self.move_back(&to, &from).map_err(fail)?;
        } else {
            return Ok(());
        }
        self.undone.moves += 1;
        self.undone.touch(&from);
        self.undone.touch(&to);
        Ok(())
    }

    /// Whether no other move of the change touches the paths of this one.
    fn is_only_move_at(&self, it: &Move) -> bool {
        !self.journal.moves.iter().any(|other| other.from == it.to || other.to == it.from)
    }

    /// Moves the entry at `now` back to `then`, where another program may have saved a file
    /// meanwhile.
    fn move_back(&mut self, now: &Path, then: &Path) -> io::Result<()> {
        if let Some(folder) = then.parent() {
            fs::create_dir_all(folder)?;
        }
        match rename_new(now, then) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            renamed => return renamed,
        }
        if let Some(number) = self.written(now, then) {
            // Our own new text: it is checked once more before it is removed.
            return rename_new(now, &self.staging.ours(number));
        }
        if !(now.is_dir() && then.is_dir()) {
            let beside = move_beside(now, then, Label::Before)?;
            self.undone.conflicts.push((then.to_owned(), beside));
            return Ok(());
        }
        for entry in fs::read_dir(now)? {
            let name = entry?.file_name();
            self.move_back(&now.join(&name), &then.join(&name))?;
        }
        fs::remove_dir(now)
    }

    /// The number of the write with the path `then` whose new text is at `now`.
    fn written(&self, now: &Path, then: &Path) -> Option<usize> {
        let is_here = |write: &Write| {
            Journal::target(self.root, write).is_ok_and(|place| place == then)
                && !write.in_place
                && content(now).is_ok_and(|it| it == Content::Text(write.new))
        };
        self.journal.writes.iter().position(is_here)
    }
}
