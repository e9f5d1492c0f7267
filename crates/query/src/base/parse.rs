//! Parses bases.

use linkwright_syntax::base_text;
use linkwright_syntax::frontmatter::{CoreScalar, Yaml, YamlKind, parse_yaml};
use linkwright_text::Span;
use rustc_hash::FxHashSet;

use super::circles::add_circles;
use super::keys::{BASE_KEYS, BaseKey, SORT_KEYS, VIEW_KEYS, unknown_key};
use super::located::ExprInFile;
use super::schema::{
    Base, BaseView, Filter, Formula, PropertyRef, Sort, SortDirection, ViewSummary,
};
use super::summary::SUMMARIES;
use crate::check::check;
use crate::fields::{FIELDS, field};
use crate::problem::{KnownNames, Problem, suggestion};
use crate::value::Type;

impl Base {
    /// Parses the base in `yaml`, a span of `text`: a whole `.base` file, or the content of a `base`
    /// code block. Mistakes are in [`Base::problems`]. A base without views has one table.
    #[must_use]
    pub fn parse(text: &str, yaml: Span) -> Base {
        let text = &*base_text(text, yaml);
        let mut parser =
            BaseParser { text, base: Base::default(), broken: Vec::new(), patterns: 0 };
        match parse_yaml(text, yaml) {
            Ok((root, problems)) => {
                let problems = problems.into_iter();
                parser.base.problems.extend(problems.map(|it| Problem::new(it.span, it.message)));
                if let Some(root) = root {
                    parser.read_base(&root);
                }
            }
            Err(problem) => parser.base.problems.push(Problem::new(problem.span, problem.message)),
        }
        parser.check();
        let mut base = parser.base;
        if base.views.is_empty() {
            base.views.push(BaseView { kind: "table".to_owned(), ..BaseView::default() });
        }
        base.problems.sort();
        base.problems.dedup();
        base
    }
}

/// Number of regular expressions after which no more expressions of a base are parsed.
const MAX_PATTERNS: usize = 100;

struct BaseParser<'t> {
    text: &'t str,
    /// Number of regular expressions that were compiled.
    patterns: usize,
    base: Base,
    /// The names of formulas that are no expressions.
    broken: Vec<String>,
}

impl<'t> BaseParser<'t> {
    fn problem(&mut self, span: Span, message: impl Into<String>) {
        // An empty span, of a missing value, is shown with the line before it.
        self.base.problems.push(Problem::new(span, message));
    }

    /// The entries of a map with the text of their keys; none, with a problem, if it is something else.
    /// A missing value is an empty map.
    fn entries<'y>(&mut self, yaml: &'y Yaml, what: &str) -> Vec<(&'y str, &'y Yaml, &'y Yaml)> {
        match &yaml.kind {
            YamlKind::Map(entries) => entries
                .iter()
                .filter_map(|(key, value)| match &key.kind {
                    YamlKind::Scalar { value: name, .. } => Some((name.as_str(), key, value)),
                    _ => None,
                })
                .collect(),
            _ if yaml.core() == Some(CoreScalar::Null) => Vec::new(),
            _ => {
                self.problem(yaml.span, format!("{what} must be a map of `key: value`"));
                Vec::new()
            }
        }
    }

    /// The items of a list; a missing value has none.
    fn items<'y>(&mut self, yaml: &'y Yaml, what: &str) -> &'y [Yaml] {
        match &yaml.kind {
            YamlKind::List(items) => items,
            _ if yaml.core() == Some(CoreScalar::Null) => &[],
            _ => {
                self.problem(yaml.span, format!("{what} must be a list"));
                &[]
            }
        }
    }

    /// The text of a scalar.
    fn string(&mut self, yaml: &Yaml, what: &str) -> Option<String> {
        match &yaml.kind {
            YamlKind::Scalar { value, .. } => Some(value.clone()),
            _ => {
                self.problem(yaml.span, format!("{what} must be text"));
                None
            }
        }
    }

    fn unknown_key(&mut self, key: &str, span: Span, known: &[BaseKey]) {
        if let Some(message) = unknown_key(key, known) {
            self.problem(span, message);
        }
    }

    fn expression(&mut self, yaml: &Yaml) -> Option<ExprInFile> {
        if self.patterns >= MAX_PATTERNS {
            self.problem(yaml.span, "too many regular expressions in one base");
            return None;
        }
        match ExprInFile::parse(self.text, yaml) {
            Ok(located) => {
                self.patterns += located.expr.count_patterns();
                Some(located)
            }
            Err(problem) => {
                self.base.problems.push(problem);
                None
            }
        }
    }

    fn read_base(&mut self, root: &Yaml) {
        for (key, key_yaml, value) in self.entries(root, "a base") {
            match key {
                "filters" => self.base.filters = self.filter(value),
                "formulas" => self.base.formulas = self.formulas(value, "`formulas`"),
                "summaries" => self.base.summaries = self.formulas(value, "`summaries`"),
                "properties" => self.read_properties(value),
                "views" => {
                    for view in self.items(value, "`views`") {
                        let view = self.view(view);
                        self.base.views.push(view);
                    }
                }
                _ => self.unknown_key(key, key_yaml.span, BASE_KEYS),
            }
        }
    }

    fn formulas(&mut self, yaml: &Yaml, what: &str) -> Vec<Formula> {
        let mut formulas = Vec::new();
        for (name, key, value) in self.entries(yaml, what) {
            if let Some(expression) = self.expression(value) {
                let name = name.to_owned();
                formulas.push(Formula { name, name_span: key.span, expression });
            } else {
                self.broken.push(name.to_owned());
            }
        }
        formulas
    }

    fn read_properties(&mut self, yaml: &Yaml) {
        for (id, _, value) in self.entries(yaml, "`properties`") {
            for (key, _, value) in self.entries(value, "the configuration of a property") {
                if key == "displayName"
                    && let Some(name) = self.string(value, "`displayName`")
                {
                    self.base.display_names.push((PropertyRef::read(id), name));
                }
            }
        }
    }

    /// A filter: an expression, or a map with one of `and`, `or` and `not`.
    fn filter(&mut self, yaml: &Yaml) -> Option<Filter> {
        match &yaml.kind {
            YamlKind::Scalar { .. } if yaml.core() == Some(CoreScalar::Null) => None,
            YamlKind::Scalar { .. } => self.expression(yaml).map(Filter::Test),
            YamlKind::List(_) => {
                self.problem(yaml.span, "put the filters below `and:`, `or:` or `not:`");
                None
            }
            YamlKind::Map(_) => {
                let entries = self.entries(yaml, "a filter");
                if entries.len() > 1 {
                    let message =
                        "a filter has only one of `and`, `or` and `not`; nest the others in it";
                    self.problem(entries[1].1.span, message);
                }
                let (key, key_yaml, value) = *entries.first()?;
                let make = match key {
                    "and" => Filter::All,
                    "or" => Filter::Any,
                    "not" => Filter::None,
                    _ => {
                        let message = format!(
                            "expected `and`, `or` or `not`, found `{key}`. Put an expression with `: ` in \
                             quotes"
                        );
                        self.problem(key_yaml.span, message);
                        return None;
                    }
                };
                let parts = match &value.kind {
                    YamlKind::List(items) => {
                        items.iter().filter_map(|it| self.filter(it)).collect()
                    }
                    _ => self.filter(value).into_iter().collect(),
                };
                Some(make(parts))
            }
        }
    }

    fn view(&mut self, yaml: &Yaml) -> BaseView {
        let mut view =
            BaseView { kind: "table".to_owned(), span: yaml.span, ..BaseView::default() };
        for (key, key_yaml, value) in self.entries(yaml, "a view") {
            match key {
                "type" => view.kind = self.string(value, "`type`").unwrap_or(view.kind),
                "name" => view.name = self.string(value, "`name`").unwrap_or_default(),
                "filters" => view.filters = self.filter(value),
                "order" => {
                    // A property that is named twice is one column.
                    let mut seen = FxHashSet::default();
                    for item in self.items(value, "`order`") {
                        let property = self.property(item);
                        view.order.extend(property.filter(|it| seen.insert(it.clone())));
                    }
                }
                "sort" => {
                    for item in self.items(value, "`sort`") {
                        view.sort.extend(self.sort(item));
                    }
                }
                "groupBy" => view.group_by = self.sort(value),
                "limit" => view.limit = self.limit(value),
                "summaries" => {
                    for (id, key, value) in self.entries(value, "`summaries`") {
                        let property = self.property_at(id, key.span);
                        if let Some(summary) = self.string(value, "a summary") {
                            view.summaries.push(ViewSummary {
                                property,
                                summary,
                                span: value.span,
                            });
                        }
                    }
                }
                _ => self.unknown_key(key, key_yaml.span, VIEW_KEYS),
            }
        }
        view
    }

    fn limit(&mut self, yaml: &Yaml) -> Option<usize> {
        match yaml.core() {
            Some(CoreScalar::Null) => None,
            Some(CoreScalar::Number(number)) if number >= 0.0 && number.fract() == 0.0 => {
                usize::try_from(crate::number::to_whole(number)).ok()
            }
            _ => {
                self.problem(yaml.span, "`limit` must be a whole number");
                None
            }
        }
    }

    fn property(&mut self, yaml: &Yaml) -> Option<PropertyRef> {
        let id = self.string(yaml, "a property")?;
        Some(self.property_at(&id, yaml.span))
    }

    fn property_at(&mut self, id: &str, span: Span) -> PropertyRef {
        let property = PropertyRef::read(id);
        if let PropertyRef::File(name) = &property
            && field(Type::File, name).is_none()
        {
            let known = FIELDS.iter().filter(|field| field.receiver == Type::File);
            let near = suggestion(name, known.map(|field| field.name));
            self.problem(span, format!("a file has no field `{name}`{near}"));
        }
        property
    }

    /// `property` and `direction`, or only the property.
    fn sort(&mut self, yaml: &Yaml) -> Option<Sort> {
        if let YamlKind::Scalar { .. } = yaml.kind {
            let is_null = yaml.core() == Some(CoreScalar::Null);
            let property = (!is_null).then(|| self.property(yaml)).flatten()?;
            return Some(Sort { property, direction: SortDirection::Ascending });
        }
        let (mut property, mut direction) = (None, SortDirection::Ascending);
        for (key, key_yaml, value) in self.entries(yaml, "a sort") {
            match key {
                "property" => property = self.property(value),
                "direction" => {
                    match self.string(value, "`direction`")?.to_ascii_uppercase().as_str() {
                        "ASC" => direction = SortDirection::Ascending,
                        "DESC" => direction = SortDirection::Descending,
                        _ => self.problem(value.span, "`direction` must be `ASC` or `DESC`"),
                    }
                }
                _ => self.unknown_key(key, key_yaml.span, SORT_KEYS),
            }
        }
        if property.is_none() {
            self.problem(yaml.span, "`property` is missing");
        }
        Some(Sort { property: property?, direction })
    }

    /// Checks all expressions and names, after everything is read.
    fn check(&mut self) {
        let base = &self.base;
        let formulas = base.formulas.iter().map(|it| it.name.as_str());
        let formulas = KnownNames::new(formulas.chain(self.broken.iter().map(String::as_str)));
        let mut problems = Vec::new();
        for located in base.expressions() {
            let found = check(&located.expr, &formulas);
            problems.extend(found.into_iter().map(|problem| located.locate(problem)));
        }
        let custom = base.summaries.iter().map(|it| it.name.as_str());
        let summaries = KnownNames::new(SUMMARIES.iter().map(|it| it.name).chain(custom));
        for view in &base.views {
            for ViewSummary { summary, span, .. } in &view.summaries {
                if !summaries.contains(summary) {
                    let near = summaries.suggestion(summary);
                    problems
                        .push(Problem::new(*span, format!("unknown summary `{summary}`{near}")));
                }
            }
        }
        add_circles(base, &mut problems);
        self.base.problems.append(&mut problems);
    }
}
