//! Start and end of a session, and invalid messages.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

#[test]
fn shutdown_and_exit_end_the_process_with_success() {
    let folder = Folder::new("//- /a.md\n");
    Client::start(&folder).finish();
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let folder = Folder::new("//- /a.md\n");
    let client = Client::start(&folder);
    assert_eq!(client.exit().code(), Some(1));
}

#[test]
fn the_server_ends_when_the_client_closes_the_input() {
    let folder = Folder::new("//- /a.md\n");
    let client = Client::start(&folder);
    assert_eq!(client.close_input().code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_server_ends_when_the_client_process_has_exited() {
    use std::process::{Command, Stdio};
    let mut editor = Command::new("sleep").arg("60").stdout(Stdio::null()).spawn().expect("sleep");
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start_with(&folder, |params| params["processId"] = editor.id().into());
    editor.kill().expect("a process to kill");
    editor.wait().expect("a process that ends");
    assert_eq!(client.wait_for_end().code(), Some(1));
}

#[test]
fn requests_before_initialize_and_after_shutdown_are_refused() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::spawn(&folder);
    let at = json!({"textDocument": {"uri": folder.uri("a.md")},
                    "position": {"line": 0, "character": 0}});
    let error = client.request_error("textDocument/completion", at.clone());
    assert_eq!(error["code"], -32002);
    client.request("initialize", json!({"capabilities": {}}));
    client.request("shutdown", Value::Null);
    let error = client.request_error("textDocument/completion", at);
    assert_eq!(error["code"], -32600);
    assert_eq!(client.exit().code(), Some(0));
}

#[test]
fn invalid_messages_are_rejected_and_the_session_continues() {
    let folder = Folder::new("//- /a.md\n[[b]]\n//- /b.md\n");
    let mut client = Client::start(&folder);
    client.ignore("window/logMessage");
    let mut refused = |bytes: &str| {
        client.send_raw(bytes.as_bytes());
        client.wait("a refusal", |message| message["id"].is_null() && message["error"].is_object())
            ["error"]["code"]
            .as_i64()
            .expect("a code")
    };
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(refused(&frame("{]")), -32700);
    assert_eq!(refused(&frame("[]")), -32600);
    assert_eq!(refused(&frame("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"x\"}")), -32600);
    assert_eq!(refused(&frame("{\"jsonrpc\":\"2.0\"}")), -32600);
    assert_eq!(refused("Content-Length: what\r\n\r\n"), -32700);
    assert_eq!(refused("Content-Type: text/plain\r\n\r\n"), -32700);
    client.send_raw(b"Content-Length: 4\r\n\r\n\xff\xfe{}");
    client.wait("a refusal", |message| message["error"]["code"] == -32700);

    assert_eq!(client.request_error("linkwright/nonsense", json!({}))["code"], -32601);
    assert_eq!(client.request_error("$/nonsense", json!({}))["code"], -32601);
    client.notify("linkwright/nonsense", json!({}));
    client.notify("$/nonsense", json!({}));
    let error = client.request_error("textDocument/definition", json!({"nonsense": 1}));
    assert_eq!(error["code"], -32602);

    client.open("a.md");
    assert_eq!(client.diagnostics("a.md"), [""; 0]);
    client.finish();
}

#[test]
fn a_request_about_an_unknown_file_is_refused_with_its_name() {
    let folder = Folder::new("//- /a.md\n");
    let mut client = Client::start(&folder);
    let uri = folder.uri("unknown.md");
    for method in ["completion", "definition", "prepareRename"] {
        let at = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
        let error = client.request_error(&format!("textDocument/{method}"), at);
        let message = error["message"].as_str().expect("a message");
        assert!(message.ends_with("unknown.md does not exist in the vault"), "{message}");
    }
    client.finish();
}

#[test]
fn a_vault_that_cannot_be_opened_shows_a_message_and_single_files_work() {
    let folder = Folder::new("//- /file.md\n# File\n[[#File]] [[#Elsewhere]]\n");
    for name in ["missing", "file.md"] {
        let mut client = Client::start_with(&folder, |params| {
            params["workspaceFolders"] = Value::Null;
            params["rootUri"] = folder.uri(name).into();
        });
        client.ignore("window/logMessage");
        let shown = client.expect("window/showMessage");
        assert_eq!(shown["type"], 1);
        let message = shown["message"].as_str().expect("a message");
        assert!(message.contains(name), "{message}");

        client.open("file.md");
        client.ignore("textDocument/publishDiagnostics");
        let at = client.at("file.md", "[[#Fi$0le]]");
        let definition = client.request("textDocument/definition", at);
        assert_eq!(definition[0]["targetUri"], folder.uri("file.md"));
        client.finish();
    }
}
