//! Normalizes parameters that `lsp_types` cannot deserialize, or in which it would lose something.

use linkwright_text::PositionEncoding;
use serde_json::{Value, json};
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::client_capabilities;
use crate::wire::uris;

/// Changes the `params` of `method` so that `lsp_types` can deserialize them without loss.
pub(crate) fn normalize(method: &str, params: &mut Value) {
    match method {
        "initialize" => rename_diagnostics_capability(params),
        "textDocument/didChange" => {
            // The change must be applied even if its version is missing or not an integer.
            if let Some(document) = params.get_mut("textDocument").and_then(Value::as_object_mut)
                && document.get("version").is_none_or(|version| version.as_i64().is_none())
            {
                document.insert("version".to_owned(), json!(0));
            }
        }
        _ => {}
    }
    normalize_values(params);
}

/// The position encoding that is chosen for a client with these params of `initialize`.
pub(crate) fn encoding(params: &Value) -> PositionEncoding {
    let capabilities = params.get("capabilities").cloned().unwrap_or_default();
    let capabilities = serde_json::from_value::<lsp::ClientCapabilities>(capabilities);
    capabilities
        .map(|capabilities| client_capabilities::encoding(&capabilities))
        .unwrap_or_default()
}

/// Copies the capability `workspace.diagnostics`, the spelling of the specification 3.17 that VS Code and
/// Neovim use, to `workspace.diagnostic`, the spelling of Helix and lsp-types 0.94.
fn rename_diagnostics_capability(params: &mut Value) {
    if let Some(workspace) = params.pointer_mut("/capabilities/workspace")
        && let Some(workspace) = workspace.as_object_mut()
        && let Some(plural) = workspace.get("diagnostics").cloned()
    {
        workspace.entry("diagnostic").or_insert(plural);
    }
}

/// Clamps lines and columns, and keeps the spelling of URIs, everywhere in `value`.
fn normalize_values(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normalize_values),
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match (&**key, &mut *value) {
                    ("line" | "character", Value::Number(number)) => {
                        if let Some(clamped) = clamped(number) {
                            *value = json!(clamped);
                        }
                    }
                    ("uri" | "oldUri" | "newUri" | "rootUri" | "targetUri", Value::String(uri)) => {
                        if let Ok(parsed) = Url::parse(uri)
                            && let Some(kept) = uris::keep_spelling(uri, parsed)
                        {
                            *uri = kept;
                        }
                    }
                    _ => normalize_values(value),
                }
            }
        }
        _ => {}
    }
}

/// `number`, clamped to a valid line or column; `None` if it already is one. Some clients write their
/// largest number for the end of a line.
fn clamped(number: &serde_json::Number) -> Option<u32> {
    if number.as_u64().is_some_and(|number| u32::try_from(number).is_ok()) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates"
    )]
    number.as_f64().map(|number| number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(method: &str, mut params: Value) -> Value {
        normalize(method, &mut params);
        params
    }

    #[test]
    fn lines_and_columns_are_clamped() {
        let range = json!({"start": {"line": -1, "character": 2.0},
                           "end": {"line": 4_294_967_296_u64, "character": 1.797e308}});
        let expected = json!({"start": {"line": 0, "character": 2},
                              "end": {"line": u32::MAX, "character": u32::MAX}});
        assert_eq!(normalized("any", json!([range])), json!([expected]));
    }

    #[test]
    fn a_change_without_a_version_is_accepted() {
        let change =
            |document| normalized("textDocument/didChange", json!({"textDocument": document}));
        assert_eq!(change(json!({"version": null}))["textDocument"]["version"], 0);
        assert_eq!(change(json!({}))["textDocument"]["version"], 0);
        assert_eq!(change(json!({"version": 3}))["textDocument"]["version"], 3);
    }
}
