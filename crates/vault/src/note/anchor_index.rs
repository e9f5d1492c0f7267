//! Finding the headings, block ids and footnotes of a note by name, as links do.

use linkwright_syntax::{has_heading_key, heading_key, heading_without_block_id};
use rustc_hash::FxHashMap;

use super::Note;
use crate::fold::fold_path;

/// Maximum length of lists that are searched without an index. It is small in tests, whose lists
/// are short.
const SCAN_LIMIT: usize = if cfg!(test) { 2 } else { 16 };

/// The positions of all names of a note. It is built once, because otherwise each of many links
/// into a long note would search all its names.
#[derive(Default, Debug)]
pub(crate) struct AnchorIndex {
    /// The headings by key, sorted by level and then by position, because a heading path needs the
    /// next heading of a deeper level.
    headings: FxHashMap<String, Vec<u32>>,
    /// The first block with each id, by the id in lowercase.
    blocks: FxHashMap<String, u32>,
    /// The first definition of each footnote, by the folded label.
    footnotes: FxHashMap<String, u32>,
}

impl AnchorIndex {
    fn new(note: &Note) -> AnchorIndex {
        let mut index = AnchorIndex::default();
        for (at, heading) in (0..).zip(note.headings.iter()) {
            let without_id = heading_without_block_id(heading);
            index.headings.entry(heading_key(heading)).or_default().push(at);
            if without_id.len() < heading.len() {
                index.headings.entry(heading_key(without_id)).or_default().push(at);
            }
        }
        for positions in index.headings.values_mut().filter(|positions| positions.len() > 1) {
            positions.sort_unstable_by_key(|&at| (note.facts.headings[at as usize].level, at));
        }
        for (at, id) in (0..).zip(&note.block_ids) {
            index.blocks.entry(id.to_ascii_lowercase()).or_insert(at);
        }
        for ((at, label), fact) in (0..).zip(&note.footnotes).zip(&note.facts.footnotes) {
            if fact.is_definition {
                index.footnotes.entry(fold_path(label).into_owned()).or_insert(at);
            }
        }
        index
    }
}

/// The first of `positions`, from `start` on, whose level is deeper than `level`. `positions` is
/// sorted by level, then by position.
#[must_use]
pub fn next_deeper_heading(
    positions: &[u32],
    level_of: impl Fn(u32) -> u8,
    start: u32,
    level: u8,
) -> Option<u32> {
    let mut first: Option<u32> = None;
    let mut deeper = level + 1;
    // Look at the first position from `start` on of each deeper level.
    loop {
        let from = positions.partition_point(|&at| (level_of(at), at) < (deeper, start));
        let Some(&at) = positions.get(from) else { return first };
        if level_of(at) > deeper {
            deeper = level_of(at);
            continue;
        }
        first = Some(first.map_or(at, |first| first.min(at)));
        deeper += 1;
    }
}

impl Note {
    fn anchor_index(&self) -> &AnchorIndex {
        self.anchor_cache.get_or_init(|| Box::new(AnchorIndex::new(self)))
    }

    /// The first heading from `start` on whose level is deeper than `level` and whose key, with or
    /// without the block id on its line, is `key`.
    pub(crate) fn find_heading(&self, key: &str, start: u32, level: u8) -> Option<u32> {
        let is_deeper = |&at: &u32| self.facts.headings[at as usize].level > level;
        if self.headings.len() <= SCAN_LIMIT {
            let has_key = |&at: &u32| {
                let heading = &self.headings[at as usize];
                let without_id = heading_without_block_id(heading);
                has_heading_key(heading, key)
                    || (without_id.len() < heading.len() && has_heading_key(without_id, key))
            };
            let end = u32::try_from(self.headings.len()).ok()?;
            return (start..end).find(|at| is_deeper(at) && has_key(at));
        }
        let positions = self.anchor_index().headings.get(key)?;
        next_deeper_heading(positions, |at| self.facts.headings[at as usize].level, start, level)
    }

    /// The first block with this id. Case is ignored.
    pub(crate) fn find_block(&self, id: &str) -> Option<u32> {
        if self.block_ids.len() <= SCAN_LIMIT {
            let at = self.block_ids.iter().position(|other| other.eq_ignore_ascii_case(id))?;
            return u32::try_from(at).ok();
        }
        self.anchor_index().blocks.get(&id.to_ascii_lowercase()).copied()
    }

    /// The first definition of the footnote with this label.
    pub(crate) fn find_footnote(&self, label: &str) -> Option<u32> {
        let label = fold_path(label);
        if self.footnotes.len() <= SCAN_LIMIT {
            let mut labels = self.footnotes.iter().zip(&self.facts.footnotes);
            let at =
                labels.position(|(other, fact)| fact.is_definition && fold_path(other) == label)?;
            return u32::try_from(at).ok();
        }
        self.anchor_index().footnotes.get(&*label).copied()
    }
}
