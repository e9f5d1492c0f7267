//! What a base needs of the files on the disk.

use super::schema::{Base, BaseView, Filter, PropertyRef};
use crate::expr::{Expr, ExprKind};

/// What a query needs of the files on the disk, so that it can be read in advance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QueryNeeds {
    /// The property values of notes.
    pub properties: bool,
    /// The sizes and times of files.
    pub stamps: bool,
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
                self.stamps |= matches!(&*field.text, "size" | "ctime" | "mtime");
                self.properties |= &*field.text == "properties"
                    || matches!(&of.kind, ExprKind::Name(name) if matches!(&**name, "this" | "note"));
            }
            _ => {}
        }
        expr.parts().into_iter().for_each(|part| self.add(part));
    }

    fn add_property(&mut self, property: &PropertyRef) {
        match property {
            PropertyRef::Note(_) => self.properties = true,
            PropertyRef::File(name) => {
                self.stamps |= matches!(name.as_str(), "size" | "ctime" | "mtime");
                self.properties |= name == "properties";
            }
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
