//! Who links to what.

use std::borrow::Cow;

use linkwright_syntax::LinkForm;
use linkwright_syntax::frontmatter::Alias;
use rustc_hash::FxHashMap;

use crate::file::{folder_of, suffixes};
use crate::fold::{fold, fold_md, normal};
use crate::reference::{asked, from_folder, has_extension, unmarked};
use crate::resolve::VaultView;
use crate::{Delta, FileId, LinkRef, Resolution, Target, Vault};

impl Vault {
    /// Where a link leads (`docs/semantics.md §2`); nowhere if there is no such link.
    #[must_use]
    pub fn resolve(&self, link: LinkRef) -> Resolution {
        match self.note(link.source).and_then(|note| note.links.get(link.index as usize)) {
            Some(&target) => self.resolve_target(link.source, target),
            None => Resolution::Missing,
        }
    }

    /// The path of a link as written, decoded: of one that is relative to its note's folder too.
    #[must_use]
    pub fn written_path(&self, link: LinkRef) -> Option<&str> {
        let note = self.note(link.source)?;
        let target = *note.links.get(link.index as usize)?;
        Some(note.relative(link.index).unwrap_or_else(|| self.targets.text(target)))
    }

    /// Where a target leads from `source`.
    #[must_use]
    pub fn resolve_target(&self, source: FileId, target: Target) -> Resolution {
        let view = self.view();
        view.resolve(Some(source), view.folder(source), self.targets.marked(target))
    }

    /// Where a link of `form` would lead that had the path `written` (decoded) and stood in a note
    /// at `source_path`, which need not exist.
    #[must_use]
    pub fn resolve_path(&self, source_path: &str, written: &str, form: LinkForm) -> Resolution {
        let (folder, text) = ask_from(source_path, written, form);
        self.view().resolve(self.find_file(source_path), &folder, &text)
    }

    /// The files that a link could mean by its path, at most `max` of them: what `ambiguous-link`
    /// names. The best come first; of a name that very many files have, those in the link's own
    /// folder, then any, since sorting all of them for each link would take too long.
    #[must_use]
    pub fn candidates(&self, link: LinkRef, max: usize) -> Vec<FileId> {
        let note = self.note(link.source);
        let Some(target) = note.and_then(|note| note.links.get(link.index as usize)) else {
            return Vec::new();
        };
        let view = self.view();
        view.candidates(view.folder(link.source), self.targets.text(*target), max)
    }

    /// The path that the file of a link which reaches nothing would have: from the root, with a
    /// leading `/`, where the link says from where it counts; else as it is written. `None` if
    /// there is no such link.
    #[must_use]
    pub fn expected_path(&self, link: LinkRef) -> Option<Cow<'_, str>> {
        let target = *self.note(link.source)?.links.get(link.index as usize)?;
        let (path, destination) = unmarked(self.targets.marked(target));
        Some(match destination && self.settings.relative_destinations {
            true => from_folder(path, self.get(link.source)?.folder()),
            false => Cow::Borrowed(path),
        })
    }

    /// The path a link asks for, see [`Target`].
    #[must_use]
    pub fn target_path(&self, target: Target) -> &str {
        self.targets.text(target)
    }

    /// The links that lead to `file`, by path, by alias or because their path is empty; sorted.
    #[must_use]
    pub fn backlinks(&self, file: FileId) -> Vec<LinkRef> {
        let mut links = Vec::new();
        for target in self.asking(file) {
            for (source, _) in self.writers_to(file, target) {
                self.links_to(source, target, &mut links);
            }
        }
        if let Some(own) = self.targets.find("") {
            self.links_to(file, own, &mut links);
        }
        links.sort_unstable();
        links
    }

    /// Whether a link in another file leads to `file`.
    #[must_use]
    pub fn is_linked(&self, file: FileId) -> bool {
        let targets = self.asking(file).into_iter();
        targets.flat_map(|target| self.writers_to(file, target)).any(|(source, _)| source != file)
    }

    /// How many links in other files lead to `file`, as [`Vault::backlinks`] has them: counted
    /// without a look at the notes that they stand in.
    #[must_use]
    pub fn count_backlinks(&self, file: FileId) -> usize {
        let targets = self.asking(file).into_iter();
        let writers = targets.flat_map(|target| self.writers_to(file, target));
        writers.filter(|(source, _)| *source != file).map(|(_, count)| count as usize).sum()
    }

    /// The files that write `target`, which has a path, and mean `file` by it; how often each does.
    fn writers_to(&self, file: FileId, target: Target) -> impl Iterator<Item = (FileId, u32)> {
        let view = self.view();
        let meant = self.is_crowd(target).then(|| self.meant_by(target));
        let writers = if meant.is_some() { &[] } else { self.targets.writers(target) };
        // Where a path leads depends on nothing of its source but the folder.
        let mut leads: FxHashMap<&str, bool> = FxHashMap::default();
        let writers = writers.iter().copied().filter(move |&(source, _)| {
            let leads_there = || self.resolve_target(source, target).file() == Some(file);
            *leads.entry(view.folder(source)).or_insert_with(leads_there)
        });
        let meant = meant.and_then(|meant| meant.get(&file).cloned()).unwrap_or_default();
        meant.into_iter().chain(writers)
    }

    /// The targets that may lead to `file` by its path or an alias, sorted.
    fn asking(&self, file: FileId) -> Vec<Target> {
        let Some(entry) = self.files.get(file) else { return Vec::new() };
        let bare = !has_extension(entry.file_name());
        let by_path = suffixes(entry.folded()).flat_map(|key| {
            let with_md = bare.then(|| self.paths.targets(&format!("{key}.md")));
            self.paths.targets(key).iter().chain(with_md.into_iter().flatten()).copied()
        });
        let aliases = self.alias_keys(file);
        let by_alias = aliases.iter().flat_map(|key| self.asking_alias(key));
        let mut targets: Vec<Target> = by_path.chain(by_alias).collect();
        // An alias that several notes claim leads to none of them, however many links write it.
        targets.retain(|&target| self.view().leads(self.targets.text(target)));
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// Adds the links of `source` that ask for `target`.
    pub(crate) fn links_to(&self, source: FileId, target: Target, links: &mut Vec<LinkRef>) {
        let Some(note) = self.note(source) else { return };
        let asking = note.links.iter().zip(0..).filter(|(other, _)| **other == target);
        links.extend(asking.map(|(_, index)| LinkRef { source, index }));
    }

    /// The aliases of a note that count under the settings, in order.
    pub fn aliases(&self, file: FileId) -> impl Iterator<Item = Alias<'_>> {
        let frontmatter = self.note(file).and_then(|note| note.facts.frontmatter.as_deref());
        frontmatter.into_iter().flat_map(|yaml| yaml.aliases(self.settings.aliases))
    }

    /// The notes that claim an alias, sorted by path. Case and normal form do not count.
    #[must_use]
    pub fn claimants(&self, alias: &str) -> Cow<'_, [FileId]> {
        self.claims_of(&fold(alias))
    }

    /// The same, of an alias as it is compared.
    pub(crate) fn claims_of(&self, key: &str) -> Cow<'_, [FileId]> {
        let says = |note| self.files.claims(note, key, self.settings.aliases);
        self.aliases.of(key, says, |a, b| self.files.order(a, b))
    }

    /// The notes whose name, or an alias of which, is `words`; sorted by path. Case and normal form
    /// do not count.
    #[must_use]
    pub fn find_by_name_or_alias(&self, words: &str) -> Vec<FileId> {
        if words.contains('/') {
            return Vec::new();
        }
        let named = self.paths.providers(&fold_md(words)).map_or(&[][..], |named| &named.files);
        let mut notes = [named, &self.claimants(words)].concat();
        notes.sort_by(|a, b| self.files.order(*a, *b));
        notes.dedup();
        notes
    }

    /// What links ask for in vain, and how many do; in no order.
    pub fn unresolved_paths(&self) -> impl Iterator<Item = (&str, usize)> {
        self.targets.iter().filter_map(|(target, text, writers)| {
            let (text, destination) = unmarked(text);
            // Where others are written does not matter: they lead somewhere or nowhere.
            let is_missing = |writer| match destination && self.settings.relative_destinations {
                true => self.resolve_target(writer, target) == Resolution::Missing,
                false => !self.view().leads(text),
            };
            let writers = writers.iter().filter(|(writer, _)| is_missing(*writer));
            let count: usize = writers.map(|&(_, count)| count as usize).sum();
            (count > 0 && !self.is_on_disk(text)).then_some((text, count))
        })
    }

    /// Whether what is to be said about `note` may differ since the changes of `delta`: it changed
    /// itself, one of its links may lead elsewhere, another note claims one of its aliases, a note
    /// that it links into has other headings, block ids or footnotes, or it may have become an
    /// orphan or be one no more. Costs its links at most.
    #[must_use]
    pub fn is_affected(&self, delta: &Delta, note: FileId) -> bool {
        let is_of = |files: &[FileId]| files.binary_search(&note).is_ok();
        if delta.everything || is_of(&delta.changed_files) || is_of(&delta.changed_backlinks) {
            return true;
        }
        let (links, subpaths) =
            self.note(note).map_or(Default::default(), |note| (&*note.links, &*note.subpaths));
        let leads_elsewhere = |target| delta.targets.binary_search(target).is_ok();
        let leads_into = |target| {
            let file = self.resolve_target(note, target).file();
            file.is_some_and(|file| delta.changed_anchors.binary_search(&file).is_ok())
        };
        let is_claimed =
            |key: &str| delta.aliases.binary_search_by(|alias| (**alias).cmp(key)).is_ok();
        links.iter().any(leads_elsewhere)
            || !delta.changed_anchors.is_empty()
                && subpaths.iter().any(|&(link, _)| leads_into(links[link as usize]))
            || !delta.aliases.is_empty() && self.alias_keys(note).iter().any(is_claimed)
    }

    /// The files that `delta` may touch, see [`Vault::touches`], and perhaps some more; sorted. Costs
    /// those that ask for what changed, not the vault, unless everything did.
    #[must_use]
    pub fn affected_files(&self, delta: &Delta) -> Vec<FileId> {
        if delta.everything {
            return self.files().map(|(file, _)| file).collect();
        }
        let mut touched = [&delta.changed_files[..], &delta.changed_backlinks].concat();
        let mut targets = delta.targets.clone();
        for &file in &delta.changed_anchors {
            targets.extend(self.asking(file));
        }
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            let writers = self.targets.writers_of(target).unwrap_or_default();
            touched.extend(writers.iter().map(|&(writer, _)| writer));
        }
        for alias in &delta.aliases {
            touched.extend_from_slice(&self.claimants(alias));
        }
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    pub(crate) fn view(&self) -> VaultView<'_> {
        VaultView { vault: self, overlay: None }
    }
}

/// The folded folder of a note at `source_path`, and what the path `written` asks for there.
pub(crate) fn ask_from(source_path: &str, written: &str, form: LinkForm) -> (String, String) {
    let folder = folder_of(source_path);
    let written = normal(written);
    (fold(folder).into_owned(), asked(written.trim(), folder, form).into_owned())
}
