//! The rules that say which files belong to a vault.

use linkwright_disk::{ConfigFiles, Root, WalkOptions};
use linkwright_settings::{Gitignore, Settings, SettingsSources};
use serde_json::Value;

/// The settings that say which files belong to a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileRules {
    /// The extensions of notes.
    pub extensions: Vec<String>,
    /// The paths to ignore, in `.gitignore` syntax.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` files apply.
    pub gitignore: Gitignore,
}

impl FileRules {
    /// The rules of these settings.
    #[must_use]
    pub fn of(settings: &Settings) -> FileRules {
        FileRules {
            extensions: settings.extensions.clone(),
            exclude: settings.exclude.clone(),
            gitignore: settings.gitignore,
        }
    }

    /// The walk that finds the vault's files in `root`. `has_obsidian` says whether the vault has
    /// settings of Obsidian.
    #[must_use]
    pub fn walk(self, root: Root, has_obsidian: bool) -> WalkOptions {
        let FileRules { extensions, exclude, gitignore } = self;
        WalkOptions { root, extensions, exclude, gitignore: gitignore.is_respected(has_obsidian) }
    }
}

/// The sources of a vault's settings: its files, and `editor`, the settings that an editor gave.
pub(crate) fn settings_sources<'s>(
    files: &'s ConfigFiles,
    editor: Option<&'s Value>,
    has_obsidian: bool,
) -> SettingsSources<'s> {
    SettingsSources {
        lacks_obsidian_folder: !has_obsidian,
        editor,
        toml: files.linkwright.as_deref(),
        app: files.app.as_deref(),
        daily_notes: files.daily_notes.as_deref(),
        templates: files.templates.as_deref(),
        types: files.types.as_deref(),
        linter: files.linter.as_deref(),
        periodic_notes: files.periodic_notes.as_deref(),
    }
}
