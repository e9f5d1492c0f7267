//! `linkwright alias`

use std::process::ExitCode;

use clap::Subcommand;
use linkwright_ide::rename::{Changes, Why, plan_alias};
use linkwright_syntax::fold;
use linkwright_syntax::frontmatter::{Refusal, add_alias, remove_alias};
use linkwright_vault::After;

use super::carry_out::{carry_out, finished, read};
use super::{Common, Found, find};
use crate::failure::Failure;
use crate::interrupt;
use crate::style::count;

/// Rename, add or remove an alias of a note.
#[derive(clap::Args)]
pub(crate) struct AliasArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
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
    /// Add an alias behind those there are.
    Add {
        /// The note: its path from the current folder, or its name as in a link.
        note: String,
        /// The alias.
        alias: String,
        #[command(flatten)]
        common: Common,
    },
    /// Remove an alias. Display texts equal to it stay.
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
        Action::Rename { note, old, new, common } => {
            let found = find::note(common, note)?;
            let old = spelt(&found, old)?;
            let plan = plan_alias(&found.loaded.vault, found.file, &old, new)?;
            let changes = finished(&found.loaded, plan)?;
            carry_out(&found.loaded, &changes, common)
        }
        Action::Add { note, alias, common } => add(&find::note(common, note)?, alias, common),
        Action::Remove { note, alias, common } => remove(&find::note(common, note)?, alias, common),
    }
}

fn add(found: &Found, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let Found { loaded, file } = found;
    let alias = alias.trim();
    if alias.is_empty() || alias.contains(char::is_control) {
        return Err(Failure::new("an alias is one line of text"));
    }
    if spelt(found, alias).is_ok() {
        let path = &loaded.vault.file(*file).path;
        return Err(Failure::new(format!("{path} has the alias {alias} already")));
    }
    let text = text(found)?;
    let frontmatter = loaded.vault.note(*file).and_then(|note| note.facts.frontmatter.as_deref());
    let edit = add_alias(&text, frontmatter, alias, loaded.vault.settings().aliases);
    let edit = edit.map_err(|refusal| refused(found, &refusal))?;
    let mut changes =
        Changes { edits: vec![(*file, vec![(edit, Why::Title)])], ..Changes::default() };
    let claimants = loaded.vault.claimants(alias);
    for other in claimants.iter().filter(|other| *other != file) {
        let path = &loaded.vault.file(*other).path;
        changes.messages.push(format!("{path} claims this alias, too."));
    }
    carry_out(loaded, &changes, common)
}

fn remove(found: &Found, alias: &str, common: &Common) -> Result<ExitCode, Failure> {
    let Found { loaded, file } = found;
    let alias = spelt(found, alias)?;
    let text = text(found)?;
    let note = loaded.vault.note(*file);
    let frontmatter = note.and_then(|note| note.facts.frontmatter.as_deref());
    let it = loaded.vault.aliases(*file).find(|it| *it.scalar.value == *alias);
    let (frontmatter, it) = frontmatter.zip(it).expect("the alias was found in the frontmatter");
    let edit = remove_alias(&text, frontmatter, &it).map_err(|refusal| refused(found, &refusal))?;
    let mut changes =
        Changes { edits: vec![(*file, vec![(edit, Why::Title)])], ..Changes::default() };
    let lost = After::new(&loaded.vault).alias_renamed(*file, &alias, "").changed().len();
    if lost > 0 {
        let links = count(lost, "link reaches", "links reach");
        changes.messages.push(format!("{links} the note only by this alias."));
    }
    carry_out(loaded, &changes, common)
}

/// The alias of the note as it is spelt there: exactly so, else in another case.
fn spelt(found: &Found, alias: &str) -> Result<String, Failure> {
    let vault = &found.loaded.vault;
    let aliases = || vault.aliases(found.file).map(|it| it.scalar.value);
    let exact = aliases().find(|it| *it == alias.trim());
    let near = || aliases().find(|it| fold(it) == fold(alias.trim()));
    exact.or_else(near).map(ToString::to_string).ok_or_else(|| {
        let path = &vault.file(found.file).path;
        Failure::new(format!("{path} has no alias {alias}"))
    })
}

fn text(found: &Found) -> Result<String, Failure> {
    let mut texts = read(&found.loaded, &[found.file])?;
    let text = texts.pop().map(|(_, text)| text);
    let file = found.loaded.vault.file(found.file);
    if file.note.is_none() || file.is_canvas() {
        let path = &file.path;
        return Err(Failure::new(format!("{path}: not a note")));
    }
    Ok(text.unwrap_or_default())
}

fn refused(found: &Found, refusal: &Refusal) -> Failure {
    Failure::new(format!("{}: {}", found.loaded.vault.file(found.file).path, refusal.reason))
}
