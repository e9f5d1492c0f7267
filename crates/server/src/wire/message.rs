//! Messages in the form of JSON-RPC.

use linkwright_text::PositionEncoding;
use serde_json::{Map, Value};
use tower_lsp::jsonrpc::{Error, Id, Result};

use crate::wire::repair;

/// A message from the client.
pub(super) enum Message {
    /// A request, or a notification, which has no id.
    Call { method: String, id: Option<Id>, params: Option<Value> },
    /// The response to a request of the server; `None` if it has neither a result nor an error.
    Response(Option<Id>, Option<Result<Value>>),
}

/// A message that is answered with an error: the id and the error of the response, and the reason, for
/// the log.
pub(super) type InvalidMessage = (Id, Error, String);

/// Reads a message. `encoding` is the position encoding of the session.
pub(super) fn parse(
    body: &[u8],
    encoding: PositionEncoding,
) -> std::result::Result<Message, InvalidMessage> {
    let invalid = |id, why: &str| (id, Error::invalid_request(), why.to_owned());
    let mut object = match repair::parse(body, encoding) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err(invalid(Id::Null, "not a JSON object")),
        Err(error) => return Err((Id::Null, Error::parse_error(), error.to_string())),
    };
    let id = match object.remove("id").map(serde_json::from_value::<Id>) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            return Err(invalid(Id::Null, "the id is neither a number nor a string"));
        }
    };
    match object.remove("method") {
        Some(Value::String(method)) => {
            Ok(Message::Call { method, id, params: object.remove("params") })
        }
        Some(_) => Err(invalid(id.unwrap_or(Id::Null), "the method is not a string")),
        None => Ok(Message::Response(id, outcome(object))),
    }
}

/// The result or the error of a response.
fn outcome(mut response: Map<String, Value>) -> Option<Result<Value>> {
    match (response.remove("result"), response.remove("error")) {
        (_, Some(error)) if !error.is_null() => Some(Err(client_error(&error))),
        (result, _) => result.map(Ok),
    }
}

fn client_error(error: &Value) -> Error {
    let mut result = Error::internal_error();
    if let Some(message) = error.get("message").and_then(Value::as_str) {
        result.message = message.to_owned().into();
    }
    if let Some(code) = error.get("code").and_then(Value::as_i64) {
        result.code = code.into();
    }
    result
}

/// The body of a request of the server, with parameters as JSON.
pub(super) fn request_body(id: i64, method: &str, params: &str) -> Vec<u8> {
    // JSON-RPC does not allow `null` as params, so they are left out.
    let params = match params {
        "null" => String::new(),
        params => format!(r#","params":{params}"#),
    };
    format!(r#"{{"jsonrpc":"2.0","method":"{method}"{params},"id":{id}}}"#).into_bytes()
}
