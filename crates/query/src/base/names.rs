//! Finds what a base names: notes, folders, tags, properties of the vault and their values.

mod in_expr;
mod kinds;
mod literal;
mod rename;

use std::sync::Arc;

use linkwright_syntax::base_text;
use linkwright_syntax::frontmatter::{QuoteStyle, Yaml, YamlKind, parse_yaml};
use linkwright_text::Span;

use super::scalar::ScalarOffsets;
use crate::expr::{Expr, parse};
use in_expr::ExprName;
use kinds::ExprScope;

pub use rename::rename_base_names;

/// A name in a base: the text in an expression or key that names something of the vault.
#[derive(Clone, PartialEq, Debug)]
pub struct BaseName {
    /// The kind of the thing that it names.
    pub kind: BaseNameKind,
    /// The name without quotes, escapes, and marks around it: `#`, `[[`, a subpath, `note.`.
    pub name: String,
    /// What the name belongs to: the path of the link that has this subpath, or the property that has this
    /// value. `None` for the other kinds.
    pub of: Option<String>,
    /// The place of the name in the file, inside all quotes.
    pub span: Span,
    form: BaseNameForm,
    scalar: Arc<NameScalar>,
    /// The place of the name in the scalar's value.
    in_value: Span,
}

/// The kind of the thing that a [`BaseName`] names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BaseNameKind {
    /// A file, as a link names it: `link("Note")`, `file("Note")`, `file.hasLink("Note")`.
    Link,
    /// A file, by its path from the vault's folder: `file.path == "Notes/Tides.md"`.
    Path,
    /// Files, by their name with its extension: `file.name == "Tides.md"`.
    FileName,
    /// Files, by their name without its extension: `file.basename == "Tides"`.
    Basename,
    /// A folder, by its path in upper or lower case: `file.inFolder("Notes")`.
    Folder,
    /// A folder, by its exact path: `file.folder == "Notes"`.
    FolderPath,
    /// A tag: `file.hasTag("book")`, `file.tags.contains("#book")`.
    Tag,
    /// A property of notes: `status`, `note.status`, `note["status"]`, `file.hasProperty("status")`.
    Property,
    /// The part of a link after its `#`: `link("Note#Heading")`.
    Subpath,
    /// A value of a property: `status == "done"`, `topics.contains("sea")`, `price == 3`.
    Value,
    /// A formula of the same base: its key below `formulas`, `formula.total`, `formula["total"]`.
    Formula,
}

/// How a name is written.
#[derive(Clone, PartialEq, Debug)]
enum BaseNameForm {
    /// In a string of an expression, between these quotes.
    Literal { quote: char },
    /// `3` or `true`
    Bare,
    /// `status`
    Identifier,
    /// `note.status`: the whole of it, and the part before the dot.
    Field { whole: Span, of: String },
    /// A scalar or key that is no expression: `status`, or `note.status` with a prefix.
    Key { has_prefix: bool },
    /// The key of a formula.
    FormulaKey,
}

/// A YAML scalar that has names.
#[derive(Clone, PartialEq, Debug)]
struct NameScalar {
    /// The scalar, including quotes.
    span: Span,
    value: String,
    quote: QuoteStyle,
    in_flow: bool,
    offsets: ScalarOffsets,
}

/// Returns what the base in `yaml`, a span of `text`, names, in the order of the text. Names that are
/// computed are left out.
#[must_use]
pub fn base_names(text: &str, yaml: Span) -> Vec<BaseName> {
    let text = &*base_text(text, yaml);
    let mut finder = NameFinder { text, names: Vec::new() };
    if let Ok((Some(root), _)) = parse_yaml(text, yaml) {
        finder.add_base(&root);
    }
    let mut names = finder.names;
    names.sort_by_key(|name| (name.span.start, name.span.end));
    // A YAML reference repeats what it refers to.
    names.dedup_by(|a, b| a.span == b.span);
    names
}

/// The names of things in `expr`, which was parsed from `source`: the kind of each, and its place in the
/// source. Values of properties, subpaths of links and formulas are left out.
pub(crate) fn named_in_expr(expr: &Expr, source: &str) -> Vec<(BaseNameKind, Span)> {
    let mut names = Vec::new();
    in_expr::find_names(expr, source, ExprScope::Row, &mut |name| {
        if name.of.is_none() && name.kind != BaseNameKind::Formula {
            names.push((name.kind, name.span));
        }
    });
    names
}

struct NameFinder<'t> {
    text: &'t str,
    names: Vec<BaseName>,
}

/// The entries of a map whose keys are scalars.
fn entries(yaml: &Yaml) -> impl Iterator<Item = (&str, &Yaml, &Yaml)> {
    let entries = match &yaml.kind {
        YamlKind::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().filter_map(|(key, value)| match &key.kind {
        YamlKind::Scalar { value: name, .. } => Some((name.as_str(), key, value)),
        _ => None,
    })
}

fn items(yaml: &Yaml) -> &[Yaml] {
    match &yaml.kind {
        YamlKind::List(items) => items,
        _ => &[],
    }
}

impl NameFinder<'_> {
    fn add_base(&mut self, base: &Yaml) {
        for (key, _, value) in entries(base) {
            match key {
                "filters" => self.add_filter(value),
                "formulas" => {
                    for (_, key, formula) in entries(value) {
                        self.add_formula_key(key);
                        self.add_expr(formula, ExprScope::Row);
                    }
                }
                "summaries" => {
                    entries(value).for_each(|(.., it)| self.add_expr(it, ExprScope::Summary));
                }
                "properties" => entries(value).for_each(|(_, key, _)| self.add_property(key)),
                "views" => items(value).iter().for_each(|view| self.add_view(view)),
                _ => {}
            }
        }
    }

    fn add_filter(&mut self, filter: &Yaml) {
        match &filter.kind {
            YamlKind::Scalar { .. } => self.add_expr(filter, ExprScope::Row),
            YamlKind::List(items) => items.iter().for_each(|it| self.add_filter(it)),
            YamlKind::Map(_) => entries(filter).for_each(|(.., it)| self.add_filter(it)),
        }
    }

    fn add_view(&mut self, view: &Yaml) {
        for (key, _, value) in entries(view) {
            match key {
                "filters" => self.add_filter(value),
                "order" => items(value).iter().for_each(|it| self.add_property(it)),
                "sort" => items(value).iter().for_each(|it| self.add_sort(it)),
                "groupBy" => self.add_sort(value),
                "summaries" => entries(value).for_each(|(_, key, _)| self.add_property(key)),
                "type" | "name" | "limit" => {}
                _ => self.add_option(value),
            }
        }
    }

    fn add_sort(&mut self, sort: &Yaml) {
        self.add_property(sort);
        let properties = entries(sort).filter(|(key, ..)| *key == "property");
        properties.for_each(|(.., value)| self.add_property(value));
    }

    /// Adds the properties in an option that only some types of views have, such as the `image` of
    /// cards. Only those with a prefix are sure to be properties.
    fn add_option(&mut self, option: &Yaml) {
        let mut add = |yaml: &Yaml| {
            let is_property = |value: &String| value.starts_with("note.");
            if matches!(&yaml.kind, YamlKind::Scalar { value, .. } if is_property(value)) {
                self.add_property(yaml);
            }
        };
        add(option);
        items(option).iter().for_each(&mut add);
        entries(option).for_each(|(_, key, _)| add(key));
    }

    /// Adds the property that a scalar names as views do.
    fn add_property(&mut self, yaml: &Yaml) {
        let Some(scalar) = self.scalar(yaml) else { return };
        let (kind, prefix) = match scalar.value.split_once('.') {
            Some(("file", _)) => return,
            Some(("formula", _)) => (BaseNameKind::Formula, "formula.".len()),
            Some(("note", _)) => (BaseNameKind::Property, "note.".len()),
            _ => (BaseNameKind::Property, 0),
        };
        let name = ExprName {
            kind,
            name: &scalar.value[prefix..],
            of: None,
            span: Span::new(prefix, scalar.value.len()),
            form: BaseNameForm::Key { has_prefix: prefix > 0 },
        };
        self.add(&scalar, name);
    }

    fn add_formula_key(&mut self, key: &Yaml) {
        let Some(scalar) = self.scalar(key) else { return };
        let (name, span) = (&*scalar.value, Span::new(0, scalar.value.len()));
        let (kind, form) = (BaseNameKind::Formula, BaseNameForm::FormulaKey);
        self.add(&scalar, ExprName { kind, name, of: None, span, form });
    }

    /// Adds the names in an expression.
    fn add_expr(&mut self, yaml: &Yaml, scope: ExprScope) {
        let Some(scalar) = self.scalar(yaml) else { return };
        let Ok(expr) = parse(&scalar.value) else { return };
        in_expr::find_names(&expr, &scalar.value, scope, &mut |name| self.add(&scalar, name));
    }

    fn scalar(&self, yaml: &Yaml) -> Option<Arc<NameScalar>> {
        let YamlKind::Scalar { value, quote } = &yaml.kind else { return None };
        let offsets = ScalarOffsets::of(self.text, yaml.span, value, *quote);
        let (value, quote) = (value.clone(), *quote);
        Some(Arc::new(NameScalar { span: yaml.span, value, quote, in_flow: yaml.in_flow, offsets }))
    }

    /// Adds a name in the value of a scalar.
    fn add(&mut self, scalar: &Arc<NameScalar>, name: ExprName<'_>) {
        let ExprName { kind, name, of, span: in_value, form } = name;
        let Some(span) = scalar.offsets.in_file(in_value) else { return };
        if !name.is_empty() {
            let (name, of, scalar) = (name.to_owned(), of.map(str::to_owned), scalar.clone());
            self.names.push(BaseName { kind, name, of, span, form, scalar, in_value });
        }
    }
}

#[cfg(test)]
mod tests;
