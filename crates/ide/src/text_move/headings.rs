//! The headings of two notes after a part of one has moved to the other.

use linkwright_syntax::Link;
use linkwright_text::Span;
use linkwright_vault::Note;

use super::InsertPlace;
use crate::rename::Outline;

/// The headings before and after the move.
pub(super) struct MovedHeadings {
    /// The headings before: those of the note, and those of the other note.
    before: [Outline; 2],
    /// The headings after: those of the note, and those of the other note.
    after: [Outline; 2],
    /// Where the headings of the note are afterwards.
    of_note: Vec<HeadingPlace>,
    /// Where the headings of the other note are afterwards.
    of_target: Vec<HeadingPlace>,
}

/// One of the two notes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    /// The note that the part leaves.
    Note = 0,
    /// The note that the part moves to.
    Target = 1,
}

/// Where a heading is after the move: in which note, and its index there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct HeadingPlace {
    side: Side,
    index: u32,
}

impl MovedHeadings {
    /// `target` is the other note and the place in it, if it exists. `deeper` is added to the levels of
    /// the headings in `part`.
    pub(super) fn new(
        note: &Note,
        part: Span,
        deeper: u8,
        target: Option<(&Note, InsertPlace)>,
    ) -> MovedHeadings {
        let own = note.facts.headings.iter().zip(note.headings.iter());
        let (moving, staying): (Vec<_>, Vec<_>) =
            own.partition(|(heading, _)| part.covers(heading.span));
        let moving = moving.into_iter().map(|(heading, text)| (heading.level + deeper, text));
        let staying = staying.into_iter().map(|(heading, text)| (heading.level, text));
        let (theirs, before) = target.map_or((Vec::new(), 0), |(target, place)| {
            let headings = target.facts.headings.iter();
            let start = match place {
                InsertPlace::Before(start) => start.unwrap_or(u32::MAX),
                InsertPlace::Replacing(span) => span.start,
            };
            let before = headings.clone().take_while(|heading| heading.span.start < start).count();
            let levels = headings.map(|heading| heading.level);
            (levels.zip(target.headings.iter()).collect(), before)
        });
        let (first, last) = theirs.split_at(before);
        let (first, last) = (first.iter().copied(), last.iter().copied());
        let moving_count = moving.len();
        let joined = first.chain(moving).chain(last);
        let mut counts = [0, to_index(before)];
        let of_note = note.facts.headings.iter().map(|heading| {
            let side = if part.covers(heading.span) { Side::Target } else { Side::Note };
            let count = &mut counts[side as usize];
            *count += 1;
            HeadingPlace { side, index: *count - 1 }
        });
        let of_target = (0..theirs.len()).map(|index| HeadingPlace {
            side: Side::Target,
            index: to_index(if index < before { index } else { index + moving_count }),
        });
        MovedHeadings {
            of_note: of_note.collect(),
            of_target: of_target.collect(),
            before: [Outline::new(note), Outline::of_headings(theirs.iter().copied())],
            after: [Outline::of_headings(staying), Outline::of_headings(joined)],
        }
    }

    /// The subpath of `link` after the move. `written` is its subpath now, and `path` the heading that
    /// each segment of it resolves to in the note of `side`. Segments whose headings are no longer in
    /// the note of the last one are left out.
    ///
    /// `None` if no subpath resolves to the heading, because an equal heading comes before it.
    pub(super) fn subpath(
        &self,
        link: &Link,
        written: &str,
        side: Side,
        path: &[u32],
    ) -> Option<String> {
        let places = if side == Side::Note { &self.of_note } else { &self.of_target };
        let last = *path.last()?;
        let target = places[last as usize];
        let after = &self.after[target.side as usize];
        let stays_together = |index: u32| places[index as usize].side == target.side;
        let kept = match path.iter().all(|index| stays_together(*index)) {
            true => written.to_owned(),
            false => {
                let segments = written.split('#').filter(|segment| !segment.trim().is_empty());
                let kept = segments.zip(path).filter(|(_, index)| stays_together(**index));
                kept.map(|(segment, _)| segment).collect::<Vec<_>>().join("#")
            }
        };
        if after.resolve(link, &kept) == Some(target.index) {
            return Some(kept);
        }
        let is_slug = self.before[side as usize].is_slug(link, written, last);
        after.subpath_to(link, kept, target.index, is_slug)
    }

    /// The subpath of a new link to the first heading that moves, in the form of `link`. `None` if no
    /// subpath resolves to it.
    pub(super) fn first_moved(&self, link: &Link) -> Option<String> {
        let first = self.of_note.iter().find(|place| place.side == Side::Target)?;
        self.after[Side::Target as usize].subpath_to(link, String::new(), first.index, false)
    }
}

fn to_index(count: usize) -> u32 {
    u32::try_from(count).expect("a note has fewer than 2^32 headings")
}
