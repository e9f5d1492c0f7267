//! Dates and durations.

mod duration;
mod relative;

pub use duration::Duration;

use jiff::civil::{self, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// A date, or a date with a time, in the user's time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    /// The date and time. The time of a date without one is midnight.
    pub at: DateTime,
    /// Whether it has a time.
    pub has_time: bool,
}

impl Date {
    /// The date and time of `timestamp` in `zone`.
    #[must_use]
    pub fn of(timestamp: Timestamp, zone: &TimeZone) -> Date {
        Date { at: timestamp.to_zoned(zone.clone()).datetime(), has_time: true }
    }

    /// Reads a date without a time zone: `2026-11-29`, `2026-11-29T10:40`, `2026-11-29 10:40:05.5`.
    #[must_use]
    pub fn read(text: &str) -> Option<Date> {
        let text = text.trim();
        let date = text.get(..10)?;
        let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let date: civil::Date = is_date.then(|| date.parse().ok()).flatten()?;
        let rest = &text[10..];
        if rest.is_empty() {
            return Some(Date { at: date.at(0, 0, 0, 0), has_time: false });
        }
        let time = rest.strip_prefix(['T', 't', ' '])?.trim_start();
        let is_time = time.len() >= 5
            && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
        let is_time = is_time && !has_leap_second(time);
        let time: civil::Time = is_time.then(|| time.parse().ok()).flatten()?;
        Some(Date { at: date.to_datetime(time), has_time: true })
    }

    /// Reads a date as [`Date::read`] does, and also one with a time zone, which is converted to `zone`:
    /// `2026-11-29T10:40:00Z`, `2026-11-29T10:40:00+01:00`.
    #[must_use]
    pub fn read_in(text: &str, zone: &TimeZone) -> Option<Date> {
        let text = text.trim();
        let has_leap_second = || text.get(11..).is_some_and(has_leap_second);
        let in_zone = || Some(Date::of(text.parse().ok()?, zone));
        Date::read(text).or_else(|| if has_leap_second() { None } else { in_zone() })
    }

    /// The date without its time.
    #[must_use]
    pub fn without_time(self) -> Date {
        Date { at: self.at.date().at(0, 0, 0, 0), has_time: false }
    }

    /// The milliseconds since 1970 in UTC.
    pub(crate) fn since_epoch(self, zone: &TimeZone) -> f64 {
        let zoned = zone.to_zoned(self.at);
        zoned
            .map_or(f64::NAN, |zoned| crate::number::from_whole(zoned.timestamp().as_millisecond()))
    }

    /// The milliseconds from `other` to this date. A day has 24 hours.
    pub(crate) fn since(self, other: Date) -> f64 {
        let span = self.at.since((Unit::Millisecond, other.at));
        span.map_or(f64::NAN, |span| crate::number::from_whole(span.get_milliseconds()))
    }

    /// The date that is `duration` later; `None` past the years −9999 and 9999.
    pub(crate) fn plus(self, duration: Duration) -> Option<Date> {
        let at = duration.added_to(self.at)?;
        let midnight = at == at.date().at(0, 0, 0, 0);
        Some(Date { at, has_time: self.has_time || !midnight })
    }

    /// The date as text: `2026-11-29`, or `2026-11-29 10:40:05`.
    pub(crate) fn text(self) -> String {
        let format = if self.has_time { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d" };
        self.at.strftime(format).to_string()
    }

    /// How far from `now` the date is, in words: `3 days ago`.
    pub(crate) fn relative_to(self, now: Date) -> String {
        relative::words(self.since(now) / 1000.0)
    }
}

/// Whether the seconds of a time are 60, which would be read as 59.
fn has_leap_second(time: &str) -> bool {
    let mut digits = time.bytes().filter(u8::is_ascii_digit).skip(4);
    digits.next() == Some(b'6') && digits.next() == Some(b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_and_without_time() {
        let text = |text: &str| Date::read(text).map(Date::text);
        assert_eq!(text("2026-11-29").as_deref(), Some("2026-11-29"));
        assert_eq!(text(" 2026-11-29T10:40 ").as_deref(), Some("2026-11-29 10:40:00"));
        assert_eq!(text("2026-11-29 10:40:05.5").as_deref(), Some("2026-11-29 10:40:05"));
        for wrong in
            ["2026-13-01", "2026-11-29x", "29.11.2026", "2026-11", "2026-11-29 25:00", "é026-11-29"]
        {
            assert_eq!(text(wrong), None, "{wrong}");
        }
        let zone = TimeZone::UTC;
        for wrong in [
            "2024-02-29 10:00:60",
            "2024-02-29T100060",
            "2024-02-29 10:00:60.5",
            "2024-02-29T10:00:60Z",
            "2024-02-29T10:00:60+01:00",
        ] {
            assert_eq!(Date::read_in(wrong, &zone), None, "{wrong}");
        }
        let with_zone = Date::read_in("2026-11-29T10:40:00+01:00", &zone).map(Date::text);
        assert_eq!(with_zone.as_deref(), Some("2026-11-29 09:40:00"));
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let date = Date::read("2024-01-31").expect("a date");
        let plus = |text: &str| {
            let duration = Duration::read(text).expect("a duration");
            date.plus(duration).map(Date::text)
        };
        assert_eq!(plus("1M").as_deref(), Some("2024-02-29"));
        assert_eq!(plus("1y").as_deref(), Some("2025-01-31"));
        assert_eq!(plus("2w 1d").as_deref(), Some("2024-02-15"));
        assert_eq!(plus("-36h").as_deref(), Some("2024-01-29 12:00:00"));
        assert_eq!(plus("9000y"), None);
    }
}
