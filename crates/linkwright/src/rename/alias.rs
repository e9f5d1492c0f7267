//! `linkwright alias`: renames, adds and removes aliases.

use std::borrow::Cow;
use std::process::ExitCode;

use clap::Subcommand;
use linkwright_ide::rename::{RenamePlan, plan_alias, plan_alias_removal, plan_new_alias};
use linkwright_project::Project;
use linkwright_vault::is_conflict_copy;

use super::{CommonArgs, VaultFile, carry_out_changes, find};
use crate::failure::Failure;
use crate::interrupt;

/// Rename, add or remove an alias of a note.
///
/// Example: linkwright alias rename "Apis mellifera" "honey bee" "European honey bee"
#[derive(clap::Args)]
pub(crate) struct AliasArgs {
    #[command(subcommand)]
    action: AliasAction,
}

#[derive(Subcommand)]
enum AliasAction {
    /// Rename an alias, and every display text that equals it.
    ///
    /// Example: linkwright alias rename "Apis mellifera" "honey bee" "European honey bee"
    Rename {
        /// The note: its name, path or alias.
        #[arg(add = crate::complete::note())]
        note: String,
        /// The alias.
        #[arg(add = crate::complete::alias())]
        old: String,
        /// The new alias.
        new: String,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Add an alias after the existing ones. Links that resolved to another note by the same alias
    /// are rewritten with that note's path.
    ///
    /// Example: linkwright alias add "Apis mellifera" "honey bee"
    Add {
        /// The note: its name, path or alias.
        #[arg(add = crate::complete::note())]
        note: String,
        /// The alias.
        alias: String,
        #[command(flatten)]
        common: CommonArgs,
    },
    /// Remove an alias. Links that resolve to the note only by it are rewritten with the note's
    /// path, and show the alias.
    ///
    /// Example: linkwright alias remove "Apis mellifera" "honey bee"
    Remove {
        /// The note: its name, path or alias.
        #[arg(add = crate::complete::note())]
        note: String,
        /// The alias.
        #[arg(add = crate::complete::alias())]
        alias: String,
        #[command(flatten)]
        common: CommonArgs,
    },
}

pub(crate) fn run(args: &AliasArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    match &args.action {
        AliasAction::Rename { note, old, new, common } => {
            let found = find::note(common, note)?;
            let old = found.project.alias(found.file, old)?;
            let plan = plan_alias(&found.project.vault, found.file, &old, new)?;
            carry_out_plan(&found.project, plan, &[], common)
        }
        AliasAction::Add { note, alias, common } => add(&find::note(common, note)?, alias, common),
        AliasAction::Remove { note, alias, common } => {
            remove(&find::note(common, note)?, alias, common)
        }
    }
}

fn add(found: &VaultFile, alias: &str, common: &CommonArgs) -> Result<ExitCode, Failure> {
    let VaultFile { project, file, .. } = found;
    let alias = alias.trim();
    if project.alias(*file, alias).is_ok() {
        let path = &project.vault.file(*file).path;
        return Err(Failure::new(format!("`{path}` already has the alias `{alias}`")));
    }
    let plan = plan_new_alias(&project.vault, *file, alias)?;
    // An alias of a conflict copy does not count.
    let claimants = match is_conflict_copy(&project.vault.file(*file).path) {
        true => Cow::default(),
        false => project.vault.claimants(alias),
    };
    let others = claimants.iter().filter(|other| *other != file);
    let message = |other| {
        let path = &project.vault.file(other).path;
        format!("`{alias}` is also an alias of `{path}`, so `[[{alias}]]` resolves to neither.")
    };
    let messages: Vec<String> = others.map(|&other| message(other)).collect();
    carry_out_plan(project, plan, &messages, common)
}

fn remove(found: &VaultFile, alias: &str, common: &CommonArgs) -> Result<ExitCode, Failure> {
    let alias = found.project.alias(found.file, alias)?;
    let plan = plan_alias_removal(&found.project.vault, found.file, &alias)?;
    carry_out_plan(&found.project, plan, &[], common)
}

/// Carries out `plan`, and prints `messages` with those of the plan.
fn carry_out_plan(
    project: &Project,
    plan: RenamePlan,
    messages: &[String],
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    let mut changes = project.finish(plan)?;
    changes.messages.extend_from_slice(messages);
    carry_out_changes(project, changes, common)
}
