//! `linkwright search`: names, aliases, headings and lines that contain words.

use std::ops::Range;
use std::process::ExitCode;

use linkwright_ide::lists;
use linkwright_syntax::{Heading, fold};
use serde_json::json;

use super::open::{ListArgs, each_text};
use super::table::Table;
use crate::failure::Failure;
use crate::paths::shown_path;

/// Search names, aliases and the lines of all notes.
///
/// A result contains all words, in any order and in any case. Names and aliases come first.
///
/// Example: linkwright search honey bee --context 1
#[derive(clap::Args)]
pub(crate) struct SearchArgs {
    /// The words to search for.
    #[arg(required = true)]
    words: Vec<String>,

    /// Lines to show before and after each line that is found.
    #[arg(long, short = 'C', value_name = "N", default_value_t = 0)]
    context: u8,

    #[command(flatten)]
    list: ListArgs,
}

/// The columns. Those with the context come last.
const COLUMNS: &[&str] = &["kind", "path", "line", "text", "before", "after"];

pub(crate) fn search(args: &SearchArgs) -> Result<ExitCode, Failure> {
    let (_, project) = args.list.vault.open()?;
    let words: Vec<String> =
        args.words.iter().flat_map(|it| it.split_whitespace()).map(|it| fold(it).into()).collect();
    let matches = |text: &str| {
        let text = fold(text);
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let vault = &project.vault;
    let columns = if args.context > 0 { COLUMNS } else { &COLUMNS[..4] };
    let mut table = args.list.table(columns)?;
    for name in lists::names(vault).into_iter().filter(|it| matches(it.name)) {
        let kind = if name.is_alias { "alias" } else { "name" };
        let text = match name.is_alias {
            true => format!("{}: {}", shown_path(name.path), name.name),
            false => shown_path(name.path),
        };
        let values = [json!(kind), json!(name.path), json!(null), json!(name.name)];
        let no_context = [json!(null), json!(null)];
        table.row(&text, &[&values[..], &no_context].concat()[..columns.len()])?;
    }
    each_text(&project, &lists::notes(vault), |file, text| {
        if !matches(text) {
            return Ok(());
        }
        let lines = Lines {
            path: &vault.file(file).path,
            headings: vault.note(file).map_or(&[], |note| &note.facts.headings),
            lines: lines(text),
            context: usize::from(args.context),
        };
        let found: Vec<usize> =
            (0..lines.lines.len()).filter(|index| matches(lines.lines[*index].1)).collect();
        lines.write(&found, &mut table)
    })?;
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The lines of a text, each with its offset.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        end += line.len();
        (end - line.len(), line)
    });
    lines.collect()
}

/// The lines of a note.
struct Lines<'n> {
    path: &'n str,
    headings: &'n [Heading],
    lines: Vec<(usize, &'n str)>,
    /// Number of lines to show around each line that is found.
    context: usize,
}

impl Lines<'_> {
    /// Writes a row for each line of `found`. In the text format, the lines around it stand around it, as
    /// `grep` shows them: each once, and `--` where lines are left out.
    fn write(&self, found: &[usize], table: &mut Table) -> Result<(), Failure> {
        let path = shown_path(self.path);
        let mut next = 0;
        for (at, &index) in found.iter().enumerate() {
            let before = index.saturating_sub(self.context)..index;
            let after = index + 1..(index + 1 + self.context).min(self.lines.len());
            if self.context > 0 && at > 0 && before.start > next {
                table.heading("--")?;
            }
            let around = |table: &mut Table, mut lines: Range<usize>| {
                lines.try_for_each(|index| {
                    let text = format!("{path}-{}- {}", index + 1, self.shown(index));
                    table.heading(text.trim_end())
                })
            };
            around(table, before.start.max(next)..index)?;
            let values = [
                json!(if self.is_heading(index) { "heading" } else { "text" }),
                json!(self.path),
                json!(index + 1),
                json!(self.shown(index)),
                json!(self.joined(before)),
                json!(self.joined(after.clone())),
            ];
            let columns = if self.context > 0 { values.len() } else { 4 };
            let text = format!("{path}:{}: {}", index + 1, self.shown(index));
            table.row(&text, &values[..columns])?;
            next = found.get(at + 1).map_or(after.end, |found| after.end.min(*found));
            around(table, after.start..next)?;
        }
        Ok(())
    }

    /// A line without its end. With context, its indentation shows which lines belong together.
    fn shown(&self, index: usize) -> &str {
        let (_, line) = self.lines[index];
        if self.context > 0 { line.trim_end() } else { line.trim() }
    }

    fn joined(&self, lines: Range<usize>) -> String {
        lines.map(|index| self.shown(index)).collect::<Vec<_>>().join("\n")
    }

    fn is_heading(&self, index: usize) -> bool {
        let (start, _) = self.lines[index];
        let at = self.headings.partition_point(|it| (it.span.end as usize) < start);
        self.headings.get(at).is_some_and(|it| (it.span.start as usize) <= start)
    }
}
