//! The findings that a change causes: those that the vault did not have before.

use std::collections::HashMap;
use std::sync::Arc;

use linkwright_project::{Project, Revision, RevisionDisk};

use super::args::CheckArgs;
use super::report::Reported;
use super::scope::CheckScope;
use crate::failure::Failure;
use crate::interrupt::INTERRUPTED;

/// Opens the vault of `scope` as it is in `revision`.
///
/// # Errors
/// If it is not in a repository, there is no such revision, or Git is not installed.
pub(super) fn open(scope: &CheckScope, revision: &Revision) -> Result<Project, Failure> {
    let disk = RevisionDisk::open(&scope.vault.root, revision)?;
    Ok(Project::open_on(Arc::new(disk), &scope.vault, &INTERRUPTED, |_, _| ())?)
}

/// Removes from `found` those that the vault had in `revision` too. Of
/// several equal ones, as many are removed as there were.
///
/// # Errors
/// As [`open`], and if the notes are on the disk and a sparse checkout leaves some out.
pub(super) fn retain_caused(
    found: &mut Vec<Reported>,
    scope: &CheckScope,
    revision: &Revision,
    args: &CheckArgs,
) -> Result<(), Failure> {
    let disk = RevisionDisk::open(&scope.vault.root, revision)?;
    if !args.staged {
        disk.require_full_checkout()?;
    }
    if disk.was_part_of_another(&scope.vault.root) {
        // Its links resolved in the vault around it.
        return Ok(());
    }
    let mut before = Project::open_on(Arc::new(disk), &scope.vault, &INTERRUPTED, |_, _| ())?;
    before.turn_on(args.selection.selected());
    let mut known: HashMap<String, usize> = HashMap::new();
    let is_part = |path: &str| scope.contains(path);
    let is_wanted = |code: &str, _| args.selection.contains(code);
    let fingerprints =
        before.check_each(is_part, is_wanted, false, &INTERRUPTED, |_, finding| {
            finding.fingerprint
        })?;
    for fingerprint in fingerprints {
        *known.entry(fingerprint).or_default() += 1;
    }
    found.retain(|finding| match known.get_mut(&finding.fingerprint) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        // What lies behind a symbolic link is not part of the repository.
        _ => true,
    });
    Ok(())
}
