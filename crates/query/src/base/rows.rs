//! The values of one row, and the problems of all.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use linkwright_vault::FileId;
use rustc_hash::FxHashMap;

use super::located::ExprInFile;
use super::schema::{Base, Filter, PropertyRef};
use crate::context::Context;
use crate::eval::{Evaluation, Formulas};
use crate::fields::field;
use crate::problem::Problem;
use crate::value::{Type, Value};

/// Maximum number of problems that are kept.
const MAX_PROBLEMS: usize = 100;

/// The problems that were found while rows were made.
#[derive(Default)]
pub(super) struct RowProblems {
    found: RefCell<BTreeSet<Problem>>,
}

impl RowProblems {
    pub(super) fn add(&self, problem: Problem) {
        let mut found = self.found.borrow_mut();
        found.insert(problem);
        // Which ones are kept does not depend on the order in which they were found.
        if found.len() > MAX_PROBLEMS {
            found.pop_last();
        }
    }

    pub(super) fn append(&self, others: RowProblems) {
        others.into_list().into_iter().for_each(|problem| self.add(problem));
    }

    pub(super) fn into_list(self) -> Vec<Problem> {
        self.found.into_inner().into_iter().collect()
    }
}

/// The values of one file. Each formula is evaluated at most once.
pub(super) struct RowValues<'a> {
    base: &'a Base,
    cx: &'a Context<'a>,
    pub(super) file: FileId,
    problems: &'a RowProblems,
    by_name: &'a FormulasByName<'a>,
    formulas: Vec<FormulaState>,
}

/// The positions of a base's formulas.
pub(super) type FormulasByName<'a> = FxHashMap<&'a str, usize>;

#[derive(Default)]
struct FormulaState {
    is_running: Cell<bool>,
    value: RefCell<Option<Value>>,
}

impl<'a> RowValues<'a> {
    pub(super) fn new(
        base: &'a Base,
        cx: &'a Context<'a>,
        file: FileId,
        problems: &'a RowProblems,
        by_name: &'a FormulasByName<'a>,
    ) -> RowValues<'a> {
        cx.start(file);
        let formulas = base.formulas.iter().map(|_| FormulaState::default()).collect();
        RowValues { base, cx, file, problems, by_name, formulas }
    }

    /// Whether the file passes a filter. One that cannot be evaluated does not let it pass.
    pub(super) fn passes(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Test(test) => self.eval(test, 0).is_truthy(),
            Filter::All(parts) => parts.iter().all(|part| self.passes(part)),
            Filter::Any(parts) => parts.iter().any(|part| self.passes(part)),
            Filter::None(parts) => !parts.iter().any(|part| self.passes(part)),
        }
    }

    /// The value of a property.
    pub(super) fn property(&self, property: &PropertyRef) -> Value {
        match property {
            PropertyRef::Note(name) => self.cx.property(self.file, name),
            PropertyRef::File(name) => {
                let file = Value::File(self.file);
                field(Type::File, name).map_or(Value::Null, |field| field.get(self.cx, &file))
            }
            PropertyRef::Formula(name) => {
                self.value(name, 0).and_then(Result::ok).unwrap_or(Value::Null)
            }
        }
    }

    /// The value of an expression; `Null`, with a problem, if it has none.
    fn eval(&self, located: &ExprInFile, depth: usize) -> Value {
        let mut evaluation = Evaluation::new(self.cx, self.file, self, depth);
        evaluation.eval(&located.expr).unwrap_or_else(|problem| {
            self.problems.add(located.locate(problem));
            Value::Null
        })
    }
}

impl Formulas for RowValues<'_> {
    fn value(&self, name: &str, depth: usize) -> Option<Result<Value, String>> {
        let at = *self.by_name.get(name)?;
        let state = &self.formulas[at];
        if let Some(value) = &*state.value.borrow() {
            return Some(Ok(value.clone()));
        }
        if state.is_running.replace(true) {
            return Some(Err(format!("the formula `{name}` uses itself")));
        }
        let value = self.eval(&self.base.formulas[at].expression, depth);
        state.is_running.set(false);
        *state.value.borrow_mut() = Some(value.clone());
        Some(Ok(value))
    }
}
