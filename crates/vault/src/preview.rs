//! The vault as it would be (`docs/semantics.md §7`): what a rename or move is judged by.

use std::cmp::Ordering;

use linkwright_syntax::LinkForm;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::file::{self, File, suffixes};
use crate::fold::fold;
use crate::graph::ask_from;
use crate::path_index::{Providers, Table};
use crate::reference::{has_extension, last};
use crate::resolve::{Overlay, VaultView};
use crate::targets::name_key;
use crate::{FileId, LinkRef, Resolution, StringList, Target, Vault};

/// The vault as it would be once some files have other paths or are gone, and some notes have
/// other aliases. Building it costs what changes, not the vault.
pub struct VaultPreview<'v> {
    vault: &'v Vault,
    overlay: Overlay,
    /// The alias keys of the notes whose aliases change.
    aliases: FxHashMap<FileId, StringList>,
}

/// A link that would lead elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DivertedLink {
    /// The link, as it stands in the vault before.
    pub link: LinkRef,
    /// Where it leads before.
    pub before: FileId,
    /// Where it would lead as it is written.
    pub after: Resolution,
}

impl<'v> VaultPreview<'v> {
    /// The vault as it is.
    #[must_use]
    pub fn new(vault: &'v Vault) -> VaultPreview<'v> {
        VaultPreview { vault, overlay: Overlay::default(), aliases: FxHashMap::default() }
    }

    /// The vault before.
    #[must_use]
    pub fn vault(&self) -> &'v Vault {
        self.vault
    }

    /// With `file` at `path`.
    #[must_use]
    pub fn with_moved(mut self, file: FileId, path: &str) -> VaultPreview<'v> {
        self.place(file, Some(path));
        self
    }

    /// With a new file at `path`, which holds no links that resolve; and its id here.
    #[must_use]
    pub fn with_created(mut self, path: &str) -> (VaultPreview<'v>, FileId) {
        let taken = |id: &u32| self.overlay.files.contains_key(&FileId(*id));
        let id = (0..u32::MAX).rev().find(|id| !taken(id)).map_or(FileId(u32::MAX), FileId);
        self.place(id, Some(path));
        (self, id)
    }

    /// Without `file`.
    #[must_use]
    pub fn with_removed(mut self, file: FileId) -> VaultPreview<'v> {
        self.place(file, None);
        self
    }

    /// With one alias of `note` replaced; an empty `new` removes it, an empty `old` adds one.
    #[must_use]
    pub fn with_alias_replaced(mut self, note: FileId, old: &str, new: &str) -> VaultPreview<'v> {
        let before = self.alias_keys(note);
        let (old, new) = (fold(old), fold(new));
        let mut keys: Vec<&str> = before.iter().filter(|key| *key != old).collect();
        keys.extend((!new.is_empty()).then_some(&*new));
        keys.sort_unstable();
        keys.dedup();
        let keys = keys.into_iter().collect();
        self.reclaim(note, &before, &keys);
        self.aliases.insert(note, keys);
        self
    }

    /// The path of `file`; `None` if it is gone.
    #[must_use]
    pub fn path(&self, file: FileId) -> Option<&str> {
        self.view().file(file).map(|file| &*file.path)
    }

    /// The file at `path`, in any case and normal form.
    #[must_use]
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.view().at(path)
    }

    /// Where a link would lead as it is written.
    #[must_use]
    pub fn resolve(&self, link: LinkRef) -> Resolution {
        let Some(note) = self.vault.note(link.source) else { return Resolution::Missing };
        let Some(&target) = note.links.get(link.index as usize) else {
            return Resolution::Missing;
        };
        if let Some(relative) = note.relative(link.index)
            && self.overlay.files.contains_key(&link.source)
        {
            let form = note.facts.links[link.index as usize].form;
            return self.resolve_path(link.source, relative, form);
        }
        let view = self.view();
        let text = self.vault.targets.marked(target);
        view.resolve(Some(link.source), view.folder(link.source), text)
    }

    /// Where a link of `form` in `source` with the path `written` (decoded) would lead.
    #[must_use]
    pub fn resolve_path(&self, source: FileId, written: &str, form: LinkForm) -> Resolution {
        let Some(path) = self.path(source) else { return Resolution::Missing };
        let (folder, text) = ask_from(path, written, form);
        self.view().resolve(Some(source), &folder, &text)
    }

    /// The links that could lead elsewhere, sorted: those that ask for a name that other files
    /// would have, and those of the moved notes.
    #[must_use]
    pub fn affected_links(&self) -> Vec<LinkRef> {
        let mut targets = Vec::new();
        for (key, providers) in &self.overlay.paths {
            targets.extend_from_slice(self.vault.paths.targets(key));
            if !has_extension(last(key)) {
                targets.extend_from_slice(self.vault.paths.targets(&format!("{key}.md")));
            }
            let existed = self.vault.paths.providers(key).is_some();
            if !key.contains('/') && existed == providers.files.is_empty() {
                targets.extend_from_slice(self.vault.paths.targets(&name_key(key)));
            }
        }
        for key in self.overlay.aliases.keys() {
            targets.extend(self.vault.asking_alias(key));
        }
        let targets: FxHashSet<Target> = targets.into_iter().collect();
        let writers = targets.iter().flat_map(|&target| self.vault.targets.writers(target));
        let mut sources: Vec<FileId> = writers.map(|&(source, _)| source).collect();
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
            let could = note.links.iter().zip(0..);
            let could = could.filter(|(target, _)| moved || targets.contains(target));
            links.extend(could.map(|(_, index)| LinkRef { source, index }));
        }
        links
    }

    /// The links that lead to a file and would lead elsewhere, nowhere, or there only by a fallback
    /// ([`Resolution::is_preserved_by`]); sorted.
    #[must_use]
    pub fn diverted_links(&self) -> Vec<DivertedLink> {
        let relink = |link: LinkRef| {
            let resolution = self.vault.resolve(link);
            let (before, after) = (resolution.file()?, self.resolve(link));
            (!resolution.is_preserved_by(after)).then_some(DivertedLink { link, before, after })
        };
        self.affected_links().into_iter().filter_map(relink).collect()
    }

    /// The links that lead nowhere and would lead to a file, sorted.
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

    fn place(&mut self, file: FileId, path: Option<&str>) {
        if let Some(before) = self.view().file(file).map(|file| file.folded().to_owned()) {
            for key in suffixes(&before) {
                let order = order(self.vault, &self.overlay.files);
                copied(&mut self.overlay.paths, &self.vault.paths, key).remove(file, order);
            }
        }
        self.overlay.files.insert(file, path.map(File::new));
        let Some(path) = path else {
            let aliases = self.alias_keys(file);
            return self.reclaim(file, &aliases, &StringList::default());
        };
        for key in suffixes(&fold(path)) {
            let order = order(self.vault, &self.overlay.files);
            copied(&mut self.overlay.paths, &self.vault.paths, key).add(file, order);
        }
    }

    /// Replaces the aliases that `note` claims. Only their number counts here, not their order.
    fn reclaim(&mut self, note: FileId, before: &StringList, after: &StringList) {
        for key in before {
            self.claimants(key).retain(|&other| other != note);
        }
        for key in after {
            self.claimants(key).push(note);
        }
    }

    /// The claimants of an alias to be changed: at first those of the vault.
    fn claimants(&mut self, key: &str) -> &mut Vec<FileId> {
        let aliases = &mut self.overlay.aliases;
        if !aliases.contains_key(key) {
            aliases.insert(key.into(), self.vault.claims_of(key).into_owned());
        }
        aliases.get_mut(key).expect("it was just put there")
    }

    fn alias_keys(&self, note: FileId) -> StringList {
        let changed = self.aliases.get(&note).cloned();
        changed.unwrap_or_else(|| self.vault.alias_keys(note))
    }
}

fn order<'a>(
    vault: &'a Vault,
    files: &'a FxHashMap<FileId, Option<File>>,
) -> impl Fn(FileId, FileId) -> Ordering + 'a {
    let file = move |id| files.get(&id).map_or_else(|| vault.files.get(id), Option::as_ref);
    move |a, b| file::order((a, file(a)), (b, file(b)))
}

/// The providers of `key` to be changed: at first those of the vault.
fn copied<'o>(
    overlay: &'o mut FxHashMap<Box<str>, Providers>,
    vault: &Table,
    key: &str,
) -> &'o mut Providers {
    if !overlay.contains_key(key) {
        let before = vault.providers(key).map(Providers::copy).unwrap_or_default();
        overlay.insert(key.into(), before);
    }
    overlay.get_mut(key).expect("it was just put there")
}
