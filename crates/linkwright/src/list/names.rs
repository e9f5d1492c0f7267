//! `linkwright notes`, `orphans`, `deadends`, `aliases`, `tags`, `properties` and `attachments`.

use std::process::ExitCode;

use linkwright_ide::lists;
use linkwright_project::Project;
use linkwright_syntax::{FileKind, fold};
use linkwright_vault::{FileId, read_properties};
use serde_json::{Value, json};

use super::open::{ListArgs, LoadedProject, each_text};
use crate::failure::Failure;
use crate::find::folder_path;
use crate::paths::shown_path;

/// List the notes of the vault, or those that match all conditions.
///
/// Example: linkwright notes --folder Journal --tag mood
#[derive(clap::Args)]
pub(crate) struct NotesArgs {
    /// Only notes with this text in their name.
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    /// Only notes with this text in an alias.
    #[arg(long, value_name = "TEXT", add = crate::complete::alias())]
    alias: Option<String>,

    /// Only notes in this folder, and in folders below it. Its path counts from the current folder or, if
    /// there is no such folder, from the vault's folder.
    #[arg(long, value_name = "PATH")]
    folder: Option<String>,

    /// Only notes with this tag, or a tag nested in it.
    #[arg(long, add = crate::complete::tag())]
    tag: Option<String>,

    /// Only notes with this property, or with this value of it.
    #[arg(long, value_name = "KEY[=VALUE]")]
    property: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

/// List the notes that no other note links to.
///
/// Example: linkwright orphans --total
#[derive(clap::Args)]
pub(crate) struct OrphansArgs {
    #[command(flatten)]
    list: ListArgs,
}

/// List the notes without a link to another file of the vault.
///
/// Example: linkwright deadends --format json
#[derive(clap::Args)]
pub(crate) struct DeadEndsArgs {
    #[command(flatten)]
    list: ListArgs,
}

/// List the aliases of the vault or of a note, and which other notes have the same alias.
///
/// Example: linkwright aliases --format csv
#[derive(clap::Args)]
pub(crate) struct AliasesArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

/// List the tags of the vault or of a note.
///
/// Example: linkwright tags --counts --nested
#[derive(clap::Args)]
pub(crate) struct TagsArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: Option<String>,

    /// Show how often each tag is used.
    #[arg(long)]
    counts: bool,

    /// Show nested tags below their parents, and count them there too.
    #[arg(long)]
    nested: bool,

    #[command(flatten)]
    list: ListArgs,
}

/// List the properties of the vault with the number of notes that have each, or the properties of a
/// note with their values.
///
/// Example: linkwright properties "Apis mellifera"
#[derive(clap::Args)]
pub(crate) struct PropertiesArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: Option<String>,

    #[command(flatten)]
    list: ListArgs,
}

/// List the files of the vault that are not notes.
///
/// Example: linkwright attachments --unused
#[derive(clap::Args)]
pub(crate) struct AttachmentsArgs {
    /// Only files that no note links to.
    #[arg(long)]
    unused: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) fn notes(args: &NotesArgs) -> Result<ExitCode, Failure> {
    let (located, project) = args.list.vault.open()?;
    let vault = &project.vault;
    let has = |text: &str, wanted: &str| fold(text).contains(&*fold(wanted));
    let folder = args.folder.as_deref().map(|folder| folder_path(&located, folder));
    let folder = folder.map(|folder| fold(&folder).into_owned());
    let tagged = args.tag.as_ref().map(|tag| vault.notes_with_tag(tag.trim_start_matches('#')));
    let mut notes = lists::notes(vault);
    notes.retain(|&note| {
        let file = vault.file(note);
        args.name.as_ref().is_none_or(|name| has(file.name(), name))
            && args
                .alias
                .as_ref()
                .is_none_or(|alias| vault.aliases(note).any(|it| has(it.scalar.value, alias)))
            && folder.as_ref().is_none_or(|folder| {
                let own = fold(file.folder()).into_owned();
                let below = own.strip_prefix(folder.as_str());
                folder.is_empty() || below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
            })
            && tagged.as_ref().is_none_or(|notes| notes.binary_search(&note).is_ok())
    });
    if let Some(wanted) = &args.property {
        notes = with_property(&project, &notes, wanted)?;
    }
    let mut table = args.list.table(&["path", "name", "aliases", "tags"])?;
    for note in notes {
        let file = project.vault.file(note);
        let aliases: Vec<_> =
            project.vault.aliases(note).map(|it| it.scalar.value.trim()).collect();
        let mut tags: Vec<_> = project.vault.tags_of(note).map(|(tag, _)| tag).collect();
        tags.sort_unstable();
        tags.dedup();
        table.row(
            &shown_path(&file.path),
            &[json!(file.path), json!(file.name()), json!(aliases), json!(tags)],
        )?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The notes with the property `KEY` or `KEY=VALUE`. Case does not matter.
fn with_property(
    project: &Project,
    notes: &[FileId],
    wanted: &str,
) -> Result<Vec<FileId>, Failure> {
    let (key, value) = match wanted.split_once('=') {
        Some((key, value)) => (key.trim(), Some(fold(value.trim()).into_owned())),
        None => (wanted.trim(), None),
    };
    let frontmatter = |note: FileId| project.vault.note(note)?.facts.frontmatter.as_deref();
    let with_yaml: Vec<_> =
        notes.iter().copied().filter(|note| frontmatter(*note).is_some()).collect();
    let mut found = Vec::new();
    each_text(project, &with_yaml, |note, text| {
        let matches = frontmatter(note).is_some_and(|yaml| {
            read_properties(text, yaml).any(|(other, values)| {
                let has_value = |value: &String| values.iter().any(|it| fold(it) == *value);
                fold(&other) == fold(key) && value.as_ref().is_none_or(has_value)
            })
        });
        found.extend(matches.then_some(note));
        Ok(())
    })?;
    Ok(found)
}

pub(crate) fn orphans(args: &OrphansArgs) -> Result<ExitCode, Failure> {
    let (_, project) = args.list.vault.open()?;
    paths(&args.list, &project, &lists::orphans(&project.vault))
}

pub(crate) fn dead_ends(args: &DeadEndsArgs) -> Result<ExitCode, Failure> {
    let (_, project) = args.list.vault.open()?;
    paths(&args.list, &project, &lists::dead_ends(&project.vault))
}

fn paths(list: &ListArgs, project: &Project, files: &[FileId]) -> Result<ExitCode, Failure> {
    let mut table = list.table(&["path"])?;
    for &file in files {
        let path = &project.vault.file(file).path;
        table.row(&shown_path(path), &[json!(path)])?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the vault, and finds the note if one is named.
fn open(
    list: &ListArgs,
    note: Option<&String>,
) -> Result<(LoadedProject, Option<FileId>), Failure> {
    match note {
        Some(name) => list.vault.open_with(name).map(|(project, note)| (project, Some(note))),
        None => Ok((list.vault.open()?.1, None)),
    }
}

pub(crate) fn aliases(args: &AliasesArgs) -> Result<ExitCode, Failure> {
    let (project, note) = open(&args.list, args.note.as_ref())?;
    let vault = &project.vault;
    let mut table = args.list.table(&["alias", "path", "shared_with"])?;
    let aliases = lists::names(vault).into_iter().filter(|it| it.is_alias);
    for alias in aliases.filter(|it| note.is_none_or(|note| it.note == note)) {
        let claimants = vault.claimants(alias.name);
        let others = claimants.iter().filter(|other| **other != alias.note);
        let others: Vec<&str> = others.map(|other| &*vault.file(*other).path).collect();
        let also = if others.is_empty() {
            String::new()
        } else {
            format!(" (also {})", shown_path(&others.join(", ")))
        };
        let text = format!("{}: {}{also}", alias.name, shown_path(alias.path));
        table.row(&text, &[json!(alias.name), json!(alias.path), json!(others)])?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn tags(args: &TagsArgs) -> Result<ExitCode, Failure> {
    let (project, note) = open(&args.list, args.note.as_ref())?;
    let vault = &project.vault;
    let mut tags = match note {
        Some(note) => lists::tags_of_note(vault, note),
        None => lists::tags(vault),
    };
    if args.nested {
        tags = match note {
            Some(_) => lists::nest_tags(&tags, |_| 1),
            None => lists::nest_tags(&tags, |tag| vault.notes_with_tag(tag).len()),
        };
    }
    let mut table = args.list.table(&["tag", "uses", "notes"])?;
    for tag in tags {
        let indent = match args.nested {
            true => "  ".repeat(tag.tag.matches('/').count()),
            false => String::new(),
        };
        let counts = if args.counts { format!(" {}", tag.uses) } else { String::new() };
        let text = format!("{indent}#{}{counts}", tag.tag);
        table.row(&text, &[json!(tag.tag), json!(tag.uses), json!(tag.notes)])?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn properties(args: &PropertiesArgs) -> Result<ExitCode, Failure> {
    let (project, note) = open(&args.list, args.note.as_ref())?;
    let vault = &project.vault;
    let Some(note) = note else {
        let usage = vault.property_usage();
        let mut keys: Vec<_> = usage.keys().collect();
        keys.sort_unstable();
        let mut table = args.list.table(&["property", "notes"])?;
        for (key, notes) in keys {
            table.row(&format!("{key} {notes}"), &[json!(key), json!(notes)])?;
        }
        table.finish()?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut table = args.list.table(&["property", "values"])?;
    if let Some(yaml) = vault.note(note).and_then(|note| note.facts.frontmatter.as_deref()) {
        each_text(&project, &[note], |_, text| {
            for (key, values) in read_properties(text, yaml) {
                let text = format!("{key}: {}", values.join(", "));
                table.row(&text, &[json!(key), json!(values)])?;
            }
            Ok(())
        })?;
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn attachments(args: &AttachmentsArgs) -> Result<ExitCode, Failure> {
    let (_, project) = args.list.vault.open()?;
    let vault = &project.vault;
    let files = vault.files().filter(|(_, file)| file.kind == FileKind::Attachment);
    let mut files: Vec<_> = files.map(|(id, file)| (&*file.path, id)).collect();
    files.sort_unstable();
    let mut table = args.list.table(&["path", "links"])?;
    for (path, file) in files {
        let links = vault.count_backlinks(file);
        if links == 0 || !args.unused {
            table.row(&shown_path(path), &[json!(path), Value::from(links)])?;
        }
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}
