//! Reading a vault from disk.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use linkwright_disk::{
    Batch, ConfigFiles, DiskError, Known, NoteText, Reason, Root, Standing, Walk, current_folder,
    read_config, reread, standing_at,
};
use linkwright_vault::{
    Change, Prepared, Presence, Settings, SettingsProblem, SettingsSource, Sources, Vault,
};

use crate::failure::Failure;
use crate::interrupt::{INTERRUPTED, stop};
use crate::locate::Located;

/// A vault as it is on disk.
pub(crate) struct Loaded {
    /// Where it lies.
    pub(crate) root: Root,
    /// All its files.
    pub(crate) vault: Vault,
    /// The files that hold its settings.
    pub(crate) config: ConfigFiles,
    /// What is wrong with the settings.
    pub(crate) problems: Vec<SettingsProblem>,
    /// What could not be read, by path.
    pub(crate) warnings: Vec<DiskError>,
    /// Those of them for which notes cannot be read.
    pub(crate) unread: Vec<DiskError>,
    /// The folders in it that are vaults of their own, and so no part of it.
    pub(crate) nested: Vec<PathBuf>,
}

/// Reads a vault. On a terminal a progress bar appears when it takes long, unless `quiet`.
///
/// # Errors
/// If the folder cannot be listed, and after Ctrl-C. What else cannot be read is a warning.
pub(crate) fn load(located: &Located, quiet: bool) -> Result<Loaded, Failure> {
    let root = located.root.clone();
    let mut config = read_config(&root);
    let has_obsidian = root.has_obsidian();
    let sources = Sources { no_obsidian: !has_obsidian, ..sources(&config) };
    let (settings, problems) = Settings::merge(&sources);
    let walk = Walk {
        root: root.clone(),
        extensions: settings.extensions.clone(),
        exclude: settings.exclude.clone(),
        gitignore: settings.honours_gitignore(has_obsidian),
    };
    let rules = settings.aliases;
    let mut vault = Vault::new(settings);
    vault.ask_disk(true);
    let mut warnings = std::mem::take(&mut config.warnings);
    let mut unread: Vec<DiskError> = Vec::new();

    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Batch<Prepared>>(16);
        let walk = &walk;
        let reader = scope.spawn(move || {
            let prepare = |NoteText { path, text, facts, .. }: NoteText<'_>| {
                Prepared::new(path, text, facts, rules)
            };
            let only = located.only.as_ref().map(std::slice::from_ref);
            // The receiver is only gone if the other side panicked.
            reread(walk, only, &Known::new(), &INTERRUPTED, prepare, |batch| drop(send.send(batch)))
        });
        let mut progress = Progress::new(quiet);
        for batch in receive {
            progress.show(batch.done, batch.total);
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
    stop()?;
    warnings.sort_by(|a, b| a.path.cmp(&b.path));
    unread.sort_by(|a, b| a.path.cmp(&b.path));
    let (nested, warnings): (Vec<_>, Vec<_>) =
        warnings.into_iter().partition(|warning| warning.reason == Reason::Nested);
    let nested = nested.into_iter().map(|warning| warning.path).collect();
    Ok(Loaded { root, vault, config, problems, warnings, unread, nested })
}

fn sources(config: &ConfigFiles) -> Sources<'_> {
    Sources {
        no_obsidian: false,
        editor: None,
        toml: config.linkwright.as_deref(),
        app: config.app.as_deref(),
        daily_notes: config.daily_notes.as_deref(),
        templates: config.templates.as_deref(),
        linter: config.linter.as_deref(),
        periodic_notes: config.periodic_notes.as_deref(),
    }
}

impl Loaded {
    /// Asks the disk for what the vault wants to know of it; whether it wanted anything.
    pub(crate) fn ask_disk(&mut self) -> bool {
        let wanted = self.vault.take_wanted();
        for (path, found) in wanted.iter().zip(standing_at(&self.root, &wanted)) {
            let what = found.map(|found| match found {
                Standing::File => Presence::File,
                Standing::Folder { opens } => Presence::Folder { opens: opens.map(Into::into) },
            });
            self.vault.load(Change::Present { path, what });
        }
        !wanted.is_empty()
    }

    /// The text that a problem of the settings points into.
    pub(crate) fn source_text(&self, source: SettingsSource) -> Option<&str> {
        sources(&self.config).text(source)
    }

    /// How to show a vault path: from the current folder where the vault lies at or below it, else
    /// whole.
    pub(crate) fn shown(&self, path: &str) -> PathBuf {
        let whole = self.root.path.join(path);
        let here = current_folder().ok();
        match here.and_then(|here| whole.strip_prefix(here).ok().map(Path::to_owned)) {
            Some(below) if below.as_os_str().is_empty() => PathBuf::from("."),
            Some(below) => below,
            None => whole,
        }
    }
}

/// A bar that appears when it takes longer than a moment, on a terminal.
struct Progress {
    started: Instant,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl Progress {
    fn new(quiet: bool) -> Progress {
        let quiet = quiet || !std::io::stderr().is_terminal();
        Progress { started: Instant::now(), bar: None, quiet }
    }

    fn show(&mut self, done: usize, total: usize) {
        if self.quiet || (self.bar.is_none() && self.started.elapsed() < Duration::from_millis(400))
        {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = "reading notes {bar:32.green} {human_pos}/{human_len}";
            let style = ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style)
        });
        bar.set_length(total as u64);
        bar.set_position(bar.position().max(done as u64));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
