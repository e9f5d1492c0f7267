//! What a new file or folder may be called (`docs/semantics.md`, "Names of new files"). Renames, moves
//! and new notes all ask here.

use crate::Settings;

/// The longest name that common file systems take, in bytes.
const LONGEST: usize = 255;

/// Names that Windows keeps for devices, whatever extension follows.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Whether a new file may be called `name` with `extension` behind it, which begins with a dot or
/// is empty. Links name a note without its extension, so `name` is what they have to hold.
///
/// # Errors
/// With the reason, where it may not.
pub fn check_new_name(name: &str, extension: &str, settings: &Settings) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("a name cannot be empty".to_owned());
    }
    if name.trim() != name {
        return Err(format!("a name cannot begin or end with a space: `{name}`"));
    }
    if name.starts_with('.') {
        return Err(format!("a file whose name begins with a dot is hidden: `{name}`"));
    }
    if let Some(c) = name.chars().find(|&c| !is_name_char(c)) {
        return Err(format!("a name cannot hold `{}`: `{name}`", c.escape_default()));
    }
    if name.len() + extension.len() > LONGEST {
        return Err(format!("a name cannot be longer than {LONGEST} bytes: `{name}`"));
    }
    if settings.portable_names {
        check_portable(name, extension)?;
    }
    Ok(())
}

/// Whether new folders and a new file may be called as the components of `path`, which stands
/// without the file's `extension`.
///
/// # Errors
/// With the reason, where they may not.
pub fn check_new_path(path: &str, extension: &str, settings: &Settings) -> Result<(), String> {
    let (folders, name) = path.rsplit_once('/').map_or((None, path), |(at, name)| (Some(at), name));
    let mut folders = folders.into_iter().flat_map(|folders| folders.split('/'));
    folders.try_for_each(|folder| check_new_name(folder, "", settings))?;
    check_new_name(name, extension, settings)
}

/// Whether every platform can hold the name.
fn check_portable(name: &str, extension: &str) -> Result<(), String> {
    let refuse = |why: &str| {
        Err(format!("Windows cannot hold `{name}{extension}`: {why} (`files.portableNames`)"))
    };
    if extension.is_empty() && name.ends_with('.') {
        return refuse("a name cannot end with a dot there");
    }
    let base = name.split('.').next().unwrap_or(name).trim_end();
    let numbered = |device: &str| {
        let number = base.get(..device.len()).filter(|start| start.eq_ignore_ascii_case(device));
        number.is_some()
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
    if DEVICES.iter().any(|device| base.eq_ignore_ascii_case(device))
        || numbered("COM")
        || numbered("LPT")
    {
        return refuse("it is the name of a device there");
    }
    Ok(())
}

/// Whether the name of a file can hold `c`, and a link the name (`docs/semantics.md §1`).
#[must_use]
pub fn is_name_char(c: char) -> bool {
    !c.is_control() && !"*\"\\/<>:|?#^[]".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_is_one_that_a_link_can_hold() {
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
    fn a_new_name_is_one_that_every_platform_can_hold_unless_that_is_off() {
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
        // Longer than any platform takes.
        assert!(check_new_name(&"x".repeat(253), ".md", &any).is_err());
    }
}
