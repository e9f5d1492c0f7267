//! What links ask for, and who asks.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::fold::{fold, fold_md};
use crate::written::{has_extension, last};
use crate::{FileId, Target};

/// All targets that some link writes.
#[derive(Default)]
pub(crate) struct Targets {
    ids: FxHashMap<Arc<str>, Target>,
    slots: Vec<Option<Entry>>,
    free: Vec<Target>,
}

struct Entry {
    text: Arc<str>,
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

    pub(crate) fn find(&self, text: &str) -> Option<Target> {
        self.ids.get(text).copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Target, &str, &[(FileId, u32)])> {
        self.slots.iter().zip(0..).filter_map(|(slot, id)| {
            slot.as_ref().map(|entry| (Target(id), &*entry.text, &entry.writers[..]))
        })
    }

    /// Counts one more link of `writer` to `text`; whether that is the first of all.
    pub(crate) fn acquire(&mut self, text: &str, writer: FileId) -> (Target, bool) {
        let (target, new) = match self.ids.get(text) {
            Some(&target) => (target, false),
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
    pub(crate) fn release(&mut self, target: Target, writer: FileId) -> Option<Arc<str>> {
        let writers = &mut self.entry_mut(target).writers;
        let at = writers.binary_search_by_key(&writer, |&(note, _)| note).ok()?;
        writers[at].1 -= 1;
        if writers[at].1 == 0 {
            writers.remove(at);
        }
        if !writers.is_empty() {
            return None;
        }
        let entry = self.slots[target.0 as usize].take()?;
        self.ids.remove(&entry.text);
        self.free.push(target);
        Some(entry.text)
    }

    fn insert(&mut self, text: &str) -> Target {
        let text: Arc<str> = text.into();
        let entry = Entry { text: text.clone(), writers: SmallVec::new() };
        let target = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            Target(u32::try_from(self.slots.len() - 1).expect("fewer than 2³² targets"))
        });
        self.slots[target.0 as usize] = Some(entry);
        self.ids.insert(text, target);
        target
    }

    fn entry(&self, target: Target) -> &Entry {
        self.slots[target.0 as usize].as_ref().expect("a target lives as long as a link writes it")
    }

    fn entry_mut(&mut self, target: Target) -> &mut Entry {
        self.slots[target.0 as usize].as_mut().expect("a target lives as long as a link writes it")
    }
}

/// The keys by which a change of the vault finds the targets it concerns.
pub(crate) struct TargetKeys {
    /// Of the path table.
    pub(crate) paths: SmallVec<[String; 3]>,
    /// Of the alias table.
    pub(crate) alias: Option<String>,
}

/// The keys of a target (`docs/semantics.md §2`): its path as written where that has an extension,
/// and with `.md`; where a folder is written too, the name whose mere existence decides between
/// the two; and itself as an alias.
pub(crate) fn keys_of(text: &str) -> TargetKeys {
    let mut paths = SmallVec::new();
    if text.is_empty() {
        return TargetKeys { paths, alias: None };
    }
    let path = text.strip_prefix('/').unwrap_or(text);
    let name = last(path);
    if has_extension(name) {
        paths.push(fold(path).into_owned());
        if name.len() < path.len() {
            paths.push(name_key(&fold(name)));
        }
    }
    paths.push(fold_md(path));
    TargetKeys { paths, alias: (!text.starts_with('/')).then(|| fold(text).into_owned()) }
}

/// The key under which targets wait for a file name to exist at all. No path begins so.
pub(crate) fn name_key(folded_name: &str) -> String {
    format!("//{folded_name}")
}
