//! Formats dates with the format strings of Moment.js, which Obsidian's settings use. The names of
//! months and days are English.

use jiff::civil::DateTime;

/// The format tokens. Of tokens that start alike, the longest comes first.
const TOKENS: [&str; 50] = [
    "YYYYYY", "YYYYY", "YYYY", "YY", "Y", "GGGG", "GG", "gggg", "gg", "Qo", "Q", "MMMM", "MMM",
    "MM", "Mo", "M", "DDDD", "DDDo", "DDD", "DD", "Do", "D", "dddd", "ddd", "dd", "do", "d", "E",
    "e", "WW", "Wo", "W", "ww", "wo", "w", "HH", "H", "hh", "h", "kk", "k", "mm", "m", "ss", "s",
    "SSS", "SS", "S", "A", "a",
];

/// The tokens that stand for a whole format, with that format. Of tokens that start alike, the longest
/// comes first.
const LONG_TOKENS: [(&str, &str); 6] = [
    ("LLLL", "dddd, MMMM D, YYYY h:mm A"),
    ("LLL", "MMMM D, YYYY h:mm A"),
    ("LL", "MMMM D, YYYY"),
    ("LTS", "h:mm:ss A"),
    ("LT", "h:mm A"),
    ("L", "MM/DD/YYYY"),
];

/// Formats `at` with a Moment.js format string. Text in `[…]`, a character after `\`, and everything
/// that is not a token are copied. The tokens for time zones and Unix timestamps (`Z`, `X`) are not
/// supported and are copied too.
#[must_use]
pub fn format(at: DateTime, format: &str) -> String {
    let mut formatted = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let long_token = LONG_TOKENS.iter().find(|(token, _)| rest.starts_with(token));
        if let Some(escaped) = rest.strip_prefix('[')
            && let Some((literal, after)) = escaped.split_once(']')
        {
            formatted.push_str(literal);
            rest = after;
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            let mut escaped = escaped.chars();
            formatted.extend(escaped.next());
            rest = escaped.as_str();
        } else if let Some((token, long_format)) = long_token {
            formatted.push_str(&self::format(at, long_format));
            rest = &rest[token.len()..];
        } else if let Some(token) = TOKENS.iter().find(|token| rest.starts_with(**token)) {
            formatted.push_str(&format_token(at, token));
            rest = &rest[token.len()..];
        } else {
            formatted.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    formatted
}

/// The value of `token`, one of [`TOKENS`], for `at`.
fn format_token(at: DateTime, token: &str) -> String {
    let date = at.date();
    let year = i32::from(date.year());
    let weekday = i32::from(date.weekday().to_sunday_zero_offset());
    let iso = date.iso_week_date();
    let (week_year, week) = us_week(at);
    let hour = i32::from(at.hour());
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let number = match token.trim_end_matches('o') {
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
        "hh" | "h" => hour12,
        "kk" | "k" => (hour + 23) % 24 + 1,
        "mm" | "m" => at.minute().into(),
        "ss" | "s" => at.second().into(),
        "SSS" => return format!("{:03}", at.millisecond()),
        "SS" => return format!("{:02}", at.millisecond() / 10),
        "S" => i32::from(at.millisecond() / 100),
        "A" => return if hour < 12 { "AM" } else { "PM" }.to_owned(),
        _ => return if hour < 12 { "am" } else { "pm" }.to_owned(),
    };
    match token.len() {
        _ if token.ends_with('o') => ordinal(number),
        4 => format!("{number:03}"),
        2 => format!("{number:02}"),
        _ => number.to_string(),
    }
}

/// The year and number of the week as the United States count them: a week lasts from Sunday to
/// Saturday, and the first week contains the first of January.
fn us_week(at: DateTime) -> (i32, i32) {
    let date = at.date();
    let year = i32::from(date.year());
    let day = i32::from(date.day_of_year());
    let weekday = i32::from(date.weekday().to_sunday_zero_offset());
    // The day of the year of the Saturday that ends the week.
    let saturday = day + 6 - weekday;
    if saturday > i32::from(date.days_in_year()) {
        return (year + 1, 1);
    }
    (year, (saturday + 6) / 7)
}

fn ordinal(number: i32) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::format;

    #[test]
    fn formats_dates_like_moment() {
        let at = date(2026, 11, 2).at(15, 4, 5, 67_000_000);
        assert_eq!(format(at, "YYYY-MM-DD"), "2026-11-02");
        assert_eq!(
            format(at, "YYYY/MM-MMMM/YYYY-MM-DD dddd"),
            "2026/11-November/2026-11-02 Monday"
        );
        assert_eq!(format(at, "gggg-[W]ww"), "2026-W45");
        assert_eq!(format(at, "GGGG-[W]WW-E"), "2026-W45-1");
        assert_eq!(format(at, "Do MMM YY, Qo"), "2nd Nov 26, 4th");
        assert_eq!(format(at, "HH:mm:ss.SSS, h:mm A"), "15:04:05.067, 3:04 PM");
        assert_eq!(format(at, "LL"), "November 2, 2026");
        assert_eq!(format(at, "DDDD DDD dd d"), "306 306 Mo 1");
        assert_eq!(format(at, "[Day] \\D – n"), "Day D – n");
        assert_eq!(format(at, "[– D"), "[– 2");
    }

    #[test]
    fn formats_weeks_at_the_turn_of_the_year() {
        // The first of January 2027 is a Friday.
        let at = date(2026, 12, 31).at(0, 0, 0, 0);
        assert_eq!(format(at, "gggg ww GGGG WW"), "2027 01 2026 53");
        let at = date(2027, 1, 3).at(12, 0, 0, 0);
        assert_eq!(format(at, "gggg ww GGGG WW h A k"), "2027 02 2026 53 12 PM 12");
        let at = date(2026, 1, 1).at(0, 0, 0, 0);
        assert_eq!(format(at, "gggg ww w wo h a k"), "2026 01 1 1st 12 am 24");
    }
}
