//! Code lenses, inlay hints and semantic tokens, and their refresh requests.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /.linkwright.toml
inlayHints.titles = true
//- /a.md
# 𝒳 Title
𝒳 [[b]] 日本 [[gone 𝒳]] #ta𝒳g
## 𝒳 Part
//- /b.md
# 𝒴 Über
𝒳 [[a]] [[a#𝒳 Part]]
";

fn able(params: &mut Value, encoding: &str) {
    let capabilities = &mut params["capabilities"];
    capabilities["general"]["positionEncodings"] = json!([encoding]);
    let refreshes = json!({"refreshSupport": true});
    for view in ["codeLens", "inlayHint", "semanticTokens"] {
        capabilities["workspace"][view] = refreshes.clone();
    }
    capabilities["experimental"]["commands"]["commands"] = json!(["linkwright.showReferences"]);
}

fn start(folder: &Folder, encoding: &str) -> Client {
    let mut client = Client::start_with(folder, |params| able(params, encoding));
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    client
}

fn document(folder: &Folder) -> Value {
    json!({"textDocument": {"uri": folder.uri("a.md")}})
}

fn lenses(client: &mut Client, folder: &Folder) -> Vec<String> {
    let lenses = client.request("textDocument/codeLens", document(folder));
    let show = |lens: &Value| {
        let title = lens["command"]["title"].as_str().expect("a title");
        format!("{title} | {}", client.describe_range(&folder.uri("a.md"), &lens["range"]))
    };
    lenses.as_array().expect("a list of lenses").iter().map(show).collect()
}

/// The tokens: the name of the type and the text.
fn tokens(client: &mut Client, folder: &Folder, method: &str, params: Value) -> Vec<String> {
    let found = client.request(method, params);
    let data: Vec<u64> =
        found["data"].as_array().expect("numbers").iter().filter_map(Value::as_u64).collect();
    let legend = client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"].clone();
    let (mut line, mut start) = (0, 0);
    let show = |token: &[u64]| {
        let [delta_line, delta_start, length, kind, _] = token else { panic!("five numbers") };
        start = if *delta_line == 0 { start + delta_start } else { *delta_start };
        line += delta_line;
        let at = |character| json!({"line": line, "character": character});
        let range = json!({"start": at(start), "end": at(start + length)});
        let words = client.describe_range(&folder.uri("a.md"), &range);
        format!(
            "{} | {words}",
            legend[usize::try_from(*kind).expect("small")].as_str().expect("a name")
        )
    };
    data.chunks(5).map(show).collect()
}

#[test]
fn lenses_hints_and_tokens_have_their_ranges_in_every_encoding() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let folder = Folder::new(VAULT);
        let mut client = start(&folder, encoding);
        let lenses_shown = lenses(&mut client, &folder);
        assert_eq!(lenses_shown, ["2 backlinks | a.md: ", "1 backlink | a.md: 𝒳 Part"]);
        let lenses_shown = client.request("textDocument/codeLens", document(&folder));
        assert_eq!(lenses_shown[1]["command"]["command"], "linkwright.showReferences");
        let arguments = json!([folder.uri("a.md"), lenses_shown[1]["range"]["start"]]);
        assert_eq!(lenses_shown[1]["command"]["arguments"], arguments);

        let found =
            tokens(&mut client, &folder, "textDocument/semanticTokens/full", document(&folder));
        let expected = ["link | a.md: [[b]]", "brokenLink | a.md: [[gone 𝒳]]", "tag | a.md: #ta𝒳g"];
        assert_eq!(found, expected);
        let place = |words| client.at("a.md", words)["position"].clone();
        let mut params = document(&folder);
        params["range"] = json!({"start": place("[[go$0ne"), "end": place("[[gon$0e")});
        let found =
            tokens(&mut client, &folder, "textDocument/semanticTokens/range", params.clone());
        assert_eq!(found, expected[1..2]);

        params["range"]["start"] = json!({"line": 0, "character": 0});
        let hints = client.request("textDocument/inlayHint", params);
        assert_eq!(hints[0]["label"], "𝒴 Über");
        assert_eq!(hints[0]["position"], client.at("a.md", "[[b]]$0")["position"]);
        assert_eq!(hints.as_array().map(Vec::len), Some(1));
        client.finish();
    }
}

#[test]
fn an_editor_that_cannot_show_references_gets_lenses_without_a_command() {
    let folder = Folder::new(VAULT);
    let mut client = Client::start(&folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    let lenses_shown = client.request("textDocument/codeLens", document(&folder));
    assert_eq!(lenses_shown[0]["command"], json!({"title": "2 backlinks", "command": ""}));
    client.finish();
}

#[test]
fn views_are_refreshed_when_another_note_changes_them() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder, "utf-16");
    let refreshed = |client: &mut Client, method: &'static str| {
        let request = client.wait(method, |message| message["method"] == method);
        assert_eq!(request.get("params"), None);
        client.respond(&request["id"], Value::Null);
    };
    lenses(&mut client, &folder);
    tokens(&mut client, &folder, "textDocument/semanticTokens/full", document(&folder));
    client.open("b.md");
    // No view changes.
    client.replace("b.md", "Über", "Unter");
    // One more backlink.
    client.replace("b.md", "[[a]]", "[[a]] [[a]]");
    refreshed(&mut client, "workspace/codeLens/refresh");
    assert_eq!(lenses(&mut client, &folder)[0], "3 backlinks | a.md: ");
    // A link is no longer broken.
    folder.write("gone 𝒳.md", "");
    let created = json!({"files": [{"uri": folder.uri("gone 𝒳.md")}]});
    client.notify("workspace/didCreateFiles", created);
    refreshed(&mut client, "workspace/semanticTokens/refresh");
    // Settings with more hints.
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
    let mut params = document(&folder);
    params["range"] = all;
    assert_eq!(client.request("textDocument/inlayHint", params)[0]["label"], "𝒴 Unter");
    let settings = json!({"settings": {"linkwright": {"inlayHints": {"titles": false}}}});
    client.notify("workspace/didChangeConfiguration", settings);
    refreshed(&mut client, "workspace/inlayHint/refresh");
    client.finish();
}
