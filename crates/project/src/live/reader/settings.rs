//! Keeps a vault's settings up to date with their files.

use std::collections::BTreeMap;

use linkwright_settings::{Settings, SettingsProblem, SettingsSource, SettingsSources};
use linkwright_text::{ColumnCounting, PositionEncoding, Text};

use super::ReaderThread;
use crate::live::deliveries::{Delivery, Incomplete};
use crate::vault_files::{FileRules, settings_sources};

impl ReaderThread {
    /// Reads the settings, and rereads the vault if they changed which files are notes.
    pub(super) fn update_settings(&mut self) -> Result<(), Incomplete> {
        let before = self.walk.clone();
        self.read_settings();
        let now = &self.walk;
        let files = (&before.extensions, &before.exclude, before.gitignore)
            != (&now.extensions, &now.exclude, now.gitignore);
        if files {
            self.watcher = None;
            // Any file may have become a note or stopped being one, so all files are delivered
            // again.
            self.forget();
            self.reread(None, false)?;
            self.watch();
        }
        Ok(())
    }

    /// Reads the settings, and delivers them if they changed.
    pub(super) fn read_settings(&mut self) {
        let files = self.platform.disk.read_config(&self.walk.root);
        for warning in &files.warnings {
            self.warn(&warning);
        }
        let has_obsidian = self.platform.disk.has_obsidian(&self.walk.root);
        let sources = settings_sources(&files, Some(&self.editor), has_obsidian);
        let (settings, problems) = Settings::merge(&sources);
        for problem in problem_messages(&problems, &sources) {
            self.warn(&problem);
        }
        self.walk = FileRules::of(&settings).walk(self.walk.root.clone(), has_obsidian);
        if settings != self.settings {
            self.settings = settings.clone();
            self.deliver(Delivery::Settings(Box::new(settings)));
        }
    }
}

/// The problems as messages, each with its place.
fn problem_messages(problems: &[SettingsProblem], sources: &SettingsSources<'_>) -> Vec<String> {
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
