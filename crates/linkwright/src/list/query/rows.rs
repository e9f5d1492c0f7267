//! The rows of a query, in all formats.

use std::io::Write;

use anstyle::Style;
use linkwright_project::{Project, query_value_to_json};
use linkwright_query::{Context, ResultTable, markdown_table};
use linkwright_vault::FileId;
use serde_json::json;

use super::QueryFormat;
use crate::excerpt::{columns, printable};
use crate::failure::Failure;
use crate::interrupt::check_interrupted;
use crate::paths::shown_path;
use crate::style::{BOLD, Colors};

/// The rows of a query, as text and as JSON.
pub(super) struct Rows {
    header: Vec<String>,
    rows: Vec<RowText>,
    is_grouped: bool,
    /// The lines below the rows.
    summaries: Vec<String>,
    /// Whether the rows are the files that a search found.
    is_search: bool,
}

struct RowText {
    path: String,
    group: String,
    cells: Vec<String>,
    /// The row as a JSON object, with the columns in their order.
    json: String,
}

impl Rows {
    /// The files that a search found.
    pub(super) fn of_files(project: &Project, files: &[FileId]) -> Rows {
        let row = |file: &FileId| {
            let path = project.vault.file(*file).path.to_string();
            let json = json!({ "path": path }).to_string();
            RowText { cells: vec![path.clone()], path, group: String::new(), json }
        };
        Rows {
            header: vec!["path".to_owned()],
            rows: files.iter().map(row).collect(),
            is_grouped: false,
            summaries: Vec::new(),
            is_search: true,
        }
    }

    /// The rows of a view.
    pub(super) fn of_table(project: &Project, cx: &Context<'_>, table: &ResultTable) -> Rows {
        let rows = table.rows.iter().map(|row| {
            let path = project.vault.file(row.file).path.to_string();
            let cells = row.cells.iter().map(|cell| cx.text(cell).to_string()).collect();
            let values = table.columns.iter().zip(&row.cells);
            let values = values
                .map(|(it, cell)| format!("{}:{}", json!(it.id), query_value_to_json(cx, cell)));
            let values = values.collect::<Vec<_>>().join(",");
            let group = match table.is_grouped {
                true => format!("\"group\":{},", query_value_to_json(cx, &row.group)),
                false => String::new(),
            };
            let json = format!("{{\"path\":{},{group}\"values\":{{{values}}}}}", json!(path));
            RowText { path, group: cx.text(&row.group).to_string(), cells, json }
        });
        let summaries = table.summaries.iter().map(|it| it.text(cx));
        Rows {
            header: table.columns.iter().map(|column| column.name.clone()).collect(),
            rows: rows.collect(),
            is_grouped: table.is_grouped,
            summaries: summaries.collect(),
            is_search: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the rows to standard output, or only their number.
    ///
    /// # Errors
    /// If standard output cannot be written; after Ctrl-C.
    pub(super) fn write(&self, format: QueryFormat, total: bool) -> Result<(), Failure> {
        let colors = Colors::of_stdout();
        let mut out = colors.stdout();
        match format {
            _ if total => writeln!(out, "{}", self.rows.len())?,
            QueryFormat::Paths => self.write_paths(&mut out, str::to_owned)?,
            QueryFormat::Text if self.is_search => self.write_paths(&mut out, shown_path)?,
            QueryFormat::Text => self.write_columns(&mut out, colors.of(BOLD))?,
            QueryFormat::Json => self.write_json(&mut out)?,
            QueryFormat::Jsonl => {
                for row in &self.rows {
                    writeln!(out, "{}", row.json)?;
                }
            }
            QueryFormat::Csv => self.write_separated(&mut out, b',')?,
            QueryFormat::Tsv => self.write_separated(&mut out, b'\t')?,
            QueryFormat::Md => self.write_markdown(&mut out)?,
        }
        Ok(out.flush()?)
    }

    fn write_paths(&self, out: &mut impl Write, shown: fn(&str) -> String) -> Result<(), Failure> {
        for row in &self.rows {
            check_interrupted()?;
            writeln!(out, "{}", printable(&shown(&row.path)))?;
        }
        Ok(())
    }

    fn write_json(&self, out: &mut impl Write) -> Result<(), Failure> {
        for (at, row) in self.rows.iter().enumerate() {
            write!(out, "{}{}", if at == 0 { "[\n" } else { ",\n" }, row.json)?;
        }
        Ok(writeln!(out, "{}", if self.rows.is_empty() { "[]" } else { "\n]" })?)
    }

    fn write_separated(&self, out: &mut impl Write, delimiter: u8) -> Result<(), Failure> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        let group = |name| self.is_grouped.then_some(name).into_iter();
        let mut write = |cells: &[&str]| writer.write_record(cells).map_err(Failure::new);
        let header: Vec<&str> =
            group("group").chain(self.header.iter().map(String::as_str)).collect();
        write(&header)?;
        for row in &self.rows {
            let cells = group(row.group.as_str()).chain(row.cells.iter().map(String::as_str));
            write(&cells.collect::<Vec<_>>())?;
        }
        Ok(writer.flush()?)
    }

    /// Columns of equal width, with a header. A group has a line of its own.
    fn write_columns(&self, out: &mut impl Write, bold: Style) -> Result<(), Failure> {
        let cells: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| printable(cell)).collect())
            .collect();
        let header: Vec<String> = self.header.iter().map(|name| printable(name)).collect();
        let widths: Vec<usize> = (0..header.len())
            .map(|at| cells.iter().chain([&header]).map(|row| columns(&row[at])).max().unwrap_or(0))
            .collect();
        let line = |cells: &[String]| {
            let padded = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - columns(cell))));
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        if self.rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "{bold}{}{bold:#}", line(&header))?;
        let mut group: Option<&str> = None;
        for (row, cells) in self.rows.iter().zip(&cells) {
            check_interrupted()?;
            if self.is_grouped && group != Some(&row.group) {
                group = Some(&row.group);
                let name = if row.group.is_empty() { "(none)" } else { &row.group };
                writeln!(out, "\n{bold}{}{bold:#}", printable(name))?;
            }
            writeln!(out, "{}", line(cells))?;
        }
        if !self.summaries.is_empty() {
            writeln!(out)?;
        }
        self.write_summaries(out)
    }

    fn write_summaries(&self, out: &mut impl Write) -> Result<(), Failure> {
        for summary in &self.summaries {
            writeln!(out, "{}", printable(summary))?;
        }
        Ok(())
    }

    fn write_markdown(&self, out: &mut impl Write) -> Result<(), Failure> {
        let rows = self.rows.iter().map(|row| {
            let group = self.is_grouped.then_some(row.group.as_str());
            (group, row.cells.iter().map(String::as_str).collect())
        });
        let header = self.header.iter().map(String::as_str);
        Ok(out.write_all(markdown_table(header, rows, &self.summaries).0.as_bytes())?)
    }
}
