//! Links to files that are on disk but not in the vault.

use linkwright_tests::{Client, Folder};
use serde_json::Value;

const FILES: &str = "\
//- /vault/README.md
[license](LICENSE) [template](.github/ISSUE.md) [ignored](build/out.html) [secret](secret.md)
[outside](../outside/x.md) [docs](docs/) [here](.) [root](/) [plain](n.md?plain=1) [[secret]]
//- /vault/docs/index.md
# Docs
//- /vault/n.md
//- /vault/LICENSE
//- /vault/.linkwright.toml
//- /vault/.gitignore
secret.md
build
//- /vault/.github/ISSUE.md
//- /vault/secret.md
//- /vault/build/out.html
//- /outside/x.md
";

fn open(world: &Folder) -> Client {
    let mut client = Client::start_with(world, |params| {
        params["workspaceFolders"] = Value::Null;
        params["rootUri"] = world.uri("vault").into();
    });
    client.open("vault/README.md");
    client
}

#[test]
fn links_to_existing_files_are_not_broken_and_have_definitions() {
    let world = Folder::new(FILES);
    let mut client = open(&world);
    assert_eq!(client.diagnostics("vault/README.md"), [""; 0]);
    for (link, target) in [
        ("[lic$0ense](", Some("vault/LICENSE")),
        ("[templ$0ate](", Some("vault/.github/ISSUE.md")),
        ("[ign$0ored](", Some("vault/build/out.html")),
        ("[sec$0ret](", Some("vault/secret.md")),
        ("[outs$0ide](", Some("outside/x.md")),
        ("[do$0cs](", Some("vault/docs/index.md")),
        ("[he$0re](", Some("vault/README.md")),
        ("[ro$0ot](", Some("vault/README.md")),
        ("[pl$0ain](", Some("vault/n.md")),
        ("[[sec$0ret]]", Some("vault/secret.md")),
    ] {
        let at = client.at("vault/README.md", link);
        let found = client.request("textDocument/definition", at);
        let uri = found[0]["targetUri"].as_str().map(str::to_owned);
        assert_eq!(uri, target.map(|target| world.uri(target)), "{link}");
    }
    let at = client.at("vault/README.md", "[outs$0ide](");
    let hover = client.request("textDocument/hover", at);
    assert!(
        hover.to_string().contains("`../outside/x.md` is on disk, but not in the vault."),
        "{hover}"
    );
    let document = serde_json::json!({ "textDocument": { "uri": world.uri("vault/README.md") } });
    let links = client.request("textDocument/documentLink", document);
    assert_eq!(links.as_array().map(Vec::len), Some(10), "{links}");
    client.finish();
}

#[test]
fn targets_that_are_created_and_removed_are_seen() {
    let world = Folder::new(FILES);
    let mut client = open(&world);
    assert_eq!(client.diagnostics("vault/README.md"), [""; 0]);
    std::fs::remove_file(world.path("vault/secret.md")).expect("removed");
    let broken = ["broken-link secret.md", "broken-link secret"];
    assert_eq!(client.diagnostics("vault/README.md"), broken);
    world.write("vault/secret.md", "");
    assert_eq!(client.diagnostics("vault/README.md"), [""; 0]);
    // Files outside the vault are not watched. They are checked again when something changes,
    std::fs::remove_file(world.path("outside/x.md")).expect("removed");
    world.write("vault/new.md", "");
    assert_eq!(client.diagnostics("vault/README.md"), ["broken-link ../outside/x.md"]);
    // … and when a note is opened.
    world.write("outside/x.md", "");
    client.open("vault/n.md");
    assert_eq!(client.diagnostics("vault/README.md"), [""; 0]);
    client.ignore("textDocument/publishDiagnostics");
    client.finish();
}

#[test]
fn a_check_counts_closed_notes_after_checking_the_disk() {
    let world = Folder::new(FILES);
    let mut client = Client::start_with(&world, |params| {
        params["workspaceFolders"] = Value::Null;
        params["rootUri"] = world.uri("vault").into();
    });
    let params = serde_json::json!({ "command": "linkwright.check", "arguments": [{}] });
    let found = client.request("workspace/executeCommand", params);
    assert_eq!(found["broken"], 0, "{found}");
    assert_eq!(found["links"], 10, "{found}");
    client.finish();
}

#[test]
fn an_edit_of_closed_notes_asks_the_disk_first() {
    let world = Folder::new(FILES);
    let mut client = Client::start_with(&world, |params| {
        params["workspaceFolders"] = Value::Null;
        params["rootUri"] = world.uri("vault").into();
    });
    client.ignore("textDocument/publishDiagnostics");
    client.open("vault/n.md");
    let edit = client.will_rename("vault/README.md", "vault/sub/deep/README.md").to_string();
    for path in
        ["../../LICENSE", "../../.github/ISSUE.md", "../../build/out.html", "../../../outside/x.md"]
    {
        assert!(edit.contains(&format!("\"{path}\"")), "{path}: {edit}");
    }
    client.finish();
}
