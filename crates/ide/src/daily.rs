//! Daily notes: the path of the note for a day, and the day of a path.

use jiff::ToSpan as _;
use jiff::civil::Date;
use linkwright_settings::{Settings, moment};
use linkwright_syntax::LinkForm;
use linkwright_vault::{FileId, MatchKind, Resolution, Vault, check_new_path, without_md};

/// Returns the path of the daily note of `day`, relative to the root. The settings `dailyNotes.folder`
/// and `dailyNotes.format` determine it; the note need not exist.
///
/// # Errors
/// Returns a message for the user if the format gives a name that no file can have.
pub fn daily_path(settings: &Settings, day: Date) -> Result<String, String> {
    let name = moment::format(day.at(0, 0, 0, 0), &settings.daily_format);
    let name = without_md(&name);
    let folder = settings.daily_folder.as_str();
    let parts = folder.split('/').filter(|part| !part.is_empty()).chain(name.split('/'));
    let parts: Vec<&str> = parts.collect();
    let path = parts.join("/");
    let checked = check_new_path(&path, ".md", settings);
    checked.map_err(|reason| format!("`dailyNotes.format`: {reason}"))?;
    Ok(format!("{path}.md"))
}

/// Returns the daily note of `day`: the note at its path, or else the note elsewhere that a link with
/// the name from `dailyNotes.format` resolves to, if that name contains the year.
#[must_use]
pub fn daily_note(vault: &Vault, day: Date) -> Option<FileId> {
    let settings = vault.settings();
    let path = daily_path(settings, day).ok()?;
    let elsewhere = || {
        let name = moment::format(day.at(0, 0, 0, 0), &settings.daily_format);
        match vault.resolve_path(&path, &name, LinkForm::Wiki) {
            Resolution::File(file, how) if how != MatchKind::Alias => {
                name.contains(&day.year().to_string()).then_some(file)
            }
            _ => None,
        }
    };
    vault.find_file(&path).or_else(elsewhere)
}

/// Returns the existing daily note nearest to the day of `from`: before it, or after it if `is_later`. If
/// `from` is not a daily note, the day is `today`. `None` if there is none within five years.
#[must_use]
pub fn adjacent_daily_note(
    vault: &Vault,
    from: Option<FileId>,
    today: Date,
    is_later: bool,
) -> Option<FileId> {
    let from = from.and_then(|note| Some((note, day_of_note(vault, note)?)));
    let mut day = from.map_or(today, |(_, day)| day);
    for _ in 0..MAX_DISTANCE {
        day = if is_later { day.tomorrow() } else { day.yesterday() }.ok()?;
        let found = daily_note(vault, day);
        // With a format of weeks or months, several days have the same note.
        if found.is_some() && found != from.map(|(note, _)| note) {
            return found;
        }
    }
    None
}

/// Maximum distance of adjacent daily notes, in days: five years.
const MAX_DISTANCE: u32 = 5 * 366;

/// The day of a daily note. `None` if `note` is not a daily note.
fn day_of_note(vault: &Vault, note: FileId) -> Option<Date> {
    let path = &vault.file(note).path;
    let year = years_in(path).next()?;
    let first = Date::new(year, 1, 1).ok()?;
    let mut days = first.series(1.day()).take_while(|day| day.year() == year);
    days.find(|day| daily_note(vault, *day) == Some(note))
}

/// The numbers of four digits in `path`.
fn years_in(path: &str) -> impl Iterator<Item = i16> + '_ {
    let numbers = path.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|digits| digits.len() == 4).filter_map(|digits| digits.parse().ok())
}

/// Returns the day of the daily note that a link to `path` targets, and the path of that note. `None`
/// if the path does not contain the year, or matches the notes of several days.
pub(crate) fn day_of_link(vault: &Vault, path: &str) -> Option<(Date, String)> {
    let path = without_md(path.trim_start_matches('/'));
    let year = years_in(path).next()?;
    let mut day = Date::new(year, 1, 1).ok()?;
    let mut found = None;
    while day.year() == year {
        let daily = daily_path(vault.settings(), day).ok()?;
        let folder = without_md(&daily).strip_suffix(path);
        if folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
            && found.replace((day, daily)).is_some()
        {
            return None;
        }
        day = day.tomorrow().ok()?;
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn settings_determine_the_path_of_a_daily_note() {
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

    #[test]
    fn finds_the_daily_notes_before_and_after() {
        let vault = |format: &str, paths: &[&str]| {
            let daily_format = format.to_owned();
            let settings = Settings { daily_format, ..Settings::default() };
            let mut vault = Vault::new(settings);
            for path in paths {
                vault.apply(linkwright_vault::Change::for_file(path, "", vault.settings()));
            }
            vault
        };
        let adjacent = |vault: &Vault, from: &str, is_later: bool| {
            let from = vault.find_file(from);
            let found = adjacent_daily_note(vault, from, date(2026, 11, 22), is_later);
            found.map_or("none".to_owned(), |found| vault.file(found).path.to_string())
        };
        let days =
            ["2025-12-31.md", "2026-01-02.md", "old/2026-11-20.md", "Other.md", "2027-01-01.md"];
        let days = vault("YYYY-MM-DD", &days);
        assert_eq!(adjacent(&days, "2026-01-02.md", false), "2025-12-31.md");
        assert_eq!(adjacent(&days, "2026-01-02.md", true), "old/2026-11-20.md");
        assert_eq!(adjacent(&days, "old/2026-11-20.md", true), "2027-01-01.md");
        assert_eq!(adjacent(&days, "Other.md", false), "old/2026-11-20.md");
        assert_eq!(adjacent(&days, "", true), "2027-01-01.md");
        assert_eq!(adjacent(&days, "2027-01-01.md", true), "none");
        let weeks = vault("gggg-[W]ww", &["2026-W45.md", "2026-W46.md", "2026-W47.md"]);
        assert_eq!(adjacent(&weeks, "2026-W46.md", false), "2026-W45.md");
        assert_eq!(adjacent(&weeks, "2026-W46.md", true), "2026-W47.md");
    }

    #[test]
    fn finds_the_day_of_a_path() {
        let found = |format: &str, path: &str| {
            let daily_format = format.to_owned();
            let daily_folder = "Journal".to_owned();
            let settings = Settings { daily_folder, daily_format, ..Settings::default() };
            day_of_link(&Vault::new(settings), path).map(|(day, path)| (day.to_string(), path))
        };
        let day = |path: &str| Some(("2026-11-22".to_owned(), path.to_owned()));
        let plain = "Journal/2026-11-22.md";
        assert_eq!(found("YYYY-MM-DD", "2026-11-22"), day(plain));
        assert_eq!(found("YYYY-MM-DD", "/Journal/2026-11-22.md"), day(plain));
        let nested = "Journal/2026/11/22.md";
        assert_eq!(found("YYYY/MM/DD", "Journal/2026/11/22"), day(nested));
        assert_eq!(found("YYYY/MM/DD", "2026/11/22"), day(nested));
        for other in ["22", "11/22", "2026", "Other/2026/11/22", "2026/13/01", "x2026/11/22"] {
            assert_eq!(found("YYYY/MM/DD", other), None, "{other}");
        }
        assert_eq!(found("DD/YYYY", "22/2026"), None);
    }
}
