//! The results of a bench run, and how they are printed.

use std::io::{self, Write};
use std::time::Duration;

/// The results of one server.
#[derive(Default)]
pub struct Report {
    /// Time from the start of the process to the first correct definition; `None` if there was none.
    pub ready: Option<Duration>,
    /// Resident memory in bytes: when ready, the peak until then, and the peak of the whole run.
    pub memory: Option<[u64; 3]>,
    /// The measurements, in the order in which they are printed.
    pub measurements: Vec<Measurement>,
}

/// Whether a response was correct.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// The response is the expected one.
    Correct,
    /// The response is an error or not the expected one.
    Wrong,
    /// The server does not support the method.
    Unsupported,
}

impl Verdict {
    /// `Correct` or `Wrong`.
    #[must_use]
    pub fn new(is_correct: bool) -> Verdict {
        if is_correct { Verdict::Correct } else { Verdict::Wrong }
    }
}

/// The time of each response, and whether it was correct.
pub(crate) type TimedVerdicts = Vec<(Duration, Verdict)>;

/// The measured responses to one kind of request.
pub struct Measurement {
    /// The label in the tables.
    pub label: &'static str,
    /// The time of each response, sorted.
    pub times: Vec<Duration>,
    /// Number of correct responses; `None` if the server does not support the request.
    pub correct: Option<usize>,
}

impl Measurement {
    /// The measurement of responses, each given by its time and verdict.
    #[must_use]
    pub fn new(label: &'static str, mut responses: Vec<(Duration, Verdict)>) -> Measurement {
        responses.sort();
        let count = |verdict| responses.iter().filter(|(_, it)| *it == verdict).count();
        let is_supported = responses.is_empty() || count(Verdict::Unsupported) < responses.len();
        let correct = is_supported.then(|| count(Verdict::Correct));
        Measurement { label, times: responses.into_iter().map(|(time, _)| time).collect(), correct }
    }

    /// The time that this share of the responses (0 to 1) did not exceed.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<Duration> {
        let last = self.times.len().checked_sub(1)?;
        self.times.get((last as f64 * share).round() as usize).copied()
    }
}

/// Prints the table of one server.
///
/// # Errors
/// If `out` cannot be written.
pub fn print(out: &mut impl Write, name: &str, report: &Report, floor: Duration) -> io::Result<()> {
    writeln!(out, "{name}")?;
    let Some(ready) = report.ready else {
        return writeln!(out, "  no correct definition in time\n");
    };
    let ratio = ready.as_secs_f64() / floor.as_secs_f64();
    writeln!(out, "  {:28}{:>9}  ({ratio:.1} × floor)", "ready from cold", format_time(ready))?;
    if let Some([now, before, peak]) = report.memory {
        let label = "memory: ready, peak until then, peak";
        writeln!(
            out,
            "  {label:28}  {} / {} / {} MiB",
            format_mib(now),
            format_mib(before),
            format_mib(peak)
        )?;
    }
    writeln!(out, "  {:28}{:>9} {:>9} {:>9}   correct", "", "p50", "p95", "p99")?;
    for measurement in &report.measurements {
        let Some(correct) = measurement.correct else {
            writeln!(out, "  {:28}not supported", measurement.label)?;
            continue;
        };
        let [p50, p95, p99] = [0.5, 0.95, 0.99]
            .map(|share| measurement.percentile(share).map_or("-".into(), format_time));
        let (label, count) = (measurement.label, measurement.times.len());
        writeln!(out, "  {label:28}{p50:>9} {p95:>9} {p99:>9}   {correct}/{count}")?;
    }
    writeln!(out)
}

/// Prints one table of all servers: the p95 of each measurement, in bold if every response was
/// correct, else with the number of correct responses.
///
/// # Errors
/// If `out` cannot be written.
pub fn compare(out: &mut impl Write, reports: &[(String, Report)]) -> io::Result<()> {
    let row = |out: &mut dyn Write, label: &str, cells: &mut dyn Iterator<Item = String>| {
        writeln!(out, "| {label} | {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    row(out, "p95", &mut reports.iter().map(|(name, _)| name.clone()))?;
    writeln!(out, "|---|{}", "--:|".repeat(reports.len()))?;
    let ready = |(_, report): &(_, Report)| report.ready.map_or("never".into(), format_time);
    row(out, "ready from cold", &mut reports.iter().map(ready))?;
    for (at, label) in ["memory when ready", "peak memory"].into_iter().enumerate() {
        let cell = |(_, report): &(_, Report)| {
            report.memory.map_or("-".into(), |memory| format!("{} MiB", format_mib(memory[at * 2])))
        };
        row(out, label, &mut reports.iter().map(cell))?;
    }
    let mut labels: Vec<&str> = Vec::new();
    for measurement in reports.iter().flat_map(|(_, report)| &report.measurements) {
        if !labels.contains(&measurement.label) {
            labels.push(measurement.label);
        }
    }
    for label in labels {
        let cell = |(_, report): &(_, Report)| {
            let measurement = report.measurements.iter().find(|it| it.label == label);
            let Some(measurement) = measurement else { return "-".to_owned() };
            let time = measurement.percentile(0.95).map_or("-".into(), format_time);
            let count = measurement.times.len();
            match measurement.correct {
                None => "not supported".to_owned(),
                Some(correct) if correct == count => format!("**{time}**"),
                Some(correct) => format!("{time}, {correct} of {count} correct"),
            }
        };
        row(out, label, &mut reports.iter().map(cell))?;
    }
    Ok(())
}

/// Formats a time with a suitable unit.
#[must_use]
pub fn format_time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        1.0.. => format!("{seconds:.2} s"),
        0.001.. => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}

/// Formats a number of bytes in MiB, without the unit.
#[must_use]
pub fn format_mib(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
