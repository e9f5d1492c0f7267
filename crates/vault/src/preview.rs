//! Preview of the vault after planned changes (`docs/semantics.md §7`), to find the links that a
//! rename or move affects.

use std::cmp::Ordering;

use linkwright_syntax::LinkForm;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::conflict_copy::is_conflict_copy;
use crate::file::{self, File, path_suffixes};
use crate::fold::fold_path;
use crate::graph::reference_key_from;
use crate::path_index::{PathIndex, Providers};
use crate::prepared::alias_keys;
use crate::reference::{alias_key, has_extension, last_component};
use crate::resolve::{PreviewOverlay, VaultView};
use crate::targets::file_name_key;
use crate::{FileId, LinkRef, Resolution, StringList, Target, Vault};

/// The vault as it would be after some files are moved, created or removed and some aliases are
/// replaced. The cost of building it grows with the changes, not with the vault.
pub struct VaultPreview<'v> {
    vault: &'v Vault,
    overlay: PreviewOverlay,
    /// The new alias keys of the notes whose aliases change.
    aliases: FxHashMap<FileId, StringList>,
}

/// A link that would resolve to another file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DivertedLink {
    /// The link, in the vault before the changes.
    pub link: LinkRef,
    /// The file that it resolves to before the changes.
    pub before: FileId,
    /// What it would resolve to after them, as it is written.
    pub after: Resolution,
}

impl<'v> VaultPreview<'v> {
    /// A preview without changes.
    #[must_use]
    pub fn new(vault: &'v Vault) -> VaultPreview<'v> {
        VaultPreview { vault, overlay: PreviewOverlay::default(), aliases: FxHashMap::default() }
    }

    /// The vault before the changes.
    #[must_use]
    pub fn vault(&self) -> &'v Vault {
        self.vault
    }

    /// Adds a change: `file` moves to `path`.
    #[must_use]
    pub fn with_moved(mut self, file: FileId, path: &str) -> VaultPreview<'v> {
        self.set_path(file, Some(path));
        self
    }

    /// Adds a change: a new file at `path`, which contains no links that resolve. Returns its id in
    /// the preview too.
    #[must_use]
    pub fn with_created(mut self, path: &str) -> (VaultPreview<'v>, FileId) {
        let taken = |id: &u32| self.overlay.files.contains_key(&FileId(*id));
        let id = (0..u32::MAX).rev().find(|id| !taken(id)).map_or(FileId(u32::MAX), FileId);
        self.set_path(id, Some(path));
        (self, id)
    }

    /// Adds a change: `file` is removed.
    #[must_use]
    pub fn with_removed(mut self, file: FileId) -> VaultPreview<'v> {
        self.set_path(file, None);
        self
    }

    /// Adds a change: one alias of `note` is replaced. An empty `new` removes it, an empty `old`
    /// adds one. The aliases of a conflict copy do not count.
    #[must_use]
    pub fn with_alias_replaced(mut self, note: FileId, old: &str, new: &str) -> VaultPreview<'v> {
        if self.path(note).is_none_or(is_conflict_copy) {
            return self;
        }
        let before = self.alias_keys(note);
        let (old, new) = (alias_key(old), alias_key(new));
        let mut keys: Vec<&str> = before.iter().filter(|key| *key != old).collect();
        keys.extend((!new.is_empty()).then_some(&*new));
        keys.sort_unstable();
        keys.dedup();
        let keys = keys.into_iter().collect();
        self.replace_aliases(note, &before, &keys);
        self.aliases.insert(note, keys);
        self
    }

    /// The path of `file`; `None` if it is removed.
    #[must_use]
    pub fn path(&self, file: FileId) -> Option<&str> {
        self.view().file(file).map(|file| &*file.path)
    }

    /// The file at `path`. Case and Unicode normalization are ignored unless several files differ
    /// only in them.
    #[must_use]
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.view().file_at(path)
    }

    /// What a link would resolve to as it is written.
    #[must_use]
    pub fn resolve(&self, link: LinkRef) -> Resolution {
        let Some(note) = self.vault.note(link.source) else { return Resolution::Missing };
        let Some(&target) = note.links.get(link.index as usize) else {
            return Resolution::Missing;
        };
        if let Some(relative) = note.relative_path(link.index)
            && self.overlay.files.contains_key(&link.source)
        {
            let form = note.facts.links[link.index as usize].form;
            return self.resolve_path(link.source, relative, form);
        }
        let view = self.view();
        let key = self.vault.targets.key(target);
        view.resolve(Some(link.source), view.folder(link.source), key)
    }

    /// What a link of `form` in `source` with the path `written` (decoded) would resolve to.
    #[must_use]
    pub fn resolve_path(&self, source: FileId, written: &str, form: LinkForm) -> Resolution {
        let Some(path) = self.path(source) else { return Resolution::Missing };
        let (folder, key) = reference_key_from(path, written, form);
        self.view().resolve(Some(source), &folder, &key)
    }

    /// The links that may resolve to another file, sorted: those with a name whose files would
    /// change, and those in moved notes.
    #[must_use]
    pub fn affected_links(&self) -> Vec<LinkRef> {
        let mut targets = Vec::new();
        for (key, providers) in &self.overlay.paths {
            targets.extend_from_slice(self.vault.paths.targets(key));
            if !has_extension(last_component(key)) {
                targets.extend_from_slice(self.vault.paths.targets(&format!("{key}.md")));
            }
            let existed = self.vault.paths.providers(key).is_some();
            if !key.contains('/') && existed == providers.files.is_empty() {
                targets.extend_from_slice(self.vault.paths.targets(&file_name_key(key)));
            }
        }
        for key in self.overlay.aliases.keys() {
            targets.extend(self.vault.targets_for_alias(key));
        }
        let targets: FxHashSet<Target> = targets.into_iter().collect();
        let referrers = targets.iter().flat_map(|&target| self.vault.targets.referrers(target));
        let mut sources: Vec<FileId> = referrers.map(|&(source, _)| source).collect();
        sources.extend(self.overlay.files.keys());
        sources.sort_unstable();
        sources.dedup();
        let mut links = Vec::new();
        for source in sources {
            let Some(note) = self.vault.note(source) else { continue };
            let moved = match self.overlay.files.get(&source) {
                Some(None) => continue,
                moved => moved.is_some(),
            };
            let affected = note.links.iter().zip(0..);
            let affected = affected.filter(|(target, _)| moved || targets.contains(target));
            links.extend(affected.map(|(_, index)| LinkRef { source, index }));
        }
        links
    }

    /// The links that resolve to a file and would resolve to another file, to none, or to the same
    /// file only by a fallback ([`Resolution::is_preserved_by`]); sorted.
    #[must_use]
    pub fn diverted_links(&self) -> Vec<DivertedLink> {
        let diverted = |link: LinkRef| {
            let resolution = self.vault.resolve(link);
            let (before, after) = (resolution.file()?, self.resolve(link));
            (!resolution.is_preserved_by(after)).then_some(DivertedLink { link, before, after })
        };
        self.affected_links().into_iter().filter_map(diverted).collect()
    }

    /// The links that resolve to nothing and would resolve to a file, sorted.
    #[must_use]
    pub fn captured_links(&self) -> Vec<LinkRef> {
        let mut links = self.affected_links();
        links.retain(|&link| {
            self.vault.resolve(link) == Resolution::Missing
                && self.resolve(link) != Resolution::Missing
        });
        links
    }

    pub(crate) fn view(&self) -> VaultView<'_> {
        VaultView { vault: self.vault, overlay: Some(&self.overlay) }
    }

    /// Moves `file` to `path`, adds it there, or removes it if `path` is `None`.
    fn set_path(&mut self, file: FileId, path: Option<&str>) {
        if let Some(before) = self.view().file(file).map(|file| file.folded().to_owned()) {
            for key in path_suffixes(&before) {
                let order = file_order(self.vault, &self.overlay.files);
                providers_mut(&mut self.overlay.paths, &self.vault.paths, key).remove(file, order);
            }
        }
        let is_copy = |file: &File| is_conflict_copy(&file.path);
        let was_copy = self.view().file(file).is_some_and(is_copy);
        self.overlay.files.insert(file, path.map(File::new));
        let Some(path) = path else {
            let aliases = self.alias_keys(file);
            return self.replace_aliases(file, &aliases, &StringList::default());
        };
        for key in path_suffixes(&fold_path(path)) {
            let order = file_order(self.vault, &self.overlay.files);
            providers_mut(&mut self.overlay.paths, &self.vault.paths, key).add(file, order);
        }
        if was_copy != is_conflict_copy(path)
            && let Some(note) = self.vault.note(file)
        {
            let before = self.alias_keys(file);
            let after = alias_keys(path, note, self.vault.settings.aliases);
            self.replace_aliases(file, &before, &after);
            self.aliases.insert(file, after);
        }
    }

    /// Replaces the aliases that `note` claims. The order of the claimants does not matter here.
    fn replace_aliases(&mut self, note: FileId, before: &StringList, after: &StringList) {
        for key in before {
            self.claimants_mut(key).retain(|&other| other != note);
        }
        for key in after {
            self.claimants_mut(key).push(note);
        }
    }

    /// The claimants of an alias in the overlay, copied from the vault on first use.
    fn claimants_mut(&mut self, key: &str) -> &mut Vec<FileId> {
        let aliases = &mut self.overlay.aliases;
        if !aliases.contains_key(key) {
            aliases.insert(key.into(), self.vault.claimants_of_key(key).into_owned());
        }
        aliases.get_mut(key).expect("the key was just inserted")
    }

    fn alias_keys(&self, note: FileId) -> StringList {
        let changed = self.aliases.get(&note).cloned();
        changed.unwrap_or_else(|| self.vault.alias_keys(note))
    }
}

fn file_order<'a>(
    vault: &'a Vault,
    files: &'a FxHashMap<FileId, Option<File>>,
) -> impl Fn(FileId, FileId) -> Ordering + 'a {
    let file = move |id| files.get(&id).map_or_else(|| vault.files.get(id), Option::as_ref);
    move |a, b| file::compare_files((a, file(a)), (b, file(b)))
}

/// The providers of `key` in the overlay, copied from the vault on first use.
fn providers_mut<'o>(
    overlay: &'o mut FxHashMap<Box<str>, Providers>,
    vault: &PathIndex,
    key: &str,
) -> &'o mut Providers {
    if !overlay.contains_key(key) {
        let before = vault.providers(key).map(Providers::clone_uncached).unwrap_or_default();
        overlay.insert(key.into(), before);
    }
    overlay.get_mut(key).expect("the key was just inserted")
}
