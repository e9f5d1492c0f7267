//! What links ask for, and who asks.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::fold::{fold, fold_md};
use crate::written::{has_extension, last};
use crate::{FileId, Target};

/// All targets that some link writes.
#[derive(Default)]
pub(crate) struct Targets {
    /// By the hash of their texts.
    ids: HashTable<Target>,
    slots: Vec<Option<Entry>>,
    free: Vec<Target>,
}

struct Entry {
    text: Box<str>,
    /// The notes that write it and how often, sorted.
    writers: SmallVec<[(FileId, u32); 2]>,
}

impl Targets {
    pub(crate) fn text(&self, target: Target) -> &str {
        &self.entry(target).text
    }

    /// The notes that write it and how often, sorted.
    pub(crate) fn writers(&self, target: Target) -> &[(FileId, u32)] {
        &self.entry(target).writers
    }

    /// The same; `None` if no link writes it any more.
    pub(crate) fn writers_of(&self, target: Target) -> Option<&[(FileId, u32)]> {
        self.slots.get(target.0 as usize)?.as_ref().map(|entry| &entry.writers[..])
    }

    pub(crate) fn find(&self, text: &str) -> Option<Target> {
        self.ids.find(hash(text), |&target| text_of(&self.slots, target) == text).copied()
    }

    /// Above all ids.
    pub(crate) fn bound(&self) -> u32 {
        u32::try_from(self.slots.len()).expect("fewer than 2³² targets")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Target, &str, &[(FileId, u32)])> {
        self.slots.iter().zip(0..).filter_map(|(slot, id)| {
            slot.as_ref().map(|entry| (Target(id), &*entry.text, &entry.writers[..]))
        })
    }

    /// Counts one more link of `writer` to `text`; whether that is the first of all.
    pub(crate) fn acquire(&mut self, text: &str, writer: FileId) -> (Target, bool) {
        let (target, new) = match self.find(text) {
            Some(target) => (target, false),
            None => (self.insert(text), true),
        };
        let writers = &mut self.entry_mut(target).writers;
        match writers.binary_search_by_key(&writer, |&(note, _)| note) {
            Ok(at) => writers[at].1 += 1,
            Err(at) => writers.insert(at, (writer, 1)),
        }
        (target, new)
    }

    /// Counts one link of `writer` less; the text, if that was the last of all.
    pub(crate) fn release(&mut self, target: Target, writer: FileId) -> Option<Box<str>> {
        let writers = &mut self.entry_mut(target).writers;
        let at = writers.binary_search_by_key(&writer, |&(note, _)| note).ok()?;
        writers[at].1 -= 1;
        if writers[at].1 == 0 {
            writers.remove(at);
        }
        if !writers.is_empty() {
            return None;
        }
        let hash = hash(self.text(target));
        if let Ok(entry) = self.ids.find_entry(hash, |&other| other == target) {
            entry.remove();
        }
        self.free.push(target);
        self.slots[target.0 as usize].take().map(|entry| entry.text)
    }

    fn insert(&mut self, text: &str) -> Target {
        let target = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            Target(u32::try_from(self.slots.len() - 1).expect("fewer than 2³² targets"))
        });
        let entry = Entry { text: text.into(), writers: SmallVec::new() };
        self.slots[target.0 as usize] = Some(entry);
        let slots = &self.slots;
        self.ids.insert_unique(hash(text), target, |&target| hash(text_of(slots, target)));
        target
    }

    fn entry(&self, target: Target) -> &Entry {
        entry(&self.slots, target)
    }

    fn entry_mut(&mut self, target: Target) -> &mut Entry {
        self.slots[target.0 as usize].as_mut().expect("a target lives as long as a link writes it")
    }
}

fn entry(slots: &[Option<Entry>], target: Target) -> &Entry {
    slots[target.0 as usize].as_ref().expect("a target lives as long as a link writes it")
}

fn text_of(slots: &[Option<Entry>], target: Target) -> &str {
    &entry(slots, target).text
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// The path keys of a target (`docs/semantics.md §2`): its path as written where that has an
/// extension, and with `.md`; and where a folder is written too, the name whose mere existence
/// decides between the two.
pub(crate) fn keys_of(text: &str) -> SmallVec<[String; 3]> {
    let mut keys = SmallVec::new();
    if text.is_empty() {
        return keys;
    }
    let path = text.strip_prefix('/').unwrap_or(text);
    let name = last(path);
    if has_extension(name) {
        keys.push(fold(path).into_owned());
        if name.len() < path.len() {
            keys.push(name_key(&fold(name)));
        }
    }
    keys.push(fold_md(path));
    keys
}

/// The path keys under which the targets stand that ask for an alias, by its folded form: with
/// `.md` behind it, a sigma that ended the target is no longer a final one.
pub(crate) fn alias_paths(folded: &str) -> SmallVec<[String; 2]> {
    let mut keys = SmallVec::from_iter([format!("{folded}.md")]);
    if let Some((start, end)) = folded.rsplit_once('ς') {
        keys.push(format!("{start}σ{end}.md"));
    }
    keys
}

/// The key under which targets wait for a file name to exist at all. No path begins so.
pub(crate) fn name_key(folded_name: &str) -> String {
    format!("//{folded_name}")
}
