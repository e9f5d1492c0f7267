//! Links for the mentions of a note in the whole vault.

use std::sync::atomic::AtomicBool;

use linkwright_ide::lists;
use linkwright_ide::mentions::{MentionFinder, MentionLinker};
use linkwright_ide::{Changes, EditReason};
use linkwright_text::{Edit, Span};
use linkwright_vault::FileId;

use crate::project::stop;
use crate::{Error, Project};

/// Maximum number of texts between two checks for a cancellation.
const TEXTS_AT_ONCE: usize = 1024;

impl Project {
    /// The changes that turn the mentions of `note` in all other notes into links.
    ///
    /// # Errors
    /// If a note cannot be read or has changed, and [`Error::Cancelled`] after `cancel`.
    pub fn link_mentions(&self, note: FileId, cancel: &AtomicBool) -> Result<Changes, Error> {
        let mut changes = Changes::default();
        let Some(finder) = MentionFinder::new(&self.vault, note) else { return Ok(changes) };
        let mut others = lists::notes(&self.vault);
        others.retain(|other| *other != note);
        let link = |source: FileId, text: &str| {
            let words: Vec<Span> = finder.find(text).into_iter().map(|it| it.span).collect();
            if words.is_empty() {
                return Vec::new();
            }
            let linker = MentionLinker::new(&self.vault, source, note);
            linker.map(|linker| linker.edits(text, &words)).unwrap_or_default()
        };
        for others in others.chunks(TEXTS_AT_ONCE) {
            stop(cancel)?;
            for (source, edits) in self.map_texts(others, link)? {
                let edits = edits.into_iter().map(|edit: Edit| (edit, EditReason::Requested));
                changes.edits.push((source, edits.collect()));
            }
        }
        changes.edits.retain(|(_, edits)| !edits.is_empty());
        Ok(changes)
    }
}
