//! The disk with another text of one note: one that is not saved.

use std::sync::atomic::AtomicBool;

use linkwright_disk::{Batch, DiskError, Known, NoteText, Root, Stamp, TextRead, Walk};
use linkwright_syntax::digest;
use linkwright_vault::PreparedNote;

use crate::platform::Disk;

/// The operating system's disk, on which one note, which need not exist, has this text.
pub struct DiskWithText {
    /// The note's vault path.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Disk for DiskWithText {
    fn reread(
        &self,
        walk: &Walk,
        paths: Option<&[String]>,
        known: &Known,
        cancel: &AtomicBool,
        prepare: &(dyn Fn(NoteText<'_>) -> (PreparedNote, Stamp) + Sync),
        deliver: &(dyn Fn(Batch<(PreparedNote, Stamp)>) + Sync),
    ) -> Result<(), DiskError> {
        // Warnings about the file on the disk do not matter.
        let own = walk.root.canonical.join(&self.path);
        let without_own = |mut batch: Batch<(PreparedNote, Stamp)>| {
            batch.warnings.retain(|warning| warning.path != own);
            deliver(batch);
        };
        linkwright_disk::reread(walk, paths, known, cancel, prepare, without_own)?;
        // The text that comes last counts.
        let note = NoteText { path: &self.path, text: &self.text, stamp: Stamp::STALE };
        deliver(Batch { notes: vec![prepare(note)], ..Batch::default() });
        Ok(())
    }

    fn read_each(
        &self,
        root: &Root,
        files: &[(&str, u64)],
        each: &(dyn Fn(usize, TextRead<'_>) + Sync),
    ) -> Vec<Result<(), DiskError>> {
        let own = files.iter().position(|(path, _)| *path == self.path);
        let mut results = linkwright_disk::read_texts(root, files, |index, read| {
            if Some(index) != own {
                each(index, read);
            }
        });
        if let Some(index) = own {
            let is_changed = digest(&self.text) != files[index].1;
            each(index, TextRead { text: &self.text, is_changed, has_hard_links: false });
            results[index] = Ok(());
        }
        results
    }
}
