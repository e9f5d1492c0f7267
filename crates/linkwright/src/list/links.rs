//! `linkwright links`, `backlinks` and `unresolved`.

use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;

use linkwright_ide::outgoing::outgoing_links;
use linkwright_ide::references;
use linkwright_project::Project;
use linkwright_text::{Span, line_end, line_start};
use linkwright_vault::{FileId, LinkRef};
use serde_json::json;

use super::open::{ListArgs, each_text, line_and_column};
use crate::failure::Failure;
use crate::paths::shown_path;

/// List the links of a note and what they lead to.
///
/// Example: linkwright links "Apis mellifera"
#[derive(clap::Args)]
pub(crate) struct LinksArgs {
    /// The note: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    #[command(flatten)]
    list: ListArgs,
}

/// List the links from other notes to a note or another file.
///
/// Example: linkwright backlinks "Apis mellifera" --context
#[derive(clap::Args)]
pub(crate) struct BacklinksArgs {
    /// The note or file: its name, path or alias.
    #[arg(add = crate::complete::note())]
    note: String,

    /// Only the number of links in each note.
    #[arg(long)]
    counts: bool,

    /// Show the whole line of each link.
    #[arg(long, conflicts_with = "counts")]
    context: bool,

    #[command(flatten)]
    list: ListArgs,
}

/// List the links to files that do not exist, grouped by the name that they give.
///
/// Example: linkwright unresolved --counts
#[derive(clap::Args)]
pub(crate) struct UnresolvedArgs {
    /// Only the number of links to each name.
    #[arg(long)]
    counts: bool,

    #[command(flatten)]
    list: ListArgs,
}

/// A link in a file.
struct Found {
    line: u32,
    column: u32,
    link: String,
    context: String,
}

impl Found {
    /// The place, for people.
    fn place(&self, path: &str) -> String {
        format!("{}:{}:{}", shown_path(path), self.line, self.column)
    }
}

/// The links at `spans` of each file, sorted by path and place. Texts are read one after the other.
fn each_link(
    project: &Project,
    spans: impl IntoIterator<Item = (FileId, Span)>,
    mut each: impl FnMut(FileId, &str, Span, Found) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let path = |file: FileId| &*project.vault.file(file).path;
    let mut by_path: BTreeMap<&str, (FileId, Vec<Span>)> = BTreeMap::new();
    for (file, span) in spans {
        by_path.entry(path(file)).or_insert((file, Vec::new())).1.push(span);
    }
    let files: Vec<FileId> = by_path.values().map(|(file, _)| *file).collect();
    each_text(project, &files, |file, text| {
        let (path, mut place) = (path(file), line_and_column(text));
        let Some((_, spans)) = by_path.get_mut(path) else { return Ok(()) };
        spans.sort_unstable();
        spans.iter().try_for_each(|&span| {
            let (line, column) = place(span.start);
            let at = span.range();
            let whole = &text[line_start(text, at.start)..line_end(text, at.start)];
            let (link, context) = (text[span].to_owned(), whole.trim().to_owned());
            each(file, path, span, Found { line, column, link, context })
        })
    })
}

pub(crate) fn links(args: &LinksArgs) -> Result<ExitCode, Failure> {
    let (project, note) = args.list.vault.open_with(&args.note)?;
    let mut project = project;
    project.ask_disk_for_all_links();
    let vault = &project.vault;
    let links = outgoing_links(vault, note);
    let mut targets: HashMap<Span, (Option<FileId>, bool)> = HashMap::new();
    for link in &links {
        targets.insert(link.span, (link.target.as_ref().map(|it| it.file), link.is_broken));
    }
    let mut table = args.list.table(&["path", "line", "column", "link", "target", "broken"])?;
    let spans = links.iter().map(|link| (note, link.span));
    each_link(&project, spans, |_, path, span, found| {
        let (target, is_broken) = targets.get(&span).copied().unwrap_or_default();
        let target = target.map(|file| &*vault.file(file).path);
        let place = found.place(path);
        let Found { line, column, link, .. } = found;
        let shown = match (target, is_broken) {
            (Some(target), false) => format!(" → {}", shown_path(target)),
            (Some(target), true) => {
                format!(" → {} (no such heading or block)", shown_path(target))
            }
            (None, false) => " → outside the vault".to_owned(),
            (None, true) => " → nothing".to_owned(),
        };
        let text = format!("{place}: {link}{shown}");
        let values =
            [json!(path), json!(line), json!(column), json!(link), json!(target), json!(is_broken)];
        table.row(&text, &values)
    })?;
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn backlinks(args: &BacklinksArgs) -> Result<ExitCode, Failure> {
    let (project, note) = args.list.vault.open_with(&args.note)?;
    let found = references::backlinks(&project.vault, note);
    if args.counts {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for link in &found {
            *counts.entry(&project.vault.file(link.file).path).or_default() += 1;
        }
        let mut table = args.list.table(&["path", "links"])?;
        for (path, links) in counts {
            table.row(&format!("{} {links}", shown_path(path)), &[json!(path), json!(links)])?;
        }
        table.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let columns: &[&str] = match args.context {
        true => &["path", "line", "column", "link", "context"],
        false => &["path", "line", "column", "link"],
    };
    let mut table = args.list.table(columns)?;
    let spans = found.iter().map(|link| (link.file, link.span));
    each_link(&project, spans, |_, path, _, found| {
        let place = found.place(path);
        let Found { line, column, link, context } = found;
        let shown = if args.context { &context } else { &link };
        let text = format!("{place}: {shown}");
        let values = [json!(path), json!(line), json!(column), json!(link), json!(context)];
        table.row(&text, &values[..columns.len()])
    })?;
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn unresolved(args: &UnresolvedArgs) -> Result<ExitCode, Failure> {
    let (_, mut project) = args.list.vault.open()?;
    project.ask_disk_for_all_links();
    let vault = &project.vault;
    let targets = vault.unresolved_targets();
    if args.counts {
        let mut table = args.list.table(&["target", "links"])?;
        for target in targets {
            let links = target.links.len();
            table.row(&format!("{} {links}", target.path), &[json!(target.path), json!(links)])?;
        }
        table.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let span = |link: LinkRef| {
        let facts = &vault.note(link.source)?.facts;
        facts.links.get(link.index as usize).map(|it| (link.source, it.span))
    };
    let spans = || targets.iter().flat_map(|target| target.links.iter().filter_map(|it| span(*it)));
    let mut found: HashMap<(FileId, Span), (String, Found)> = HashMap::new();
    each_link(&project, spans(), |file, path, span, link| {
        found.insert((file, span), (path.to_owned(), link));
        Ok(())
    })?;
    let mut table = args.list.table(&["target", "path", "line", "column", "link"])?;
    for target in &targets {
        table.heading(&target.path)?;
        let links = target.links.iter().filter_map(|link| found.remove(&span(*link)?));
        let mut links: Vec<_> = links.collect();
        links.sort_by(|(a, x), (b, y)| a.cmp(b).then((x.line, x.column).cmp(&(y.line, y.column))));
        for (path, found) in links {
            let text = format!("  {}: {}", found.place(&path), found.link);
            let Found { line, column, link, .. } = found;
            let target = json!(target.path);
            table.row(&text, &[target, json!(path), json!(line), json!(column), json!(link)])?;
        }
    }
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}
