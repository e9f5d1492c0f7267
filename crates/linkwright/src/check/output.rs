//! Writing the report to standard output or a file.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use linkwright_project::Finding;

use super::args::{CheckArgs, ReportFormat};
use super::format::{github, gitlab, json, jsonl, junit, rdjson, sarif, text};
use super::report::Summary;
use crate::failure::Failure;
use crate::interrupt::{Interruptible, unless_interrupted};
use crate::style;

/// Writes what is reported, in the format and to the place that the arguments name.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write(
    args: &CheckArgs,
    reported: &[Finding],
    summary: &Summary,
) -> Result<(), Failure> {
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => create(path)?,
        None => Box::new(Interruptible(style::buffered_stdout())),
    };
    let written = write_to(&mut *out, args, reported, summary).and_then(|()| out.flush());
    match &args.output {
        Some(path) => written.map_err(|error| Failure::about(path, &error)),
        None => unless_interrupted(written.map_err(Failure::from)),
    }
}

fn write_to(
    out: &mut dyn Write,
    args: &CheckArgs,
    reported: &[Finding],
    summary: &Summary,
) -> io::Result<()> {
    match args.format {
        ReportFormat::Text => {
            if args.statistics {
                text::counts(out, reported)?;
            } else {
                text::findings(out, reported, style::width())?;
            }
            if !args.quiet && summary.unchecked.is_empty() {
                text::summary(out, summary)?;
            }
            Ok(())
        }
        ReportFormat::Json if args.statistics => json::statistic(out, reported, summary),
        ReportFormat::Json => json::findings(out, reported, summary),
        ReportFormat::Jsonl => jsonl::findings(out, reported),
        ReportFormat::Github => github::findings(out, reported),
        ReportFormat::Sarif => sarif::findings(out, reported),
        ReportFormat::Junit => junit::findings(out, reported, summary),
        ReportFormat::Gitlab => gitlab::findings(out, reported),
        ReportFormat::Rdjson => rdjson::findings(out, reported),
    }
}

/// Creates the file at `path`, or empties it. Text is written there without colours.
fn create(path: &Path) -> Result<Box<dyn Write>, Failure> {
    let file = File::create(path).map_err(|error| Failure::about(path, &error))?;
    Ok(style::without_colors(file))
}
