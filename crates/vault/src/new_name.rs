//! Checks of names for new files and folders (`docs/semantics.md`, "Names of new files"), for
//! renames, moves and new notes.

use linkwright_settings::Settings;

/// Maximum length in bytes of a name on common file systems.
const MAX_NAME_BYTES: usize = 255;

/// Names that Windows reserves for devices, with any extension.
const DEVICE_NAMES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Checks whether a new file may have the name `name` followed by `extension`, which starts with a
/// dot or is empty. A link contains a note's name without its extension, so it has to be able to
/// contain `name`.
///
/// # Errors
/// The reason, if the file may not have that name.
pub fn check_new_name(name: &str, extension: &str, settings: &Settings) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("a name cannot be empty".to_owned());
    }
    if name.trim() != name {
        return Err(format!("a name cannot start or end with a space: `{name}`"));
    }
    if name.starts_with('.') {
        return Err(format!("a file whose name starts with `.` is hidden: `{name}`"));
    }
    if let Some(c) = name.chars().find(|&c| !is_name_char(c)) {
        return Err(format!("a name cannot contain `{}`: `{name}`", c.escape_default()));
    }
    if name.len() + extension.len() > MAX_NAME_BYTES {
        return Err(format!("a name cannot be longer than {MAX_NAME_BYTES} bytes: `{name}`"));
    }
    if settings.portable_names {
        check_portable(name, extension)?;
    }
    Ok(())
}

/// Checks whether new folders and a new file may have the names in `path`, which is given without
/// the `extension` of the file.
///
/// # Errors
/// The reason, if one of them may not have its name.
pub fn check_new_path(path: &str, extension: &str, settings: &Settings) -> Result<(), String> {
    let (folders, name) = path.rsplit_once('/').map_or((None, path), |(at, name)| (Some(at), name));
    let mut folders = folders.into_iter().flat_map(|folders| folders.split('/'));
    folders.try_for_each(|folder| check_new_name(folder, "", settings))?;
    check_new_name(name, extension, settings)
}

/// Checks whether every platform allows the name.
fn check_portable(name: &str, extension: &str) -> Result<(), String> {
    let refuse = |reason: &str| {
        Err(format!("Windows does not allow `{name}{extension}`: {reason} (`files.portableNames`)"))
    };
    if extension.is_empty() && name.ends_with('.') {
        return refuse("the name ends with a dot");
    }
    let base = name.split('.').next().unwrap_or(name).trim_end();
    let is_numbered = |device: &str| {
        let prefix = base.get(..device.len()).filter(|start| start.eq_ignore_ascii_case(device));
        prefix.is_some()
            && matches!(
                &base[device.len()..],
                "1" | "2"
                    | "3"
                    | "4"
                    | "5"
                    | "6"
                    | "7"
                    | "8"
                    | "9"
                    | "\u{b9}"
                    | "\u{b2}"
                    | "\u{b3}"
            )
    };
    if DEVICE_NAMES.iter().any(|device| base.eq_ignore_ascii_case(device))
        || is_numbered("COM")
        || is_numbered("LPT")
    {
        return refuse("the name is reserved for a device");
    }
    Ok(())
}

/// Whether a file name with `c` is valid and a link can contain it (`docs/semantics.md §1`).
#[must_use]
pub fn is_name_char(c: char) -> bool {
    !c.is_control() && !"*\"\\/<>:|?#^[]".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_can_contain_a_new_name() {
        let settings = Settings::default();
        for name in ["Note", "It's – a (b)", "a.b", "x,y", "What etc.", "Console", "com10", "nul1"]
        {
            assert_eq!(check_new_name(name, ".md", &settings), Ok(()), "{name}");
        }
        let bad =
            ["", " ", "a ", ".a", "a/b", "a:b", "C#", "x^y", "[x", "x]", "a|b", "why?", "a\nb"];
        for name in bad {
            assert!(check_new_name(name, ".md", &settings).is_err(), "{name}");
        }
        assert!(check_new_name(&"x".repeat(253), ".md", &settings).is_err());
        assert!(check_new_name(&"x".repeat(252), ".md", &settings).is_ok());
    }

    #[test]
    fn every_platform_allows_a_new_name_unless_the_setting_is_off() {
        let portable = Settings::default();
        let any = Settings { portable_names: false, ..Settings::default() };
        let bad = [
            ("CON", ".md"),
            ("aux", ".md"),
            ("nul.tar", ".gz"),
            ("Com1", ".md"),
            ("LPT9", ""),
            ("com\u{b2}", ".md"),
            ("con .x", ".md"),
            ("CONIN$", ".md"),
            ("What etc.", ""),
        ];
        for (name, extension) in bad {
            assert!(check_new_name(name, extension, &portable).is_err(), "{name}{extension}");
            assert_eq!(check_new_name(name, extension, &any), Ok(()), "{name}{extension}");
        }
        assert!(check_new_path("notes/aux/x", ".md", &portable).is_err());
        assert!(check_new_path("notes/etc./x", ".md", &portable).is_err());
        assert_eq!(check_new_path("notes/auxiliary/etc.", ".md", &portable), Ok(()));
        // Longer than any platform allows.
        assert!(check_new_name(&"x".repeat(253), ".md", &any).is_err());
    }
}
