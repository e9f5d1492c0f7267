//! A distance in time, in words, as Moment.js has them in English.

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
const MONTH: f64 = 30.44 * DAY;
const YEAR: f64 = 365.25 * DAY;

/// The distance of `seconds` from now; it is negative in the past.
pub(super) fn words(seconds: f64) -> String {
    let size = seconds.abs();
    let count = |length: f64, unit: &str| {
        let count = (size / length).round();
        format!("{count} {unit}s")
    };
    let distance = match size {
        _ if size < 45.0 => "a few seconds".to_owned(),
        _ if size < 90.0 => "a minute".to_owned(),
        _ if size < 45.0 * MINUTE => count(MINUTE, "minute"),
        _ if size < 90.0 * MINUTE => "an hour".to_owned(),
        _ if size < 22.0 * HOUR => count(HOUR, "hour"),
        _ if size < 36.0 * HOUR => "a day".to_owned(),
        _ if size < 26.0 * DAY => count(DAY, "day"),
        _ if size < 46.0 * DAY => "a month".to_owned(),
        _ if size < 320.0 * DAY => count(MONTH, "month"),
        _ if size < 548.0 * DAY => "a year".to_owned(),
        _ => count(YEAR, "year"),
    };
    if seconds > 0.0 { format!("in {distance}") } else { format!("{distance} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_in_the_words_of_moment() {
        for (seconds, expected) in [
            (0.0, "a few seconds ago"),
            (-60.0, "a minute ago"),
            (5.0 * MINUTE, "in 5 minutes"),
            (-3.0 * DAY, "3 days ago"),
            (30.0 * DAY, "in a month"),
            (-2.0 * YEAR, "2 years ago"),
        ] {
            assert_eq!(words(seconds), expected);
        }
    }
}
