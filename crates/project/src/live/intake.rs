//! Applies the deliveries of a vault's reader.

use linkwright_settings::Settings;
use linkwright_vault::Change;

use super::deliveries::{Delivery, FilesRead, FinishedRead, OnDisk};
use super::open_vault::OpenVault;
use super::overlay::Overlay;

/// An applied delivery, as far as the owner reacts to it.
#[derive(Debug)]
pub(super) enum Applied {
    /// The number of files processed so far, and the number of all files.
    Progress(usize, usize),
    /// A vault whose load was cancelled has been read completely.
    Completed,
    /// The settings changed. They are not applied yet.
    Settings(Box<Settings>),
    /// All requests to the reader up to this number are finished.
    Finished(u64, FinishedRead),
}

impl OpenVault {
    /// Applies the next delivery of the reader. Texts in `overlay` take precedence over texts from
    /// disk.
    pub(super) fn take_delivery(&mut self, overlay: &impl Overlay) -> Option<Applied> {
        let deliveries = self.deliveries.as_ref()?;
        let (number, delivery) = deliveries.take()?;
        // Before the delivery is applied, so that a panic does not leave the reader waiting.
        deliveries.announce();
        let is_outdated = self.reads.is_outdated(number);
        match delivery {
            Delivery::Files(_) | Delivery::Removed(_) | Delivery::Complete if is_outdated => None,
            Delivery::Files(files) => Some(self.take_files(number, files, overlay)),
            Delivery::Removed(paths) => {
                self.remove_files(number, &paths, overlay);
                None
            }
            Delivery::Unreadable(unreadable) => {
                self.unreadable = unreadable;
                None
            }
            Delivery::Unfollowed(links) => {
                self.unfollowed = links;
                None
            }
            Delivery::Complete => self.complete().then_some(Applied::Completed),
            Delivery::OnDisk(found) => {
                self.take_on_disk(number, found);
                None
            }
            Delivery::Settings(settings) => Some(Applied::Settings(settings)),
            Delivery::Finished(number, finished) => Some(Applied::Finished(number, finished)),
        }
    }

    fn take_files(&mut self, number: u64, files: FilesRead, overlay: &impl Overlay) -> Applied {
        let is_outdated =
            |path: &str| overlay.shows_note(self, path) || self.reads.is_outdated_at(path, number);
        let FilesRead { mut notes, mut others, done, total } = files;
        notes.retain(|note| !is_outdated(note.path()));
        others.retain(|path| !is_outdated(path));
        for path in &others {
            self.apply(Change::File { path });
        }
        for note in notes {
            self.apply(Change::Prepared(Box::new(note)));
        }
        Applied::Progress(done, total)
    }

    fn remove_files(&mut self, number: u64, paths: &[String], overlay: &impl Overlay) {
        for path in paths {
            if !overlay.shows_note(self, path) && !self.reads.is_outdated_at(path, number) {
                self.apply(Change::Remove { path });
            }
        }
    }

    fn take_on_disk(&mut self, number: u64, found: OnDisk) {
        for (path, entry) in found {
            if !self.reads.is_outdated_at(&path, number) {
                self.apply(Change::DiskEntry { path: &path, entry });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{Platform, VaultId};
    use linkwright_syntax::frontmatter::AliasRules;
    use linkwright_vault::PreparedNote;

    #[test]
    fn a_read_of_the_old_path_of_a_moved_document_is_outdated() {
        let mut open = OpenVault::new(VaultId(0), None, Platform::system());
        let read = || FilesRead {
            notes: vec![PreparedNote::new("c.md", "x", AliasRules::default())],
            others: Vec::new(),
            done: 1,
            total: 1,
        };
        // The document left twice, so the path is valid again when both requests are finished.
        for number in [2, 3] {
            open.reads.outdate("c.md".to_owned(), number);
        }
        for number in [1, 2] {
            open.take_files(number, read(), &());
            assert!(!open.has_file("c.md"));
            open.reads.finish(number);
        }
        open.take_files(3, read(), &());
        assert!(open.has_file("c.md"));
    }
}
