//! `linkwright alias`

use std::process::ExitCode;

use clap::Subcommand;
use linkwright_ide::rename::{RenamePlan, plan_alias, plan_alias_removal, plan_new_alias};
use linkwright_syntax::fold;

use super::carry_out::{carry_out, finished};
use super::{Common, VaultFile, find, unread};
use crate::failure::Failure;
use crate::interrupt;
use crate::load::Loaded;

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
            let old = spelt(&found, old)?;
            let plan = plan_alias(&found.loaded.vault, found.file, &old, new)?;
            done(&found.loaded, plan, &[], common)
        }
        AliasAction::Add { note, alias, common } => add(&find::note(common, note)?, alias, common),
        AliasAction::Remove { note, alias, common } => {
            remove(&find::note(common, note)?, alias, common)
        }
    }
}

fn add(found: &VaultFile, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let VaultFile { loaded, file, .. } = found;
    let alias = alias.trim();
    if spelt(found, alias).is_ok() {
        let path = &loaded.vault.file(*file).path;
        return Err(Failure::new(format!("{path} has the alias {alias} already")));
    }
    let plan = plan_new_alias(&loaded.vault, *file, alias)?;
    let claimants = loaded.vault.claimants(alias);
    let others = claimants.iter().filter(|other| *other != file);
    let claims = |other| format!("{} claims this alias, too.", loaded.vault.file(other).path);
    let messages: Vec<String> = others.map(|&other| claims(other)).collect();
    done(loaded, plan, &messages, common)
}

fn remove(found: &VaultFile, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let alias = spelt(found, alias)?;
    let plan = plan_alias_removal(&found.loaded.vault, found.file, &alias)?;
    done(&found.loaded, plan, &[], common)
}

/// Carries out `plan`, and says these messages too.
fn done(
    loaded: &Loaded,
    plan: RenamePlan,
    messages: &[String],
    common: &Common,
) -> Result<ExitCode, Failure> {
    let mut changes = finished(loaded, plan)?;
    changes.messages.extend_from_slice(messages);
    match unread::refused(loaded, common) {
        Some(status) => Ok(status),
        None => carry_out(loaded, &changes, common),
    }
}

/// The alias of the note as it is spelt there: exactly so, else in another case.
fn spelt(found: &VaultFile, alias: &str) -> Result<String, Failure> {
    let vault = &found.loaded.vault;
    let aliases = || vault.aliases(found.file).map(|it| it.scalar.value);
    let exact = aliases().find(|it| *it == alias.trim());
    let near = || aliases().find(|it| fold(it) == fold(alias.trim()));
    exact.or_else(near).map(ToString::to_string).ok_or_else(|| {
        let path = &vault.file(found.file).path;
        Failure::new(format!("{path} has no alias {alias}"))
    })
}
