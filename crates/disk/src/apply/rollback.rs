//! Undoing a change, from whatever point it came to.
//!
//! How far it came is read from the disk, not remembered: so a change that failed and one whose
//! process was killed are undone by the same code, and undoing that was itself cut short goes on.
//! Before anything is put back, what lies there is compared with what the change put there. Where it
//! is something else, another program saved it: it stays, and the old text goes beside it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::commit::fold;
use super::content::{Content, content};
use super::in_place;
use super::journal::{Journal, Move, Write};
use super::place::{Label, copy_beside, exchange, inode, move_beside, rename_new, sync_folder};
use super::staging::Staging;
use crate::{DiskError, Root};

/// What undoing a change came to.
#[derive(Debug, Default)]
pub(super) struct Undone {
    /// How many files have their old text again, or are gone again.
    pub(super) files: usize,
    /// How many files and folders are where they were.
    pub(super) moves: usize,
    /// Files that another program saved meanwhile, each with the file that holds the other text.
    pub(super) kept: Vec<(PathBuf, PathBuf)>,
    /// What could not be undone, and why. Then the journal has to stay.
    pub(super) failed: Vec<DiskError>,
}

/// Undoes what has been done of the change.
pub(super) fn roll_back(root: &Root, staging: &Staging, journal: &Journal) -> Undone {
    let undo = Undo { root, staging, journal, touched: BTreeSet::new(), undone: Undone::default() };
    undo.run()
}

struct Undo<'a> {
    root: &'a Root,
    staging: &'a Staging,
    journal: &'a Journal,
    touched: BTreeSet<PathBuf>,
    undone: Undone,
}

impl Undo<'_> {
    fn run(mut self) -> Undone {
        for number in (0..self.journal.moves.len()).rev() {
            if let Err(error) = self.unmove(number) {
                // Those before it may need it undone first, and so may the writes.
                self.undone.failed.push(error);
                return self.undone;
            }
        }
        for (number, write) in self.journal.writes.iter().enumerate().rev() {
            if let Err(error) = self.unwrite(number, write) {
                self.undone.failed.push(error);
            }
        }
        for folder in self.journal.folders.iter().rev() {
            if let Err(error) = self.remove_folder(folder) {
                self.undone.failed.push(error);
            }
        }
        self.touched.insert(self.staging.folder.clone());
        for folder in &self.touched {
            if let Err(error) = sync_folder(folder)
                && error.kind() != ErrorKind::NotFound
            {
                self.undone.failed.push(DiskError::io(folder, &error));
            }
        }
        self.undone
    }

    fn unmove(&mut self, number: usize) -> Result<(), DiskError> {
        let it = &self.journal.moves[number];
        let from = self.journal.place(self.root, &it.from)?;
        let to = self.journal.place(self.root, &it.to)?;
        let at = |path: &Path| path.symlink_metadata().ok();
        let fail = |error| DiskError::io(&from, &error);
        let aside = self.staging.aside();
        let case_only = fold(&from) == fold(&to);
        let unnumbered = it.inode.is_none();
        let (now_from, now_to) = (at(&from), at(&to));
        let moved = |now: &Option<fs::Metadata>| {
            let inode = now.as_ref().and_then(inode);
            inode.is_some() && inode == it.inode
        };
        if case_only && at(&aside).is_some() {
            // Where case matters, the other spelling can be another entry.
            let free = if now_from.is_some() { &to } else { &from };
            rename_new(&aside, free).map_err(fail)?;
        } else if case_only && (moved(&now_to) || unnumbered && now_to.is_some()) {
            // Whichever of its two spellings it has.
            rename_new(&to, &aside).map_err(fail)?;
            let free = if at(&from).is_some() { &to } else { &from };
            rename_new(&aside, free).map_err(fail)?;
        } else if moved(&now_to) && moved(&now_from) {
            // A second name was made, and the first not yet removed.
            fs::remove_file(&to).map_err(|error| DiskError::io(&to, &error))?;
        } else if moved(&now_to) || now_to.is_some() && now_from.is_none() && self.is_alone(it) {
            self.put_back(&to, &from).map_err(fail)?;
        } else {
            return Ok(());
        }
        self.undone.moves += 1;
        self.touch(&from);
        self.touch(&to);
        Ok(())
    }

    /// Whether nothing but this move can have put something at its `to` and taken it from `from`.
    fn is_alone(&self, it: &Move) -> bool {
        !self.journal.moves.iter().any(|other| other.from == it.to || other.to == it.from)
    }

    /// Moves what lies at `now` to `then`, where somebody may have saved a file meanwhile.
    fn put_back(&mut self, now: &Path, then: &Path) -> io::Result<()> {
        if let Some(folder) = then.parent() {
            fs::create_dir_all(folder)?;
        }
        match rename_new(now, then) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            renamed => return renamed,
        }
        if let Some(number) = self.written(now, then) {
            // Our own text: it need not be kept, and is looked at once more before it is removed.
            return rename_new(now, &self.staging.ours(number));
        }
        if !(now.is_dir() && then.is_dir()) {
            let beside = move_beside(now, then, Label::Before)?;
            self.undone.kept.push((then.to_owned(), beside));
            return Ok(());
        }
        for entry in fs::read_dir(now)? {
            let name = entry?.file_name();
            self.put_back(&now.join(&name), &then.join(&name))?;
        }
        fs::remove_dir(now)
    }

    /// The number of the write whose new text lies at `now`, and whose path is `then`.
    fn written(&self, now: &Path, then: &Path) -> Option<usize> {
        let is_here = |write: &Write| {
            Journal::target(self.root, write).is_ok_and(|place| place == then)
                && !write.in_place
                && content(now).is_ok_and(|it| it == Content::Text(write.new))
        };
        self.journal.writes.iter().position(is_here)
    }

    fn unwrite(&mut self, number: usize, write: &Write) -> Result<(), DiskError> {
        let target = Journal::target(self.root, write)?;
        let (old, text) = (self.staging.old(number), self.staging.text(number));
        if write.in_place {
            return self.unwrite_in_place(&target, write, &old, &text);
        }
        let Some(before) = write.old else {
            return self.remove_new(&target, write, &old, &text);
        };
        self.look_at_ours(number, &target, write)?;
        // The user's file is what is in the staging folder and not our new text.
        let (replaced, its) = match content(&old)? {
            Content::Missing => (text.clone(), content(&text)?),
            its => (old.clone(), its),
        };
        if its == Content::Missing || its == Content::Text(write.new) {
            return Ok(());
        }
        let fail = |error| DiskError::io(&target, &error);
        let now = content(&target)?;
        if now == Content::Text(before) && its == now {
            return Ok(());
        }
        self.touch(&target);
        let ours = now == Content::Text(write.new);
        if ours && self.swap(number, &replaced, &target, write).map_err(fail)? {
            self.undone.files += 1;
            return Ok(());
        }
        match rename_new(&replaced, &target) {
            Ok(()) => self.undone.files += 1,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let is_before = content(&replaced)? == Content::Text(before);
                let label = if is_before { Label::Before } else { Label::Meanwhile };
                let beside = move_beside(&replaced, &target, label).map_err(fail)?;
                self.undone.kept.push((target, beside));
            }
            Err(error) => return Err(fail(error)),
        }
        Ok(())
    }

    /// Puts the user's file at `replaced` in the place of our text at `target`. `false` if another
    /// file was saved there just then; it is there again, and the user's at `replaced`.
    fn swap(
        &self,
        number: usize,
        replaced: &Path,
        target: &Path,
        write: &Write,
    ) -> io::Result<bool> {
        let is_ours = |path: &Path| content(path).is_ok_and(|it| it == Content::Text(write.new));
        if exchange(replaced, target)? {
            if is_ours(replaced) {
                return Ok(true);
            }
            exchange(replaced, target)?;
            return Ok(false);
        }
        let ours = self.staging.ours(number);
        rename_new(target, &ours)?;
        if !is_ours(&ours) {
            rename_new(&ours, target)?;
            return Ok(false);
        }
        fs::remove_file(&ours)?;
        // If the path is taken again, the caller sees.
        Ok(rename_new(replaced, target).is_ok())
    }

    /// What [`swap`](Undo::swap) took out and did not look at, because the process was killed.
    fn look_at_ours(&self, number: usize, target: &Path, write: &Write) -> Result<(), DiskError> {
        let ours = self.staging.ours(number);
        let moved = match content(&ours)? {
            Content::Missing => Ok(()),
            Content::Text(text) if text == write.new => fs::remove_file(&ours),
            _ => match rename_new(&ours, target) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    move_beside(&ours, target, Label::Meanwhile).map(drop)
                }
                moved => moved,
            },
        };
        moved.map_err(|error| DiskError::io(target, &error))
    }

    /// Removes the new file at `target` if it still is ours. It leaves the vault before the last
    /// look, so that nobody can save into it afterwards.
    fn remove_new(
        &mut self,
        target: &Path,
        write: &Write,
        old: &Path,
        text: &Path,
    ) -> Result<(), DiskError> {
        if content(target)? != Content::Text(write.new) {
            return Ok(());
        }
        // If ours was not put there yet, this is somebody else's file that happens to be equal.
        let is_staged = text.symlink_metadata().is_ok();
        if is_staged && !same_file::is_same_file(text, target).unwrap_or(false) {
            return Ok(());
        }
        let fail = |error| DiskError::io(target, &error);
        self.touch(target);
        rename_new(target, old).map_err(fail)?;
        if content(old)? != Content::Text(write.new) {
            return rename_new(old, target).map_err(fail);
        }
        self.undone.files += 1;
        Ok(())
    }

    fn unwrite_in_place(
        &mut self,
        target: &Path,
        write: &Write,
        old: &Path,
        text: &Path,
    ) -> Result<(), DiskError> {
        let fail = |error| DiskError::io(target, &error);
        let read = |path: &Path| match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some).map_err(|error| DiskError::io(path, &error)),
        };
        let (Some(new), now) = (read(text)?, read(target)?) else { return Ok(()) };
        if write.old.is_none() {
            return match now {
                Some(now) if in_place::is_between(&now, b"", &new) => {
                    self.touch(target);
                    self.undone.files += 1;
                    fs::remove_file(target).map_err(fail)
                }
                _ => Ok(()),
            };
        }
        let Some(before) = read(old)? else { return Ok(()) };
        let Some(now) = now else {
            self.touch(target);
            self.undone.files += 1;
            return in_place::create(target, &before).map_err(fail);
        };
        if now == before {
            return Ok(());
        }
        // It was left on the way there, or on the way back.
        let is_ours = |now: &[u8]| {
            in_place::is_between(now, &before, &new) || in_place::is_between(now, &new, &before)
        };
        match in_place::overwrite(target, &before, is_ours) {
            Ok(()) => self.undone.files += 1,
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                let beside = copy_beside(old, target, Label::Before).map_err(fail)?;
                self.touch(target);
                self.undone.kept.push((target.to_owned(), beside));
                // It is kept once, however often this runs.
                fs::remove_file(old).map_err(|error| DiskError::io(old, &error))?;
            }
            Err(error) => return Err(fail(error)),
        }
        Ok(())
    }

    fn remove_folder(&mut self, path: &str) -> Result<(), DiskError> {
        use ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
        let folder = self.journal.place(self.root, path)?;
        match fs::remove_dir(&folder) {
            Ok(()) => self.touch(&folder),
            Err(error) if matches!(error.kind(), NotFound | NotADirectory | DirectoryNotEmpty) => {}
            Err(error) => return Err(DiskError::io(&folder, &error)),
        }
        Ok(())
    }

    fn touch(&mut self, path: &Path) {
        self.touched.extend(path.parent().map(Path::to_owned));
    }
}
