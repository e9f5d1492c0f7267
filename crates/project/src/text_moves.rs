//! Moves of sections and whole notes into other notes, named as in a link.

use linkwright_ide::text_move::{
    self, Destination, Leftover, TextMove, find_heading, plan, section_span,
};
use linkwright_ide::{Changes, NamedNote, named_note};
use linkwright_vault::FileId;

use crate::{Error, Project};

/// A part of a note that moves, and where it moves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartMove {
    /// The note.
    pub note: FileId,
    /// The heading of the section that moves, by its index; `None` for the whole text.
    pub heading: Option<u32>,
    /// Where the part moves to.
    pub to: Destination,
    /// What is left in its place.
    pub leaves: Leftover,
}

impl Project {
    /// The index of the heading of `note` that a link with `subpath` resolves to.
    ///
    /// # Errors
    /// If there is no such heading.
    pub fn named_heading(&self, note: FileId, subpath: &str) -> Result<u32, Error> {
        find_heading(&self.vault, note, subpath).ok_or_else(|| {
            let path = &self.vault.file(note).path;
            Error::Refused(format!("`{path}` has no heading `{subpath}`"))
        })
    }

    /// The new note `name`, for a section of the note `from`.
    ///
    /// # Errors
    /// If no note can have the name. If there is such a file, it is returned.
    pub fn new_note_for_section(
        &self,
        from: FileId,
        name: &str,
    ) -> Result<Result<Destination, FileId>, Error> {
        Ok(match named_note(&self.vault, Some(from), name)? {
            NamedNote::New(note) => Ok(Destination::NewNote(note.path)),
            NamedNote::Existing(file) => Err(file),
        })
    }

    /// The changes of a move, with those of all links to the moved text. Looks up on the disk whether
    /// link targets outside the vault's files exist.
    ///
    /// # Errors
    /// If the move is refused, or a note cannot be read or has changed.
    pub fn move_part(&mut self, part: PartMove) -> Result<Changes, Error> {
        let PartMove { note: file, heading, to, leaves } = part;
        self.ask_disk_for_all_links();
        let Some(note) = self.vault.note(file) else {
            let path = &self.vault.file(file).path;
            return Err(Error::Refused(format!("`{path}` is not a note")));
        };
        let span = heading.map_or_else(|| text_move::body(note), |it| section_span(note, it));
        let plan = plan(&self.vault, TextMove { note: file, span, to, leaves })?;
        self.finish_with(&plan.notes(), |texts| plan.finish(texts))
    }
}
