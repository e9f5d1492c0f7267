//! Finding the headings, block ids and footnotes of a note by their names, as links do.

use linkwright_syntax::{has_heading_key, heading_key, heading_without_block_id};
use rustc_hash::FxHashMap;

use super::Note;
use crate::fold::fold;

/// Lists of at most this many names are gone through. Those of tests are short.
const FEW: usize = if cfg!(test) { 2 } else { 16 };

/// The places of all names of a note, made once: many links into one long note would otherwise go
/// through all its names each.
#[derive(Default, Debug)]
pub(crate) struct AnchorIndex {
    /// By key, the headings that have it, by level and then in order: a path of headings asks for the
    /// next one of a deeper level.
    headings: FxHashMap<String, Vec<u32>>,
    /// By id in lower case, the first block that has it.
    blocks: FxHashMap<String, u32>,
    /// By folded label, the first definition.
    footnotes: FxHashMap<String, u32>,
}

impl AnchorIndex {
    fn of(note: &Note) -> AnchorIndex {
        let mut named = AnchorIndex::default();
        for (at, heading) in (0..).zip(note.headings.iter()) {
            let bare = heading_without_block_id(heading);
            named.headings.entry(heading_key(heading)).or_default().push(at);
            if bare.len() < heading.len() {
                named.headings.entry(heading_key(bare)).or_default().push(at);
            }
        }
        for places in named.headings.values_mut().filter(|places| places.len() > 1) {
            places.sort_unstable_by_key(|&at| (note.facts.headings[at as usize].level, at));
        }
        for (at, id) in (0..).zip(&note.block_ids) {
            named.blocks.entry(id.to_ascii_lowercase()).or_insert(at);
        }
        for ((at, label), fact) in (0..).zip(&note.footnotes).zip(&note.facts.footnotes) {
            if fact.is_definition {
                named.footnotes.entry(fold(label).into_owned()).or_insert(at);
            }
        }
        named
    }
}

/// The first of `places` from `start` on that has a deeper level than `level`. They are sorted by
/// level, those of the same level in order.
#[must_use]
pub fn next_deeper_heading(
    places: &[u32],
    level_of: impl Fn(u32) -> u8,
    start: u32,
    level: u8,
) -> Option<u32> {
    let mut first: Option<u32> = None;
    let mut deeper = level + 1;
    // Of each level that is deeper, the first from `start` on.
    loop {
        let from = places.partition_point(|&at| (level_of(at), at) < (deeper, start));
        let Some(&at) = places.get(from) else { return first };
        if level_of(at) > deeper {
            deeper = level_of(at);
            continue;
        }
        first = Some(first.map_or(at, |first| first.min(at)));
        deeper += 1;
    }
}

impl Note {
    fn named(&self) -> &AnchorIndex {
        self.found_names.get_or_init(|| Box::new(AnchorIndex::of(self)))
    }

    /// The first heading from `start` on that has the key, with the block id on its line or
    /// without, and a level deeper than `level`.
    pub(crate) fn find_heading(&self, key: &str, start: u32, level: u8) -> Option<u32> {
        let is_deeper = |&at: &u32| self.facts.headings[at as usize].level > level;
        if self.headings.len() <= FEW {
            let has_key = |&at: &u32| {
                let heading = &self.headings[at as usize];
                let bare = heading_without_block_id(heading);
                has_heading_key(heading, key)
                    || (bare.len() < heading.len() && has_heading_key(bare, key))
            };
            let end = u32::try_from(self.headings.len()).ok()?;
            return (start..end).find(|at| is_deeper(at) && has_key(at));
        }
        let places = self.named().headings.get(key)?;
        next_deeper_heading(places, |at| self.facts.headings[at as usize].level, start, level)
    }

    /// The first block with this id. Case does not count.
    pub(crate) fn find_block(&self, id: &str) -> Option<u32> {
        if self.block_ids.len() <= FEW {
            let at = self.block_ids.iter().position(|other| other.eq_ignore_ascii_case(id))?;
            return u32::try_from(at).ok();
        }
        self.named().blocks.get(&id.to_ascii_lowercase()).copied()
    }

    /// The first definition of the footnote with this label.
    pub(crate) fn find_footnote(&self, label: &str) -> Option<u32> {
        let label = fold(label);
        if self.footnotes.len() <= FEW {
            let mut labels = self.footnotes.iter().zip(&self.facts.footnotes);
            let at = labels.position(|(other, fact)| fact.is_definition && fold(other) == label)?;
            return u32::try_from(at).ok();
        }
        self.named().footnotes.get(&*label).copied()
    }
}
