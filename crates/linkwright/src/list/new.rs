//! `linkwright daily` and `linkwright new`: notes that the command creates.

use std::process::ExitCode;

use jiff::Zoned;
use jiff::civil::Date;
use linkwright_ide::template::find_template;
use linkwright_ide::{NamedNote, NewNote, daily_note, daily_path, named_note};
use linkwright_project::Project;
use serde_json::json;

use super::open::ListArgs;
use crate::failure::Failure;
use crate::history;
use crate::interrupt::INTERRUPTED;
use crate::paths::{shown_path, typed_path};
use crate::recovery::undo_interrupted;

/// Print the path of a daily note, and create the note if it does not exist.
///
/// Example: linkwright daily yesterday
#[derive(clap::Args)]
pub(crate) struct DailyArgs {
    /// The day: a date such as 2026-11-29, `today`, `yesterday`, `tomorrow`, or a number of days from
    /// today such as -7.
    #[arg(default_value = "today", allow_hyphen_values = true)]
    day: String,

    /// Only print the path.
    #[arg(long, short = 'n')]
    dry_run: bool,

    #[command(flatten)]
    list: ListArgs,
}

/// Create a note where a link to it would create it, and print its path.
///
/// Example: linkwright new "Bombus terrestris" --template Species
#[derive(clap::Args)]
#[command(visible_alias = "create")]
pub(crate) struct NewArgs {
    /// The name of the note, or its path in the vault.
    name: String,

    /// The template: its path from the vault's root or from the folder of templates. The default is the setting newNotes.template.
    #[arg(long, value_name = "NOTE")]
    template: Option<String>,

    /// Only print the path.
    #[arg(long, short = 'n')]
    dry_run: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) fn daily(args: &DailyArgs) -> Result<ExitCode, Failure> {
    let day = parse_day(&args.day, Zoned::now().date())?;
    let (located, project) = args.list.vault.open()?;
    if !args.dry_run {
        undo_interrupted(&located.root)?;
    }
    let vault = &project.vault;
    if let Some(file) = daily_note(vault, day) {
        return print(&args.list, &vault.file(file).path, false);
    }
    let path = daily_path(vault.settings(), day).map_err(Failure::new)?;
    if args.dry_run {
        return print(&args.list, &path, false);
    }
    create(&project, NewNote::of_day(vault, path.clone(), day)?)?;
    print(&args.list, &path, true)
}

pub(crate) fn new(args: &NewArgs) -> Result<ExitCode, Failure> {
    let (located, project) = args.list.vault.open()?;
    if !args.dry_run {
        undo_interrupted(&located.root)?;
    }
    let vault = &project.vault;
    let mut note = match named_note(vault, None, &typed_path(&args.name))? {
        NamedNote::New(note) => note,
        NamedNote::Existing(file) => {
            let path = &vault.file(file).path;
            let path = shown_path(path);
            return Err(Failure::new(format!("`{}` exists already: {path}", args.name)));
        }
    };
    if let Some(template) = &args.template {
        note.set_template(find_template(vault, &typed_path(template))?);
    }
    let path = note.path.clone();
    if args.dry_run {
        return print(&args.list, &path, false);
    }
    create(&project, note)?;
    print(&args.list, &path, true)
}

/// Creates a note. Refused if anything is at its path.
fn create(project: &Project, note: NewNote) -> Result<(), Failure> {
    let template: Vec<_> = note.template().into_iter().collect();
    let changes = project.finish_with(&template, |texts| note.finish(texts))?;
    let pending = project.pending(changes, &INTERRUPTED)?;
    history::apply(project, &pending)?;
    Ok(())
}

fn print(list: &ListArgs, path: &str, created: bool) -> Result<ExitCode, Failure> {
    let mut table = list.table(&["path", "created"])?;
    table.row(&shown_path(path), &[json!(path), json!(created)])?;
    table.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The day that `text` names, where today is `today`.
fn parse_day(text: &str, today: Date) -> Result<Date, Failure> {
    let days = match text.trim() {
        "today" => Some(0),
        "yesterday" => Some(-1),
        "tomorrow" => Some(1),
        other if other.len() < 8 => other.parse::<i32>().ok(),
        _ => None,
    };
    let day = match days {
        Some(days) => {
            let span = jiff::Span::new().try_days(days).ok();
            span.and_then(|span| today.checked_add(span).ok())
        }
        None => text.trim().parse::<Date>().ok(),
    };
    day.ok_or_else(|| {
        Failure::new(format!(
            "`{text}` is not a day; write a date such as 2026-11-29, `today`, `yesterday`, `tomorrow`, \
             or a number of days such as -7"
        ))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_dates_words_or_numbers() {
        let today = date(2026, 3, 1);
        let day = |text| parse_day(text, today).ok();
        assert_eq!(day("today"), Some(today));
        assert_eq!(day("yesterday"), Some(date(2026, 2, 28)));
        assert_eq!(day("tomorrow"), Some(date(2026, 3, 2)));
        assert_eq!(day("-7"), Some(date(2026, 2, 22)));
        assert_eq!(day("+1"), Some(date(2026, 3, 2)));
        assert_eq!(day("2024-02-29"), Some(date(2024, 2, 29)));
        for wrong in ["2026-02-29", "someday", "", "99999999999", "9999999"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
