//! `linkwright check`: broken links and other problems.

mod args;
mod format;
mod output;
mod report;
mod scope;
mod selection;

use std::collections::VecDeque;
use std::process::ExitCode;
use std::time::Instant;

use linkwright_project::{Finding, Project};

use crate::failure::Failure;
use crate::interrupt::{self, INTERRUPTED};
use crate::load::load;
use crate::locate::print_notice;
use crate::recovery::warn_of_interrupted;
pub(crate) use args::CheckArgs;
use args::Format;
use report::Summary;
use scope::CheckScope;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    args.validate()?;
    let started = Instant::now();
    let mut summary = Summary::default();
    let mut findings = check_vaults(args, &mut summary)?;
    findings.retain(|finding| args.selection.contains(finding.code));
    let lowest = args.lowest();
    let (reported, hidden): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.severity >= lowest);
    summary.took = started.elapsed();
    summary.count(&reported, &hidden);
    output::write(args, &reported, &summary)?;
    if let [first, rest @ ..] = &summary.unchecked[..] {
        for message in rest.iter().rev() {
            Failure::new(message).report();
        }
        return Err(Failure::new(first));
    }
    Ok(ExitCode::from(u8::from(args.fails(&reported))))
}

/// Checks the vaults and notes that the arguments name.
fn check_vaults(args: &CheckArgs, summary: &mut Summary) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    if args.names_no_files() {
        return Ok(findings);
    }
    let quiet = args.quiet || args.format != Format::Text;
    let mut scopes = VecDeque::from(match &args.paths[..] {
        [] => vec![CheckScope::of_current_vault()?],
        paths => CheckScope::of_paths(paths)?,
    });
    while let Some(scope) = scopes.pop_front() {
        if !args.quiet {
            print_notice(&scope.vault);
        }
        warn_of_interrupted(&scope.vault.root);
        let mut project = load(&scope.vault, quiet)?;
        project.turn_on(args.selection.selected());
        // A vault inside another one is checked separately.
        for nested in scope.nested(&project)? {
            if !scopes.iter_mut().any(|scope| scope.merge(&nested)) {
                scopes.push_back(nested);
            }
        }
        scope::sort_outer_first(scopes.make_contiguous());
        check_vault(&mut project, &scope, summary, &mut findings)?;
    }
    Ok(findings)
}

/// Checks the notes of one vault that are in `scope`. Adds to the summary and the findings, whose
/// paths are relative to the current folder where possible.
fn check_vault(
    project: &mut Project,
    scope: &CheckScope,
    summary: &mut Summary,
    findings: &mut Vec<Finding>,
) -> Result<(), Failure> {
    let notes = scope.notes(project);
    summary.unchecked.extend(scope.without_notes(project, &notes));
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
