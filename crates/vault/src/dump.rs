//! The whole vault at once: made anew, and written down to be compared.

use crate::{Delta, FileId, NameOwner, Vault};

impl Vault {
    /// The vault made anew from what it knows of its files: the same, unless a change broke off
    /// half-way.
    #[must_use]
    pub fn rebuild(self) -> Vault {
        let Vault { settings, files, targets, .. } = self;
        let mut anew = Vault::new(settings);
        let mut files = files.into_files();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        for file in files {
            let id = anew.enter(&file.path, &mut Delta::default());
            let note = file.note.map(|mut note| {
                for target in &mut note.links {
                    *target = anew.ask(targets.marked(*target), id);
                }
                note
            });
            anew.put(id, note, None, &mut Delta::default());
        }
        anew
    }

    /// Everything the vault holds, as text in which no id shows: two vaults of the same files and
    /// settings say the same.
    #[doc(hidden)]
    #[must_use]
    pub fn dump(&self) -> String {
        let mut lines = Vec::new();
        let paths = |files: &[FileId]| -> Vec<&str> {
            files.iter().map(|&file| &*self.file(file).path).collect()
        };
        for (id, file) in self.files() {
            let note = file.note.as_ref().map(|note| {
                let links: Vec<_> =
                    note.links.iter().map(|&target| self.targets.marked(target)).collect();
                let links = (links, &note.subpaths, &note.relative);
                (&note.facts, links, &note.headings, &note.fragments, &note.block_ids, &note.tags)
            });
            let about = (file.folded(), file.chars, self.alias_keys(id), note);
            lines.push(format!("file {:?} {about:?}", file.path));
        }
        for (_, key, entry) in self.paths.keys.iter() {
            let mut targets: Vec<_> =
                entry.targets.iter().map(|&target| self.targets.marked(target)).collect();
            targets.sort_unstable();
            let files = paths(&entry.providers.files);
            lines.push(format!("path {key:?} of {files:?} for {targets:?}"));
        }
        for (id, _) in self.files() {
            let keys = self.alias_keys(id);
            let claims = keys.iter().map(|key| (key, paths(&self.claims_of(key))));
            lines.extend(claims.map(|(key, of)| format!("alias {key:?} of {of:?}")));
        }
        lines.push(format!("{} claims", self.aliases.len()));
        for (_, text, writers) in self.targets.iter() {
            let mut notes: Vec<_> =
                writers.iter().map(|&(note, count)| (&self.file(note).path, count)).collect();
            notes.sort_unstable();
            lines.push(format!("target {text:?} by {notes:?}"));
        }
        let names = self
            .names()
            .filter_by_mask(|_| true)
            .chain(self.heading_names().filter_by_mask(|_| true));
        lines.extend(names.map(|name| {
            let whose = match name.owner {
                NameOwner::Note(file)
                | NameOwner::Alias(file)
                | NameOwner::Attachment(file)
                | NameOwner::Heading(file, _) => paths(&[file])[0],
                NameOwner::Missing(target) => self.target_path(target),
            };
            let kind = format!("{:?}", name.owner);
            let kind = kind.split('(').next().unwrap_or_default();
            format!("name {:?} of {kind} {whose:?}", name.text())
        }));
        lines.extend(self.tags().map(|(key, tag)| {
            let (mut notes, mut spellings) = (paths(&tag.notes), tag.spellings.to_vec());
            notes.sort_unstable();
            spellings.sort_unstable();
            format!("tag {key:?} as {spellings:?} of {notes:?}")
        }));
        lines.extend(self.property_usage().dump());
        lines.sort_unstable();
        lines.push(format!("{:?}", self.settings));
        lines.join("\n")
    }
}
