//! Makes the rows of a view: filters, groups, sorts, limits and summarizes.

use std::cmp::Ordering;

use linkwright_vault::FileId;

use super::rows::{RowProblems, RowValues};
use super::schema::{Base, BaseView, PropertyRef, Sort, SortDirection};
use super::summary::summarize;
use super::table::{Column, ResultTable, Row, SummaryValue};
use crate::context::Context;
use crate::value::Value;

impl Base {
    /// The rows of a view of this base. Without an order, a row has the file's name.
    #[must_use]
    pub fn run(&self, view: &BaseView, cx: &Context<'_>) -> ResultTable {
        let problems = RowProblems::default();
        let default = [PropertyRef::File("name".to_owned())];
        let order = if view.order.is_empty() { &default[..] } else { &view.order };
        let mut sorted: Vec<Sorted<'_>> = Vec::new();
        for (path, file) in files_by_path(cx) {
            let values = RowValues::new(self, cx, file, &problems);
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
            sorted.push(Sorted { path, keys, summarized, row });
        }
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
        rows: &[Sorted<'_>],
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

/// A row with what it is sorted by.
struct Sorted<'v> {
    path: &'v str,
    keys: Vec<Value>,
    summarized: Vec<Value>,
    row: Row,
}

fn files_by_path<'v>(cx: &Context<'v>) -> Vec<(&'v str, FileId)> {
    let mut files: Vec<_> = cx.vault.files().map(|(file, entry)| (&*entry.path, file)).collect();
    files.sort_unstable();
    files
}

/// By the group first, then by the sorts of the view, then by path.
fn compare_rows(cx: &Context<'_>, view: &BaseView, a: &Sorted<'_>, b: &Sorted<'_>) -> Ordering {
    let by_group = view.group_by.iter().map(|group| (group, &a.row.group, &b.row.group));
    let by_keys = view.sort.iter().zip(a.keys.iter().zip(&b.keys));
    let by_keys = by_keys.map(|(sort, (a, b))| (sort, a, b));
    let mut orders = by_group.chain(by_keys).map(|(sort, a, b)| compare_values(cx, sort, a, b));
    let first = orders.find(|order| *order != Ordering::Equal);
    first.unwrap_or_else(|| a.path.cmp(b.path))
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
