//! Daily notes: which file is the one of a day.

use jiff::civil::Date;
use linkwright_vault::{Settings, check_name, without_md};

use crate::moment;

/// The path of the daily note of `day`, which need not exist: from the vault's root, as
/// `dailyNotes.folder` and `dailyNotes.format` say.
///
/// # Errors
/// If the format makes a name that no file can have, with the reason as one would tell the author.
pub fn daily_path(settings: &Settings, day: Date) -> Result<String, String> {
    let name = moment::format(day.at(0, 0, 0, 0), &settings.daily_format);
    let name = without_md(&name);
    let folder = settings.daily_folder.as_str();
    let parts = folder.split('/').filter(|part| !part.is_empty()).chain(name.split('/'));
    let parts: Vec<&str> = parts.collect();
    for part in &parts {
        check_name(part).map_err(|reason| format!("`dailyNotes.format`: {reason}"))?;
    }
    Ok(format!("{}.md", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_settings_name_the_note_of_a_day() {
        let path = |folder: &str, format: &str| {
            let (daily_folder, daily_format) = (folder.to_owned(), format.to_owned());
            let settings = Settings { daily_folder, daily_format, ..Settings::default() };
            daily_path(&settings, date(2026, 11, 22))
        };
        assert_eq!(path("", "YYYY-MM-DD"), Ok("2026-11-22.md".to_owned()));
        assert_eq!(
            path("Journal", "YYYY/MM/DD dddd"),
            Ok("Journal/2026/11/22 Sunday.md".to_owned())
        );
        assert!(path("", "DD:MM").is_err());
        assert!(path("", "").is_err());
    }
}
