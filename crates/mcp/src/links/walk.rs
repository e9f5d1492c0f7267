//! Walks along links.

use std::collections::VecDeque;

use linkwright_vault::{FileId, LinkRef, Vault};
use rustc_hash::FxHashMap;

/// The direction of a walk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LinkDirection {
    /// To the notes that link here.
    In,
    /// Along the links.
    Out,
    /// Either way.
    Both,
}

/// A note that a walk has reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) file: FileId,
    /// The number of links to it.
    pub(super) depth: usize,
    /// The note before it.
    pub(super) via: FileId,
}

/// The files within `depth` links of `start`, without `start`.
pub(super) fn reachable(
    vault: &Vault,
    start: FileId,
    direction: LinkDirection,
    depth: usize,
) -> Vec<Reached> {
    let mut found = walk(vault, start, direction, depth, |_| false);
    found.retain(|reached| reached.file != start);
    found
}

/// A shortest path from `start` to `end`, with both; `None` if there is none.
pub(super) fn shortest_path(
    vault: &Vault,
    start: FileId,
    end: FileId,
    direction: LinkDirection,
) -> Option<Vec<FileId>> {
    let found = walk(vault, start, direction, usize::MAX, |file| file == end);
    let via: FxHashMap<FileId, FileId> = found.iter().map(|it| (it.file, it.via)).collect();
    let mut path = vec![end];
    let mut at = *via.get(&end)?;
    while path.last() != Some(&start) {
        path.push(at);
        at = *via.get(&at)?;
    }
    path.reverse();
    Some(path)
}

/// Walks from `start`, the nearest files first, until `is_end`.
fn walk(
    vault: &Vault,
    start: FileId,
    direction: LinkDirection,
    depth: usize,
    is_end: impl Fn(FileId) -> bool,
) -> Vec<Reached> {
    let first = Reached { file: start, depth: 0, via: start };
    let mut found = FxHashMap::from_iter([(start, first)]);
    let mut queue = VecDeque::from([first]);
    while let Some(reached) = queue.pop_front() {
        if is_end(reached.file) {
            break;
        }
        if reached.depth == depth {
            continue;
        }
        let mut next = Vec::new();
        if direction != LinkDirection::In {
            next.extend(targets(vault, reached.file));
        }
        if direction != LinkDirection::Out {
            next.extend(vault.backlinks(reached.file).into_iter().map(|link| link.source));
        }
        for file in next {
            let step = Reached { file, depth: reached.depth + 1, via: reached.file };
            found.entry(file).or_insert_with(|| {
                queue.push_back(step);
                step
            });
        }
    }
    found.into_values().collect()
}

fn targets(vault: &Vault, source: FileId) -> Vec<FileId> {
    let links = vault.note(source).map_or(0, |note| note.links.len());
    let indices = (0..).take(links);
    indices.filter_map(|index| vault.resolve(LinkRef { source, index }).file()).collect()
}
