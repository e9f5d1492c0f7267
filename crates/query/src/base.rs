//! Bases: `.base` files and `base` code blocks, parsed with spans.

mod budget;
mod circles;
mod keys;
mod located;
mod markdown;
mod names;
mod needs;
mod parse;
mod part;
mod rows;
mod run;
mod scalar;
mod schema;
mod summary;
mod table;
mod tokens;
mod unfinished;

pub use keys::{BASE_KEYS, BaseKey, FILTER_KEYS, SORT_KEYS, VIEW_KEYS};
pub use located::ExprInFile;
pub use markdown::markdown_table;
pub(crate) use names::named_in_expr;
pub use names::{BaseName, BaseNameKind, base_names, rename_base_names};
pub use needs::QueryNeeds;
pub use part::BasePart;
pub use run::PendingRows;
pub use schema::{Base, BaseView, Filter, Formula, PropertyRef, Sort, SortDirection, ViewSummary};
pub use summary::{BaseSummary, SUMMARIES};
pub use table::{Column, ResultTable, Row, SummaryValue};
pub use tokens::{BaseToken, BaseTokenKind, base_tokens};
pub use unfinished::{BaseSlot, UnfinishedBase, unfinished_base};
