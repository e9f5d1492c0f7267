//! The link graph: resolving links, backlinks, and what a change affects.

use std::borrow::Cow;

use linkwright_syntax::LinkForm;
use linkwright_syntax::frontmatter::Alias;
use rustc_hash::FxHashMap;

use crate::conflict_copy::is_conflict_copy;
use crate::file::{folder_of, path_suffixes};
use crate::fold::{fold_path, to_nfc};
use crate::reference::{alias_key, from_folder, has_extension, reference_key, strip_marker};
use crate::resolve::VaultView;
use crate::{Delta, FileId, LinkRef, Resolution, Target, Vault};

impl Vault {
    /// Resolves a link (`docs/semantics.md §2`); `Missing` if there is no such link.
    #[must_use]
    pub fn resolve(&self, link: LinkRef) -> Resolution {
        match self.note(link.source).and_then(|note| note.links.get(link.index as usize)) {
            Some(&target) => self.resolve_target(link.source, target),
            None => Resolution::Missing,
        }
    }

    /// The path of a link as written, decoded, also if it is relative to its note's folder.
    #[must_use]
    pub fn written_path(&self, link: LinkRef) -> Option<&str> {
        let note = self.note(link.source)?;
        let target = *note.links.get(link.index as usize)?;
        Some(note.relative_path(link.index).unwrap_or_else(|| self.targets.path(target)))
    }

    /// Resolves a target for a link in `source`.
    #[must_use]
    pub fn resolve_target(&self, source: FileId, target: Target) -> Resolution {
        let view = self.view();
        view.resolve(Some(source), view.folder(source), self.targets.key(target))
    }

    /// Resolves a link of `form` with the path `written` (decoded) in a note at `source_path`, which
    /// does not have to exist.
    #[must_use]
    pub fn resolve_path(&self, source_path: &str, written: &str, form: LinkForm) -> Resolution {
        let (folder, key) = reference_key_from(source_path, written, form);
        self.view().resolve(self.find_file(source_path), &folder, &key)
    }

    /// The files that match the path of a link, at most `max`, best first: those that
    /// `ambiguous-link` lists. If very many files match, those in the link's own folder come first,
    /// then any others, because sorting all of them for each link would take too long.
    #[must_use]
    pub fn candidates(&self, link: LinkRef, max: usize) -> Vec<FileId> {
        let note = self.note(link.source);
        let Some(target) = note.and_then(|note| note.links.get(link.index as usize)) else {
            return Vec::new();
        };
        let view = self.view();
        view.candidates(view.folder(link.source), self.targets.path(*target), max)
    }

    /// The path that the missing target of a link would have: from the root, with a leading `/`, if
    /// the link is relative to the root or to its note; else as written. `None` if there is no such
    /// link.
    #[must_use]
    pub fn expected_path(&self, link: LinkRef) -> Option<Cow<'_, str>> {
        let target = *self.note(link.source)?.links.get(link.index as usize)?;
        let (path, is_destination) = strip_marker(self.targets.key(target));
        Some(match is_destination && self.settings.relative_destinations {
            true => from_folder(path, self.get(link.source)?.folder()),
            false => Cow::Borrowed(path),
        })
    }

    /// The path of a target, see [`Target`].
    #[must_use]
    pub fn target_path(&self, target: Target) -> &str {
        self.targets.path(target)
    }

    /// The links that resolve to `file`, by path, by alias or because their path is empty; sorted.
    #[must_use]
    pub fn backlinks(&self, file: FileId) -> Vec<LinkRef> {
        let mut links = Vec::new();
        for target in self.targets_for_file(file) {
            for (source, _) in self.referrers_resolving_to(file, target) {
                self.push_links_with_target(source, target, &mut links);
            }
        }
        if let Some(own) = self.targets.find("") {
            self.push_links_with_target(file, own, &mut links);
        }
        links.sort_unstable();
        links
    }

    /// The files with a link that resolves to `file`, sorted: the sources of [`Vault::backlinks`], found without
    /// reading the notes that contain them.
    #[must_use]
    pub fn linking_files(&self, file: FileId) -> Vec<FileId> {
        let targets = self.targets_for_file(file).into_iter();
        let referrers = targets.flat_map(|target| self.referrers_resolving_to(file, target));
        let mut sources: Vec<FileId> = referrers.map(|(source, _)| source).collect();
        let own = self.targets.find("").map_or(&[][..], |own| self.targets.referrers(own));
        let links_to_itself = own.binary_search_by_key(&file, |(source, _)| *source).is_ok();
        sources.extend(links_to_itself.then_some(file));
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Whether a link in another file resolves to `file`.
    #[must_use]
    pub fn is_linked(&self, file: FileId) -> bool {
        let targets = self.targets_for_file(file).into_iter();
        targets
            .flat_map(|target| self.referrers_resolving_to(file, target))
            .any(|(source, _)| source != file)
    }

    /// Number of links in other files that resolve to `file`: those of [`Vault::backlinks`], counted
    /// without reading the notes that contain them.
    #[must_use]
    pub fn count_backlinks(&self, file: FileId) -> usize {
        let targets = self.targets_for_file(file).into_iter();
        let referrers = targets.flat_map(|target| self.referrers_resolving_to(file, target));
        referrers.filter(|(source, _)| *source != file).map(|(_, count)| count as usize).sum()
    }

    /// The notes from which `target`, whose path is not empty, resolves to `file`, and the number of
    /// links in each.
    fn referrers_resolving_to(
        &self,
        file: FileId,
        target: Target,
    ) -> impl Iterator<Item = (FileId, u32)> {
        let view = self.view();
        let cached = self.needs_referrer_cache(target).then(|| self.referrers_by_file(target));
        let everywhere = self.resolve_from_anywhere(target).map(|it| it.file() == Some(file));
        let is_elsewhere = cached.is_some() || everywhere == Some(false);
        let referrers = if is_elsewhere { &[] } else { self.targets.referrers(target) };
        // Otherwise the resolution depends only on the folder of the source, so it is computed once for each.
        let mut by_folder: FxHashMap<&str, bool> = FxHashMap::default();
        let referrers = referrers.iter().copied().filter(move |&(source, _)| {
            let resolves_to_file = || self.resolve_target(source, target).file() == Some(file);
            everywhere.unwrap_or_else(|| {
                *by_folder.entry(view.folder(source)).or_insert_with(resolves_to_file)
            })
        });
        let cached = cached.and_then(|by_file| by_file.get(&file).cloned()).unwrap_or_default();
        cached.into_iter().chain(referrers)
    }

    /// The targets that may resolve to `file` by its path or an alias, sorted.
    fn targets_for_file(&self, file: FileId) -> Vec<Target> {
        let Some(entry) = self.files.get(file) else { return Vec::new() };
        let has_no_extension = !has_extension(entry.file_name());
        let by_path = path_suffixes(entry.folded()).flat_map(|key| {
            let with_md = has_no_extension.then(|| self.paths.targets(&format!("{key}.md")));
            self.paths.targets(key).iter().chain(with_md.into_iter().flatten()).copied()
        });
        let aliases = self.alias_keys(file);
        let by_alias = aliases.iter().flat_map(|key| self.targets_for_alias(key));
        let mut targets: Vec<Target> = by_path.chain(by_alias).collect();
        // An alias with several claimants resolves to none of them, however many links write it.
        targets.retain(|&target| self.view().resolves_anywhere(self.targets.path(target)));
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// Adds the links of `source` with this target to `links`.
    pub(crate) fn push_links_with_target(
        &self,
        source: FileId,
        target: Target,
        links: &mut Vec<LinkRef>,
    ) {
        let Some(note) = self.note(source) else { return };
        let matching = note.links.iter().zip(0..).filter(|(other, _)| **other == target);
        links.extend(matching.map(|(_, index)| LinkRef { source, index }));
    }

    /// The aliases of a note that count under the settings, in order. A conflict copy has none.
    pub fn aliases(&self, file: FileId) -> impl Iterator<Item = Alias<'_>> {
        let entry = self.files.get(file).filter(|file| !is_conflict_copy(&file.path));
        let note = entry.and_then(|file| file.note.as_deref());
        let frontmatter = note.and_then(|note| note.facts.frontmatter.as_deref());
        frontmatter.into_iter().flat_map(|yaml| yaml.aliases(self.settings.aliases))
    }

    /// The notes that claim an alias, sorted by path. Case and Unicode normalization are ignored.
    #[must_use]
    pub fn claimants(&self, alias: &str) -> Cow<'_, [FileId]> {
        self.claimants_of_key(&alias_key(alias))
    }

    /// The notes other than `note` that claim `alias`, sorted by path. Costs less than
    /// [`claimants`](Self::claimants) if there is none, because the aliases of `note` are not searched.
    pub fn other_claimants(&self, alias: &str, note: FileId) -> Vec<FileId> {
        let key = &*alias_key(alias);
        let rules = self.settings.aliases;
        let has_alias = |other| other != note && self.files.has_alias(other, key, rules);
        let compare = |a, b| self.files.compare(a, b);
        let mut others = self.aliases.claimants(key, has_alias, compare).into_owned();
        others.retain(|other| *other != note);
        others
    }

    /// The notes that claim an alias, given by its folded form; sorted by path.
    pub(crate) fn claimants_of_key(&self, key: &str) -> Cow<'_, [FileId]> {
        let has_alias = |note| self.files.has_alias(note, key, self.settings.aliases);
        self.aliases.claimants(key, has_alias, |a, b| self.files.compare(a, b))
    }

    /// The paths of links whose target exists neither in the vault nor on disk, and the number of
    /// links with each; in no order.
    pub fn unresolved_paths(&self) -> impl Iterator<Item = (&str, usize)> {
        self.targets.iter().filter_map(|(target, key, referrers)| {
            let (path, is_destination) = strip_marker(key);
            // Whether other targets are missing does not depend on the note.
            let is_missing = |referrer| match is_destination && self.settings.relative_destinations
            {
                true => self.resolve_target(referrer, target) == Resolution::Missing,
                false => !self.view().resolves_anywhere(path),
            };
            let referrers = referrers.iter().filter(|(referrer, _)| is_missing(*referrer));
            let count: usize = referrers.map(|&(_, count)| count as usize).sum();
            (count > 0 && !self.is_on_disk(path)).then_some((path, count))
        })
    }

    /// Whether the diagnostics of `note` may differ after the changes of `delta`. This is so if the
    /// note changed; one of its links may resolve to another file; another note claims one of its
    /// aliases; the headings, block ids or footnotes of a note that it links into changed; or it
    /// may have become an orphan or stopped being one. The cost is at most that of its links.
    #[must_use]
    pub fn is_affected(&self, delta: &Delta, note: FileId) -> bool {
        let is_in = |files: &[FileId]| files.binary_search(&note).is_ok();
        if delta.everything || is_in(&delta.changed_files) || is_in(&delta.changed_backlinks) {
            return true;
        }
        let (links, subpaths) =
            self.note(note).map_or(Default::default(), |note| (&*note.links, &*note.subpaths));
        let may_resolve_elsewhere = |target| delta.targets.binary_search(target).is_ok();
        let has_changed_anchors = |target| {
            let file = self.resolve_target(note, target).file();
            file.is_some_and(|file| delta.changed_anchors.binary_search(&file).is_ok())
        };
        let is_claimed =
            |key: &str| delta.aliases.binary_search_by(|alias| (**alias).cmp(key)).is_ok();
        links.iter().any(may_resolve_elsewhere)
            || !delta.changed_anchors.is_empty()
                && subpaths.iter().any(|&(link, _)| has_changed_anchors(links[link as usize]))
            || !delta.aliases.is_empty() && self.alias_keys(note).iter().any(is_claimed)
    }

    /// All files that `delta` affects, see [`Vault::is_affected`], and perhaps a few more; sorted.
    /// The cost grows with the notes that name what changed, not with the vault, unless everything
    /// changed.
    #[must_use]
    pub fn affected_files(&self, delta: &Delta) -> Vec<FileId> {
        if delta.everything {
            return self.files().map(|(file, _)| file).collect();
        }
        let mut affected = [&delta.changed_files[..], &delta.changed_backlinks].concat();
        let mut targets = delta.targets.clone();
        for &file in &delta.changed_anchors {
            targets.extend(self.targets_for_file(file));
        }
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            let referrers = self.targets.get_referrers(target).unwrap_or_default();
            affected.extend(referrers.iter().map(|&(referrer, _)| referrer));
        }
        for alias in &delta.aliases {
            affected.extend_from_slice(&self.claimants(alias));
        }
        affected.sort_unstable();
        affected.dedup();
        affected
    }

    pub(crate) fn view(&self) -> VaultView<'_> {
        VaultView { vault: self, overlay: None }
    }
}

/// The folded folder of a note at `source_path`, and the reference key of the path `written` there.
pub(crate) fn reference_key_from(
    source_path: &str,
    written: &str,
    form: LinkForm,
) -> (String, String) {
    let folder = folder_of(source_path);
    let written = to_nfc(written);
    (fold_path(folder).into_owned(), reference_key(written.trim(), folder, form).into_owned())
}
