//! What a base needs that is made in advance.

use super::schema::{Base, BaseView, Filter, PropertyRef};
use crate::expr::{Expr, ExprKind};

/// What a query needs that is read or found in advance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QueryNeeds {
    /// The property values of notes.
    pub properties: bool,
    /// The sizes and times of files.
    pub stamps: bool,
    /// The backlinks of files.
    pub backlinks: bool,
}

impl QueryNeeds {
    /// What `expr` needs.
    #[must_use]
    pub fn of(expr: &Expr) -> QueryNeeds {
        let mut needs = QueryNeeds::default();
        needs.add(expr);
        needs
    }

    fn add(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => {
                let is_other =
                    matches!(&**name, "file" | "this" | "formula" | "value" | "index" | "acc");
                self.properties |= !is_other;
            }
            ExprKind::Field { of, field } => {
                self.add_file_property(&field.text);
                self.properties |=
                    matches!(&of.kind, ExprKind::Name(name) if matches!(&**name, "this" | "note"));
            }
            _ => {}
        }
        expr.parts().into_iter().for_each(|part| self.add(part));
    }

    fn add_file_property(&mut self, name: &str) {
        self.stamps |= matches!(name, "size" | "ctime" | "mtime");
        self.properties |= name == "properties";
        self.backlinks |= name == "backlinks";
    }

    fn add_property(&mut self, property: &PropertyRef) {
        match property {
            PropertyRef::Note(_) => self.properties = true,
            PropertyRef::File(name) => self.add_file_property(name),
            PropertyRef::Formula(_) => {}
        }
    }
}

impl Base {
    /// What the rows of `view` need.
    #[must_use]
    pub fn needs(&self, view: &BaseView) -> QueryNeeds {
        let mut needs = QueryNeeds::default();
        let filters = [&self.filters, &view.filters].into_iter().flatten();
        let tests = filters.flat_map(Filter::tests);
        let formulas = self.formulas.iter().chain(&self.summaries).map(|it| &it.expression);
        tests.chain(formulas).for_each(|located| needs.add(&located.expr));
        let sorts = view.sort.iter().chain(&view.group_by).map(|sort| &sort.property);
        let summaries = view.summaries.iter().map(|summary| &summary.property);
        view.order.iter().chain(sorts).chain(summaries).for_each(|it| needs.add_property(it));
        needs
    }
}
