//! Writing the report to standard output or a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use linkwright_project::Finding;

use super::args::{CheckArgs, ReportFormat};
use super::format::{github, gitlab, json, jsonl, junit, rdjson, sarif, text};
use super::report::Summary;
use crate::failure::Failure;
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
    let mut out: BufWriter<Box<dyn Write>> = BufWriter::new(match &args.output {
        Some(path) => Box::new(create(path)?),
        None => Box::new(anstream::stdout().lock()),
    });
    match args.format {
        ReportFormat::Text => {
            if args.statistics {
                text::counts(&mut out, reported)?;
            } else {
                text::findings(&mut out, reported, style::width())?;
            }
            if !args.quiet && summary.unchecked.is_empty() {
                text::summary(&mut out, summary)?;
            }
        }
        ReportFormat::Json if args.statistics => json::statistic(&mut out, reported, summary)?,
        ReportFormat::Json => json::findings(&mut out, reported, summary)?,
        ReportFormat::Jsonl => jsonl::findings(&mut out, reported)?,
        ReportFormat::Github => github::findings(&mut out, reported)?,
        ReportFormat::Sarif => sarif::findings(&mut out, reported)?,
        ReportFormat::Junit => junit::findings(&mut out, reported, summary)?,
        ReportFormat::Gitlab => gitlab::findings(&mut out, reported)?,
        ReportFormat::Rdjson => rdjson::findings(&mut out, reported)?,
    }
    let flushed = out.flush();
    match &args.output {
        Some(path) => flushed.map_err(|error| Failure::about(path, &error)),
        None => Ok(flushed?),
    }
}

/// Creates the file at `path`, or empties it. Text is written there without colours.
fn create(path: &Path) -> Result<impl Write + use<>, Failure> {
    let file = File::create(path).map_err(|error| Failure::about(path, &error))?;
    Ok(anstream::StripStream::new(file))
}
