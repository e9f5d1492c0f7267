//! A vault with its files, read from the disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;

use linkwright_disk::{
    Batch, ConfigFiles, DiskError, Known, NoteText, Reason, Root, Standing, TextRead, Walk,
    current_folder, read_config, read_texts, reread, standing_at,
};
use linkwright_vault::{
    Change, DiskEntry, FileId, PreparedNote, Settings, SettingsProblem, SettingsSource,
    SettingsSources, Vault,
};

use crate::{Error, Located};

/// A vault as it is on disk.
pub struct Project {
    /// Where it lies.
    pub root: Root,
    /// All its files.
    pub vault: Vault,
    /// The files that hold its settings.
    config: ConfigFiles,
    /// What is wrong with the settings.
    pub problems: Vec<SettingsProblem>,
    /// What could not be read, by path.
    pub warnings: Vec<DiskError>,
    /// Those of them for which notes cannot be read.
    pub unread: Vec<DiskError>,
    /// The folders in it that are vaults of their own, and so no part of it.
    pub nested: Vec<PathBuf>,
}

/// Ends what is going on if `cancel` is set.
///
/// # Errors
/// [`Error::Cancelled`] then.
pub(crate) fn stop(cancel: &AtomicBool) -> Result<(), Error> {
    if cancel.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
}

impl Project {
    /// Reads a vault. `progress` hears how many of how many files are dealt with, on this thread;
    /// the numbers may go back.
    ///
    /// # Errors
    /// If the folder cannot be listed, and after `cancel`. What else cannot be read is among the
    /// warnings.
    pub fn open(
        located: &Located,
        cancel: &AtomicBool,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Project, Error> {
        let root = located.root.clone();
        let mut config = read_config(&root);
        let sources =
            SettingsSources { lacks_obsidian_folder: !root.has_obsidian(), ..sources(&config) };
        let (settings, problems) = Settings::merge(&sources);
        let walk = walk(&root, &settings);
        let rules = settings.aliases;
        let mut vault = Vault::new(settings);
        vault.set_disk_lookup(true);
        let mut warnings = std::mem::take(&mut config.warnings);
        let mut unread: Vec<DiskError> = Vec::new();
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel::<Batch<PreparedNote>>(16);
            let walk = &walk;
            let reader = scope.spawn(move || {
                let prepare = |NoteText { path, text, facts, .. }: NoteText<'_>| {
                    PreparedNote::new(path, text, facts, rules)
                };
                let only = located.only.as_ref().map(std::slice::from_ref);
                // The receiver is only gone if the other side panicked.
                reread(walk, only, &Known::new(), cancel, prepare, |batch| drop(send.send(batch)))
            });
            for batch in receive {
                progress(batch.done, batch.total);
                let is_unread = |warning: &&DiskError| warning.leaves_notes_unread();
                unread.extend(batch.warnings.iter().filter(is_unread).cloned());
                warnings.extend(batch.warnings);
                for note in batch.notes {
                    vault.load(Change::Prepared(Box::new(note)));
                }
                for path in batch.files {
                    vault.load(Change::File { path: &path });
                }
            }
            reader.join().expect("reading does not panic")
        })?;
        stop(cancel)?;
        warnings.sort_by(|a, b| a.path.cmp(&b.path));
        unread.sort_by(|a, b| a.path.cmp(&b.path));
        let (nested, warnings): (Vec<_>, Vec<_>) =
            warnings.into_iter().partition(|warning| warning.reason == Reason::Nested);
        let nested = nested.into_iter().map(|warning| warning.path).collect();
        Ok(Project { root, vault, config, problems, warnings, unread, nested })
    }

    /// Asks the disk for what the vault wants to know of it; whether it wanted anything.
    pub fn ask_disk(&mut self) -> bool {
        let wanted = self.vault.take_disk_queries();
        for (path, found) in wanted.iter().zip(standing_at(&self.root, &wanted)) {
            let entry = found.map(|found| match found {
                Standing::File => DiskEntry::File,
                Standing::Folder { opens } => {
                    DiskEntry::Folder { index_file: opens.map(Into::into) }
                }
            });
            self.vault.load(Change::DiskEntry { path, entry });
        }
        !wanted.is_empty()
    }

    /// The text that a problem of the settings points into.
    pub fn source_text(&self, source: SettingsSource) -> Option<&str> {
        sources(&self.config).text(source)
    }

    /// How to show a vault path: from the current folder where the vault lies at or below it, else
    /// whole.
    pub fn shown(&self, path: &str) -> PathBuf {
        let whole = self.root.path.join(path);
        let here = current_folder().ok();
        match here.and_then(|here| whole.strip_prefix(here).ok().map(Path::to_owned)) {
            Some(below) if below.as_os_str().is_empty() => PathBuf::from("."),
            Some(below) => below,
            None => whole,
        }
    }

    /// Which files belong to it.
    pub(crate) fn walk(&self) -> Walk {
        walk(&self.root, self.vault.settings())
    }

    /// The texts of `files`, as they were when the project was opened.
    ///
    /// # Errors
    /// If one cannot be read, or a note is another by now.
    pub fn texts(&self, files: &[FileId]) -> Result<Vec<(FileId, String)>, Error> {
        let digest = |file| self.vault.note(file).map(|note| note.facts.digest);
        let path = |file| &*self.vault.file(file).path;
        let asked: Vec<_> =
            files.iter().map(|&file| (path(file), digest(file).unwrap_or_default())).collect();
        let make = |_, read: TextRead<'_>| (read.text.to_owned(), read.changed.is_some());
        let read = files.iter().zip(read_texts(&self.root, &asked, make));
        read.map(|(&file, reading)| {
            let (text, changed) = reading?;
            if digest(file).is_some() && changed {
                let path = path(file);
                return Err(Error::Refused(format!("{path}: changed meanwhile; nothing was done")));
            }
            Ok((file, text))
        })
        .collect()
    }
}

fn walk(root: &Root, settings: &Settings) -> Walk {
    Walk {
        root: root.clone(),
        extensions: settings.extensions.clone(),
        exclude: settings.exclude.clone(),
        gitignore: settings.respects_gitignore(root.has_obsidian()),
    }
}

fn sources(config: &ConfigFiles) -> SettingsSources<'_> {
    SettingsSources {
        lacks_obsidian_folder: false,
        editor: None,
        toml: config.linkwright.as_deref(),
        app: config.app.as_deref(),
        daily_notes: config.daily_notes.as_deref(),
        templates: config.templates.as_deref(),
        linter: config.linter.as_deref(),
        periodic_notes: config.periodic_notes.as_deref(),
    }
}
