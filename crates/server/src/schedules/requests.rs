//! The requests of a schedule, answered by the server's handlers.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Id, Response, Result};
use tower_lsp::lsp_types::{Position, Url};

use super::threads::Task;
use crate::router::Server;
use crate::vaults::owner::Handle;
use crate::wire::client::Outgoing;
use crate::wire::results::with_stashed_result;

/// A request that is being answered.
pub(super) type Request = Task<Result<Option<Value>>>;

fn server(vaults: &Handle) -> Server {
    Server { vaults: vaults.clone(), client_exited: Arc::default() }
}

fn params<P: serde::de::DeserializeOwned>(params: Value) -> P {
    serde_json::from_value(params).expect("valid params")
}

fn at(uri: &Url, position: Position) -> Value {
    json!({"textDocument": {"uri": uri}, "position": position})
}

/// Runs a handler, and returns its result as JSON, stashed or not.
fn request<R: Serialize>(answer: impl Future<Output = Result<R>> + 'static) -> Request {
    let respond = async {
        let id = Id::Number(0);
        Some(match answer.await {
            Ok(result) => {
                let result = serde_json::to_value(result).expect("LSP types can be serialized");
                Response::from_ok(id, result)
            }
            Err(error) => Response::from_error(id, error),
        })
    };
    Task::new(async {
        let result = match with_stashed_result(respond).await {
            Some(Outgoing::Response(response)) => response.into_parts().1?,
            Some(Outgoing::SerializedResult(id, result)) => {
                let answer = result.into_response(&id).map_err(|_| Error::internal_error())?;
                let mut answer: Value =
                    serde_json::from_slice(&answer).map_err(|_| Error::internal_error())?;
                answer["result"].take()
            }
            _ => Value::Null,
        };
        Ok(Some(result).filter(|result| !result.is_null()))
    })
}

/// `textDocument/definition`
pub(super) fn definition(vaults: &Handle, uri: &Url, position: Position) -> Request {
    let (server, params) = (server(vaults), params(at(uri, position)));
    request(async move { server.goto_definition(params).await })
}

/// `textDocument/references`
pub(super) fn references(vaults: &Handle, uri: &Url, position: Position) -> Request {
    let mut params_json = at(uri, position);
    params_json["context"] = json!({"includeDeclaration": true});
    let (server, params) = (server(vaults), params(params_json));
    request(async move { server.references(params).await })
}

/// `textDocument/rename`
pub(super) fn rename(vaults: &Handle, uri: &Url, position: Position, name: &str) -> Request {
    let mut params_json = at(uri, position);
    params_json["newName"] = name.into();
    let (server, params) = (server(vaults), params(params_json));
    request(async move { server.rename(params).await })
}

/// `workspace/willRenameFiles`
pub(super) fn will_rename(vaults: &Handle, from: &Url, to: &Url) -> Request {
    let files = json!({"files": [{"oldUri": from, "newUri": to}]});
    let (server, params) = (server(vaults), params(files));
    request(async move { server.will_rename_files(params).await })
}

/// `workspace/symbol`
pub(super) fn symbols(vaults: &Handle, query: &str) -> Request {
    let (server, params) = (server(vaults), params(json!({"query": query})));
    request(async move { server.symbol(params).await })
}

/// `textDocument/foldingRange`
pub(super) fn folds(vaults: &Handle, uri: &Url) -> Request {
    let (server, params) = (server(vaults), params(json!({"textDocument": {"uri": uri}})));
    request(async move { server.folding_range(params).await })
}

/// A command about the note at `uri`.
pub(super) fn command(vaults: &Handle, command: &str, uri: &Url) -> Request {
    let params_json = json!({"command": command, "arguments": [{"uri": uri}]});
    let (server, params) = (server(vaults), params(params_json));
    request(async move { server.execute_command(params).await })
}
