//! Durations: `1d`, `2 weeks`, `1h 30m`.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Span};

use crate::number;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The length of a month without a date to add it to: a twelfth of 365 days.
const MONTH: f64 = 365.0 / 12.0 * DAY;

/// A length of time. Months are counted apart, because they have no fixed length.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Duration {
    /// Months; a year is twelve.
    pub months: f64,
    /// All that is shorter, in milliseconds; a day is 24 hours.
    pub milliseconds: f64,
}

impl Duration {
    /// Reads a duration: numbers with units, one after the other.
    #[must_use]
    pub fn read(text: &str) -> Option<Duration> {
        let mut rest = text.trim();
        let negative = rest.starts_with('-');
        rest = rest.strip_prefix(['-', '+']).unwrap_or(rest).trim_start();
        let mut duration = Duration { months: 0.0, milliseconds: 0.0 };
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let count = number::from_text(&rest[..digits])?;
            rest = rest[digits..].trim_start();
            let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let unit = &rest[..letters];
            rest = rest[letters..].trim_start_matches([' ', ',']);
            match unit {
                "y" | "year" | "years" => duration.months += 12.0 * count,
                "M" | "month" | "months" => duration.months += count,
                "w" | "week" | "weeks" => duration.milliseconds += 7.0 * DAY * count,
                "d" | "day" | "days" => duration.milliseconds += DAY * count,
                "h" | "hour" | "hours" => duration.milliseconds += HOUR * count,
                "m" | "minute" | "minutes" => duration.milliseconds += MINUTE * count,
                "s" | "second" | "seconds" => duration.milliseconds += SECOND * count,
                _ => return None,
            }
        }
        Some(if negative { duration.times(-1.0) } else { duration })
    }

    pub(crate) fn times(self, factor: f64) -> Duration {
        Duration { months: self.months * factor, milliseconds: self.milliseconds * factor }
    }

    pub(crate) fn plus(self, other: Duration) -> Duration {
        Duration {
            months: self.months + other.months,
            milliseconds: self.milliseconds + other.milliseconds,
        }
    }

    /// The length in milliseconds, with months of 365/12 days.
    pub(crate) fn total(self) -> f64 {
        self.months * MONTH + self.milliseconds
    }

    /// The date and time that is this duration after `at`. A part of a month is that part of 365/12 days.
    pub(super) fn added_to(self, at: DateTime) -> Option<DateTime> {
        if !self.months.is_finite() || !self.milliseconds.is_finite() {
            return None;
        }
        let months = Span::new().try_months(number::to_whole(self.months)).ok()?;
        let rest = self.milliseconds + self.months.fract() * MONTH;
        let rest = SignedDuration::from_millis(number::to_whole(rest.round()));
        at.checked_add(months).ok()?.checked_add(rest).ok()
    }

    /// The duration in words: `1 year 2 months`, `3 days 4 hours`.
    pub(crate) fn text(self) -> String {
        if !self.months.is_finite() || !self.milliseconds.is_finite() {
            return "NaN".to_owned();
        }
        let sign = if self.total() < 0.0 { "-" } else { "" };
        let mut parts = Vec::new();
        let mut add = |count: f64, unit: &str| {
            if count != 0.0 {
                let plural = if count == 1.0 { "" } else { "s" };
                parts.push(format!("{} {unit}{plural}", number::to_text(count)));
            }
        };
        let months = self.months.abs();
        add((months / 12.0).floor(), "year");
        add(months % 12.0, "month");
        let mut rest = self.milliseconds.abs();
        for (length, unit) in [(DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")] {
            add((rest / length).floor(), unit);
            rest %= length;
        }
        add(rest / SECOND, "second");
        match parts.is_empty() {
            true => "0 seconds".to_owned(),
            false => format!("{sign}{}", parts.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written() {
        for (text, words) in [
            ("1d", "1 day"),
            ("2 weeks", "14 days"),
            ("1h 30m", "1 hour 30 minutes"),
            ("1.5h", "1 hour 30 minutes"),
            ("14M", "1 year 2 months"),
            ("-3s", "-3 seconds"),
            ("0d", "0 seconds"),
        ] {
            assert_eq!(Duration::read(text).map(Duration::text).as_deref(), Some(words), "{text}");
        }
        for wrong in ["", "d", "1", "1 wek", "1D", "1..5d", "1d x", "é"] {
            assert_eq!(Duration::read(wrong), None, "{wrong}");
        }
    }
}
