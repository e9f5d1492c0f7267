//! Every name a link can be written by, ready to be compared with what was typed or misspelt.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use linkwright_syntax::fold;
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::{File, FileId, Resolution, Target, Vault};

/// The names of all files, all aliases, and what links ask for in vain.
///
/// Made when it is first asked for, and kept in step from then on, at a cost that does not grow
/// with the vault. It holds the names in one piece and [`mask`]s of them in another, so that
/// looking through all of them is cheap.
#[derive(Default)]
pub struct Names {
    masks: Vec<u64>,
    entries: Vec<Entry>,
    /// The names, one behind the other; some of no entry any more.
    text: String,
    /// How many bytes of `text` are of no entry.
    wasted: usize,
    of_files: FxHashMap<FileId, SmallVec<[u32; 4]>>,
    of_targets: FxHashMap<Target, u32>,
    free: Vec<u32>,
    /// What the change that is being applied concerns.
    stale_files: Vec<FileId>,
    stale_targets: Vec<Target>,
}

#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    len: u32,
    named: Named,
    folder: Folder,
}

/// One name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name<'v> {
    /// It, without case and diacritics: see [`loose`].
    pub text: &'v str,
    /// What has it.
    pub named: Named,
    /// Where that is.
    pub folder: Folder,
}

/// What has a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Named {
    /// A note, by [`File::name`].
    Note(FileId),
    /// A note, by an alias that counts under the settings.
    Alias(FileId),
    /// Nothing: a link asks for it.
    Missing(Target),
    /// A file that is no note, by its file name.
    Attachment(FileId),
}

/// A folder, to be compared with others; that of what is missing is like none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Folder(u32);

impl Folder {
    const NONE: Folder = Folder(0);

    fn of(path: &str) -> Folder {
        let mut hasher = FxHasher::default();
        path.hash(&mut hasher);
        // The low bits of the hash are the weak ones.
        Folder((hasher.finish() >> 32) as u32 | 1)
    }
}

impl File {
    /// Its folder, to be compared with those of [`Name`]s.
    #[must_use]
    pub fn folder_id(&self) -> Folder {
        Folder::of(self.folder())
    }

    /// Whether it is a note, readable or not.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.note.is_some() || self.name().len() < self.file_name().len()
    }
}

impl Vault {
    /// All names, see [`Names`].
    #[must_use]
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self))
    }

    /// The target of links whose path is `text`; `None` if there are none.
    #[must_use]
    pub fn target(&self, text: &str) -> Option<Target> {
        self.targets.find(text)
    }

    /// How many links ask for `target`.
    #[must_use]
    pub fn asked(&self, target: Target) -> usize {
        let writers = self.targets.writers_of(target).unwrap_or_default();
        writers.iter().map(|&(_, count)| count as usize).sum()
    }

    /// Notes that the names of `file` may have changed.
    pub(crate) fn name_file(&mut self, file: FileId) {
        if let Some(names) = self.names.get_mut() {
            names.stale_files.push(file);
        }
    }

    /// Notes that `target` came or went.
    pub(crate) fn name_target(&mut self, target: Target) {
        if let Some(names) = self.names.get_mut() {
            names.stale_targets.push(target);
        }
    }

    /// Brings the names in step with a change, which may have turned `targets`.
    pub(crate) fn settle_names(&mut self, targets: &[Target]) {
        let Some(mut names) = self.names.take() else { return };
        for file in std::mem::take(&mut names.stale_files) {
            names.remove_file(file);
            names.add_file(self, file);
        }
        for target in std::mem::take(&mut names.stale_targets).iter().chain(targets) {
            names.remove_target(*target);
            names.add_target(self, *target);
        }
        self.names = names.into();
    }

    /// What `target` asks for, if in vain.
    fn missing(&self, target: Target) -> Option<&str> {
        let source = self.targets.writers_of(target)?.first()?.0;
        // Whether a target leads anywhere does not depend on where it is written.
        let missing = self.resolve_target(source, target) == Resolution::Missing;
        missing.then(|| self.targets.text(target))
    }
}

impl Names {
    fn of(vault: &Vault) -> Names {
        let mut names = Names::default();
        for (file, _) in vault.files() {
            names.add_file(vault, file);
        }
        for (target, ..) in vault.targets.iter() {
            names.add_target(vault, target);
        }
        names
    }

    /// The names whose [`mask`] is to be kept, in no order.
    pub fn filter(&self, keep: impl Fn(u64) -> bool) -> impl Iterator<Item = Name<'_>> {
        let kept = self.masks.iter().zip(&self.entries).filter(move |(mask, _)| keep(**mask));
        kept.filter(|(_, entry)| entry.len > 0).map(|(_, entry)| Name {
            text: &self.text[entry.start as usize..][..entry.len as usize],
            named: entry.named,
            folder: entry.folder,
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the name and the aliases of a file, unless it is gone.
    fn add_file(&mut self, vault: &Vault, id: FileId) {
        let Some(file) = vault.get(id) else { return };
        let folder = file.folder_id();
        let named = if file.is_note() { Named::Note(id) } else { Named::Attachment(id) };
        self.add(file.name(), named, folder);
        for alias in vault.alias_keys(id) {
            self.add(&alias, Named::Alias(id), folder);
        }
    }

    /// Adds what a target asks for, if in vain.
    fn add_target(&mut self, vault: &Vault, target: Target) {
        if let Some(text) = vault.missing(target) {
            self.add(text, Named::Missing(target), Folder::NONE);
        }
    }

    fn remove_file(&mut self, file: FileId) {
        for slot in self.of_files.remove(&file).into_iter().flatten() {
            self.vacate(slot);
        }
    }

    fn remove_target(&mut self, target: Target) {
        if let Some(slot) = self.of_targets.remove(&target) {
            self.vacate(slot);
        }
    }

    fn add(&mut self, name: &str, named: Named, folder: Folder) {
        let name = loose(name);
        let narrow = |length| u32::try_from(length).expect("the names are under 4 GiB");
        let entry =
            Entry { start: narrow(self.text.len()), len: narrow(name.len()), named, folder };
        self.text.push_str(&name);
        let mask = mask(&name);
        let slot = match self.free.pop() {
            Some(slot) => {
                (self.entries[slot as usize], self.masks[slot as usize]) = (entry, mask);
                slot
            }
            None => {
                self.entries.push(entry);
                self.masks.push(mask);
                narrow(self.entries.len() - 1)
            }
        };
        match named {
            Named::Note(file) | Named::Alias(file) | Named::Attachment(file) => {
                self.of_files.entry(file).or_default().push(slot);
            }
            Named::Missing(target) => {
                self.of_targets.insert(target, slot);
            }
        }
    }

    fn vacate(&mut self, slot: u32) {
        self.wasted += self.entries[slot as usize].len as usize;
        (self.entries[slot as usize].len, self.masks[slot as usize]) = (0, 0);
        self.free.push(slot);
        if self.wasted > 1 << 16 && self.wasted > self.text.len() / 2 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let mut text = String::with_capacity(self.text.len() - self.wasted);
        for entry in &mut self.entries {
            let name = &self.text[entry.start as usize..][..entry.len as usize];
            entry.start = u32::try_from(text.len()).expect("the names were under 4 GiB");
            text.push_str(name);
        }
        (self.text, self.wasted) = (text, 0);
    }
}

/// The form in which a name is compared with what was typed: composed, in lowercase, without
/// diacritics.
#[must_use]
pub fn loose(name: &str) -> Cow<'_, str> {
    let folded = fold(name);
    if folded.is_ascii() {
        return folded;
    }
    let bare = folded.nfd().filter(|&c| canonical_combining_class(c) == 0);
    Cow::Owned(bare.nfc().collect())
}

/// Which characters a [`loose`] name holds, a bit for each or for several that share it; spaces
/// have none.
///
/// A name holds all characters of another only if it has all of its bits, and is `n` slips of the
/// pen away only if at most `2 n` bits differ.
#[must_use]
pub fn mask(loose: &str) -> u64 {
    let bit = |c: u32| match c {
        0x20 => 0,
        // Letters and digits have a bit each; all else shares the others.
        0x61..=0x7A => 1 << (c - 0x61),
        0x30..=0x39 => 1 << (c - 0x30 + 26),
        _ => 1 << (36 + c % 28),
    };
    if loose.is_ascii() {
        return loose.bytes().fold(0, |mask, byte| mask | bit(u32::from(byte)));
    }
    loose.chars().fold(0, |mask, c| mask | bit(u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_diacritics() {
        assert_eq!(loose("Über Größe"), "uber große");
        assert_eq!(loose("cafe\u{301}"), "cafe");
        assert_eq!(loose("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(loose("日本"), "日本");
    }

    #[test]
    fn masks_tell_characters_and_nothing_of_their_order() {
        assert_eq!(mask("ab c"), mask("cba"));
        assert_eq!(mask("abc") & mask("def"), 0);
        assert_ne!(mask("日"), 0);
    }
}
