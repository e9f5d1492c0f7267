//! Words that are another note's name, and this note's name in others.

use super::{Offers, What};
use crate::mentions::{Linking, Mentions, mention_at};
use crate::place::{Element, element_at};
use crate::title::first_h1;

/// How many notes are offered that have one name.
const MOST: usize = 4;

/// Offers a link where the words at `offset` name other notes; and on this note's own names, to
/// link them everywhere.
pub(super) fn offer(found: &mut Offers<'_>, offset: u32) {
    let Some(note) = found.vault.note(found.note) else { return };
    let own = match element_at(&note.facts, found.text, offset) {
        Some(Element::Heading(index)) => first_h1(note) == Some(index),
        Some(Element::Alias(_)) => true,
        _ => false,
    };
    if own && Mentions::of(found.vault, found.note).is_some() {
        let title = format!("Link all mentions of `{}`", found.vault.file(found.note).name());
        found.offer(title, What::LinkMentions, None);
    }
    let mention = mention_at(found.vault, found.note, &note.facts, found.text, offset);
    let Some((span, notes)) = mention else { return };
    for &target in notes.iter().take(MOST) {
        let Some(linking) = Linking::of(found.vault, found.note, target) else { continue };
        let edits = linking.edits(found.text, &[span]);
        let file = found.vault.file(target);
        let name = if notes.len() == 1 { file.name() } else { &file.path };
        if !edits.is_empty() {
            let title = format!("Link `{}` to `{name}`", &found.text[span]);
            found.offer(title, What::Edit(edits), None);
        }
    }
}
