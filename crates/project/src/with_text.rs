//! The disk with another text of one note: one that is not saved.

use linkwright_disk::{Batch, DiskError, NoteText, Root, Stamp, TextRead};
use linkwright_syntax::digest;

use crate::platform::{Disk, PreparedBatch, Reread};

/// The operating system's disk, on which one note, which need not exist, has this text.
pub struct DiskWithText {
    /// The note's vault path.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Disk for DiskWithText {
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        // Warnings about the file on the disk do not matter.
        let own = reread.walk.root.canonical.join(&self.path);
        let without_own = |mut batch: PreparedBatch| {
            batch.warnings.retain(|warning| warning.path != own);
            (reread.deliver)(batch);
        };
        Reread { deliver: &without_own, ..reread }.from_system()?;
        // The index uses the text that comes last.
        let note = NoteText { path: &self.path, text: &self.text, stamp: Stamp::STALE };
        (reread.deliver)(Batch { notes: vec![reread.prepare(note)], ..Batch::default() });
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
