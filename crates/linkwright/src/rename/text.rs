//! `linkwright move`, `split` and `merge`: moves a section or a whole note, and every link to it.

use std::process::ExitCode;

use clap::ValueEnum;
use linkwright_ide::text_move::{Destination, Leftover};
use linkwright_project::{Located, PartMove};

use super::{CommonArgs, VaultFile, carry_out_changes, find};
use crate::failure::Failure;
use crate::find::PlaceArg;
use crate::interrupt;

/// Move a section to another note, and update every link to it.
///
/// The section is added at the end of TO, or at the end of a section of TO; its headings get more `#`
/// if that is needed. The changes are shown as a diff; either all of them are made or none. The exit
/// status is 2 if the move is refused, for instance because a link would lead to an equal heading.
///
/// Example: linkwright move 'Inbox#Ideas' 'Projects#Next'
#[derive(clap::Args)]
pub(crate) struct MoveSectionArgs {
    /// The section: a note and a heading, as in a link: NOTE#HEADING.
    #[arg(add = crate::complete::note())]
    section: String,

    /// The note to move it to, or a section of it: NOTE or NOTE#HEADING.
    #[arg(add = crate::complete::note())]
    to: String,

    /// What to leave in place of the section.
    #[arg(long, value_enum, default_value_t = Leave::Nothing)]
    leave: Leave,

    #[command(flatten)]
    common: CommonArgs,
}

/// Move a section to a new note, and update every link to it.
///
/// The changes are shown as a diff; either all of them are made or none. The exit status is 2 if the
/// split is refused.
///
/// Example: linkwright split 'Love#Early years' 'Early years'
#[derive(clap::Args)]
pub(crate) struct SplitArgs {
    /// The section: a note and a heading, as in a link: NOTE#HEADING.
    #[arg(add = crate::complete::note())]
    section: String,

    /// The new note: its name, or its path from the vault's root.
    new: String,

    /// What to leave in place of the section.
    #[arg(long, value_enum, default_value_t = Leave::Link)]
    leave: Leave,

    #[command(flatten)]
    common: CommonArgs,
}

/// Add the text of a note to another, update every link to it, and move its file to `.trash`.
///
/// Links show the same words as before. The properties are not copied, and a message says so. The
/// changes are shown as a diff; either all of them are made or none. The exit status is 2 if the merge
/// is refused.
///
/// Example: linkwright merge 'Eros' 'Love'
#[derive(clap::Args)]
pub(crate) struct MergeArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    /// The note to add it to, or a section of it: NOTE or NOTE#HEADING.
    #[arg(add = crate::complete::note())]
    into: String,

    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Leave {
    /// Nothing.
    Nothing,
    /// A link to the section.
    Link,
    /// An embed of the section.
    Embed,
}

impl From<Leave> for Leftover {
    fn from(leave: Leave) -> Leftover {
        match leave {
            Leave::Nothing => Leftover::Nothing,
            Leave::Link => Leftover::Link,
            Leave::Embed => Leftover::Embed,
        }
    }
}

pub(crate) fn move_section(args: &MoveSectionArgs) -> Result<ExitCode, Failure> {
    let (found, heading) = section(&args.common, &args.section)?;
    let to = destination(&found, &args.to)?;
    carry_out_move(found, Some(heading), to, args.leave.into(), &args.common)
}

pub(crate) fn split(args: &SplitArgs) -> Result<ExitCode, Failure> {
    let (found, heading) = section(&args.common, &args.section)?;
    let project = &found.project;
    let to = project.new_note_for_section(found.file, &args.new)?.map_err(|file| {
        let path = &project.vault.file(file).path;
        Failure::new(format!("`{path}` exists: use `linkwright move` to move the section there"))
    })?;
    carry_out_move(found, Some(heading), to, args.leave.into(), &args.common)
}

pub(crate) fn merge(args: &MergeArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let found = find::note(&args.common, &args.note)?;
    let to = destination(&found, &args.into)?;
    carry_out_move(found, None, to, Leftover::NoNote, &args.common)
}

/// Finds a note with its vault, and a heading in it, from `NOTE#HEADING`.
fn section(common: &CommonArgs, given: &str) -> Result<(VaultFile, u32), Failure> {
    interrupt::install_handler();
    let (found, subpath) = find::place(common, given, Located::vault_path)?;
    let subpath = subpath.ok_or_else(|| {
        Failure::new(format!("`{given}` names no heading: write it as NOTE#HEADING"))
    })?;
    let heading = found.project.named_heading(found.file, subpath)?;
    Ok((found, heading))
}

/// The place that `NOTE` or `NOTE#HEADING` names in the vault of `found`.
fn destination(found: &VaultFile, given: &str) -> Result<Destination, Failure> {
    let VaultFile { located, project, .. } = found;
    let (note, subpath) = PlaceArg::new(given).split(&project.vault);
    let note = note.find(located, project, Located::vault_path)?;
    Ok(match subpath {
        Some(subpath) => {
            Destination::Section { note, heading: project.named_heading(note, subpath)? }
        }
        None => Destination::End(note),
    })
}

fn carry_out_move(
    found: VaultFile,
    heading: Option<u32>,
    to: Destination,
    leaves: Leftover,
    common: &CommonArgs,
) -> Result<ExitCode, Failure> {
    let VaultFile { mut project, file: note, .. } = found;
    let changes = project.move_part(PartMove { note, heading, to, leaves })?;
    carry_out_changes(&project, changes, common)
}
