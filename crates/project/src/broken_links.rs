//! The links that a change would break.

use std::collections::BTreeMap;

use linkwright_ide::diagnostics::{Diagnostic, DiagnosticCode, diagnostics};
use linkwright_vault::{Change, Delta, FileId};
use rustc_hash::FxHashSet;

use crate::pending::{PendingChange, path_after_moves};
use crate::texts::read_each;
use crate::{Error, Project};

/// The codes of links that do not resolve.
const BROKEN: [DiagnosticCode; 4] = [
    DiagnosticCode::BrokenLink,
    DiagnosticCode::BrokenEmbed,
    DiagnosticCode::BrokenHeading,
    DiagnosticCode::BrokenBlock,
];

/// What the index has at a path.
#[derive(Default)]
enum Indexed {
    #[default]
    Nothing,
    File,
    Note(String),
}

impl Project {
    /// The links that resolve now and would not after `pending`, in the notes that it neither writes nor
    /// moves, each as `path:line: link`. The index is the same afterwards, but files have other ids.
    ///
    /// # Errors
    /// If a note cannot be read or has changed.
    pub(crate) fn links_broken_by(
        &mut self,
        pending: &PendingChange,
    ) -> Result<Vec<String>, Error> {
        let [before, after] = self.indexed(pending)?;
        let lookup = self.vault.has_disk_lookup();
        // The disk still has the files that the change removes.
        self.vault.set_disk_lookup(false);
        let delta = self.index(&after);
        let others = self.vault.files().filter(|(note, file)| {
            !after.contains_key(&*file.path) && self.vault.is_affected(&delta, *note)
        });
        let others: Vec<FileId> = others.map(|(note, _)| note).collect();
        let found = |project: &Project, note: FileId| -> Vec<Diagnostic> {
            let mut found = diagnostics(&project.vault, note);
            found.retain(|diagnostic| BROKEN.contains(&diagnostic.code));
            found
        };
        let broken: Vec<_> = others.iter().map(|&note| found(self, note)).collect();
        self.index(&before);
        let mut links = Vec::new();
        for (&note, mut broken) in others.iter().zip(broken) {
            let known: FxHashSet<_> =
                found(self, note).into_iter().map(|it| (it.code, it.span)).collect();
            broken.retain(|diagnostic| !known.contains(&(diagnostic.code, diagnostic.span)));
            if !broken.is_empty() {
                links.push((note, broken));
            }
        }
        self.vault.set_disk_lookup(lookup);
        self.describe(&links)
    }

    /// What the index has at the paths that `pending` changes, before it and after it.
    fn indexed(&self, pending: &PendingChange) -> Result<[BTreeMap<String, Indexed>; 2], Error> {
        let [mut before, mut after] = [BTreeMap::new(), BTreeMap::new()];
        let mut add = |path: &str, old: Indexed, new_path: Option<&str>, new: Indexed| {
            after.entry(path.to_owned()).or_default();
            before.insert(path.to_owned(), old);
            if let Some(new_path) = new_path.filter(|path| !is_hidden(path)) {
                before.entry(new_path.to_owned()).or_default();
                after.insert(new_path.to_owned(), new);
            }
        };
        let mut others = Vec::new();
        for (id, file) in self.vault.files() {
            let path = &*file.path;
            let new_path = path_after_moves(&pending.moves, path);
            let is_written = pending.rewrites.iter().any(|rewrite| rewrite.path == path);
            if new_path == path || is_written {
                continue;
            }
            match file.note {
                Some(_) => others.push((id, new_path)),
                None => add(path, Indexed::File, Some(&new_path), Indexed::File),
            }
        }
        let ids: Vec<FileId> = others.iter().map(|(id, _)| *id).collect();
        for ((id, new_path), (_, text)) in others.into_iter().zip(self.texts(&ids)?) {
            let path = &self.vault.file(id).path;
            add(path, Indexed::Note(text.clone()), Some(&new_path), Indexed::Note(text));
        }
        for rewrite in &pending.rewrites {
            let [old, new] = [&rewrite.before, &rewrite.after].map(|it| Indexed::Note(it.clone()));
            add(&rewrite.path, old, Some(&rewrite.new_path), new);
        }
        // What comes back from a folder that is not part of the vault, such as the trash.
        let hidden = pending.moves.iter().filter(|(from, to)| is_hidden(from) && !is_hidden(to));
        for (from, to) in hidden {
            let read = read_each(&*self.disk, &self.root, &[(from, 0)], |_, it| it.text.to_owned());
            // A folder or a file without text.
            let Some(Ok(text)) = read.into_iter().next() else { continue };
            add(from, Indexed::Nothing, Some(to), Indexed::Note(text));
        }
        for (path, text) in &pending.removes {
            add(path, Indexed::Note(text.clone()), None, Indexed::Nothing);
        }
        Ok([before, after])
    }

    fn index(&mut self, state: &BTreeMap<String, Indexed>) -> Delta {
        let mut delta = Delta::default();
        for (path, indexed) in state {
            let change = match indexed {
                Indexed::Nothing => Change::Remove { path },
                Indexed::File => Change::File { path },
                Indexed::Note(text) => Change::for_file(path, text, self.vault.settings()),
            };
            delta.merge(self.vault.apply(change));
        }
        delta
    }

    fn describe(&self, links: &[(FileId, Vec<Diagnostic>)]) -> Result<Vec<String>, Error> {
        let notes: Vec<FileId> = links.iter().map(|(note, _)| *note).collect();
        let mut described = Vec::new();
        for ((note, broken), (_, text)) in links.iter().zip(self.texts(&notes)?) {
            let path = &self.vault.file(*note).path;
            let facts = self.vault.note(*note).map(|note| &note.facts);
            for diagnostic in broken {
                let mut links = facts.into_iter().flat_map(|facts| &facts.links);
                let link = links.find(|link| link.span.covers(diagnostic.span));
                let span = link.map_or(diagnostic.span, |link| link.span);
                let line = 1 + text[..span.range().start].matches('\n').count();
                described.push(format!("{path}:{line}: {}", &text[span.range()]));
            }
        }
        Ok(described)
    }
}

/// Whether a name in `path` starts with a dot.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| name.starts_with('.'))
}
