//! `query`: what a search with operators finds, and the rows of a base.

use std::sync::atomic::AtomicBool;

use linkwright_project::{Error, Project, query_value_to_json};
use linkwright_query::{Base, BaseView, Context, Problem, Search, Value as QueryValue};
use linkwright_syntax::FileKind;
use linkwright_text::{Span, line_end, line_start};
use linkwright_vault::FileId;
use serde_json::{Value, json};

use crate::answer::{Fields, ToolAnswer, ToolRefusal, char_floor};
use crate::arguments::{QueryCall, offset};
use crate::page::Page;
use crate::read::line_of;
use crate::vault::{SessionVault, TaskError};

/// Maximum number of bytes of the message with an answer.
const MAX_MESSAGE: usize = 8 << 10;

/// Maximum number of bytes of a value, as JSON. A longer one becomes text that is cut off.
const MAX_VALUE: usize = 400;

/// Maximum number of problems in an answer.
const MAX_PROBLEMS: usize = 3;

/// Number of bytes of a line that are shown with a problem.
const MAX_LINE: usize = 160;

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
    vault.current.refresh_all(cancel)?;
    let (text, this) = match (&given.search, &given.base, &given.yaml) {
        (Some(search), None, None) if given.view.is_none() => {
            let search = Search::parse(search, false)
                .map_err(|problem| refuse("search", search, &[problem]))?;
            return vault
                .retry(cancel, |vault| Ok(find(&vault.current.project, &search, start, cancel)?));
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
    let view = view(&base, given.view.as_deref())?;
    vault.retry(cancel, |vault| {
        let project = &vault.current.project;
        // The file may be gone meanwhile.
        let this = this.as_deref().and_then(|path| project.vault.find_file(path));
        rows(project, &base, view, &text, this, start, cancel)
    })
}

/// The text of a `.base` file, and its path.
fn base_text(
    vault: &mut SessionVault,
    name: &str,
    cancel: &AtomicBool,
) -> Result<(String, Option<String>), ToolRefusal> {
    let index = &vault.current.project.vault;
    let file = match index.files_named(&format!("{name}.base"))[..] {
        [file] => file,
        _ => vault.file(name)?,
    };
    let entry = vault.current.project.vault.file(file);
    let path = entry.path.to_string();
    if entry.kind != FileKind::Base {
        return Err(ToolRefusal(format!(
            "`{path}` is not a `.base` file. Give its path, or pass the YAML of a ```base block as `yaml`"
        )));
    }
    Ok((vault.text(file, cancel)?, Some(path)))
}

/// What a search finds.
fn find(
    project: &Project,
    search: &Search,
    start: usize,
    cancel: &AtomicBool,
) -> Result<Fields, Error> {
    let found = project.search(search, cancel)?;
    let row = |file: &FileId| json!({"note": *project.vault.file(*file).path});
    Ok(Page::new(start, MAX_MESSAGE, Fields::new()).of("rows", found.iter().map(row)))
}

/// The view with this name, or the first one.
fn view<'b>(base: &'b Base, name: Option<&str>) -> Result<&'b BaseView, ToolRefusal> {
    base.view(name).ok_or_else(|| {
        let names: Vec<_> = base.views.iter().map(|view| format!("`{}`", view.name)).collect();
        let wanted = name.unwrap_or_default();
        ToolRefusal(format!("no view is named `{wanted}`. The views are {}", names.join(", ")))
    })
}

/// The rows of a view. `text` is the base as written.
fn rows(
    project: &Project,
    base: &Base,
    view: &BaseView,
    text: &str,
    this: Option<FileId>,
    start: usize,
    cancel: &AtomicBool,
) -> Result<Fields, TaskError> {
    let source = project.query_source(base.needs(view), cancel)?;
    let cx = project.query_context(&source, this);
    let table = base.run(view, &cx);
    let table = table.map_err(|problem| TaskError::Refused(refuse("base", text, &[problem])))?;
    let rows = table.rows.iter().map(|row| {
        let values: Vec<Value> = row.cells.iter().map(|cell| short_value(&cx, cell)).collect();
        let mut shown = json!({"note": *project.vault.file(row.file).path, "values": values});
        if table.is_grouped {
            shown["group"] = short_value(&cx, &row.group);
        }
        shown
    });
    let mut answer = Fields::new();
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
    Ok(Page::new(start, MAX_MESSAGE, answer).of("rows", rows))
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
