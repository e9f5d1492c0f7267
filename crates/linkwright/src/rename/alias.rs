//! `linkwright alias`

use std::process::ExitCode;

use clap::Subcommand;
use linkwright_ide::rename::{RenamePlan, plan_alias, plan_alias_removal, plan_new_alias};
use linkwright_project::Project;

use super::carry_out::carry_out;
use super::{Common, VaultFile, find, unread};
use crate::failure::Failure;
use crate::interrupt;

/// Rename, add or remove an alias of a note.
#[derive(clap::Args)]
pub(crate) struct AliasArgs {
    #[command(subcommand)]
    action: AliasAction,
}

#[derive(Subcommand)]
enum AliasAction {
    /// Rename an alias, and every display text that is equal to it.
    Rename {
        /// The note: its path from the current folder, or its name as in a link.
        note: String,
        /// The alias.
        old: String,
        /// What it becomes.
        new: String,
        #[command(flatten)]
        common: Common,
    },
    /// Add an alias behind those there are. A link that another note's equal alias led to gets that
    /// note's path.
    Add {
        /// The note: its path from the current folder, or its name as in a link.
        note: String,
        /// The alias.
        alias: String,
        #[command(flatten)]
        common: Common,
    },
    /// Remove an alias. Links that reach the note only by it get its path and show the alias.
    Remove {
        /// The note: its path from the current folder, or its name as in a link.
        note: String,
        /// The alias.
        alias: String,
        #[command(flatten)]
        common: Common,
    },
}

pub(crate) fn run(args: &AliasArgs) -> Result<ExitCode, Failure> {
    interrupt::watch();
    match &args.action {
        AliasAction::Rename { note, old, new, common } => {
            let found = find::note(common, note)?;
            let old = found.project.alias(found.file, old)?;
            let plan = plan_alias(&found.project.vault, found.file, &old, new)?;
            done(&found.project, plan, &[], common)
        }
        AliasAction::Add { note, alias, common } => add(&find::note(common, note)?, alias, common),
        AliasAction::Remove { note, alias, common } => {
            remove(&find::note(common, note)?, alias, common)
        }
    }
}

fn add(found: &VaultFile, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let VaultFile { project, file, .. } = found;
    let alias = alias.trim();
    if project.alias(*file, alias).is_ok() {
        let path = &project.vault.file(*file).path;
        return Err(Failure::new(format!("{path} has the alias {alias} already")));
    }
    let plan = plan_new_alias(&project.vault, *file, alias)?;
    let claimants = project.vault.claimants(alias);
    let others = claimants.iter().filter(|other| *other != file);
    let claims = |other| format!("{} claims this alias, too.", project.vault.file(other).path);
    let messages: Vec<String> = others.map(|&other| claims(other)).collect();
    done(project, plan, &messages, common)
}

fn remove(found: &VaultFile, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let alias = found.project.alias(found.file, alias)?;
    let plan = plan_alias_removal(&found.project.vault, found.file, &alias)?;
    done(&found.project, plan, &[], common)
}

/// Carries out `plan`, and says these messages too.
fn done(
    project: &Project,
    plan: RenamePlan,
    messages: &[String],
    common: &Common,
) -> Result<ExitCode, Failure> {
    let mut changes = project.finish(plan)?;
    changes.messages.extend_from_slice(messages);
    match unread::refused(project, common) {
        Some(status) => Ok(status),
        None => carry_out(project, changes, common),
    }
}
