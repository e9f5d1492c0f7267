//! Writing the report to standard output or a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use linkwright_project::Finding;

use super::args::{CheckArgs, ReportFormat};
use super::format::{github, gitlab, json, junit, rdjson, sarif, text};
use super::report::{Reported, Summary};
use crate::failure::Failure;
use crate::interrupt::{Interruptible, unless_interrupted};
use crate::style::{self, Colors};

/// How the findings of a run become text.
#[derive(Clone, Copy)]
pub(super) struct Renderer {
    format: ReportFormat,
    /// Only the counts of findings are written.
    statistics: bool,
    colors: Colors,
    /// The width of the text format, in columns.
    width: usize,
}

impl Renderer {
    pub(super) fn new(args: &CheckArgs) -> Renderer {
        // In a file there are no colours.
        let colors = if args.output.is_some() { Colors::Off } else { Colors::of_stdout() };
        let CheckArgs { format, statistics, .. } = *args;
        Renderer { format, statistics, colors, width: style::width() }
    }

    /// The text of a finding with the path that the output has.
    pub(super) fn finding(&self, finding: &Finding) -> String {
        match self.format {
            _ if self.statistics => String::new(),
            ReportFormat::Text => text::finding(finding, self.colors, self.width),
            ReportFormat::Json | ReportFormat::Jsonl => json::finding(finding),
            ReportFormat::Github => github::annotation(finding),
            ReportFormat::Sarif => sarif::result(finding),
            ReportFormat::Junit => junit::test(finding),
            ReportFormat::Gitlab => gitlab::issue(finding),
            ReportFormat::Rdjson => rdjson::diagnostic(finding),
        }
    }

    /// Writes what is reported, in the format and to the place that the arguments name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn write(
        &self,
        args: &CheckArgs,
        reported: &[Reported],
        summary: &Summary,
    ) -> Result<(), Failure> {
        let mut out: Box<dyn Write> = match &args.output {
            Some(path) => create(path)?,
            None => Box::new(Interruptible(self.colors.stdout())),
        };
        let written =
            self.write_to(&mut *out, args.quiet, reported, summary).and_then(|()| out.flush());
        match &args.output {
            Some(path) => written.map_err(|error| Failure::about(path, &error)),
            None => unless_interrupted(written.map_err(Failure::from)),
        }
    }

    fn write_to(
        &self,
        out: &mut dyn Write,
        quiet: bool,
        reported: &[Reported],
        summary: &Summary,
    ) -> io::Result<()> {
        match self.format {
            ReportFormat::Text => {
                if self.statistics {
                    text::counts(out, reported, self.colors)?;
                } else {
                    reported.iter().try_for_each(|it| out.write_all(it.text.as_bytes()))?;
                }
                if !quiet && summary.unchecked.is_empty() {
                    text::summary(out, summary, self.colors)?;
                }
                Ok(())
            }
            ReportFormat::Json if self.statistics => json::statistic(out, reported, summary),
            ReportFormat::Json => json::document(out, reported, summary),
            ReportFormat::Jsonl | ReportFormat::Github => lines(out, reported),
            ReportFormat::Sarif => sarif::log(out, reported),
            ReportFormat::Junit => junit::document(out, reported, summary),
            ReportFormat::Gitlab => gitlab::list(out, reported),
            ReportFormat::Rdjson => rdjson::document(out, reported),
        }
    }
}

fn lines(out: &mut dyn Write, reported: &[Reported]) -> io::Result<()> {
    reported.iter().try_for_each(|finding| writeln!(out, "{}", finding.text))
}

/// Creates the file at `path`, or empties it.
fn create(path: &Path) -> Result<Box<dyn Write>, Failure> {
    let file = File::create(path).map_err(|error| Failure::about(path, &error))?;
    Ok(Box::new(BufWriter::new(file)))
}
