//! What the server never does: read or write outside its vaults, and use a network.

use serde_json::json;

use crate::session;
use crate::support::Vault;

#[test]
fn nothing_outside_the_vault_is_read_or_written() {
    let (vault, mut client) = session("//- /a.md\n[[secret]]\n//- /b.md\ntext\n");
    let outside = Vault::new("//- /secret.md\nsecret\n");
    let (inside, other) = (vault.files(), outside.files());
    let name = outside.path().file_name().expect("it has a name").to_string_lossy().into_owned();
    let relative = format!("../{name}/secret.md");
    let absolute = outside.path().join("secret.md").display().to_string();
    for path in [relative, absolute] {
        client.refused("read", json!({"note": path}));
        client.refused("links", json!({"list": "out", "note": path}));
        client.refused("query", json!({"base": path}));
        client.refused("check", json!({"path": path}));
        client.refused("move", json!({"from": path, "to": "c"}));
    }
    for to in [format!("../{name}/c"), "../c".to_owned(), "d/../../c".to_owned(), ".c".to_owned()] {
        client.refused("edit", json!({"note": to, "do": "create", "text": "x"}));
        client.refused("move", json!({"from": "a", "to": to}));
        client.refused("move", json!({"from": "a", "to": format!("{to}/")}));
    }
    assert_eq!((vault.files(), outside.files()), (inside, other));
}

/// All system calls that a network needs begin with a socket.
#[cfg(target_os = "linux")]
#[test]
fn no_socket_is_opened() {
    use crate::client::McpClient;
    use std::fs;
    use std::process::{Command, Stdio};

    let has_strace = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    if !has_strace.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no strace");
        return;
    }
    let vault = Vault::new("//- /a.md\n[[b]]\n//- /b.md\ntext\n");
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=socket,execve", "-o"]).arg(trace.path());
    command.arg(env!("CARGO_BIN_EXE_linkwright"));
    command.args(["mcp", "--write", "--vault"]).arg(vault.path());
    let mut client = McpClient::run(&mut command);
    client.get("search", json!({"query": "text"}));
    client.get("move", json!({"from": "b", "to": "c"}));
    client.get("undo", json!({}));
    assert!(client.end());
    let calls = fs::read_to_string(trace.path()).expect("strace has written");
    assert!(calls.contains("execve("), "the calls are recorded: {calls}");
    assert!(!calls.contains("socket("), "{calls}");
}
