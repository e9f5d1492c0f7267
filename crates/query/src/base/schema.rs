//! What a base consists of.

use linkwright_text::Span;
use rustc_hash::FxHashMap;

use super::located::ExprInFile;
use crate::problem::Problem;

/// A parsed base.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Base {
    /// The filters of all views.
    pub filters: Option<Filter>,
    /// The formulas, in order.
    pub formulas: Vec<Formula>,
    /// The display names of properties.
    pub display_names: Vec<(PropertyRef, String)>,
    /// The summaries that the base defines.
    pub summaries: Vec<Formula>,
    /// The views, in order.
    pub views: Vec<BaseView>,
    /// The mistakes in the base, in order of their places. What can be read counts.
    pub problems: Vec<Problem>,
}

/// A filter.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// An expression that is true.
    Test(ExprInFile),
    /// All of these (`and`).
    All(Vec<Filter>),
    /// One of these (`or`).
    Any(Vec<Filter>),
    /// None of these (`not`).
    None(Vec<Filter>),
}

/// A named expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Formula {
    /// The name.
    pub name: String,
    /// The place of the name, including quotes.
    pub name_span: Span,
    /// The expression.
    pub expression: ExprInFile,
}

/// A view of a base.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BaseView {
    /// `table`, `cards`, `list`, or a type that a plugin adds.
    pub kind: String,
    /// The name; empty if it has none.
    pub name: String,
    /// The whole view.
    pub span: Span,
    /// The filters of this view.
    pub filters: Option<Filter>,
    /// The properties that are shown, in order.
    pub order: Vec<PropertyRef>,
    /// What the rows are sorted by, the most important first.
    pub sort: Vec<Sort>,
    /// Maximum number of rows.
    pub limit: Option<usize>,
    /// What the rows are grouped by.
    pub group_by: Option<Sort>,
    /// The summaries below columns.
    pub summaries: Vec<ViewSummary>,
}

/// A property to sort or group rows by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sort {
    /// The property.
    pub property: PropertyRef,
    /// The direction.
    pub direction: SortDirection,
}

/// A direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortDirection {
    /// The smallest first.
    #[default]
    Ascending,
    /// The largest first.
    Descending,
}

/// A summary below a column of a view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewSummary {
    /// The property.
    pub property: PropertyRef,
    /// The name of the summary.
    pub summary: String,
    /// The place of the name.
    pub span: Span,
}

/// A property as views name it: `file.name`, `formula.x`, `note.x` or `x`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PropertyRef {
    /// A field of the file.
    File(String),
    /// A formula.
    Formula(String),
    /// A property of the note.
    Note(String),
}

impl PropertyRef {
    /// Reads a property as views name it.
    #[must_use]
    pub fn read(id: &str) -> PropertyRef {
        match id.split_once('.') {
            Some(("file", field)) => PropertyRef::File(field.to_owned()),
            Some(("formula", name)) => PropertyRef::Formula(name.to_owned()),
            Some(("note", name)) => PropertyRef::Note(name.to_owned()),
            _ => PropertyRef::Note(id.to_owned()),
        }
    }

    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        let (PropertyRef::File(name) | PropertyRef::Formula(name) | PropertyRef::Note(name)) = self;
        name
    }

    /// The property as views name it. A note's property has the prefix `note.` only where its name alone
    /// would be something else.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            PropertyRef::File(name) => format!("file.{name}"),
            PropertyRef::Formula(name) => format!("formula.{name}"),
            PropertyRef::Note(name) => match name.split_once('.') {
                Some(("file" | "formula" | "note", _)) => format!("note.{name}"),
                _ => name.clone(),
            },
        }
    }
}

impl Base {
    /// The positions of the formulas by name. Of those with the same name, the first counts.
    pub(super) fn formulas_by_name(&self) -> FxHashMap<&str, usize> {
        let names = self.formulas.iter().map(|formula| formula.name.as_str());
        names.enumerate().map(|(at, name)| (name, at)).rev().collect()
    }

    /// The view with this name, in any case; the first view for `None`.
    #[must_use]
    pub fn view(&self, name: Option<&str>) -> Option<&BaseView> {
        let Some(name) = name else { return self.views.first() };
        let spelled = self.views.iter().find(|view| view.name == name);
        let name = linkwright_syntax::fold(name);
        spelled
            .or_else(|| self.views.iter().find(|view| linkwright_syntax::fold(&view.name) == name))
    }
}

impl Filter {
    /// The expressions in the filter.
    pub(super) fn tests(&self) -> Vec<&ExprInFile> {
        match self {
            Filter::Test(test) => vec![test],
            Filter::All(parts) | Filter::Any(parts) | Filter::None(parts) => {
                parts.iter().flat_map(Filter::tests).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PropertyRef;

    #[test]
    fn a_property_that_is_named_like_a_field_has_another_id() {
        let of_note = |name: &str| PropertyRef::Note(name.to_owned()).id();
        assert_eq!(PropertyRef::File("path".to_owned()).id(), "file.path");
        assert_eq!(of_note("file.path"), "note.file.path");
        assert_eq!(of_note("note.x"), "note.note.x");
        assert_eq!(of_note("a.b"), "a.b");
    }
}
