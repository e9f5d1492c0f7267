//! The files that hold settings.

use std::fs;

use crate::{DiskError, Reason, Root};

/// The vault paths of the files that hold settings, which are watched though they are hidden.
pub const CONFIG_FILES: [&str; 6] = [
    ".linkwright.toml",
    ".obsidian/app.json",
    ".obsidian/daily-notes.json",
    ".obsidian/templates.json",
    ".obsidian/plugins/obsidian-linter/data.json",
    ".obsidian/plugins/periodic-notes/data.json",
];

/// The vault paths of the hidden folders that hold settings.
pub const CONFIG_FOLDERS: [&str; 4] = [
    ".obsidian",
    ".obsidian/plugins",
    ".obsidian/plugins/obsidian-linter",
    ".obsidian/plugins/periodic-notes",
];

/// The texts of [`CONFIG_FILES`]; `None` for those that are not there or cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ConfigFiles {
    /// `.linkwright.toml`
    pub linkwright: Option<String>,
    /// `.obsidian/app.json`
    pub app: Option<String>,
    /// `.obsidian/daily-notes.json`
    pub daily_notes: Option<String>,
    /// `.obsidian/templates.json`
    pub templates: Option<String>,
    /// The Linter's `data.json`
    pub linter: Option<String>,
    /// The `data.json` of Periodic Notes
    pub periodic_notes: Option<String>,
    /// One for each that is there and cannot be read.
    pub warnings: Vec<DiskError>,
}

/// Reads the files that hold settings. These alone are read through symbolic links, wherever they
/// lead: a settings folder shared by several vaults is common.
#[must_use]
pub fn read_config(root: &Root) -> ConfigFiles {
    crate::waiting::waits();
    let mut warnings = Vec::new();
    let [linkwright, app, daily_notes, templates, linter, periodic_notes] =
        CONFIG_FILES.map(|path| {
            let path = root.canonical.join(path);
            let text =
                fs::read(&path).map_err(|error| DiskError::io(&path, &error)).and_then(|bytes| {
                    String::from_utf8(bytes).map_err(|error| {
                        let offset = error.utf8_error().valid_up_to();
                        DiskError::new(&path, Reason::NotUtf8 { offset })
                    })
                });
            match text {
                Ok(text) => Some(text),
                Err(error) if error.reason == Reason::Missing => None,
                Err(error) => {
                    warnings.push(error);
                    None
                }
            }
        });
    ConfigFiles { linkwright, app, daily_notes, templates, linter, periodic_notes, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{vault, write};

    #[test]
    fn each_file_is_read_and_missing_ones_are_none() {
        let (dir, root) = vault(&[
            (".linkwright.toml", "resolveAliases = true\n"),
            (".obsidian/app.json", "{}"),
            (".obsidian/plugins/obsidian-linter/data.json", "{\"a\": 1}"),
        ]);
        write(dir.path(), ".obsidian/templates.json", b"{\"\xff\"}");
        fs::create_dir(dir.path().join(".obsidian/daily-notes.json")).unwrap();
        let mut files = read_config(&root);
        let warned: Vec<_> = files.warnings.drain(..).map(|warning| warning.reason).collect();
        assert_eq!(warned, [Reason::NotFile, Reason::NotUtf8 { offset: 2 }]);
        let expected = ConfigFiles {
            linkwright: Some("resolveAliases = true\n".to_owned()),
            app: Some("{}".to_owned()),
            linter: Some("{\"a\": 1}".to_owned()),
            ..ConfigFiles::default()
        };
        assert_eq!(files, expected);
    }
}
