//! Dates as Obsidian's settings write them: in the letters of Moment, in English.

use std::fmt::Write as _;

use jiff::civil::DateTime;

/// The letters that mean something, of those that begin alike the longest first.
const LETTERS: [&str; 50] = [
    "YYYYYY", "YYYYY", "YYYY", "YY", "Y", "GGGG", "GG", "gggg", "gg", "Qo", "Q", "MMMM", "MMM",
    "MM", "Mo", "M", "DDDD", "DDDo", "DDD", "DD", "Do", "D", "dddd", "ddd", "dd", "do", "d", "E",
    "e", "WW", "Wo", "W", "ww", "wo", "w", "HH", "H", "hh", "h", "kk", "k", "mm", "m", "ss", "s",
    "SSS", "SS", "S", "A", "a",
];

/// The short forms of whole dates and times, of those that begin alike the longest first.
const SHORT: [(&str, &str); 6] = [
    ("LLLL", "dddd, MMMM D, YYYY h:mm A"),
    ("LLL", "MMMM D, YYYY h:mm A"),
    ("LL", "MMMM D, YYYY"),
    ("LTS", "h:mm:ss A"),
    ("LT", "h:mm A"),
    ("L", "MM/DD/YYYY"),
];

/// `at` in the `format` of Moment: `[…]` and what follows a `\` stand for themselves, as does all
/// that is no letter of Moment's. Zones and moments since the epoch (`Z`, `X`) are not known here.
#[must_use]
pub fn format(at: DateTime, format: &str) -> String {
    let mut said = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some(escaped) = rest.strip_prefix('[')
            && let Some((literal, behind)) = escaped.split_once(']')
        {
            said.push_str(literal);
            rest = behind;
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            let mut escaped = escaped.chars();
            said.extend(escaped.next());
            rest = escaped.as_str();
        } else if let Some((short, long)) = SHORT.iter().find(|(short, _)| rest.starts_with(short))
        {
            said.push_str(&self::format(at, long));
            rest = &rest[short.len()..];
        } else if let Some(letters) = LETTERS.iter().find(|letters| rest.starts_with(**letters)) {
            said.push_str(&part(at, letters));
            rest = &rest[letters.len()..];
        } else {
            said.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    said
}

/// What `letters`, one of [`LETTERS`], say of `at`.
fn part(at: DateTime, letters: &str) -> String {
    let date = at.date();
    let year = i32::from(date.year());
    let weekday = i32::from(date.weekday().to_sunday_zero_offset());
    let iso = date.iso_week_date();
    let (week_year, week) = week_from_sunday(at);
    let hour = i32::from(at.hour());
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let number = match letters.trim_end_matches('o') {
        "YYYYYY" => return format!("{year:+07}"),
        "YYYYY" => return format!("{year:05}"),
        "YYYY" => return format!("{year:04}"),
        "Y" => year,
        "YY" => return format!("{:02}", year.rem_euclid(100)),
        "GGGG" => return format!("{:04}", iso.year()),
        "GG" => return format!("{:02}", iso.year().rem_euclid(100)),
        "gggg" => return format!("{week_year:04}"),
        "gg" => return format!("{:02}", week_year.rem_euclid(100)),
        "Q" => (i32::from(date.month()) + 2) / 3,
        "MMMM" => return date.strftime("%B").to_string(),
        "MMM" => return date.strftime("%b").to_string(),
        "MM" | "M" => date.month().into(),
        "DDDD" | "DDD" => date.day_of_year().into(),
        "DD" | "D" => date.day().into(),
        "dddd" => return date.strftime("%A").to_string(),
        "ddd" => return date.strftime("%a").to_string(),
        "dd" => return date.strftime("%a").to_string()[..2].to_owned(),
        "d" | "e" => weekday,
        "E" => date.weekday().to_monday_one_offset().into(),
        "WW" | "W" => iso.week().into(),
        "ww" | "w" => week,
        "HH" | "H" => hour,
        "hh" | "h" => twelve,
        "kk" | "k" => (hour + 23) % 24 + 1,
        "mm" | "m" => at.minute().into(),
        "ss" | "s" => at.second().into(),
        "SSS" => return format!("{:03}", at.millisecond()),
        "SS" => return format!("{:02}", at.millisecond() / 10),
        "S" => i32::from(at.millisecond() / 100),
        "A" => return if hour < 12 { "AM" } else { "PM" }.to_owned(),
        _ => return if hour < 12 { "am" } else { "pm" }.to_owned(),
    };
    match letters.len() {
        _ if letters.ends_with('o') => ordinal(number),
        4 => format!("{number:03}"),
        2 => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// The year and number of the week as they are counted in America: from Sunday to Saturday, the
/// first of January in the first.
fn week_from_sunday(at: DateTime) -> (i32, i32) {
    let date = at.date();
    let year = i32::from(date.year());
    let day = i32::from(date.day_of_year());
    let weekday = i32::from(date.weekday().to_sunday_zero_offset());
    // Of the Saturday that ends the week.
    let end = day + 6 - weekday;
    if end > i32::from(date.days_in_year()) {
        return (year + 1, 1);
    }
    (year, (end + 6) / 7)
}

fn ordinal(number: i32) -> String {
    let mut said = number.to_string();
    let _ = said.write_str(match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    });
    said
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, date};

    fn said(at: DateTime, format: &str) -> String {
        super::format(at, format)
    }

    #[test]
    fn dates_are_written_as_moment_does() {
        let at = date(2026, 11, 2).at(15, 4, 5, 67_000_000);
        assert_eq!(said(at, "YYYY-MM-DD"), "2026-11-02");
        assert_eq!(said(at, "YYYY/MM-MMMM/YYYY-MM-DD dddd"), "2026/11-November/2026-11-02 Monday");
        assert_eq!(said(at, "gggg-[W]ww"), "2026-W45");
        assert_eq!(said(at, "GGGG-[W]WW-E"), "2026-W45-1");
        assert_eq!(said(at, "Do MMM YY, Qo"), "2nd Nov 26, 4th");
        assert_eq!(said(at, "HH:mm:ss.SSS, h:mm A"), "15:04:05.067, 3:04 PM");
        assert_eq!(said(at, "LL"), "November 2, 2026");
        assert_eq!(said(at, "DDDD DDD dd d"), "306 306 Mo 1");
        assert_eq!(said(at, "[Day] \\D – n"), "Day D – n");
        assert_eq!(said(at, "[– D"), "[– 2");
    }

    #[test]
    fn weeks_at_the_turn_of_the_year() {
        // The first of January 2027 is a Friday.
        let at = date(2026, 12, 31).at(0, 0, 0, 0);
        assert_eq!(said(at, "gggg ww GGGG WW"), "2027 01 2026 53");
        let at = date(2027, 1, 3).at(12, 0, 0, 0);
        assert_eq!(said(at, "gggg ww GGGG WW h A k"), "2027 02 2026 53 12 PM 12");
        let at = date(2026, 1, 1).at(0, 0, 0, 0);
        assert_eq!(said(at, "gggg ww w wo h a k"), "2026 01 1 1st 12 am 24");
    }
}
