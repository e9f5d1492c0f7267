//! Makes the rows of a view: filters, groups, sorts, limits and summarizes.

use std::cmp::Ordering;

use linkwright_vault::FileId;

use super::rows::{RowProblems, RowValues};
use super::schema::{Base, BaseView, PropertyRef, Sort, SortDirection};
use super::summary::summarize;
use super::table::{Column, ResultTable, Row, SummaryValue};
use crate::context::Context;
use crate::value::Value;

/// The rows of a view that were made so far. It is made in steps by a program that has to do something
/// else in between.
#[derive(Default)]
pub struct PendingRows {
    rows: Vec<PendingRow>,
    problems: RowProblems,
    /// Number of evaluation steps.
    steps: u64,
}

/// A row with what it is sorted by.
struct PendingRow {
    keys: Vec<Value>,
    summarized: Vec<Value>,
    row: Row,
}

impl Base {
    /// The rows of a view of this base. Without an order, a row has the file's name.
    #[must_use]
    pub fn run(&self, view: &BaseView, cx: &Context<'_>) -> ResultTable {
        let mut pending = PendingRows::default();
        self.add_rows(view, cx, cx.vault.files().map(|(file, _)| file), &mut pending);
        self.finish_rows(view, cx, pending)
    }

    /// Adds the rows of those of `files` that pass the filters. Each file of the vault has to be added
    /// once, before the vault changes.
    pub fn add_rows(
        &self,
        view: &BaseView,
        cx: &Context<'_>,
        files: impl IntoIterator<Item = FileId>,
        pending: &mut PendingRows,
    ) {
        cx.resume(pending.steps);
        let default = default_order();
        let order = if view.order.is_empty() { &default } else { &view.order };
        for file in files {
            let values = RowValues::new(self, cx, file, &pending.problems);
            let filters = [&self.filters, &view.filters];
            if !filters.into_iter().flatten().all(|filter| values.passes(filter)) {
                continue;
            }
            let group = view.group_by.as_ref().map(|group| values.property(&group.property));
            let keys = view.sort.iter().map(|sort| values.property(&sort.property)).collect();
            let summarized =
                view.summaries.iter().map(|summary| values.property(&summary.property)).collect();
            let cells = order.iter().map(|property| values.property(property)).collect();
            let row = Row { file, cells, group: group.unwrap_or(Value::Null) };
            pending.rows.push(PendingRow { keys, summarized, row });
        }
        pending.steps = cx.all_steps();
    }

    /// Sorts, limits and summarizes the rows, once they are all there.
    #[must_use]
    pub fn finish_rows(
        &self,
        view: &BaseView,
        cx: &Context<'_>,
        pending: PendingRows,
    ) -> ResultTable {
        cx.resume(pending.steps);
        let default = default_order();
        let order = if view.order.is_empty() { &default } else { &view.order };
        let PendingRows { rows: mut sorted, problems, .. } = pending;
        sorted.sort_by(|a, b| compare_rows(cx, view, a, b));
        let total = sorted.len();
        sorted.truncate(view.limit.unwrap_or(usize::MAX));
        let summaries = self.summarize(view, cx, &sorted, &problems);
        ResultTable {
            columns: order.iter().map(|property| self.column(property)).collect(),
            rows: sorted.into_iter().map(|sorted| sorted.row).collect(),
            is_grouped: view.group_by.is_some(),
            summaries,
            total,
            problems: problems.into_list(),
        }
    }

    fn column(&self, property: &PropertyRef) -> Column {
        let display = self.display_names.iter().find(|(named, _)| named == property);
        let name = match (display, property) {
            (Some((_, name)), _) => name.clone(),
            (None, PropertyRef::File(_)) => property.id(),
            (None, property) => property.name().to_owned(),
        };
        Column { id: property.id(), name }
    }

    fn summarize(
        &self,
        view: &BaseView,
        cx: &Context<'_>,
        rows: &[PendingRow],
        problems: &RowProblems,
    ) -> Vec<SummaryValue> {
        let summaries = view.summaries.iter().enumerate();
        summaries
            .map(|(at, summary)| {
                let values: Vec<Value> =
                    rows.iter().map(|row| row.summarized[at].clone()).collect();
                let custom = self.summaries.iter().find(|it| it.name == summary.summary);
                let file = rows.first().map(|row| row.row.file);
                let value = summarize(cx, custom, &summary.summary, values, file, problems);
                let property = summary.property.id();
                SummaryValue { property, summary: summary.summary.clone(), value }
            })
            .collect()
    }
}

/// The properties that are shown if a view names none.
fn default_order() -> Vec<PropertyRef> {
    vec![PropertyRef::File("name".to_owned())]
}

/// By the group first, then by the sorts of the view, then by path.
fn compare_rows(cx: &Context<'_>, view: &BaseView, a: &PendingRow, b: &PendingRow) -> Ordering {
    let by_group = view.group_by.iter().map(|group| (group, &a.row.group, &b.row.group));
    let by_keys = view.sort.iter().zip(a.keys.iter().zip(&b.keys));
    let by_keys = by_keys.map(|(sort, (a, b))| (sort, a, b));
    let mut orders = by_group.chain(by_keys).map(|(sort, a, b)| compare_values(cx, sort, a, b));
    let first = orders.find(|order| *order != Ordering::Equal);
    let path = |row: &PendingRow| cx.vault.get(row.row.file).map(|file| &*file.path);
    first.unwrap_or_else(|| path(a).cmp(&path(b)))
}

/// Empty values are last in both directions.
fn compare_values(cx: &Context<'_>, sort: &Sort, a: &Value, b: &Value) -> Ordering {
    let by_value = || match sort.direction {
        SortDirection::Ascending => cx.sort_order(a, b),
        SortDirection::Descending => cx.sort_order(b, a),
    };
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (false, false) => by_value(),
        (a, b) => a.cmp(&b),
    }
}
