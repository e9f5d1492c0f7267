//! Reads the files that contain settings.

use std::path::Path;

use crate::text_file::read;
use crate::{DiskError, Reason, Root};

/// The vault paths of the files that contain settings. They are watched although they are hidden.
pub const CONFIG_FILES: [&str; 7] = [
    ".linkwright.toml",
    ".obsidian/app.json",
    ".obsidian/daily-notes.json",
    ".obsidian/templates.json",
    ".obsidian/types.json",
    ".obsidian/plugins/obsidian-linter/data.json",
    ".obsidian/plugins/periodic-notes/data.json",
];

/// Maximum length of a settings file, in bytes.
const MAX_CONFIG: u64 = 4 << 20;

/// The vault paths of the hidden folders that contain settings.
pub const CONFIG_FOLDERS: [&str; 4] = [
    ".obsidian",
    ".obsidian/plugins",
    ".obsidian/plugins/obsidian-linter",
    ".obsidian/plugins/periodic-notes",
];

/// The texts of [`CONFIG_FILES`]; `None` for a file that is missing or cannot be read.
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
    /// `.obsidian/types.json`
    pub types: Option<String>,
    /// The Linter's `data.json`
    pub linter: Option<String>,
    /// The `data.json` of Periodic Notes
    pub periodic_notes: Option<String>,
    /// One warning for each file that exists but cannot be read.
    pub warnings: Vec<DiskError>,
}

/// Reads the files that contain settings. Symbolic links to them are followed wherever they lead,
/// because a settings folder is often shared by several vaults.
#[must_use]
pub fn read_config(root: &Root) -> ConfigFiles {
    crate::blocking::assert_allowed();
    let mut warnings = Vec::new();
    let [linkwright, app, daily_notes, templates, types, linter, periodic_notes] = CONFIG_FILES
        .map(|path| {
            let path = root.canonical.join(path);
            match read_through_links(&path) {
                Ok(text) => Some(text),
                Err(error) if error.reason == Reason::Missing => None,
                Err(error) => {
                    warnings.push(error);
                    None
                }
            }
        });
    ConfigFiles { linkwright, app, daily_notes, templates, types, linter, periodic_notes, warnings }
}

/// The text of a file; symbolic links are followed.
fn read_through_links(path: &Path) -> Result<String, DiskError> {
    let fail = |error| DiskError::io(path, &error);
    let target = path.canonicalize().map_err(fail)?;
    let len = target.metadata().map_err(fail)?.len();
    if len > MAX_CONFIG {
        return Err(DiskError::new(path, Reason::TooLarge { len }));
    }
    let mut buffer = Vec::new();
    let text = read(&target, &mut buffer).map(|(text, _)| text.to_owned());
    text.map_err(|error| DiskError::new(path, error.reason))
}

#[cfg(test)]
mod tests {
    use std::fs;

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

    #[cfg(unix)]
    #[test]
    fn endless_files_are_not_read() {
        let (dir, root) = vault(&[(".obsidian/app.json", "{}")]);
        let at = |name: &str| dir.path().join(name);
        std::os::unix::fs::symlink("/dev/zero", at(".linkwright.toml")).unwrap();
        std::process::Command::new("mkfifo")
            .arg(at(".obsidian/templates.json"))
            .status()
            .expect("mkfifo runs");
        let long = fs::File::create(at(".obsidian/daily-notes.json")).unwrap();
        long.set_len(MAX_CONFIG + 1).unwrap();
        let files = read_config(&root);
        let warned: Vec<_> = files.warnings.into_iter().map(|warning| warning.reason).collect();
        let long = Reason::TooLarge { len: MAX_CONFIG + 1 };
        assert_eq!(warned, [Reason::NotFile, long, Reason::NotFile]);
        assert_eq!(files.app.as_deref(), Some("{}"));
    }
}
