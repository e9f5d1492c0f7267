//! Rows as Markdown tables.

use std::fmt::Write as _;

use super::table::ResultTable;
use crate::context::Context;

impl ResultTable {
    /// The rows as a Markdown table, one for each group below a heading with its name, and the summaries
    /// as a list. Empty if there are no rows. The second value has the line of each row, from 0.
    #[must_use]
    pub fn to_markdown(&self, cx: &Context<'_>) -> (String, Vec<usize>) {
        let line = |cells: &mut dyn Iterator<Item = String>| {
            let cells: Vec<String> = cells.map(|cell| escape_cell(&cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let (mut text, mut lines, mut last_group) = (String::new(), Vec::new(), None);
        // The line breaks in the first `counted` bytes of the text.
        let (mut counted, mut line_count) = (0, 0);
        for (at, row) in self.rows.iter().enumerate() {
            let group = cx.text(&row.group);
            if at == 0 || (self.is_grouped && last_group.as_ref() != Some(&group)) {
                text.push_str(if at > 0 { "\n" } else { "" });
                if self.is_grouped {
                    let name = if group.is_empty() { "(none)" } else { &*group };
                    let _ = writeln!(text, "## {}\n", name.replace(['\n', '\r'], " "));
                }
                last_group = Some(group);
                text += &line(&mut self.columns.iter().map(|column| column.name.clone()));
                let _ = writeln!(text, "|{}", "---|".repeat(self.columns.len()));
            }
            line_count += text[counted..].matches('\n').count();
            counted = text.len();
            lines.push(line_count);
            text += &line(&mut row.cells.iter().map(|cell| cx.text(cell).to_string()));
        }
        for (at, it) in self.summaries.iter().enumerate() {
            let gap = if at == 0 { "\n" } else { "" };
            let (summary, property) = (&it.summary, &it.property);
            let _ = writeln!(text, "{gap}- {summary} of {property}: {}", cx.text(&it.value));
        }
        (text, lines)
    }
}

fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|").replace("\r\n", " ").replace(['\n', '\r'], " ")
}
