//! `--fix` and `--diff`: applies or shows fixes.

use linkwright_ide::actions::FixLevel;
use linkwright_project::Project;

use super::args::{CheckArgs, Fixes};
use super::scope::CheckScope;
use crate::failure::Failure;
use crate::history;
use crate::interrupt::INTERRUPTED;
use crate::rename::carry_out::{report_losses, show_diff};
use crate::style::count;

/// Applies the fixes of the findings in `scope`, all or none; with `--diff`, shows them instead. Returns
/// how many findings are fixed.
///
/// # Errors
/// If a note cannot be read, a file changed since it was read, or one cannot be written.
pub(super) fn fix(
    project: &mut Project,
    scope: &CheckScope,
    level: Fixes,
    args: &CheckArgs,
) -> Result<usize, Failure> {
    if let Some(unread) = project.read_errors.first() {
        return Err(Failure::new(format!(
            "{unread}; nothing was fixed, since links may mean a note that cannot be read"
        )));
    }
    let level = match level {
        Fixes::Safe => FixLevel::Safe,
        Fixes::Unsafe => FixLevel::Unsafe,
    };
    let is_selected =
        |code: linkwright_settings::DiagnosticCode| args.selection.contains(code.name());
    let fixes =
        project.plan_fixes(|path| scope.contains(path), level, is_selected, &INTERRUPTED)?;
    let findings = count(fixes.findings, "finding", "findings");
    let notes = count(fixes.pending.rewrites.len(), "note", "notes");
    if args.diff {
        show_diff(&fixes.pending)?;
        if !args.quiet {
            anstream::eprintln!("Nothing written: --fix fixes {findings} in {notes}.");
        }
    } else if fixes.findings > 0 {
        let report = history::apply(project, &fixes.pending)?;
        project.fixes_applied(&fixes);
        report_losses(&report);
        if !args.quiet {
            anstream::eprintln!("Fixed {findings} in {notes}.");
        }
    }
    Ok(fixes.findings)
}
