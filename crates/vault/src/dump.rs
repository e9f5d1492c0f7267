//! Rebuilding the whole vault, and dumping it as text to compare two vaults.

use crate::{Delta, FileId, NameOwner, Vault};

impl Vault {
    /// Rebuilds the vault from its files and notes. The result is the same, unless a panic
    /// interrupted a change.
    #[must_use]
    pub fn rebuild(self) -> Vault {
        let Vault { settings, files, targets, .. } = self;
        let mut rebuilt = Vault::new(settings);
        let mut files = files.into_files();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        for file in files {
            let id = rebuilt.find_or_add_file(&file.path, &mut Delta::default());
            let note = file.note.map(|mut note| {
                for target in &mut note.links {
                    *target = rebuilt.add_reference(targets.key(*target), id);
                }
                note
            });
            rebuilt.put_note(id, note, None, &mut Delta::default());
        }
        rebuilt
    }

    /// Everything the vault holds, as text without ids: two vaults of the same files and settings
    /// have the same dump.
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
                    note.links.iter().map(|&target| self.targets.key(target)).collect();
                let links = (links, &note.subpaths, &note.relative_paths);
                (&note.facts, links, &note.headings, &note.fragments, &note.block_ids, &note.tags)
            });
            let details = (file.folded(), file.char_count, self.alias_keys(id), note);
            lines.push(format!("file {:?} {details:?}", file.path));
        }
        for (_, key, entry) in self.paths.keys.iter() {
            let mut targets: Vec<_> =
                entry.targets.iter().map(|&target| self.targets.key(target)).collect();
            targets.sort_unstable();
            let files = paths(&entry.providers.files);
            lines.push(format!("path {key:?} of {files:?} for {targets:?}"));
        }
        for (id, _) in self.files() {
            let keys = self.alias_keys(id);
            let claims = keys.iter().map(|key| (key, paths(&self.claimants_of_key(key))));
            lines.extend(claims.map(|(key, notes)| format!("alias {key:?} of {notes:?}")));
        }
        lines.push(format!("{} claims", self.aliases.len()));
        for (_, text, referrers) in self.targets.iter() {
            let mut notes: Vec<_> =
                referrers.iter().map(|&(note, count)| (&self.file(note).path, count)).collect();
            notes.sort_unstable();
            lines.push(format!("target {text:?} by {notes:?}"));
        }
        let names = self
            .names()
            .filter_by_mask(|_| true)
            .chain(self.heading_names().filter_by_mask(|_| true));
        lines.extend(names.map(|name| {
            let owner = match name.owner {
                NameOwner::Note(file)
                | NameOwner::Alias(file)
                | NameOwner::Attachment(file)
                | NameOwner::Heading(file, _) => paths(&[file])[0],
                NameOwner::Missing(target) => self.target_path(target),
            };
            let kind = format!("{:?}", name.owner);
            let kind = kind.split('(').next().unwrap_or_default();
            format!("name {:?} of {kind} {owner:?}", name.text())
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
