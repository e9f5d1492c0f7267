//! `linkwright check`

mod print;
mod scope;

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::ValueEnum;
use linkwright_project::{Finding, Project};
use linkwright_vault::Severity;

use crate::failure::Failure;
use crate::interrupt::{self, INTERRUPTED};
use crate::load::load;
use crate::locate::tell;
use crate::recovery::before_reading;
use crate::style;
use print::Summary;
use scope::CheckScope;

/// Report broken links and whatever else is wrong, as a compiler does.
///
/// The exit status is 1 if there are errors or warnings, which broken links are unless set
/// otherwise; 2 if the check could not run; else 0.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// Vaults, folders of a vault, or single notes.
    ///
    /// Links are resolved in the whole vault, which is the nearest folder up that holds .obsidian or
    /// .linkwright.toml. Without one it is the current folder if PATH lies in it, else the nearest
    /// folder up with .git, else the folder of PATH; which one is said on standard error. A vault
    /// within another is checked by itself.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How findings are written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Leave out what is less severe.
    #[arg(long, value_enum, default_value_t, value_name = "LEAST")]
    severity: Least,

    /// Findings only: no summary, no progress.
    #[arg(long, short)]
    quiet: bool,
}

/// How findings are written.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: path:line:column, the line, a caret.
    #[default]
    Text,
    /// One document with all findings and the summary.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Least {
    Hint,
    Information,
    #[default]
    Warning,
    Error,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Severity {
        match least {
            Least::Hint => Severity::Hint,
            Least::Information => Severity::Information,
            Least::Warning => Severity::Warning,
            Least::Error => Severity::Error,
        }
    }
}

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    interrupt::watch();
    let started = Instant::now();
    let quiet = args.quiet || args.format != Format::Text;
    let mut findings = Vec::new();
    let mut summary = Summary::default();
    let mut scopes = VecDeque::from(CheckScope::of_paths(&args.paths)?);
    while let Some(scope) = scopes.pop_front() {
        if !args.quiet {
            tell(&scope.vault);
        }
        before_reading(&scope.vault.root);
        let mut project = load(&scope.vault, quiet)?;
        // Each vault is checked by itself, those within another too.
        for nested in scope.nested(&project)? {
            if !scopes.iter_mut().any(|scope| scope.absorb(&nested)) {
                scopes.push_back(nested);
            }
        }
        scope::outer_first(scopes.make_contiguous());
        check(&mut project, &scope, &mut summary, &mut findings)?;
    }
    summary.took = started.elapsed();
    summary.count(&findings);
    let least = args.severity.into();
    let (shown, hidden): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.severity >= least);
    summary.hidden = hidden.len();

    let mut out = std::io::BufWriter::new(anstream::stdout().lock());
    match args.format {
        Format::Text => {
            let width = style::width();
            for finding in &shown {
                print::text(&mut out, finding, width)?;
            }
            if !args.quiet {
                print::text_summary(&mut out, &summary)?;
            }
        }
        Format::Json => print::json(&mut out, &shown, &summary)?,
        Format::Github => {
            for finding in &shown {
                print::github(&mut out, finding)?;
            }
        }
    }
    out.flush()?;
    let failed = findings.iter().any(|finding| finding.severity >= Severity::Warning);
    Ok(ExitCode::from(u8::from(failed)))
}

/// Adds what is wrong in one vault, as far as it lies in `scope`, with paths as they are shown.
fn check(
    project: &mut Project,
    scope: &CheckScope,
    summary: &mut Summary,
    findings: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let notes = scope.notes(project)?;
    let is_note = |id| project.vault.file(id).as_note().is_some();
    summary.notes += notes.iter().filter(|(id, _)| is_note(*id)).count();
    summary.links += notes.iter().map(|(_, note)| note.facts.links.len()).sum::<usize>();
    let found = project.check(|path| scope.holds(path), &INTERRUPTED)?;
    findings.extend(found.into_iter().map(|mut finding| {
        let related = finding.related.iter_mut().map(|(_, path, _)| path);
        for path in related.chain([&mut finding.path]) {
            *path = project.shown(path).display().to_string();
        }
        finding
    }));
    Ok(())
}
