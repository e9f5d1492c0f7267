//! The arguments of `linkwright check`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use linkwright_project::Revision;
use linkwright_settings::Severity;

use super::report::Reported;
use super::selection::Selection;
use crate::failure::Failure;

/// Report broken links and other problems.
///
/// Exit status: 0 if nothing is reported at or above --fail-on, 1 if something is, 2 if the check
/// could not run. What is not reported does not count.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  linkwright check                                  the whole vault of this folder
  linkwright check journal                          only this folder
  linkwright check --since origin/main...           what a pull request breaks
  linkwright check --fix                            fix what is certain, report the rest
  linkwright check --fix=unsafe --diff              show what would be fixed
  git diff -z --name-only | xargs -0 linkwright check --
                                                    these files; without any, nothing")]
pub(crate) struct CheckArgs {
    /// Vaults, folders of a vault, or single notes [default: the vault of the current folder].
    ///
    /// Links are resolved in the whole vault: the nearest parent folder that contains .obsidian or
    /// .linkwright.toml. If there is none, the vault is the current folder if it contains PATH,
    /// else the nearest parent folder with .git, else the folder of PATH; a note on standard error
    /// says which. A vault inside another one is checked separately. `check --` with nothing behind
    /// it checks nothing. `-` is standard input, with --stdin-path.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Check the note that is read from standard input, with PATH `-`, as if it was at this path.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_path: Option<PathBuf>,

    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ReportFormat,

    /// Write the output to FILE instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Lowest severity to report [default: warning, or that of --fail-on if it is lower; hint with
    /// --select].
    #[arg(long, value_enum, value_name = "SEVERITY")]
    severity: Option<LowestSeverity>,

    /// Lowest severity that makes the exit status 1.
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,

    /// Make the exit status 1 if more than N warnings are reported; up to N are allowed.
    #[arg(long, value_name = "N")]
    max_warnings: Option<usize>,

    #[command(flatten)]
    pub(super) selection: Selection,

    /// Fix findings before reporting the rest; all fixes of a vault are made or none.
    ///
    /// `safe`, the default, fixes only what is certain: links by an alias, names that differ only by
    /// case, Unicode form or extension, slugs of headings, links in properties without quotes, and
    /// aliases that a note lists twice. `unsafe` also chooses the nearest name. No note gets a finding
    /// that it did not have. --select and --ignore choose the codes; the severity does not matter.
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, value_name = "WHICH")]
    #[arg(default_missing_value = "safe")]
    #[arg(conflicts_with_all = ["since", "staged", "stdin_path", "write_baseline"])]
    fix: Option<Fixes>,

    /// Show the fixes as a diff without making them or reporting findings. The exit status is 1 if
    /// there are any.
    #[arg(long, conflicts_with_all = ["since", "staged", "stdin_path", "write_baseline", "output"])]
    pub(super) diff: bool,

    /// Report only what the changes since the commit REV cause, in whatever note that is.
    ///
    /// Deleting or renaming a note breaks links in notes that did not change; these are reported
    /// too. The commit is compared with the files on the disk. `REV...` is the last commit that REV
    /// and the current one come from: what a pull request changes.
    #[arg(long, value_name = "REV")]
    since: Option<String>,

    /// Report only what the changes in Git's index cause: what the next commit would break. Notes
    /// are read from the index.
    #[arg(long, conflicts_with = "since")]
    pub(super) staged: bool,

    /// Pass over the findings that FILE lists, and say which of them are gone.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Write what would be reported to the file of --baseline, instead of reporting it.
    #[arg(long, requires = "baseline")]
    pub(super) write_baseline: bool,

    /// Report the number of findings of each code instead of the findings.
    #[arg(long)]
    pub(super) statistics: bool,

    /// Print only the findings, without the summary and the progress bar.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// The output format.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people: path:line:column, the line, and carets under the problem.
    #[default]
    Text,
    /// One JSON document with all findings and the summary.
    Json,
    /// A JSON value a line for each finding.
    Jsonl,
    /// Annotations for a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Reviewdog's rdjson.
    Rdjson,
}

impl ReportFormat {
    /// Whether the format has a place for fixes.
    pub(super) fn has_fixes(self) -> bool {
        matches!(
            self,
            ReportFormat::Json | ReportFormat::Jsonl | ReportFormat::Sarif | ReportFormat::Rdjson
        )
    }
}

/// Which fixes are made.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Fixes {
    /// Those that are certainly what was meant.
    Safe,
    /// Also those that choose the nearest name.
    Unsafe,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum LowestSeverity {
    /// Everything.
    Hint,
    /// Everything except hints.
    Information,
    /// Warnings and errors.
    Warning,
    /// Only errors.
    Error,
}

impl From<LowestSeverity> for Severity {
    fn from(lowest: LowestSeverity) -> Severity {
        match lowest {
            LowestSeverity::Hint => Severity::Hint,
            LowestSeverity::Information => Severity::Information,
            LowestSeverity::Warning => Severity::Warning,
            LowestSeverity::Error => Severity::Error,
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Everything.
    Hint,
    /// Everything except hints.
    Information,
    /// Warnings and errors.
    #[default]
    Warning,
    /// Only errors.
    Error,
    /// Nothing: the exit status is 0 whatever is reported.
    Never,
}

impl FailOn {
    fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Hint => Some(Severity::Hint),
            FailOn::Information => Some(Severity::Information),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Never => None,
        }
    }
}

impl CheckArgs {
    /// The lowest severity that is reported.
    pub(super) fn lowest(&self) -> Severity {
        match self.severity {
            Some(severity) => severity.into(),
            None if self.selection.is_selecting() => Severity::Hint,
            None => self.fail_on.severity().unwrap_or(Severity::Warning).min(Severity::Warning),
        }
    }

    /// Whether these findings make the exit status 1.
    pub(super) fn fails(&self, reported: &[Reported]) -> bool {
        let fail_on = self.fail_on.severity();
        let fails = |severity| fail_on.is_some_and(|fail_on| severity >= fail_on);
        let allowed = match self.max_warnings {
            Some(allowed) => allowed,
            None if fails(Severity::Warning) => 0,
            None => usize::MAX,
        };
        let is_warning = |finding: &&Reported| finding.severity == Severity::Warning;
        let (warnings, others): (Vec<_>, Vec<_>) = reported.iter().partition(is_warning);
        warnings.len() > allowed || others.iter().any(|finding| fails(finding.severity))
    }

    /// The fixes to make or to show.
    pub(super) fn fixes(&self) -> Option<Fixes> {
        self.fix.or(self.diff.then_some(Fixes::Safe))
    }

    /// The commit that the vault is compared with.
    pub(super) fn before(&self) -> Option<Revision> {
        let head = self.staged.then_some("HEAD");
        self.since.as_deref().or(head).map(|name| Revision::Commit(name.to_owned()))
    }

    /// # Errors
    /// If options do not fit together.
    pub(super) fn validate(&self) -> Result<(), Failure> {
        if self.statistics && !matches!(self.format, ReportFormat::Text | ReportFormat::Json) {
            return Err(Failure::new("--statistics needs --format text or json"));
        }
        let reads_stdin = self.paths.iter().any(|path| path == Path::new("-"));
        match &self.stdin_path {
            Some(_) if !reads_stdin || self.paths.len() > 1 => {
                Err(Failure::new("--stdin-path needs the path `-`, and no other"))
            }
            Some(_) if self.staged => Err(Failure::new("--staged does not read standard input")),
            None if reads_stdin => Err(Failure::new(
                "`-` needs --stdin-path PATH: the links of a note resolve from its path",
            )),
            _ => Ok(()),
        }
    }

    /// Whether the command line ends in `--`, as `xargs` runs it without any file.
    pub(super) fn names_no_files(&self) -> bool {
        self.paths.is_empty() && std::env::args_os().next_back().is_some_and(|last| last == "--")
    }
}
