//! Rows as Markdown tables.

use std::fmt::Write as _;

use super::table::{ResultTable, SummaryValue};
use crate::context::Context;

impl ResultTable {
    /// The rows as a Markdown table, one for each group below a heading with its name, and the summaries
    /// as a list. Empty if there are no rows. The second value has the line of each row, from 0.
    #[must_use]
    pub fn to_markdown(&self, cx: &Context<'_>) -> (String, Vec<usize>) {
        let rows = self.rows.iter().map(|row| {
            let group = self.is_grouped.then(|| cx.text(&row.group));
            (group, row.cells.iter().map(|cell| cx.text(cell)).collect())
        });
        let summaries: Vec<String> = self.summaries.iter().map(|it| it.text(cx)).collect();
        markdown_table(self.columns.iter().map(|it| it.name.as_str()), rows, &summaries)
    }
}

impl SummaryValue {
    /// The summary in one line: `Sum of price: 12`.
    #[must_use]
    pub fn text(&self, cx: &Context<'_>) -> String {
        format!("{} of {}: {}", self.summary, self.property, cx.text(&self.value))
    }
}

/// The rows, each with its group, as a Markdown table, one for each group below a heading with its name, and the
/// summaries as a list. Empty if there are no rows. The second value has the line of each row, from 0.
#[must_use]
pub fn markdown_table<'h, S: AsRef<str> + PartialEq>(
    header: impl Iterator<Item = &'h str>,
    rows: impl Iterator<Item = (Option<S>, Vec<S>)>,
    summaries: &[String],
) -> (String, Vec<usize>) {
    let header: Vec<&str> = header.collect();
    let head = format!("{}|{}\n", markdown_row(&header), "---|".repeat(header.len()));
    let (mut text, mut lines, mut last_group) = (String::new(), Vec::new(), None);
    let mut line_count = 0;
    for (at, (group, cells)) in rows.enumerate() {
        if at == 0 || last_group.as_ref() != Some(&group) {
            let start = text.len();
            text.push_str(if at > 0 { "\n" } else { "" });
            if let Some(group) = group.as_ref().map(S::as_ref) {
                let name = if group.is_empty() { "(none)" } else { group };
                let _ = writeln!(text, "## {}\n", name.replace(['\n', '\r'], " "));
            }
            text += &head;
            line_count += text[start..].matches('\n').count();
            last_group = Some(group);
        }
        lines.push(line_count);
        line_count += 1;
        text += &markdown_row(&cells);
    }
    for (at, summary) in summaries.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}- {summary}");
    }
    (text, lines)
}

/// A row of a Markdown table, with its line ending.
fn markdown_row(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escape_cell(cell.as_ref())).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|").replace("\r\n", " ").replace(['\n', '\r'], " ")
}
