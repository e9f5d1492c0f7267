//! `linkwright outline`, `mentions` and `show`: what the texts of notes contain.

use std::io::Write as _;
use std::process::ExitCode;

use linkwright_ide::lists;
use linkwright_ide::mentions::MentionFinder;
use linkwright_ide::section::section;
use linkwright_ide::symbols::{Symbol, outline as outline_of};
use serde_json::json;

use super::open::{ListArgs, VaultArgs, each_text, line_and_column};
use super::table::Table;
use crate::failure::Failure;
use crate::paths::shown_path;

/// List the headings of a note.
///
/// Example: linkwright outline "Apis mellifera"
#[derive(clap::Args)]
pub(crate) struct OutlineArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    #[command(flatten)]
    list: ListArgs,
}

/// List the words in other notes that name a note but do not link to it.
///
/// Example: linkwright mentions "Apis mellifera"
#[derive(clap::Args)]
pub(crate) struct MentionsArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    #[command(flatten)]
    list: ListArgs,
}

/// Print a note, or one of its sections or blocks.
///
/// Example: linkwright show "Apis mellifera#Life in the hive"
#[derive(clap::Args)]
#[command(visible_alias = "read")]
pub(crate) struct ShowArgs {
    /// The note, as in a link: `Note`, `Note#Heading` or `Note#^block`.
    #[arg(add = crate::complete::note())]
    note: String,

    #[command(flatten)]
    vault: VaultArgs,
}

pub(crate) fn outline(args: &OutlineArgs) -> Result<ExitCode, Failure> {
    let (project, note) = args.list.vault.open_with(&args.note)?;
    let mut table = args.list.table(&["level", "heading", "line"])?;
    each_text(&project, &[note], |_, text| {
        let mut line = |offset| line_and_column(text)(offset).0;
        add_headings(&outline_of(&project.vault, note, text), 0, &mut line, &mut table)
    })?;
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn add_headings(
    symbols: &[Symbol],
    depth: usize,
    line: &mut impl FnMut(u32) -> u32,
    table: &mut Table,
) -> Result<(), Failure> {
    for symbol in symbols {
        let text = format!("{}{}", "  ".repeat(depth), symbol.name);
        let line_number = line(symbol.span.start);
        table.row(&text, &[json!(symbol.level), json!(symbol.name), json!(line_number)])?;
        add_headings(&symbol.children, depth + 1, line, table)?;
    }
    Ok(())
}

pub(crate) fn mentions(args: &MentionsArgs) -> Result<ExitCode, Failure> {
    let (project, note) = args.list.vault.open_with(&args.note)?;
    let mut table = args.list.table(&["path", "line", "column", "mention", "name"])?;
    if let Some(finder) = MentionFinder::new(&project.vault, note) {
        let mut others = lists::notes(&project.vault);
        others.retain(|other| *other != note);
        each_text(&project, &others, |file, text| {
            let (path, mut place) = (&project.vault.file(file).path, line_and_column(text));
            finder.find(text).into_iter().try_for_each(|mention| {
                let (line, column) = place(mention.span.start);
                let words = &text[mention.span];
                let shown = format!("{}:{line}:{column}: {words}", shown_path(path));
                let name = json!(mention.name);
                table.row(&shown, &[json!(path), json!(line), json!(column), json!(words), name])
            })
        })?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn show(args: &ShowArgs) -> Result<ExitCode, Failure> {
    let (project, note, subpath) = args.vault.open_at(&args.note)?;
    each_text(&project, &[note], |_, text| {
        let shown = match subpath {
            None => text,
            Some(subpath) => {
                let path = &project.vault.file(note).path;
                let missing =
                    || Failure::new(format!("{path} has no heading or block `{subpath}`"));
                &text[section(&project.vault, note, subpath, text).ok_or_else(missing)?]
            }
        };
        let mut out = std::io::stdout().lock();
        out.write_all(shown.as_bytes())?;
        if !shown.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    })?;
    Ok(ExitCode::SUCCESS)
}
