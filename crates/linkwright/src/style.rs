//! Formats of the output: colours, counts, durations.

use std::fmt;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use linkwright_settings::Severity;

const fn bold(color: AnsiColor) -> Style {
    color.on_default().bold()
}

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const ERROR: Style = bold(AnsiColor::Red);
pub(crate) const WARNING: Style = bold(AnsiColor::Yellow);
pub(crate) const GOOD: Style = bold(AnsiColor::Green);
pub(crate) const CODE: Style = bold(AnsiColor::Cyan);
pub(crate) const STEP: Style = bold(AnsiColor::Magenta);
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();

/// The name of a severity, and its colour.
pub(crate) fn severity(severity: Severity) -> (&'static str, Style) {
    match severity {
        Severity::Error => ("error", ERROR),
        Severity::Warning => ("warning", WARNING),
        Severity::Information => ("information", bold(AnsiColor::Blue)),
        Severity::Hint | Severity::Off => ("hint", bold(AnsiColor::Cyan)),
    }
}

/// A count with its noun: `12,345 notes`, `1 note`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// A number with commas between groups of three digits: `12,345`.
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// A duration, formatted with two or three digits: `0.4 ms`, `12 ms`, `3.4 s`.
pub(crate) struct FormattedDuration(pub(crate) Duration);

impl fmt::Display for FormattedDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.as_secs_f64() * 1000.0;
        match ms {
            ..9.95 => write!(f, "{ms:.1} ms"),
            ..999.5 => write!(f, "{ms:.0} ms"),
            _ => write!(f, "{:.1} s", ms / 1000.0),
        }
    }
}

/// Whether a text has colours. To write it without them costs less than to remove them, and what looks
/// like a colour in a note is not removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Colors {
    On,
    Off,
}

impl Colors {
    /// Whether standard output has colours.
    pub(crate) fn of_stdout() -> Colors {
        match AutoStream::choice(&std::io::stdout()) {
            ColorChoice::Never => Colors::Off,
            _ => Colors::On,
        }
    }

    /// `style`, or none.
    pub(crate) fn of(self, style: Style) -> Style {
        if self == Colors::On { style } else { Style::new() }
    }

    /// Standard output with a buffer, for text with these colours.
    pub(crate) fn stdout(self) -> Box<dyn Write> {
        match self {
            Colors::On => Box::new(BufWriter::new(anstream::stdout().lock())),
            Colors::Off => Box::new(BufWriter::new(std::io::stdout().lock())),
        }
    }
}

/// The width of the output in columns: that of the terminal, else the number in the variable COLUMNS,
/// else 100; at least 40.
pub(crate) fn width() -> usize {
    let terminal = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let terminal = terminal.map(|(width, _)| usize::from(width.0));
    let given = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0);
    terminal.or_else(given).unwrap_or(100).max(40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let numbers = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(count(1, "note", "notes"), "1 note");
        assert_eq!(count(2000, "note", "notes"), "2,000 notes");
    }

    #[test]
    fn durations_are_short() {
        let shown = [4, 430, 9_949, 9_951, 12_400, 999_400, 999_600, 61_000_000]
            .map(|us| FormattedDuration(Duration::from_micros(us)).to_string());
        assert_eq!(
            shown,
            ["0.0 ms", "0.4 ms", "9.9 ms", "10 ms", "12 ms", "999 ms", "1.0 s", "61.0 s"]
        );
    }
}
