//! The output of listing commands, in all formats.

use std::io::Write;

use clap::ValueEnum;
use serde_json::Value;

use crate::excerpt::printable;
use crate::failure::Failure;
use crate::interrupt::check_interrupted;
use crate::style::Colors;

/// The output format.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// One line for each result.
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
}

/// A table that is written to standard output row by row.
pub(super) struct Table {
    format: TableFormat,
    columns: &'static [&'static str],
    sink: Sink,
    rows: usize,
}

enum Sink {
    Lines(Box<dyn Write>),
    Separated(Box<csv::Writer<Box<dyn Write>>>),
    /// Only the rows are counted.
    Count(Box<dyn Write>),
}

impl Table {
    /// A table on standard output. With `total`, only the number of rows is written.
    pub(super) fn new(
        format: TableFormat,
        total: bool,
        columns: &'static [&'static str],
    ) -> Result<Table, Failure> {
        let out = Colors::Off.stdout();
        let separated = |out, delimiter| {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
            writer.write_record(columns).map_err(csv_failure)?;
            Ok::<_, Failure>(Sink::Separated(Box::new(writer)))
        };
        let sink = match format {
            _ if total => Sink::Count(out),
            TableFormat::Csv => separated(out, b',')?,
            TableFormat::Tsv => separated(out, b'\t')?,
            TableFormat::Text | TableFormat::Json | TableFormat::Jsonl => Sink::Lines(out),
        };
        Ok(Table { format, columns, sink, rows: 0 })
    }

    /// Writes a row: `text` in the text format, else a value for each column.
    ///
    /// # Errors
    /// If standard output cannot be written; after Ctrl-C.
    pub(super) fn row(&mut self, text: &str, values: &[Value]) -> Result<(), Failure> {
        check_interrupted()?;
        let (is_first, is_text) = (self.rows == 0, self.format == TableFormat::Text);
        self.rows += 1;
        match &mut self.sink {
            Sink::Count(_) => Ok(()),
            Sink::Separated(out) => out.write_record(values.iter().map(plain)).map_err(csv_failure),
            Sink::Lines(out) if is_text => Ok(writeln!(out, "{}", printable(text))?),
            Sink::Lines(out) => {
                let list = self.format == TableFormat::Json;
                let separator = match (list, is_first) {
                    (true, true) => "[\n",
                    (true, false) => ",\n",
                    (false, _) => "",
                };
                write!(out, "{separator}{{")?;
                for (at, (column, value)) in self.columns.iter().zip(values).enumerate() {
                    let comma = if at > 0 { "," } else { "" };
                    write!(out, "{comma}\"{column}\":{value}")?;
                }
                Ok(write!(out, "}}{}", if list { "" } else { "\n" })?)
            }
        }
    }

    /// Writes a line that is not a row, such as a heading of a group, in the text format only.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Lines(out) if self.format == TableFormat::Text => {
                Ok(writeln!(out, "{}", printable(text))?)
            }
            _ => Ok(()),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Count(mut out) => writeln!(out, "{}", self.rows).and_then(|()| out.flush())?,
            Sink::Separated(mut out) => out.flush()?,
            Sink::Lines(mut out) => {
                match (self.format, self.rows) {
                    (TableFormat::Json, 0) => writeln!(out, "[]")?,
                    (TableFormat::Json, _) => writeln!(out, "\n]")?,
                    _ => {}
                }
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// A value without quotes. The items of a list are joined by commas.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn csv_failure(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::new(format!("the table cannot be written: {other:?}")),
    }
}
