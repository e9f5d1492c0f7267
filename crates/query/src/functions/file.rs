//! Functions of files and links.

use std::sync::Arc;

use linkwright_syntax::fold;

use super::row::{Function, FunctionCall, Parameter};
use crate::value::{LinkValue, Type, Value};

const FILE: &[Type] = &[Type::File, Type::Link, Type::String];

/// The rows of links.
pub(super) const LINK_ROWS: &[Function] = &[
    Function::method(
        Type::Link,
        "asFile",
        &[],
        Type::File,
        |call| Ok(call.cx.file_of(call.receiver, None).map_or(Value::Null, Value::File)),
        "The file that the link leads to; `null` if there is none.",
    ),
    Function::method(
        Type::Link,
        "linksTo",
        &[Parameter::one("file", FILE)],
        Type::Boolean,
        links_to,
        "Whether the file that the link leads to has a link to another file.",
    ),
];

/// The rows of files.
pub(super) const ROWS: &[Function] = &[
    Function::method(
        Type::File,
        "asLink",
        &[Parameter::optional("display", &[])],
        Type::Link,
        as_link,
        "A link to the file, perhaps with a text to show.",
    ),
    Function::method(
        Type::File,
        "hasLink",
        &[Parameter::one("otherFile", FILE)],
        Type::Boolean,
        links_to,
        "Whether the file has a link to another file.",
    ),
    Function::method(
        Type::File,
        "hasProperty",
        &[Parameter::one("name", &[Type::String])],
        Type::Boolean,
        has_property,
        "Whether the note has a property of this name.",
    ),
    Function::method(
        Type::File,
        "hasTag",
        &[Parameter::many("values", &[Type::String])],
        Type::Boolean,
        has_tag,
        "Whether the note has one of these tags, or a tag nested in one.",
    ),
    Function::method(
        Type::File,
        "inFolder",
        &[Parameter::one("folder", &[Type::String])],
        Type::Boolean,
        in_folder,
        "Whether the file is in this folder or below it.",
    ),
];

/// Whether the receiver has a link to the argument. One to a file that does not exist is found by its text.
fn links_to(call: &FunctionCall<'_>) -> Result<Value, String> {
    let Some(source) = call.cx.file_of(call.receiver, None) else { return Ok(Value::Bool(false)) };
    let wanted = call.argument(0);
    if let Some(target) = call.cx.file_of(wanted, Some(source)) {
        return Ok(Value::Bool(call.cx.linking_to(target).binary_search(&source).is_ok()));
    }
    let wanted = match wanted {
        Value::String(text) => Value::Link(Arc::new(LinkValue::of_text(text, Some(source)))),
        other => other.clone(),
    };
    let mut links = call.cx.links_of(source, false);
    links.extend(call.cx.links_of(source, true));
    call.cx.step(16 * links.len())?;
    Ok(Value::Bool(links.iter().any(|link| call.cx.equals(link, &wanted))))
}

fn as_link(call: &FunctionCall<'_>) -> Result<Value, String> {
    let display = call.arguments.first().filter(|display| !display.is_empty());
    let display = display.map(|display| call.cx.text(display));
    let source = call.cx.file_of(call.receiver, None);
    Ok(Value::Link(Arc::new(LinkValue { target: call.own_text(), display, source })))
}

fn has_property(call: &FunctionCall<'_>) -> Result<Value, String> {
    let Value::File(file) = *call.receiver else { return Ok(Value::Bool(false)) };
    let name = call.text(0);
    let name = fold(&name);
    let has = |note: &linkwright_vault::Note| note.property_keys().any(|key| fold(key) == name);
    Ok(Value::Bool(call.cx.vault.note(file).is_some_and(has)))
}

fn has_tag(call: &FunctionCall<'_>) -> Result<Value, String> {
    let Value::File(file) = *call.receiver else { return Ok(Value::Bool(false)) };
    let wanted: Vec<String> = (0..call.arguments.len())
        .map(|at| fold(call.text(at).trim().trim_start_matches('#')).into_owned())
        .collect();
    let mut tags = call.cx.vault.tags_of(file);
    Ok(Value::Bool(tags.any(|(tag, _)| {
        let tag = fold(tag);
        wanted.iter().any(|wanted| {
            tag.strip_prefix(wanted.as_str()).is_some_and(|rest| {
                !wanted.is_empty() && (rest.is_empty() || rest.starts_with('/'))
            })
        })
    })))
}

fn in_folder(call: &FunctionCall<'_>) -> Result<Value, String> {
    let Value::File(file) = *call.receiver else { return Ok(Value::Bool(false)) };
    let folder = call.text(0);
    let folder = fold(folder.trim().trim_matches('/'));
    let own = call.cx.vault.get(file).map_or("", |file| file.folder());
    let own = fold(own);
    let rest = own.strip_prefix(&*folder);
    Ok(Value::Bool(
        folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    ))
}
