//! The thread that owns the vaults: it runs one call after the other, and prepares later ones between them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, TryRecvError};

use linkwright_project::Located;
use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};
use tokio::sync::oneshot::Sender;

use crate::answer::ToolRefusal;
use crate::session::{AgentSession, CallOutcome};

/// A call of a tool.
pub(crate) struct ToolCall {
    /// The tool.
    pub(crate) tool: String,
    /// Its arguments.
    pub(crate) arguments: Map<String, Value>,
    /// Set to stop it.
    pub(crate) cancel: Arc<AtomicBool>,
    /// Receives the result.
    pub(crate) reply: Sender<CallToolResult>,
}

/// Reads the vaults, then answers the calls of `inbox` until there are no more.
pub(crate) fn run(located: Vec<(String, Located)>, can_write: bool, inbox: &Receiver<ToolCall>) {
    let mut session = AgentSession::open(located, can_write);
    let mut has_idle_work = true;
    loop {
        let call = match inbox.try_recv() {
            Ok(call) => call,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                if let (Ok(session), true) = (&mut session, has_idle_work) {
                    let step = catch_unwind(AssertUnwindSafe(|| session.idle_step()));
                    has_idle_work = step.unwrap_or(false);
                    continue;
                }
                match inbox.recv() {
                    Ok(call) => call,
                    Err(_) => return,
                }
            }
        };
        let result = match &mut session {
            Ok(session) => answer(session, &call),
            Err(error) => refused(&ToolRefusal(format!("the vault cannot be read: {error}")), None),
        };
        // A client that cancelled the call does not wait for it.
        let _ = call.reply.send(result);
    }
}

fn answer(session: &mut AgentSession, call: &ToolCall) -> CallToolResult {
    let ToolCall { tool, arguments, cancel, .. } = call;
    let run = || session.call(tool, arguments.clone(), cancel);
    let Ok(CallOutcome { fields, version }) = catch_unwind(AssertUnwindSafe(run)) else {
        tracing::error!("`{tool}` failed with an internal error; the vaults are read again");
        let hint = match session.reopen() {
            Ok(()) => {
                "internal error. Files are whole: a change is made completely or not at all. Try \
                       another way"
                    .to_owned()
            }
            Err(error) => format!("internal error, and the vault cannot be read: {error}"),
        };
        return refused(&ToolRefusal(hint), None);
    };
    match (fields, version) {
        (Ok(mut fields), version) => {
            fields.insert("version".to_owned(), version.into());
            CallToolResult::structured(Value::Object(fields))
        }
        (Err(refusal), version) => refused(&refusal, version),
    }
}

/// The result for a refusal, with the version of the vault.
fn refused(ToolRefusal(reason): &ToolRefusal, version: Option<u64>) -> CallToolResult {
    let version = version.map(|version| format!(" (version {version})")).unwrap_or_default();
    CallToolResult::error(vec![ContentBlock::text(format!("{reason}{version}"))])
}
