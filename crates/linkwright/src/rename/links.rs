//! `linkwright convert` and `link-mentions`: changes of links.

use std::process::ExitCode;

use clap::ValueEnum;
use linkwright_ide::{actions, lists};
use linkwright_project::Project;
use linkwright_settings::LinkStyle;
use linkwright_vault::FileId;

use super::{CommonArgs, VaultFile, carry_out_changes, find};
use crate::failure::Failure;
use crate::interrupt::{self, INTERRUPTED};

/// Convert links between `[[wikilinks]]` and Markdown links, in a note or in the whole vault.
///
/// A link that the other style cannot hold stays as it is; so do reference definitions, properties and
/// links in headings. The changes are shown as a diff; either all of them are made or none.
///
/// Example: linkwright convert --to markdown "Apis mellifera"
#[derive(clap::Args)]
pub(crate) struct ConvertArgs {
    /// The note: its path, name or alias. The default is all notes of the vault.
    #[arg(add = crate::complete::note())]
    note: Option<String>,

    /// The new style.
    #[arg(long, value_enum)]
    to: Style,

    #[command(flatten)]
    common: CommonArgs,
}

/// Link the words in other notes that name a note but do not link to it.
///
/// Each mention that `linkwright mentions` lists becomes a link that shows the same words. The changes
/// are shown as a diff; either all of them are made or none.
///
/// Example: linkwright link-mentions "Apis mellifera" --dry-run
#[derive(clap::Args)]
pub(crate) struct LinkMentionsArgs {
    /// The note: its path, name or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    #[command(flatten)]
    common: CommonArgs,
}

/// The style of a link.
#[derive(Clone, Copy, ValueEnum)]
enum Style {
    /// `[[Note|text]]`
    Wikilink,
    /// `[text](Note.md)`
    Markdown,
}

pub(crate) fn convert(args: &ConvertArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let (mut project, notes) = match &args.note {
        Some(note) => {
            let VaultFile { project, file, .. } = find::note(&args.common, note)?;
            check_note(&project, file)?;
            (project, vec![file])
        }
        None => {
            let project = find::vault(&args.common)?;
            let notes = lists::notes(&project.vault);
            (project, notes)
        }
    };
    let to = match args.to {
        Style::Wikilink => LinkStyle::Wikilink,
        Style::Markdown => LinkStyle::Markdown,
    };
    // A link to a folder on the disk stays.
    project.ask_disk_for_all_links();
    let plan = actions::plan_conversion(&project.vault, &notes, to);
    let read = plan.notes().to_vec();
    let changes = project.finish_with(&read, |texts| actions::finish(plan, texts))?;
    carry_out_changes(&project, changes, &args.common)
}

pub(crate) fn link_mentions(args: &LinkMentionsArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let VaultFile { project, file, .. } = find::note(&args.common, &args.note)?;
    check_note(&project, file)?;
    let changes = project.link_mentions(file, &INTERRUPTED)?;
    carry_out_changes(&project, changes, &args.common)
}

fn check_note(project: &Project, file: FileId) -> Result<(), Failure> {
    let file = project.vault.file(file);
    match file.as_note() {
        Some(_) => Ok(()),
        None => Err(Failure::new(format!("`{}` is not a note", file.path))),
    }
}
