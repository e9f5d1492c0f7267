//! One change at a time: only what it names is touched.

use linkwright_syntax::{Facts, heading_key};

use crate::file::{File, folder_of, suffixes};
use crate::fold::{fold, normal};
use crate::targets::{alias_paths, keys_of, name_key};
use crate::usage;
use crate::written::{self, asked};
use crate::{Change, Delta, FileId, HeadingName, Note, Settings, Target, Vault};

impl Vault {
    /// Brings the vault up to date with one change; the cost does not grow with the vault.
    ///
    /// A change of a file that is there replaces what it said.
    pub fn apply(&mut self, change: Change<'_>) -> Delta {
        let mut delta = Delta::default();
        match change {
            Change::Note { path, text, facts } => {
                let file = self.enter(path, &mut delta);
                let note = self.read(file, path, text, facts);
                self.put(file, Some(note), &mut delta);
            }
            Change::File { path } => {
                let file = self.enter(path, &mut delta);
                self.put(file, None, &mut delta);
            }
            Change::Remove { path } => {
                if let Some(file) = self.find_exact(path) {
                    self.put(file, None, &mut delta);
                    self.leave(file, &mut delta);
                    delta.notes.clear();
                    delta.anchors.clear();
                }
            }
            Change::Settings(settings) => {
                delta.everything = true;
                self.set(*settings);
            }
        }
        delta.sort();
        self.settle_names(&delta.targets);
        delta
    }

    /// The file at `path`, made if it is not there.
    pub(crate) fn enter(&mut self, path: &str, delta: &mut Delta) -> FileId {
        if let Some(file) = self.find_exact(path) {
            return file;
        }
        let folded = fold(path);
        let file = self.files.insert(File::new(path));
        for key in suffixes(&folded) {
            let having = self.paths.provide(key, file, &self.files);
            self.concern(key, having == 1, delta);
        }
        self.name_file(file);
        file
    }

    fn leave(&mut self, file: FileId, delta: &mut Delta) {
        let Some(folded) = self.files.get(file).map(|file| file.folded().to_owned()) else {
            return;
        };
        for key in suffixes(&folded) {
            let left = self.paths.withdraw(key, file, &self.files);
            self.concern(key, left == 0, delta);
        }
        self.files.remove(file);
        self.name_file(file);
    }

    /// Notes whom it concerns that other files have a name; `turned` if it had none before or has
    /// none now.
    fn concern(&self, key: &str, turned: bool, delta: &mut Delta) {
        delta.targets.extend_from_slice(self.paths.targets(key));
        if turned && !key.contains('/') {
            delta.targets.extend_from_slice(self.paths.targets(&name_key(key)));
        }
    }

    /// What the vault keeps of a note; its links are counted.
    fn read(&mut self, file: FileId, path: &str, text: &str, mut facts: Facts) -> Box<Note> {
        shrink(&mut facts);
        let mut relative = Vec::new();
        let mut links = Vec::with_capacity(facts.links.len());
        for (link, index) in facts.links.iter().zip(0..) {
            let path_text = link.path_text(text);
            let written = normal(&path_text);
            let target = self.ask(&asked(&written, folder_of(path)), file);
            if written::is_relative(&written) {
                relative.push((index, written.as_ref().into()));
            }
            links.push((target, link.subpath.map(|span| text[span].into())));
        }
        let headings = facts.headings.iter().map(|heading| HeadingName {
            text: text[heading.text].into(),
            key: heading_key(&text[heading.text]).into(),
        });
        Box::new(Note {
            links: links.into(),
            relative: relative.into(),
            headings: headings.collect(),
            block_ids: facts.block_ids.iter().map(|id| text[id.span].into()).collect(),
            tags: facts.tags.iter().map(|tag| text[tag.span].into()).collect(),
            footnotes: facts.footnotes.iter().map(|note| text[note.label].into()).collect(),
            properties: usage::written(text, facts.frontmatter.as_deref()),
            labels: facts.labels.iter().map(|label| text[label.label].into()).collect(),
            facts,
        })
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
    pub(crate) fn put(&mut self, file: FileId, note: Option<Box<Note>>, delta: &mut Delta) {
        let old_aliases = self.alias_keys(file);
        let Some(entry) = self.files.get_mut(file) else { return };
        let old = std::mem::replace(&mut entry.note, note);
        let turned = old.is_some() != entry.note.is_some();

        let same_anchors = match (&old, &entry.note) {
            (Some(old), Some(new)) => old.same_anchors(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        if !entry.is_canvas() {
            self.tags.put(file, old.as_deref(), entry.note.as_deref());
        }
        self.count(file, old.as_deref());
        if !same_anchors {
            delta.anchors.push(file);
            self.name_headings(file);
        }
        delta.notes.push(file);
        for &(target, _) in old.iter().flat_map(|note| &note.links) {
            self.unask(target, file);
        }
        if turned {
            self.name_file(file);
        }
        let aliases = self.alias_keys(file);
        self.reclaim(file, &old_aliases, &aliases, delta);
    }

    /// Replaces the aliases that `file` claims; both lists are sorted.
    fn reclaim(&mut self, file: FileId, old: &[String], new: &[String], delta: &mut Delta) {
        let gone = old.iter().filter(|key| new.binary_search(key).is_err());
        let come = new.iter().filter(|key| old.binary_search(key).is_err());
        for key in gone.clone() {
            self.aliases.withdraw(key, file, &self.files);
        }
        for key in come.clone() {
            self.aliases.provide(key, file, &self.files);
        }
        if old != new {
            self.name_file(file);
        }
        for key in gone.chain(come) {
            delta.targets.extend(self.asking_alias(key));
            delta.aliases.push(key.as_str().into());
        }
    }

    /// The targets that may ask for an alias, by its folded form: more than do, but not many.
    pub(crate) fn asking_alias(&self, key: &str) -> impl Iterator<Item = Target> {
        alias_paths(key).into_iter().flat_map(|path| self.paths.targets(&path).to_vec())
    }

    /// The aliases of `file` as they are compared, sorted, each once.
    pub(crate) fn alias_keys(&self, file: FileId) -> Vec<String> {
        let mut keys: Vec<_> =
            self.aliases(file).map(|alias| fold(&alias.scalar.value).into_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn set(&mut self, settings: Settings) {
        let rekey = settings.aliases != self.settings.aliases;
        let files: Vec<FileId> = self.files.iter().map(|(file, _)| file).collect();
        let old: Vec<_> = match rekey {
            true => files.iter().map(|&file| self.alias_keys(file)).collect(),
            false => Vec::new(),
        };
        self.settings = settings;
        self.names.take();
        self.heading_names.take();
        self.growing = None;
        for (&file, old) in files.iter().zip(&old) {
            let new = self.alias_keys(file);
            self.reclaim(file, old, &new, &mut Delta::default());
        }
    }
}

/// Gives back what the scanner's lists have to spare: facts are kept as long as the note.
fn shrink(facts: &mut Facts) {
    facts.links.shrink_to_fit();
    facts.headings.shrink_to_fit();
    facts.block_ids.shrink_to_fit();
    facts.tags.shrink_to_fit();
    facts.footnotes.shrink_to_fit();
    facts.labels.shrink_to_fit();
    facts.verbatim.shrink_to_fit();
    if let Some(frontmatter) = &mut facts.frontmatter {
        frontmatter.keys.shrink_to_fit();
        frontmatter.aliases.shrink_to_fit();
    }
}
