use std::fmt::Write as _;

use crate::targets::Targets;
use crate::{FileId, Settings, Vault};

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
            let id = anew.enter(&file.path, &mut crate::Delta::default());
            let note = file.note.map(|mut note| {
                for (target, _) in &mut note.links {
                    *target = anew.ask(targets.text(*target), id);
                }
                note
            });
            anew.put(id, note, &mut crate::Delta::default());
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
                let links = note.links.iter().map(|(target, sub)| (self.target_text(*target), sub));
                let links: Vec<_> = links.collect();
                (&note.facts, links, &note.relative, &note.headings, &note.block_ids, &note.tags)
            });
            let about = (file.folded(), file.chars, self.alias_keys(id), note);
            lines.push(format!("file {:?} {about:?}", file.path));
        }
        for (kind, table) in [("path", &self.paths), ("alias", &self.aliases)] {
            for (key, entry) in &table.keys {
                let mut targets: Vec<_> =
                    entry.targets.iter().map(|&target| self.target_text(target)).collect();
                targets.sort_unstable();
                let files = paths(&entry.providers.files);
                lines.push(format!("{kind} {key:?} of {files:?} for {targets:?}"));
            }
        }
        lines.extend(dump_targets(&self.targets, &paths));
        lines.sort_unstable();
        let mut text = lines.join("\n");
        let settings: &Settings = &self.settings;
        let _ = write!(text, "\n{settings:?}");
        text
    }
}

fn dump_targets<'a>(
    targets: &'a Targets,
    paths: &'a impl Fn(&[FileId]) -> Vec<&'a str>,
) -> impl Iterator<Item = String> + 'a {
    targets.iter().map(|(_, text, writers)| {
        let mut notes: Vec<_> =
            writers.iter().map(|&(note, count)| (paths(&[note])[0], count)).collect();
        notes.sort_unstable();
        format!("target {text:?} by {notes:?}")
    })
}
