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

pub use located::Located;
pub use needs::Needs;
pub use schema::{Base, Direction, Filter, Formula, PropertyRef, Sort, View, ViewSummary};
pub use summary::{SUMMARIES, Summary};
pub use table::{Column, Row, SummaryValue, Table};
