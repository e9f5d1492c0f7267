//! The call hierarchy: backlinks and links, level by level.

use linkwright_tests::{Client, Folder};
use serde_json::{Value, json};

const VAULT: &str = "\
//- /a.md
---
up: 𝒳
---
# 𝒳 Title
𝒳 [[b#𝒴 Part|𝒵]] [[b]] [[gone]]
## 𝒳 Part
𝒳 ![[pic.png]] [[b#𝒴 Part]]
//- /b.md
Of [[c]]
## 𝒴 Part
𝒳 [[a]] [[a#𝒳 Part]]
//- /c.md
[[b]]
## Twin
[[a]]
## Twin
[[b]]
//- /map.canvas
{\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"𝒳 [[a]]\"}]}
//- /pic.png
x
";

fn start(folder: &Folder) -> Client {
    let mut client = Client::start(folder);
    client.ignore("textDocument/publishDiagnostics");
    client.open("a.md");
    client
}

/// The item at `words`.
fn item(client: &mut Client, name: &str, words: &str) -> Value {
    let at = client.at(name, words);
    let mut items = client.request("textDocument/prepareCallHierarchy", at);
    assert_eq!(items.as_array().map_or(0, Vec::len), 1, "{items}");
    items[0].take()
}

/// The calls of an item: the name of each, the text of its name, and its links.
fn calls(client: &mut Client, direction: &str, item: &Value) -> (Vec<Value>, Vec<String>) {
    let method = format!("callHierarchy/{direction}Calls");
    let calls = client.request(&method, json!({"item": item}));
    let end = if direction == "incoming" { "from" } else { "to" };
    let mut items = Vec::new();
    let mut shown = Vec::new();
    for call in calls.as_array().expect("a list of calls") {
        let source = if direction == "incoming" { &call[end]["uri"] } else { &item["uri"] };
        let source = source.as_str().expect("a URI");
        let links = call["fromRanges"].as_array().expect("a list of ranges").iter();
        let links: Vec<_> = links.map(|link| client.describe_range(source, link)).collect();
        let uri = call[end]["uri"].as_str().expect("a URI");
        let focus = match uri.ends_with(".md") {
            true => client.describe_range(uri, &call[end]["selectionRange"]),
            false => call[end]["detail"].as_str().expect("a path").to_owned(),
        };
        let name = call[end]["name"].as_str().expect("a name");
        shown.push(format!("{name} ({focus}) {}", links.join(", ")));
        items.push(call[end].clone());
    }
    (items, shown)
}

#[test]
fn a_tree_of_backlinks_of_backlinks() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let folder = Folder::new(VAULT);
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["general"]["positionEncodings"] = json!([encoding]);
        });
        client.ignore("textDocument/publishDiagnostics");
        client.open("a.md");
        let root = item(&mut client, "a.md", "# 𝒳 $0Title");
        assert_eq!((&root["name"], &root["kind"]), (&json!("a"), &json!(1)));
        let focus = client.describe_range(&folder.uri("a.md"), &root["selectionRange"]);
        assert_eq!(focus, "a.md: 𝒳 Title");
        let (items, shown) = calls(&mut client, "incoming", &root);
        assert_eq!(
            shown,
            [
                "b#𝒴 Part (b.md: 𝒴 Part) b.md: [[a]], b.md: [[a#𝒳 Part]]",
                "c#Twin (c.md: Twin) c.md: [[a]]",
                "map.canvas (map.canvas) map.canvas: [[a]]",
            ]
        );
        let (_, shown) = calls(&mut client, "incoming", &items[0]);
        assert_eq!(
            shown,
            [
                "a (a.md: 𝒳 Title) a.md: [[b#𝒴 Part|𝒵]], a.md: [[b]]",
                "a#𝒳 Part (a.md: 𝒳 Part) a.md: [[b#𝒴 Part]]",
                "c (c.md: ) c.md: [[b]]",
                "c#Twin (c.md: Twin) c.md: [[b]]",
            ]
        );
        assert_eq!(calls(&mut client, "incoming", &items[2]).1, [""; 0]);
        let (items, shown) = calls(&mut client, "outgoing", &root);
        assert_eq!(
            shown,
            [
                "b#𝒴 Part (b.md: 𝒴 Part) a.md: [[b#𝒴 Part|𝒵]], a.md: [[b#𝒴 Part]]",
                "b (b.md: ) a.md: [[b]]",
                "pic.png (pic.png) a.md: ![[pic.png]]",
            ]
        );
        assert_eq!(items[0]["kind"], 15);
        let (_, shown) = calls(&mut client, "incoming", &items[2]);
        assert_eq!(shown, ["a#𝒳 Part (a.md: 𝒳 Part) a.md: ![[pic.png]]"]);
        let (_, shown) = calls(&mut client, "outgoing", &items[0]);
        assert_eq!(
            shown,
            ["a (a.md: 𝒳 Title) b.md: [[a]]", "a#𝒳 Part (a.md: 𝒳 Part) b.md: [[a#𝒳 Part]]"]
        );
        client.finish();
    }
}

#[test]
fn an_item_survives_edits_and_goes_with_its_heading() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    client.open("b.md");
    let section = item(&mut client, "a.md", "## 𝒳 $0Part");
    let links = ["b#𝒴 Part (b.md: 𝒴 Part) b.md: [[a#𝒳 Part]]"];
    assert_eq!(calls(&mut client, "incoming", &section).1, links);
    client.replace("a.md", "# 𝒳 Title", "# New title\n\n## Before");
    client.replace("b.md", "Of [[c]]", "Of\n\n[[c]]\n");
    assert_eq!(calls(&mut client, "incoming", &section).1, links);
    assert_eq!(
        calls(&mut client, "outgoing", &section).1,
        ["pic.png (pic.png) a.md: ![[pic.png]]", "b#𝒴 Part (b.md: 𝒴 Part) a.md: [[b#𝒴 Part]]",]
    );
    client.replace("a.md", "## 𝒳 Part", "## Another");
    for direction in ["incoming", "outgoing"] {
        assert_eq!(calls(&mut client, direction, &section).1, [""; 0]);
    }
    client.finish();
}

#[test]
fn no_item_for_a_broken_link_and_no_calls_with_foreign_data() {
    let folder = Folder::new(VAULT);
    let mut client = start(&folder);
    let at = client.at("a.md", "[[go$0ne]]");
    assert_eq!(client.request("textDocument/prepareCallHierarchy", at), Value::Null);
    let mut item = item(&mut client, "a.md", "[[b$0]] [[gone");
    assert_eq!(item["data"], Value::Null, "it stands for its whole file");
    item["data"] = json!("of another server");
    let error = client.request_error("callHierarchy/incomingCalls", json!({"item": item}));
    assert!(error["message"].as_str().is_some_and(|it| it.contains("data")), "{error}");
    item["data"] = json!({"headings": [], "nth": 0});
    item["uri"] = json!("file:///nowhere.md");
    let error = client.request_error("callHierarchy/outgoingCalls", json!({"item": item}));
    assert!(error["message"].as_str().is_some_and(|it| it.contains("nowhere")), "{error}");
    client.finish();
}
