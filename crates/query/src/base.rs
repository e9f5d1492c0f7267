//! Bases: `.base` files and `base` code blocks, parsed with spans.

mod circles;
mod located;
mod needs;
mod parse;
mod rows;
mod run;
mod schema;
mod summary;
mod table;

pub use located::ExprInFile;
pub use needs::QueryNeeds;
pub use schema::{Base, BaseView, Filter, Formula, PropertyRef, Sort, SortDirection, ViewSummary};
pub use summary::{BaseSummary, SUMMARIES};
pub use table::{Column, ResultTable, Row, SummaryValue};
