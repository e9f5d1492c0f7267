//! `linkwright query`: searches with operators, and the views of bases.

mod rows;
mod source;

use std::path::Path;
use std::process::ExitCode;

use clap::ValueEnum;
use linkwright_project::Project;
use linkwright_query::{Base, BaseView, Search};
use linkwright_text::Span;
use linkwright_vault::FileId;

use super::open::{VaultArgs, each_text};
use crate::failure::Failure;
use crate::interrupt::INTERRUPTED;
use rows::Rows;
use source::{QueryText, print_problems};

/// Find notes with Obsidian's search operators, or list the rows of a base.
///
/// A search has words, "phrases", /regular expressions/, OR, -, parentheses, [property] and
/// [property:value], and the operators file: path: content: match-case: ignore-case: tag: line: block:
/// section: task: task-todo: task-done:. A query that ends in .base is the path or name of a base.
///
/// The exit status is 0 if there are results, 1 if there are none, and 2 after an error.
///
/// Examples:
///   linkwright query 'tag:#book -[status:done]'
///   linkwright query 'path:Journal line:(bee honey)' --format jsonl
///   linkwright query reading.base --view "To read" --format md
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
#[allow(rustdoc::broken_intra_doc_links, reason = "the text is shown by --help as it is")]
pub(crate) struct QueryArgs {
    /// The search, or a `.base` file.
    #[arg(allow_hyphen_values = true)]
    query: String,

    /// The view of the base. The default is its first one.
    #[arg(long, value_name = "NAME")]
    view: Option<String>,

    /// Distinguish upper and lower case in a search.
    #[arg(long)]
    match_case: bool,

    #[command(flatten)]
    vault: VaultArgs,

    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: QueryFormat,

    /// Print only the number of results.
    #[arg(long)]
    total: bool,
}

/// The output format of a query.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum QueryFormat {
    /// The path of each file that a search finds; of a base, its rows in columns.
    #[default]
    Text,
    /// A list of objects.
    Json,
    /// One JSON object in each line.
    Jsonl,
    /// Comma-separated values, with a header.
    Csv,
    /// Tab-separated values, with a header.
    Tsv,
    /// A Markdown table.
    Md,
    /// The path of each file.
    Paths,
}

pub(crate) fn query(args: &QueryArgs) -> Result<ExitCode, Failure> {
    if is_base(&args.query) {
        return run_base(args);
    }
    if args.view.is_some() {
        return Err(Failure::new("`--view` is for a base: name a file that ends in `.base`"));
    }
    let search = match Search::parse(&args.query, args.match_case) {
        Ok(search) => search,
        Err(problem) => {
            print_problems(&QueryText { path: None, text: &args.query }, &[problem], true);
            return Ok(ExitCode::from(2));
        }
    };
    let (_, project) = args.vault.open()?;
    let found = project.search(&search, &INTERRUPTED)?;
    let rows = Rows::of_files(&project, &found);
    finish(args, &rows)
}

/// Whether `query` names a base: a search with an operator can end in `.base` too, and so can a path with a
/// colon, such as `C:\notes\books.base`.
fn is_base(query: &str) -> bool {
    let is_named = query.to_ascii_lowercase().ends_with(".base");
    is_named && (!query.contains(':') || Path::new(query).is_file())
}

fn run_base(args: &QueryArgs) -> Result<ExitCode, Failure> {
    let (project, file) = args.vault.open_with(&args.query)?;
    let mut result = Ok(ExitCode::from(2));
    each_text(&project, &[file], |file, text| {
        result = run_text(args, &project, file, text);
        Ok(())
    })?;
    result
}

/// Runs the base `text` in `file`.
fn run_text(
    args: &QueryArgs,
    project: &Project,
    file: FileId,
    text: &str,
) -> Result<ExitCode, Failure> {
    let shown = QueryText { path: Some(project.shown(&project.vault.file(file).path)), text };
    let base = Base::parse(text, Span::new(0, text.len()));
    if !base.problems.is_empty() {
        print_problems(&shown, &base.problems, true);
        return Ok(ExitCode::from(2));
    }
    let view = base.view(args.view.as_deref()).ok_or_else(|| no_view(args, &base.views))?;
    let source = project.query_source(base.needs(view), &INTERRUPTED)?;
    let context = project.query_context(&source, Some(file));
    let table = match base.run(view, &context) {
        Ok(table) => table,
        Err(problem) => {
            print_problems(&shown, &[problem], true);
            return Ok(ExitCode::from(2));
        }
    };
    print_problems(&shown, &table.problems, false);
    finish(args, &Rows::of_table(project, &context, &table))
}

fn no_view(args: &QueryArgs, views: &[BaseView]) -> Failure {
    let names = views.iter().filter(|view| !view.name.is_empty());
    let names: Vec<_> = names.map(|view| format!("`{}`", view.name)).collect();
    let wanted = args.view.as_deref().unwrap_or_default();
    let others = match names.is_empty() {
        true => "its views have no names".to_owned(),
        false => format!("it has {}", names.join(", ")),
    };
    Failure::new(format!("{}: no view is named `{wanted}`: {others}", args.query))
}

fn finish(args: &QueryArgs, rows: &Rows) -> Result<ExitCode, Failure> {
    rows.write(args.format, args.total)?;
    Ok(if rows.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
