//! `docs/agents.md`, the plugin for Claude Code and the registry's `server.json` tell clients how to start the
//! server. A server that is started in each of these ways answers.

use std::fs;
use std::path::Path;

use linkwright_fixture::page::examples;
use serde_json::{Value, json};

use crate::client::McpClient;
use crate::support::Vault;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).expect("it is in the repository")
}

/// The number of tools of the server that starts with these arguments, where the folder after `--vault` is
/// another one.
#[track_caller]
fn offered_tools(args: &[String]) -> usize {
    let vault = Vault::new("//- /a.md\ntext\n");
    let mut args = args.to_vec();
    assert_eq!(args.remove(0), "mcp");
    let folder = args.iter().position(|arg| arg == "--vault").expect("there is a vault") + 1;
    args[folder] = vault.path().display().to_string();
    let mut client = McpClient::start_with(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let tools = client.request("tools/list", json!({})).expect("it is answered");
    assert_eq!(client.get("search", json!({"query": "text"}))["total"], 1);
    assert!(client.end());
    tools["tools"].as_array().map_or(0, Vec::len)
}

fn strings(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// The arguments of each server in a configuration that is JSON.
fn servers(configuration: &Value) -> Vec<Vec<String>> {
    let (Value::Object(fields), None) = (configuration, configuration.get("command")) else {
        assert_eq!(configuration["command"], "linkwright");
        return vec![strings(&configuration["args"])];
    };
    fields.values().flat_map(servers).collect()
}

#[test]
fn configurations_in_the_documentation_start_the_server() {
    let page = read("docs/agents.md");
    let shell = page.lines().filter_map(|line| line.split_once(" -- linkwright ")).map(|it| it.1);
    let mut found: Vec<Vec<String>> =
        shell.map(|args| args.split(' ').map(str::to_owned).collect()).collect();
    for example in examples(&page) {
        match &*example.info {
            "json" => found.extend(servers(&serde_json::from_str(&example.text).expect("JSON"))),
            "toml" if example.text.contains("mcp_servers") => {
                assert!(example.text.contains("command = \"linkwright\"\n"), "{}", example.text);
                let args = example.text.split_once("args = ").expect("there are arguments").1;
                found.push(strings(&serde_json::from_str(args).expect("a list of texts")));
            }
            _ => {}
        }
    }
    assert_eq!(found.len(), 5, "a shell, three kinds of JSON, and TOML: {found:?}");
    for args in found {
        assert_eq!(offered_tools(&args), 8, "{args:?}");
    }
}

#[test]
fn plugin_for_claude_code_starts_the_server() {
    let configuration = read("editors/claude-code/.mcp.json");
    let configuration = serde_json::from_str(&configuration).expect("JSON");
    let [args] = &servers(&configuration)[..] else { panic!("there is one server") };
    assert_eq!(offered_tools(args), 8);
}

/// Clients write a named argument as `--name value` or as `--name=value`.
#[test]
fn entry_of_the_registry_starts_the_server() {
    let server: Value = serde_json::from_str(&read("server.json")).expect("JSON");
    let arguments = server["packages"][0]["packageArguments"].as_array().expect("a list");
    for (write, tools) in [("true", 8), ("false", 5)] {
        for is_joined in [true, false] {
            let mut args = Vec::new();
            for argument in arguments {
                let text = |field: &str| argument[field].as_str().unwrap_or_default().to_owned();
                match (&*text("type"), &*text("name")) {
                    ("positional", _) => args.push(text("value")),
                    (_, "--write") if is_joined => args.push(format!("--write={write}")),
                    (_, "--write") => args.extend(["--write".to_owned(), write.to_owned()]),
                    (_, name) => args.extend([name.to_owned(), String::new()]),
                }
            }
            assert_eq!(offered_tools(&args), tools, "{args:?}");
        }
    }
}
