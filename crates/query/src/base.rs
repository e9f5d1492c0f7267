//! Bases: `.base` files and `base` code blocks, parsed with spans.

mod circles;
mod located;
mod names;
mod needs;
mod parse;
mod rows;
mod run;
mod scalar;
mod schema;
mod summary;
mod table;

pub use located::ExprInFile;
pub use names::{BaseName, BaseNameKind, base_names, rename_base_names};
pub use needs::QueryNeeds;
pub use schema::{Base, BaseView, Filter, Formula, PropertyRef, Sort, SortDirection, ViewSummary};
pub use summary::{BaseSummary, SUMMARIES};
pub use table::{Column, ResultTable, Row, SummaryValue};
