//! `linkwright move`, `split` and `merge`: moves a section or a whole note, and every link to it.

use std::process::ExitCode;

use clap::ValueEnum;
use linkwright_ide::text_move::{self, Destination, Leftover, TextMove, find_heading, plan};
use linkwright_ide::{NamedNote, named_note};
use linkwright_project::Project;
use linkwright_vault::FileId;

use super::{CommonArgs, VaultFile, carry_out_changes, find};
use crate::failure::Failure;
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
    let to = destination(&found.project, &args.to)?;
    carry_out_move(found, Some(heading), to, args.leave.into(), &args.common)
}

pub(crate) fn split(args: &SplitArgs) -> Result<ExitCode, Failure> {
    let (found, heading) = section(&args.common, &args.section)?;
    let vault = &found.project.vault;
    let to = match named_note(vault, Some(found.file), &args.new)? {
        NamedNote::New(note) => Destination::NewNote(note.path),
        NamedNote::Existing(file) => {
            let path = &vault.file(file).path;
            return Err(Failure::new(format!(
                "`{path}` exists: use `linkwright move` to move the section there"
            )));
        }
    };
    carry_out_move(found, Some(heading), to, args.leave.into(), &args.common)
}

pub(crate) fn merge(args: &MergeArgs) -> Result<ExitCode, Failure> {
    interrupt::install_handler();
    let found = find::note(&args.common, &args.note)?;
    let to = destination(&found.project, &args.into)?;
    carry_out_move(found, None, to, Leftover::NoNote, &args.common)
}

/// Finds a note with its vault, and a heading in it, from `NOTE#HEADING`.
fn section(common: &CommonArgs, given: &str) -> Result<(VaultFile, u32), Failure> {
    interrupt::install_handler();
    let (note, subpath) = given.split_once('#').ok_or_else(|| {
        Failure::new(format!("`{given}` names no heading: write it as NOTE#HEADING"))
    })?;
    let found = find::note(common, note)?;
    let heading = heading(&found.project, found.file, subpath)?;
    Ok((found, heading))
}

fn heading(project: &Project, note: FileId, subpath: &str) -> Result<u32, Failure> {
    find_heading(&project.vault, note, subpath).ok_or_else(|| {
        let path = &project.vault.file(note).path;
        Failure::new(format!("`{path}` has no heading `{subpath}`"))
    })
}

/// Finds an existing note, or a section of one, from `NOTE` or `NOTE#HEADING`.
fn destination(project: &Project, given: &str) -> Result<Destination, Failure> {
    let (name, subpath) = match given.split_once('#') {
        Some((name, subpath)) => (name, Some(subpath)),
        None => (given, None),
    };
    let note = project.named(name)?;
    Ok(match subpath {
        Some(subpath) => Destination::Section { note, heading: heading(project, note, subpath)? },
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
    let VaultFile { mut project, file, .. } = found;
    project.vault.queue_all_disk_queries();
    project.ask_disk();
    let Some(note) = project.vault.note(file) else {
        let path = &project.vault.file(file).path;
        return Err(Failure::new(format!("`{path}` is not a note")));
    };
    let span =
        heading.map_or_else(|| text_move::body(note), |it| text_move::section_span(note, it));
    let plan = plan(&project.vault, TextMove { note: file, span, to, leaves })?;
    let changes = project.finish_with(&plan.notes(), |texts| plan.finish(texts))?;
    carry_out_changes(&project, changes, common)
}
