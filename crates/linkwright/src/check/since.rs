//! The findings that a change causes: those that the vault did not have before.

use std::collections::HashMap;
use std::sync::Arc;

use linkwright_project::{Finding, Project, Revision, RevisionDisk};

use super::scope::CheckScope;
use super::selection::Selection;
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

/// Removes from `found`, findings with vault paths, those that the vault had in `revision` too. Of
/// several equal ones, as many are removed as there were.
///
/// # Errors
/// As [`open`].
pub(super) fn retain_caused(
    found: &mut Vec<Finding>,
    scope: &CheckScope,
    revision: &Revision,
    selection: &Selection,
) -> Result<(), Failure> {
    let disk = RevisionDisk::open(&scope.vault.root, revision)?;
    if disk.was_part_of_another(&scope.vault.root) {
        // Its links resolved in the vault around it.
        return Ok(());
    }
    let mut before = Project::open_on(Arc::new(disk), &scope.vault, &INTERRUPTED, |_, _| ())?;
    before.turn_on(selection.selected());
    let mut known: HashMap<String, usize> = HashMap::new();
    for finding in before.check(|path| scope.contains(path), false, &INTERRUPTED)? {
        *known.entry(finding.fingerprint).or_default() += 1;
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
