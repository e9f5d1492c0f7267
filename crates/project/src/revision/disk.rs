//! Reads a revision as a disk.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use linkwright_disk::{
    Batch, CONFIG_FILES, ConfigFiles, DiskError, NoteText, PathKind, Reason, Root, Stamp, TextRead,
};
use linkwright_syntax::{FileKind, canvas_problem, digest};

use super::{RevisionDisk, TreeListing, starts_some};
use crate::Error;
use crate::platform::{Disk, Reread};

impl Disk for RevisionDisk {
    fn reread(&self, reread: Reread<'_>) -> Result<(), DiskError> {
        let Reread { walk, paths, cancel, deliver, .. } = reread;
        let fail = |error: &Error| disk_error(&walk.root, error);
        match self.as_on_disk(walk).map_err(|error| fail(&error))? {
            None => return reread.from_system(),
            Some(found) if found.is_empty() || paths.is_some() => {}
            // The revision's own files come later and replace those that have the same path.
            Some(found) => Reread { paths: Some(&found), ..reread }.from_system()?,
        }
        let TreeListing { notes, files, warnings } =
            self.list(walk, paths).map_err(|error| fail(&error))?;
        let at = |path: &str| walk.root.canonical.join(path);
        let total = notes.len() + files.len();
        deliver(Batch {
            files: files.iter().map(|path| (*path).to_owned()).collect(),
            warnings,
            done: files.len(),
            total,
            ..Batch::default()
        });
        let ids: Vec<&str> =
            notes.iter().map(|path| &*self.tree.files[&self.full(path)].id).collect();
        let read = self.repository.read(&ids, |index, content| {
            if cancel.load(Ordering::Relaxed) {
                return;
            }
            let path = notes[index];
            let mut batch = Batch { done: files.len() + index + 1, total, ..Batch::default() };
            let mut warn = |reason| batch.warnings.push(DiskError { path: at(path), reason });
            match std::str::from_utf8(&content) {
                Ok(text) => {
                    if FileKind::of(path, &walk.extensions) == FileKind::Canvas
                        && let Some(problem) = canvas_problem(text)
                    {
                        warn(Reason::NotJson(problem));
                    }
                    let note = NoteText { path, text, stamp: Stamp::STALE };
                    batch.notes.push(reread.prepare(note));
                }
                Err(error) => {
                    warn(Reason::NotUtf8 { offset: error.valid_up_to() });
                    batch.files.push(path.to_owned());
                }
            }
            deliver(batch);
        });
        read.map_err(|error| fail(&error))
    }

    fn read_each(
        &self,
        root: &Root,
        files: &[(&str, u64)],
        each: &(dyn Fn(usize, TextRead<'_>) + Sync),
    ) -> Vec<Result<(), DiskError>> {
        let missing = |path: &str| DiskError { path: path.into(), reason: Reason::Missing };
        let mut results: Vec<_> = files.iter().map(|(path, _)| Err(missing(path))).collect();
        let entry =
            |(index, (path, _)): (usize, &(&str, u64))| Some((index, &*self.file(path)?.id));
        let (indices, ids): (Vec<usize>, Vec<&str>) =
            files.iter().enumerate().filter_map(entry).unzip();
        let others = files.iter().enumerate().filter(|(_, (path, _))| self.file(path).is_none());
        let (others, on_disk): (Vec<usize>, Vec<(&str, u64)>) = others.unzip();
        let of_other = |at: usize, read: TextRead<'_>| each(others[at], read);
        let read_others = linkwright_disk::read_texts(root, &on_disk, of_other);
        for (index, result) in others.iter().zip(read_others) {
            results[*index] = result;
        }
        let read = self.repository.read(&ids, |at, content| {
            let index = indices[at];
            let (_, expected) = files[index];
            if let Ok(text) = std::str::from_utf8(&content) {
                let is_changed = digest(text) != expected;
                each(index, TextRead { text, is_changed, has_hard_links: false });
                results[index] = Ok(());
            }
        });
        if let Err(error) = read {
            for index in indices {
                if results[index].is_err() {
                    results[index] = Err(disk_error(root, &error));
                }
            }
        }
        results
    }

    fn read_config(&self, root: &Root) -> ConfigFiles {
        let mut files = linkwright_disk::read_config(root);
        files.warnings.clear();
        let ConfigFiles {
            linkwright,
            app,
            daily_notes,
            templates,
            types,
            linter,
            periodic_notes,
            ..
        } = &mut files;
        let texts = [linkwright, app, daily_notes, templates, types, linter, periodic_notes];
        for (path, text) in CONFIG_FILES.iter().zip(texts) {
            let full = self.full(path);
            if let Some(entry) = self.file(path) {
                *text = None;
                // Without the content, the settings are the defaults.
                let _ = self.repository.read(&[&entry.id], |_, content| {
                    *text = String::from_utf8(content).ok();
                });
            } else if self.tracked.contains(&full) {
                *text = None;
            }
        }
        files
    }

    fn path_kind(&self, root: &Root, path: &str) -> Option<PathKind> {
        self.path_kinds(root, &[path.to_owned()]).pop().flatten()
    }

    fn path_kinds(&self, root: &Root, paths: &[String]) -> Vec<Option<PathKind>> {
        let found: Vec<_> = paths.iter().map(|path| self.kind(root, path)).collect();
        // A file that Git ignores, such as one that a build made, exists although it is in no
        // revision.
        let absent: Vec<String> =
            found.iter().filter_map(|it| it.as_ref().err()).cloned().collect();
        let ignored: BTreeSet<String> =
            self.repository.ignored(&absent).unwrap_or_default().into_iter().collect();
        let kind = |(path, found): (&String, Result<Option<PathKind>, String>)| match found {
            Ok(kind) => kind,
            Err(full) if ignored.contains(&full) => linkwright_disk::path_kind(root, path),
            Err(_) => None,
        };
        paths.iter().zip(found).map(kind).collect()
    }

    fn has_obsidian(&self, root: &Root) -> bool {
        let folder = self.full(".obsidian/");
        let in_tree = self.tree.files.range(folder.clone()..).next().map(|(path, _)| path);
        let tracked = self.tracked.range(folder.clone()..).next();
        starts_some(in_tree, &folder) || !starts_some(tracked, &folder) && root.has_obsidian()
    }
}

fn disk_error(root: &Root, error: &Error) -> DiskError {
    DiskError { path: root.path.clone(), reason: Reason::Io(error.to_string()) }
}
