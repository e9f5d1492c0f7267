//! The settings that a vault's reader keeps in step with the files they stand in.

use std::collections::BTreeMap;

use linkwright_disk::Walk;
use linkwright_text::{ColumnCounting, PositionEncoding, Text};
use linkwright_vault::{Settings, SettingsProblem, SettingsSource, SettingsSources};

use super::Reading;
use crate::vaults::deliveries::{Delivery, Incomplete};

impl Reading {
    /// Reads the settings, and the vault anew where they say that other files are notes.
    pub(super) fn reconfigure(&mut self) -> Result<(), Incomplete> {
        let before = self.walk.clone();
        self.configure();
        let now = &self.walk;
        let files = (&before.extensions, &before.exclude, before.gitignore)
            != (&now.extensions, &now.exclude, now.gitignore);
        if files {
            self.watcher = None;
            // A note may be another file now and the other way round: none is as known.
            self.forget();
            self.look(None, false)?;
            self.watch();
        }
        Ok(())
    }

    /// Reads the settings, and tells the vault's owner where they changed.
    pub(super) fn configure(&mut self) {
        let files = self.platform.read_config(&self.walk.root);
        for warning in &files.warnings {
            self.warn(&warning);
        }
        let has_obsidian = self.platform.has_obsidian(&self.walk.root);
        let sources = SettingsSources {
            lacks_obsidian_folder: !has_obsidian,
            editor: Some(&self.editor),
            toml: files.linkwright.as_deref(),
            app: files.app.as_deref(),
            daily_notes: files.daily_notes.as_deref(),
            templates: files.templates.as_deref(),
            linter: files.linter.as_deref(),
            periodic_notes: files.periodic_notes.as_deref(),
        };
        let (settings, problems) = Settings::merge(&sources);
        for problem in described(&problems, &sources) {
            self.warn(&problem);
        }
        self.walk = walk_of(self.walk.root.clone(), &settings, has_obsidian);
        if settings != self.settings {
            self.settings = settings.clone();
            self.deliver(Delivery::Settings(Box::new(settings)));
        }
    }
}

/// Which files of `root` are read and watched.
pub(super) fn walk_of(
    root: linkwright_disk::Root,
    settings: &Settings,
    has_obsidian: bool,
) -> Walk {
    Walk {
        root,
        extensions: settings.extensions.clone(),
        exclude: settings.exclude.clone(),
        gitignore: settings.respects_gitignore(has_obsidian),
    }
}

/// The problems with their places.
fn described(problems: &[SettingsProblem], sources: &SettingsSources<'_>) -> Vec<String> {
    let mut texts: BTreeMap<SettingsSource, Option<Text>> = BTreeMap::new();
    let describe = |problem: &SettingsProblem| {
        let source = problem.source;
        let file = source.path().unwrap_or("the editor's settings");
        let text = texts.entry(source).or_insert_with(|| sources.text(source).map(Text::new));
        match (text, problem.span) {
            (Some(text), Some(span)) => {
                let at =
                    text.position(span.start, ColumnCounting::of_file(PositionEncoding::Utf32));
                format!("{file}:{}:{}: {}", at.line + 1, at.column + 1, problem.message)
            }
            _ => format!("{file}: {}", problem.message),
        }
    };
    problems.iter().map(describe).collect()
}
