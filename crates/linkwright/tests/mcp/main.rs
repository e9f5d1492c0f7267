//! `linkwright mcp`, called as agents call it: over stdio.

#![allow(clippy::needless_pass_by_value, reason = "calls are made with `json!`")]

#[path = "../support/mod.rs"]
mod support;

mod cases;
mod client;
mod configured;
mod editing;
mod limits;
mod querying;
mod random;
mod reading;
mod written;

use client::McpClient;
use support::Vault;

/// A vault with the files of a fixture, and a session that may write.
fn session(fixture: &str) -> (Vault, McpClient) {
    let vault = Vault::new(fixture);
    let client = McpClient::start(vault.path());
    (vault, client)
}
