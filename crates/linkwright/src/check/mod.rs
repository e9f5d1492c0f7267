//! `linkwright check`: broken links and other problems.

mod args;
mod baseline;
mod fix;
mod format;
mod link_root;
mod output;
mod report;
mod scope;
mod selection;
mod since;

use std::collections::VecDeque;
use std::io::Read as _;
use std::path::{MAIN_SEPARATOR, Path};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use linkwright_project::{DiskWithText, Finding, Project, Revision};

use crate::excerpt::printable;
use crate::failure::Failure;
use crate::interrupt::{self, INTERRUPTED};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::warn_of_interrupted;
use crate::style::{BOLD, count};
pub(crate) use args::CheckArgs;
use args::ReportFormat;
use baseline::{Baseline, KnownFinding};
use report::Summary;
use scope::CheckScope;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    args.validate()?;
    let started = Instant::now();
    let mut summary = Summary::default();
    let mut checked = Checked::new(args)?;
    check_vaults(args, &mut summary, &mut checked)?;
    if let (Some(baseline), true) = (&checked.baseline, args.write_baseline) {
        let written = baseline.write(&checked.known, |code| args.selection.contains(code))?;
        let file = args.baseline.as_deref().unwrap_or(Path::new("")).display();
        anstream::eprintln!("Wrote {} to {file}.", count(written, "finding", "findings"));
        return Ok(ExitCode::SUCCESS);
    }
    if args.diff {
        return Ok(ExitCode::from(u8::from(checked.fixable > 0)));
    }
    let lowest = args.lowest();
    let (reported, hidden): (Vec<_>, Vec<_>) =
        checked.findings.into_iter().partition(|finding| finding.severity >= lowest);
    summary.took = started.elapsed();
    summary.count(&reported, &hidden);
    match output::write(args, &reported, &summary) {
        // Whoever reads only the beginning still learns whether anything is reported.
        Ok(()) | Err(Failure::BrokenPipe) => {}
        Err(failure) => return Err(failure),
    }
    if !args.quiet && args.format == ReportFormat::Text {
        for advice in &summary.advice {
            anstream::eprintln!("{BOLD}note{BOLD:#}: {}", printable(advice));
        }
    }
    if let Some(baseline) = &checked.baseline {
        report_gone(&baseline.no_longer_found(|code| args.selection.contains(code)));
    }
    if let [first, rest @ ..] = &summary.unchecked[..] {
        for message in rest.iter().rev() {
            Failure::new(message).report();
        }
        return Err(Failure::new(first));
    }
    Ok(ExitCode::from(u8::from(args.fails(&reported))))
}

/// What was found so far.
struct Checked {
    findings: Vec<Finding>,
    baseline: Option<Baseline>,
    /// With `--write-baseline`: what belongs into it.
    known: Vec<KnownFinding>,
    /// With `--diff`: the number of findings that have fixes.
    fixable: usize,
}

impl Checked {
    fn new(args: &CheckArgs) -> Result<Checked, Failure> {
        let baseline = args.baseline.as_deref();
        let baseline =
            baseline.map(|file| Baseline::read(file, args.write_baseline)).transpose()?;
        Ok(Checked { findings: Vec::new(), baseline, known: Vec::new(), fixable: 0 })
    }
}

/// Maximum number of findings of the baseline that are named when they are gone.
const MAX_GONE: usize = 20;

/// Says on standard error which findings of the baseline are gone.
fn report_gone(gone: &[&KnownFinding]) {
    if gone.is_empty() {
        return;
    }
    let gone_findings = count(gone.len(), "finding", "findings");
    anstream::eprintln!(
        "{BOLD}note{BOLD:#}: {gone_findings} of the baseline gone; --write-baseline removes them:"
    );
    for KnownFinding { path, code, message, .. } in gone.iter().take(MAX_GONE) {
        anstream::eprintln!("  {}: {code}: {}", printable(path), printable(message));
    }
    if gone.len() > MAX_GONE {
        anstream::eprintln!("  and {} more", gone.len() - MAX_GONE);
    }
}

/// Checks the vaults and notes that the arguments name.
fn check_vaults(
    args: &CheckArgs,
    summary: &mut Summary,
    checked: &mut Checked,
) -> Result<(), Failure> {
    if args.names_no_files() {
        return Ok(());
    }
    let quiet = args.quiet || args.format != ReportFormat::Text;
    let mut scopes = VecDeque::from(match (&args.stdin_path, &args.paths[..]) {
        (Some(path), _) => vec![CheckScope::of_note(path)?],
        (None, []) => vec![CheckScope::of_current_vault()?],
        (None, paths) => CheckScope::of_paths(paths)?,
    });
    while let Some(scope) = scopes.pop_front() {
        if !args.quiet {
            print_notice(&scope.vault);
        }
        warn_of_interrupted(&scope.vault.root);
        let mut project = if args.staged {
            since::open(&scope, &Revision::Index)?
        } else if args.stdin_path.is_some() {
            open_with_stdin(&scope)?
        } else {
            load(&scope.vault, quiet)?
        };
        project.turn_on(args.selection.selected());
        // A vault inside another one is checked separately.
        for nested in scope.nested(&project)? {
            // The commits of this repository say nothing about the files of another one.
            if args.before().is_some() && nested.is_in_other_repository(&scope.vault.root) {
                continue;
            }
            if !scopes.iter_mut().any(|scope| scope.merge(&nested)) {
                scopes.push_back(nested);
            }
        }
        scope::sort_outer_first(scopes.make_contiguous());
        check_vault(&mut project, &scope, args, summary, checked)?;
        if scopes.is_empty() {
            // The process ends soon, which frees the index at once.
            std::mem::forget(project);
        }
    }
    Ok(())
}

/// Opens the vault of `scope`, whose first path is a note with the text from standard input.
fn open_with_stdin(scope: &CheckScope) -> Result<Project, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::new(format!("standard input: {error}")))?;
    let disk = DiskWithText { path: scope.first().to_owned(), text };
    Ok(Project::open_on(Arc::new(disk), &scope.vault, &INTERRUPTED, |_, _| ())?)
}

/// Checks the notes of one vault that are in `scope`. Adds to the summary and the findings, whose
/// paths are relative to the current folder where possible.
fn check_vault(
    project: &mut Project,
    scope: &CheckScope,
    args: &CheckArgs,
    summary: &mut Summary,
    checked: &mut Checked,
) -> Result<(), Failure> {
    if let Some(level) = args.fixes() {
        checked.fixable += fix::fix(project, scope, level, args)?;
        if args.diff {
            return Ok(());
        }
    }
    let notes = scope.notes(project);
    summary.unchecked.extend(scope.without_notes(project, &notes));
    let is_note = |id| project.vault.file(id).as_note().is_some();
    summary.notes += notes.iter().filter(|(id, _)| is_note(*id)).count();
    summary.links += notes.iter().map(|(_, note)| note.facts.links.len()).sum::<usize>();
    let mut found =
        project.check(|path| scope.contains(path), args.format.has_fixes(), &INTERRUPTED)?;
    found.retain(|finding| args.selection.contains(finding.code));
    if args.write_baseline {
        let lowest = args.lowest();
        let is_reported = |finding: &&Finding| finding.severity >= lowest;
        checked.known.extend(found.iter().filter(is_reported).map(KnownFinding::of));
    }
    if let Some(baseline) = &mut checked.baseline {
        found = baseline.unknown(found, |path| scope.contains(path));
    }
    match args.before() {
        Some(revision) => since::retain_caused(&mut found, scope, &revision, &args.selection)?,
        None => summary.advice.extend(link_root::advice(project, scope, &found)),
    }
    checked.findings.extend(found.into_iter().map(|mut finding| {
        let related = finding.related.iter_mut().map(|(_, path, _)| path);
        for path in related.chain([&mut finding.path]) {
            // Formats for programs have slashes on every platform; the text format has Windows' own.
            *path = project.shown(path).to_string_lossy().replace(MAIN_SEPARATOR, "/");
        }
        finding
    }));
    Ok(())
}
