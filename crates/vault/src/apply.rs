//! Applying one change at a time, at a cost that depends only on what the change names.

use std::collections::BTreeSet;

use linkwright_syntax::FileKind;

use crate::alias_index::LONG_ALIAS_LIST;
use crate::file::{File, path_suffixes};
use crate::prepared::alias_keys;
use crate::reference::{has_extension, last_component};
use crate::tags::Tags;
use crate::targets::{alias_path_keys, file_name_key, path_keys};
use crate::{Change, Delta, FileId, Note, PreparedNote, StringList, Target, Vault};
use linkwright_settings::{DiagnosticCode, Settings};

impl Vault {
    /// Applies one change; the cost does not grow with the vault. A new text of an existing file
    /// replaces the old one.
    pub fn apply(&mut self, change: Change<'_>) -> Delta {
        let mut delta = Delta::default();
        self.apply_change(change, &mut delta);
        if self.reports_orphans(&delta) {
            let files = delta.targets.iter().flat_map(|&target| self.candidate_files(target));
            delta.changed_backlinks.extend(files);
        }
        delta.sort();
        self.update_names(&delta.targets);
        delta
    }

    /// Applies one change without finding out what it affects. This is faster than
    /// [`Vault::apply`] where there are many changes.
    pub fn load(&mut self, change: Change<'_>) {
        self.clear_names();
        self.apply_change(change, &mut Delta { everything: true, ..Delta::default() });
    }

    fn apply_change(&mut self, change: Change<'_>, delta: &mut Delta) {
        self.referrer_cache.clear();
        match change {
            Change::Note { path, text } => {
                let prepared = PreparedNote::new(path, text, self.settings.aliases);
                self.put_prepared(prepared, delta);
            }
            Change::Prepared(prepared) if self.has_text(&prepared) => {}
            Change::Prepared(prepared) => self.put_prepared(*prepared, delta),
            Change::File { path } => {
                let file = self.find_or_add_file(path, delta);
                self.put_note(file, None, None, delta);
            }
            Change::Remove { path } => {
                if let Some(file) = self.find_exact(path) {
                    self.forget_disk_entry(path);
                    self.put_note(file, None, None, delta);
                    self.remove_file(file, delta);
                    delta.changed_files.clear();
                    delta.changed_anchors.clear();
                }
            }
            Change::DiskEntry { path, entry } => self.put_disk_entry(path, entry, delta),
            Change::Settings(settings) => {
                delta.everything = true;
                self.put_settings(*settings);
            }
        }
    }

    /// The file at exactly `path`, added if there is none.
    pub(crate) fn find_or_add_file(&mut self, path: &str, delta: &mut Delta) -> FileId {
        self.find_exact(path).unwrap_or_else(|| self.add_file(File::new(path), delta))
    }

    fn add_file(&mut self, entry: File, delta: &mut Delta) -> FileId {
        let folded = entry.folded().to_owned();
        let file = self.files.insert(entry);
        for key in path_suffixes(&folded) {
            let count = self.paths.add_provider(key, file, &self.files);
            self.mark_dependents(key, count == 1, delta);
        }
        self.add_to_folder(file, delta);
        delta.changed_rows = true;
        self.mark_file_names_stale(file);
        file
    }

    fn remove_file(&mut self, file: FileId, delta: &mut Delta) {
        let Some(entry) = self.files.get(file) else { return };
        let (path, folded) = (entry.path.clone(), entry.folded().to_owned());
        for key in path_suffixes(&folded) {
            let count = self.paths.remove_provider(key, file, &self.files);
            self.mark_dependents(key, count == 0, delta);
        }
        self.remove_from_folder(&path, &folded, delta);
        delta.changed_rows = true;
        self.files.remove(file);
        self.mark_file_names_stale(file);
    }

    /// Adds to `delta` the targets whose resolution depends on the files of the path key `key`.
    /// `existence_changed` says that the first file of the key came or its last one went.
    fn mark_dependents(&self, key: &str, existence_changed: bool, delta: &mut Delta) {
        if delta.everything {
            return;
        }
        delta.targets.extend_from_slice(self.paths.targets(key));
        if !has_extension(last_component(key)) {
            delta.targets.extend_from_slice(self.paths.targets(&format!("{key}.md")));
        }
        if existence_changed && !key.contains('/') {
            delta.targets.extend_from_slice(self.paths.targets(&file_name_key(key)));
        }
    }

    /// Whether the file already has the text of `prepared`.
    fn has_text(&self, prepared: &PreparedNote) -> bool {
        let PreparedNote { file, note, .. } = prepared;
        let known = self.view().file_spelled(file.folded(), &file.path);
        let known = known.and_then(|known| self.note(known));
        known.is_some_and(|known| known.facts.digest == note.facts.digest)
    }

    fn put_prepared(&mut self, prepared: PreparedNote, delta: &mut Delta) {
        let PreparedNote { file: entry, mut note, reference_keys, alias_keys, alias_rules } =
            prepared;
        let known = self.view().file_spelled(entry.folded(), &entry.path);
        let file = known.unwrap_or_else(|| self.add_file(entry, delta));
        for (target, key) in note.links.iter_mut().zip(reference_keys.iter()) {
            *target = self.add_reference(key, file);
        }
        let alias_keys = Some(alias_keys).filter(|_| alias_rules == self.settings.aliases);
        self.put_note(file, Some(note), alias_keys, delta);
    }

    /// Counts one more link of `referrer` with this reference key.
    pub(crate) fn add_reference(&mut self, reference_key: &str, referrer: FileId) -> Target {
        let (target, is_new) = self.targets.add_reference(reference_key, referrer);
        if is_new {
            for key in path_keys(reference_key) {
                self.paths.add_target(&key, target);
            }
            self.mark_target_name_stale(target);
        }
        target
    }

    fn remove_reference(&mut self, target: Target, referrer: FileId) {
        let Some(reference_key) = self.targets.remove_reference(target, referrer) else { return };
        self.mark_target_name_stale(target);
        for key in path_keys(&reference_key) {
            self.paths.remove_target(&key, target);
        }
    }

    /// Replaces the note of `file`. The links of `note` are counted already. `aliases` are the keys
    /// of its aliases, if they are known.
    pub(crate) fn put_note(
        &mut self,
        file: FileId,
        note: Option<Box<Note>>,
        aliases: Option<StringList>,
        delta: &mut Delta,
    ) {
        let old_aliases = self.alias_keys(file);
        let Some(entry) = self.files.get_mut(file) else { return };
        let old = std::mem::replace(&mut entry.note, note);
        entry.update_kind(&self.settings.extensions);
        let readable_changed = old.is_some() != entry.note.is_some();

        let same_anchors = match (&old, &entry.note) {
            (Some(old), Some(new)) => old.has_same_anchors(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        delta.changed_rows |= match (&old, &entry.note) {
            (Some(old), Some(new)) => !old.gives_same_rows(new),
            (old, new) => old.is_some() || new.is_some(),
        };
        if !matches!(entry.kind, FileKind::Canvas | FileKind::Base) {
            let rules = self.settings.aliases;
            self.tags.replace(file, rules, old.as_deref(), entry.note.as_deref());
        }
        self.update_usage(file, old.as_deref());
        if !same_anchors {
            self.mark_headings_stale(file);
        }
        if !delta.everything {
            delta.changed_anchors.extend((!same_anchors).then_some(file));
            delta.changed_files.push(file);
        }
        if self.reports_orphans(delta) {
            delta.changed_backlinks.extend(self.relinked_files(file, old.as_deref()));
        }
        for &target in old.iter().flat_map(|note| &note.links) {
            self.remove_reference(target, file);
        }
        if readable_changed {
            self.mark_file_names_stale(file);
        }
        let aliases = aliases.unwrap_or_else(|| self.alias_keys(file));
        self.replace_aliases(file, &old_aliases, &aliases, delta);
    }

    /// Whether `delta` has to list the files whose backlinks may have changed.
    fn reports_orphans(&self, delta: &Delta) -> bool {
        !delta.everything && !self.settings.is_off(DiagnosticCode::OrphanNote)
    }

    /// The other files to which only one of `old` and the current note of `file` has a link.
    fn relinked_files(&self, file: FileId, old: Option<&Note>) -> Vec<FileId> {
        let targets = |note: Option<&Note>| -> BTreeSet<Target> {
            note.into_iter().flat_map(|note| &note.links).copied().collect()
        };
        let (old, new) = (targets(old), targets(self.note(file)));
        let files = old.symmetric_difference(&new);
        let files = files.filter_map(|&target| self.resolve_target(file, target).file());
        files.filter(|&linked| linked != file).collect()
    }

    /// All files to which `target` could resolve, from whatever note.
    fn candidate_files(&self, target: Target) -> Vec<FileId> {
        let path = self.targets.path(target);
        let keys = path_keys(path);
        let providers = keys.iter().filter_map(|key| self.paths.providers(key));
        let files = providers.flat_map(|providers| &providers.files);
        files.copied().chain(self.claimants(path).iter().copied()).collect()
    }

    /// Replaces the aliases that `file` claims; both lists are sorted.
    fn replace_aliases(
        &mut self,
        file: FileId,
        old: &StringList,
        new: &StringList,
        delta: &mut Delta,
    ) {
        let removed = old.iter().filter(|key| !new.contains_sorted(key));
        let added = new.iter().filter(|key| !old.contains_sorted(key));
        for key in removed.clone() {
            self.aliases.remove(key, file, |a, b| self.files.compare(a, b));
        }
        for key in added.clone() {
            let has_alias = |note| self.files.has_alias(note, key, self.settings.aliases);
            let in_long_list = new.len() > LONG_ALIAS_LIST;
            let order = |a, b| self.files.compare(a, b);
            self.aliases.add(key, file, in_long_list, has_alias, order);
        }
        if old != new {
            self.mark_file_names_stale(file);
        }
        if delta.everything {
            return;
        }
        for key in removed.chain(added) {
            delta.targets.extend(self.targets_for_alias(key));
            delta.aliases.push(key.into());
        }
    }

    /// The targets that may name an alias, given by its folded form: all that do, and a few more.
    pub(crate) fn targets_for_alias(&self, key: &str) -> impl Iterator<Item = Target> {
        alias_path_keys(key).into_iter().flat_map(|path| self.paths.targets(&path).to_vec())
    }

    /// The folded aliases of `file`, sorted and without duplicates.
    pub(crate) fn alias_keys(&self, file: FileId) -> StringList {
        let Some(entry) = self.files.get(file) else { return StringList::default() };
        let keys = |note: &Note| alias_keys(&entry.path, note, self.settings.aliases);
        entry.note.as_deref().map_or_else(StringList::default, keys)
    }

    fn put_settings(&mut self, settings: Settings) {
        let rules_changed = settings.aliases != self.settings.aliases;
        let files: Vec<FileId> = self.files.iter().map(|(file, _)| file).collect();
        let old: Vec<_> = match rules_changed {
            true => files.iter().map(|&file| self.alias_keys(file)).collect(),
            false => Vec::new(),
        };
        self.settings = settings;
        self.clear_names();
        for &file in &files {
            if let Some(entry) = self.files.get_mut(file) {
                entry.update_kind(&self.settings.extensions);
            }
        }
        for (&file, old) in files.iter().zip(&old) {
            let new = self.alias_keys(file);
            self.replace_aliases(file, old, &new, &mut Delta::default());
        }
        if rules_changed {
            self.tags = Tags::default();
            for (file, entry) in self.files.iter() {
                self.tags.replace(file, self.settings.aliases, None, entry.as_note());
            }
        }
    }
}
