//! `linkwright check`: broken links and other problems.

mod print;
mod scope;

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;
use linkwright_project::{Finding, Project};
use linkwright_settings::Severity;

use crate::failure::Failure;
use crate::interrupt::{self, INTERRUPTED};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::warn_of_interrupted;
use crate::style;
use print::Summary;
use scope::CheckScope;

/// Report broken links and other problems, in the format of a compiler.
///
/// The exit status is 1 if there are errors or warnings, 2 if the check could not run, and
/// otherwise
/// 0. Broken links are warnings unless the settings say otherwise.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// Vaults, folders of a vault, or single notes.
    ///
    /// Links are resolved in the whole vault: the nearest parent folder that contains .obsidian or
    /// .linkwright.toml. If there is none, the vault is the current folder if it contains PATH,
    /// else the nearest parent folder with .git, else the folder of PATH; a note on standard error
    /// says which. A vault inside another one is checked separately.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Lowest severity to show.
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    severity: LowestSeverity,

    /// Print only the findings, without the summary and the progress bar.
    #[arg(long, short)]
    quiet: bool,
}

/// The output format.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: path:line:column, the line, and carets under the problem.
    #[default]
    Text,
    /// One JSON document with all findings and the summary.
    Json,
    /// Annotations for a GitHub workflow.
    Github,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum LowestSeverity {
    Hint,
    Information,
    #[default]
    Warning,
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

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let started = Instant::now();
    let quiet = args.quiet || args.format != Format::Text;
    let mut findings = Vec::new();
    let mut summary = Summary::default();
    let mut scopes = VecDeque::from(CheckScope::of_paths(&args.paths)?);
    while let Some(scope) = scopes.pop_front() {
        if !args.quiet {
            print_notice(&scope.vault);
        }
        warn_of_interrupted(&scope.vault.root);
        let mut project = load(&scope.vault, quiet)?;
        // A vault inside another one is checked separately.
        for nested in scope.nested(&project)? {
            if !scopes.iter_mut().any(|scope| scope.merge(&nested)) {
                scopes.push_back(nested);
            }
        }
        scope::sort_outer_first(scopes.make_contiguous());
        check_vault(&mut project, &scope, &mut summary, &mut findings)?;
    }
    summary.took = started.elapsed();
    summary.count(&findings);
    let lowest = args.severity.into();
    let (shown, hidden): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.severity >= lowest);
    summary.hidden = hidden.len();

    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    match args.format {
        Format::Text => {
            let width = style::width();
            for finding in &shown {
                print::finding_text(&mut out, finding, width)?;
            }
            if !args.quiet {
                print::summary_text(&mut out, &summary)?;
            }
        }
        Format::Json => print::json(&mut out, &shown, &summary)?,
        Format::Github => {
            for finding in &shown {
                print::github_annotation(&mut out, finding)?;
            }
        }
    }
    out.flush()?;
    let failed = findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(ExitCode::from(u8::from(failed)))
}

/// Checks the notes of one vault that are in `scope`. Adds to the summary and the findings, whose
/// paths are relative to the current folder where possible.
fn check_vault(
    project: &mut Project,
    scope: &CheckScope,
    summary: &mut Summary,
    findings: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let notes = scope.notes(project)?;
    let is_note = |id| project.vault.file(id).as_note().is_some();
    summary.notes += notes.iter().filter(|(id, _)| is_note(*id)).count();
    summary.links += notes.iter().map(|(_, note)| note.facts.links.len()).sum::<usize>();
    let found = project.check(|path| scope.contains(path), &INTERRUPTED)?;
    findings.extend(found.into_iter().map(|mut finding| {
        let related = finding.related.iter_mut().map(|(_, path, _)| path);
        for path in related.chain([&mut finding.path]) {
            *path = project.shown(path).display().to_string();
        }
        finding
    }));
    Ok(())
}
