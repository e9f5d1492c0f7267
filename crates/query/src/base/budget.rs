//! How much all rows of a view together may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::schema::BaseView;
use crate::problem::Problem;

/// Maximum number of steps for all files.
const MAX_STEPS: u64 = 50_000_000;

/// Maximum weight of the values of all rows, see [`Value::weigh`](crate::Value). This is 64 MB of text.
const MAX_WEIGHT: u64 = 4_000_000;

/// What the rows of a view took so far. Clones count together, also on other threads. Whether too much was
/// taken in the end does not depend on the order of the rows.
#[derive(Clone, Default)]
pub(super) struct RowBudget {
    used: Arc<Used>,
}

#[derive(Default)]
struct Used {
    steps: AtomicU64,
    weight: AtomicU64,
}

impl RowBudget {
    /// Counts the steps of a file.
    pub(super) fn add_steps(&self, steps: u64) {
        self.used.steps.fetch_add(steps, Ordering::Relaxed);
    }

    /// Counts the weight of a row.
    pub(super) fn add_weight(&self, weight: usize) {
        self.used.weight.fetch_add(weight as u64, Ordering::Relaxed);
    }

    /// Whether too much was taken.
    pub(super) fn is_exceeded(&self) -> bool {
        self.used.steps.load(Ordering::Relaxed) > MAX_STEPS
            || self.used.weight.load(Ordering::Relaxed) > MAX_WEIGHT
    }

    /// Does nothing if there is something left.
    ///
    /// # Errors
    /// If not, at the place of the view.
    pub(super) fn check(&self, view: &BaseView) -> Result<(), Problem> {
        let message = "this view takes too many steps, or its rows are larger than 64 MB. \
                       Filter out more files, or show less of each";
        if self.is_exceeded() { Err(Problem::new(view.span, message)) } else { Ok(()) }
    }
}
