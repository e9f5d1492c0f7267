//! A scripted client of `linkwright mcp`, over stdio.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A session with a server.
pub(crate) struct McpClient {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next_id: u64,
    /// Number of bytes of the last message.
    message_bytes: usize,
    /// The answer to `initialize`.
    pub(crate) server: Value,
}

impl McpClient {
    /// Starts a server that may write, for a vault.
    pub(crate) fn start(vault: &Path) -> McpClient {
        McpClient::start_with(&["--write", "--vault", &vault.display().to_string()])
    }

    /// Starts a server with these arguments.
    pub(crate) fn start_with(args: &[&str]) -> McpClient {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkwright"));
        McpClient::run(command.arg("mcp").args(args))
    }

    /// Starts a server with a command.
    pub(crate) fn run(command: &mut Command) -> McpClient {
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().expect("it has an output"));
        let mut client =
            McpClient { process, input, output, next_id: 0, message_bytes: 0, server: Value::Null };
        let about = json!({"name": "test", "version": "1"});
        let params =
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": about});
        client.server = client.request("initialize", params).expect("it is answered");
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    fn send(&mut self, message: &Value) {
        let input = self.input.as_mut().expect("the session goes on");
        writeln!(input, "{message}").expect("it is sent");
        input.flush().expect("it is sent");
    }

    /// Sends a request, and returns its result or its error.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.receive().expect("an answer comes");
            if message["id"] == id {
                let error = message.get("error").cloned();
                return error.map_or_else(|| Ok(message["result"].clone()), Err);
            }
        }
    }

    /// Sends a request whose answer is not awaited.
    #[cfg(target_os = "linux")]
    pub(crate) fn send_only(&mut self, method: &str, params: &Value) {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// Waits until the server has answered once more or has ended, and ends the session.
    #[cfg(target_os = "linux")]
    pub(crate) fn wait(mut self) {
        while self.receive().is_some_and(|message| message["id"] != self.next_id) {}
    }

    /// The next message; `None` if the server has ended.
    fn receive(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.message_bytes = self.output.read_line(&mut line).expect("it can be read");
        (self.message_bytes > 0)
            .then(|| serde_json::from_str(&line).expect("only messages are sent"))
    }

    /// Calls a tool, and returns its answer, or the text of its refusal.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Result<Value, String> {
        let result = self.request("tools/call", json!({"name": tool, "arguments": arguments}));
        let result = result.expect("the call has a result");
        let text = result["content"][0]["text"].as_str().expect("there is a text").to_owned();
        if result["isError"] == true {
            return Err(text);
        }
        let answer = result["structuredContent"].clone();
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(answer.clone()));
        assert!(answer["version"].is_u64(), "every answer names the version: {answer}");
        Ok(answer)
    }

    /// Calls a tool that must not refuse.
    #[track_caller]
    pub(crate) fn get(&mut self, tool: &str, arguments: Value) -> Value {
        let shown = format!("{tool} {arguments}");
        self.call(tool, arguments).unwrap_or_else(|refusal| panic!("{shown}: {refusal}"))
    }

    /// Follows the cursors of a list to its end, and returns its entries. Each message has at most `max` bytes.
    #[track_caller]
    pub(crate) fn pages(
        &mut self,
        tool: &str,
        arguments: &Value,
        entries: &str,
        max: usize,
    ) -> Vec<Value> {
        let (mut arguments, mut found) = (arguments.clone(), Vec::new());
        loop {
            let answer = self.get(tool, arguments.clone());
            let bytes = self.message_bytes;
            assert!(bytes <= max, "{bytes} bytes: {answer}");
            let page = answer[entries].as_array().cloned().unwrap_or_default();
            assert!(!page.is_empty(), "{answer}");
            found.extend(page);
            arguments["cursor"] = answer["cursor"].clone();
            if arguments["cursor"].is_null() {
                assert_eq!(answer["total"], found.len());
                return found;
            }
        }
    }

    /// Calls a tool that must refuse, and returns the refusal.
    #[track_caller]
    pub(crate) fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let shown = format!("{tool} {arguments}");
        match self.call(tool, arguments) {
            Ok(answer) => panic!("{shown} is not refused: {answer}"),
            Err(refusal) => refusal,
        }
    }

    /// The digest of a note.
    #[track_caller]
    pub(crate) fn digest(&mut self, note: &str) -> Value {
        self.get("read", json!({"note": note}))["digest"].clone()
    }

    /// Edits a note after reading it.
    #[track_caller]
    pub(crate) fn edit(&mut self, note: &str, mut arguments: Value) -> Result<Value, String> {
        arguments["note"] = note.into();
        arguments["digest"] = self.digest(note);
        self.call("edit", arguments)
    }

    /// Ends the session, and returns whether the server ended well.
    pub(crate) fn end(mut self) -> bool {
        drop(self.input.take());
        assert_eq!(self.receive(), None, "nothing is sent after the end");
        self.process.wait().is_ok_and(|status| status.success())
    }
}

impl Drop for McpClient {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The number of entries. Panics if two are about the same note.
#[track_caller]
pub(crate) fn distinct_notes(entries: &[Value]) -> usize {
    let notes: BTreeSet<String> = entries.iter().map(|entry| entry["note"].to_string()).collect();
    assert_eq!(notes.len(), entries.len(), "each note once");
    notes.len()
}
