//! The functions of the expression language: one table, with what each takes, returns and does.

mod date;
mod file;
mod global;
mod list;
mod number;
mod object;
mod row;
mod string;
mod value;

pub use row::{Count, Function, Parameter};
pub(crate) use row::{FunctionBody, FunctionCall, Special};
pub(crate) use string::length;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::value::Type;

/// The rows of the table, by the type that the functions belong to.
const ROWS: [&[Function]; 10] = [
    global::ROWS,
    value::ROWS,
    date::ROWS,
    string::ROWS,
    number::ROWS,
    list::ROWS,
    file::LINK_ROWS,
    file::ROWS,
    object::ROWS,
    object::REGEXP_ROWS,
];

static BY_NAME: LazyLock<FxHashMap<(Option<Type>, &'static str), &'static Function>> =
    LazyLock::new(|| functions().map(|it| ((it.receiver, it.name), it)).collect());

/// All functions, by the type that they belong to.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    ROWS.into_iter().flatten()
}

/// The global function with this name.
pub(crate) fn global(name: &str) -> Option<&'static Function> {
    BY_NAME.get(&(None, name)).copied()
}

/// The types whose functions a value of this type has. Links, HTML, images and icons are text, too.
fn lookup_types(receiver: Type) -> &'static [Type] {
    match receiver {
        Type::Link => &[Type::Link, Type::String, Type::Any],
        Type::Html | Type::Image | Type::Icon => &[Type::String, Type::Any],
        Type::Date => &[Type::Date, Type::Any],
        Type::String => &[Type::String, Type::Any],
        Type::Number => &[Type::Number, Type::Any],
        Type::List => &[Type::List, Type::Any],
        Type::File => &[Type::File, Type::Any],
        Type::Object => &[Type::Object, Type::Any],
        Type::Regexp => &[Type::Regexp, Type::Any],
        Type::Any | Type::Null | Type::Boolean | Type::Duration => &[Type::Any],
    }
}

/// The function `name` of values of the type `receiver`.
pub(crate) fn method(receiver: Type, name: &str) -> Option<&'static Function> {
    lookup_types(receiver).iter().find_map(|&kind| BY_NAME.get(&(Some(kind), name)).copied())
}

/// The functions that values of the type `receiver` have, or that any have.
pub fn methods(receiver: Option<Type>) -> impl Iterator<Item = &'static Function> {
    functions().filter(move |function| match (receiver, function.receiver) {
        (Some(receiver), Some(own)) => lookup_types(receiver).contains(&own),
        (None, own) => own.is_some(),
        (Some(_), None) => false,
    })
}

/// The names of the functions that values of the type `receiver` have, or that any have.
pub(crate) fn method_names(receiver: Option<Type>) -> impl Iterator<Item = &'static str> {
    methods(receiver).map(|function| function.name)
}

/// Whether values of some type have a function of this name.
pub(crate) fn is_method(name: &str) -> bool {
    method_names(None).any(|known| known == name)
}

/// The names of the global functions.
pub(crate) fn global_names() -> impl Iterator<Item = &'static str> {
    functions().filter(|function| function.receiver.is_none()).map(|function| function.name)
}
