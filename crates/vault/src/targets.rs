//! What links ask for, and who asks.

use smallvec::SmallVec;

use crate::fold::{fold, fold_md};
use crate::interned::Interned;
use crate::reference::{has_extension, last, unmarked};
use crate::{FileId, Target, Vault};

/// All targets that some link writes.
#[derive(Default)]
pub(crate) struct Targets {
    /// With the notes that write each and how often, sorted.
    texts: Interned<SmallVec<[(FileId, u32); 2]>>,
}

impl Targets {
    /// What it asks for, see [`Target`]; a Markdown destination is marked.
    pub(crate) fn marked(&self, target: Target) -> &str {
        self.texts.at(target.0).expect(LIVES).0
    }

    /// The same, without the mark.
    pub(crate) fn text(&self, target: Target) -> &str {
        unmarked(self.marked(target)).0
    }

    /// The notes that write it and how often, sorted.
    pub(crate) fn writers(&self, target: Target) -> &[(FileId, u32)] {
        self.texts.at(target.0).expect(LIVES).1
    }

    /// The same; `None` if no link writes it any more.
    pub(crate) fn writers_of(&self, target: Target) -> Option<&[(FileId, u32)]> {
        self.texts.at(target.0).map(|(_, writers)| &writers[..])
    }

    pub(crate) fn find(&self, text: &str) -> Option<Target> {
        self.texts.find(text).map(Target)
    }

    /// Above all ids.
    pub(crate) fn bound(&self) -> u32 {
        self.texts.bound()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Target, &str, &[(FileId, u32)])> {
        self.texts.iter().map(|(target, text, writers)| (Target(target), text, &writers[..]))
    }

    /// VaultCounts one more link of `writer` to `text`; whether that is the first of all.
    pub(crate) fn acquire(&mut self, text: &str, writer: FileId) -> (Target, bool) {
        let Some(target) = self.texts.find(text) else {
            let target = self.texts.add(text, SmallVec::from_slice(&[(writer, 1)]));
            return (Target(target), true);
        };
        let writers = self.texts.at_mut(target).expect(LIVES);
        match writers.binary_search_by_key(&writer, |&(note, _)| note) {
            Ok(at) => writers[at].1 += 1,
            Err(at) => writers.insert(at, (writer, 1)),
        }
        (Target(target), false)
    }

    /// VaultCounts one link of `writer` less; the text, if that was the last of all.
    pub(crate) fn release(&mut self, target: Target, writer: FileId) -> Option<Box<str>> {
        let writers = self.texts.at_mut(target.0).expect(LIVES);
        let at = writers.binary_search_by_key(&writer, |&(note, _)| note).ok()?;
        writers[at].1 -= 1;
        if writers[at].1 == 0 {
            writers.remove(at);
        }
        if writers.is_empty() { self.texts.remove(target.0) } else { None }
    }
}

const LIVES: &str = "a target lives as long as a link writes it";

/// The path keys of a target (`docs/semantics.md §2`): its path as written where that has an
/// extension, and with `.md`; and where a folder is written too, the name whose mere existence
/// decides between the two.
pub(crate) fn keys_of(text: &str) -> SmallVec<[String; 3]> {
    let mut keys = SmallVec::new();
    if text.is_empty() {
        return keys;
    }
    let text = unmarked(text).0;
    let path = text.strip_prefix('/').unwrap_or(text).trim_end_matches('/');
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

impl Vault {
    /// The target of wikilinks whose path is `text`; `None` if there are none.
    #[must_use]
    pub fn find_target(&self, text: &str) -> Option<Target> {
        self.targets.find(text)
    }

    /// How many links ask for `target`.
    #[must_use]
    pub fn count_references(&self, target: Target) -> usize {
        let writers = self.targets.writers_of(target).unwrap_or_default();
        writers.iter().map(|&(_, count)| count as usize).sum()
    }

    /// What `target` asks for, if in vain.
    pub(crate) fn missing(&self, target: Target) -> Option<&str> {
        self.targets.writers_of(target)?.first()?;
        let text = self.targets.text(target);
        (!self.view().leads(text) && !self.is_on_disk(text)).then_some(text)
    }
}
