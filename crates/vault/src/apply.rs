//! One change at a time: only what it names is touched.

use std::collections::BTreeSet;

use linkwright_syntax::FileKind;

use crate::alias_index::LONG;
use crate::file::{File, suffixes};
use crate::prepared::alias_keys;
use crate::reference::{has_extension, last};
use crate::tags::Tags;
use crate::targets::{alias_paths, keys_of, name_key};
use crate::{
    Change, Delta, DiagnosticCode, FileId, Note, PreparedNote, Settings, Severity, StringList,
    Target, Vault,
};

impl Vault {
    /// Brings the vault up to date with one change; the cost does not grow with the vault.
    ///
    /// A change of a file that is there replaces what it said.
    pub fn apply(&mut self, change: Change<'_>) -> Delta {
        let mut delta = Delta::default();
        self.change(change, &mut delta);
        if self.tells_orphans(&delta) {
            delta
                .changed_backlinks
                .extend(delta.targets.iter().flat_map(|&target| self.meant(target)));
        }
        delta.sort();
        self.settle_names(&delta.targets);
        delta
    }

    /// As [`Vault::apply`], one of so many changes that nobody asks what each altered: faster.
    pub fn load(&mut self, change: Change<'_>) {
        self.forget_names();
        self.change(change, &mut Delta { everything: true, ..Delta::default() });
    }

    fn change(&mut self, change: Change<'_>, delta: &mut Delta) {
        self.crowds.forget();
        match change {
            Change::Note { path, text, facts } => {
                self.take(PreparedNote::new(path, text, facts, self.settings.aliases), delta);
            }
            Change::Prepared(prepared) if self.says(&prepared) => {}
            Change::Prepared(prepared) => self.take(*prepared, delta),
            Change::File { path } => {
                let file = self.enter(path, delta);
                self.put(file, None, None, delta);
            }
            Change::Remove { path } => {
                if let Some(file) = self.find_exact(path) {
                    self.doubt(path);
                    self.put(file, None, None, delta);
                    self.leave(file, delta);
                    delta.changed_files.clear();
                    delta.changed_anchors.clear();
                }
            }
            Change::DiskEntry { path, entry } => self.learn(path, entry, delta),
            Change::Settings(settings) => {
                delta.everything = true;
                self.set(*settings);
            }
        }
    }

    /// The file at `path`, made if it is not there.
    pub(crate) fn enter(&mut self, path: &str, delta: &mut Delta) -> FileId {
        self.find_exact(path).unwrap_or_else(|| self.add(File::new(path), delta))
    }

    fn add(&mut self, entry: File, delta: &mut Delta) -> FileId {
        let folded = entry.folded().to_owned();
        let file = self.files.insert(entry);
        for key in suffixes(&folded) {
            let having = self.paths.provide(key, file, &self.files);
            self.concern(key, having == 1, delta);
        }
        self.enter_folder(file, delta);
        self.name_file(file);
        file
    }

    fn leave(&mut self, file: FileId, delta: &mut Delta) {
        let Some(entry) = self.files.get(file) else { return };
        let (path, folded) = (entry.path.clone(), entry.folded().to_owned());
        for key in suffixes(&folded) {
            let left = self.paths.withdraw(key, file, &self.files);
            self.concern(key, left == 0, delta);
        }
        self.leave_folder(&path, &folded, delta);
        self.files.remove(file);
        self.name_file(file);
    }

    /// Notes whom it concerns that other files have a name; `turned` if it had none before or has
    /// none now.
    fn concern(&self, key: &str, turned: bool, delta: &mut Delta) {
        if delta.everything {
            return;
        }
        delta.targets.extend_from_slice(self.paths.targets(key));
        if !has_extension(last(key)) {
            delta.targets.extend_from_slice(self.paths.targets(&format!("{key}.md")));
        }
        if turned && !key.contains('/') {
            delta.targets.extend_from_slice(self.paths.targets(&name_key(key)));
        }
    }

    /// Whether the file says what is prepared already.
    fn says(&self, prepared: &PreparedNote) -> bool {
        let PreparedNote { file, note, .. } = prepared;
        let known = self.view().spelt(file.folded(), &file.path).and_then(|known| self.note(known));
        known.is_some_and(|known| known.facts.digest == note.facts.digest)
    }

    /// Makes `prepared` what its file says.
    fn take(&mut self, prepared: PreparedNote, delta: &mut Delta) {
        let PreparedNote { file: entry, mut note, asked, aliases, rules } = prepared;
        let known = self.view().spelt(entry.folded(), &entry.path);
        let file = known.unwrap_or_else(|| self.add(entry, delta));
        for (target, text) in note.links.iter_mut().zip(asked.iter()) {
            *target = self.ask(text, file);
        }
        let aliases = Some(aliases).filter(|_| rules == self.settings.aliases);
        self.put(file, Some(note), aliases, delta);
    }

    pub(crate) fn ask(&mut self, text: &str, writer: FileId) -> Target {
        let (target, new) = self.targets.acquire(text, writer);
        if new {
            for key in keys_of(text) {
                self.paths.ask(&key, target);
            }
            self.name_target(target);
        }
        target
    }

    fn unask(&mut self, target: Target, writer: FileId) {
        let Some(text) = self.targets.release(target, writer) else { return };
        self.name_target(target);
        for key in keys_of(&text) {
            self.paths.unask(&key, target);
        }
    }

    /// Makes `note`, whose links are counted already, what `file` says.
    /// Of its aliases the keys may be known.
    pub(crate) fn put(
        &mut self,
        file: FileId,
        note: Option<Box<Note>>,
        aliases: Option<StringList>,
        delta: &mut Delta,
    ) {
        let old_aliases = self.alias_keys(file);
        let Some(entry) = self.files.get_mut(file) else { return };
        let old = std::mem::replace(&mut entry.note, note);
        entry.set_kind(&self.settings.extensions);
        let turned = old.is_some() != entry.note.is_some();

        let same_anchors = match (&old, &entry.note) {
            (Some(old), Some(new)) => old.same_anchors(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        if entry.kind != FileKind::Canvas {
            let rules = self.settings.aliases;
            self.tags.put(file, rules, old.as_deref(), entry.note.as_deref());
        }
        self.count(file, old.as_deref());
        if !same_anchors {
            self.name_headings(file);
        }
        if !delta.everything {
            delta.changed_anchors.extend((!same_anchors).then_some(file));
            delta.changed_files.push(file);
        }
        if self.tells_orphans(delta) {
            delta.changed_backlinks.extend(self.relinked(file, old.as_deref()));
        }
        for &target in old.iter().flat_map(|note| &note.links) {
            self.unask(target, file);
        }
        if turned {
            self.name_file(file);
        }
        let aliases = aliases.unwrap_or_else(|| self.alias_keys(file));
        self.reclaim(file, &old_aliases, &aliases, delta);
    }

    /// Whether it matters what the changes of `delta` leave without a link.
    fn tells_orphans(&self, delta: &Delta) -> bool {
        !delta.everything && self.settings.severity(DiagnosticCode::OrphanNote) != Severity::Off
    }

    /// The other files to which `file` has links only now, or had when it was `old`.
    fn relinked(&self, file: FileId, old: Option<&Note>) -> Vec<FileId> {
        let asked = |note: Option<&Note>| -> BTreeSet<Target> {
            note.into_iter().flat_map(|note| &note.links).copied().collect()
        };
        let (old, new) = (asked(old), asked(self.note(file)));
        let files = old.symmetric_difference(&new);
        let files = files.filter_map(|&target| self.resolve_target(file, target).file());
        files.filter(|&linked| linked != file).collect()
    }

    /// The files that a target may lead to, wherever it is written.
    fn meant(&self, target: Target) -> Vec<FileId> {
        let text = self.targets.text(target);
        let keys = keys_of(text);
        let named = keys.iter().filter_map(|key| self.paths.providers(key));
        let files = named.flat_map(|named| &named.files);
        files.copied().chain(self.claimants(text).iter().copied()).collect()
    }

    /// Replaces the aliases that `file` claims; both lists are sorted.
    fn reclaim(&mut self, file: FileId, old: &StringList, new: &StringList, delta: &mut Delta) {
        let gone = old.iter().filter(|key| !new.has_sorted(key));
        let come = new.iter().filter(|key| !old.has_sorted(key));
        for key in gone.clone() {
            self.aliases.remove(key, file, |a, b| self.files.order(a, b));
        }
        for key in come.clone() {
            let says = |note| self.files.claims(note, key, self.settings.aliases);
            let long = new.len() > LONG;
            self.aliases.add(key, file, long, says, |a, b| self.files.order(a, b));
        }
        if old != new {
            self.name_file(file);
        }
        if delta.everything {
            return;
        }
        for key in gone.chain(come) {
            delta.targets.extend(self.asking_alias(key));
            delta.aliases.push(key.into());
        }
    }

    /// The targets that may ask for an alias, by its folded form: more than do, but not many.
    pub(crate) fn asking_alias(&self, key: &str) -> impl Iterator<Item = Target> {
        alias_paths(key).into_iter().flat_map(|path| self.paths.targets(&path).to_vec())
    }

    /// The aliases of `file` as they are compared, sorted, each once.
    pub(crate) fn alias_keys(&self, file: FileId) -> StringList {
        self.note(file)
            .map_or_else(StringList::default, |note| alias_keys(note, self.settings.aliases))
    }

    fn set(&mut self, settings: Settings) {
        let rekey = settings.aliases != self.settings.aliases;
        let files: Vec<FileId> = self.files.iter().map(|(file, _)| file).collect();
        let old: Vec<_> = match rekey {
            true => files.iter().map(|&file| self.alias_keys(file)).collect(),
            false => Vec::new(),
        };
        self.settings = settings;
        self.forget_names();
        for &file in &files {
            if let Some(entry) = self.files.get_mut(file) {
                entry.set_kind(&self.settings.extensions);
            }
        }
        for (&file, old) in files.iter().zip(&old) {
            let new = self.alias_keys(file);
            self.reclaim(file, old, &new, &mut Delta::default());
        }
        if rekey {
            self.tags = Tags::default();
            for (file, entry) in self.files.iter() {
                self.tags.put(file, self.settings.aliases, None, entry.as_note());
            }
        }
    }
}
