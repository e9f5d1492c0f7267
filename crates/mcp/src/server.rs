//! The protocol: lists the tools, and passes calls to the thread that owns the vaults.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::sync::oneshot;

use crate::worker::ToolCall;

/// The instructions that a model gets when the session begins.
const INSTRUCTIONS: &str = "Linkwright reads and changes a vault of Markdown notes with [[wikilinks]]. \
    Find notes with `search`, then `read` them. Never rename, move or delete notes in another way than \
    `move`, because only it updates the links. Paths start at the vault's folder.";

/// The server.
pub(crate) struct McpServer {
    pub(crate) tools: Vec<Tool>,
    pub(crate) calls: Sender<ToolCall>,
}

impl ServerHandler for McpServer {
    fn get_info(&self) -> ServerConfig {
        let about = Implementation::new("linkwright", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(about.with_title("Linkwright"))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let cancel = Arc::new(AtomicBool::new(false));
        let (reply, mut result) = oneshot::channel();
        let tool = request.name.into_owned();
        let arguments = request.arguments.unwrap_or_default();
        let call = ToolCall { tool, arguments, cancel: Arc::clone(&cancel), reply };
        let stopped = |_| ErrorData::internal_error("the thread of the vaults has stopped", None);
        self.calls.send(call).map_err(|_| stopped(()))?;
        let answered = tokio::select! {
            answered = &mut result => answered,
            () = context.ct.cancelled() => {
                cancel.store(true, Ordering::Relaxed);
                result.await
            }
        };
        answered.map(CallToolResponse::from).map_err(|_| stopped(()))
    }
}
