//! `query`: what a search with operators finds, and the rows of a base.

use std::sync::atomic::AtomicBool;

use linkwright_project::{Error, Project, query_value_to_json};
use linkwright_query::{Base, Context, Problem, Search, Value as QueryValue};
use linkwright_syntax::FileKind;
use linkwright_text::{Span, line_end, line_start};
use linkwright_vault::FileId;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolAnswer, ToolRefusal, char_floor, fields};
use crate::arguments::{QueryCall, offset};
use crate::read::line_of;
use crate::vault::SessionVault;

/// Maximum number of bytes of an answer, as JSON.
const MAX_ANSWER: usize = 4_000;

/// Maximum number of bytes of a value, as JSON. A longer one becomes text that is cut off.
const MAX_VALUE: usize = 400;

/// Maximum number of problems in an answer.
const MAX_PROBLEMS: usize = 3;

/// Number of bytes of a line that are shown with a problem.
const MAX_LINE: usize = 160;

/// Maximum number of attempts when notes change meanwhile.
const ATTEMPTS: usize = 3;

/// Runs a search or a base.
///
/// # Errors
/// If the query is wrong, or the vault cannot be read.
pub(crate) fn query(
    vault: &mut SessionVault,
    given: &QueryCall,
    cancel: &AtomicBool,
) -> ToolAnswer {
    let start = offset(given.cursor.as_deref())?;
    vault.current.refresh(cancel)?;
    let (text, this) = match (&given.search, &given.base, &given.yaml) {
        (Some(search), None, None) if given.view.is_none() => {
            let search = Search::parse(search, false)
                .map_err(|problem| refuse("search", search, &[problem]))?;
            return retry(vault, cancel, |project| find(project, &search, start, cancel));
        }
        (Some(_), None, None) => {
            return Err(ToolRefusal::new("`view` is for `base` or `yaml`: leave it out"));
        }
        (None, Some(base), None) => base_text(vault, base, cancel)?,
        (None, None, Some(yaml)) => (yaml.clone(), None),
        _ => return Err(ToolRefusal::new("give exactly one of `search`, `base` and `yaml`")),
    };
    let base = Base::parse(&text, Span::new(0, text.len()));
    if !base.problems.is_empty() {
        return Err(refuse("base", &text, &base.problems));
    }
    let name = given.view.as_deref();
    retry(vault, cancel, |project| rows(project, &base, &text, name, this, start, cancel))
}

/// Runs `answer`, again if notes change meanwhile.
fn retry(
    vault: &mut SessionVault,
    cancel: &AtomicBool,
    answer: impl Fn(&Project) -> Result<ToolAnswer, Error>,
) -> ToolAnswer {
    for _ in 0..ATTEMPTS {
        match answer(&vault.current.project) {
            Ok(answer) => return answer,
            // A note has changed since it was indexed.
            Err(Error::Refused(_)) => vault.current.refresh_all(cancel)?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(ToolRefusal::new("notes change faster than they can be read. Repeat the call"))
}

/// The text of a `.base` file, and the file.
fn base_text(
    vault: &mut SessionVault,
    name: &str,
    cancel: &AtomicBool,
) -> Result<(String, Option<FileId>), ToolRefusal> {
    let index = &vault.current.project.vault;
    let file = match index.files_named(&format!("{name}.base"))[..] {
        [file] => file,
        _ => vault.file(name)?,
    };
    let entry = vault.current.project.vault.file(file);
    if entry.kind != FileKind::Base {
        return Err(ToolRefusal(format!(
            "`{}` is not a `.base` file. Give its path, or pass the YAML of a ```base block as `yaml`",
            entry.path
        )));
    }
    Ok((vault.text(file, cancel)?, Some(file)))
}

/// What a search finds.
fn find(
    project: &Project,
    search: &Search,
    start: usize,
    cancel: &AtomicBool,
) -> Result<ToolAnswer, Error> {
    let found = project.search(search, cancel)?;
    let row = |file: &FileId| json!({"note": *project.vault.file(*file).path});
    Ok(Ok(page(start, found.len(), found.iter().map(row))))
}

/// The rows of the view with this name, or of the first one.
fn rows(
    project: &Project,
    base: &Base,
    text: &str,
    name: Option<&str>,
    this: Option<FileId>,
    start: usize,
    cancel: &AtomicBool,
) -> Result<ToolAnswer, Error> {
    let Some(view) = base.view(name) else {
        let names: Vec<_> = base.views.iter().map(|view| format!("`{}`", view.name)).collect();
        let wanted = name.unwrap_or_default();
        let reason = format!("no view is named `{wanted}`. The views are {}", names.join(", "));
        return Ok(Err(ToolRefusal(reason)));
    };
    let source = project.query_source(base.needs(view), cancel)?;
    let cx = project.query_context(&source, this);
    let table = base.run(view, &cx);
    let rows = table.rows.iter().map(|row| {
        let values: Vec<Value> = row.cells.iter().map(|cell| short_value(&cx, cell)).collect();
        let mut shown = json!({"note": *project.vault.file(row.file).path, "values": values});
        if table.is_grouped {
            shown["group"] = short_value(&cx, &row.group);
        }
        shown
    });
    let mut answer = page(start, table.rows.len(), rows);
    let columns = table.columns.iter().map(|column| column.id.as_str());
    answer.insert("columns".to_owned(), columns.collect());
    if !table.summaries.is_empty() {
        let summaries = table.summaries.iter().map(|it| {
            json!({"of": it.property, "summary": it.summary, "value": short_value(&cx, &it.value)})
        });
        answer.insert("summaries".to_owned(), summaries.collect());
    }
    if !table.problems.is_empty() {
        let problems = table.problems.iter().take(MAX_PROBLEMS).map(|it| show(text, it));
        answer.insert("problems".to_owned(), problems.collect());
    }
    Ok(Ok(answer))
}

/// The rows from `start` on that fit into an answer.
fn page(start: usize, total: usize, rows: impl Iterator<Item = Value>) -> Fields {
    let (mut bytes, mut shown) = (100, Vec::new());
    for row in rows.skip(start) {
        bytes += row.to_string().len() + 1;
        if bytes > MAX_ANSWER && !shown.is_empty() {
            break;
        }
        shown.push(row);
    }
    let end = start + shown.len();
    let mut answer = fields(json!({"total": total, "rows": shown}));
    if end < total && end > start {
        answer.insert("cursor".to_owned(), end.to_string().into());
    }
    answer
}

fn short_value(cx: &Context<'_>, value: &QueryValue) -> Value {
    let shown = query_value_to_json(cx, value);
    let json = shown.to_string();
    if json.len() <= MAX_VALUE {
        return shown;
    }
    let text = shown.as_str().unwrap_or(&json);
    format!("{}…", &text[..char_floor(text, MAX_VALUE)]).into()
}

/// The refusal of a query with these problems.
fn refuse(what: &str, text: &str, problems: &[Problem]) -> ToolRefusal {
    let shown: Vec<String> =
        problems.iter().take(MAX_PROBLEMS).map(|problem| show(text, problem)).collect();
    let more = problems.len() - shown.len();
    let more = if more > 0 { format!("\nand {more} more.") } else { String::new() };
    ToolRefusal(format!("{}{more}\nCorrect the {what}, and repeat the call.", shown.join("\n")))
}

/// A problem, and the line that it is in, with carets under its place.
fn show(text: &str, problem: &Problem) -> String {
    let (start, end) = (problem.span.range().start, problem.span.range().end);
    let (from, to) = (line_start(text, start), line_end(text, start));
    // Of a long line, the part around the problem.
    let from = from.max(char_floor(text, start.saturating_sub(MAX_LINE / 2)));
    let to = to.min(char_floor(text, from + MAX_LINE));
    let (line, start) = (line_of(text, start), start.min(to));
    let before = text[from..start].chars().count();
    let marked = text[start..end.clamp(start, to)].chars().count().max(1);
    let (before, carets) = (" ".repeat(before), "^".repeat(marked));
    format!("line {line}: {}\n{}\n{before}{carets}", problem.message, &text[from..to])
}
