//! Queries of a vault: Obsidian's search operators and Bases. No I/O, no LSP.
//!
//! - [`Search`] is the search language: words, `"phrases"`, `/regex/` and operators such as `tag:`.
//! - [`Base`] is a `.base` file or a `base` code block: filters, formulas and views, which become a
//!   [`ResultTable`].
//! - [`expr`] is the expression language of Bases; [`functions`] and [`FIELDS`] list what it has.
//!
//! What lies on the disk, property values included, comes from a [`FileData`]. Every mistake is a
//! [`Problem`] with its place. Every evaluation ends: steps, depth and the sizes of values are bounded, and
//! regular expressions take time that grows with the text only linearly. `docs/queries.md` says what each
//! part of both languages does.
//!
//! ```
//! use linkwright_query::{Search, Verdict};
//! use linkwright_settings::Settings;
//! use linkwright_vault::{Change, Vault};
//!
//! let mut vault = Vault::new(Settings::default());
//! let text = "---\ntags: [book]\nstatus: open\n---\nTides come and go.\n";
//! vault.apply(Change::Note { path: "Tides.md", text });
//! let note = vault.find_file("Tides.md").expect("it was just added");
//!
//! let search = Search::parse("tag:#book -[status:done] line:(tides go)", false)?;
//! assert_eq!(search.decide(&vault, note), Verdict::NeedsText);
//! assert!(search.matches_text(&vault, note, text));
//!
//! let problem = Search::parse("tga:#book", false).expect_err("a typo");
//! assert_eq!(problem.message, "unknown operator `tga:`. Did you mean `tag`?");
//! # Ok::<(), linkwright_query::Problem>(())
//! ```

mod base;
mod check;
mod context;
mod date;
mod eval;
pub mod expr;
mod fields;
mod functions;
mod number;
mod pattern;
mod problem;
mod properties;
mod search;
mod unfinished;
mod value;

pub use base::{
    BASE_KEYS, Base, BaseKey, BaseName, BaseNameKind, BasePart, BaseSlot, BaseSummary, BaseToken,
    BaseTokenKind, BaseView, Column, ExprInFile, FILTER_KEYS, Filter, Formula, PendingRows,
    PropertyRef, QueryNeeds, ResultTable, Row, SORT_KEYS, SUMMARIES, Sort, SortDirection,
    SummaryValue, UnfinishedBase, VIEW_KEYS, ViewSummary, base_names, base_tokens, markdown_table,
    rename_base_names, unfinished_base,
};
pub use context::{Context, FileData, FileStamp};
pub use date::{Date, Duration};
pub use eval::evaluate;
pub use fields::{FIELDS, Field, fields_of};
pub use functions::{Count, Function, Parameter, functions, methods};
pub use pattern::{Pattern, PatternProblem};
pub use problem::Problem;
pub use properties::{NoteProperty, NotePropertyValue, Properties, read_properties};
pub use search::{OPERATORS, Search, SearchOperator, Verdict};
pub use unfinished::{ExprSlot, UnfinishedExpr, unfinished_expr};
pub use value::{Entries, LinkValue, Shown, Type, Value};

#[cfg(test)]
mod tests;
