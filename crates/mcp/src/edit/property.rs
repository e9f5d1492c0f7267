//! Edits of properties, in place.

use linkwright_syntax::frontmatter::{PropertyScalar, PropertyValue, remove_property, set_value};
use linkwright_text::{Edit as TextEdit, Span};
use linkwright_vault::{FileId, Vault};
use serde_json::Value;

use crate::answer::ToolRefusal;
use crate::arguments::{EditAction, EditCall};

/// The edit that sets or deletes the property `key`.
///
/// # Errors
/// If the value has no form in frontmatter, or the frontmatter is of a kind that is not edited.
pub(super) fn property_edit(
    vault: &Vault,
    file: FileId,
    text: &str,
    key: &str,
    given: &EditCall,
) -> Result<TextEdit, ToolRefusal> {
    let frontmatter = vault.note(file).and_then(|note| note.facts.frontmatter.as_deref());
    let key = key.trim();
    if key.is_empty() || key.contains('\n') {
        return Err(ToolRefusal::new("`property` must be the name of a property"));
    }
    let nothing = || TextEdit::new(Span::empty(0), "");
    if given.action == EditAction::Delete || given.value == Some(Value::Null) {
        let Some(frontmatter) = frontmatter else { return Ok(nothing()) };
        return Ok(remove_property(text, frontmatter, key)?.unwrap_or_else(nothing));
    }
    let value = given.value.as_ref().map(property_value).transpose()?;
    let value = value.ok_or_else(|| ToolRefusal::new("`value` is missing"))?;
    Ok(set_value(text, frontmatter, key, &value)?)
}

fn property_value(value: &Value) -> Result<PropertyValue, ToolRefusal> {
    match value {
        Value::Array(items) => {
            items.iter().map(scalar).collect::<Result<_, _>>().map(PropertyValue::List)
        }
        value => scalar(value).map(PropertyValue::Single),
    }
}

fn scalar(value: &Value) -> Result<PropertyScalar, ToolRefusal> {
    match value {
        Value::String(text) => Ok(PropertyScalar::Text(text.clone())),
        Value::Bool(_) | Value::Number(_) => Ok(PropertyScalar::Verbatim(value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(ToolRefusal::new("`value` must be a text, a number, a boolean, or a list of these"))
        }
    }
}
