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
use linkwright_settings::{DiagnosticCode, Severity};

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
use output::Renderer;
use report::{Reported, Summary};
use scope::CheckScope;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    args.validate()?;
    let started = Instant::now();
    let mut summary = Summary::default();
    let renderer = Renderer::new(args);
    let mut checked = Checked::new(args)?;
    check_vaults(args, renderer, &mut summary, &mut checked)?;
    let Checked { mut found, baseline, fixable } = checked;
    if let (Some(baseline), true) = (&baseline, args.write_baseline) {
        found.retain(|finding| finding.severity >= args.lowest());
        let written = baseline.write(found, |code| args.selection.contains(code))?;
        let file = args.baseline.as_deref().unwrap_or(Path::new("")).display();
        anstream::eprintln!("Wrote {} to {file}.", count(written, "finding", "findings"));
        return Ok(ExitCode::SUCCESS);
    }
    if args.diff {
        return Ok(ExitCode::from(u8::from(fixable > 0)));
    }
    summary.took = started.elapsed();
    summary.count(&found);
    match renderer.write(args, &found, &summary) {
        // Whoever reads only the beginning still learns whether anything is reported.
        Ok(()) | Err(Failure::BrokenPipe) => {}
        Err(failure) => return Err(failure),
    }
    if !args.quiet && args.format == ReportFormat::Text {
        for advice in &summary.advice {
            anstream::eprintln!("{BOLD}note{BOLD:#}: {}", printable(advice));
        }
    }
    if let Some(baseline) = &baseline {
        report_gone(&baseline.no_longer_found(|code| args.selection.contains(code)));
    }
    if let [first, rest @ ..] = &summary.unchecked[..] {
        for message in rest.iter().rev() {
            Failure::new(message).report();
        }
        return Err(Failure::new(first));
    }
    Ok(ExitCode::from(u8::from(args.fails(&found))))
}

/// What was found so far.
struct Checked {
    /// The findings to report; with `--write-baseline`, the entries of the baseline.
    found: Vec<Reported>,
    baseline: Option<Baseline>,
    /// With `--diff`: the number of findings that have fixes.
    fixable: usize,
}

impl Checked {
    fn new(args: &CheckArgs) -> Result<Checked, Failure> {
        let baseline = args.baseline.as_deref();
        let baseline =
            baseline.map(|file| Baseline::read(file, args.write_baseline)).transpose()?;
        Ok(Checked { found: Vec::new(), baseline, fixable: 0 })
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
    renderer: Renderer,
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
        check_vault(&mut project, &scope, args, renderer, summary, checked)?;
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

/// Checks the notes of one vault that are in `scope`. Adds to the summary and the findings.
fn check_vault(
    project: &mut Project,
    scope: &CheckScope,
    args: &CheckArgs,
    renderer: Renderer,
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
    let mut has_broken_links = false;
    let mut see = |code: &str| has_broken_links |= code == DiagnosticCode::BrokenLink.name();
    let hide = |code: &str| {
        see(code);
        summary.hide(code);
    };
    let mut found = find(project, scope, args, renderer, hide)?;
    if let Some(baseline) = &mut checked.baseline {
        baseline.retain_unknown(&mut found, |path| scope.contains(path));
    }
    if let Some(revision) = args.before() {
        since::retain_caused(&mut found, scope, &revision, args)?;
    }
    found.retain(|finding| {
        let is_reported = finding.severity >= args.lowest();
        if !is_reported {
            summary.hide(finding.code);
        }
        see(finding.code);
        is_reported
    });
    if args.before().is_none() && has_broken_links {
        summary.advice.extend(link_root::advice(project, scope));
    }
    match checked.found.is_empty() {
        true => checked.found = found,
        false => checked.found.extend(found),
    }
    Ok(())
}

/// The findings in `scope`, as the output has them. Of those that certainly are not reported, `hide` gets the
/// codes.
fn find(
    project: &mut Project,
    scope: &CheckScope,
    args: &CheckArgs,
    renderer: Renderer,
    mut hide: impl FnMut(&str),
) -> Result<Vec<Reported>, Failure> {
    let lowest = args.lowest();
    // Findings are compared with known ones before their severity matters.
    let are_all_made = args.baseline.is_some() || args.before().is_some();
    let is_wanted = |code: &str, severity| {
        let is_selected = args.selection.contains(code);
        let is_made = severity >= lowest || are_all_made;
        if is_selected && !is_made {
            hide(code);
        }
        is_selected && is_made
    };
    let make = |project: &Project, finding| match args.write_baseline {
        true => baseline::entry(finding),
        false => reported(project, finding, args.lowest(), renderer),
    };
    let with_fixes = args.format.has_fixes() && !args.write_baseline;
    let is_part = |path: &str| scope.contains(path);
    Ok(project.check_each(is_part, is_wanted, with_fixes, &INTERRUPTED, make)?)
}

/// The finding as the output has it. One below the severity `lowest` has no text.
fn reported(
    project: &Project,
    mut finding: Finding,
    lowest: Severity,
    renderer: Renderer,
) -> Reported {
    let Finding { code, severity, .. } = finding;
    let related = finding.related.iter_mut().map(|(_, path, _)| path);
    for path in related.chain([&mut finding.path]) {
        // Formats for programs have slashes on every platform; the text format has Windows' own.
        *path = project.shown(path).to_string_lossy().replace(MAIN_SEPARATOR, "/");
    }
    let text = if severity >= lowest { renderer.finding(&finding) } else { String::new() };
    Reported { path: finding.path, code, severity, fingerprint: finding.fingerprint, text }
}
