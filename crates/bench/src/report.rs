//! What was measured of one server, and how it is shown.

use std::io::{self, Write};
use std::time::Duration;

/// What was measured of one server.
#[derive(Default)]
pub struct Report {
    /// From the start of the process to the first right definition.
    pub ready: Option<Duration>,
    /// Resident memory when ready, the most until then, and the most of all, in bytes.
    pub memory: Option<[u64; 3]>,
    /// Each thing asked.
    pub asked: Vec<Asked>,
}

/// What became of one question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// The answer is the one that the files give.
    Right,
    /// It is another.
    Wrong,
    /// The server does not know the method.
    NotOffered,
}

impl Verdict {
    /// Right or wrong.
    #[must_use]
    pub fn of(right: bool) -> Verdict {
        if right { Verdict::Right } else { Verdict::Wrong }
    }
}

/// One kind of question.
pub struct Asked {
    /// What a table calls it.
    pub what: &'static str,
    /// How long each answer took, sorted.
    pub times: Vec<Duration>,
    /// How many answers were right; `None` where the server does not offer it.
    pub right: Option<usize>,
}

impl Asked {
    /// From the time that each answer took, and what became of it.
    #[must_use]
    pub fn new(what: &'static str, mut answers: Vec<(Duration, Verdict)>) -> Asked {
        answers.sort();
        let count = |verdict| answers.iter().filter(|(_, it)| *it == verdict).count();
        let offered = answers.is_empty() || count(Verdict::NotOffered) < answers.len();
        let right = offered.then(|| count(Verdict::Right));
        Asked { what, times: answers.into_iter().map(|(time, _)| time).collect(), right }
    }

    /// The time that this share of the answers (0 to 1) stayed below.
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
        return writeln!(out, "  never gave a right definition\n");
    };
    let ratio = ready.as_secs_f64() / floor.as_secs_f64();
    writeln!(out, "  {:28}{:>9}  ({ratio:.1} × floor)", "ready from cold", shown(ready))?;
    if let Some([now, before, peak]) = report.memory {
        let what = "memory ready, peak to it, peak";
        writeln!(out, "  {what:28}{} / {} / {} MiB", mib(now), mib(before), mib(peak))?;
    }
    writeln!(out, "  {:28}{:>9} {:>9} {:>9}   right", "", "p50", "p95", "p99")?;
    for asked in &report.asked {
        let Some(right) = asked.right else {
            writeln!(out, "  {:28}not offered", asked.what)?;
            continue;
        };
        let [p50, p95, p99] =
            [0.5, 0.95, 0.99].map(|share| asked.percentile(share).map_or("-".into(), shown));
        let count = asked.times.len();
        writeln!(out, "  {:28}{p50:>9} {p95:>9} {p99:>9}   {right}/{count}", asked.what)?;
    }
    writeln!(out)
}

/// Prints one table of all servers: the p95 of each question, in bold where every answer was
/// right, and what is not so.
///
/// # Errors
/// If `out` cannot be written.
pub fn compare(out: &mut impl Write, reports: &[(String, Report)]) -> io::Result<()> {
    let row = |out: &mut dyn Write, what: &str, cells: &mut dyn Iterator<Item = String>| {
        writeln!(out, "| {what} | {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    row(out, "p95", &mut reports.iter().map(|(name, _)| name.clone()))?;
    writeln!(out, "|---|{}", "--:|".repeat(reports.len()))?;
    let ready = |(_, report): &(_, Report)| report.ready.map_or("never".into(), shown);
    row(out, "ready from cold", &mut reports.iter().map(ready))?;
    for (at, what) in ["memory when ready", "memory at its peak"].into_iter().enumerate() {
        let cell = |(_, report): &(_, Report)| {
            report.memory.map_or("-".into(), |memory| format!("{} MiB", mib(memory[at * 2])))
        };
        row(out, what, &mut reports.iter().map(cell))?;
    }
    let mut kinds: Vec<&str> = Vec::new();
    for asked in reports.iter().flat_map(|(_, report)| &report.asked) {
        if !kinds.contains(&asked.what) {
            kinds.push(asked.what);
        }
    }
    for kind in kinds {
        let cell = |(_, report): &(_, Report)| {
            let asked = report.asked.iter().find(|asked| asked.what == kind);
            let Some(asked) = asked else { return "-".to_owned() };
            let time = asked.percentile(0.95).map_or("-".into(), shown);
            match asked.right {
                None => "not offered".to_owned(),
                Some(right) if right == asked.times.len() => format!("**{time}**"),
                Some(right) => format!("{time}, {right} of {} right", asked.times.len()),
            }
        };
        row(out, kind, &mut reports.iter().map(cell))?;
    }
    Ok(())
}

/// A time in the unit that suits it.
#[must_use]
pub fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        1.0.. => format!("{seconds:.2} s"),
        0.001.. => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} µs", seconds * 1e6),
    }
}

/// Bytes as MiB.
#[must_use]
pub fn mib(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
