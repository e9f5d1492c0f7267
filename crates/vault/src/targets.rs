//! Link targets: the distinct reference keys, and the notes that write each.

use smallvec::SmallVec;

use crate::fold::{fold_path, fold_with_md};
use crate::interned::InternedMap;
use crate::reference::{has_extension, last_component, strip_marker};
use crate::{FileId, Target, Vault};

/// All targets that at least one link writes.
#[derive(Default)]
pub(crate) struct Targets {
    /// The reference keys, each with the notes that write it and the number of links in each note,
    /// sorted.
    keys: InternedMap<SmallVec<[(FileId, u32); 2]>>,
}

impl Targets {
    /// The reference key of `target`; that of a Markdown destination has the marker.
    pub(crate) fn key(&self, target: Target) -> &str {
        self.keys.at(target.0).expect(TARGET_EXISTS).0
    }

    /// The path in the reference key of `target`, without the marker.
    pub(crate) fn path(&self, target: Target) -> &str {
        strip_marker(self.key(target)).0
    }

    /// The notes that write `target` and the number of links in each, sorted.
    pub(crate) fn referrers(&self, target: Target) -> &[(FileId, u32)] {
        self.keys.at(target.0).expect(TARGET_EXISTS).1
    }

    /// [`Targets::referrers`]; `None` if no link writes `target` any more.
    pub(crate) fn get_referrers(&self, target: Target) -> Option<&[(FileId, u32)]> {
        self.keys.at(target.0).map(|(_, referrers)| &referrers[..])
    }

    pub(crate) fn find(&self, key: &str) -> Option<Target> {
        self.keys.find(key).map(Target)
    }

    /// A bound that is greater than every id.
    pub(crate) fn id_bound(&self) -> u32 {
        self.keys.id_bound()
    }

    /// The targets with their reference keys and referrers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Target, &str, &[(FileId, u32)])> {
        self.keys.iter().map(|(target, key, referrers)| (Target(target), key, &referrers[..]))
    }

    /// Counts one more link of `referrer` to `key`. Returns the target, and whether it is new.
    pub(crate) fn add_reference(&mut self, key: &str, referrer: FileId) -> (Target, bool) {
        let Some(target) = self.keys.find(key) else {
            let target = self.keys.add(key, SmallVec::from_slice(&[(referrer, 1)]));
            return (Target(target), true);
        };
        let referrers = self.keys.at_mut(target).expect(TARGET_EXISTS);
        match referrers.binary_search_by_key(&referrer, |&(note, _)| note) {
            Ok(at) => referrers[at].1 += 1,
            Err(at) => referrers.insert(at, (referrer, 1)),
        }
        (Target(target), false)
    }

    /// Counts one link of `referrer` less. Returns the reference key if no link writes it any more.
    pub(crate) fn remove_reference(
        &mut self,
        target: Target,
        referrer: FileId,
    ) -> Option<Box<str>> {
        let referrers = self.keys.at_mut(target.0).expect(TARGET_EXISTS);
        let at = referrers.binary_search_by_key(&referrer, |&(note, _)| note).ok()?;
        referrers[at].1 -= 1;
        if referrers[at].1 == 0 {
            referrers.remove(at);
        }
        if referrers.is_empty() { self.keys.remove(target.0) } else { None }
    }
}

const TARGET_EXISTS: &str = "a target exists as long as a link writes it";

/// The path keys under which a target is listed (`docs/semantics.md §2`): its path, if that has an
/// extension, and its path with `.md`. The resolution of a path with folders and an extension also
/// depends on whether any file has its file name, so such a target has a [`file_name_key`] too.
pub(crate) fn path_keys(reference_key: &str) -> SmallVec<[String; 3]> {
    let mut keys = SmallVec::new();
    if reference_key.is_empty() {
        return keys;
    }
    let path = strip_marker(reference_key).0;
    let path = path.strip_prefix('/').unwrap_or(path).trim_end_matches('/');
    let name = last_component(path);
    if has_extension(name) {
        keys.push(fold_path(path).into_owned());
        if name.len() < path.len() {
            keys.push(file_name_key(&fold_path(name)));
        }
    }
    keys.push(fold_with_md(path));
    keys
}

/// The path keys of the targets that name an alias, given by its folded form. With `.md` appended,
/// a sigma at the end of the target is no longer a final sigma, so there may be two keys.
pub(crate) fn alias_path_keys(folded: &str) -> SmallVec<[String; 2]> {
    let mut keys = SmallVec::from_iter([format!("{folded}.md")]);
    if let Some((start, end)) = folded.rsplit_once('ς') {
        keys.push(format!("{start}σ{end}.md"));
    }
    keys
}

/// The key of the targets whose resolution depends on whether any file has this name. No path
/// starts like it.
pub(crate) fn file_name_key(folded_name: &str) -> String {
    format!("//{folded_name}")
}

impl Vault {
    /// The target of wikilinks whose path is `path`; `None` if there are no such links.
    #[must_use]
    pub fn find_target(&self, path: &str) -> Option<Target> {
        self.targets.find(path)
    }

    /// Number of links with this target.
    #[must_use]
    pub fn count_references(&self, target: Target) -> usize {
        let referrers = self.targets.get_referrers(target).unwrap_or_default();
        referrers.iter().map(|&(_, count)| count as usize).sum()
    }

    /// The path of `target` if it does not exist, neither in the vault nor on disk.
    pub(crate) fn missing_path(&self, target: Target) -> Option<&str> {
        self.targets.get_referrers(target)?.first()?;
        let path = self.targets.path(target);
        (!self.view().resolves_anywhere(path) && !self.is_on_disk(path)).then_some(path)
    }
}
