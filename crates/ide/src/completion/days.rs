//! Completion after words such as `[[today` or `[[next monday`: the daily note of that day.

use jiff::civil::{Date, Weekday};
use linkwright_settings::LinkFormat;
use linkwright_syntax::LinkForm;
use linkwright_vault::{Resolution, wikilink_name, without_md};

use super::links::LinkWriter;
use super::{Suggestion, SuggestionKind};
use crate::matching::{Query, Rank};
use crate::new_note::new_note_path;
use crate::{daily_note, daily_path};

/// A day and the words for it.
pub(super) struct NamedDay {
    words: String,
    date: Date,
}

/// Minimum number of typed bytes before days are suggested.
const MIN_TYPED: usize = 3;

/// The days of whose words one starts with `typed`, each with its rank.
pub(super) fn matching(typed: &str, today: Date) -> Vec<(Rank, NamedDay)> {
    let query = Query::new(typed);
    if query.typed().len() < MIN_TYPED {
        return Vec::new();
    }
    let mut days = days(today);
    days.retain(|day| query.rank_contiguous(&day.words).is_some());
    days.into_iter()
        .filter_map(|day| Some((query.rank_contiguous(&day.words)?, day)))
        .rev()
        .collect()
}

/// Today, tomorrow, yesterday, and the next and last day of each weekday.
fn days(today: Date) -> Vec<NamedDay> {
    let near =
        [("today", Ok(today)), ("tomorrow", today.tomorrow()), ("yesterday", today.yesterday())];
    let mut days: Vec<NamedDay> = near
        .into_iter()
        .filter_map(|(words, date)| Some(NamedDay { words: words.to_owned(), date: date.ok()? }))
        .collect();
    for (which, nth) in [("next", 1), ("last", -1)] {
        for weekday in Weekday::Monday.cycle_forward().take(7) {
            if let Ok(date) = today.nth_weekday(nth, weekday) {
                let name = format!("{weekday:?}").to_lowercase();
                days.push(NamedDay { words: format!("{which} {name}"), date });
            }
        }
    }
    days
}

/// The suggestion for a day: a link to its daily note, which may not exist yet. `None` if the
/// settings define no valid path for it.
pub(super) fn suggestion(writer: &LinkWriter<'_>, day: &NamedDay) -> Option<Suggestion> {
    let vault = writer.preview.vault();
    let path = daily_path(vault.settings(), day.date).ok()?;
    let file = daily_note(vault, day.date);
    let (whole, name) = (without_md(&path), wikilink_name(&path));
    let edit = match file {
        Some(file) => writer.link(file, None)?.edit,
        None => {
            let source = vault.file(writer.source);
            let free =
                vault.resolve_path(&source.path, name, LinkForm::Wiki) == Resolution::Missing;
            // The name alone is enough only if a new note with that name is created at that path.
            let created = new_note_path(vault, source.folder(), name);
            let created_there = created.as_deref() == Some(&*path);
            let short =
                vault.settings().link_format == LinkFormat::Shortest && free && created_there;
            writer.missing_note(if short { name } else { whole })
        }
    };
    let (label, detail) = (day.words.clone(), name.to_owned());
    Some(Suggestion {
        label,
        detail,
        kind: SuggestionKind::Day,
        edit,
        file,
        ..Suggestion::default()
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use linkwright_settings::{LinkStyle, Settings};

    use crate::completion::tests::{check, check_with};

    #[test]
    fn a_day_without_a_note_gets_the_path_that_its_note_will_have() {
        let nested = |settings: &mut Settings| settings.daily_format = "YYYY/MM/DD".to_owned();
        check_with(
            "[[today$0\n",
            nested,
            &expect![[r#"
            today (22) → [[2026/11/22]]
        "#]],
        );
        check_with(
            "[[today$0\n//- /2026/11/22.md\n",
            nested,
            &expect![[r#"
            today (22) → [[22]]
        "#]],
        );
        check_with(
            "[[today$0\n//- /22.md\n",
            nested,
            &expect![[r#"
            today (22) → [[2026/11/22]]
        "#]],
        );
        let folder = |settings: &mut Settings| settings.daily_folder = "Journal".to_owned();
        check_with(
            "[[today$0\n",
            folder,
            &expect![[r#"
            today (2026-11-22) → [[Journal/2026-11-22]]
        "#]],
        );
        check_with(
            "[[today$0\n//- /Old/2026-11-22.md\n",
            folder,
            &expect![[r#"
            today (2026-11-22) → [[2026-11-22]]
        "#]],
        );
        check_with(
            "//- /x.md\n---\naliases: [\"2026-11-22\"]\n---\n//- /note.md\n[[today$0\n",
            folder,
            &expect![[r#"
                today (2026-11-22) → [[Journal/2026-11-22]]
            "#]],
        );
    }

    #[test]
    fn days_by_words() {
        // The 22nd of November 2026 is a Sunday.
        check(
            "[[tod$0]]\n//- /todo.md\n//- /Today I learnt.md\n",
            &expect![[r#"
            today (2026-11-22) → [[2026-11-22]]
            todo → [[todo]]
            Today I learnt → [[Today I learnt]]
        "#]],
        );
        check(
            "[[monday$0\n",
            &expect![[r#"
        next monday (2026-11-23) → [[2026-11-23]]
        last monday (2026-11-16) → [[2026-11-16]]
    "#]],
        );
        check(
            "[[last sun$0\n",
            &expect![[r#"
        last sunday (2026-11-15) → [[2026-11-15]]
    "#]],
        );
        let folder = |settings: &mut Settings| {
            settings.daily_folder = "Journal".to_owned();
            settings.daily_format = "YYYY/MM-DD".to_owned();
        };
        check_with(
            "[[tom$0\n//- /Journal/2026/11-23.md\n",
            folder,
            &expect![[r#"
            tomorrow (11-23) → [[11-23]]
        "#]],
        );
        check_with(
            "[[yester$0\n//- /11-21.md\n",
            folder,
            &expect![[r#"
            yesterday (11-21) → [[Journal/2026/11-21]]
        "#]],
        );
        check_with(
            "See [[today$0]].\n",
            |settings| settings.link_style = LinkStyle::Markdown,
            &expect![[r#"
            today (2026-11-22) → See [2026-11-22](2026-11-22.md).
        "#]],
        );
        check("[[to$0\n", &expect![[""]]);
    }
}
