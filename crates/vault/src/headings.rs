//! The headings of all notes, ready to be compared with what was typed.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::names::{loose, mask};
use crate::{FileId, Note, Vault};

/// The texts of all headings in one piece, and [`mask`]s of them in another.
///
/// Made when it is first asked for, and kept in step from then on, at the cost of the headings of
/// the note that changes.
#[derive(Default)]
pub struct Headings {
    masks: Vec<u64>,
    entries: Vec<Entry>,
    /// The headings, one behind the other; some of no note any more.
    text: String,
    /// Where the headings of a note are.
    of_notes: FxHashMap<FileId, Range<usize>>,
    wasted: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    len: u32,
    /// `None` of no heading any more.
    place: Option<(FileId, u32)>,
}

/// One heading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AnyHeading<'v> {
    /// Its text as written, without case and diacritics: see [`loose`].
    pub text: &'v str,
    /// Its note.
    pub note: FileId,
    /// Its place in [`Note::headings`].
    pub index: u32,
}

impl Headings {
    /// The headings whose [`mask`] is to be kept, in no order.
    pub fn filter(&self, keep: impl Fn(u64) -> bool) -> impl Iterator<Item = AnyHeading<'_>> {
        let kept = self.masks.iter().zip(&self.entries).filter(move |(mask, _)| keep(**mask));
        kept.filter_map(|(_, entry)| {
            let (note, index) = entry.place?;
            let text = &self.text[entry.start as usize..][..entry.len as usize];
            Some(AnyHeading { text, note, index })
        })
    }

    fn put(&mut self, file: FileId, note: Option<&Note>) {
        if let Some(old) = self.of_notes.remove(&file) {
            self.wasted += old.len();
            self.masks[old.clone()].fill(0);
            self.entries[old].iter_mut().for_each(|entry| entry.place = None);
        }
        let narrow = |length| u32::try_from(length).expect("the headings are under 4 GiB");
        let headings = note.map_or(&[][..], |note| &note.headings);
        let start = self.masks.len();
        for (index, heading) in (0..).zip(headings) {
            let text = loose(&heading.text);
            let (start, len) = (narrow(self.text.len()), narrow(text.len()));
            self.masks.push(mask(&text));
            self.entries.push(Entry { start, len, place: Some((file, index)) });
            self.text.push_str(&text);
        }
        if start < self.masks.len() {
            self.of_notes.insert(file, start..self.masks.len());
        }
        if self.wasted > 1 << 12 && self.wasted > self.masks.len() / 2 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let mut packed = Headings::default();
        for (file, range) in &self.of_notes {
            let start = packed.masks.len();
            packed.masks.extend_from_slice(&self.masks[range.clone()]);
            for entry in &self.entries[range.clone()] {
                let text = &self.text[entry.start as usize..][..entry.len as usize];
                let start = u32::try_from(packed.text.len()).expect("it was under 4 GiB");
                packed.entries.push(Entry { start, ..*entry });
                packed.text.push_str(text);
            }
            packed.of_notes.insert(*file, start..packed.masks.len());
        }
        *self = packed;
    }
}

impl Vault {
    /// The headings of all notes, see [`Headings`].
    #[must_use]
    pub fn headings(&self) -> &Headings {
        self.headings.get_or_init(|| {
            let mut headings = Headings::default();
            for (file, note) in self.notes() {
                headings.put(file, Some(note));
            }
            headings
        })
    }

    /// Brings the headings in step with what `file` says now.
    pub(crate) fn settle_headings(&mut self, file: FileId) {
        if let Some(mut headings) = self.headings.take() {
            headings.put(file, self.note(file).filter(|_| !self.file(file).is_canvas()));
            self.headings = headings.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use linkwright_syntax::scan;

    use super::*;
    use crate::Change;

    fn write(vault: &mut Vault, path: &str, text: &str) {
        vault.apply(Change::Note { path, text, facts: scan(text) });
    }

    fn shown(vault: &Vault, typed: &str) -> Vec<String> {
        let wanted = mask(&loose(typed));
        let found = vault.headings().filter(|mask| wanted & !mask == 0);
        let text = |found: AnyHeading<'_>| {
            let note = vault.note(found.note).expect("a note");
            let text = &note.headings[found.index as usize].text;
            assert_eq!(loose(text), found.text);
            text.to_string()
        };
        let mut shown: Vec<_> = found.map(text).collect();
        shown.sort();
        shown
    }

    #[test]
    fn headings_are_found_by_their_letters() {
        let mut vault = Vault::default();
        write(&mut vault, "a.md", "# Über\n## Love\n");
        assert_eq!(shown(&vault, "uber"), ["Über"]);
        write(&mut vault, "b.md", "# Glove\n");
        assert_eq!(shown(&vault, "love"), ["Glove", "Love"]);
        write(&mut vault, "a.md", "text\n");
        vault.apply(Change::Remove { path: "b.md" });
        assert_eq!(shown(&vault, ""), [""; 0]);
    }

    #[test]
    fn what_is_no_more_is_given_back() {
        let mut vault = Vault::default();
        let text = "# x\n".repeat(100);
        write(&mut vault, "a.md", &text);
        assert_eq!(shown(&vault, "").len(), 100);
        for round in 0..200 {
            write(&mut vault, "a.md", &format!("{text}# {round}\n"));
        }
        assert_eq!(shown(&vault, "").len(), 101);
        assert!(vault.headings().masks.len() < 10_000);
    }
}
