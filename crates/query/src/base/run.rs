//! Makes the rows of a view: filters, groups, sorts, limits and summarizes.

use std::borrow::Cow;
use std::cmp::Ordering;

use linkwright_vault::FileId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::budget::RowBudget;
use super::rows::{RowProblems, RowValues};
use super::schema::{Base, BaseView, PropertyRef, Sort, SortDirection};
use super::summary::summarize;
use super::table::{Column, ResultTable, Row, SummaryValue};
use crate::context::Context;
use crate::problem::Problem;
use crate::value::Value;

/// Number of parts of the vault that each core makes the rows of, so that none waits long for the others.
const PARTS_OF_A_CORE: usize = 8;

/// The rows of a view that were made so far. They are made in steps by a program that has to do something
/// else in between.
#[derive(Default)]
pub struct PendingRows {
    rows: Vec<PendingRow>,
    problems: RowProblems,
    budget: RowBudget,
}

/// A row with what it is sorted by.
struct PendingRow {
    keys: Vec<Value>,
    summarized: Vec<Value>,
    row: Row,
}

impl PendingRows {
    /// Rows of the same view, for another thread.
    fn part(&self) -> PendingRows {
        PendingRows { budget: self.budget.clone(), ..PendingRows::default() }
    }

    fn append(&mut self, mut part: PendingRows) {
        self.rows.append(&mut part.rows);
        self.problems.append(part.problems);
    }
}

impl Base {
    /// The rows of a view of this base, made on all cores. Without an order, a row has the file's name.
    ///
    /// # Errors
    /// If the view takes too many steps or too much memory.
    pub fn run(&self, view: &BaseView, cx: &Context<'_>) -> Result<ResultTable, Problem> {
        let files: Vec<FileId> = cx.vault.files().map(|(file, _)| file).collect();
        let len = files.len() / (PARTS_OF_A_CORE * rayon::current_num_threads()) + 1;
        let (mut pending, cx) = (PendingRows::default(), &cx.for_all_files(self.needs(view)));
        let parts: Vec<_> =
            files.chunks(len).map(|files| (files, cx.clone(), pending.part())).collect();
        let made = parts.into_par_iter().map(|(files, cx, mut part)| {
            self.add_rows(view, &cx, files.iter().copied(), &mut part);
            part
        });
        let made: Vec<PendingRows> = made.collect();
        made.into_iter().for_each(|part| pending.append(part));
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
        let by_name = self.formulas_by_name();
        for file in files {
            if pending.budget.is_exceeded() {
                return;
            }
            let values = RowValues::new(self, cx, file, &pending.problems, &by_name);
            let filters = [&self.filters, &view.filters];
            let passes = filters.into_iter().flatten().all(|filter| values.passes(filter));
            let row = passes.then(|| pending_row(view, &values));
            pending.budget.add_steps(cx.steps());
            if let Some(row) = row {
                pending.budget.add_weight(row.weigh());
                pending.rows.push(row);
            }
        }
    }

    /// Sorts, limits and summarizes the rows, once they are all there.
    ///
    /// # Errors
    /// If the view takes too many steps or too much memory.
    pub fn finish_rows(
        &self,
        view: &BaseView,
        cx: &Context<'_>,
        pending: PendingRows,
    ) -> Result<ResultTable, Problem> {
        let PendingRows { rows: mut sorted, problems, budget } = pending;
        budget.check(view)?;
        sorted.sort_by(|a, b| compare_rows(cx, view, a, b));
        let total = sorted.len();
        sorted.truncate(view.limit.unwrap_or(usize::MAX));
        let summaries = self.summarize(view, cx, &sorted, &problems, &budget);
        budget.check(view)?;
        // Of the names of one property, the first counts.
        let names = self.display_names.iter().rev().map(|(property, name)| (property, &**name));
        let names: FxHashMap<&PropertyRef, &str> = names.collect();
        let columns = order(view).iter().map(|it| column(it, names.get(it).copied())).collect();
        Ok(ResultTable {
            columns,
            rows: sorted.into_iter().map(|sorted| sorted.row).collect(),
            is_grouped: view.group_by.is_some(),
            summaries,
            total,
            problems: problems.into_list(),
        })
    }

    fn summarize(
        &self,
        view: &BaseView,
        cx: &Context<'_>,
        rows: &[PendingRow],
        problems: &RowProblems,
        budget: &RowBudget,
    ) -> Vec<SummaryValue> {
        let summaries = view.summaries.iter().enumerate();
        summaries
            .map(|(at, summary)| {
                let values: Vec<Value> =
                    rows.iter().map(|row| row.summarized[at].clone()).collect();
                let custom = self.summaries.iter().find(|it| it.name == summary.summary);
                let file = rows.first().map(|row| row.row.file);
                let value = summarize(cx, custom, &summary.summary, values, file, problems);
                budget.add_steps(cx.steps());
                let property = summary.property.id();
                SummaryValue { property, summary: summary.summary.clone(), value }
            })
            .collect()
    }
}

fn column(property: &PropertyRef, display_name: Option<&str>) -> Column {
    let name = match (display_name, property) {
        (Some(name), _) => name.to_owned(),
        (None, PropertyRef::File(_)) => property.id(),
        (None, property) => property.name().to_owned(),
    };
    Column { id: property.id(), name }
}

/// The properties that the view shows.
fn order(view: &BaseView) -> Cow<'_, [PropertyRef]> {
    match view.order.is_empty() {
        true => vec![PropertyRef::File("name".to_owned())].into(),
        false => Cow::Borrowed(&view.order),
    }
}

fn pending_row(view: &BaseView, values: &RowValues<'_>) -> PendingRow {
    let group = view.group_by.as_ref().map(|group| values.property(&group.property));
    let keys = view.sort.iter().map(|sort| values.property(&sort.property)).collect();
    let summarized =
        view.summaries.iter().map(|summary| values.property(&summary.property)).collect();
    let cells = order(view).iter().map(|property| values.property(property)).collect();
    let row = Row { file: values.file, cells, group: group.unwrap_or(Value::Null) };
    PendingRow { keys, summarized, row }
}

impl PendingRow {
    /// The weight of all its values.
    fn weigh(&self) -> usize {
        let values = self.keys.iter().chain(&self.summarized).chain(&self.row.cells);
        let mut left = usize::MAX;
        values.chain([&self.row.group]).all(|value| value.weigh(usize::MAX, &mut left));
        usize::MAX - left
    }
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
