//! The rows of a view, as plain data.

use linkwright_vault::FileId;

use crate::problem::Problem;
use crate::value::Value;

/// The rows of a view.
#[derive(Clone, PartialEq, Debug)]
pub struct ResultTable {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, in order. Rows of one group follow each other.
    pub rows: Vec<Row>,
    /// Whether the view has groups.
    pub is_grouped: bool,
    /// The summaries below columns.
    pub summaries: Vec<SummaryValue>,
    /// Number of rows without the limit of the view.
    pub total: usize,
    /// What went wrong while rows were made, with places in the base; each problem once.
    pub problems: Vec<Problem>,
}

/// A column of a [`ResultTable`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The property, as views name it.
    pub id: String,
    /// The name that is shown.
    pub name: String,
}

/// A row of a [`ResultTable`].
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The file.
    pub file: FileId,
    /// A value for each column. One that could not be made is `Null`.
    pub cells: Vec<Value>,
    /// The value of its group; `Null` without groups.
    pub group: Value,
}

/// A summary below a column.
#[derive(Clone, PartialEq, Debug)]
pub struct SummaryValue {
    /// The property, as views name it.
    pub property: String,
    /// The name of the summary.
    pub summary: String,
    /// The value.
    pub value: Value,
}
